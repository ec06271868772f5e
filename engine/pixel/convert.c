/* Choice of the conversion, and the small ones: grey and mono. */
#include "pixel/convert.h"

#include <assert.h>
#include <stdlib.h>

#include "base/error.h"
#include "pixel/convert_impl.h"

static void grey_write(const struct converter *c, uint8_t *row, int x, int y,
                       const uint32_t *source, int width)
{
    (void)c, (void)y;
    for (int i = 0; i < width; i++)
        row[x + i] = (uint8_t)luma(source[i]);
}

static void grey_read(const uint8_t *row, int x, uint32_t *target, int width)
{
    for (int i = 0; i < width; i++)
        target[i] = 0xff000000 | row[x + i] * UINT32_C(0x010101);
}

/* The bit of pixel x in its byte. */
static unsigned mono_bit(const struct pixel_format *format, int x)
{
    return format->low_bit_first ? 1U << (x & 7) : 0x80U >> (x & 7);
}

static void mono_write(const struct converter *c, uint8_t *row, int x, int y,
                       const uint32_t *source, int width)
{
    const uint8_t *threshold = c->threshold[y % DITHER_SIDE];
    for (int i = 0; i < width; i += 8) {
        unsigned byte = 0;
        for (int bit = 0; bit < 8 && i + bit < width; bit++) {
            bool white = quantise(luma(source[i + bit]), 1, threshold[bit]);
            if (white != c->format.white_is_zero)
                byte |= mono_bit(&c->format, bit);
        }
        row[(x + i) / 8] = (uint8_t)byte;
    }
}

static void mono_read(const struct converter *c, const uint8_t *row, int x, uint32_t *target,
                      int width)
{
    for (int i = 0; i < width; i++) {
        bool one = row[(x + i) / 8] & mono_bit(&c->format, x + i);
        target[i] = one != c->format.white_is_zero ? 0xffffffff : 0xff000000;
    }
}

/* Entry (x, y) of the 8x8 Bayer matrix, 0 to 63: the bits of x ^ y and of y interleaved, the lowest
 * bits on top, so that each threshold lies as far as can be from those near it in value. */
static unsigned bayer(unsigned x, unsigned y)
{
    unsigned entry = 0;
    for (int bit = 0; bit < 3; bit++)
        entry = entry << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1);
    return entry;
}

/* Thresholds are the middles of 64 equal parts of 0 to 255, so that they add no mean of their own
 * beyond the half that the floor in quantise takes away. */
static void set_thresholds(struct converter *c, bool dither)
{
    for (unsigned y = 0; y < DITHER_SIDE; y++)
        for (unsigned x = 0; x < DITHER_SIDE; x++)
            c->threshold[y][x] =
                (uint8_t)(dither ? (2 * bayer(x, y) + 1) * 255 / 128 : THRESHOLD_ROUND);
}

/* Sets the write function, and what it needs. False with an error text. */
static bool choose(struct converter *c, bool dither, const uint32_t *palette, bool general)
{
    switch (c->format.kind) {
    case PIXEL_PACKED:
        set_thresholds(c, dither && c->format.bits_per_pixel <= 16);
        c->write = general ? NULL : fast_find(c);
        if (c->write == NULL)
            c->write = packed_write;
        return true;
    case PIXEL_PALETTE:
        set_thresholds(c, true);
        c->write = dither && palette == NULL ? palette_write_dither : palette_write;
        c->palette = palette_create(palette != NULL ? palette : palette_default());
        return c->palette != NULL;
    case PIXEL_GREY:
        c->write = grey_write;
        return true;
    case PIXEL_MONO:
        set_thresholds(c, dither);
        c->write = mono_write;
        return true;
    }
    return false;
}

struct converter *converter_create(const struct pixel_format *format, bool dither,
                                   const uint32_t *palette, bool general)
{
    if (!pixel_format_check(format))
        return NULL;
    struct converter *c = calloc(1, sizeof *c);
    if (c == NULL) {
        error_set("no memory for a pixel converter");
        return NULL;
    }
    c->format = *format;
    if (!choose(c, dither, palette, general)) {
        converter_destroy(c);
        return NULL;
    }
    return c;
}

void converter_destroy(struct converter *c)
{
    if (c == NULL)
        return;
    palette_destroy(c->palette);
    free(c);
}

int converter_alignment(const struct converter *c)
{
    return c->format.kind == PIXEL_MONO ? 8 : 1;
}

void converter_write(const struct converter *c, uint8_t *row, int x, int y, const uint32_t *source,
                     int width)
{
    assert(x >= 0 && y >= 0 && x % converter_alignment(c) == 0);
    c->write(c, row, x, y, source, width);
}

void converter_read(const struct converter *c, const uint8_t *row, int x, uint32_t *target,
                    int width)
{
    switch (c->format.kind) {
    case PIXEL_PACKED:
        packed_read(c, row, x, target, width);
        break;
    case PIXEL_PALETTE:
        palette_read(c, row, x, target, width);
        break;
    case PIXEL_GREY:
        grey_read(row, x, target, width);
        break;
    case PIXEL_MONO:
        mono_read(c, row, x, target, width);
        break;
    }
}
