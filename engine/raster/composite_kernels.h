/* The pixel loops of composite.c, one table a level (raster/kernels.h). */
#ifndef RASTER_COMPOSITE_KERNELS_H
#define RASTER_COMPOSITE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "raster/composite.h"

/* n may be 0; no two of a function's blocks overlap. */
struct composite_kernels {
    /* d = s op d. NULL for source-over and copy, which are struct kernels' copy_over and copy.
     * A channel above its alpha counts as its alpha. */
    void (*operators[COMPOSITE_OPERATORS])(uint32_t *d, const uint32_t *s, size_t n);
    /* d = color_over(d, color_scale(s, coverage)). */
    void (*over)(uint32_t *d, const uint32_t *s, const uint8_t *coverage, size_t n);
    /* The same with one source for all. */
    void (*over_solid)(uint32_t *d, uint32_t color, const uint8_t *coverage, size_t n);
    /* s = color_scale(s, coverage). */
    void (*scale)(uint32_t *s, const uint8_t *coverage, size_t n);
    /* d = (d * clip + old * (255 - clip)) / 255, rounded once a channel. */
    void (*lerp)(uint32_t *d, const uint32_t *old, const uint8_t *clip, size_t n);
    /* a = a * b / 255, rounded. */
    void (*multiply)(uint8_t *a, const uint8_t *b, size_t n);
};

extern const struct composite_kernels composite_none;

#endif
