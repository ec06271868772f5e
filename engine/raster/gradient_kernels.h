/* The pixel loops of gradient.c, one table a level (raster/kernels.h). Blocks are 16 pixels wide
 * and begin at multiples of 16 from the surface's left edge, at every level: what is computed per
 * block then does not depend on where a run of pixels begins. */
#ifndef RASTER_GRADIENT_KERNELS_H
#define RASTER_GRADIENT_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GRADIENT_BLOCK = 16 };

/* No premultiplied colour: the entries of tables that stand for several colours. */
#define GRADIENT_SEVERAL UINT32_C(0x00ffffff)

/* What is written for places that no circle reaches; all other values are 0 or more. */
#define GRADIENT_NOWHERE (-1.0f)

/* How a row of pixels lies in gradient space. With t the offset along the gradient, the result is
 * t * scale + offset, held between 0 and limit. */
struct gradient_row {
    double u, v;   /* the centre of pixel 0, from the gradient's first centre, finite … */
    double du, dv; /* … and from a pixel to the next */
    float lane_u[GRADIENT_BLOCK], lane_v[GRADIENT_BLOCK]; /* i * du, i * dv */
    float scale, offset, limit;
    double dx, dy, r0, dr, a; /* circles: those of struct geometry (gradient.c) */
    float turn;               /* angle: where it begins, in turns, 0 to 1 */
};

/* Two colours. Channels (blue, green, red, alpha) are 0 to 255, straight. */
struct gradient_mix {
    float from[4], by[4]; /* at 0, and how much further at 1 */
    bool opaque;
};

struct gradient_kernels {
    /* Pixel i gets, in channel c, the top byte of start[c] + i * step[c], modulo 2^32. Opaque. */
    void (*ramp)(uint32_t *out, size_t n, const uint32_t start[4], const uint32_t step[4]);
    /* The same with straight channels that are then premultiplied. */
    void (*ramp_translucent)(uint32_t *out, size_t n, const uint32_t start[4],
                             const uint32_t step[4]);
    /* For `blocks` blocks from pixel x on, a multiple of 16; the rows' numbers are at most 1e15.
     * t is the distance from the centre, … */
    void (*distance)(float *t, size_t blocks, int x, const struct gradient_row *r);
    /* … the angle, 0 to 1 turns, … */
    void (*angle)(float *t, size_t blocks, int x, const struct gradient_row *r);
    /* … or the offset from the first circle to the second; GRADIENT_NOWHERE. */
    void (*circles)(float *t, size_t blocks, int x, const struct gradient_row *r);
    /* Colours at t[i], 0 to 1. */
    void (*mix)(uint32_t *out, const float *t, size_t n, const struct gradient_mix *m);
    /* out[i] = table[t[i]], rounded down; true if any is GRADIENT_SEVERAL. Negative t[i]: 0. */
    bool (*lookup)(uint32_t *out, const float *t, size_t n, const uint32_t *table);
};

/* A circle's; beyond it the division by nearly nothing has no solution. */
#define GRADIENT_RADIUS_MAX 1e200

/* atan(z) = 2 pi z P(z²) for z from 0 to 1, with an error of 4e-8 turns: by Remez' exchange. */
#define GRADIENT_ATAN                                                                              \
    {                                                                                              \
        0.1591543242f, -0.05302623837f, 0.03152511928f, -0.02106152392f, 0.01267251068f,           \
            -0.005348285351f, 0.001084132821f                                                      \
    }

/* Adding these to a float puts its integer part into a byte of its bits: 2^23 into the lowest,
 * rounded; 2^15 into the next, 2^8 into bits 15 to 22, both cut off, so that 0.5 is added too. */
#define GRADIENT_LOW    0x1p23f
#define GRADIENT_MIDDLE (0x1p15f + 0.5f)
#define GRADIENT_HIGH   (0x1p8f + 0.5f)

/* No channel may be rounded to more than alpha. So alpha is a little more: 1/64 of a level in
 * `mix`, where 2^15 leaves an eighth bit of fraction; in ramps the most that a channel of 255 can
 * be with all its errors, in 8.8. */
#define GRADIENT_MORE  (1.0f / 64)
#define GRADIENT_WHOLE UINT32_C(0xff04)

extern const struct gradient_kernels gradient_none;

#endif
