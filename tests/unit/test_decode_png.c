/* PNG by rules that a byte can show; whole files are compared in tests/images/. */
#include "image/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/error.h"
#include "image/icc.h"
#include "made_profile.h"

static void assert_fails(const struct bytes *file, const struct image_options *options,
                         const char *text)
{
    struct image image;
    assert_false(image_decode(&image, file->data, file->size, "a.png", options));
    assert_string_equal(error_text(), text);
    assert_null(image.frames);
}

#ifdef FBRUN_HAVE_PNG

static struct image decoded(const struct bytes *file)
{
    struct image image;
    if (!image_decode(&image, file->data, file->size, "a.png", NULL))
        fail_msg("%s", error_text());
    return image;
}

struct chunk {
    const char *type, *data;
    size_t size;
};

/* One row of `width` pixels with a chunk or two before it. */
static struct bytes row_png(int width, int depth, int color_type, const char *row, size_t size,
                            const struct chunk *chunks)
{
    struct bytes file = {0}, rows = {0};
    png_begin(&file);
    png_put_ihdr(&file, (uint32_t)width, 1, depth, color_type);
    for (; chunks != NULL && chunks->type != NULL; chunks++)
        png_put(&file, chunks->type, chunks->data, chunks->size);
    put_u8(&rows, 0);
    put(&rows, row, size);
    png_put_idat(&file, rows.data, rows.size);
    png_end(&file);
    drop_bytes(&rows);
    return file;
}

static void check_row(int width, int depth, int color_type, const char *row, size_t size,
                      const struct chunk *chunks, const uint32_t *expected, bool opaque)
{
    struct bytes file = row_png(width, depth, color_type, row, size, chunks);
    struct image image = decoded(&file);
    assert_int_equal(image.kind, IMAGE_PNG);
    assert_int_equal(image.width, width);
    assert_int_equal(image.height, 1);
    assert_int_equal(image.natural_width, width);
    assert_int_equal(image.natural_height, 1);
    assert_int_equal(image.frame_count, 1);
    assert_string_equal(image.warning, "");
    assert_true(image.frames[0].duration == 0);
    for (int x = 0; x < width; x++)
        assert_int_equal(*surface_at(&image.frames[0].surface, x, 0), expected[x]);
    assert_int_equal(image.opaque, opaque);
    image_finish(&image);
    drop_bytes(&file);
}

enum { GREY = 0, RGB = 2, PALETTE = 3, GREY_ALPHA = 4, RGBA = 6 };

static void every_type_has_its_colours(void **state)
{
    (void)state;
    check_row(8, 1, GREY, "\x81", 1, NULL,
              (uint32_t[]){0xffffffff, 0xff000000, 0xff000000, 0xff000000, 0xff000000, 0xff000000,
                           0xff000000, 0xffffffff},
              true);
    check_row(4, 2, GREY, "\x1b", 1, NULL,
              (uint32_t[]){0xff000000, 0xff555555, 0xffaaaaaa, 0xffffffff}, true);
    check_row(2, 4, GREY, "\x1f", 1, NULL, (uint32_t[]){0xff111111, 0xffffffff}, true);
    check_row(2, 8, GREY, "\x12\xfe", 2, NULL, (uint32_t[]){0xff121212, 0xfffefefe}, true);
    check_row(2, 8, RGB, "\x12\x34\x56\xff\x00\x80", 6, NULL, (uint32_t[]){0xff123456, 0xffff0080},
              true);
    check_row(2, 4, PALETTE, "\x10", 1, (struct chunk[]){{"PLTE", "\1\2\3\xaa\xbb\xcc", 6}, {0}},
              (uint32_t[]){0xffaabbcc, 0xff010203}, true);
    check_row(2, 8, GREY_ALPHA, "\xff\x80\xff\x00", 4, NULL, (uint32_t[]){0x80808080, 0}, false);
    check_row(2, 8, RGBA, "\xff\x80\x01\x80\x12\x34\x56\xff", 8, NULL,
              (uint32_t[]){0x80804001, 0xff123456}, false);
}

static void sixteen_bits_are_rounded(void **state)
{
    (void)state;
    /* 0x0080 / 257 is 0.498, 0x0081 / 257 is 0.502. */
    check_row(4, 16, GREY, "\x00\x80\x00\x81\xff\x7f\xff\x7e", 8, NULL,
              (uint32_t[]){0xff000000, 0xff010101, 0xffffffff, 0xfffefefe}, true);
    check_row(1, 16, RGBA, "\xff\xff\x00\x00\x80\x80\x80\x80", 8, NULL, (uint32_t[]){0x80800040},
              false);
}

static void transparent_colours(void **state)
{
    (void)state;
    check_row(2, 8, GREY, "\x12\x13", 2, (struct chunk[]){{"tRNS", "\x00\x13", 2}, {0}},
              (uint32_t[]){0xff121212, 0}, false);
    /* All 16 bits have to agree. */
    check_row(2, 16, GREY, "\x12\x34\x12\x35", 4, (struct chunk[]){{"tRNS", "\x12\x35", 2}, {0}},
              (uint32_t[]){0xff121212, 0}, false);
    check_row(2, 8, RGB, "\1\2\3\1\2\4", 6, (struct chunk[]){{"tRNS", "\0\1\0\2\0\3", 6}, {0}},
              (uint32_t[]){0, 0xff010204}, false);
    check_row(2, 8, PALETTE, "\1\0", 2,
              (struct chunk[]){{"PLTE", "\xff\xff\xff\xff\x00\x80", 6}, {"tRNS", "\x80", 1}, {0}},
              (uint32_t[]){0xffff0080, 0x80808080}, false);
    /* A channel or a tRNS that makes nothing transparent. */
    check_row(1, 8, RGBA, "\1\2\3\xff", 4, NULL, (uint32_t[]){0xff010203}, true);
}

static const char PRIMARIES[] = "\0\0\x7a\x26\0\0\x80\x84\0\0\xfa\0\0\0\x80\xe8" /* of sRGB */
                                "\0\0\x75\x30\0\0\xea\x60\0\0\x3a\x98\0\0\x17\x70";

static void gamma_as_browsers_have_it(void **state)
{
    (void)state;
    const struct chunk linear = {"gAMA", "\x00\x01\x86\xa0", 4}; /* 1.0 */
    const struct chunk usual = {"gAMA", "\x00\x00\xb1\x8f", 4};  /* 0.45455 */
    const struct chunk srgb = {"sRGB", "\0", 1}, primaries = {"cHRM", PRIMARIES, 32};
    const char row[] = "\x00\x40\x80\xff";
    const uint32_t same[] = {0xff000000, 0xff404040, 0xff808080, 0xffffffff};
    /* 255 (64 / 255) ^ (1 / 2.2) and 255 (128 / 255) ^ (1 / 2.2) */
    const uint32_t raised[] = {0xff000000, 0xff888888, 0xffbababa, 0xffffffff};
    /* The same by sRGB's curve. */
    const uint32_t curve[] = {0xff000000, 0xff898989, 0xffbcbcbc, 0xffffffff};
    check_row(4, 8, GREY, row, 4, (struct chunk[]){usual, {0}}, same, true);
    check_row(4, 8, GREY, row, 4, (struct chunk[]){linear, {0}}, raised, true);
    check_row(4, 8, GREY, row, 4, (struct chunk[]){srgb, linear, {0}}, same, true);
    check_row(4, 8, GREY, row, 4, (struct chunk[]){primaries, {0}}, same, true);
    check_row(4, 8, GREY, row, 4, (struct chunk[]){primaries, linear, {0}}, curve, true);
    /* Alpha stays, and it is applied afterwards. */
    check_row(1, 8, GREY_ALPHA, "\x40\x80", 2, (struct chunk[]){linear, {0}},
              (uint32_t[]){0x80444444}, false);
    check_row(1, 16, GREY_ALPHA, "\x40\x40\x80\x80", 4, (struct chunk[]){linear, {0}},
              (uint32_t[]){0x80444444}, false);
}

static void other_primaries_are_converted(void **state)
{
    (void)state;
    /* Display P3's, whose red is out of sRGB, and whose grey is grey; and no triangle at all. */
    static const char p3[] = "\0\0\x7a\x26\0\0\x80\x84\0\1\x09\xa0\0\0\x7d\0"
                             "\0\0\x67\x84\0\1\x0d\x88\0\0\x3a\x98\0\0\x17\x70";
    static const char none[32] = "";
    /* sRGB's under a white of D50, as photographers have it: white stays white, grey grey
     * (2.2 is not quite sRGB's curve). */
    static const char d50[] = "\0\0\x87\x0e\0\0\x8c\x0a\0\0\xfa\0\0\0\x80\xe8"
                              "\0\0\x75\x30\0\0\xea\x60\0\0\x3a\x98\0\0\x17\x70";
    const struct chunk usual = {"gAMA", "\x00\x00\xb1\x8f", 4};
    check_row(2, 8, RGB, "\x80\x80\x80\xff\xff\xff", 6,
              (struct chunk[]){{"cHRM", d50, 32}, usual, {0}}, (uint32_t[]){0xff818181, 0xffffffff},
              true);
    check_row(2, 8, RGB, "\xff\x00\x00\xff\xff\xff", 6,
              (struct chunk[]){{"cHRM", p3, 32}, usual, {0}}, (uint32_t[]){0xffff0000, 0xffffffff},
              true);
    check_row(1, 8, RGB, "\x00\xff\x00", 3, (struct chunk[]){{"cHRM", none, 32}, usual, {0}},
              (uint32_t[]){0xff00ff00}, true);
}

static struct chunk profile_chunk(struct bytes *profile)
{
    struct bytes chunk = {0}, packed = png_store(profile->data, profile->size);
    put(&chunk, "a\0", 3);
    put(&chunk, packed.data, packed.size);
    drop_bytes(&packed);
    drop_bytes(profile);
    *profile = chunk;
    return (struct chunk){"iCCP", (const char *)chunk.data, chunk.size};
}

static void colours_of_a_profile(void **state)
{
    (void)state;
    static const struct rgb_space *const spaces[] = {&DISPLAY_P3, &ADOBE_RGB, &TURNED_ROUND};
    const struct chunk srgb = {"sRGB", "\0", 1}, linear = {"gAMA", "\x00\x01\x86\xa0", 4};
    for (int i = 0; i < 3; i++) {
        struct bytes profile = rgb_profile(spaces[i]);
        const struct chunk chunk = profile_chunk(&profile);
        /* It is followed whatever else is there. */
        const struct chunk chunks[] = {srgb, linear, chunk, {0}};
        struct bytes shallow =
            row_png(3, 8, RGB, "\xc8\x64\x32\x00\xff\x00\x10\x20\x30", 9, chunks);
        struct bytes deep = row_png(1, 16, RGB, "\xc8\xc8\x64\x64\x32\x32", 6, chunks);
        struct image image = decoded(&shallow);
        const uint32_t *row = surface_at(&image.frames[0].surface, 0, 0);
        assert_true(is_converted(row[0], spaces[i], 0xffc86432, 1));
        assert_true(is_converted(row[1], spaces[i], 0xff00ff00, 1));
        assert_true(is_converted(row[2], spaces[i], 0xff102030, 1));
        assert_string_equal(image.warning, "");
        image_finish(&image);
        image = decoded(&deep);
        assert_true(
            is_converted(*surface_at(&image.frames[0].surface, 0, 0), spaces[i], 0xffc86432, 1));
        image_finish(&image);
        drop_bytes(&shallow);
        drop_bytes(&deep);
        drop_bytes(&profile);
    }
}

/* One row with a profile that makes red green, each sample within 1. */
static void check_turned_round(int width, int depth, int color_type, const char *row, size_t size,
                               const struct chunk *others, const uint32_t *expected)
{
    struct bytes profile = rgb_profile(&TURNED_ROUND);
    struct chunk chunks[4] = {profile_chunk(&profile)};
    for (int i = 0; others != NULL && others[i].type != NULL; i++)
        chunks[i + 1] = others[i];
    struct bytes file = row_png(width, depth, color_type, row, size, chunks);
    struct image image = decoded(&file);
    for (int x = 0; x < width; x++) {
        const uint32_t got = *surface_at(&image.frames[0].surface, x, 0);
        const uint32_t want = icc_is_built_in()
                                  ? expected[x]
                                  : (expected[x] & 0xff0000ff) | (expected[x] >> 8 & 255) << 16;
        for (int shift = 0; shift < 32; shift += 8)
            if (abs((int)(got >> shift & 255) - (int)(want >> shift & 255)) > (shift < 24))
                fail_msg("pixel %d is %08x, not %08x", x, got, want);
    }
    image_finish(&image);
    drop_bytes(&file);
    drop_bytes(&profile);
}

/* Straight while colours are converted, of palettes too. */
static void alpha_beside_a_profile(void **state)
{
    (void)state;
    static const uint32_t expected[] = {0xff00ff00, 0x80008000, 0};
    check_turned_round(3, 8, RGBA, "\xff\0\0\xff\xff\0\0\x80\xff\0\0\0", 12, NULL, expected);
    check_turned_round(2, 16, RGBA, "\xff\xff\0\0\0\0\xff\xff\xff\xff\0\0\0\0\x80\x80", 16, NULL,
                       expected);
    check_turned_round(2, 8, PALETTE, "\1\0", 2,
                       (struct chunk[]){{"PLTE", "\xff\0\0\xff\0\0", 6}, {"tRNS", "\x80", 1}, {0}},
                       expected);
}

static void grey_by_a_profile(void **state)
{
    (void)state;
    struct bytes profile = grey_profile(1);
    const struct chunk chunk = profile_chunk(&profile);
#ifdef FBRUN_HAVE_LCMS
    const uint32_t expected[] = {0xffbcbcbc, 0xffffffff}; /* sRGB's curve at 128 / 255 */
#else
    const uint32_t expected[] = {0xff808080, 0xffffffff};
#endif
    check_row(2, 8, GREY, "\x80\xff", 2, (struct chunk[]){chunk, {0}}, expected, true);
    check_row(2, 16, GREY, "\x80\x80\xff\xff", 4, (struct chunk[]){chunk, {0}}, expected, true);
    check_row(1, 8, GREY_ALPHA, "\x80\xff", 2, (struct chunk[]){chunk, {0}}, expected, true);
    drop_bytes(&profile);
}

static void a_profile_of_srgb_changes_nothing(void **state)
{
    (void)state;
    struct bytes profile = rgb_profile(&SRGB);
    const struct chunk chunk = profile_chunk(&profile);
    char row[3 * 256];
    uint32_t expected[256];
    for (unsigned i = 0; i < 256; i++) {
        const uint32_t word = 0xff000000 | i * 0x010307;
        expected[i] = word;
        for (int k = 0; k < 3; k++)
            row[3 * i + (unsigned)k] = (char)(word >> (16 - 8 * k));
    }
    check_row(256, 8, RGB, row, sizeof row, (struct chunk[]){chunk, {0}}, expected, true);
    drop_bytes(&profile);
}

/* As if it were sRGB, with a word about it where one could have been followed. */
static void check_left_out(struct bytes *profile, int color_type, bool stored)
{
    struct chunk chunk = {"iCCP", (const char *)profile->data, profile->size};
    if (stored)
        chunk = profile_chunk(profile);
    struct bytes file = row_png(1, 8, color_type, "\x40\x80\xc0", color_type == RGB ? 3 : 1,
                                (struct chunk[]){{"gAMA", "\x00\x01\x86\xa0", 4}, chunk, {0}});
    struct image image = decoded(&file);
    assert_int_equal(*surface_at(&image.frames[0].surface, 0, 0),
                     color_type == RGB ? 0xff4080c0 : 0xff404040);
    if (icc_is_built_in())
        assert_memory_equal(image.warning, "its colour profile is left out: it is ", 38);
    else
        assert_string_equal(image.warning, "");
    image_finish(&image);
    drop_bytes(&file);
    drop_bytes(profile);
}

static void profiles_that_cannot_be_followed(void **state)
{
    (void)state;
    struct bytes profile = {0};
    put(&profile, "a\0\0rubbish", 10);
    check_left_out(&profile, GREY, false);
    put(&profile, "no end of a name", 16);
    check_left_out(&profile, RGB, false);
    profile = rgb_profile(&DISPLAY_P3);
    profile.size -= 40;
    check_left_out(&profile, RGB, true);
    profile = rgb_profile(&DISPLAY_P3);
    check_left_out(&profile, GREY, true);
    profile = grey_profile(1);
    check_left_out(&profile, RGB, true);
    profile = rgb_profile(&DISPLAY_P3);
    memcpy(profile.data + PROFILE_CLASS, "link", 4);
    check_left_out(&profile, RGB, true);
    profile = rgb_profile(&DISPLAY_P3);
    memcpy(profile.data + PROFILE_HEADER + 4, "xXYZ", 4);
    check_left_out(&profile, RGB, true);
}

/* As a PNG has it: without the head that a JPEG's has. */
static void put_orientation(struct bytes *file, int orientation)
{
    char exif[] = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0o\0\0\0\0\0\0";
    exif[18] = (char)orientation;
    png_put(file, "eXIf", exif, sizeof exif);
}

/* Rows "abc" and "def" of greys with these values, shown as `expected`, whose rows are as wide. */
static void check_shown(const struct bytes *file, int width, const char *expected)
{
    const int height = 6 / width;
    struct image image = decoded(file);
    assert_int_equal(image.width, width);
    assert_int_equal(image.height, height);
    assert_int_equal(image.natural_width, width);
    assert_int_equal(image.natural_height, height);
    assert_true(image.opaque);
    for (int i = 0; i < 6; i++)
        assert_int_equal(*surface_at(&image.frames[0].surface, i % width, i / width) & 255,
                         expected[i]);
    image_finish(&image);
    assert_true(image_probe(&image, file->data, file->size, "a.png"));
    assert_int_equal(image.width, width);
    assert_int_equal(image.natural_height, height);
}

static void it_is_shown_upright_as_exif_says(void **state)
{
    (void)state;
    static const char *const shown[] = {"abcdef", "cbafed", "fedcba", "defabc",
                                        "adbecf", "daebfc", "fcebda", "cfbead"};
    for (int i = 0; i < 8; i++) {
        struct bytes file = {0};
        png_begin(&file);
        png_put_ihdr(&file, 3, 2, 8, GREY);
        put_orientation(&file, i + 1);
        put_orientation(&file, 8 - i); /* the first one counts */
        png_put_idat(&file, "\0abc\0def", 8);
        put_orientation(&file, 8); /* too late */
        png_end(&file);
        check_shown(&file, i < 4 ? 3 : 2, shown[i]);
        drop_bytes(&file);
    }
}

static void an_orientation_that_is_corrupt_is_none(void **state)
{
    (void)state;
    struct bytes file = {0};
    png_begin(&file);
    png_put_ihdr(&file, 3, 2, 8, GREY);
    put_orientation(&file, 3);
    file.data[file.size - 1] ^= 1; /* its CRC */
    put_orientation(&file, 9);
    png_put_idat(&file, "\0abc\0def", 8);
    png_end(&file);
    check_shown(&file, 3, "abcdef");
    drop_bytes(&file);
}

/* More rows than are turned at a time. */
static void all_rows_are_turned(void **state)
{
    (void)state;
    enum { HEIGHT = 37 };
    struct bytes file = {0};
    uint8_t rows[2 * HEIGHT] = {0};
    for (int y = 0; y < HEIGHT; y++)
        rows[2 * y + 1] = (uint8_t)y;
    png_begin(&file);
    png_put_ihdr(&file, 1, HEIGHT, 8, GREY);
    put_orientation(&file, 6);
    png_put_idat(&file, rows, sizeof rows);
    png_end(&file);
    struct image image = decoded(&file);
    assert_int_equal(image.width, HEIGHT);
    for (int x = 0; x < HEIGHT; x++)
        assert_int_equal(*surface_at(&image.frames[0].surface, x, 0) & 255, HEIGHT - 1 - x);
    image_finish(&image);
    drop_bytes(&file);
}

static void wrong_files_say_what_is_wrong(void **state)
{
    (void)state;
    struct bytes file = row_png(2, 8, GREY, "\1\2", 2, NULL);
    file.data[file.size - 20] ^= 1; /* in the pixels' check */
    assert_fails(&file, NULL, "a.png: PNG: IDAT: incorrect data check");
    file.data[file.size - 20] ^= 1;
    file.data[file.size - 14] ^= 1; /* in the chunk's */
    assert_fails(&file, NULL, "a.png: PNG: IDAT: CRC error");
    file.size -= 30;
    assert_fails(&file, NULL, "a.png: PNG: it is cut short");
    file.size = 30;
    assert_fails(&file, NULL, "a.png: PNG: its header is cut short");
    file.size = 8;
    assert_fails(&file, NULL, "a.png: PNG: its header is cut short");
    drop_bytes(&file);
    png_begin(&file);
    png_put(&file, "IDAT", "abc", 3);
    assert_fails(&file, NULL, "a.png: PNG: it does not begin with an IHDR of 13 bytes");
    drop_bytes(&file);
}

static void hostile_sizes_are_refused(void **state)
{
    (void)state;
    struct bytes file = {0};
    png_begin(&file);
    png_put_ihdr(&file, 100000, 1, 8, RGBA);
    put(&file, "0123456789", 10);
    assert_fails(&file, NULL,
                 "a.png: PNG: size must be 1 to 32767 pixels a side and at most 268435456 pixels "
                 "in all, got 100000x1");
    drop_bytes(&file);
    png_begin(&file);
    png_put_ihdr(&file, 0, 7, 8, RGBA);
    assert_fails(&file, NULL, "a.png: PNG: its size is 0x7");
    drop_bytes(&file);
    png_begin(&file);
    png_put_ihdr(&file, 30000, 30000, 8, GREY);
    assert_fails(&file, NULL,
                 "a.png: PNG: it has 30000x30000 pixels, above the limit of 100000000 (option "
                 "max_pixels)");
    assert_fails(&file, &(struct image_options){.limits = {.pixels = 1000000000}},
                 "a.png: PNG: size must be 1 to 32767 pixels a side and at most 268435456 pixels "
                 "in all, got 30000x30000");
    drop_bytes(&file);
    file = row_png(20, 1, GREY, "abc", 3, NULL);
    assert_fails(&file, &(struct image_options){.limits = {.pixels = 19}},
                 "a.png: PNG: it has 20x1 pixels, above the limit of 19 (option max_pixels)");
    assert_fails(&file, &(struct image_options){.limits = {.bytes = 127}},
                 "a.png: PNG: 1 frame of 20x1 pixels take more than the limit of 127 bytes (option "
                 "max_bytes)");
    drop_bytes(&file);
}

static void it_can_be_cancelled(void **state)
{
    (void)state;
    struct bytes file = row_png(2, 8, GREY, "\1\2", 2, NULL);
    atomic_bool cancel = true;
    assert_fails(&file, &(struct image_options){.cancel = &cancel},
                 "a.png: PNG: decoding was cancelled");
    drop_bytes(&file);
}

static void the_header_is_enough_for_a_probe(void **state)
{
    (void)state;
    struct bytes file = {0};
    struct image image;
    png_begin(&file);
    png_put_ihdr(&file, 7, 5, 8, RGB);
    assert_true(image_probe(&image, file.data, file.size, "a.png"));
    assert_int_equal(image.kind, IMAGE_PNG);
    assert_int_equal(image.width, 7);
    assert_int_equal(image.height, 5);
    image_finish(&image);
    file.size -= 1;
    assert_false(image_probe(&image, file.data, file.size, "a.png"));
    assert_string_equal(error_text(), "a.png: PNG: its header is cut short");
    drop_bytes(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_has_its_colours),
        cmocka_unit_test(sixteen_bits_are_rounded),
        cmocka_unit_test(transparent_colours),
        cmocka_unit_test(gamma_as_browsers_have_it),
        cmocka_unit_test(other_primaries_are_converted),
        cmocka_unit_test(colours_of_a_profile),
        cmocka_unit_test(alpha_beside_a_profile),
        cmocka_unit_test(grey_by_a_profile),
        cmocka_unit_test(a_profile_of_srgb_changes_nothing),
        cmocka_unit_test(profiles_that_cannot_be_followed),
        cmocka_unit_test(it_is_shown_upright_as_exif_says),
        cmocka_unit_test(an_orientation_that_is_corrupt_is_none),
        cmocka_unit_test(all_rows_are_turned),
        cmocka_unit_test(wrong_files_say_what_is_wrong),
        cmocka_unit_test(hostile_sizes_are_refused),
        cmocka_unit_test(it_can_be_cancelled),
        cmocka_unit_test(the_header_is_enough_for_a_probe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void the_missing_library_is_named(void **state)
{
    (void)state;
    struct bytes file = {0};
    png_begin(&file);
    assert_fails(&file, NULL, "a.png: PNG: this fbrun was built without libpng");
    drop_bytes(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_missing_library_is_named)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
