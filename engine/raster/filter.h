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

#define FILTER_SIGMA_MAX 1000.0

/* How many pixels around a source the list of filters can colour. */
struct rect filter_reach(const struct filter *filters, int count, struct rect box);

/* Applies the filters in order to `s` in place; beyond its edges is transparent black, so the
 * caller leaves room (filter_reach). False with an error text when memory is missing. */
bool filter_apply(const struct filter *filters, int count, struct surface *s);

/* Gaussian blur of a mask in place; beyond its box is 0, so the caller leaves room: 3 sigma,
 * rounded up (filter_blur_reach). At most 1/255 from the exact convolution. */
bool filter_blur_mask(struct mask *m, double sigma);
int filter_blur_reach(double sigma);

#endif
