/* Web IDL, "Type mapping", as far as the 2D context needs it. Lua's values stand for JavaScript's:
 * numbers and text that is one are numbers, and everything else is, like a Symbol there, none. */
#include "lua/webidl.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

int webidl_throw(lua_State *L, const char *exception, int arg, const char *text)
{
    lua_Debug ar;
    if (!lua_getstack(L, 0, &ar))
        return luaL_error(L, "%s: bad argument #%d (%s)", exception, arg, text);
    lua_getinfo(L, "n", &ar);
    const char *name = ar.name != NULL ? ar.name : "?";
    if (strcmp(ar.namewhat, "method") == 0 && --arg == 0)
        return luaL_error(L, "%s: calling '%s' on bad self (%s)", exception, name, text);
    return luaL_error(L, "%s: bad argument #%d to '%s' (%s)", exception, arg, name, text);
}

int webidl_type_error(lua_State *L, int arg, const char *expected)
{
    const char *got = luaL_typename(L, arg);
    if (lua_type(L, arg) == LUA_TNUMBER)
        got = luaL_tolstring(L, arg, NULL);
    return webidl_throw(L, "TypeError", arg,
                        lua_pushfstring(L, "%s expected, got %s", expected, got));
}

int webidl_fail(lua_State *L)
{
    return luaL_error(L, "%s", error_text());
}

lua_Number webidl_number(lua_State *L, int arg)
{
    int is_number;
    lua_Number number = lua_tonumberx(L, arg, &is_number);
    if (!is_number)
        webidl_type_error(L, arg, "number");
    return number;
}

void webidl_numbers(lua_State *L, int arg, int count, lua_Number *numbers)
{
    for (int i = 0; i < count; i++)
        numbers[i] = webidl_number(L, arg + i);
}

lua_Number webidl_finite(lua_State *L, int arg)
{
    int is_number;
    lua_Number number = lua_tonumberx(L, arg, &is_number);
    if (!is_number || !isfinite(number))
        webidl_type_error(L, arg, "finite number");
    return number;
}

int32_t webidl_long(lua_State *L, int arg)
{
    lua_Number number = trunc(webidl_number(L, arg));
    if (!(number >= INT32_MIN && number <= INT32_MAX))
        webidl_type_error(L, arg, "number from -2147483648 to 2147483647");
    return (int32_t)number;
}

bool webidl_even_odd(lua_State *L, int arg)
{
    size_t length;
    if (lua_isnoneornil(L, arg))
        return false;
    const char *text = lua_tolstring(L, arg, &length);
    if (text != NULL && strlen(text) == length) {
        if (strcmp(text, "nonzero") == 0)
            return false;
        if (strcmp(text, "evenodd") == 0)
            return true;
        lua_pushfstring(L, "\"nonzero\" or \"evenodd\" expected, got '%s'", text);
        webidl_throw(L, "TypeError", arg, lua_tostring(L, -1));
    }
    return webidl_type_error(L, arg, "\"nonzero\" or \"evenodd\"") != 0;
}

/* The field of the table at `arg`, if there: true. */
static bool get_member(lua_State *L, int arg, const char *name, double *value)
{
    int is_number = true;
    lua_pushstring(L, name);
    if (lua_rawget(L, arg) == LUA_TNIL) {
        lua_pop(L, 1);
        return false;
    }
    *value = lua_tonumberx(L, -1, &is_number);
    if (!is_number)
        luaL_error(L, "TypeError: number expected for %s, got %s", name, luaL_typename(L, -1));
    lua_pop(L, 1);
    return true;
}

struct matrix webidl_matrix(lua_State *L, int arg)
{
    static const char *const names[6][2] = {{"a", "m11"}, {"b", "m12"}, {"c", "m21"},
                                            {"d", "m22"}, {"e", "m41"}, {"f", "m42"}};
    double v[6] = {1, 0, 0, 1, 0, 0};
    if (lua_isnoneornil(L, arg))
        return MATRIX_IDENTITY;
    if (!lua_istable(L, arg))
        webidl_type_error(L, arg, "table with a, b, c, d, e, f");
    for (int i = 0; i < 6; i++) {
        double other;
        bool found = get_member(L, arg, names[i][0], &v[i]);
        if (!get_member(L, arg, names[i][1], &other))
            continue;
        if (found && other != v[i] && !(isnan(other) && isnan(v[i])))
            luaL_error(L, "TypeError: %s and %s differ", names[i][0], names[i][1]);
        v[i] = other;
    }
    return (struct matrix){v[0], v[1], v[2], v[3], v[4], v[5]};
}
