/* Whole-pixel drawing on a surface: rectangles of one colour, copies, lines. Rectangles must be
 * inside the surface; an empty one draws nothing. `over` composes with source-over, else the source
 * replaces what was there. Colours are premultiplied. */
#ifndef RASTER_RASTER_H
#define RASTER_RASTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/surface.h"
#include "raster/line.h"

/* The pixels of r take `color`. */
void raster_fill(const struct surface *s, struct rect r, uint32_t color, bool over);

/* Pixel (x, y) of r takes that of `source` at (x - dx, y - dy), which must be inside `source`.
 * The two surfaces do not share memory. */
void raster_copy(const struct surface *s, struct rect r, const struct surface *source, int dx,
                 int dy, bool over);

/* The pixels of the line inside `clip` take `color`. */
void raster_line(const struct surface *s, struct rect clip, const struct line *l, uint32_t color,
                 bool over);

#endif
