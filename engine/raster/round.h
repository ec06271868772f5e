/* Rounded rectangles, ellipses and circles with axis-parallel axes, as exact as their outlines:
 * rows are cut at the ellipse itself, and the sliver between it and a chord is accounted for. */
#ifndef RASTER_ROUND_H
#define RASTER_ROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/surface.h"

/* Corners are x0 < x1, y0 < y1 in device pixels, not cut to anything; radii are those of all four
 * corners, above 0 and at most half a side. */
struct round {
    double x0, y0, x1, y1, rx, ry;
};

/* One direction of it, across or down: pixels from the first that it touches on. */
struct round_axis {
    int first, count;  /* the pixels that it touches; all of this counts from `first` on */
    int32_t near, far; /* 2^-16 pixel: what of the first and of the last pixel is left out */
    float radius, per_radius;
    float near_centre, far_centre; /* where the corners' centres are, from either end inwards */
};

/* Ready to be drawn. */
struct round_shape {
    struct round_axis x, y;
    int row_parts, column_parts;   /* into how many pieces a row or a column cuts the curve */
    int shallow_near, shallow_far; /* rows at top and bottom that are drawn by columns */
    int corner_near, corner_far;   /* rows at top and bottom that corners touch */
};

/* Makes *s. False if it is too small, too large or too flat for this way of drawing: radii of
 * curvature are from 3 to 2048 pixels, and coordinates below 2^20. */
bool round_init(struct round_shape *s, const struct round *r);

/* The pixels that it touches. */
struct rect round_box(const struct round_shape *s);

/* Composes `color` (premultiplied) with source-over onto the pixels of `r`, inside of the surface
 * and of the box, as far as they are covered. */
void round_fill(const struct round_shape *s, const struct surface *surface, struct rect r,
                uint32_t color);

/* Writes the coverage of those pixels, every one, to `out`, rows `stride` bytes apart. */
void round_coverage(const struct round_shape *s, struct rect r, uint8_t *out, size_t stride);

/* As shape_touched and shape_covered. */
bool round_touched(const struct round_shape *s, int y0, int y1, int *x0, int *x1);
bool round_covered(const struct round_shape *s, int y0, int y1, int *x0, int *x1);

#endif
