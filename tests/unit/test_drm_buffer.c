/* The choice of formats. Buffers themselves need a card: tests/device/fault_drm.c. */
#include "display/drm_buffer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <drm_fourcc.h>

#include "pixel/format.h"

static uint32_t few[] = {DRM_FORMAT_NV12, DRM_FORMAT_RGB565, DRM_FORMAT_RGB888,
                         DRM_FORMAT_XRGB8888};
static uint32_t fewer[] = {DRM_FORMAT_RGB565, DRM_FORMAT_RGB888};

/* A card with these two planes, and outputs on both. */
static int choose(struct drm_plane *planes, uint64_t depth, bool dither, int outputs,
                  struct drm_format *formats)
{
    struct drm_card card = {.planes = planes, .plane_count = 2, .preferred_depth = depth};
    struct drm_output list[2] = {{.plane = 0}, {.plane = 1}};
    return drm_formats_choose(&card, list, outputs, dither, formats);
}

static void test_the_best_that_all_planes_take(void **state)
{
    (void)state;
    struct drm_format formats[DRM_FORMATS_MAX];
    struct drm_plane planes[2] = {{.formats = few, .format_count = 4},
                                  {.formats = fewer, .format_count = 2}};
    assert_int_equal(choose(planes, 32, false, 1, formats), 3);
    assert_string_equal(formats[0].name, "XRGB8888");
    assert_string_equal(formats[1].name, "RGB888");
    assert_string_equal(formats[2].name, "RGB565");
    assert_int_equal(choose(planes, 32, false, 2, formats), 2);
    assert_string_equal(formats[0].name, "RGB888");
    planes[1].formats[0] = planes[1].formats[1] = DRM_FORMAT_NV12;
    assert_int_equal(choose(planes, 32, false, 2, formats), 0);
}

static void test_dithering_wants_the_cards_own_depth(void **state)
{
    (void)state;
    struct drm_format formats[DRM_FORMATS_MAX];
    struct drm_plane planes[2] = {{.formats = few, .format_count = 4}};
    assert_int_equal(choose(planes, 16, false, 1, formats), 3);
    assert_string_equal(formats[0].name, "XRGB8888");
    assert_int_equal(choose(planes, 16, true, 1, formats), 3);
    assert_string_equal(formats[0].name, "RGB565");
    assert_string_equal(formats[1].name, "XRGB8888");
    assert_int_equal(choose(planes, 24, true, 1, formats), 3);
    assert_string_equal(formats[0].name, "XRGB8888");
}

/* All that are known are tried where a plane does not say; each has a converter. */
static void test_planes_that_do_not_say(void **state)
{
    (void)state;
    struct drm_format formats[DRM_FORMATS_MAX];
    struct drm_plane planes[2] = {{.format_count = 0}};
    struct pixel_format pixels;
    int count = choose(planes, 0, false, 1, formats);
    assert_in_range(count, 10, DRM_FORMATS_MAX);
    for (int i = 0; i < count; i++)
        assert_true(pixel_format_from_name(formats[i].name, &pixels));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_best_that_all_planes_take),
        cmocka_unit_test(test_dithering_wants_the_cards_own_depth),
        cmocka_unit_test(test_planes_that_do_not_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
