/* What the files of the converter share. A converter is one write function, chosen when it is
 * created, and the tables that it reads. */
#ifndef PIXEL_CONVERT_IMPL_H
#define PIXEL_CONVERT_IMPL_H

#include <stdint.h>

#include "pixel/convert.h"

enum {
    DITHER_SIDE = 8,       /* pixels; the matrix repeats */
    THRESHOLD_ROUND = 127, /* the threshold that rounds to nearest */
    FAST_BLOCK = 32,       /* pixels that a fast path of 16 bits handles in one go */
    BIAS_ROW = DITHER_SIDE + FAST_BLOCK,
    PALETTE_SIZE = 256,
};

typedef void converter_write_function(const struct converter *c, uint8_t *row, int x, int y,
                                      const uint32_t *source, int width);

/* One channel of a fast path. Of 24 and 32 bits: the device word gets (value & mask) << shift. Of
 * 16: ((value * multiplier + bias) & mask) >> shift. */
struct fast_channel {
    uint16_t multiplier, mask;
    unsigned shift;
};

struct fast_channels {
    struct fast_channel at[4]; /* red, green, blue, alpha */
};

struct palette;

struct converter {
    struct pixel_format format;
    converter_write_function *write;

    /* What quantise adds at device position (x & 7, y & 7), 0 to 254: THRESHOLD_ROUND everywhere,
     * or a Bayer matrix. */
    uint8_t threshold[DITHER_SIDE][DITHER_SIDE];

    /* For the fast paths. A bias row has a block's worth of entries from each of its first eight
     * on; its channels are in the order of fast_channels. */
    struct fast_channels fast;
    uint16_t bias[DITHER_SIDE][4][BIAS_ROW];

    struct palette *palette; /* PIXEL_PALETTE, else NULL */
};

/* Channel value 0 to 255 to `levels` + 1 levels, levels <= 255: floor((value * levels + t) / 255).
 * t = 127 rounds to nearest: 255 is odd, so value * levels / 255 is never halfway between two
 * levels. Thresholds spread evenly over 0 to 254 dither: their mean is value * levels / 255. Any t
 * of 0 to 254 leaves 0 and 255 at the ends. */
static inline uint32_t quantise(uint32_t value, uint32_t levels, uint32_t t)
{
    return (value * levels + t) / 255;
}

/* Luma of a colour, 0 to 255, by ITU-R BT.709, whose primaries are those of sRGB; the weights
 * .2126, .7152 and .0722 in 1/65536 add up to 1, so that grey keeps its value. */
static inline uint32_t luma(uint32_t color)
{
    uint32_t r = color >> 16 & 255, g = color >> 8 & 255, b = color & 255;
    return (r * 13933 + g * 46871 + b * 4732 + 32768) >> 16;
}

/* convert_packed.c: any packed format, pixel by pixel. */
converter_write_function packed_write;
void packed_read(const struct converter *c, const uint8_t *row, int x, uint32_t *target, int width);

/* convert_fast.c: fills in `fast` and `bias` and returns the fast path for the converter's packed
 * format, or NULL if it has none. */
converter_write_function *fast_find(struct converter *c);

/* convert_palette.c */
converter_write_function palette_write;        /* the nearest colour */
converter_write_function palette_write_dither; /* the built-in palette's cube, dithered */
void palette_read(const struct converter *c, const uint8_t *row, int x, uint32_t *target,
                  int width);
/* NULL with an error text without memory; palette_destroy frees it and accepts NULL. */
struct palette *palette_create(const uint32_t colors[PALETTE_SIZE]);
void palette_destroy(struct palette *p);

#endif
