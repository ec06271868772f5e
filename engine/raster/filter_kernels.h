/* The loops of blurs (raster/blur.c) and colour filters (raster/filter.c), one table a level
 * (raster/kernels.h). */
#ifndef RASTER_FILTER_KERNELS_H
#define RASTER_FILTER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* Rows of a blur hold 16 bits an item, 256 times a byte's value. Kernels may read and write that
 * many items beyond either end; what they write there means nothing. Byte rows have no such room.
 */
enum { FILTER_ROW_PAD = 64 };

/* A kernel's two halves are alike: weight[0] is that of the middle, weight[k] that of the mean of
 * the two items k away. Their sum is 65536. */
enum { FILTER_RADIUS_MAX = 11 };

/* n may be 0. Nothing overlaps, unless said. */
struct filter_kernels {
    /* Bytes to 16 bits; back, rounded. */
    void (*widen)(uint16_t *out, const uint8_t *in, size_t n);
    void (*narrow)(uint8_t *out, const uint16_t *in, size_t n);
    /* out[i] = weight[0] * rows[radius][i] + weight[1] * mean of rows[radius - 1][i] and
     * rows[radius + 1][i] + …, all / 65536; means are rounded up and products down, so that all of
     * it fits 16 bits. The rows may overlap each other: a row and its neighbours, or one row and
     * its shifted selves. */
    void (*weigh)(uint16_t *out, const uint16_t *const *rows, const uint16_t *weight, int radius,
                  size_t n);
    /* out[i] = (in[2i - 2] + 4 in[2i - 1] + 6 in[2i] + 4 in[2i + 1] + in[2i + 2]) / 16, rounded. */
    void (*halve)(uint16_t *out, const uint16_t *in, size_t n);
    /* out[2i] = (in[i - 1] + 6 in[i] + in[i + 1]) / 8, out[2i + 1] = (in[i] + in[i + 1]) / 2,
     * rounded, for i < n. */
    void (*twice)(uint16_t *out, const uint16_t *in, size_t n);
    /* out[i] = (a[i] + b[i]) / 2, rounded. */
    void (*average)(uint16_t *out, const uint16_t *a, const uint16_t *b, size_t n);
    /* The premultiplied pixels at p become those of a colour matrix of finite numbers (struct
     * filter). */
    void (*color_matrix)(uint32_t *p, const float matrix[20], size_t n);
};

extern const struct filter_kernels filter_none;

#endif
