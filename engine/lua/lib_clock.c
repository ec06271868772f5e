/* now() and wall_time(), and what the virtual clock puts in the place of Lua's own time. */
#include "lua/clock.h"

#include <lauxlib.h>
#include <lualib.h>
#include <math.h>
#include <time.h>

#include "base/clock.h"
#include "lua/args.h"
#include "lua/lib.h"

/* 2000-01-01T00:00:00Z, where the virtual clock begins; seconds since 1970. */
#define VIRTUAL_EPOCH UINT64_C(946684800)

/* A day in nanoseconds; fps() may be given any small number. */
#define LONGEST_PERIOD 86400e9

void clock_start(struct host *h)
{
    h->start = clock_monotonic();
    clock_tick(h);
}

void clock_tick(struct host *h)
{
    if (h->options->virtual_clock) {
        h->time = h->virtual_time;
        h->wall = VIRTUAL_EPOCH * CLOCK_SECOND + h->time;
        return;
    }
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    h->time = clock_monotonic() - h->start;
    h->wall = (uint64_t)t.tv_sec * CLOCK_SECOND + (uint64_t)t.tv_nsec;
}

uint64_t clock_period(const struct host *h)
{
    double asked = h->fps > 0 ? fmin((double)CLOCK_SECOND / h->fps, LONGEST_PERIOD) : 0;
    return asked > (double)h->period ? (uint64_t)asked : h->period;
}

void clock_advance(struct host *h)
{
    h->virtual_time += clock_period(h);
}

static void push_seconds(lua_State *L, uint64_t nanoseconds)
{
    lua_pushnumber(L, (lua_Number)nanoseconds / (lua_Number)CLOCK_SECOND);
}

static int now(lua_State *L)
{
    args_count(L, 0, 0, "now()");
    push_seconds(L, host_of(L)->time);
    return 1;
}

static int wall_time(lua_State *L)
{
    args_count(L, 0, 0, "wall_time()");
    push_seconds(L, host_of(L)->wall);
    return 1;
}

static lua_Integer wall_seconds(lua_State *L)
{
    return (lua_Integer)(host_of(L)->wall / CLOCK_SECOND);
}

/* In the following three, upvalue 1 is Lua's own function, for calls that name a time. */

static int virtual_time(lua_State *L)
{
    if (lua_isnoneornil(L, 1)) {
        lua_pushinteger(L, wall_seconds(L));
        return 1;
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

static int virtual_date(lua_State *L)
{
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    if (lua_isnil(L, 2)) {
        lua_pushliteral(L, "%c");
        lua_replace(L, 2);
    }
    if (lua_isnil(L, 3)) {
        lua_pushinteger(L, wall_seconds(L));
        lua_replace(L, 3);
    }
    lua_call(L, 2, 1);
    return 1;
}

static int virtual_randomseed(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    if (lua_gettop(L) == 1)
        lua_pushinteger(L, 1); /* Lua would take the time and an address */
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* Wraps a function of a standard library. */
static void replace(lua_State *L, const char *library, const char *name, lua_CFunction function)
{
    lua_getglobal(L, library);
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, function, 1);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

void clock_open(lua_State *L)
{
    if (!host_of(L)->options->virtual_clock)
        return;
    replace(L, LUA_OSLIBNAME, "time", virtual_time);
    replace(L, LUA_OSLIBNAME, "date", virtual_date);
    replace(L, LUA_OSLIBNAME, "clock", now);
    replace(L, LUA_MATHLIBNAME, "randomseed", virtual_randomseed);
    lua_getglobal(L, LUA_MATHLIBNAME);
    lua_getfield(L, -1, "randomseed");
    lua_call(L, 0, 0);
    lua_pop(L, 1);
}

void lib_clock(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"now", now},
        {"wall_time", wall_time},
        {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
}
