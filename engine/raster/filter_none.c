/* The reference of blurs and colour filters: one item at a time, in plain C. */
#include "raster/filter_kernels.h"

static void plain_widen(uint16_t *out, const uint8_t *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint16_t)(in[i] << 8);
}

static void plain_narrow(uint8_t *out, const uint16_t *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)((in[i] + 128) >> 8);
}

static void plain_weigh(uint16_t *out, const uint16_t *const *rows, const uint16_t *weight,
                        int radius, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t sum = (uint32_t)weight[0] * rows[radius][i] >> 16;
        for (int k = 1; k <= radius; k++) {
            const uint32_t mean = (rows[radius - k][i] + rows[radius + k][i] + 1U) >> 1;
            sum += weight[k] * mean >> 16;
        }
        out[i] = (uint16_t)sum;
    }
}

static void plain_halve(uint16_t *out, const uint16_t *in, size_t n)
{
    for (size_t i = 0; i < n; i++, in += 2)
        out[i] = (uint16_t)((in[-2] + 4 * in[-1] + 6 * in[0] + 4 * in[1] + in[2] + 8) >> 4);
}

static void plain_twice(uint16_t *out, const uint16_t *in, size_t n)
{
    for (size_t i = 0; i < n; i++, in++) {
        out[2 * i] = (uint16_t)((in[-1] + 6 * in[0] + in[1] + 4) >> 3);
        out[2 * i + 1] = (uint16_t)((in[0] + in[1] + 1) >> 1);
    }
}

static void plain_average(uint16_t *out, const uint16_t *a, const uint16_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint16_t)((a[i] + b[i] + 1) >> 1);
}

static float between_0_and_1(float x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Every level does these operations in this order. */
static uint32_t plain_matrix_pixel(uint32_t pixel, const float m[20])
{
    const uint32_t alpha = pixel >> 24;
    const float divisor = 1.0F / (float)(alpha > 0 ? alpha : 1);
    float in[4], out[4];
    for (int i = 0; i < 3; i++) {
        const uint32_t channel = pixel >> (16 - 8 * i) & 255;
        in[i] = (float)(channel < alpha ? channel : alpha) * divisor;
    }
    in[3] = (float)alpha * (1.0F / 255);
    for (int i = 0; i < 4; i++, m += 5) {
        const float sum = m[0] * in[0] + m[1] * in[1] + m[2] * in[2] + m[3] * in[3] + m[4];
        out[i] = between_0_and_1(sum);
    }
    const float scale = out[3] * 255;
    uint32_t word = (uint32_t)(scale + 0.5F) << 24;
    for (int i = 0; i < 3; i++)
        word |= (uint32_t)(out[i] * scale + 0.5F) << (16 - 8 * i);
    return word;
}

static void plain_color_matrix(uint32_t *p, const float matrix[20], size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = plain_matrix_pixel(p[i], matrix);
}

const struct filter_kernels filter_none = {
    .widen = plain_widen,
    .narrow = plain_narrow,
    .weigh = plain_weigh,
    .halve = plain_halve,
    .twice = plain_twice,
    .average = plain_average,
    .color_matrix = plain_color_matrix,
};
