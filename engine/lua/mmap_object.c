/* A map as Lua sees it: m[i], #m, m.closed, and the methods of the other files. A byte by index is
 * what scripts do a million times, so the metatable is compared with an upvalue instead of being
 * looked up by name. */
#include "lua/mmap_object.h"

#include <string.h>

#include "base/error.h"
#include "lua/args.h"

struct mmap_object *mmap_push(lua_State *L)
{
    struct mmap_object *o = lua_newuserdatauv(L, sizeof *o, 1);
    *o = (struct mmap_object){.map.fd = -1};
    luaL_setmetatable(L, MMAP_TYPE);
    return o;
}

static struct mmap_object *check_open(lua_State *L, struct mmap_object *o)
{
    if (o->map.bytes == NULL)
        luaL_error(L, "attempt to use a closed map");
    return o;
}

/* Open or not. */
static struct mmap_object *check_type(lua_State *L, int arg)
{
    struct mmap_object *o = luaL_testudata(L, arg, MMAP_TYPE);
    if (o == NULL)
        luaL_argerror(L, arg, args_push_mismatch(L, arg, "map"));
    return o;
}

struct mmap_object *mmap_check(lua_State *L, int arg)
{
    return check_open(L, check_type(L, arg));
}

static struct mmap_object *self(lua_State *L)
{
    struct mmap_object *o = lua_touserdata(L, 1);
    if (o == NULL || !lua_getmetatable(L, 1))
        return check_type(L, 1); /* which raises the error */
    const bool is_map = lua_rawequal(L, -1, lua_upvalueindex(1));
    lua_pop(L, 1);
    return is_map ? o : check_type(L, 1);
}

struct mmap_object *mmap_self(lua_State *L)
{
    return check_open(L, self(L));
}

/* Raises an error if the map may not be written. */
static void check_writable(lua_State *L, const struct mmap_object *o)
{
    if (o->map.access == MAP_ACCESS_READ)
        luaL_error(L, "this map can only be read; open it with access=\"write\" or \"copy\"");
}

struct mmap_object *mmap_self_writable(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    check_writable(L, o);
    return o;
}

int mmap_raise_fault(lua_State *L, struct mmap_object *o)
{
    map_recover(&o->map);
    return luaL_error(L, "%s", error_text());
}

size_t mmap_offset(lua_State *L, int arg, const struct mmap_object *o, size_t size)
{
    const lua_Integer offset = luaL_checkinteger(L, arg);
    if (size > o->map.length || offset < 0 || (lua_Unsigned)offset > o->map.length - size) {
        lua_pushfstring(L, "offset %I of %I bytes is outside of the map's %I", (LUAI_UACINT)offset,
                        (LUAI_UACINT)size, (LUAI_UACINT)o->map.length);
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
    return (size_t)offset;
}

/* The byte that the number at 2 is for. */
static uint8_t *byte_at(lua_State *L, const struct mmap_object *o)
{
    int whole;
    const lua_Integer index = lua_tointegerx(L, 2, &whole);
    if (!whole)
        luaL_error(L, "whole number expected as index, got %s", luaL_tolstring(L, 2, NULL));
    const lua_Integer length = (lua_Integer)o->map.length;
    const lua_Integer i = index < 0 ? index + length : index;
    if (i < 0 || i >= length)
        luaL_error(L, "index %I is outside of %I to %I", (LUAI_UACINT)index, (LUAI_UACINT)-length,
                   (LUAI_UACINT)length - 1);
    return o->map.bytes + i;
}

/* What is no byte and no method. */
static int index_field(lua_State *L, struct mmap_object *o, const char *key)
{
    if (strcmp(key, "closed") == 0) {
        lua_pushboolean(L, o->map.bytes == NULL);
        return 1;
    }
    if (lua_getiuservalue(L, 1, 1) == LUA_TTABLE) {
        lua_getfield(L, -1, key);
        if (!lua_isnil(L, -1))
            return 1;
    }
    return luaL_error(L, "a map has no '%s'", key);
}

static int map_index(lua_State *L)
{
    struct mmap_object *o = self(L);
    if (lua_type(L, 2) == LUA_TNUMBER) {
        const uint8_t byte = *byte_at(L, check_open(L, o));
        mmap_touched(L, o);
        lua_pushinteger(L, byte);
        return 1;
    }
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) /* close() works on a closed one */
        return 1;
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2);
    return index_field(L, o, key);
}

static int map_newindex(lua_State *L)
{
    struct mmap_object *o = mmap_self_writable(L);
    if (lua_type(L, 2) != LUA_TNUMBER)
        return luaL_error(L, "a map has no '%s' to assign to", luaL_tolstring(L, 2, NULL));
    uint8_t *byte = byte_at(L, o);
    int whole;
    const lua_Integer value = lua_tointegerx(L, 3, &whole);
    if (!whole || lua_type(L, 3) != LUA_TNUMBER || value < 0 || value > 255)
        return luaL_error(L, "byte 0 to 255 expected, got %s",
                          lua_type(L, 3) == LUA_TNUMBER ? luaL_tolstring(L, 3, NULL)
                                                        : luaL_typename(L, 3));
    *byte = (uint8_t)value;
    mmap_touched(L, o);
    return 0;
}

static int map_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)mmap_self(L)->map.length);
    return 1;
}

static int map_gc(lua_State *L)
{
    map_close(&check_type(L, 1)->map);
    return 0;
}

static int map_tostring(lua_State *L)
{
    const struct mmap_object *o = check_type(L, 1);
    if (o->map.bytes == NULL)
        lua_pushliteral(L, "mmap (closed)");
    else
        lua_pushfstring(L, "mmap (%I bytes)", (LUAI_UACINT)o->map.length);
    return 1;
}

void mmap_object_open(lua_State *L, const luaL_Reg *const *methods)
{
    static const luaL_Reg metamethods[] = {
        {"__close", map_gc},          {"__gc", map_gc},
        {"__len", map_len},           {"__newindex", map_newindex},
        {"__tostring", map_tostring}, {NULL, NULL},
    };
    luaL_newmetatable(L, MMAP_TYPE);
    lua_pushvalue(L, -1);
    luaL_setfuncs(L, metamethods, 1);
    lua_pushvalue(L, -1);
    lua_newtable(L);
    for (; *methods != NULL; methods++) {
        lua_pushvalue(L, -2);
        luaL_setfuncs(L, *methods, 1);
    }
    mmap_add_numbers(L);
    lua_pushcclosure(L, map_index, 2);
    lua_setfield(L, -2, "__index");
    lua_pushliteral(L, MMAP_TYPE);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}
