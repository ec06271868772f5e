/* after() and every(): a list in order of time, which the frame loop asks for what is due. */
#include "lua/timer.h"

#include <lauxlib.h>

#include "lua/args.h"
#include "lua/job.h"
#include "lua/lib.h"

#define TIMER "fbrun.timer"

/* The function is the userdata's user value. An active timer is in the host's list and, so that
 * it is not collected, in the registry under its address. */
struct timer {
    struct timer *next;
    uint64_t due;      /* as host.time */
    uint64_t interval; /* nanoseconds; meaningless unless `repeats` */
    bool repeats;
    bool active;
};

/* Behind all that are due at the same time: those are called in the order of their making. */
static void insert(struct host *h, struct timer *t)
{
    struct timer **place = &h->timers;
    while (*place != NULL && (*place)->due <= t->due)
        place = &(*place)->next;
    t->next = *place;
    *place = t;
}

static void deactivate(lua_State *L, struct timer *t)
{
    struct timer **place = &host_of(L)->timers;
    while (*place != NULL && *place != t)
        place = &(*place)->next;
    if (*place == t)
        *place = t->next;
    t->active = false;
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, t);
}

static int create(lua_State *L, bool repeats, const char *usage)
{
    struct host *h = host_of(L);
    args_count(L, 2, 2, usage);
    uint64_t interval = args_seconds(L, 1);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    struct timer *t = lua_newuserdatauv(L, sizeof *t, 1);
    *t = (struct timer){.due = h->time + interval, .interval = interval, .repeats = repeats};
    luaL_setmetatable(L, TIMER);
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, -2, 1);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, t);
    t->active = true;
    insert(h, t);
    return 1;
}

static int after(lua_State *L)
{
    return create(L, false, "after(seconds, function)");
}

static int every(lua_State *L)
{
    return create(L, true, "every(seconds, function)");
}

static int timer_close(lua_State *L)
{
    struct timer *t = luaL_checkudata(L, 1, TIMER);
    if (t->active)
        deactivate(L, t);
    return 0;
}

static int timer_tostring(lua_State *L)
{
    const struct timer *t = luaL_checkudata(L, 1, TIMER);
    if (t->active)
        lua_pushfstring(L, "timer (%p)", lua_topointer(L, 1));
    else
        lua_pushliteral(L, "timer (closed)");
    return 1;
}

/* A timer that comes late because frames were slow skips what it missed and keeps its rhythm. */
static void next_turn(struct host *h, struct timer *t)
{
    h->timers = t->next;
    t->due += t->interval;
    if (t->due <= h->time && t->interval > 0)
        t->due += ((h->time - t->due) / t->interval + 1) * t->interval;
    else if (t->interval == 0)
        t->due = h->time; /* behind all others that are due */
    insert(h, t);
}

bool timer_run(struct host *h)
{
    lua_State *L = h->L;
    /* One with an interval of 0 is due again at once; it, and those made meanwhile, wait for the
     * next frame. */
    int count = 0;
    for (struct timer *t = h->timers; t != NULL && t->due <= h->time; t = t->next)
        count++;
    while (count-- > 0 && h->timers != NULL && h->timers->due <= h->time) {
        struct timer *t = h->timers;
        lua_rawgetp(L, LUA_REGISTRYINDEX, t);
        lua_getiuservalue(L, -1, 1);
        lua_remove(L, -2);
        const void *owner = lua_topointer(L, -1);
        if (!t->repeats) {
            deactivate(L, t);
        } else {
            next_turn(h, t);
            if (job_waits(h, owner)) { /* the function's last call is still in present() */
                lua_pop(L, 1);
                continue;
            }
        }
        h->redraw = true;
        if (job_call(h, owner, 0, NULL) == JOB_FAILED || h->exiting)
            return false;
    }
    return true;
}

uint64_t timer_next(const struct host *h)
{
    return h->timers != NULL ? h->timers->due : UINT64_MAX;
}

void lib_timer(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"after", after},
        {"every", every},
        {NULL, NULL},
    };
    static const luaL_Reg metamethods[] = {
        {"__close", timer_close},
        {"__tostring", timer_tostring},
        {"__index", NULL},
        {NULL, NULL},
    };
    static const luaL_Reg methods[] = {
        {"close", timer_close},
        {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
    luaL_newmetatable(L, TIMER);
    luaL_setfuncs(L, metamethods, 0);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
