/* Filters on whole pictures: Gaussian blur, drop shadow and colour matrices (Filter Effects Module
 * Level 1), and the blur of masks that shadows are made of. */
#ifndef RASTER_FILTER_H
#define RASTER_FILTER_H

#include <stdbool.h>

#include "pixel/surface.h"
#include "raster/mask.h"

enum filter_kind { FILTER_BLUR, FILTER_DROP_SHADOW, FILTER_COLOR_MATRIX };

/* All lengths in device pixels. */
struct filter {
    enum filter_kind kind;
    double sigma;     /* BLUR, DROP_SHADOW: standard deviation, 0 to FILTER_SIGMA_MAX */
    double dx, dy;    /* DROP_SHADOW */
    uint32_t color;   /* DROP_SHADOW: straight */
    float matrix[20]; /* COLOR_MATRIX: feColorMatrix's rows, on straight channels 0 to 1; results
                         are clamped */
};

/* Browsers have such a limit too (Skia's is 532): a blur needs room for three times as much on each
 * side, however small the canvas is. */
#define FILTER_SIGMA_MAX 500.0

/* The pixels that the list of filters can colour when the source is inside `box`; empty if that is.
 * Offsets that are no numbers or lead beyond 2^20 pixels, where nothing is seen, count as 2^20. Not
 * for matrices that give transparent black a colour, which would be everywhere: CSS has none. */
struct rect filter_reach(const struct filter *filters, int count, struct rect box);

/* Applies the filters in order to `s` in place; beyond its edges is transparent black, so the
 * caller leaves room (filter_reach). Premultiplied pixels stay so; a channel above its alpha counts
 * as its alpha in a matrix. Each filter rounds its result: a matrix is at most 1/2 of 1/255 from
 * its formula, a blur 0.8, a shadow (moved by linear interpolation where the offset is between
 * pixels) 1.1. False with an error text when memory is missing; `s` is then in between. */
bool filter_apply(const struct filter *filters, int count, struct surface *s);

/* Gaussian blur of a mask in place; beyond its box is 0, so the caller leaves room: 3 sigma,
 * rounded up (filter_blur_reach). At most 0.8/255 from the exact convolution (the largest of
 * tests/unit/test_blur.c). The cost of a pixel does not grow with sigma: 400x300 take 0.05 ms with
 * sigma 8, 1920x1080 0.7 ms with sigma 50 (AVX-512). NaN and less than 0 count as 0. False with an
 * error text when memory is missing. */
bool filter_blur_mask(struct mask *m, double sigma);
int filter_blur_reach(double sigma);

#endif
