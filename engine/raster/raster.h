/* Drawing a part of something onto a surface: shape, paint, operator and clip come together here.
 * Every fast way gives the bytes of the general one. */
#ifndef RASTER_RASTER_H
#define RASTER_RASTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/surface.h"
#include "raster/composite.h"
#include "raster/paint.h"
#include "raster/scratch.h"
#include "raster/shape.h"

/* One drawing, ready to be drawn by any thread, any part of it at a time. */
struct ink {
    struct shape shape;
    struct paint paint;
    enum composite_operator op;
    const struct mask *clip; /* NULL: the box of what is drawn is all the clip there is */
};

/* Draws the pixels `r` of the ink, which are inside of the surface and of the clip's bounds. With a
 * bounded operator only r's part inside of shape.box changes, with an unbounded one all of r. */
void raster_draw(const struct surface *s, struct rect r, const struct ink *ink,
                 struct scratch *scratch);

/* Whole-pixel drawing. Rectangles must be inside the surface; an empty one draws nothing. `over`
 * composes with source-over, else the source replaces what was there. Colours are premultiplied. */

/* The pixels of r take `color`. */
void raster_fill(const struct surface *s, struct rect r, uint32_t color, bool over);

/* Pixel (x, y) of r takes that of `source` at (x - dx, y - dy), which must be inside `source`.
 * The two surfaces do not share memory. */
void raster_copy(const struct surface *s, struct rect r, const struct surface *source, int dx,
                 int dy, bool over);

#endif
