/* stats(). */
#include <lauxlib.h>

#include "base/clock.h"
#include "canvas/pictures.h"
#include "lua/args.h"
#include "lua/host_impl.h"
#include "lua/lib.h"

static void set_count(lua_State *L, const char *name, uint64_t value)
{
    lua_pushinteger(L, (lua_Integer)value);
    lua_setfield(L, -2, name);
}

static void set_seconds(lua_State *L, const char *name, uint64_t nanoseconds)
{
    lua_pushnumber(L, (lua_Number)nanoseconds / (lua_Number)CLOCK_SECOND);
    lua_setfield(L, -2, name);
}

static void set_percentiles(lua_State *L, const char *name, const struct frame_percentiles *p)
{
    lua_createtable(L, 0, 5);
    set_seconds(L, "p50", p->p50);
    set_seconds(L, "p90", p->p90);
    set_seconds(L, "p95", p->p95);
    set_seconds(L, "p99", p->p99);
    set_seconds(L, "max", p->max);
    lua_setfield(L, -2, name);
}

/* What was counted since the program began. */
static void set_counters(lua_State *L, const struct host *h)
{
    const struct scene_stats s = scene_stats(h->scene);
    set_count(L, "frames", h->frames);
    set_count(L, "dropped", h->stats.times.dropped);
    set_count(L, "commands", s.commands);
    set_count(L, "flushes", s.flushes);
    set_count(L, "lists_skipped", s.lists_skipped);
    set_count(L, "tiles_drawn", s.tiles_drawn);
    set_count(L, "tiles_skipped", s.tiles_skipped);
    set_count(L, "images_decoded", pictures_decoded(h->pictures));
}

static void set_times(lua_State *L, const struct host *h)
{
    const struct frame_times *times = &h->stats.times;
    const struct frame_summary sum = frame_times_summary(times);
    lua_pushnumber(L, frame_times_rate(times, h->start + h->time));
    lua_setfield(L, -2, "fps");
    set_count(L, "window", (uint64_t)frame_times_kept(times));
    set_percentiles(L, "frame_time", &sum.whole);
    set_percentiles(L, "script_time", &sum.script);
    set_percentiles(L, "raster_time", &sum.raster);
}

static void set_last_frame(lua_State *L, const struct host *h)
{
    const struct stats *s = &h->stats;
    lua_createtable(L, 0, 8);
    set_count(L, "commands", s->commands);
    set_count(L, "tiles", (uint64_t)stats_tiles(h));
    set_count(L, "tiles_drawn", s->tiles_drawn);
    set_count(L, "damage", (uint64_t)s->damage);
    set_count(L, "x", (uint64_t)s->box.x0);
    set_count(L, "y", (uint64_t)s->box.y0);
    set_count(L, "w", (uint64_t)(s->box.x1 - s->box.x0));
    set_count(L, "h", (uint64_t)(s->box.y1 - s->box.y0));
    lua_setfield(L, -2, "last");
}

static int stats(lua_State *L)
{
    args_count(L, 0, 0, "stats()");
    const struct host *h = host_of(L);
    lua_createtable(L, 0, 20);
    set_counters(L, h);
    set_times(L, h);
    set_last_frame(L, h);
    set_count(L, "memory", stats_lua_memory(h));
    set_count(L, "pixel_memory", stats_pixel_memory());
    set_count(L, "other_memory", stats_other_memory(h));
    set_count(L, "threads", (uint64_t)scene_threads(h->scene));
    if (h->options->max_memory != 0)
        set_count(L, "max_memory", h->options->max_memory);
    return 1;
}

void lib_stats(lua_State *L)
{
    static const luaL_Reg functions[] = {{"stats", stats}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
