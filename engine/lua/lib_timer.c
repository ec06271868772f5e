/* after() and every(): a heap in order of time, which the frame loop asks for what is due. */
#include "lua/timer.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "lua/args.h"
#include "lua/job.h"
#include "lua/lib.h"

#define TIMER "fbrun.timer"

/* The function is the userdata's user value. An active timer is in the host's heap and, so that
 * it is not collected, in the registry under its address. */
struct timer {
    uint64_t due;      /* as host.time */
    uint64_t turn;     /* those that are due at the same time are called in this order */
    uint64_t interval; /* nanoseconds; meaningless unless `repeats` */
    size_t place;      /* in the heap */
    bool repeats;
    bool active;
};

static bool is_before(const struct timer *a, const struct timer *b)
{
    return a->due != b->due ? a->due < b->due : a->turn < b->turn;
}

static void put(struct host *h, size_t place, struct timer *t)
{
    h->timers.heap[place] = t;
    t->place = place;
}

/* Moves t to its place, from `place` on, which is free. */
static void settle(struct host *h, size_t place, struct timer *t)
{
    struct timer **heap = h->timers.heap;
    while (place > 0 && is_before(t, heap[(place - 1) / 2])) {
        put(h, place, heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    for (size_t child; (child = 2 * place + 1) < h->timers.count; place = child) {
        if (child + 1 < h->timers.count && is_before(heap[child + 1], heap[child]))
            child++;
        if (!is_before(heap[child], t))
            break;
        put(h, place, heap[child]);
    }
    put(h, place, t);
}

/* Makes room for one more. False without memory. */
static bool reserve(struct host *h)
{
    if (h->timers.count < h->timers.capacity)
        return true;
    size_t capacity = h->timers.capacity == 0 ? 16 : 2 * h->timers.capacity;
    struct timer **heap = realloc(h->timers.heap, capacity * sizeof(struct timer *));
    if (heap == NULL)
        return false;
    h->timers.heap = heap;
    h->timers.capacity = capacity;
    return true;
}

static void insert(struct host *h, struct timer *t)
{
    t->turn = h->timers.turns++;
    settle(h, h->timers.count++, t);
}

static void deactivate(lua_State *L, struct timer *t)
{
    struct host *h = host_of(L);
    struct timer *last = h->timers.heap[--h->timers.count];
    if (last != t)
        settle(h, t->place, last);
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
    if (!reserve(h))
        return luaL_error(L, "not enough memory");
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
    t->due += t->interval;
    if (t->due <= h->time && t->interval > 0)
        t->due += ((h->time - t->due) / t->interval + 1) * t->interval;
    else if (t->interval == 0)
        t->due = h->time; /* behind all others that are due */
    t->turn = h->timers.turns++;
    settle(h, t->place, t);
}

void timer_forget(struct host *h, const void *owner)
{
    luaL_checkstack(h->L, 3, NULL);
    lua_rawgetp(h->L, LUA_REGISTRYINDEX, owner);
    struct timer *t = luaL_testudata(h->L, -1, TIMER);
    if (t != NULL)
        deactivate(h->L, t);
    lua_pop(h->L, 1);
}

bool timer_run(struct host *h)
{
    lua_State *L = h->L;
    /* One with an interval of 0 is due again at once; it, and those made meanwhile, wait for the
     * next frame. */
    const uint64_t end = h->timers.turns;
    while (timer_next(h) <= h->time && h->timers.heap[0]->turn < end) {
        struct timer *t = h->timers.heap[0];
        lua_rawgetp(L, LUA_REGISTRYINDEX, t);
        lua_getiuservalue(L, -1, 1);
        if (!t->repeats) {
            deactivate(L, t);
        } else {
            next_turn(h, t);
            if (job_waits(h, t)) { /* its last call is still in present() */
                lua_pop(L, 2);
                continue;
            }
        }
        h->redraw = true;
        job_call_owned(h, 0);
        if (h->over || h->exiting) /* at a prompt one that fails is in nobody's way */
            return false;
    }
    return true;
}

uint64_t timer_next(const struct host *h)
{
    return h->timers.count > 0 ? h->timers.heap[0]->due : UINT64_MAX;
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
