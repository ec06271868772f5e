/* What one drawing thread needs beside the surface: rows of coverage and of pixels, and the
 * accumulator of signed areas. Reserved before drawing begins, so that drawing cannot fail. */
#ifndef RASTER_SCRATCH_H
#define RASTER_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SCRATCH_ROWS = 32, /* drawing goes by at most so many rows at a time */
    SCRATCH_PAD = 64,  /* kernels may read and write so many items beyond a row's end */
};

struct scratch {
    int width; /* pixels that a row has room for, besides SCRATCH_PAD */
    /* SCRATCH_ROWS rows each, `width` + SCRATCH_PAD rounded up to 128 items apart (`stride`). */
    size_t stride;
    uint8_t *coverage;  /* of the shape */
    uint8_t *clip;      /* of the clip */
    int32_t *area;      /* accumulated areas; zero between uses (raster/area.h) */
    uint8_t *touched;   /* 1 for each 16 areas that were touched; zero between uses */
    uint32_t *pixels;   /* the paint's; one row */
    uint32_t *backdrop; /* one row */
};

/* Makes room for rows of `width` pixels. False with an error text when there is no memory; what was
 * reserved before stays. A zeroed scratch is empty. */
bool scratch_reserve(struct scratch *s, int width);

/* Frees it. A zeroed one is accepted. */
void scratch_finish(struct scratch *s);

#endif
