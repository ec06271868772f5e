/* Masks sorted by groups of rows, and what is done with those of a group. */
#include "raster/glyphs.h"

#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "pixel/color.h"
#include "raster/glyph_kernels.h"
#include "raster/kernels.h"

enum { GROUP_SHIFT = 5 };
_Static_assert(1 << GROUP_SHIFT == GLYPHS_GROUP, "shifts round down, and divisions do not");

/* The mask where it was moved to; false if nothing of it is in `bounds`. */
static bool move(const struct placed_mask *p, int dx, int dy, struct rect bounds,
                 struct placed_mask *moved, struct rect *seen)
{
    *moved = *p;
    moved->x += dx;
    moved->y += dy;
    *seen = rect_intersect(placed_mask_box(moved), bounds);
    return !rect_empty(*seen);
}

const struct glyphs *glyphs_create(const struct placed_mask *masks, uint32_t count, int dx, int dy,
                                   struct rect bounds, struct arena *arena, struct rect *box)
{
    *box = (struct rect){0};
    const int first = bounds.y0 >> GROUP_SHIFT;
    const int groups = rect_empty(bounds) ? 0 : ((bounds.y1 - 1) >> GROUP_SHIFT) - first + 1;
    struct glyphs *g = arena_take(arena, sizeof *g);
    uint32_t *start = arena_take(arena, ((size_t)groups + 2) * sizeof *start);
    struct placed_mask moved;
    struct rect seen;
    if (g == NULL || start == NULL)
        goto no_memory;

    /* A counting sort; filling moves each start to its end, so count one place further on. */
    memset(start, 0, ((size_t)groups + 2) * sizeof *start);
    for (uint32_t i = 0; i < count; i++) {
        if (!move(&masks[i], dx, dy, bounds, &moved, &seen))
            continue;
        *box = rect_empty(*box) ? seen : rect_union(*box, seen);
        for (int k = seen.y0 >> GROUP_SHIFT; k <= (seen.y1 - 1) >> GROUP_SHIFT; k++)
            start[k - first + 2]++;
    }
    for (int k = 2; k < groups + 2; k++)
        start[k] += start[k - 1];
    struct placed_mask *sorted = arena_take(arena, start[groups + 1] * sizeof *sorted);
    if (sorted == NULL)
        goto no_memory;
    for (uint32_t i = 0; i < count; i++)
        if (move(&masks[i], dx, dy, bounds, &moved, &seen))
            for (int k = seen.y0 >> GROUP_SHIFT; k <= (seen.y1 - 1) >> GROUP_SHIFT; k++)
                sorted[start[k - first + 1]++] = moved;
    *g = (struct glyphs){sorted, start, first, groups};
    return g;

no_memory:
    error_set("no memory for a text of %u glyphs", (unsigned)count);
    return NULL;
}

const struct placed_mask *glyphs_next(const struct glyphs *g, struct rect *rest, struct rect *rows,
                                      size_t *count)
{
    const int group = rest->y0 >> GROUP_SHIFT, k = group - g->first_group;
    *rows = *rest;
    rows->y1 = int_min(rest->y1, (group + 1) * GLYPHS_GROUP);
    rest->y0 = rows->y1;
    *count = 0;
    if (k < 0 || k >= g->group_count)
        return g->masks;
    *count = g->start[k + 1] - g->start[k];
    return g->masks + g->start[k];
}

void glyphs_fill(const struct glyphs *g, const struct surface *surface, struct rect r,
                 uint32_t color)
{
    const struct glyph_kernels *k = kernels_get()->glyph;
    struct rect rows;
    size_t count;
    while (r.y0 < r.y1) {
        const struct placed_mask *masks = glyphs_next(g, &r, &rows, &count);
        k->fill(masks, count, surface, rows, color);
    }
}

static void join(uint8_t *out, const uint8_t *coverage, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(255 - color_divide_255((255U - out[i]) * (255U - coverage[i])));
}

void glyphs_coverage(const struct glyphs *g, struct rect r, uint8_t *out, size_t stride)
{
    const struct rect all = r;
    for (int y = r.y0; y < r.y1; y++)
        memset(out + (size_t)(y - r.y0) * stride, 0, (size_t)(r.x1 - r.x0));
    while (r.y0 < r.y1) {
        struct rect rows;
        size_t count;
        const struct placed_mask *masks = glyphs_next(g, &r, &rows, &count);
        for (size_t i = 0; i < count; i++) {
            const struct rect b = rect_intersect(placed_mask_box(&masks[i]), rows);
            for (int y = b.y0; y < b.y1 && b.x0 < b.x1; y++)
                join(out + (size_t)(y - all.y0) * stride + (b.x0 - all.x0),
                     placed_mask_row(&masks[i], b.x0, y), (size_t)(b.x1 - b.x0));
        }
    }
}
