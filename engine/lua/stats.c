/* Counters that the scene keeps anyway are read once a frame; the difference is the frame's. */
#include "lua/stats.h"

#include "base/budget.h"
#include "lua/clock.h"
#include "lua/context.h"
#include "lua/host_impl.h"

void stats_take_frame(struct host *h, uint64_t scripted, uint64_t drawn)
{
    struct stats *s = &h->stats;
    const struct scene_stats now = scene_stats(h->scene);
    struct frame_time t = {.due = h->due, .begin = h->start + h->time};
    if (h->options->virtual_clock) { /* which stands still within a frame */
        t.due = t.begin;
    } else {
        t.script = scripted - t.begin;
        t.raster = drawn - scripted;
    }
    frame_times_add(&s->times, &t, clock_period(h));
    s->commands = now.commands - s->before.commands;
    s->tiles_drawn = now.tiles_drawn - s->before.tiles_drawn;
    s->before = now;
    s->damage = target_take_changed(canvas_target(h->screen->canvas), &s->box);
}

int stats_tiles(const struct host *h)
{
    const struct canvas *screen = h->screen->canvas; /* NULL for a finalizer at the end */
    return screen == NULL ? 0 : tile_grid_count(target_grid(canvas_target(h->screen->canvas)));
}

size_t stats_lua_memory(const struct host *h)
{
    return (size_t)lua_gc(h->L, LUA_GCCOUNT) * 1024 + (size_t)lua_gc(h->L, LUA_GCCOUNTB);
}

size_t stats_pixel_memory(void)
{
    return surface_bytes_in_use();
}

/* With --max-memory, Lua's own is in the budget as well. */
size_t stats_other_memory(const struct host *h)
{
    const size_t used = budget_used(), pixels = surface_bytes_in_use();
    const size_t known = pixels + (h->options->max_memory != 0 ? stats_lua_memory(h) : 0);
    return used > known ? used - known : 0;
}
