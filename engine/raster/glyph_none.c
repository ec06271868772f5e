/* The reference: each pixel by itself. */
#include "raster/glyph_kernels.h"

#include "pixel/color.h"

static void plain_fill(const struct placed_mask *masks, size_t count, const struct surface *surface,
                       struct rect r, uint32_t color)
{
    for (size_t i = 0; i < count; i++) {
        const struct rect b = rect_intersect(placed_mask_box(&masks[i]), r);
        for (int y = b.y0; y < b.y1; y++)
            for (int x = b.x0; x < b.x1; x++) {
                uint32_t *d = surface_at(surface, x, y);
                *d = color_over(*d, color_scale(color, *placed_mask_row(&masks[i], x, y)));
            }
    }
}

const struct glyph_kernels glyph_none = {.fill = plain_fill};
