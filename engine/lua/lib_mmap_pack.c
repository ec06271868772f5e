/* m:pack and m:unpack: string.pack's formats at an offset. Lua's own functions do the work, on a
 * copy of the bytes; alignment in a format counts from the offset. */
#include <lualib.h>
#include <string.h>

#include "lua/mmap_object.h"

enum { FIRST_WINDOW = 256 }; /* bytes handed to string.unpack where the format does not tell */

/* Pushes string's function. */
static void push_function(lua_State *L, const char *name)
{
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, LUA_STRLIBNAME);
    lua_getfield(L, -1, name);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

/* m:pack(offset, format, …) → the offset behind what was written. */
static int mmap_pack(lua_State *L)
{
    mmap_offset(L, 2, mmap_self_writable(L), 0);
    luaL_checkstring(L, 3);
    const int count = lua_gettop(L);
    push_function(L, "pack");
    lua_insert(L, 3);
    if (lua_pcall(L, count - 2, 1, 0) != LUA_OK)
        return luaL_error(L, "%s", lua_tostring(L, -1));
    size_t size;
    const char *bytes = lua_tolstring(L, -1, &size);
    struct mmap_object *o = mmap_self_writable(L); /* again: scripts may replace string.pack */
    const size_t offset = mmap_offset(L, 2, o, size);
    memcpy(o->map.bytes + offset, bytes, size);
    mmap_touched(L, o);
    lua_pushinteger(L, (lua_Integer)offset + (lua_Integer)size);
    return 1;
}

/* How many bytes the format at 3 is about; 0 if that depends on them. */
static size_t format_size(lua_State *L)
{
    push_function(L, "packsize");
    lua_pushvalue(L, 3);
    const size_t size = lua_pcall(L, 1, 1, 0) == LUA_OK ? (size_t)lua_tointeger(L, -1) : 0;
    lua_pop(L, 1);
    return size;
}

/* m:unpack(offset, format) → the values, and the offset behind them. */
static int mmap_unpack(lua_State *L)
{
    luaL_checkstring(L, 3);
    lua_settop(L, 3);
    const size_t fixed = format_size(L);
    size_t window = fixed > 0 ? fixed : FIRST_WINDOW, offset;
    for (;;) {
        struct mmap_object *o = mmap_self(L);
        offset = mmap_offset(L, 2, o, fixed);
        const size_t most = o->map.length - offset;
        window = window < most ? window : most;
        push_function(L, "unpack");
        lua_pushvalue(L, 3);
        lua_pushlstring(L, (const char *)o->map.bytes + offset, window);
        mmap_touched(L, o);
        if (lua_pcall(L, 2, LUA_MULTRET, 0) == LUA_OK)
            break;
        if (window == most || fixed > 0)
            return luaL_error(L, "%s", lua_tostring(L, -1));
        lua_settop(L, 3); /* perhaps it ends behind the window */
        window *= 2;
    }
    lua_pushinteger(L, lua_tointeger(L, -1) - 1 + (lua_Integer)offset);
    lua_replace(L, -2);
    return lua_gettop(L) - 3;
}

const luaL_Reg mmap_pack_methods[] = {
    {"pack", mmap_pack},
    {"unpack", mmap_unpack},
    {NULL, NULL},
};
