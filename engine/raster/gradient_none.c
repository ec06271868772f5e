/* The reference for the kernels of gradients: one pixel at a time, in plain C. */
#include <math.h>
#include <string.h>

#include "pixel/color.h"
#include "raster/gradient_kernels.h"

static void plain_ramp(uint32_t *out, size_t n, const uint32_t start[4], const uint32_t step[4])
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t color = 0xff000000;
        for (int c = 0; c < 3; c++)
            color |= (start[c] + i * step[c]) >> 24 << 8 * c;
        out[i] = color;
    }
}

static void plain_ramp_translucent(uint32_t *out, size_t n, const uint32_t start[4],
                                   const uint32_t step[4])
{
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t alpha = (start[3] + i * step[3]) >> 16; /* 8.8 */
        uint32_t color = color_divide_255(GRADIENT_WHOLE * alpha >> 16) << 24;
        for (int c = 0; c < 3; c++) {
            const uint32_t straight = (start[c] + i * step[c]) >> 16;
            color |= color_divide_255(straight * alpha >> 16) << 8 * c;
        }
        out[i] = color;
    }
}

static float place(float t, const struct gradient_row *r)
{
    t = t * r->scale + r->offset;
    return fminf(fmaxf(t, 0), r->limit);
}

static void plain_distance(float *t, size_t blocks, int x, const struct gradient_row *r)
{
    for (; blocks > 0; blocks--, x += GRADIENT_BLOCK)
        for (int i = 0; i < GRADIENT_BLOCK; i++) {
            const float u = (float)(r->u + r->du * x) + r->lane_u[i];
            const float v = (float)(r->v + r->dv * x) + r->lane_v[i];
            *t++ = place(sqrtf(u * u + v * v), r);
        }
}

static void plain_angle(float *t, size_t blocks, int x, const struct gradient_row *r)
{
    static const float atan[] = GRADIENT_ATAN;
    enum { TERMS = sizeof atan / sizeof *atan };
    for (; blocks > 0; blocks--, x += GRADIENT_BLOCK)
        for (int i = 0; i < GRADIENT_BLOCK; i++) {
            const float u = (float)(r->u + r->du * x) + r->lane_u[i];
            const float v = (float)(r->v + r->dv * x) + r->lane_v[i];
            const float long_side = fmaxf(fmaxf(fabsf(u), fabsf(v)), 1e-30f);
            const float z = fminf(fabsf(u), fabsf(v)) / long_side;
            float turns = atan[TERMS - 1];
            for (int k = TERMS - 2; k >= 0; k--)
                turns = turns * (z * z) + atan[k];
            turns = turns * z;
            if (fabsf(v) > fabsf(u))
                turns = 0.25f - turns;
            if (u < 0)
                turns = 0.5f - turns;
            if (v < 0)
                turns = 1 - turns;
            turns -= r->turn;
            *t++ = place(turns < 0 ? turns + 1 : turns, r);
        }
}

/* As in gradient.c. */
static float circle_offset(double u, double v, const struct gradient_row *r)
{
    const double b = u * r->dx + v * r->dy + r->r0 * r->dr;
    const double c = u * u + v * v - r->r0 * r->r0;
    const double discriminant = b * b - r->a * c;
    const double root = sqrt(discriminant >= 0 ? discriminant : 0);
    double q = b < 0 ? b - root : b + root;
    q = q == 0 ? 1e-300 : q;
    const double other = c / q, one = r->a == 0 ? other : q / r->a;
    const double more = one > other ? one : other, less = one > other ? other : one;
    const double radius = r->r0 + more * r->dr, second = r->r0 + less * r->dr;
    const bool first = radius >= 0 && radius < GRADIENT_RADIUS_MAX;
    if (!(discriminant >= 0) || !(first || (second >= 0 && second < GRADIENT_RADIUS_MAX)))
        return GRADIENT_NOWHERE;
    const double t = first ? more : less;
    const double placed = t * r->scale + r->offset;
    return (float)(placed > 0 ? placed < r->limit ? placed : r->limit : 0);
}

static void plain_circles(float *t, size_t blocks, int x, const struct gradient_row *r)
{
    for (size_t i = 0; i < blocks * GRADIENT_BLOCK; i++) {
        const double column = x + (int)i;
        t[i] = circle_offset(r->u + r->du * column, r->v + r->dv * column, r);
    }
}

static uint32_t float_bits(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void plain_mix(uint32_t *out, const float *t, size_t n, const struct gradient_mix *m)
{
    for (size_t i = 0; i < n; i++) {
        float c[4];
        for (int k = 0; k < 4; k++)
            c[k] = t[i] * m->by[k] + m->from[k];
        uint32_t alpha = 255;
        if (!m->opaque) {
            const float opacity = c[3] * (1.0f / 255);
            for (int k = 0; k < 3; k++)
                c[k] = c[k] * opacity;
            alpha = float_bits(c[3] + GRADIENT_MORE + GRADIENT_LOW) & 255;
        }
        out[i] = alpha << 24 | (float_bits(c[2] + GRADIENT_HIGH) << 1 & 0xff0000) |
                 (float_bits(c[1] + GRADIENT_MIDDLE) & 0xff00) |
                 (float_bits(c[0] + GRADIENT_LOW) & 0xff);
    }
}

static bool plain_lookup(uint32_t *out, const float *t, size_t n, const uint32_t *table)
{
    bool several = false;
    for (size_t i = 0; i < n; i++) {
        out[i] = table[t[i] > 0 ? (int)t[i] : 0];
        several = several || out[i] == GRADIENT_SEVERAL;
    }
    return several;
}

const struct gradient_kernels gradient_none = {
    .ramp = plain_ramp,
    .ramp_translucent = plain_ramp_translucent,
    .distance = plain_distance,
    .angle = plain_angle,
    .circles = plain_circles,
    .mix = plain_mix,
    .lookup = plain_lookup,
};
