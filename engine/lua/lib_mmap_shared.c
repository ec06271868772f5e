/* mmap.lock and mmap.ring. Both have a descriptor and a mapping of their own, so closing the map
 * that they were made from does them no harm. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "lua/args.h"
#include "lua/host_impl.h"
#include "lua/mmap_object.h"
#include "lua/mmap_parts.h"
#include "map/lock.h"
#include "map/ring.h"

#define LOCK_TYPE "fbrun.mmap.lock"
#define RING_TYPE "fbrun.mmap.ring"

struct lock_object {
    struct part part;
    struct lock lock;
};

struct ring_object {
    struct ring ring;
    void *taken; /* a message on its way into a string */
};

/* What processes share must be memory that they can all open. Returns its place in the file. */
static uint64_t shared_place(lua_State *L, const struct mmap_object *o, size_t offset)
{
    if (o->map.fd < 0 || o->map.access != MAP_ACCESS_WRITE)
        luaL_argerror(L, 1,
                      "a file's map or mmap.shared memory, opened with access=\"write\", "
                      "expected");
    if (offset % 4 != 0)
        luaL_argerror(L, 2,
                      lua_pushfstring(L, "multiple of 4 expected, got %I", (LUAI_UACINT)offset));
    return o->map.offset + offset;
}

/* Locks. */

static struct lock_object *check_lock(lua_State *L)
{
    struct lock_object *o = luaL_checkudata(L, 1, LOCK_TYPE);
    if (o->part.bytes == NULL)
        luaL_error(L, "attempt to use a closed lock");
    return o;
}

static int new_lock(lua_State *L)
{
    args_count(L, 2, 2, "mmap.lock(map, offset)");
    const struct mmap_object *m = mmap_check(L, 1);
    const uint64_t position = shared_place(L, m, mmap_offset(L, 2, m, LOCK_SIZE));
    struct lock_object *o = lua_newuserdatauv(L, sizeof *o, 0);
    *o = (struct lock_object){.part.fd = -1};
    luaL_setmetatable(L, LOCK_TYPE);
    if (!part_open(&o->part, m->map.fd, position, LOCK_SIZE))
        return host_failure(L);
    if (lock_open(&o->lock, &o->part, 0))
        return 1;
    part_close(&o->part);
    return host_failure(L);
}

static int acquire(lua_State *L)
{
    struct lock_object *o = check_lock(L);
    const struct patience p = mmap_patience(L, 2);
    bool died = false;
    if (o->lock.held)
        return luaL_error(L, "this lock is held already, by this very object");
    const int results = mmap_push_result(L, lock_acquire(&o->lock, &p, &died));
    if (!died || results != 1)
        return results;
    lua_pushliteral(L, "owner died");
    return 2;
}

static int release(lua_State *L)
{
    struct lock_object *o = check_lock(L);
    if (!o->lock.held)
        return luaL_error(L, "this lock is not held");
    lock_release(&o->lock);
    return 0;
}

/* Also __gc and __close. What is held is released first: its owner is alive and means to end. */
static int lock_close(lua_State *L)
{
    struct lock_object *o = luaL_checkudata(L, 1, LOCK_TYPE);
    if (o->part.bytes != NULL && o->lock.held)
        lock_release(&o->lock);
    part_close(&o->part);
    return 0;
}

static int lock_tostring(lua_State *L)
{
    const struct lock_object *o = luaL_checkudata(L, 1, LOCK_TYPE);
    const char *state = o->part.bytes == NULL ? "closed" : o->lock.held ? "held" : "not held";
    lua_pushfstring(L, "lock (%s)", state);
    return 1;
}

/* Rings. */

static struct ring_object *check_ring(lua_State *L)
{
    struct ring_object *o = luaL_checkudata(L, 1, RING_TYPE);
    if (o->ring.part.bytes == NULL)
        luaL_error(L, "attempt to use a closed ring");
    return o;
}

static int new_ring(lua_State *L)
{
    args_count(L, 3, 3, "mmap.ring(map, offset, length)");
    const struct mmap_object *m = mmap_check(L, 1);
    const size_t length = (size_t)args_integer(L, 3, RING_LEAST, INT32_MAX);
    const uint64_t position = shared_place(L, m, mmap_offset(L, 2, m, length));
    struct ring_object *o = lua_newuserdatauv(L, sizeof *o, 0);
    *o = (struct ring_object){.ring.part.fd = -1};
    luaL_setmetatable(L, RING_TYPE);
    /* Others hold a ring's lock for microseconds only. */
    const struct patience p = patience_for(5 * CLOCK_SECOND, NULL);
    const enum wait_result result = ring_open(&o->ring, m->map.fd, position, length, &p);
    if (result == WAIT_TIMEOUT)
        error_set("another process has held the ring for 5 seconds");
    return result == WAIT_DONE ? 1 : host_failure(L);
}

static int ring_put_message(lua_State *L)
{
    struct ring_object *o = check_ring(L);
    size_t length;
    const char *bytes = luaL_checklstring(L, 2, &length);
    const struct patience p = mmap_patience(L, 3);
    return mmap_push_result(L, ring_put(&o->ring, bytes, length, &p));
}

static int ring_take_message(lua_State *L)
{
    struct ring_object *o = check_ring(L);
    const struct patience p = mmap_patience(L, 2);
    size_t length;
    free(o->taken); /* of a call that had no memory for the string */
    o->taken = NULL;
    const enum wait_result result = ring_take(&o->ring, &o->taken, &length, &p);
    if (result != WAIT_DONE)
        return mmap_push_result(L, result);
    lua_pushlstring(L, o->taken, length);
    free(o->taken);
    o->taken = NULL;
    return 1;
}

static int ring_longest_message(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)ring_longest(&check_ring(L)->ring));
    return 1;
}

static int ring_close_object(lua_State *L)
{
    struct ring_object *o = luaL_checkudata(L, 1, RING_TYPE);
    ring_close(&o->ring);
    free(o->taken);
    o->taken = NULL;
    return 0;
}

static int ring_tostring(lua_State *L)
{
    const struct ring_object *o = luaL_checkudata(L, 1, RING_TYPE);
    lua_pushstring(L, o->ring.part.bytes == NULL ? "ring (closed)" : "ring");
    return 1;
}

static void make_type(lua_State *L, const char *name, const luaL_Reg *metamethods,
                      const luaL_Reg *methods)
{
    luaL_newmetatable(L, name);
    luaL_setfuncs(L, metamethods, 0);
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, name);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

void mmap_add_shared(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"lock", new_lock},
        {"ring", new_ring},
        {NULL, NULL},
    };
    static const luaL_Reg lock_metamethods[] = {
        {"__close", lock_close},
        {"__gc", lock_close},
        {"__tostring", lock_tostring},
        {NULL, NULL},
    };
    static const luaL_Reg lock_methods[] = {
        {"acquire", acquire},
        {"close", lock_close},
        {"release", release},
        {NULL, NULL},
    };
    static const luaL_Reg ring_metamethods[] = {
        {"__close", ring_close_object},
        {"__gc", ring_close_object},
        {"__tostring", ring_tostring},
        {NULL, NULL},
    };
    static const luaL_Reg ring_methods[] = {
        {"close", ring_close_object},
        {"longest", ring_longest_message},
        {"put", ring_put_message},
        {"take", ring_take_message},
        {NULL, NULL},
    };
    make_type(L, LOCK_TYPE, lock_metamethods, lock_methods);
    make_type(L, RING_TYPE, ring_metamethods, ring_methods);
    luaL_setfuncs(L, functions, 0);
}
