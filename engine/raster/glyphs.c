/* Masks sorted by groups of rows, and what is done with those of a group. */
#include "raster/glyphs.h"

#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "pixel/color.h"
#include "raster/glyph_kernels.h"
#include "raster/kernels.h"

bool glyphs_begin(struct glyph_sorter *s, uint32_t most, struct rect bounds, struct arena *arena)
{
    const int first = bounds.y0 >> GLYPHS_SHIFT; /* a shift rounds down, a division does not */
    const int groups = rect_empty(bounds) ? 0 : ((bounds.y1 - 1) >> GLYPHS_SHIFT) - first + 1;
    const size_t starts = (size_t)groups + 2;
    *s = (struct glyph_sorter){.masks = arena_take(arena, most * sizeof *s->masks),
                               .start = arena_take(arena, starts * sizeof *s->start),
                               .bounds = bounds,
                               .box = {INT_MAX, INT_MAX, INT_MIN, INT_MIN},
                               .first_group = first,
                               .group_count = groups};
    if (s->masks == NULL || s->start == NULL)
        return error_set("no memory for a text of %u glyphs", (unsigned)most);
    memset(s->start, 0, starts * sizeof *s->start);
    return true;
}

/* A counting sort; filling moves each start to its end, which is why it was counted one place
 * further on. To write every mask twice, to save the branch here too, takes 0.96 of one thread's
 * time and 1.1 of two threads', who then write beside what the other one reads. */
const struct glyphs *glyphs_sort(const struct glyph_sorter *s, struct arena *arena)
{
    uint32_t *start = s->start;
    for (int k = 2; k < s->group_count + 2; k++)
        start[k] += start[k - 1];
    struct glyphs *g = arena_take(arena, sizeof *g);
    struct placed_mask *sorted = arena_take(arena, start[s->group_count + 1] * sizeof *sorted);
    if (g == NULL || sorted == NULL) {
        error_set("no memory for a text of %u glyphs", (unsigned)s->count);
        return NULL;
    }
    for (uint32_t i = 0; i < s->count; i++) {
        const struct placed_mask *m = &s->masks[i];
        const int y0 = int_max(m->y, s->bounds.y0), y1 = int_min(m->y + m->height, s->bounds.y1);
        uint32_t *first = start + (y0 >> GLYPHS_SHIFT) - s->first_group + 1;
        uint32_t *last = start + ((y1 - 1) >> GLYPHS_SHIFT) - s->first_group + 1;
        for (uint32_t *k = first; k <= last; k++)
            sorted[(*k)++] = *m;
    }
    *g = (struct glyphs){sorted, start, s->first_group, s->group_count};
    return g;
}

const struct placed_mask *glyphs_next(const struct glyphs *g, struct rect *rest, struct rect *rows,
                                      size_t *count)
{
    const int group = rest->y0 >> GLYPHS_SHIFT, k = group - g->first_group;
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
