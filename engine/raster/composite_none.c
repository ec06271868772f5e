/* The reference of the operators: one channel at a time, in plain C. With premultiplied s and d and
 * their alphas a and b, all of them bytes, an operator is a sum of products, divided by 255 once. A
 * legal pixel's sum is at most 65025, whatever the operator. */
#include "raster/composite_kernels.h"

#include "pixel/color.h"
#include "raster/blend.h"

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t source_in(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    (void)d, (void)a;
    return color_divide_255(s * b);
}

static uint32_t source_out(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    (void)d, (void)a;
    return color_divide_255(s * (255 - b));
}

static uint32_t source_atop(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    return color_divide_255(s * b + d * (255 - a));
}

static uint32_t destination_over(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    (void)a;
    return d + color_divide_255(s * (255 - b));
}

static uint32_t destination_in(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    (void)s, (void)b;
    return color_divide_255(d * a);
}

static uint32_t destination_out(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    (void)s, (void)b;
    return color_divide_255(d * (255 - a));
}

static uint32_t destination_atop(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    return color_divide_255(d * a + s * (255 - b));
}

static uint32_t lighter(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    (void)a, (void)b;
    return smaller(s + d, 255);
}

static uint32_t exclusive(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    return color_divide_255(s * (255 - b) + d * (255 - a));
}

static uint32_t multiply_colors(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    return color_divide_255(s * (255 - b) + d * (255 - a) + s * d);
}

static uint32_t screen(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    (void)a, (void)b;
    return s + d - color_divide_255(s * d);
}

static uint32_t hard_light(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    const uint32_t both = 2 * s <= a ? 2 * s * d : a * b - 2 * (a - s) * (b - d);
    return color_divide_255(s * (255 - b) + d * (255 - a) + both);
}

static uint32_t overlay(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    return hard_light(d, s, b, a);
}

static uint32_t darken(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    return s + d - color_divide_255(larger(s * b, d * a));
}

static uint32_t lighten(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    return s + d - color_divide_255(smaller(s * b, d * a));
}

/* Twice the product is taken away from a colour. It does not fit color_divide_255. */
static uint32_t difference(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    return s + d - (2 * smaller(s * b, d * a) + 127) / 255;
}

static uint32_t exclusion(uint32_t s, uint32_t d, uint32_t a, uint32_t b)
{
    (void)a, (void)b;
    return s + d - (2 * s * d + 127) / 255;
}

typedef uint32_t (*channel_operator)(uint32_t s, uint32_t d, uint32_t a, uint32_t b);

static inline uint32_t legal(uint32_t word, int shift)
{
    return smaller(word >> shift & 255, word >> 24);
}

static inline void each(uint32_t *d, const uint32_t *s, size_t n, channel_operator color,
                        channel_operator alpha)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t a = s[i] >> 24, b = d[i] >> 24;
        uint32_t result = alpha(a, b, a, b) << 24;
        for (int shift = 0; shift < 24; shift += 8)
            result |= color(legal(s[i], shift), legal(d[i], shift), a, b) << shift;
        d[i] = result;
    }
}

#define OPERATOR(name, alpha)                                                                      \
    static void plain_##name(uint32_t *d, const uint32_t *s, size_t n)                             \
    {                                                                                              \
        each(d, s, n, name, alpha);                                                                \
    }

OPERATOR(source_in, source_in)
OPERATOR(source_out, source_out)
OPERATOR(source_atop, source_atop)
OPERATOR(destination_over, destination_over)
OPERATOR(destination_in, destination_in)
OPERATOR(destination_out, destination_out)
OPERATOR(destination_atop, destination_atop)
OPERATOR(lighter, lighter)
OPERATOR(exclusive, exclusive)
OPERATOR(multiply_colors, multiply_colors)
OPERATOR(screen, screen)
OPERATOR(overlay, overlay)
OPERATOR(darken, darken)
OPERATOR(lighten, lighten)
OPERATOR(hard_light, hard_light)
OPERATOR(difference, screen) /* blending leaves alpha to source-over, which screen is on alphas */
OPERATOR(exclusion, screen)

static void plain_over(uint32_t *d, const uint32_t *s, const uint8_t *coverage, size_t n)
{
    for (size_t i = 0; i < n; i++)
        d[i] = color_over(d[i], color_scale(s[i], coverage[i]));
}

static void plain_over_solid(uint32_t *d, uint32_t color, const uint8_t *coverage, size_t n)
{
    for (size_t i = 0; i < n; i++)
        d[i] = color_over(d[i], color_scale(color, coverage[i]));
}

static void plain_scale(uint32_t *s, const uint8_t *coverage, size_t n)
{
    for (size_t i = 0; i < n; i++)
        s[i] = color_scale(s[i], coverage[i]);
}

static void plain_lerp(uint32_t *d, const uint32_t *old, const uint8_t *clip, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t result = 0;
        for (int shift = 0; shift < 32; shift += 8)
            result |= color_divide_255((d[i] >> shift & 255) * clip[i] +
                                       (old[i] >> shift & 255) * (255U - clip[i]))
                      << shift;
        d[i] = result;
    }
}

static void plain_multiply(uint8_t *a, const uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a[i] = (uint8_t)color_divide_255((uint32_t)a[i] * b[i]);
}

const struct composite_kernels composite_none = {
    .operators =
        {
            [COMPOSITE_SOURCE_IN] = plain_source_in,
            [COMPOSITE_SOURCE_OUT] = plain_source_out,
            [COMPOSITE_SOURCE_ATOP] = plain_source_atop,
            [COMPOSITE_DESTINATION_OVER] = plain_destination_over,
            [COMPOSITE_DESTINATION_IN] = plain_destination_in,
            [COMPOSITE_DESTINATION_OUT] = plain_destination_out,
            [COMPOSITE_DESTINATION_ATOP] = plain_destination_atop,
            [COMPOSITE_LIGHTER] = plain_lighter,
            [COMPOSITE_XOR] = plain_exclusive,
            [COMPOSITE_MULTIPLY] = plain_multiply_colors,
            [COMPOSITE_SCREEN] = plain_screen,
            [COMPOSITE_OVERLAY] = plain_overlay,
            [COMPOSITE_DARKEN] = plain_darken,
            [COMPOSITE_LIGHTEN] = plain_lighten,
            [COMPOSITE_COLOR_DODGE] = blend_color_dodge,
            [COMPOSITE_COLOR_BURN] = blend_color_burn,
            [COMPOSITE_HARD_LIGHT] = plain_hard_light,
            [COMPOSITE_SOFT_LIGHT] = blend_soft_light,
            [COMPOSITE_DIFFERENCE] = plain_difference,
            [COMPOSITE_EXCLUSION] = plain_exclusion,
            [COMPOSITE_HUE] = blend_hue,
            [COMPOSITE_SATURATION] = blend_saturation,
            [COMPOSITE_COLOR] = blend_color,
            [COMPOSITE_LUMINOSITY] = blend_luminosity,
        },
    .over = plain_over,
    .over_solid = plain_over_solid,
    .scale = plain_scale,
    .lerp = plain_lerp,
    .multiply = plain_multiply,
};
