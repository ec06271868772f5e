/* What luaL_check* does for Lua's own types, for ours: counts, colours, options, time spans. */
#include "lua/args.h"

#include <inttypes.h>
#include <lauxlib.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "canvas/color.h"

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

/* Always raises. */
static void bad_color(lua_State *L, int arg)
{
    char text[160];
    int whole;
    lua_Integer value = lua_tointegerx(L, arg, &whole);
    if (lua_type(L, arg) == LUA_TSTRING) {
        snprintf(text, sizeof text, "'%.40s' is not a CSS colour", lua_tostring(L, arg));
    } else if (whole && value > 0) {
        snprintf(text, sizeof text,
                 "colour 0x%" PRIX64 " is above 0xffffff; for a translucent one use "
                 "rgba(r, g, b, a)",
                 (uint64_t)value);
    } else {
        bool number = lua_type(L, arg) == LUA_TNUMBER;
        snprintf(text, sizeof text, "colour expected: 0xRRGGBB, rgba() or a CSS string; got %s",
                 number ? luaL_tolstring(L, arg, NULL) : luaL_typename(L, arg));
    }
    luaL_argerror(L, arg, text);
}

uint32_t args_color(lua_State *L, int arg)
{
    uint32_t color = 0;
    if (lua_type(L, arg) == LUA_TNUMBER) {
        int whole;
        lua_Integer value = lua_tointegerx(L, arg, &whole);
        if (whole && value >= 0 && value <= 0xffffff)
            return 0xff000000u | (uint32_t)value;
        if (whole && value >= ARGS_RGBA_BIT && value < 2 * ARGS_RGBA_BIT)
            return (uint32_t)(value - ARGS_RGBA_BIT);
        bad_color(L, arg);
    } else if (lua_type(L, arg) == LUA_TSTRING) {
        size_t length;
        const char *text = lua_tolstring(L, arg, &length);
        if (!color_parse(text, length, &color))
            bad_color(L, arg);
    } else {
        bad_color(L, arg);
    }
    return color;
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
