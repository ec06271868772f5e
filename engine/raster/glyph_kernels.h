/* The kernels of text: mask and colour in one step, for all glyphs of a group of rows. */
#ifndef RASTER_GLYPH_KERNELS_H
#define RASTER_GLYPH_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/surface.h"
#include "raster/glyphs.h"

struct glyph_kernels {
    /* Composes `color` (premultiplied) with source-over by each of the masks in turn, as far as it
     * lies in r, which is inside of the surface. */
    void (*fill)(const struct placed_mask *masks, size_t count, const struct surface *surface,
                 struct rect r, uint32_t color);
};

extern const struct glyph_kernels glyph_none;

#endif
