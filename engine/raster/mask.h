/* Masks: rectangles of coverage, a byte a pixel, 0 outside to 255 inside. */
#ifndef RASTER_MASK_H
#define RASTER_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"

struct mask {
    uint8_t *coverage; /* row after row */
    struct rect box;   /* the pixels that it says something about; coverage is 0 elsewhere */
    size_t stride;     /* bytes from a row to the next, a multiple of 64 */
};

/* Allocates a mask of zeros for `box`. False with an error text when there is no memory. */
bool mask_init(struct mask *m, struct rect box);

/* Frees what mask_init allocated and zeroes the struct. A zeroed one is accepted. */
void mask_finish(struct mask *m);

/* The address of the coverage of pixel (x, y), which must be inside. */
static inline uint8_t *mask_at(const struct mask *m, int x, int y)
{
    return m->coverage + (size_t)(y - m->box.y0) * m->stride + (x - m->box.x0);
}

#endif
