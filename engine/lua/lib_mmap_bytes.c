/* Many bytes of a map at once: slices, fill, move, find, dump. Indexes count as Python's do.
 * Whatever allocates may run a finalizer that closes the map, so texts are taken from the stack
 * before a place in the map is. */
#include <string.h>

#include "lua/args.h"
#include "lua/mmap_object.h"
#include "map/dump.h"
#include "map/find.h"

/* The index at `arg` (absent: `absent`) of Python's slices: from the end if negative, clamped. */
static size_t slice_index(lua_State *L, int arg, const struct mmap_object *o, size_t absent)
{
    if (lua_isnoneornil(L, arg))
        return absent;
    const lua_Integer length = (lua_Integer)o->map.length;
    lua_Integer i = luaL_checkinteger(L, arg);
    if (i < 0)
        i = i < -length ? 0 : i + length;
    return (size_t)(i < length ? i : length);
}

/* The place at `arg`, from the end if negative, of `size` bytes that all must be in the map. */
static size_t place(lua_State *L, int arg, const struct mmap_object *o, size_t size,
                    const char *what)
{
    const lua_Integer length = (lua_Integer)o->map.length, index = luaL_checkinteger(L, arg);
    const lua_Integer i = index < 0 && index >= -length ? index + length : index;
    if (i < 0 || i > length || size > (size_t)(length - i)) {
        lua_pushfstring(L, "%I bytes %s %I do not fit into the map's %I", (LUAI_UACINT)size, what,
                        (LUAI_UACINT)index, (LUAI_UACINT)length);
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
    return (size_t)i;
}

static int mmap_get(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    const size_t from = slice_index(L, 2, o, 0), to = slice_index(L, 3, o, o->map.length);
    lua_pushlstring(L, (const char *)o->map.bytes + from, to > from ? to - from : 0);
    mmap_touched(L, o);
    return 1;
}

static int mmap_set(lua_State *L)
{
    struct mmap_object *o = mmap_self_writable(L);
    size_t size;
    const char *bytes = luaL_checklstring(L, 3, &size);
    memcpy(o->map.bytes + place(L, 2, o, size, "at"), bytes, size);
    mmap_touched(L, o);
    return 0;
}

/* Writes `size` bytes over and over, `n` in all: a piece of some pages that stays in the cache. */
static void repeat(uint8_t *at, size_t n, const char *bytes, size_t size)
{
    enum { PIECE = 16384 };
    const size_t piece = size < PIECE ? PIECE / size * size : size;
    size_t done = size < n ? size : n;
    memcpy(at, bytes, done);
    while (done < n) {
        size_t next = done < piece ? done : piece;
        next = next < n - done ? next : n - done;
        memcpy(at + done, at, next);
        done += next;
    }
}

/* m:fill(i, n, bytes or byte). */
static int mmap_fill(lua_State *L)
{
    const bool number = lua_type(L, 4) == LUA_TNUMBER;
    const char byte = number ? (char)args_integer(L, 4, 0, 255) : 0;
    size_t size = 1;
    const char *bytes = number ? &byte : luaL_checklstring(L, 4, &size);
    luaL_argcheck(L, size > 0, 4, "one byte or more expected");
    struct mmap_object *o = mmap_self_writable(L);
    const size_t n = (size_t)args_integer(L, 3, 0, (lua_Integer)o->map.length);
    repeat(o->map.bytes + place(L, 2, o, n, "at"), n, bytes, size);
    mmap_touched(L, o);
    return 0;
}

/* m:move(to, from, count). */
static int mmap_move(lua_State *L)
{
    struct mmap_object *o = mmap_self_writable(L);
    const size_t count = (size_t)args_integer(L, 4, 0, (lua_Integer)o->map.length);
    const size_t to = mmap_offset(L, 2, o, count), from = mmap_offset(L, 3, o, count);
    map_touch(&o->map, from, count); /* no zeros over bytes that are there */
    mmap_touched(L, o);
    memmove(o->map.bytes + to, o->map.bytes + from, count);
    mmap_touched(L, o);
    return 0;
}

/* find(bytes [, from [, to]]), from the position of read and write by default. */
static int find_bytes(lua_State *L, bool last)
{
    size_t size;
    const uint8_t *needle = (const uint8_t *)luaL_checklstring(L, 2, &size);
    struct mmap_object *o = mmap_self(L);
    const size_t length = o->map.length;
    const size_t start = o->position < length ? (size_t)o->position : length;
    const size_t from = slice_index(L, 3, o, start), to = slice_index(L, 4, o, length);
    const int64_t found = to >= from ? map_find(&o->map, from, to, needle, size, last) : -1;
    mmap_touched(L, o);
    if (found >= 0)
        lua_pushinteger(L, found);
    else
        lua_pushnil(L);
    return 1;
}

static int mmap_find(lua_State *L)
{
    return find_bytes(L, false);
}

static int mmap_rfind(lua_State *L)
{
    return find_bytes(L, true);
}

static void add_line(void *data, const char *text)
{
    luaL_addstring(data, text);
}

/* m:dump([i [, n]]). */
static int mmap_dump(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    const size_t from = lua_isnoneornil(L, 2) ? 0 : place(L, 2, o, 0, "at");
    size_t n = o->map.length - from;
    if (!lua_isnoneornil(L, 3))
        n = (size_t)args_integer(L, 3, 0, (lua_Integer)n);
    /* Of a copy: making the text may run finalizers, and one could close the map. */
    const char *bytes = lua_pushlstring(L, (const char *)o->map.bytes + from, n);
    mmap_touched(L, o);
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    dump((const uint8_t *)bytes, n, from, add_line, &text);
    luaL_pushresult(&text);
    return 1;
}

const luaL_Reg mmap_byte_methods[] = {
    {"dump", mmap_dump}, {"fill", mmap_fill},   {"find", mmap_find}, {"get", mmap_get},
    {"move", mmap_move}, {"rfind", mmap_rfind}, {"set", mmap_set},   {NULL, NULL},
};
