/* Axis-parallel rectangles whose sides lie between pixels. */
#ifndef RASTER_RECTANGLE_H
#define RASTER_RECTANGLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/surface.h"

/* In 2^-16 pixel, x0 <= x1, y0 <= y1. */
struct rectangle {
    int64_t x0, y0, x1, y1;
};

/* The pixels that it touches, as far as ints go. */
struct rect rectangle_box(const struct rectangle *q);

/* Composes `color` (premultiplied) with source-over onto the pixels of `r`, which are inside of the
 * surface and of the rectangle's box, as far as they are covered. */
void rectangle_fill(const struct rectangle *q, const struct surface *s, struct rect r,
                    uint32_t color);

/* Writes the coverage of those pixels, each its exact area rounded to 1/255; `out` is that of the
 * first one, rows are `stride` bytes apart. */
void rectangle_coverage(const struct rectangle *q, struct rect r, uint8_t *out, size_t stride);

/* The pixels that are fully covered. */
struct rect rectangle_covered(const struct rectangle *q);

#endif
