/* Memory for a screen's canvas. */
#ifndef SCREEN_MEMORY_H
#define SCREEN_MEMORY_H

#include <stdlib.h>

#include "canvas/canvas.h"

struct screen_memory {
    struct target_memory memory;
};

/* A screen of opaque black. */
static inline struct canvas *screen_memory_canvas(struct screen_memory *m, struct scene *in,
                                                  int width, int height)
{
    m->memory = (struct target_memory){.grid = tile_grid_make(width, height, 0, 0)};
    if (!surface_init(&m->memory.surface, width, height))
        abort();
    m->memory.keys = calloc((size_t)tile_grid_count(&m->memory.grid), sizeof *m->memory.keys);
    struct canvas *screen = m->memory.keys == NULL ? NULL : canvas_create_screen(in, &m->memory);
    if (screen == NULL)
        abort();
    canvas_clear(screen, 0xff000000);
    return screen;
}

/* After the canvas. */
static inline void screen_memory_finish(struct screen_memory *m)
{
    surface_finish(&m->memory.surface);
    free(m->memory.keys);
}

#endif
