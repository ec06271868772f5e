/* m:load32 and its kin: words that processes share, in the processor's own byte order. */
#include <limits.h>

#include "lua/args.h"
#include "lua/interrupt.h"
#include "lua/mmap_object.h"
#include "lua/mmap_parts.h"

struct patience mmap_patience(lua_State *L, int arg)
{
    const bool for_ever = lua_isnoneornil(L, arg);
    return patience_for(for_ever ? UINT64_MAX : args_seconds(L, arg), interrupt_stops);
}

int mmap_push_result(lua_State *L, enum wait_result result)
{
    switch (result) {
    case WAIT_DONE:
        lua_pushboolean(L, true);
        return 1;
    case WAIT_FAILED:
        return args_done(L, false);
    default:
        lua_pushnil(L);
        lua_pushstring(L, result == WAIT_TIMEOUT ? "timeout" : "interrupted");
        return 2;
    }
}

/* The word at the offset at 2. */
static _Atomic uint32_t *word_at(lua_State *L, const struct mmap_object *o)
{
    const size_t offset = mmap_offset(L, 2, o, 4);
    if (offset % 4 != 0)
        luaL_argerror(L, 2,
                      lua_pushfstring(L, "multiple of 4 expected, got %I", (LUAI_UACINT)offset));
    return (_Atomic uint32_t *)(o->map.bytes + offset);
}

/* 32 bits, as they are read, or as a negative number. */
static uint32_t check_word(lua_State *L, int arg)
{
    return (uint32_t)args_integer(L, arg, INT32_MIN, UINT32_MAX);
}

static int map_load32(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    const uint32_t value = atomic_load(word_at(L, o));
    mmap_touched(L, o);
    lua_pushinteger(L, value);
    return 1;
}

static int map_store32(lua_State *L)
{
    struct mmap_object *o = mmap_self_writable(L);
    atomic_store(word_at(L, o), check_word(L, 3));
    mmap_touched(L, o);
    return 0;
}

/* Returns what was there before. */
static int map_add32(lua_State *L)
{
    struct mmap_object *o = mmap_self_writable(L);
    const uint32_t before = atomic_fetch_add(word_at(L, o), check_word(L, 3));
    mmap_touched(L, o);
    lua_pushinteger(L, before);
    return 1;
}

/* Returns whether it was done, and what was there before. */
static int map_cas32(lua_State *L)
{
    struct mmap_object *o = mmap_self_writable(L);
    uint32_t expected = check_word(L, 3);
    const bool done = atomic_compare_exchange_strong(word_at(L, o), &expected, check_word(L, 4));
    mmap_touched(L, o);
    lua_pushboolean(L, done);
    lua_pushinteger(L, expected);
    return 2;
}

static int map_wait(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    _Atomic uint32_t *word = word_at(L, o);
    const uint32_t expected = check_word(L, 3);
    const struct patience p = mmap_patience(L, 4);
    const enum wait_result result = futex_wait(word, expected, &p);
    mmap_touched(L, o);
    return mmap_push_result(L, result);
}

/* Returns how many were woken; all that wait if no number is given. */
static int map_wake(lua_State *L)
{
    struct mmap_object *o = mmap_self(L);
    _Atomic uint32_t *word = word_at(L, o);
    const int count = lua_isnoneornil(L, 3) ? INT_MAX : (int)args_integer(L, 3, 1, INT_MAX);
    lua_pushinteger(L, futex_wake(word, count));
    return 1;
}

const luaL_Reg mmap_atomic_methods[] = {
    {"add32", map_add32}, {"cas32", map_cas32}, {"load32", map_load32}, {"store32", map_store32},
    {"wait", map_wait},   {"wake", map_wake},   {NULL, NULL},
};
