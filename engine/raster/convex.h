/* Convex polygons: triangles, thick lines, and whatever is nearly one. A row has one left side and
 * one right side, so it is two closed forms with solid pixels between them. */
#ifndef RASTER_CONVEX_H
#define RASTER_CONVEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rect.h"
#include "pixel/surface.h"
#include "raster/matrix.h"

struct convex;

enum { CONVEX_POINTS_MAX = 1020 };

/* The polygon as far as it lies in `bounds`, at most SURFACE_MAX_SIDE a side. Its points are at
 * most 2^24 in size and multiples of 2^-16, go round once, either way,
 * and are at most CONVEX_POINTS_MAX. *box becomes the pixels
 * that it may touch, and is empty (the result NULL) if there are none. NULL with *box not empty
 * and an error text when memory is missing. */
const struct convex *convex_create(const struct point *points, uint32_t count, struct rect bounds,
                                   struct arena *arena, struct rect *box);

/* Composes `color` (premultiplied) with source-over onto the pixels of `r`, inside of the surface
 * and of the box, as far as they are covered. */
void convex_fill(const struct convex *c, const struct surface *s, struct rect r, uint32_t color);

/* Writes the coverage of those pixels, every one, to `out`, rows `stride` bytes apart. */
void convex_coverage(const struct convex *c, struct rect r, uint8_t *out, size_t stride);

/* As shape_touched and shape_covered. */
bool convex_touched(const struct convex *c, int y0, int y1, int *x0, int *x1);
bool convex_covered(const struct convex *c, int y0, int y1, int *x0, int *x1);

#endif
