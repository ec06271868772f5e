/* Colour profiles, written byte by byte as ICC.1 has them, and what becomes of colours by them,
 * reckoned one sample at a time in floating point. */
#ifndef MADE_PROFILE_H
#define MADE_PROFILE_H

#include <math.h>
#include <stdbool.h>

#include "picture_bytes.h"

/* Red, green and blue as X, Y and Z under a white of D50, and the exponent of all three, 0: sRGB's
 * curve. */
struct rgb_space {
    double colorants[3][3];
    double gamma;
};

static const struct rgb_space SRGB = {
    {{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}}, 0};
static const struct rgb_space DISPLAY_P3 = {
    {{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}}, 0};
static const struct rgb_space ADOBE_RGB = {
    {{0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}}, 2.2};
/* sRGB, whose red is its green, its green its blue, and its blue its red. */
static const struct rgb_space TURNED_ROUND = {
    {{0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}, {0.43607, 0.22249, 0.01392}}, 0};

enum { PROFILE_HEADER = 128, PROFILE_CLASS = 12, PROFILE_SPACE = 16 };

static inline void put_fixed(struct bytes *b, double value)
{
    put_be(b, (uint32_t)(int32_t)floor(value * 65536 + 0.5), 4);
}

/* Up to the table of tags; the size is filled in at the end. */
static inline struct bytes begin_profile(const char *class, const char *space,
                                         const char *connection, uint32_t tags)
{
    struct bytes b = {0};
    put_be(&b, 0, 4);
    put_be(&b, 0, 4);
    put_be(&b, 0x02400000, 4);
    put(&b, class, 4);
    put(&b, space, 4);
    put(&b, connection, 4);
    put(&b, "\x07\xea\0\x0b\0\x1e\0\0\0\0\0\0acsp", 16); /* a date */
    for (int i = 0; i < 7; i++)
        put_be(&b, 0, 4);
    put(&b, "\0\0\xf6\xd6\0\1\0\0\0\0\xd3\x2d", 12); /* D50 */
    while (b.size < PROFILE_HEADER)
        put_u8(&b, 0);
    put_be(&b, tags, 4);
    return b;
}

static inline void put_tag(struct bytes *b, const char *name, size_t offset, size_t size)
{
    put(b, name, 4);
    put_be(b, (uint32_t)offset, 4);
    put_be(b, (uint32_t)size, 4);
}

static inline void end_profile(struct bytes *b)
{
    for (int i = 0; i < 4; i++)
        b->data[i] = (uint8_t)(b->size >> (24 - 8 * i));
}

enum { XYZ_SIZE = 20, GAMMA_SIZE = 16, SRGB_CURVE_SIZE = 32 };

static inline void put_curve(struct bytes *b, double gamma)
{
    if (gamma > 0) {
        put(b, "curv\0\0\0\0\0\0\0\1", 12);
        put_be(b, (uint32_t)floor(gamma * 256 + 0.5) << 16, 4);
        return;
    }
    put(b, "para\0\0\0\0\0\3\0\0", 12);
    put_fixed(b, 2.4);
    put_fixed(b, 1 / 1.055);
    put_fixed(b, 0.055 / 1.055);
    put_fixed(b, 1 / 12.92);
    put_fixed(b, 0.04045);
}

static inline struct bytes rgb_profile(const struct rgb_space *space)
{
    static const char *const names[] = {"rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
    struct bytes b = begin_profile("mntr", "RGB ", "XYZ ", 6);
    const size_t data = PROFILE_HEADER + 4 + 6 * 12;
    for (size_t i = 0; i < 6; i++)
        put_tag(&b, names[i], data + (i < 3 ? i : 3) * XYZ_SIZE,
                i < 3              ? XYZ_SIZE
                : space->gamma > 0 ? GAMMA_SIZE
                                   : SRGB_CURVE_SIZE);
    for (int i = 0; i < 3; i++) {
        put(&b, "XYZ \0\0\0\0", 8);
        for (int k = 0; k < 3; k++)
            put_fixed(&b, space->colorants[i][k]);
    }
    put_curve(&b, space->gamma);
    end_profile(&b);
    return b;
}

static inline struct bytes grey_profile(double gamma)
{
    struct bytes b = begin_profile("mntr", "GRAY", "XYZ ", 1);
    put_tag(&b, "kTRC", PROFILE_HEADER + 4 + 12, gamma > 0 ? GAMMA_SIZE : SRGB_CURVE_SIZE);
    put_curve(&b, gamma);
    end_profile(&b);
    return b;
}

/* Lightness (255 is white) of the corners of this press, which prints everything in grey. */
static inline unsigned cmyk_lightness(bool c, bool m, bool k)
{
    return k ? 0 : c ? (m ? 40 : 100) : (m ? 200 : 255);
}

static inline struct bytes cmyk_profile(void)
{
    struct bytes b = begin_profile("prtr", "CMYK", "Lab ", 1);
    const size_t data = PROFILE_HEADER + 4 + 12;
    put_tag(&b, "A2B0", data, 48 + 4 * 256 + 16 * 3 + 3 * 256);
    put(&b, "mft1\0\0\0\0\4\3\2\0", 12);
    for (int i = 0; i < 9; i++)
        put_fixed(&b, i % 4 == 0);
    for (unsigned i = 0; i < 4 * 256; i++)
        put_u8(&b, i % 256);
    for (int i = 0; i < 16; i++) {
        put_u8(&b, cmyk_lightness(i & 8, i & 4, i & 1));
        put(&b, "\x80\x80", 2);
    }
    for (unsigned i = 0; i < 3 * 256; i++)
        put_u8(&b, i % 256);
    end_profile(&b);
    return b;
}

static inline double light_of(double gamma, double value)
{
    if (gamma > 0)
        return pow(value, floor(gamma * 256 + 0.5) / 256);
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

/* sRGB's sample of 0 to 255, not rounded. */
static inline double sample_of(double light)
{
    const double l = fmin(fmax(light, 0), 1);
    return 255 * (l <= 0.0031308 ? 12.92 * l : 1.055 * pow(l, 1 / 2.4) - 0.055);
}

static inline double sample_of_lightness(double eighths)
{
    const double t = (eighths / 2.55 + 16) / 116;
    return sample_of(t > 6.0 / 29 ? t * t * t : (t - 16.0 / 116) * 108 / 841);
}

/* A colour of a space, as samples of 0 to 1, to sRGB's samples of 0 to 255. Where the library is
 * not there they are as they were. */
static inline void expect_srgb(const struct rgb_space *space, const double in[3], double out[3])
{
    static const double from_xyz[3][3] = {{3.1338561, -1.6168667, -0.4906146},
                                          {-0.9787684, 1.9161415, 0.0334540},
                                          {0.0719453, -0.2289914, 1.4052427}};
    double xyz[3] = {0};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            xyz[k] += light_of(space->gamma, in[i]) * space->colorants[i][k];
    for (int i = 0; i < 3; i++) {
        double light = 0;
        for (int k = 0; k < 3; k++)
            light += from_xyz[i][k] * xyz[k];
#ifdef FBRUN_HAVE_LCMS
        out[i] = sample_of(light);
#else
        (void)light;
        out[i] = 255 * in[i];
#endif
    }
}

/* Whether the word is that colour, opaque, within that many steps of each sample. */
static inline bool is_near(uint32_t word, const double expected[3], double steps)
{
    for (int i = 0; i < 3; i++)
        if (fabs((double)(word >> (16 - 8 * i) & 255) - expected[i]) > steps)
            return false;
    return word >> 24 == 255;
}

/* The same for a word of 0xffrrggbb in that space. */
static inline bool is_converted(uint32_t got, const struct rgb_space *space, uint32_t from,
                                double steps)
{
    const double in[3] = {(from >> 16 & 255) / 255.0, (from >> 8 & 255) / 255.0,
                          (from & 255) / 255.0};
    double expected[3];
    expect_srgb(space, in, expected);
    return is_near(got, expected, steps);
}

#endif
