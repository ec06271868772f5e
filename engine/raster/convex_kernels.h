/* The kernels of convex polygons, and what they and convex.c share. */
#ifndef RASTER_CONVEX_KERNELS_H
#define RASTER_CONVEX_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/surface.h"
#include "raster/convex.h"

enum {
    CONVEX_EDGES_MAX = CONVEX_POINTS_MAX + 4, /* each side of the bounds can add one */
    CONVEX_SLOPE_BITS = 30,
};

/* A piece's least width in 2^-16 pixel: it has an inverse, and what a vertical side covers still
 * comes out exactly, since the rest is lost in rounding. */
#define CONVEX_WIDTH_MIN (1.0F / 1024)

/* One side from a vertex down to the next. Coordinates in 2^-16 pixel from the polygon's origin, 0
 * or more, so that what abuts, drawn from the other side, has the same numbers. */
struct convex_edge {
    int64_t slope;          /* dx / dy times 2^30 */
    int32_t x0, y0, x1, y1; /* y0 < y1 */
    int32_t first, last;    /* the rows that it crosses as a whole: first <= y < last */
    float width, inverse;   /* of what it crosses in one row, and 1/2 of 1 / width */
};

struct convex {
    int left, top; /* the origin: a whole pixel */
    int left_count, right_count;
    /* The left sides from top to bottom, then the right ones. A row that the polygon touches is
     * touched by both. */
    struct convex_edge edges[];
};

/* x at height y, y0 <= y <= y1, times 2^30. In closed form from the edge alone, and in integers,
 * so that adding slope << 16 a row gives the same. */
static inline int64_t convex_x_fine(const struct convex_edge *e, int32_t y)
{
    const int64_t half = (int64_t)1 << (CONVEX_SLOPE_BITS - 1);
    return (int64_t)e->x0 * ((int64_t)1 << CONVEX_SLOPE_BITS) + half +
           ((int64_t)y - e->y0) * e->slope;
}

/* Part of an edge inside of one row: it leads from x to x + width, either way. Of a pixel that is
 * right of it, `height` is covered. */
struct convex_piece {
    int32_t x; /* 2^-16 pixel */
    float width, inverse;
    float height; /* of the row's, 2^-16 to 1 */
};

/* The part of `e` in row y (whole pixels), which it touches. */
struct convex_piece convex_piece(const struct convex_edge *e, int32_t y);

struct convex_kernels {
    /* As convex_fill and convex_coverage; r is inside of the polygon's box. */
    void (*fill)(const struct convex *c, const struct surface *s, struct rect r, uint32_t color);
    void (*coverage)(const struct convex *c, struct rect r, uint8_t *out, size_t stride);
};

extern const struct convex_kernels convex_none;

#endif
