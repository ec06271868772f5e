/* Values are a letter and what belongs to it, as the processor has it: both versions are the same
 * program. Tables are their keys and values in turn. A table in two places becomes two. */
#include "lua/keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "link/parcel.h"

enum { DEPTH_MAX = 64 }; /* tables in tables; a table that contains itself gets there */

struct packing {
    lua_State *L;
    char *bytes;
    size_t size, capacity;
    char path[256]; /* of the value at hand, for messages */
    bool full;      /* too much, or no memory */
};

static void put(struct packing *p, const void *bytes, size_t size)
{
    if (p->full || size > PARCEL_MAX - p->size) {
        p->full = true;
        return;
    }
    if (p->size + size > p->capacity) {
        size_t capacity = 2 * (p->size + size) + 256;
        char *grown = realloc(p->bytes, capacity);
        if (grown == NULL) {
            p->full = true;
            return;
        }
        p->bytes = grown;
        p->capacity = capacity;
    }
    memcpy(p->bytes + p->size, bytes, size);
    p->size += size;
}

static void put_tag(struct packing *p, char tag)
{
    put(p, &tag, 1);
}

/* False if the value on top is no plain data; tables are left to pack_table. */
static bool pack_plain(struct packing *p)
{
    lua_State *L = p->L;
    switch (lua_type(L, -1)) {
    case LUA_TBOOLEAN:
        put_tag(p, lua_toboolean(L, -1) ? 't' : 'f');
        return true;
    case LUA_TNUMBER:
        if (lua_isinteger(L, -1)) {
            lua_Integer i = lua_tointeger(L, -1);
            put_tag(p, 'i');
            put(p, &i, sizeof i);
        } else {
            lua_Number n = lua_tonumber(L, -1);
            put_tag(p, 'n');
            put(p, &n, sizeof n);
        }
        return true;
    case LUA_TSTRING: {
        size_t size;
        const char *text = lua_tolstring(L, -1, &size);
        put_tag(p, 's');
        put(p, &size, sizeof size);
        put(p, text, size);
        return true;
    }
    default:
        return false;
    }
}

static bool is_plain(lua_State *L, int index)
{
    int type = lua_type(L, index);
    return type == LUA_TBOOLEAN || type == LUA_TNUMBER || type == LUA_TSTRING;
}

/* Appends the key below the top to the path. */
static void extend_path(struct packing *p, size_t length)
{
    lua_State *L = p->L;
    char *end = p->path + length;
    size_t room = sizeof p->path - length;
    if (lua_type(L, -2) == LUA_TSTRING)
        snprintf(end, room, ".%s", lua_tostring(L, -2));
    else if (lua_isinteger(L, -2))
        snprintf(end, room, "[" LUA_INTEGER_FMT "]", lua_tointeger(L, -2));
    else
        snprintf(end, room, "[%s]", luaL_typename(L, -2));
}

static void pack_table(struct packing *p, int depth)
{
    lua_State *L = p->L;
    size_t length = strlen(p->path);
    put_tag(p, '{');
    if (!lua_checkstack(L, 4)) {
        p->full = true;
        return;
    }
    for (lua_pushnil(L); !p->full && lua_next(L, -2) != 0; lua_pop(L, 1)) {
        bool table = lua_istable(L, -1);
        extend_path(p, length);
        if (!is_plain(L, -2) || (!table && !is_plain(L, -1))) {
            log_warning("%s cannot be kept: it is a %s", p->path,
                        is_plain(L, -2) ? luaL_typename(L, -1) : "key that is no plain data");
        } else if (table && depth == DEPTH_MAX) {
            log_warning("%.60s… cannot be kept: tables are nested deeper than %d; does one contain "
                        "itself?",
                        p->path, DEPTH_MAX);
        } else {
            lua_pushvalue(L, -2);
            pack_plain(p);
            lua_pop(L, 1);
            if (table)
                pack_table(p, depth + 1);
            else
                pack_plain(p);
        }
        p->path[length] = '\0';
    }
    put_tag(p, '}');
}

void keep_send(struct host *h)
{
    struct packing p = {.L = h->L, .path = "keep"};
    int top = lua_gettop(h->L);
    host_push_fb(h, h->L);
    lua_pushliteral(h->L, "keep");
    if (lua_rawget(h->L, -2) == LUA_TTABLE)
        pack_table(&p, 1);
    lua_settop(h->L, top);
    if (p.full) {
        log_warning("keep has more than %d MB, or there is no memory: nothing is kept",
                    PARCEL_MAX >> 20);
        p.size = 0;
    }
    int fd = parcel_create(p.bytes, p.size);
    free(p.bytes);
    if (fd < 0) {
        log_warning("%s", error_text());
        return;
    }
    loop_send(&h->loop, &(struct link_message){.type = LINK_KEPT, .fd = fd});
    close(fd);
}

struct unpacking {
    lua_State *L;
    const char *bytes;
    size_t size, at;
};

static bool get(struct unpacking *u, void *to, size_t size)
{
    if (size > u->size - u->at)
        return false;
    memcpy(to, u->bytes + u->at, size);
    u->at += size;
    return true;
}

static bool unpack_table(struct unpacking *u, int depth);

/* Pushes a value; '}' pushes nothing and sets *end. False if it is none. */
static bool unpack(struct unpacking *u, int depth, bool *end)
{
    char tag;
    lua_Integer i;
    lua_Number n;
    size_t size;
    *end = false;
    if (!get(u, &tag, 1))
        return false;
    switch (tag) {
    case 't':
    case 'f':
        lua_pushboolean(u->L, tag == 't');
        return true;
    case 'i':
        if (!get(u, &i, sizeof i))
            return false;
        lua_pushinteger(u->L, i);
        return true;
    case 'n':
        if (!get(u, &n, sizeof n))
            return false;
        lua_pushnumber(u->L, n);
        return true;
    case 's':
        if (!get(u, &size, sizeof size) || size > u->size - u->at)
            return false;
        lua_pushlstring(u->L, u->bytes + u->at, size);
        u->at += size;
        return true;
    case '{':
        return unpack_table(u, depth + 1);
    default:
        *end = tag == '}';
        return *end;
    }
}

static bool unpack_table(struct unpacking *u, int depth)
{
    lua_State *L = u->L;
    bool end;
    if (depth > DEPTH_MAX || !lua_checkstack(L, 4))
        return false;
    lua_newtable(L);
    for (;;) {
        if (!unpack(u, depth, &end))
            return false;
        if (end)
            return true;
        /* NaN, as a key, would raise an error. */
        if (!is_plain(L, -1) || !lua_rawequal(L, -1, -1) || !unpack(u, depth, &end) || end)
            return false;
        lua_rawset(L, -3);
    }
}

/* With the bytes as a light userdata and their number: in protected mode, memory may end. */
static int fill(lua_State *L)
{
    struct unpacking u = {
        .L = L, .bytes = lua_touserdata(L, 1), .size = (size_t)lua_tointeger(L, 2)};
    bool end;
    if (!unpack(&u, 0, &end) || end || !lua_istable(L, -1))
        return luaL_error(L, "it is damaged");
    host_push_fb(host_of(L), L);
    lua_insert(L, -2);
    lua_setfield(L, -2, "keep");
    return 0;
}

void keep_receive(struct host *h)
{
    char *bytes;
    size_t size;
    int fd = h->loop.keep, top = lua_gettop(h->L);
    h->loop.keep = -1;
    if (fd < 0)
        return;
    if (!parcel_take(fd, &bytes, &size)) {
        log_warning("keep is lost: %s", error_text());
        return;
    }
    lua_pushcfunction(h->L, fill);
    lua_pushlightuserdata(h->L, bytes);
    lua_pushinteger(h->L, (lua_Integer)size);
    if (size > 0 && lua_pcall(h->L, 2, 0, 0) != LUA_OK)
        log_warning("keep is lost: %s", lua_tostring(h->L, -1));
    lua_settop(h->L, top);
    free(bytes);
}
