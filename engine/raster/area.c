/* From edges to covered pixels: 32 rows at a time, edges are added to accumulators, then each row
 * is swept. Accumulators stand close together, as wide as what is drawn and no wider, so that those
 * of a middling shape stay in the first cache. */
#include "raster/area.h"

#include <string.h>

#include "base/minmax.h"
#include "base/size.h"
#include "raster/area_kernels.h"
#include "raster/edges_impl.h"
#include "raster/kernels.h"

_Static_assert((int)SCRATCH_ROWS >= (int)EDGES_GROUP, "a group is drawn at once");
_Static_assert((int)SCRATCH_PAD >= 4 * AREA_BLOCK, "a block at each end, and what aligning adds");

/* The accumulators for columns x0 to x1 - 1. Blocks lie as the surface's cache lines do. */
static struct area_rows rows_for(const struct edges *e, int x0, int x1, const struct scratch *s)
{
    const int left = (x0 & -AREA_BLOCK) - AREA_BLOCK;
    const int cells = (int)size_round_up((size_t)(x1 - left), AREA_BLOCK) + AREA_BLOCK;
    return (struct area_rows){
        .area = s->area,
        .touched = s->touched,
        .cells = cells,
        .touched_stride = size_round_up((size_t)cells / AREA_BLOCK, 8),
        .left = left - e->origin_x,
        .from = x0 - left,
        .to = x1 - left,
        .even_odd = e->even_odd,
    };
}

/* Adds the edges of rows y0 to y1 - 1, which are of one group. False if it has none. */
static bool add_edges(struct area_rows *rows, const struct edges *e, int y0, int y1,
                      const struct area_kernels *k)
{
    rows->top = y0 - e->origin_y;
    rows->bottom = y1 - e->origin_y;
    const int group = (rows->top >> EDGES_GROUP_SHIFT) - e->first_group;
    bool any = false;
    for (int level = 0; level < EDGES_LEVELS; level++) {
        const uint32_t *start = e->start[level] + (group >> (EDGES_LEVEL_SHIFT * level));
        if (start[0] == start[1])
            continue;
        k->add(rows, e->edges, e->index + start[0], start[1] - start[0]);
        any = true;
    }
    return any;
}

/* Where the group of row y ends, or r. */
static int group_end(int y, struct rect r)
{
    return int_min((y & -EDGES_GROUP) + EDGES_GROUP, r.y1);
}

void area_fill(const struct edges *e, const struct surface *surface, struct rect r, uint32_t color,
               struct scratch *scratch)
{
    r = rect_intersect(r, e->box);
    if (rect_empty(r))
        return;
    const struct area_kernels *k = kernels_get()->area;
    struct area_rows rows = rows_for(e, r.x0, r.x1, scratch);
    for (int y0 = r.y0, y1; y0 < r.y1; y0 = y1) {
        y1 = group_end(y0, r);
        if (add_edges(&rows, e, y0, y1, k))
            k->fill(&rows, surface_at(surface, r.x0 & -AREA_BLOCK, y0), (size_t)surface->stride,
                    color);
    }
}

/* Zeroes columns x0 to x1 - 1 of rows y0 to y1 - 1. */
static void clear(uint8_t *out, size_t stride, struct rect r)
{
    if (r.x0 < r.x1)
        for (int y = r.y0; y < r.y1; y++)
            memset(out + (size_t)y * stride + r.x0, 0, (size_t)(r.x1 - r.x0));
}

bool area_coverage(const struct edges *e, struct rect r, uint8_t *out, size_t stride,
                   struct scratch *scratch)
{
    const struct rect inner = rect_intersect(r, e->box);
    if (rect_empty(inner))
        return false;
    const struct area_kernels *k = kernels_get()->area;
    struct area_rows rows = rows_for(e, inner.x0, inner.x1, scratch);
    bool any = false;
    for (int y0 = inner.y0, y1; y0 < inner.y1; y0 = y1) {
        y1 = group_end(y0, inner);
        const struct rect part = {inner.x0 - r.x0, y0 - r.y0, inner.x1 - r.x0, y1 - r.y0};
        if (add_edges(&rows, e, y0, y1, k))
            any |= k->coverage(&rows, out + (size_t)part.y0 * stride + part.x0, stride);
        else
            clear(out, stride, part);
    }
    if (!any)
        return false;
    /* Beside, above and below the box. */
    const int width = r.x1 - r.x0, height = r.y1 - r.y0;
    clear(out, stride, (struct rect){0, 0, width, inner.y0 - r.y0});
    clear(out, stride, (struct rect){0, inner.y1 - r.y0, width, height});
    clear(out, stride, (struct rect){0, inner.y0 - r.y0, inner.x0 - r.x0, inner.y1 - r.y0});
    clear(out, stride, (struct rect){inner.x1 - r.x0, inner.y0 - r.y0, width, inner.y1 - r.y0});
    return true;
}
