/* Every name must have the layout that DRM gives it, and every impossible format its reason. */
#include "pixel/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"

#ifdef FBRUN_HAVE_DRM
#include <drm_fourcc.h>
#define FOURCC(name) DRM_FORMAT_##name
#else
#define FOURCC(name) 0
#endif

#define NONE                                                                                       \
    {                                                                                              \
        0, 0                                                                                       \
    }
#define AT(at, len)                                                                                \
    {                                                                                              \
        at, len                                                                                    \
    }

/* DRM's formats as the comments of <drm_fourcc.h> lay them out; that each name is one of DRM's is
 * checked where its header is. */
static const struct {
    const char *name;
    uint32_t fourcc;
    int bits;
    struct pixel_channel red, green, blue, alpha;
} drm[] = {
    {"RGB332", FOURCC(RGB332), 8, AT(5, 3), AT(2, 3), AT(0, 2), NONE},
    {"BGR233", FOURCC(BGR233), 8, AT(0, 3), AT(3, 3), AT(6, 2), NONE},
    {"XRGB4444", FOURCC(XRGB4444), 16, AT(8, 4), AT(4, 4), AT(0, 4), NONE},
    {"XBGR4444", FOURCC(XBGR4444), 16, AT(0, 4), AT(4, 4), AT(8, 4), NONE},
    {"RGBX4444", FOURCC(RGBX4444), 16, AT(12, 4), AT(8, 4), AT(4, 4), NONE},
    {"BGRX4444", FOURCC(BGRX4444), 16, AT(4, 4), AT(8, 4), AT(12, 4), NONE},
    {"ARGB4444", FOURCC(ARGB4444), 16, AT(8, 4), AT(4, 4), AT(0, 4), AT(12, 4)},
    {"ABGR4444", FOURCC(ABGR4444), 16, AT(0, 4), AT(4, 4), AT(8, 4), AT(12, 4)},
    {"RGBA4444", FOURCC(RGBA4444), 16, AT(12, 4), AT(8, 4), AT(4, 4), AT(0, 4)},
    {"BGRA4444", FOURCC(BGRA4444), 16, AT(4, 4), AT(8, 4), AT(12, 4), AT(0, 4)},
    {"XRGB1555", FOURCC(XRGB1555), 16, AT(10, 5), AT(5, 5), AT(0, 5), NONE},
    {"XBGR1555", FOURCC(XBGR1555), 16, AT(0, 5), AT(5, 5), AT(10, 5), NONE},
    {"RGBX5551", FOURCC(RGBX5551), 16, AT(11, 5), AT(6, 5), AT(1, 5), NONE},
    {"BGRX5551", FOURCC(BGRX5551), 16, AT(1, 5), AT(6, 5), AT(11, 5), NONE},
    {"ARGB1555", FOURCC(ARGB1555), 16, AT(10, 5), AT(5, 5), AT(0, 5), AT(15, 1)},
    {"ABGR1555", FOURCC(ABGR1555), 16, AT(0, 5), AT(5, 5), AT(10, 5), AT(15, 1)},
    {"RGBA5551", FOURCC(RGBA5551), 16, AT(11, 5), AT(6, 5), AT(1, 5), AT(0, 1)},
    {"BGRA5551", FOURCC(BGRA5551), 16, AT(1, 5), AT(6, 5), AT(11, 5), AT(0, 1)},
    {"RGB565", FOURCC(RGB565), 16, AT(11, 5), AT(5, 6), AT(0, 5), NONE},
    {"BGR565", FOURCC(BGR565), 16, AT(0, 5), AT(5, 6), AT(11, 5), NONE},
    {"RGB888", FOURCC(RGB888), 24, AT(16, 8), AT(8, 8), AT(0, 8), NONE},
    {"BGR888", FOURCC(BGR888), 24, AT(0, 8), AT(8, 8), AT(16, 8), NONE},
    {"XRGB8888", FOURCC(XRGB8888), 32, AT(16, 8), AT(8, 8), AT(0, 8), NONE},
    {"XBGR8888", FOURCC(XBGR8888), 32, AT(0, 8), AT(8, 8), AT(16, 8), NONE},
    {"RGBX8888", FOURCC(RGBX8888), 32, AT(24, 8), AT(16, 8), AT(8, 8), NONE},
    {"BGRX8888", FOURCC(BGRX8888), 32, AT(8, 8), AT(16, 8), AT(24, 8), NONE},
    {"ARGB8888", FOURCC(ARGB8888), 32, AT(16, 8), AT(8, 8), AT(0, 8), AT(24, 8)},
    {"ABGR8888", FOURCC(ABGR8888), 32, AT(0, 8), AT(8, 8), AT(16, 8), AT(24, 8)},
    {"RGBA8888", FOURCC(RGBA8888), 32, AT(24, 8), AT(16, 8), AT(8, 8), AT(0, 8)},
    {"BGRA8888", FOURCC(BGRA8888), 32, AT(8, 8), AT(16, 8), AT(24, 8), AT(0, 8)},
    {"XRGB2101010", FOURCC(XRGB2101010), 32, AT(20, 10), AT(10, 10), AT(0, 10), NONE},
    {"XBGR2101010", FOURCC(XBGR2101010), 32, AT(0, 10), AT(10, 10), AT(20, 10), NONE},
    {"RGBX1010102", FOURCC(RGBX1010102), 32, AT(22, 10), AT(12, 10), AT(2, 10), NONE},
    {"BGRX1010102", FOURCC(BGRX1010102), 32, AT(2, 10), AT(12, 10), AT(22, 10), NONE},
    {"ARGB2101010", FOURCC(ARGB2101010), 32, AT(20, 10), AT(10, 10), AT(0, 10), AT(30, 2)},
    {"ABGR2101010", FOURCC(ABGR2101010), 32, AT(0, 10), AT(10, 10), AT(20, 10), AT(30, 2)},
    {"RGBA1010102", FOURCC(RGBA1010102), 32, AT(22, 10), AT(12, 10), AT(2, 10), AT(0, 2)},
    {"BGRA1010102", FOURCC(BGRA1010102), 32, AT(2, 10), AT(12, 10), AT(22, 10), AT(0, 2)},
};

enum { DRM_COUNT = sizeof drm / sizeof drm[0] };

static void assert_channel(struct pixel_channel got, struct pixel_channel want)
{
    assert_int_equal(got.length, want.length);
    if (want.length > 0)
        assert_int_equal(got.offset, want.offset);
}

static void assert_packed(const struct pixel_format *f, int i, bool big_endian)
{
    assert_int_equal(f->kind, PIXEL_PACKED);
    assert_int_equal(f->bits_per_pixel, drm[i].bits);
    assert_int_equal(f->big_endian, big_endian);
    assert_channel(f->red, drm[i].red);
    assert_channel(f->green, drm[i].green);
    assert_channel(f->blue, drm[i].blue);
    assert_channel(f->alpha, drm[i].alpha);
    assert_true(pixel_format_check(f));
}

static void unknown_names_list_the_known_ones(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",      "XRGB",       "XRGB888",   "XRGB8888_LE", "XRGB8888_BE_BE", "RGB332_BE",
        "C8_BE", "MONO10_MSB", " XRGB8888", "RGB565 ",     "NV12",           "_BE",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct pixel_format f;
        error_set("none");
        assert_false(pixel_format_from_name(bad[i], &f));
        assert_non_null(strstr(error_text(), bad[i]));
        for (int n = 0; n < DRM_COUNT; n++)
            assert_non_null(strstr(error_text(), drm[n].name));
        assert_non_null(strstr(error_text(), " C8 R8 MONO10 MONO10_LSB MONO01 MONO01_LSB, "));
        assert_non_null(strstr(error_text(), "_BE for big-endian words"));
    }
}

static void long_names_do_not_push_the_list_out(void **state)
{
    (void)state;
    char name[5000];
    memset(name, 'R', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    struct pixel_format f;
    assert_false(pixel_format_from_name(name, &f));
    assert_non_null(strstr(error_text(), "big-endian words"));
}

static void drm_names_have_drm_layouts(void **state)
{
    (void)state;
    for (int i = 0; i < DRM_COUNT; i++) {
        struct pixel_format f;
        assert_true(pixel_format_from_name(drm[i].name, &f));
        assert_packed(&f, i, false);
        assert_string_equal(pixel_format_name(&f), drm[i].name);
        for (int j = 0; j < i && drm[i].fourcc != 0; j++)
            assert_int_not_equal(drm[i].fourcc, drm[j].fourcc);
        if (drm[i].bits == 8)
            continue;
        char big[32];
        snprintf(big, sizeof big, "%s_BE", drm[i].name);
        assert_true(pixel_format_from_name(big, &f));
        assert_packed(&f, i, true);
        assert_string_equal(pixel_format_name(&f), big);
    }
}

static void case_does_not_matter(void **state)
{
    (void)state;
    struct pixel_format f;
    assert_true(pixel_format_from_name("xrgb2101010_be", &f));
    assert_string_equal(pixel_format_name(&f), "XRGB2101010_BE");
    assert_true(pixel_format_from_name("mono01_Lsb", &f));
    assert_string_equal(pixel_format_name(&f), "MONO01_LSB");
}

static void the_other_kinds_have_names(void **state)
{
    (void)state;
    struct pixel_format f;
    assert_true(pixel_format_from_name("C8", &f));
    assert_int_equal(f.kind, PIXEL_PALETTE);
    assert_true(pixel_format_check(&f));
    assert_string_equal(pixel_format_name(&f), "C8");
    assert_true(pixel_format_from_name("R8", &f));
    assert_int_equal(f.kind, PIXEL_GREY);
    assert_true(pixel_format_check(&f));
    assert_string_equal(pixel_format_name(&f), "R8");
    for (int i = 0; i < 4; i++) {
        char name[16];
        snprintf(name, sizeof name, "MONO%s%s", i & 1 ? "01" : "10", i & 2 ? "_LSB" : "");
        assert_true(pixel_format_from_name(name, &f));
        assert_int_equal(f.kind, PIXEL_MONO);
        assert_int_equal(f.bits_per_pixel, 1);
        assert_int_equal(f.white_is_zero, (i & 1) != 0);
        assert_int_equal(f.low_bit_first, (i & 2) != 0);
        assert_true(pixel_format_check(&f));
        assert_string_equal(pixel_format_name(&f), name);
    }
}

static void unnamed_formats_say_so(void **state)
{
    (void)state;
    struct pixel_format f = {.bits_per_pixel = 24, .red = {12, 6}, .green = {6, 6}, .blue = {0, 6}};
    assert_true(pixel_format_check(&f));
    assert_string_equal(pixel_format_name(&f), "unnamed");
    /* A byte has no byte order, and an absent channel no place. */
    f = (struct pixel_format){.bits_per_pixel = 8,
                              .big_endian = true,
                              .red = {5, 3},
                              .green = {2, 3},
                              .blue = {0, 2},
                              .alpha = {7, 0}};
    assert_string_equal(pixel_format_name(&f), "RGB332");
}

static void assert_refused(struct pixel_format f, const char *text)
{
    error_set("none");
    assert_false(pixel_format_check(&f));
    assert_string_equal(error_text(), text);
}

static void bad_formats_are_refused_with_a_reason(void **state)
{
    (void)state;
    const struct pixel_channel r = {16, 8}, g = {8, 8}, b = {0, 8};
    assert_refused((struct pixel_format){.red = r},
                   "a packed pixel must have 8, 16, 24 or 32 bits, got 0");
    assert_refused((struct pixel_format){.bits_per_pixel = 12, .red = b},
                   "a packed pixel must have 8, 16, 24 or 32 bits, got 12");
    assert_refused((struct pixel_format){.bits_per_pixel = 32, .alpha = r},
                   "a packed pixel needs at least one of red, green and blue");
    assert_refused((struct pixel_format){.bits_per_pixel = 16, .red = r, .green = g, .blue = b},
                   "red must be at most 16 bits and inside the pixel's 16, got 8 bits from bit 16 "
                   "on");
    assert_refused((struct pixel_format){.bits_per_pixel = 32, .blue = {0, 17}},
                   "blue must be at most 16 bits and inside the pixel's 32, got 17 bits from bit 0 "
                   "on");
    assert_refused((struct pixel_format){.bits_per_pixel = 32, .green = {255, 255}},
                   "green must be at most 16 bits and inside the pixel's 32, got 255 bits from bit "
                   "255 on");
    assert_refused(
        (struct pixel_format){.bits_per_pixel = 32, .red = r, .green = g, .blue = {1, 8}},
        "blue (8 bits from bit 1 on) overlaps another channel");
    assert_refused((struct pixel_format){.bits_per_pixel = 32, .red = r, .alpha = {23, 1}},
                   "alpha (1 bits from bit 23 on) overlaps another channel");
    assert_refused((struct pixel_format){.kind = PIXEL_GREY, .bits_per_pixel = 16},
                   "a palette or grey pixel must have 8 bits, got 16");
    assert_refused((struct pixel_format){.kind = PIXEL_PALETTE, .bits_per_pixel = 4},
                   "a palette or grey pixel must have 8 bits, got 4");
    assert_refused((struct pixel_format){.kind = PIXEL_MONO, .bits_per_pixel = 8},
                   "a mono pixel must have 1 bit, got 8");
    assert_refused((struct pixel_format){.kind = (enum pixel_kind)9, .bits_per_pixel = 8},
                   "unknown kind of pixel format: 9");
}

static void rows_have_whole_bytes(void **state)
{
    (void)state;
    struct pixel_format f;
    assert_true(pixel_format_from_name("RGB888", &f));
    assert_int_equal(pixel_format_row_bytes(&f, 5), 15);
    assert_true(pixel_format_from_name("XRGB8888", &f));
    assert_int_equal(pixel_format_row_bytes(&f, 32767), 131068);
    assert_true(pixel_format_from_name("C8", &f));
    assert_int_equal(pixel_format_row_bytes(&f, 7), 7);
    assert_true(pixel_format_from_name("MONO10", &f));
    assert_int_equal(pixel_format_row_bytes(&f, 0), 0);
    assert_int_equal(pixel_format_row_bytes(&f, 1), 1);
    assert_int_equal(pixel_format_row_bytes(&f, 8), 1);
    assert_int_equal(pixel_format_row_bytes(&f, 9), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_names_list_the_known_ones),
        cmocka_unit_test(long_names_do_not_push_the_list_out),
        cmocka_unit_test(drm_names_have_drm_layouts),
        cmocka_unit_test(case_does_not_matter),
        cmocka_unit_test(the_other_kinds_have_names),
        cmocka_unit_test(unnamed_formats_say_so),
        cmocka_unit_test(bad_formats_are_refused_with_a_reason),
        cmocka_unit_test(rows_have_whole_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
