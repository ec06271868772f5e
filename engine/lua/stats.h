/* What a program costs: what stats() and --stats tell. */
#ifndef LUA_STATS_H
#define LUA_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"
#include "lua/frame_times.h"
#include "scene/scene.h"

struct host;

struct stats {
    struct frame_times times;
    struct scene_stats before; /* the scene's counters when the last frame was shown */

    /* Of the last frame. */
    uint64_t commands;    /* drawing calls that can change pixels */
    uint64_t tiles_drawn; /* the screen's and those of canvases */
    int64_t damage;       /* pixels of the screen's tiles that got new ones … */
    struct rect box;      /* … and the rectangle around these */
};

/* A frame is over that began at h->time. The script's part of it ended at `scripted`, its drawing
 * at `drawn` (CLOCK_MONOTONIC). */
void stats_take_frame(struct host *h, uint64_t scripted, uint64_t drawn);

/* Tiles of the screen. */
int stats_tiles(const struct host *h);

/* Bytes that Lua holds, those of the pixels of canvases, pictures and layers, and whatever else is
 * counted (base/budget.h). The three together are what --max-memory limits. */
size_t stats_lua_memory(const struct host *h);
size_t stats_pixel_memory(void);
size_t stats_other_memory(const struct host *h);

#endif
