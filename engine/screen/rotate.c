/* Turning pixels is a matter of memory: a quarter turn reads columns, and each pixel of a column
 * lies on a cache line of its own. In square blocks every line that is fetched is used whole while
 * it is still at hand. */
#include "screen/rotate.h"

#include <assert.h>

#include "base/minmax.h"

enum { BLOCK = 16 }; /* pixels: one cache line wide, and sixteen of them at a time */

struct rect rotate_rect(struct rect r, int degrees, int width, int height)
{
    switch (degrees) {
    case 90:
        return (struct rect){height - r.y1, r.x0, height - r.y0, r.x1};
    case 180:
        return (struct rect){width - r.x1, height - r.y1, width - r.x0, height - r.y0};
    case 270:
        return (struct rect){r.y0, width - r.x1, r.y1, width - r.x0};
    default:
        return r;
    }
}

/* The result's pixel (x, y) is *(start + x * step_x + y * step_y) of the source. */
static void copy_block(const uint32_t *start, ptrdiff_t step_x, ptrdiff_t step_y,
                       const struct surface *to, struct rect block)
{
    for (int y = block.y0; y < block.y1; y++) {
        const uint32_t *source = start + block.x0 * step_x + y * step_y;
        uint32_t *target = surface_at(to, block.x0, y);
        for (int x = block.x0; x < block.x1; x++, source += step_x)
            *target++ = *source;
    }
}

void rotate_copy(const struct surface *from, struct rect r, int degrees, struct surface *to)
{
    assert(degrees == 90 || degrees == 180 || degrees == 270);
    ptrdiff_t stride = from->stride;
    int width = degrees == 180 ? r.x1 - r.x0 : r.y1 - r.y0;
    int height = degrees == 180 ? r.y1 - r.y0 : r.x1 - r.x0;
    assert(width <= to->width && height <= to->height);

    /* The source pixel that comes to lie at the top left, and the steps to its new neighbours. */
    int x = degrees == 90 ? r.x0 : r.x1 - 1;
    int y = degrees == 270 ? r.y0 : r.y1 - 1;
    const uint32_t *start = surface_at(from, x, y);
    ptrdiff_t step_x = degrees == 180 ? -1 : degrees == 90 ? -stride : stride;
    ptrdiff_t step_y = degrees == 180 ? -stride : degrees == 90 ? 1 : -1;

    for (int y0 = 0; y0 < height; y0 += BLOCK) {
        for (int x0 = 0; x0 < width; x0 += BLOCK) {
            struct rect block = {x0, y0, int_min(x0 + BLOCK, width), int_min(y0 + BLOCK, height)};
            copy_block(start, step_x, step_y, to, block);
        }
    }
}
