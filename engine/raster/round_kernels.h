/* The kernels of rounded rectangles. Three kinds of rows, which depend on the row alone:
 *   shallow: near the top and bottom of the ellipse; it is cut at the columns' borders
 *   steep: the rest of the corners; it is cut at 2 or 4 heights a row
 *   middle: between the corners
 * Between two cuts the curve is taken as its chord, moved by two thirds of the sagitta so that the
 * area is the curve's (as if it were a parabola). What is left is below 0.3/255 of a pixel. */
#ifndef RASTER_ROUND_KERNELS_H
#define RASTER_ROUND_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/surface.h"
#include "raster/round.h"

/* As CONVEX_WIDTH_MIN. */
#define ROUND_WIDTH_MIN (1.0F / 1024)

struct round_kernels {
    /* As round_fill and round_coverage; r is inside of the box. */
    void (*fill)(const struct round_shape *s, const struct surface *surface, struct rect r,
                 uint32_t color);
    void (*coverage)(const struct round_shape *s, struct rect r, uint8_t *out, size_t stride);
};

extern const struct round_kernels round_none;

#endif
