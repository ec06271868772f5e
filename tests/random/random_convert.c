/* Conversion of random formats, sizes and positions, against code that sets one bit at a time.
 * Source and device rows lie against guard pages in turn. Argument: a seed, to run that one
 * alone. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "pixel/convert.h"
#include "seed.h"

enum { SEEDS = 3000 };

/* The classic matrix, written out so that it is not computed as the engine does. */
static const int bayer[8][8] = {
    {0, 32, 8, 40, 2, 34, 10, 42},  {48, 16, 56, 24, 50, 18, 58, 26},
    {12, 44, 4, 36, 14, 46, 6, 38}, {60, 28, 52, 20, 62, 30, 54, 22},
    {3, 35, 11, 43, 1, 33, 9, 41},  {51, 19, 59, 27, 49, 17, 57, 25},
    {15, 47, 7, 39, 13, 45, 5, 37}, {63, 31, 55, 23, 61, 29, 53, 21},
};

struct test {
    struct pixel_format format;
    uint32_t palette[256];
    bool own_palette, dither;
    int x, y, width;
    enum guard_edge edge;
};

static struct pixel_format random_packed(void)
{
    struct pixel_format f = {.kind = PIXEL_PACKED, .big_endian = pick(2)};
    struct pixel_channel *all[4] = {&f.red, &f.green, &f.blue, &f.alpha};
    f.bits_per_pixel = (uint8_t)(8 * (1 + pick(4)));
    /* Channels in a random order, each after a random gap, as long as there is room. */
    for (int i = 3; i > 0; i--) {
        int j = pick(i + 1);
        struct pixel_channel *swap = all[i];
        all[i] = all[j];
        all[j] = swap;
    }
    int at = 0, longest = pick(4) ? 8 : 16;
    for (int i = 0; i < 4; i++) {
        at += pick(3) ? 0 : pick(4);
        int length = pick(3) ? pick(longest + 1) : longest;
        if (at + length > f.bits_per_pixel)
            continue;
        *all[i] = (struct pixel_channel){(uint8_t)at, (uint8_t)length};
        at += length;
    }
    if (f.red.length + f.green.length + f.blue.length == 0) {
        f.alpha.length = 0;
        f.green = (struct pixel_channel){1, 5};
    }
    return f;
}

static struct pixel_format random_format(void)
{
    static const char *const names[] = {
        "XRGB8888", "ARGB8888", "XBGR8888",  "ABGR8888", "RGBX8888",    "BGRA8888_BE",
        "RGB888",   "BGR888",   "RGB888_BE", "RGB565",   "BGR565",      "RGB565_BE",
        "XRGB1555", "ABGR1555", "RGBA4444",  "RGB332",   "XRGB2101010", "XRGB8888_BE",
        "C8",       "R8",       "MONO10",    "MONO01",   "MONO10_LSB",  "MONO01_LSB",
    };
    struct pixel_format f;
    if (pick(2))
        return random_packed();
    pixel_format_from_name(names[pick(sizeof names / sizeof names[0])], &f);
    return f;
}

/* Entries close together, far apart, and twice the same. */
static void random_palette(uint32_t palette[256])
{
    uint32_t mask = pick(2) ? 0xffffff : 0x3f1f7f;
    for (int i = 0; i < 256; i++)
        palette[i] = i > 0 && pick(8) == 0 ? palette[pick(i)] : (uint32_t)random_bits() & mask;
}

static struct test random_test(void)
{
    struct test t = {.format = random_format()};
    t.dither = pick(2);
    t.own_palette = t.format.kind == PIXEL_PALETTE && pick(2);
    if (t.own_palette)
        random_palette(t.palette);
    else
        memcpy(t.palette, palette_default(), sizeof t.palette);
    t.x = pick(3) ? pick(70) : 0;
    if (t.format.kind == PIXEL_MONO)
        t.x &= ~7;
    t.y = pick(20);
    t.width = pick(8) ? pick(200) : pick(2000);
    t.edge = pick(2) ? GUARD_AFTER : GUARD_BEFORE;
    return t;
}

static int threshold(const struct test *t, int x)
{
    int bits = t->format.bits_per_pixel;
    bool dither = t->dither && bits <= 16;
    return dither ? (2 * bayer[t->y % 8][x % 8] + 1) * 255 / 128 : 127;
}

/* The number of the steps of 255 / levels that `value` has reached. */
static int level_of(int value, int levels, int t)
{
    int level = 0;
    while (level < levels && value * levels + t >= (level + 1) * 255)
        level++;
    return level;
}

static int channel(uint32_t color, int shift)
{
    return (int)(color >> shift & 255);
}

/* BT.709, weights in 1/65536. */
static int luma(uint32_t color)
{
    int64_t sum = (int64_t)channel(color, 16) * 13933 + (int64_t)channel(color, 8) * 46871 +
                  (int64_t)channel(color, 0) * 4732;
    return (int)((2 * sum + 65536) / 131072);
}

static void set_bit(uint8_t *byte, int bit, int value)
{
    *byte = (uint8_t)((*byte & ~(1 << bit)) | value << bit);
}

/* Puts bit number `bit` of the word of pixel x. */
static void put_bit(const struct pixel_format *f, uint8_t *row, int x, int bit, int value)
{
    int bytes = f->bits_per_pixel / 8;
    int byte = f->big_endian ? bytes - 1 - bit / 8 : bit / 8;
    set_bit(row + (size_t)x * (size_t)bytes + byte, bit % 8, value);
}

static void put_channel(const struct test *t, uint8_t *row, int x, struct pixel_channel c,
                        int value)
{
    if (c.length > 8) { /* the bits of value from the top, again and again */
        for (int i = 0; i < c.length; i++)
            put_bit(&t->format, row, x, c.offset + c.length - 1 - i, value >> (7 - i % 8) & 1);
        return;
    }
    int level = level_of(value, (1 << c.length) - 1, threshold(t, x));
    for (int i = 0; i < c.length; i++)
        put_bit(&t->format, row, x, c.offset + i, level >> i & 1);
}

static int nearest(const uint32_t palette[256], uint32_t color)
{
    int best = 0;
    long best_distance = 1000000;
    for (int i = 0; i < 256; i++) {
        long r = channel(palette[i], 16) - channel(color, 16);
        long g = channel(palette[i], 8) - channel(color, 8);
        long b = channel(palette[i], 0) - channel(color, 0);
        if (r * r + g * g + b * b < best_distance) {
            best_distance = r * r + g * g + b * b;
            best = i;
        }
    }
    return best;
}

static int palette_index(const struct test *t, int x, uint32_t color)
{
    if (!t->dither || t->own_palette)
        return nearest(t->palette, color);
    int level[3];
    for (int i = 0; i < 3; i++)
        level[i] = level_of(channel(color, 16 - 8 * i), 5, threshold(t, x));
    return level[0] * 36 + level[1] * 6 + level[2];
}

static void put_pixel(const struct test *t, uint8_t *row, int x, uint32_t color)
{
    const struct pixel_format *f = &t->format;
    switch (f->kind) {
    case PIXEL_PACKED:
        for (int bit = 0; bit < f->bits_per_pixel; bit++)
            put_bit(f, row, x, bit, 0);
        put_channel(t, row, x, f->red, channel(color, 16));
        put_channel(t, row, x, f->green, channel(color, 8));
        put_channel(t, row, x, f->blue, channel(color, 0));
        put_channel(t, row, x, f->alpha, channel(color, 24));
        break;
    case PIXEL_PALETTE:
        row[x] = (uint8_t)palette_index(t, x, color);
        break;
    case PIXEL_GREY:
        row[x] = (uint8_t)luma(color);
        break;
    case PIXEL_MONO: {
        int white = level_of(luma(color), 1, threshold(t, x));
        if (x % 8 == 0)
            row[x / 8] = 0;
        set_bit(row + x / 8, f->low_bit_first ? x % 8 : 7 - x % 8, white ^ f->white_is_zero);
        break;
    }
    }
}

static int get_channel(const struct pixel_format *f, const uint8_t *row, int x,
                       struct pixel_channel c)
{
    if (c.length == 0)
        return 0;
    int bytes = f->bits_per_pixel / 8, value = 0, levels = (1 << c.length) - 1;
    for (int i = c.length; i-- > 0;) {
        int bit = c.offset + i;
        int byte = f->big_endian ? bytes - 1 - bit / 8 : bit / 8;
        value = value * 2 + (row[(size_t)x * (size_t)bytes + (size_t)byte] >> bit % 8 & 1);
    }
    return (2 * value * 255 + levels) / (2 * levels);
}

static uint32_t get_pixel(const struct test *t, const uint8_t *row, int x)
{
    const struct pixel_format *f = &t->format;
    switch (f->kind) {
    case PIXEL_PACKED:
        return 0xff000000 | (uint32_t)get_channel(f, row, x, f->red) << 16 |
               (uint32_t)get_channel(f, row, x, f->green) << 8 |
               (uint32_t)get_channel(f, row, x, f->blue);
    case PIXEL_PALETTE:
        return 0xff000000 | t->palette[row[x]];
    case PIXEL_GREY:
        return 0xff000000 | (uint32_t)row[x] << 16 | (uint32_t)row[x] << 8 | row[x];
    case PIXEL_MONO: {
        int bit = row[x / 8] >> (f->low_bit_first ? x % 8 : 7 - x % 8) & 1;
        return bit != f->white_is_zero ? 0xffffffff : 0xff000000;
    }
    }
    return 0;
}

/* Writes with one converter into a row that holds `before`, and compares with `want`. */
static bool check_write(const struct test *t, const struct converter *c, const uint32_t *source,
                        const uint8_t *before, const uint8_t *want, size_t bytes)
{
    struct guard row = guard_make(bytes, t->edge);
    memcpy(row.data, before, bytes);
    converter_write(c, row.data, t->x, t->y, source, t->width);
    bool same = memcmp(row.data, want, bytes) == 0;
    for (size_t i = 0; !same && i < bytes; i++)
        if (row.data[i] != want[i]) {
            printf("byte %zu is %02x and should be %02x\n", i, row.data[i], want[i]);
            break;
        }
    return guard_finish(&row) && same;
}

static bool check_read(const struct test *t, const struct converter *c, const uint8_t *bytes)
{
    struct guard target = guard_make(sizeof(uint32_t) * (size_t)t->width, t->edge);
    uint32_t *pixels = (uint32_t *)(void *)target.data;
    converter_read(c, bytes, t->x, pixels, t->width);
    bool same = true;
    for (int i = 0; i < t->width && same; i++)
        if (pixels[i] != get_pixel(t, bytes, t->x + i)) {
            printf("pixel %d reads as %08" PRIx32 "\n", t->x + i, pixels[i]);
            same = false;
        }
    return guard_finish(&target) && same;
}

static void run(void)
{
    struct test t = random_test();
    const uint32_t *palette = t.own_palette ? t.palette : NULL;
    struct converter *fast = converter_create(&t.format, t.dither, palette, false);
    struct converter *general = converter_create(&t.format, t.dither, palette, true);
    size_t bytes = pixel_format_row_bytes(&t.format, t.x + t.width);
    struct guard source = guard_make(sizeof(uint32_t) * (size_t)t.width, t.edge);
    struct guard before = guard_make(bytes, t.edge), want = guard_make(bytes, t.edge);
    uint32_t *pixels = (uint32_t *)(void *)source.data;
    bool flat = pick(4) == 0;
    for (int i = 0; i < t.width; i++)
        pixels[i] = flat && i > 0 && pick(8) ? pixels[i - 1] : (uint32_t)random_bits();
    for (size_t i = 0; i < bytes; i++)
        before.data[i] = (uint8_t)random_bits();
    memcpy(want.data, before.data, bytes);
    for (int i = 0; i < t.width; i++)
        put_pixel(&t, want.data, t.x + i, pixels[i]);

    bool good = fast != NULL && general != NULL &&
                check_write(&t, fast, pixels, before.data, want.data, bytes) &&
                check_write(&t, general, pixels, before.data, want.data, bytes) &&
                check_read(&t, fast, before.data);
    if (!good)
        printf("seed %" PRIu64 " failed: %s, %d bits, red %d+%d green %d+%d blue %d+%d "
               "alpha %d+%d%s, dither %d, x %d, y %d, width %d\n",
               seed, pixel_format_name(&t.format), t.format.bits_per_pixel, t.format.red.offset,
               t.format.red.length, t.format.green.offset, t.format.green.length,
               t.format.blue.offset, t.format.blue.length, t.format.alpha.offset,
               t.format.alpha.length, t.format.big_endian ? " big-endian" : "", t.dither, t.x, t.y,
               t.width);
    good = guard_finish(&source) && good;
    good = guard_finish(&before) && good;
    good = guard_finish(&want) && good;
    converter_destroy(fast);
    converter_destroy(general);
    if (!good)
        exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
    return seed_main(argc, argv, SEEDS, run);
}
