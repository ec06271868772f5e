/* JPEG by rules, on pictures that libjpeg makes here; whole files are compared in tests/images/. */
#include "image/decode.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#ifdef FBRUN_HAVE_JPEG
#include <jpeglib.h>
#endif

#include "base/error.h"
#include "image/icc.h"
#include "made_profile.h"

#ifdef FBRUN_HAVE_JPEG

/* Pixels as the file has them: bytes of the colour space, one after the other. */
struct recipe {
    int width, height;
    J_COLOR_SPACE space;
    int components;
    bool progressive, adobe;
    int orientation; /* 0: no EXIF */
    struct bytes profile;
    const char *parts; /* how many it is cut to, and the numbers in the file's order; NULL: one */
    void (*pixel)(int x, int y, uint8_t *out);
};

/* Intel's byte order for odd numbers, Motorola's for even ones. */
static void put_exif(struct jpeg_compress_struct *j, int orientation)
{
    struct bytes exif = {0};
    void (*number)(struct bytes *, uint32_t, int) = orientation % 2 ? put_le : put_be;
    put(&exif, "Exif\0", 6);
    put(&exif, orientation % 2 ? "II" : "MM", 2);
    number(&exif, 42, 2);
    number(&exif, 8, 4);
    number(&exif, 2, 2); /* entries */
    number(&exif, 0x0100, 2);
    number(&exif, 4, 2);
    number(&exif, 1, 4);
    number(&exif, 7, 4);
    number(&exif, 0x0112, 2);
    number(&exif, 3, 2);
    number(&exif, 1, 4);
    number(&exif, (uint32_t)orientation, 2);
    number(&exif, 0, 2);
    jpeg_write_marker(j, JPEG_APP0 + 1, exif.data, (unsigned)exif.size);
    drop_bytes(&exif);
}

/* The first digit is how many parts there should be, all but the last of 100 bytes. */
static void put_profile(struct jpeg_compress_struct *j, const struct bytes *profile,
                        const char *parts)
{
    const unsigned count = (unsigned)(parts[0] - '0');
    for (const char *p = parts + 1; *p != '\0'; p++) {
        const unsigned number = (unsigned)(*p - '0');
        const size_t start = number > 0 ? (size_t)100 * (number - 1) : 0;
        struct bytes part = {0};
        put(&part, "ICC_PROFILE", 12);
        put_u8(&part, number);
        put_u8(&part, count);
        put(&part, profile->data + start, number == count ? profile->size - start : 100);
        jpeg_write_marker(j, JPEG_APP0 + 2, part.data, (unsigned)part.size);
        drop_bytes(&part);
    }
}

static struct bytes encode(const struct recipe *recipe)
{
    struct jpeg_compress_struct j;
    struct jpeg_error_mgr errors;
    unsigned char *out = NULL;
    unsigned long size = 0;
    j.err = jpeg_std_error(&errors);
    jpeg_create_compress(&j);
    jpeg_mem_dest(&j, &out, &size);
    j.image_width = (JDIMENSION)recipe->width;
    j.image_height = (JDIMENSION)recipe->height;
    j.input_components = recipe->components;
    j.in_color_space = recipe->space;
    jpeg_set_defaults(&j);
    jpeg_set_quality(&j, 100, TRUE);
    for (int i = 0; i < j.num_components; i++)
        j.comp_info[i].h_samp_factor = j.comp_info[i].v_samp_factor = 1;
    if (recipe->space == JCS_CMYK && recipe->adobe)
        jpeg_set_colorspace(&j, JCS_YCCK);
    j.write_Adobe_marker = recipe->adobe;
    if (recipe->progressive)
        jpeg_simple_progression(&j);
    jpeg_start_compress(&j, TRUE);
    if (recipe->orientation > 0)
        put_exif(&j, recipe->orientation);
    if (recipe->profile.size > 0)
        put_profile(&j, &recipe->profile, recipe->parts != NULL ? recipe->parts : "11");
    uint8_t *row = malloc((size_t)recipe->width * 4);
    assert_non_null(row);
    for (int y = 0; y < recipe->height; y++) {
        for (int x = 0; x < recipe->width; x++)
            recipe->pixel(x, y, row + (ptrdiff_t)x * recipe->components);
        jpeg_write_scanlines(&j, &row, 1);
    }
    free(row);
    jpeg_finish_compress(&j);
    jpeg_destroy_compress(&j);
    struct bytes file = {0};
    put(&file, out, size);
    free(out);
    return file;
}

static struct image decoded(const struct bytes *file, const struct image_options *options)
{
    struct image image;
    if (!image_decode(&image, file->data, file->size, "a.jpg", options))
        fail_msg("%s", error_text());
    assert_int_equal(image.kind, IMAGE_JPEG);
    assert_int_equal(image.frame_count, 1);
    assert_true(image.opaque);
    assert_int_equal(image.frames[0].surface.width, image.width);
    assert_int_equal(image.frames[0].surface.height, image.height);
    return image;
}

static struct image made(const struct recipe *recipe)
{
    struct bytes file = encode(recipe);
    struct image image = decoded(&file, NULL);
    assert_string_equal(image.warning, "");
    drop_bytes(&file);
    return image;
}

/* JPEG's own losses at the highest quality. */
static void assert_near(uint32_t got, uint32_t expected)
{
    for (int shift = 0; shift < 32; shift += 8)
        if (abs((int)(got >> shift & 255) - (int)(expected >> shift & 255)) > 3)
            fail_msg("%08x is not near %08x", got, expected);
}

static void assert_pixel(const struct image *image, int x, int y, uint32_t expected)
{
    assert_near(*surface_at(&image->frames[0].surface, x, y), expected);
}

/* Quarters of red, green, blue and white, in the order of reading. */
static uint32_t quarter(int x, int y, int width, int height)
{
    static const uint32_t colors[] = {0xffff0000, 0xff00ff00, 0xff0000ff, 0xffffffff};
    return colors[(y >= height / 2 ? 2 : 0) + (x >= width / 2)];
}

static void quarters(int x, int y, uint8_t *out)
{
    uint32_t color = quarter(x, y, 48, 32);
    out[0] = (uint8_t)(color >> 16);
    out[1] = (uint8_t)(color >> 8);
    out[2] = (uint8_t)color;
}

static void grey(int x, int y, uint8_t *out)
{
    *out = (uint8_t)(x * 4 + y);
}

/* Of ink there is 255 where it is 255. */
static void inks(int x, int y, uint8_t *out)
{
    memset(out, 0, 4);
    out[0] = x < 8 ? 255 : 0;
    out[1] = y < 8 ? 128 : 0;
    out[3] = 51;
}

static void inverted_inks(int x, int y, uint8_t *out)
{
    inks(x, y, out);
    for (int i = 0; i < 4; i++)
        out[i] = 255 - out[i];
}

static void baseline_and_progressive(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct image image = made(&(struct recipe){.width = 48,
                                                   .height = 32,
                                                   .space = JCS_RGB,
                                                   .components = 3,
                                                   .progressive = i % 2 == 1,
                                                   .adobe = i >= 2,
                                                   .pixel = quarters});
        assert_int_equal(image.width, 48);
        assert_int_equal(image.height, 32);
        for (int y = 0; y < 32; y++)
            for (int x = 0; x < 48; x++)
                assert_pixel(&image, x, y, quarter(x, y, 48, 32));
        image_finish(&image);
    }
}

static void grey_ones(void **state)
{
    (void)state;
    struct image image = made(&(struct recipe){
        .width = 40, .height = 30, .space = JCS_GRAYSCALE, .components = 1, .pixel = grey});
    for (int y = 0; y < 30; y++)
        for (int x = 0; x < 40; x++)
            assert_pixel(&image, x, y, 0xff000000 | 0x010101 * (unsigned)(x * 4 + y));
    image_finish(&image);
}

static void four_inks(void **state)
{
    (void)state;
    for (int adobe = 0; adobe < 2; adobe++) {
        struct image image = made(&(struct recipe){.width = 16,
                                                   .height = 16,
                                                   .space = JCS_CMYK,
                                                   .components = 4,
                                                   .adobe = adobe == 1,
                                                   .pixel = adobe ? inverted_inks : inks});
        assert_pixel(&image, 2, 2, 0xff0066cc);
        assert_pixel(&image, 12, 2, 0xffcc66cc);
        assert_pixel(&image, 2, 12, 0xff00cccc);
        assert_pixel(&image, 12, 12, 0xffcccccc);
        image_finish(&image);
    }
}

/* Where the four quarters come to lie, in the order of reading, as EXIF has it. */
static void every_orientation(void **state)
{
    (void)state;
    static const char *const turned[] = {"RGBW", "RGBW", "GRWB", "WBGR", "BWRG",
                                         "RBGW", "BRWG", "WGBR", "GWRB", "RGBW"};
    static const char names[] = "RGBW";
    for (int o = 0; o <= 9; o++) {
        struct bytes file = encode(&(struct recipe){.width = 48,
                                                    .height = 32,
                                                    .space = JCS_RGB,
                                                    .components = 3,
                                                    .orientation = o,
                                                    .pixel = quarters});
        struct image image = decoded(&file, NULL);
        const bool swapped = o >= 5 && o <= 8;
        assert_int_equal(image.width, swapped ? 32 : 48);
        assert_int_equal(image.height, swapped ? 48 : 32);
        assert_int_equal(image.natural_width, image.width);
        assert_int_equal(image.natural_height, image.height);
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                int index = (y >= image.height / 2 ? 2 : 0) + (x >= image.width / 2);
                int color = (int)(strchr(names, turned[o][index]) - names);
                assert_pixel(&image, x, y, quarter(color % 2, color / 2, 2, 2));
            }
        }
        image_finish(&image);
        assert_true(image_probe(&image, file.data, file.size, "a.jpg"));
        assert_int_equal(image.width, swapped ? 32 : 48);
        assert_int_equal(image.height, swapped ? 48 : 32);
        image_finish(&image);
        drop_bytes(&file);
    }
}

static void decoded_by_eighths(void **state)
{
    (void)state;
    static const struct {
        int width, height, orientation, got_width, got_height;
    } cases[] = {
        {0, 0, 1, 48, 32},   {48, 32, 1, 48, 32},     {100, 100, 1, 48, 32}, {47, 1, 1, 48, 32},
        {42, 28, 1, 42, 28}, {24, 16, 1, 24, 16},     {24, 0, 1, 24, 16},    {0, 4, 1, 6, 4},
        {0, 5, 1, 12, 8},    {4, 3, 1, 6, 4},         {1, 17, 1, 30, 20},    {16, 24, 6, 16, 24},
        {0, 25, 6, 20, 30},  {INT_MAX, 1, 1, 48, 32}, {-5, -5, 1, 48, 32},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes file = encode(&(struct recipe){.width = 48,
                                                    .height = 32,
                                                    .space = JCS_RGB,
                                                    .components = 3,
                                                    .orientation = cases[i].orientation,
                                                    .pixel = quarters});
        struct image image = decoded(
            &file, &(struct image_options){.width = cases[i].width, .height = cases[i].height});
        assert_int_equal(image.width, cases[i].got_width);
        assert_int_equal(image.height, cases[i].got_height);
        assert_int_equal(image.natural_width, cases[i].orientation == 6 ? 32 : 48);
        assert_int_equal(image.natural_height, cases[i].orientation == 6 ? 48 : 32);
        assert_pixel(&image, 1, 1, cases[i].orientation == 6 ? 0xff0000ff : 0xffff0000);
        assert_pixel(&image, image.width - 1, image.height - 1,
                     cases[i].orientation == 6 ? 0xff00ff00 : 0xffffffff);
        image_finish(&image);
        drop_bytes(&file);
    }
}

/* What is there is shown, and a warning says that it is not all. */
static void a_file_cut_in_half(void **state)
{
    (void)state;
    struct bytes file = encode(&(struct recipe){
        .width = 48, .height = 32, .space = JCS_RGB, .components = 3, .pixel = quarters});
    file.size -= 80;
    struct image image = decoded(&file, NULL);
    assert_string_equal(image.warning,
                        "the file is cut short or corrupt: part of the picture is missing");
    assert_pixel(&image, 1, 1, 0xffff0000);
    image_finish(&image);
    /* Before the first pixel there is nothing to show. */
    file.size = 30;
    assert_false(image_decode(&image, file.data, file.size, "a.jpg", NULL));
    assert_string_equal(error_text(), "a.jpg: JPEG: JPEG datastream contains no image");
    drop_bytes(&file);
}

static void limits_hold(void **state)
{
    (void)state;
    struct recipe recipe = {
        .width = 48, .height = 32, .space = JCS_RGB, .components = 3, .pixel = quarters};
    struct image_options options = {.limits = {.pixels = 1535}};
    struct image image;
    struct bytes file = encode(&recipe);
    assert_false(image_decode(&image, file.data, file.size, "a.jpg", &options));
    assert_string_equal(error_text(), "a.jpg: JPEG: it has 48x32 pixels, above the limit of 1535 "
                                      "(option max_pixels)");
    /* Decoded smaller, it needs no more memory than that. */
    options.width = 24;
    image = decoded(&file, &options);
    image_finish(&image);
    drop_bytes(&file);
    /* But a progressive one does. */
    recipe.progressive = true;
    file = encode(&recipe);
    assert_false(image_decode(&image, file.data, file.size, "a.jpg", &options));
    assert_string_equal(error_text(), "a.jpg: JPEG: it has 48x32 pixels, above the limit of 1535 "
                                      "(option max_pixels)");
    drop_bytes(&file);
}

/* The last scan of a progressive file, over and over. */
static void scans_without_end(void **state)
{
    (void)state;
    struct bytes file = encode(&(struct recipe){.width = 48,
                                                .height = 32,
                                                .space = JCS_RGB,
                                                .components = 3,
                                                .progressive = true,
                                                .pixel = quarters});
    size_t start = file.size - 2;
    while (file.data[start] != 0xff || file.data[start + 1] != 0xda)
        start--;
    uint8_t scan[4096];
    const size_t size = file.size - 2 - start;
    assert_true(size < sizeof scan);
    memcpy(scan, file.data + start, size);
    file.size -= 2;
    for (int i = 0; i < 200; i++)
        put(&file, scan, size);
    put(&file, "\xff\xd9", 2);
    struct image image;
    assert_false(image_decode(&image, file.data, file.size, "a.jpg", NULL));
    assert_string_equal(error_text(), "a.jpg: JPEG: it has more than 100 scans");
    drop_bytes(&file);
}

static void one_colour(int x, int y, uint8_t *out)
{
    (void)x;
    (void)y;
    static const uint8_t rgb[] = {0xc8, 0x64, 0x32};
    memcpy(out, rgb, sizeof rgb);
}

/* The picture with a profile, which is dropped. */
static struct image with_profile(struct recipe recipe, struct bytes profile, const char *warning)
{
    recipe.width = recipe.height = 16;
    recipe.profile = profile;
    struct bytes file = encode(&recipe);
    struct image image = decoded(&file, &(struct image_options){.width = 8});
    assert_int_equal(image.width, 8);
    assert_string_equal(image.warning, icc_is_built_in() ? warning : "");
    drop_bytes(&file);
    drop_bytes(&profile);
    return image;
}

static const struct recipe coloured = {.space = JCS_RGB, .components = 3, .pixel = one_colour};

/* Decoded smaller, and turned. */
static void colours_of_a_profile(void **state)
{
    (void)state;
    static const struct rgb_space *const spaces[] = {&DISPLAY_P3, &ADOBE_RGB, &TURNED_ROUND};
    for (int i = 0; i < 3; i++) {
        struct recipe recipe = coloured;
        recipe.orientation = i == 0 ? 0 : 5 + i;
        recipe.progressive = i == 1;
        struct image image = with_profile(recipe, rgb_profile(spaces[i]), "");
        for (int at = 0; at < 64; at++)
            assert_true(is_converted(*surface_at(&image.frames[0].surface, at % 8, at / 8),
                                     spaces[i], 0xffc86432, 2));
        image_finish(&image);
    }
}

static void a_profile_in_parts(void **state)
{
    (void)state;
    static const struct {
        const char *parts, *warning;
    } cases[] = {
        {"3123", ""},
        {"3312", ""},
        {"313", "its colour profile is left out: parts are missing"},
        {"323", "its colour profile is left out: parts are missing"},
        {"3122", "its colour profile is left out: parts are missing"},
        {"3012", "its colour profile is left out: parts are missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct recipe recipe = coloured;
        recipe.parts = cases[i].parts;
        struct image image = with_profile(recipe, rgb_profile(&TURNED_ROUND), cases[i].warning);
        assert_true(is_converted(*surface_at(&image.frames[0].surface, 0, 0),
                                 i < 2 ? &TURNED_ROUND : &SRGB, 0xffc86432, 2));
        image_finish(&image);
    }
}

/* Its own profile, one of RGB, and one of CMYK, which is left out. */
static void grey_by_a_profile(void **state)
{
    (void)state;
    const struct recipe recipe = {.space = JCS_GRAYSCALE, .components = 1, .pixel = grey};
    for (int i = 0; i < 3; i++) {
        struct image image = with_profile(
            recipe,
            i == 0   ? grey_profile(1)
            : i == 1 ? rgb_profile(&ADOBE_RGB)
                     : cmyk_profile(),
            i < 2 ? "" : "its colour profile is left out: it is for other colours than grey");
        /* The mean of four pixels: 4 x + y at x = 8.5 and y = 8.5 */
        const double v = 42.5;
        const double expected = i == 2 || !icc_is_built_in()
                                    ? v
                                    : sample_of(light_of(i == 0 ? 1 : ADOBE_RGB.gamma, v / 255));
        assert_true(is_near(*surface_at(&image.frames[0].surface, 4, 4),
                            (const double[]){expected, expected, expected}, i == 0 ? 5 : 2));
        image_finish(&image);
    }
}

static void ink(int x, int y, uint8_t *out)
{
    (void)x;
    (void)y;
    static const uint8_t cyan[] = {255, 0, 0, 0};
    memcpy(out, cyan, sizeof cyan);
}

static void inverted_ink(int x, int y, uint8_t *out)
{
    ink(x, y, out);
    for (int i = 0; i < 4; i++)
        out[i] = 255 - out[i];
}

/* A press whose cyan is grey. */
static void inks_by_a_profile(void **state)
{
    (void)state;
    const double v = sample_of_lightness(cmyk_lightness(true, false, false));
    for (int adobe = 0; adobe < 2; adobe++) {
        const struct recipe recipe = {.space = JCS_CMYK,
                                      .components = 4,
                                      .adobe = adobe == 1,
                                      .pixel = adobe ? inverted_ink : ink};
        struct image image = with_profile(recipe, cmyk_profile(), "");
        assert_true(is_near(
            *surface_at(&image.frames[0].surface, 0, 0),
            icc_is_built_in() ? (const double[]){v, v, v} : (const double[]){0, 255, 255}, 2));
        image_finish(&image);
        image = with_profile(recipe, rgb_profile(&DISPLAY_P3),
                             "its colour profile is left out: it is for other colours than CMYK");
        assert_pixel(&image, 0, 0, 0xff00ffff);
        image_finish(&image);
    }
}

static void a_profile_of_srgb_changes_nothing(void **state)
{
    (void)state;
    struct recipe recipe = {
        .width = 48, .height = 32, .space = JCS_RGB, .components = 3, .pixel = quarters};
    struct image plain = made(&recipe);
    recipe.profile = rgb_profile(&SRGB);
    struct image tagged = made(&recipe);
    for (int y = 0; y < 32; y++)
        assert_memory_equal(surface_at(&plain.frames[0].surface, 0, y),
                            surface_at(&tagged.frames[0].surface, 0, y), 48 * sizeof(uint32_t));
    image_finish(&plain);
    image_finish(&tagged);
    drop_bytes(&recipe.profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(baseline_and_progressive),
        cmocka_unit_test(grey_ones),
        cmocka_unit_test(four_inks),
        cmocka_unit_test(every_orientation),
        cmocka_unit_test(decoded_by_eighths),
        cmocka_unit_test(a_file_cut_in_half),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(scans_without_end),
        cmocka_unit_test(colours_of_a_profile),
        cmocka_unit_test(a_profile_in_parts),
        cmocka_unit_test(grey_by_a_profile),
        cmocka_unit_test(inks_by_a_profile),
        cmocka_unit_test(a_profile_of_srgb_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void the_missing_library_is_named(void **state)
{
    (void)state;
    struct image image;
    assert_false(image_decode(&image, "\xff\xd8\xff", 3, "a.jpg", NULL));
    assert_string_equal(error_text(), "a.jpg: JPEG: this fbrun was built without libjpeg");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_missing_library_is_named)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
