/* Fast paths for the formats that screens have: 32 and 24 bits with 8-bit channels, and 16 bits.
 * They are plain loops that compilers turn into vector code, and give the same bytes as the general
 * conversion. */
#include <endian.h>
#include <string.h>

#include "base/simd.h"
#include "pixel/convert_impl.h"

#define INLINE static inline __attribute__((always_inline))

enum { RED, GREEN, BLUE, ALPHA };

/* Device rows may start at any byte. */
INLINE void store_32(uint8_t *out, uint32_t word)
{
    memcpy(out, &word, sizeof word);
}

INLINE void store_16(uint8_t *out, uint16_t word)
{
    memcpy(out, &word, sizeof word);
}

/* The surface's own order: a copy, with alpha masked off where it is padding. Because the mask is
 * a variable, compilers cannot make this a memcpy, which may write a byte twice. */
INLINE void write_same(const struct converter *c, uint8_t *row, int x, int y,
                       const uint32_t *source, int width)
{
    (void)y;
    const uint32_t mask = (uint32_t)c->fast.at[ALPHA].mask << 24 | 0xffffff;
    uint8_t *out = row + 4 * (size_t)x;
    for (int i = 0; i < width; i++)
        store_32(out + 4 * (size_t)i, htole32(source[i] & mask));
}

/* 8-bit channels moved to where the format has them. */
INLINE uint32_t move(struct fast_channels f, uint32_t color)
{
    return (color >> 16 & f.at[RED].mask) << f.at[RED].shift |
           (color >> 8 & f.at[GREEN].mask) << f.at[GREEN].shift |
           (color & f.at[BLUE].mask) << f.at[BLUE].shift |
           (color >> 24 & f.at[ALPHA].mask) << f.at[ALPHA].shift;
}

INLINE void write_32(const struct converter *c, uint8_t *row, int x, int y, const uint32_t *source,
                     int width)
{
    (void)y;
    const struct fast_channels f = c->fast; /* not changed by what is written to the row */
    uint8_t *out = row + 4 * (size_t)x;
    for (int i = 0; i < width; i++)
        store_32(out + 4 * (size_t)i, htole32(move(f, source[i])));
}

/* Four pixels make three words. */
INLINE void write_24(const struct converter *c, uint8_t *row, int x, int y, const uint32_t *source,
                     int width)
{
    (void)y;
    const struct fast_channels f = c->fast;
    uint8_t *out = row + 3 * (size_t)x;
    int i = 0;
    for (; i + 4 <= width; i += 4, out += 12) {
        uint32_t p0 = move(f, source[i]), p1 = move(f, source[i + 1]);
        uint32_t p2 = move(f, source[i + 2]), p3 = move(f, source[i + 3]);
        store_32(out, htole32(p0 | p1 << 24));
        store_32(out + 4, htole32(p1 >> 8 | p2 << 16));
        store_32(out + 8, htole32(p2 >> 16 | p3 << 8));
    }
    for (; i < width; i++, out += 3) {
        uint32_t p = move(f, source[i]);
        out[0] = (uint8_t)p;
        out[1] = (uint8_t)(p >> 8);
        out[2] = (uint8_t)(p >> 16);
    }
}

/* quantise() without a division, the result in place: see set_short. All of it fits 16 bits, which
 * doubles the pixels in a vector. */
INLINE uint16_t shorten(struct fast_channel f, uint16_t value, uint16_t bias)
{
    uint16_t scaled = (uint16_t)(value * f.multiplier + bias);
    return (uint16_t)((scaled & f.mask) >> f.shift);
}

INLINE void block_16(uint8_t *restrict out, const uint32_t *restrict source, int count,
                     struct fast_channels f, const uint16_t *restrict red,
                     const uint16_t *restrict green, const uint16_t *restrict blue,
                     const uint16_t *restrict alpha, bool big_endian)
{
    for (int i = 0; i < count; i++) {
        uint16_t low = (uint16_t)source[i], high = (uint16_t)(source[i] >> 16);
        uint16_t pixel = (uint16_t)(shorten(f.at[RED], high & 255, red[i]) |
                                    shorten(f.at[GREEN], low >> 8, green[i]) |
                                    shorten(f.at[BLUE], low & 255, blue[i]) |
                                    shorten(f.at[ALPHA], high >> 8, alpha[i]));
        store_16(out + 2 * (size_t)i, big_endian ? htobe16(pixel) : htole16(pixel));
    }
}

INLINE void row_16(const struct converter *c, uint8_t *row, int x, int y, const uint32_t *source,
                   int width, struct fast_channels f, bool big_endian)
{
    uint8_t *out = row + 2 * (size_t)x;
    const uint16_t(*bias)[BIAS_ROW] = c->bias[y % DITHER_SIDE];
    int phase = x % DITHER_SIDE; /* the same for every block */
    const uint16_t *red = bias[RED] + phase, *green = bias[GREEN] + phase;
    const uint16_t *blue = bias[BLUE] + phase, *alpha = bias[ALPHA] + phase;
    for (; width >= FAST_BLOCK; width -= FAST_BLOCK) {
        block_16(out, source, FAST_BLOCK, f, red, green, blue, alpha, big_endian);
        out += (size_t)2 * FAST_BLOCK;
        source += FAST_BLOCK;
    }
    block_16(out, source, width, f, red, green, blue, alpha, big_endian);
}

/* 565 with masks and shifts that the compiler knows. It must not know the multipliers: gcc would
 * take each apart into four shifts and sums. */
INLINE void row_565(const struct converter *c, uint8_t *row, int x, int y, const uint32_t *source,
                    int width, unsigned red_shift, unsigned blue_shift)
{
    const struct fast_channels f = {{
        [RED] = {c->fast.at[RED].multiplier, 0xf800, red_shift},
        [GREEN] = {c->fast.at[GREEN].multiplier, 0xfc00, 5},
        [BLUE] = {c->fast.at[BLUE].multiplier, 0xf800, blue_shift},
    }};
    row_16(c, row, x, y, source, width, f, false);
}

INLINE void write_rgb565(const struct converter *c, uint8_t *row, int x, int y,
                         const uint32_t *source, int width)
{
    row_565(c, row, x, y, source, width, 0, 11);
}

INLINE void write_bgr565(const struct converter *c, uint8_t *row, int x, int y,
                         const uint32_t *source, int width)
{
    row_565(c, row, x, y, source, width, 11, 0);
}

INLINE void write_16(const struct converter *c, uint8_t *row, int x, int y, const uint32_t *source,
                     int width)
{
    row_16(c, row, x, y, source, width, c->fast, c->format.big_endian);
}

/* Each loop is compiled for what every processor of the family has, and for what newer ones add. */
enum level {
    LEVEL_BASE,
#ifdef __x86_64__
    LEVEL_AVX2,
    LEVEL_AVX512,
#endif
    LEVEL_COUNT,
};

#define VARIANT(loop, level)                                                                       \
    static void loop##_##level(const struct converter *c, uint8_t *row, int x, int y,              \
                               const uint32_t *source, int width)                                  \
    {                                                                                              \
        loop(c, row, x, y, source, width);                                                         \
    }

#ifdef __x86_64__
#define VARIANTS(loop)                                                                             \
    VARIANT(loop, base)                                                                            \
    __attribute__((target("avx2")))                                                                \
    VARIANT(loop, avx2) __attribute__((target("avx512bw,avx512vl")))                               \
    VARIANT(loop, avx512) static converter_write_function *const loop##_variants[LEVEL_COUNT] = {  \
        loop##_base, loop##_avx2, loop##_avx512};
#else
#define VARIANTS(loop)                                                                             \
    VARIANT(loop, base)                                                                            \
    static converter_write_function *const loop##_variants[LEVEL_COUNT] = {loop##_base};
#endif

VARIANTS(write_same)
VARIANTS(write_32)
VARIANTS(write_24)
VARIANTS(write_16)
VARIANTS(write_rgb565)
VARIANTS(write_bgr565)

static enum level processor_level(void)
{
#ifdef __x86_64__
    if (simd_level() >= SIMD_AVX2)
        return simd_level() >= SIMD_AVX512 ? LEVEL_AVX512 : LEVEL_AVX2;
#endif
    return LEVEL_BASE;
}

/* floor((value * levels + t) / 255) as (value * multiplier + bias) >> down: with down as large as
 * keeps the sum below 65536, the multiplier rounded up and the bias rounded down, the two agree for
 * every value, length up to 8 and threshold (tests/unit/test_convert.c tries all). The result
 * is then the top bits of 16, and moves right from there to where the format has it. */
static void set_short(struct converter *c, int index, struct pixel_channel channel)
{
    if (channel.length == 0)
        return; /* zeros make zero */
    uint32_t levels = (UINT32_C(1) << channel.length) - 1;
    unsigned down = 16U - channel.length;
    c->fast.at[index] = (struct fast_channel){
        .multiplier = (uint16_t)(((levels << down) + 254) / 255),
        .mask = (uint16_t)(levels << down),
        .shift = down - channel.offset,
    };
    for (int y = 0; y < DITHER_SIDE; y++)
        for (int x = 0; x < BIAS_ROW; x++)
            c->bias[y][index][x] =
                (uint16_t)(((uint32_t)c->threshold[y][x % DITHER_SIDE] << down) / 255);
}

static bool is_565(const struct pixel_channel at[4], unsigned red, unsigned blue)
{
    return at[RED].length == 5 && at[RED].offset == red && at[GREEN].length == 6 &&
           at[GREEN].offset == 5 && at[BLUE].length == 5 && at[BLUE].offset == blue;
}

static converter_write_function *find_16(struct converter *c, const struct pixel_channel at[4])
{
    for (int i = 0; i < 4; i++) {
        if (at[i].length > 8)
            return NULL;
        set_short(c, i, at[i]);
    }
    enum level level = processor_level();
    if (!c->format.big_endian && is_565(at, 11, 0))
        return write_rgb565_variants[level];
    if (!c->format.big_endian && is_565(at, 0, 11))
        return write_bgr565_variants[level];
    return write_16_variants[level];
}

/* 8-bit channels in 24 or 32 bits. Words are stored with their low byte first; a big-endian
 * format's are turned round here, which takes channels that are whole bytes. */
static converter_write_function *find_bytes(struct converter *c, const struct pixel_channel at[4])
{
    for (int i = 0; i < 4; i++) {
        if (at[i].length == 0)
            continue;
        unsigned offset = at[i].offset;
        if (at[i].length != 8 || (c->format.big_endian && offset % 8 != 0))
            return NULL;
        if (c->format.big_endian)
            offset = c->format.bits_per_pixel - 8U - offset;
        c->fast.at[i] = (struct fast_channel){.mask = 255, .shift = offset};
    }
    enum level level = processor_level();
    if (c->format.bits_per_pixel == 24)
        return write_24_variants[level];
    const struct fast_channels f = c->fast;
    bool same = f.at[RED].mask && f.at[RED].shift == 16 && f.at[GREEN].mask &&
                f.at[GREEN].shift == 8 && f.at[BLUE].mask && f.at[BLUE].shift == 0;
    return same ? write_same_variants[level] : write_32_variants[level];
}

converter_write_function *fast_find(struct converter *c)
{
    const struct pixel_channel at[4] = {
        [RED] = c->format.red,
        [GREEN] = c->format.green,
        [BLUE] = c->format.blue,
        [ALPHA] = c->format.alpha,
    };
    switch (c->format.bits_per_pixel) {
    case 16:
        return find_16(c, at);
    case 24:
    case 32:
        return find_bytes(c, at);
    default:
        return NULL;
    }
}
