/* The pixel loops of sample.c, one table a level (raster/kernels.h).
 *
 * A bilinear pixel is made of four taps, first vertically with weights of 8 bits, then horizontally
 * with weights of 16 bits. Positions are integers with 15 bits of fraction. They are anchored every
 * 16 pixels, at multiples of 16 from the surface's left edge, at every level; so they neither
 * drift along a row nor depend on where a run of pixels begins. */
#ifndef RASTER_SAMPLE_KERNELS_H
#define RASTER_SAMPLE_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/minmax.h"
#include "raster/paint.h"

enum {
    SAMPLE_BLOCK = 16,    /* pixels from anchor to anchor */
    SAMPLE_FRACTION = 15, /* bits */
    SAMPLE_ONE = 1 << SAMPLE_FRACTION,
    SAMPLE_HALF_WEIGHT = 1 << (SAMPLE_FRACTION - 9), /* rounds a vertical weight */
};

/* A pair of weights, the second tap's in the upper half. Horizontally they sum up to 65535 (0 if
 * both taps are transparent), vertically to 256. */
static inline uint32_t sample_weights_across(int32_t position)
{
    const uint32_t second = ((uint32_t)position & (SAMPLE_ONE - 1)) * 2;
    return (65535 - second) | second << 16;
}

static inline uint32_t sample_weights_down(int32_t position)
{
    const uint32_t second =
        ((uint32_t)position + SAMPLE_HALF_WEIGHT) >> (SAMPLE_FRACTION - 8) & 255;
    return (256 - second) | second << 16;
}

/* The first tap's column or row: floor. */
static inline int32_t sample_column(int32_t position)
{
    return position >> SAMPLE_FRACTION;
}

static inline int32_t sample_line(int32_t position)
{
    return (position + SAMPLE_HALF_WEIGHT) >> SAMPLE_FRACTION;
}

/* A coordinate along one axis of the image. In units of 1 / SAMPLE_ONE: the coordinate of pixel 0
 * of the row, and from a pixel to the next. */
struct sample_axis {
    double start, step;
    double period, frequency; /* of repeated images: the size, and 1 / size; else 0 */
    double reach;             /* farther out than any block that begins outside and ends inside */
    int32_t lanes[SAMPLE_BLOCK]; /* i * step */
};

/* Nearest; below 2^31. A number as large as the sum has no bits left for a fraction, and its lowest
 * ones are those of the integer: two operations on any processor. */
static inline int32_t sample_round(double at)
{
    at += 0x1.8p52;
    int64_t bits;
    memcpy(&bits, &at, sizeof bits);
    return (int32_t)(uint32_t)bits;
}

/* The position of pixel x, rounded; positions beyond the reach are as good as at its end, and so is
 * NaN. Floor goes by way of integers, for not every processor has it. */
static inline int32_t sample_anchor(const struct sample_axis *a, int x)
{
    double at = a->start + a->step * x;
    if (a->period > 0) {
        at = at > -1e15 ? at < 1e15 ? at : 1e15 : -1e15;
        const double times = at * a->frequency, whole = (double)(int64_t)times;
        at -= a->period * (whole > times ? whole - 1 : whole); /* perhaps a little outside */
    }
    return sample_round(at > -a->reach ? at < a->reach ? at : a->reach : -a->reach);
}

/* The column or row at `i` of `size` ones; -1: transparent. */
static inline int sample_extend(enum paint_extend how, int i, int size)
{
    switch (how) {
    case EXTEND_NONE:
        return i >= 0 && i < size ? i : -1;
    case EXTEND_REPEAT:
        i %= size;
        return i < 0 ? i + size : i;
    default:
        return int_min(int_max(i, 0), size - 1);
    }
}

/* A row of an image under any affine transform. */
struct sample_row {
    const uint32_t *pixels;    /* the image's first one */
    int stride, width, height; /* pixels */
    enum paint_extend extend_x, extend_y;
    bool blocks; /* positions are anchored once a block, not once a pixel */
    struct sample_axis u, v;
};

/* The position of pixel i of the block at x. */
static inline int32_t sample_position(const struct sample_row *r, const struct sample_axis *a,
                                      int x, int i)
{
    return r->blocks ? sample_anchor(a, x) + a->lanes[i] : sample_anchor(a, x + i);
}

/* The columns of a row of pixels; kernels read up to SAMPLE_BLOCK items beyond those asked for. */
struct sample_columns {
    const int32_t *left, *right; /* taps, in the row */
    const uint32_t *weights;
    bool ordered; /* taps only rise, or only fall */
};

struct sample_kernels {
    /* One row of an image that is scaled but not turned: n pixels from the rows `top` and `bottom`
     * of `width` pixels each, with one pair of vertical weights. */
    void (*scale)(uint32_t *out, size_t n, const uint32_t *top, const uint32_t *bottom, int width,
                  uint32_t down, const struct sample_columns *c);
    /* Blocks from pixel x on, a multiple of SAMPLE_BLOCK, anchored once each. Ends before the first
     * one with a tap outside of the image; returns how many there were. */
    size_t (*turn)(uint32_t *out, size_t blocks, int x, const struct sample_row *r);
    /* The block at pixel x, wherever its taps are. */
    void (*edge)(uint32_t *out, int x, const struct sample_row *r);
    /* out = color_scale(out, alpha). */
    void (*fade)(uint32_t *out, size_t n, uint32_t alpha);
};

/* True if all taps of the block whose first position is (u, v) are pixels of the image. */
static inline bool sample_inside(const struct sample_row *r, int32_t u, int32_t v)
{
    const int32_t u_last = u + r->u.lanes[SAMPLE_BLOCK - 1];
    const int32_t v_last = v + r->v.lanes[SAMPLE_BLOCK - 1];
    const int32_t left = sample_column(u < u_last ? u : u_last);
    const int32_t right = sample_column(u < u_last ? u_last : u);
    const int32_t top = sample_line(v < v_last ? v : v_last);
    const int32_t bottom = sample_line(v < v_last ? v_last : v);
    return left >= 0 && right < r->width - 1 && top >= 0 && bottom < r->height - 1;
}

extern const struct sample_kernels sample_none;

#endif
