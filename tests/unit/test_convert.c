/* Conversion must round as its header says, and the fast paths must be the general one. Random
 * formats and rectangles are tests/random/random_convert.c's part. */
#include "pixel/convert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"

static struct pixel_format format_named(const char *name)
{
    struct pixel_format f;
    assert_true(pixel_format_from_name(name, &f));
    return f;
}

static struct converter *make(const char *name, bool dither, bool general)
{
    struct pixel_format f = format_named(name);
    struct converter *c = converter_create(&f, dither, NULL, general);
    assert_non_null(c);
    return c;
}

/* The bytes of one pixel at (0, 0). */
static void assert_pixel(const char *name, uint32_t color, const void *want, size_t size)
{
    for (int general = 0; general < 2; general++) {
        uint8_t got[4] = {0xa5, 0xa5, 0xa5, 0xa5};
        struct converter *c = make(name, false, general);
        converter_write(c, got, 0, 0, &color, 1);
        assert_memory_equal(got, want, size);
        converter_destroy(c);
    }
}

static void bad_formats_are_refused(void **state)
{
    (void)state;
    converter_destroy(NULL);
    struct pixel_format f = {.bits_per_pixel = 17, .red = {0, 5}};
    error_set("none");
    assert_null(converter_create(&f, false, NULL, false));
    assert_string_equal(error_text(), "a packed pixel must have 8, 16, 24 or 32 bits, got 17");
}

static void known_bytes(void **state)
{
    (void)state;
    assert_pixel("XRGB8888", 0xffffffff, "\xff\xff\xff\x00", 4);
    assert_pixel("XRGB8888", 0x80112233, "\x33\x22\x11\x00", 4);
    assert_pixel("ARGB8888", 0x80112233, "\x33\x22\x11\x80", 4);
    assert_pixel("XBGR8888", 0x80112233, "\x11\x22\x33\x00", 4);
    assert_pixel("RGBA8888", 0x80112233, "\x80\x33\x22\x11", 4);
    assert_pixel("XRGB8888_BE", 0x80112233, "\x00\x11\x22\x33", 4);
    assert_pixel("RGB888", 0x80112233, "\x33\x22\x11", 3);
    assert_pixel("BGR888", 0x80112233, "\x11\x22\x33", 3);
    assert_pixel("RGB888_BE", 0x80112233, "\x11\x22\x33", 3);
    assert_pixel("RGB565", 0xffff0000, "\x00\xf8", 2);
    assert_pixel("RGB565", 0xff00ff00, "\xe0\x07", 2);
    assert_pixel("BGR565", 0xffff0000, "\x1f\x00", 2);
    assert_pixel("RGB565_BE", 0xffff0000, "\xf8\x00", 2);
    assert_pixel("XRGB1555", 0xffffffff, "\xff\x7f", 2);
    assert_pixel("ARGB1555", 0xffffffff, "\xff\xff", 2);
    assert_pixel("RGB332", 0xffff00ff, "\xe3", 1);
    assert_pixel("XRGB2101010", 0xffffffff, "\xff\xff\xff\x3f", 4);
    assert_pixel("XRGB2101010", 0xff000080, "\x02\x02\x00\x00", 4);
    assert_pixel("R8", 0xffffffff, "\xff", 1);
    assert_pixel("C8", 0xffffffff, "\xd7", 1);
}

/* A 16-bit format whose only channel is green, of that length. */
static struct converter *make_green(int length, bool dither, bool general)
{
    struct pixel_format f = {.bits_per_pixel = 16, .green = {0, (uint8_t)length}};
    struct converter *c = converter_create(&f, dither, NULL, general);
    assert_non_null(c);
    return c;
}

/* What a value of green becomes at (x, y). */
static int level(const struct converter *c, int value, int x, int y)
{
    uint32_t color = (uint32_t)value << 8;
    uint8_t row[32];
    converter_write(c, row, x, y, &color, 1);
    return row[2 * (size_t)x] | row[2 * (size_t)x + 1] << 8;
}

static void values_are_rounded_to_nearest(void **state)
{
    (void)state;
    for (int length = 1; length <= 8; length++)
        for (int general = 0; general < 2; general++) {
            struct converter *c = make_green(length, false, general);
            int levels = (1 << length) - 1;
            for (int value = 0; value < 256; value++)
                assert_int_equal(level(c, value, 0, 0), (2 * value * levels + 255) / 510);
            converter_destroy(c);
        }
}

static void long_channels_repeat_the_high_bits(void **state)
{
    (void)state;
    struct converter *c = make_green(10, false, false);
    assert_int_equal(level(c, 0, 0, 0), 0);
    assert_int_equal(level(c, 255, 0, 0), 1023);
    assert_int_equal(level(c, 0x81, 0, 0), 0x206);
    converter_destroy(c);
    c = make_green(16, false, false);
    assert_int_equal(level(c, 0x81, 0, 0), 0x8181);
    converter_destroy(c);
}

/* Every value, length and place: the fast path is the general one; the level is one of the two
 * around the value; and over the matrix it comes up as often as the value is near it. */
static void dither_is_exact_in_the_mean(void **state)
{
    (void)state;
    for (int length = 1; length <= 8; length++) {
        struct converter *fast = make_green(length, true, false);
        struct converter *general = make_green(length, true, true);
        int levels = (1 << length) - 1;
        for (int value = 0; value < 256; value++) {
            int below = value * levels / 255, above = 0;
            for (int i = 0; i < 64; i++) {
                int got = level(fast, value, i % 8, i / 8);
                assert_int_equal(got, level(general, value, i % 8, i / 8));
                assert_in_range(got, below, below + 1);
                above += got - below;
            }
            /* 64ths of a step in 255ths: within half of one 64th. */
            int wanted = value * levels - below * 255;
            assert_in_range(2 * abs(above * 255 - wanted * 64), 0, 255 + 64);
        }
        converter_destroy(fast);
        converter_destroy(general);
    }
}

static void dither_keeps_black_and_white(void **state)
{
    (void)state;
    for (int length = 1; length <= 8; length++) {
        struct converter *c = make_green(length, true, false);
        for (int i = 0; i < 64; i++) {
            assert_int_equal(level(c, 0, i % 8, i / 8), 0);
            assert_int_equal(level(c, 255, i % 8, i / 8), (1 << length) - 1);
        }
        converter_destroy(c);
    }
}

/* Rows 0, 1, 3 and 5 of the classic matrix. */
static void dither_is_the_bayer_matrix(void **state)
{
    (void)state;
    struct converter *c = make("MONO10", true, false);
    uint32_t grey[8];
    uint8_t row[1];
    for (int i = 0; i < 8; i++)
        grey[i] = 0xff808080;
    converter_write(c, row, 0, 0, grey, 8);
    assert_int_equal(row[0], 0x55);
    converter_write(c, row, 0, 1, grey, 8);
    assert_int_equal(row[0], 0xaa);
    for (int i = 0; i < 8; i++)
        grey[i] = 0xff202020; /* one in eight: 63, 62, 61 … 56 */
    converter_write(c, row, 0, 0, grey, 8);
    assert_int_equal(row[0], 0);
    converter_write(c, row, 0, 3, grey, 8);
    assert_int_equal(row[0], 0x88);
    converter_write(c, row, 0, 5, grey, 8);
    assert_int_equal(row[0], 0x22);
    converter_destroy(c);
}

/* However a row is cut, its bytes are the same. */
static void dither_goes_by_device_position(void **state)
{
    (void)state;
    enum { WIDTH = 100 };
    static const char *const names[] = {"RGB565", "BGR565", "ARGB4444_BE", "RGB332", "C8"};
    uint32_t source[WIDTH];
    for (int i = 0; i < WIDTH; i++)
        source[i] = 0xff000000 | (uint32_t)i * 0x012345;
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        struct converter *c = make(names[n], true, false);
        uint8_t whole[2 * WIDTH] = {0}, pieces[2 * WIDTH] = {0};
        converter_write(c, whole, 0, 5, source, WIDTH);
        for (int x = 0, size = 1; x < WIDTH; x += size, size = size * 3 % 41) {
            int rest = WIDTH - x < size ? WIDTH - x : size;
            converter_write(c, pieces, x, 5, source + x, rest);
        }
        assert_memory_equal(whole, pieces, sizeof whole);
        converter_destroy(c);
    }
}

static void dither_leaves_deep_formats_alone(void **state)
{
    (void)state;
    static const char *const names[] = {"XRGB8888", "RGB888", "R8", "ARGB2101010"};
    uint32_t source[256];
    for (uint32_t i = 0; i < 256; i++)
        source[i] = i * 0x01010101;
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        struct converter *plain = make(names[n], false, true), *dither = make(names[n], true, true);
        uint8_t a[1024] = {0}, b[1024] = {0};
        converter_write(plain, a, 0, 3, source, 256);
        converter_write(dither, b, 0, 3, source, 256);
        assert_memory_equal(a, b, sizeof a);
        converter_destroy(plain);
        converter_destroy(dither);
    }
}

static void what_was_read_is_written_back(void **state)
{
    (void)state;
    static const char *const names[] = {
        "RGB565", "BGR565_BE", "XRGB1555", "XRGB4444", "RGBX5551",   "RGB332",
        "C8",     "R8",        "MONO10",   "MONO01",   "MONO10_LSB", "MONO01_LSB",
    };
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        struct pixel_format f = format_named(names[n]);
        struct converter *c = make(names[n], false, false);
        int pixels = 32 / f.bits_per_pixel;
        uint32_t padding = strstr(names[n], "XRGB1555") != NULL   ? 0x8000
                           : strstr(names[n], "XRGB4444") != NULL ? 0xf000
                           : strstr(names[n], "RGBX5551") != NULL ? 1
                                                                  : 0;
        for (uint32_t word = 0; word < 65536; word++) {
            if (word & padding)
                continue;
            uint8_t in[4] = {(uint8_t)word, (uint8_t)(word >> 8), (uint8_t)word,
                             (uint8_t)(word >> 8)};
            uint8_t out[4];
            uint32_t colors[32];
            converter_read(c, in, 0, colors, pixels);
            assert_int_equal(colors[0] >> 24, 255);
            converter_write(c, out, 0, 0, colors, pixels);
            assert_memory_equal(in, out, 4);
        }
        converter_destroy(c);
    }
}

static void reading_gives_opaque_colours(void **state)
{
    (void)state;
    uint32_t color;
    struct converter *c = make("ARGB8888", false, false);
    converter_read(c, (const uint8_t *)"\x33\x22\x11\x00", 0, &color, 1);
    assert_int_equal(color, 0xff112233);
    converter_destroy(c);
    c = make("RGB565", false, false);
    converter_read(c, (const uint8_t *)"\x63\x18", 0, &color, 1); /* 3 of 31 and of 63 */
    assert_int_equal(color, 0xff190c19);                          /* 24.7 and 12.1 */
    converter_destroy(c);
    c = make("XBGR2101010_BE", false, false);
    converter_read(c, (const uint8_t *)"....\x3f\xf0\x00\x00", 1, &color, 1);
    assert_int_equal(color, 0xff0000ff);
    converter_destroy(c);
}

static void the_built_in_palette(void **state)
{
    (void)state;
    const uint32_t *palette = palette_default();
    assert_int_equal(palette[0], 0);
    assert_int_equal(palette[5], 0x0000ff);
    assert_int_equal(palette[36 + 6 * 2 + 3], 0x336699);
    assert_int_equal(palette[215], 0xffffff);
    for (int i = 216; i < 256; i++) {
        assert_int_equal(palette[i], (palette[i] & 255) * 0x010101);
        assert_int_not_equal((palette[i] & 255) % 0x33, 0); /* not again what the cube has */
        if (i > 216)
            assert_in_range((palette[i] & 255) - (palette[i - 1] & 255), 5, 12);
    }
}

static void palette_colours_find_themselves(void **state)
{
    (void)state;
    struct converter *c = make("C8", false, false);
    uint8_t row[256];
    converter_write(c, row, 0, 0, palette_default(), 256);
    for (int i = 0; i < 256; i++)
        assert_int_equal(row[i], i);
    converter_destroy(c);
}

static void a_palette_of_one_colour_is_the_first_entry(void **state)
{
    (void)state;
    const uint32_t palette[256] = {0}; /* all black */
    const uint32_t source[3] = {0xffffffff, 0xff000000, 0xff123456};
    uint8_t row[3];
    struct pixel_format f = format_named("C8");
    struct converter *c = converter_create(&f, true, palette, false);
    converter_write(c, row, 0, 0, source, 3);
    assert_memory_equal(row, "\0\0\0", 3);
    converter_destroy(c);
}

/* Grey 127 lies between the cube's 102 and 153: dithered it uses only those two. */
static void the_built_in_palette_dithers_within_its_cube(void **state)
{
    (void)state;
    struct converter *c = make("C8", true, false);
    uint32_t source[8];
    uint8_t row[8];
    int upper = 0;
    for (int i = 0; i < 8; i++)
        source[i] = 0xff7f7f7f;
    for (int y = 0; y < 8; y++) {
        converter_write(c, row, 0, y, source, 8);
        for (int x = 0; x < 8; x++) {
            assert_true(row[x] == 2 * 43 || row[x] == 3 * 43);
            upper += row[x] == 3 * 43;
        }
    }
    assert_int_equal(upper, 31); /* 25/51 of 64 */
    converter_destroy(c);
}

static void grey_is_bt709_luma(void **state)
{
    (void)state;
    struct converter *c = make("R8", false, false);
    const uint32_t primaries[4] = {0xffff0000, 0xff00ff00, 0xff0000ff, 0x00000000};
    uint8_t row[4];
    converter_write(c, row, 0, 0, primaries, 4);
    assert_memory_equal(row, "\x36\xb6\x12\x00", 4); /* 54.2, 182.4, 18.4 */
    for (uint32_t v = 0; v < 256; v++) {
        uint32_t grey = v * 0x010101;
        converter_write(c, row, 0, 0, &grey, 1);
        assert_int_equal(row[0], v);
    }
    converter_destroy(c);
}

static void mono_has_polarity_and_bit_order(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint8_t bytes[2];
    } cases[] = {
        {"MONO10", {0xc1, 0x80}},
        {"MONO01", {0x3e, 0x40}},
        {"MONO10_LSB", {0x83, 0x01}},
        {"MONO01_LSB", {0x7c, 0x02}},
    };
    uint32_t source[10] = {0xffffffff, 0xffffffff, 0, 0, 0, 0, 0, 0xffffffff, 0xffffffff, 0};
    for (size_t i = 0; i < 4; i++) {
        struct converter *c = make(cases[i].name, false, false);
        uint8_t row[3] = {0xa5, 0xa5, 0xa5};
        assert_int_equal(converter_alignment(c), 8);
        converter_write(c, row, 0, 0, source, 10);
        assert_memory_equal(row, cases[i].bytes, 2); /* padding bits are 0 */
        assert_int_equal(row[2], 0xa5);
        uint32_t back[10];
        converter_read(c, row, 0, back, 10);
        for (int x = 0; x < 10; x++)
            assert_int_equal(back[x], source[x] | 0xff000000);
        converter_read(c, row, 7, back, 3); /* reading may start anywhere */
        assert_int_equal(back[0], 0xffffffff);
        assert_int_equal(back[2], 0xff000000);
        converter_destroy(c);
    }
    struct converter *c = make("RGB565", false, false);
    assert_int_equal(converter_alignment(c), 1);
    converter_destroy(c);
}

static void mono_turns_white_at_half_luma(void **state)
{
    (void)state;
    struct converter *c = make("MONO10", false, false);
    const uint32_t source[8] = {0xff7f7f7f, 0xff808080, 0xffff0000, 0xff00ff00,
                                0xff0000ff, 0xffffff00, 0xffff00ff, 0xff00ffff};
    uint8_t row[1];
    converter_write(c, row, 0, 0, source, 8);
    assert_int_equal(row[0], 0x55);
    converter_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_formats_are_refused),
        cmocka_unit_test(known_bytes),
        cmocka_unit_test(values_are_rounded_to_nearest),
        cmocka_unit_test(long_channels_repeat_the_high_bits),
        cmocka_unit_test(dither_is_exact_in_the_mean),
        cmocka_unit_test(dither_keeps_black_and_white),
        cmocka_unit_test(dither_is_the_bayer_matrix),
        cmocka_unit_test(dither_goes_by_device_position),
        cmocka_unit_test(dither_leaves_deep_formats_alone),
        cmocka_unit_test(what_was_read_is_written_back),
        cmocka_unit_test(reading_gives_opaque_colours),
        cmocka_unit_test(the_built_in_palette),
        cmocka_unit_test(palette_colours_find_themselves),
        cmocka_unit_test(a_palette_of_one_colour_is_the_first_entry),
        cmocka_unit_test(the_built_in_palette_dithers_within_its_cube),
        cmocka_unit_test(grey_is_bt709_luma),
        cmocka_unit_test(mono_has_polarity_and_bit_order),
        cmocka_unit_test(mono_turns_white_at_half_luma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
