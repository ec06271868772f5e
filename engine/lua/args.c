/* What luaL_check* does for Lua's own types, for ours: counts, colours, options, time spans. */
#include "lua/args.h"

#include <inttypes.h>
#include <lauxlib.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "canvas/color.h"
#include "lua/host_impl.h"

void args_count(lua_State *L, int least, int most, const char *usage)
{
    int count = lua_gettop(L);
    if (count >= least && count <= most)
        return;
    if (least == most)
        luaL_error(L, "%s: %d argument%s expected, got %d", usage, least, least == 1 ? "" : "s",
                   count);
    luaL_error(L, "%s: %d to %d arguments expected, got %d", usage, least, most, count);
}

const char *args_push_mismatch(lua_State *L, int arg, const char *expected)
{
    const char *failure = host_of(L)->failure;
    if (lua_isnil(L, arg) && failure[0] != '\0')
        return lua_pushfstring(L, "%s expected, got nil (last failure: %s)", expected, failure);
    return lua_pushfstring(L, "%s expected, got %s", expected, luaL_typename(L, arg));
}

/* Pushes what is wrong with the colour at `arg`. */
static const char *push_bad_color(lua_State *L, int arg)
{
    int whole;
    const lua_Integer value = lua_tointegerx(L, arg, &whole);
    if (lua_type(L, arg) == LUA_TSTRING) {
        char text[64];
        snprintf(text, sizeof text, "'%.40s' is not a CSS colour", lua_tostring(L, arg));
        return lua_pushstring(L, text);
    }
    if (whole && value > 0) {
        char text[96];
        snprintf(text, sizeof text,
                 "colour 0x%" PRIX64 " is above 0xffffff; for a translucent one use "
                 "rgba(r, g, b, a)",
                 (uint64_t)value);
        return lua_pushstring(L, text);
    }
    const bool number = lua_type(L, arg) == LUA_TNUMBER;
    return lua_pushfstring(L, "colour expected: 0xRRGGBB, rgba() or a CSS string; got %s",
                           number ? luaL_tolstring(L, arg, NULL) : luaL_typename(L, arg));
}

/* False if it is none. */
static bool find_color(lua_State *L, int arg, uint32_t *color)
{
    if (lua_type(L, arg) == LUA_TNUMBER) {
        int whole;
        const lua_Integer value = lua_tointegerx(L, arg, &whole);
        if (whole && value >= 0 && value <= 0xffffff)
            *color = 0xff000000u | (uint32_t)value;
        else if (whole && value >= ARGS_RGBA_BIT && value < 2 * ARGS_RGBA_BIT)
            *color = (uint32_t)(value - ARGS_RGBA_BIT);
        else
            return false;
        return true;
    }
    size_t length;
    const char *text = lua_type(L, arg) == LUA_TSTRING ? lua_tolstring(L, arg, &length) : NULL;
    return text != NULL && color_parse(text, length, color);
}

uint32_t args_color(lua_State *L, int arg)
{
    uint32_t color;
    if (!find_color(L, arg, &color))
        return (uint32_t)luaL_argerror(L, arg, push_bad_color(L, arg));
    return color;
}

uint32_t args_color_part(lua_State *L, int arg, const char *what)
{
    uint32_t color;
    if (!find_color(L, -1, &color)) {
        const char *text = push_bad_color(L, -1);
        return (uint32_t)luaL_argerror(L, arg, lua_pushfstring(L, "%s: %s", what, text));
    }
    return color;
}

bool args_color_attribute(lua_State *L, int arg, const char *attribute, uint32_t *color)
{
    if (find_color(L, arg, color))
        return true;
    if (lua_type(L, arg) != LUA_TSTRING)
        luaL_error(L, "TypeError: %s: %s", attribute, push_bad_color(L, arg));
    return false;
}

void args_push_color(lua_State *L, uint32_t color)
{
    if (color >> 24 == 255)
        lua_pushinteger(L, color & 0xffffff);
    else
        lua_pushinteger(L, (lua_Integer)(ARGS_RGBA_BIT | color));
}

static bool is_known(const char *key, const char *const *known)
{
    while (*known != NULL && strcmp(key, *known) != 0)
        known++;
    return *known != NULL;
}

bool args_options(lua_State *L, int arg, const char *function, const char *const *known)
{
    if (lua_isnoneornil(L, arg))
        return false;
    luaL_checktype(L, arg, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, arg); lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TSTRING && is_known(lua_tostring(L, -2), known))
            continue;
        luaL_Buffer list;
        lua_pushvalue(L, -2);
        const char *key = luaL_tolstring(L, -1, NULL);
        luaL_buffinit(L, &list);
        for (int i = 0; known[i] != NULL; i++) {
            luaL_addstring(&list, i > 0 ? ", " : "");
            luaL_addstring(&list, known[i]);
        }
        luaL_pushresult(&list);
        lua_pushfstring(L, "unknown option '%s'; %s knows: %s", key, function, lua_tostring(L, -1));
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
    return true;
}

/* Beyond this many bytes the memory for a list is given back before the next. */
enum { NUMBERS_KEPT = 1 << 20 };

bool args_find_numbers(lua_State *L, int arg, const double **numbers, size_t *count)
{
    struct host_numbers *n = &host_of(L)->numbers;
    *count = lua_rawlen(L, arg);
    if (*count > n->capacity || n->capacity > NUMBERS_KEPT / sizeof *n->values) {
        free(n->values);
        n->capacity = 0;
        n->values =
            *count > SIZE_MAX / sizeof *n->values ? NULL : malloc((*count + 1) * sizeof *n->values);
        if (n->values == NULL) {
            luaL_error(L, "no memory for a list of %I numbers", (LUAI_UACINT)*count);
            return false;
        }
        n->capacity = *count + 1;
    }
    for (size_t i = 0; i < *count; i++) {
        int is_number;
        lua_rawgeti(L, arg, (lua_Integer)i + 1); /* raw: a metamethod could ask for another list */
        n->values[i] = lua_tonumberx(L, -1, &is_number);
        if (!is_number) {
            lua_pushfstring(L, "number expected as item %I of the list, got %s", (LUAI_UACINT)i + 1,
                            luaL_typename(L, -1));
            return false;
        }
        lua_pop(L, 1);
    }
    *numbers = n->values;
    return true;
}

const double *args_numbers(lua_State *L, int arg, size_t *count)
{
    luaL_checktype(L, arg, LUA_TTABLE);
    const double *numbers = NULL;
    if (!args_find_numbers(L, arg, &numbers, count))
        luaL_argerror(L, arg, lua_tostring(L, -1));
    return numbers;
}

int args_option(lua_State *L, int arg, const char *name)
{
    lua_pushstring(L, name);
    return lua_rawget(L, arg);
}

bool args_option_number(lua_State *L, int arg, const char *name, lua_Number least,
                        lua_Number *value)
{
    int is_number;
    if (args_option(L, arg, name) == LUA_TNIL) {
        lua_pop(L, 1);
        return false;
    }
    const lua_Number number = lua_tonumberx(L, -1, &is_number);
    if (!is_number || !(number >= least)) {
        const char *got = is_number ? luaL_tolstring(L, -1, NULL) : luaL_typename(L, -1);
        if (is_number && !isnan(number))
            lua_pushfstring(L, "%s=%f or more expected, got %s", name, least, got);
        else
            lua_pushfstring(L, "%s= a number expected, got %s", name, got);
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
    lua_pop(L, 1);
    *value = number;
    return true;
}

bool args_option_integer(lua_State *L, int arg, const char *name, lua_Integer least,
                         lua_Integer most, lua_Integer *value)
{
    int whole;
    if (args_option(L, arg, name) == LUA_TNIL) {
        lua_pop(L, 1);
        return false;
    }
    const lua_Integer number = lua_tointegerx(L, -1, &whole);
    if (!whole || number < least || number > most) {
        const bool any = lua_isnumber(L, -1);
        const char *got = any ? luaL_tolstring(L, -1, NULL) : luaL_typename(L, -1);
        if (most == LUA_MAXINTEGER)
            lua_pushfstring(L, "%s= a whole number from %I on expected, got %s", name,
                            (LUAI_UACINT)least, got);
        else
            lua_pushfstring(L, "%s= a whole number from %I to %I expected, got %s", name,
                            (LUAI_UACINT)least, (LUAI_UACINT)most, got);
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
    lua_pop(L, 1);
    *value = number;
    return true;
}

bool args_option_list(lua_State *L, int arg, const char *name, int count, lua_Number *values)
{
    if (args_option(L, arg, name) == LUA_TNIL) {
        lua_pop(L, 1);
        return false;
    }
    int is_number = lua_istable(L, -1);
    for (int i = 0; is_number && i < count; i++) {
        lua_rawgeti(L, -1, i + 1);
        values[i] = lua_tonumberx(L, -1, &is_number);
        is_number = is_number && !isnan(values[i]);
        lua_pop(L, 1);
    }
    if (!is_number) {
        lua_pushfstring(L, "%s= a list of %d numbers expected", name, count);
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
    lua_pop(L, 1);
    return true;
}

int args_bad_name(lua_State *L, int arg, const char *got, int count, const char *(*name_of)(int))
{
    luaL_Buffer list;
    luaL_buffinit(L, &list);
    for (int i = 0; i < count; i++) {
        luaL_addstring(&list, i > 0 ? ", " : "");
        luaL_addstring(&list, name_of(i));
    }
    luaL_pushresult(&list);
    lua_pushfstring(L, "'%s' is none of %s", got, lua_tostring(L, -1));
    return luaL_argerror(L, arg, lua_tostring(L, -1));
}

int args_done(lua_State *L, bool ok)
{
    return ok ? 0 : luaL_error(L, "%s", error_text());
}

lua_Integer args_integer(lua_State *L, int arg, lua_Integer least, lua_Integer most)
{
    lua_Integer value = luaL_checkinteger(L, arg);
    if (value < least || value > most) {
        lua_pushfstring(L, "%I to %I expected, got %I", (LUAI_UACINT)least, (LUAI_UACINT)most,
                        (LUAI_UACINT)value);
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
    return value;
}

lua_Number args_not_negative(lua_State *L, int arg, const char *what)
{
    lua_Number number = luaL_checknumber(L, arg);
    if (!(number >= 0)) {
        lua_pushfstring(L, "%s expected, 0 or more; got %s", what,
                        isnan(number) ? "NaN" : luaL_tolstring(L, arg, NULL));
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
    return number;
}

uint64_t args_seconds(lua_State *L, int arg)
{
    static const double century = 100 * 366 * 86400.0;
    lua_Number seconds = args_not_negative(L, arg, "seconds");
    return (uint64_t)(fmin(seconds, century) * (double)CLOCK_SECOND);
}

const char *args_path(lua_State *L, int arg)
{
    size_t length;
    const char *path = luaL_checklstring(L, arg, &length);
    if (strlen(path) != length)
        luaL_argerror(L, arg, "path expected, got a string with a zero byte");
    return path;
}
