/* A map read and written in order, as a file is: the position that CPython's mmap has. */
#include <string.h>

#include "lua/args.h"
#include "lua/mmap_object.h"

/* What lies from the position on. */
static const char *rest(const struct mmap_object *o, size_t *length)
{
    const size_t at = o->position < o->map.length ? (size_t)o->position : o->map.length;
    *length = o->map.length - at;
    return (const char *)o->map.bytes + at;
}

static int push_and_pass(lua_State *L, struct mmap_object *o, const char *bytes, size_t length)
{
    lua_pushlstring(L, bytes, length);
    mmap_touched(L, o); /* the position stays where the access failed */
    o->position += length;
    return 1;
}

/* m:read([n]): to the end without n or with a negative one; "" at the end. */
static int mmap_read(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    size_t length;
    const char *bytes = rest(o, &length);
    const lua_Integer n = luaL_optinteger(L, 2, -1);
    if (n >= 0 && (lua_Unsigned)n < length)
        length = (size_t)n;
    return push_and_pass(L, o, bytes, length);
}

static int mmap_readline(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    size_t length;
    const char *bytes = rest(o, &length);
    const char *newline = memchr(bytes, '\n', length);
    if (newline != NULL)
        length = (size_t)(newline - bytes) + 1;
    return push_and_pass(L, o, bytes, length);
}

static int mmap_read_byte(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    size_t length;
    const uint8_t *bytes = (const uint8_t *)rest(o, &length);
    if (length == 0)
        return luaL_error(L, "there is no byte to read at the map's end");
    const uint8_t byte = *bytes;
    mmap_touched(L, o);
    o->position++;
    lua_pushinteger(L, byte);
    return 1;
}

static void write_bytes(lua_State *L, struct mmap_object *o, const char *bytes, size_t size)
{
    size_t length;
    rest(o, &length);
    if (size > length)
        luaL_error(L, "%I bytes do not fit: the map ends %I bytes after its position",
                   (LUAI_UACINT)size, (LUAI_UACINT)length);
    memcpy(o->map.bytes + (o->map.length - length), bytes, size);
    mmap_touched(L, o);
    o->position += size;
}

/* Returns how many bytes it wrote: all. */
static int mmap_write(lua_State *L)
{
    struct mmap_object *o = mmap_self_writable(L);
    size_t size;
    const char *bytes = luaL_checklstring(L, 2, &size);
    write_bytes(L, o, bytes, size);
    lua_pushinteger(L, (lua_Integer)size);
    return 1;
}

static int mmap_write_byte(lua_State *L)
{
    struct mmap_object *o = mmap_self_writable(L);
    const char byte = (char)args_integer(L, 2, 0, 255);
    write_bytes(L, o, &byte, 1);
    return 0;
}

/* m:seek(pos [, "set"|"cur"|"end"]) → the new position. */
static int mmap_seek(lua_State *L)
{
    static const char *const origins[] = {"set", "cur", "end", NULL};
    struct mmap_object *o = mmap_self(L);
    const lua_Integer distance = luaL_checkinteger(L, 2);
    const int origin = luaL_checkoption(L, 3, "set", origins);
    const lua_Integer length = (lua_Integer)o->map.length, position = (lua_Integer)o->position;
    const lua_Integer from = origin == 0 ? 0 : origin == 1 ? position : length;
    lua_Integer to;
    if (__builtin_add_overflow(from, distance, &to) || to < 0 || to > length) {
        lua_pushfstring(L, "%I from %s is outside of 0 to %I", (LUAI_UACINT)distance,
                        origins[origin], (LUAI_UACINT)length);
        luaL_argerror(L, 2, lua_tostring(L, -1));
    }
    o->position = (uint64_t)to;
    lua_pushinteger(L, to);
    return 1;
}

static int mmap_tell(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)mmap_self(L)->position);
    return 1;
}

const luaL_Reg mmap_stream_methods[] = {
    {"read", mmap_read},
    {"read_byte", mmap_read_byte},
    {"readline", mmap_readline},
    {"seek", mmap_seek},
    {"tell", mmap_tell},
    {"write", mmap_write},
    {"write_byte", mmap_write_byte},
    {NULL, NULL},
};
