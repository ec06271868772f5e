/* With premultiplied s and d, their alphas a and b, and the blend function B of straight colours,
 * the standard's result is s (1 - b) + d (1 - a) + a b B(d / b, s / a). Sums are in units of
 * 1/255^2, as products of bytes are; floats hold them to some 1/100 of a unit, and what they do is
 * the same on every processor, since only + - * / and the square root are used. */
#include "raster/blend.h"

#include <math.h>

#include "pixel/color.h"

enum { CHANNELS = 3 };

/* Channels are blue, green, red. */
struct pixel {
    float color[CHANNELS], alpha;
};

static struct pixel unpack(uint32_t word)
{
    const uint32_t alpha = word >> 24;
    struct pixel p = {.alpha = (float)alpha};
    for (int i = 0; i < CHANNELS; i++) {
        const uint32_t channel = word >> (8 * i) & 255;
        p.color[i] = (float)(channel < alpha ? channel : alpha);
    }
    return p;
}

/* `blended` is a b B, for each channel. */
static uint32_t pack(const struct pixel *s, const struct pixel *d, const float blended[CHANNELS])
{
    const uint32_t a = (uint32_t)s->alpha, b = (uint32_t)d->alpha;
    const uint32_t alpha = a + b - color_divide_255(a * b);
    uint32_t word = alpha << 24;
    for (int i = 0; i < CHANNELS; i++) {
        const float sum =
            s->color[i] * (255 - d->alpha) + d->color[i] * (255 - s->alpha) + blended[i];
        const uint32_t channel = (uint32_t)(sum / 255 + 0.5F);
        word |= (channel < alpha ? channel : alpha) << (8 * i);
    }
    return word;
}

/* fminf and fmaxf, which mind NaN, are calls on some processors. */
static float smaller(float a, float b)
{
    return a < b ? a : b;
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

static float dodge(float s, float a, float d, float b)
{
    if (d == 0)
        return 0;
    return s >= a ? a * b : a * smaller(b, d * a / (a - s));
}

static float burn(float s, float a, float d, float b)
{
    if (d >= b)
        return a * b;
    return s == 0 ? 0 : a * (b - smaller(b, (b - d) * a / s));
}

static float soften(float s, float a, float d, float b)
{
    if (a == 0 || b == 0)
        return 0;
    const float source = s / a, backdrop = d / b;
    float result;
    if (source <= 0.5F) {
        result = backdrop - (1 - 2 * source) * backdrop * (1 - backdrop);
    } else {
        const float curve =
            backdrop <= 0.25F ? ((16 * backdrop - 12) * backdrop + 4) * backdrop : sqrtf(backdrop);
        result = backdrop + (2 * source - 1) * (curve - backdrop);
    }
    return a * b * result;
}

static inline void blend_channels(uint32_t *d, const uint32_t *s, size_t n,
                                  float (*blend)(float s, float a, float d, float b))
{
    for (size_t k = 0; k < n; k++) {
        const struct pixel source = unpack(s[k]), backdrop = unpack(d[k]);
        float blended[CHANNELS];
        for (int i = 0; i < CHANNELS; i++)
            blended[i] = blend(source.color[i], source.alpha, backdrop.color[i], backdrop.alpha);
        d[k] = pack(&source, &backdrop, blended);
    }
}

void blend_color_dodge(uint32_t *d, const uint32_t *s, size_t n)
{
    blend_channels(d, s, n, dodge);
}

void blend_color_burn(uint32_t *d, const uint32_t *s, size_t n)
{
    blend_channels(d, s, n, burn);
}

void blend_soft_light(uint32_t *d, const uint32_t *s, size_t n)
{
    blend_channels(d, s, n, soften);
}

/* The non-separable ones. Colours are multiplied by both alphas, so that nothing is divided by an
 * alpha: luminosity and saturation are linear, and the standard's "1" is a b here. */

static float luminosity(const float c[CHANNELS])
{
    return 0.3F * c[2] + 0.59F * c[1] + 0.11F * c[0];
}

static float least(const float c[CHANNELS])
{
    return smaller(c[0], smaller(c[1], c[2]));
}

static float most(const float c[CHANNELS])
{
    return larger(c[0], larger(c[1], c[2]));
}

/* SetLum with ClipColor: moves c to luminosity `to`, then towards grey until it is between 0 and
 * `one`. */
static void set_luminosity(float c[CHANNELS], float to, float one)
{
    to = smaller(to, one); /* what rounding has added would be far outside after the divisions */
    const float shift = to - luminosity(c);
    for (int i = 0; i < CHANNELS; i++)
        c[i] += shift;
    const float low = least(c), high = most(c);
    if (low < 0)
        for (int i = 0; i < CHANNELS; i++)
            c[i] = to + (c[i] - to) * to / (to - low);
    if (high > one)
        for (int i = 0; i < CHANNELS; i++)
            c[i] = to + (c[i] - to) * (one - to) / (high - to);
    for (int i = 0; i < CHANNELS; i++) /* what rounding left over */
        c[i] = smaller(larger(c[i], 0), one);
}

/* SetSat: stretches c so that its least channel is 0 and its greatest `to`. */
static void set_saturation(float c[CHANNELS], float to)
{
    const float low = least(c), range = most(c) - low;
    for (int i = 0; i < CHANNELS; i++)
        c[i] = range > 0 ? (c[i] - low) * to / range : 0;
}

/* Colours of `shape` (with the saturation of `saturation`, unless NULL) and luminosity of
 * `light`. */
static inline void mix(float out[CHANNELS], const float shape[CHANNELS], const float *saturation,
                       const float light[CHANNELS], float one)
{
    for (int i = 0; i < CHANNELS; i++)
        out[i] = shape[i];
    if (saturation != NULL)
        set_saturation(out, most(saturation) - least(saturation));
    set_luminosity(out, luminosity(light), one);
}

enum mix_kind { MIX_HUE, MIX_SATURATION, MIX_COLOR, MIX_LUMINOSITY };

static inline void blend_mixed(uint32_t *d, const uint32_t *s, size_t n, enum mix_kind kind)
{
    for (size_t k = 0; k < n; k++) {
        const struct pixel source = unpack(s[k]), backdrop = unpack(d[k]);
        float above[CHANNELS], below[CHANNELS], blended[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            above[i] = source.color[i] * backdrop.alpha;
            below[i] = backdrop.color[i] * source.alpha;
        }
        const float one = source.alpha * backdrop.alpha;
        switch (kind) {
        case MIX_HUE:
            mix(blended, above, below, below, one);
            break;
        case MIX_SATURATION:
            mix(blended, below, above, below, one);
            break;
        case MIX_COLOR:
            mix(blended, above, NULL, below, one);
            break;
        case MIX_LUMINOSITY:
            mix(blended, below, NULL, above, one);
            break;
        }
        d[k] = pack(&source, &backdrop, blended);
    }
}

void blend_hue(uint32_t *d, const uint32_t *s, size_t n)
{
    blend_mixed(d, s, n, MIX_HUE);
}

void blend_saturation(uint32_t *d, const uint32_t *s, size_t n)
{
    blend_mixed(d, s, n, MIX_SATURATION);
}

void blend_color(uint32_t *d, const uint32_t *s, size_t n)
{
    blend_mixed(d, s, n, MIX_COLOR);
}

void blend_luminosity(uint32_t *d, const uint32_t *s, size_t n)
{
    blend_mixed(d, s, n, MIX_LUMINOSITY);
}
