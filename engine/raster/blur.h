/* Gaussian blur of a plane of bytes. */
#ifndef RASTER_BLUR_H
#define RASTER_BLUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLUR_SIGMA_MAX 1000.0

/* Blurs in place, with 0 outside. Rows are `stride` bytes apart. sigma (pixels) is cut to
 * BLUR_SIGMA_MAX; 0, less, or NaN leaves the plane as it is. At most 1/255 from the convolution
 * with exp(-x^2 / (2 sigma^2)) at whole x, normalised; a plane of greater bytes is nowhere less.
 * False with an error text when memory is missing. */
bool blur_plane(uint8_t *bytes, size_t stride, int width, int height, double sigma);

#endif
