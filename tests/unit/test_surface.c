/* Surfaces: the sizes that are accepted, and what fresh memory looks like. */
#include "pixel/surface.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"

static void finish_accepts_a_zeroed_surface(void **state)
{
    (void)state;
    struct surface s = {0};
    surface_finish(&s);
    surface_finish(&s);
    assert_null(s.pixels);
}

static void bad_sizes_name_both_limits(void **state)
{
    (void)state;
    static const int64_t bad[][2] = {
        {0, 1},         {1, 0},         {-1, 5},        {5, -1},        {32768, 1},
        {1, 32768},     {0, 0},         {100000, 1000}, {16385, 16384}, {INT64_MAX, INT64_MAX},
        {32767, 32767}, {INT64_MIN, 1},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        size_t bytes;
        error_set("none");
        assert_false(surface_size(bad[i][0], bad[i][1], &bytes));
        assert_non_null(strstr(error_text(), "32767"));
        assert_non_null(strstr(error_text(), "268435456"));
    }
    assert_string_equal(error_text(), "size must be 1 to 32767 pixels a side and at most 268435456 "
                                      "pixels in all, got -9223372036854775808x1");
}

static void good_sizes_count_whole_rows(void **state)
{
    (void)state;
    size_t bytes;
    assert_true(surface_size(1, 1, &bytes));
    assert_int_equal(bytes, 64);
    assert_true(surface_size(16, 3, &bytes));
    assert_int_equal(bytes, 3 * 64);
    assert_true(surface_size(17, 3, &bytes));
    assert_int_equal(bytes, 3 * 128);
    assert_true(surface_size(16384, 16384, &bytes));
    assert_int_equal(bytes, (size_t)1 << 30);
    assert_true(surface_size(1, 32767, &bytes));
    assert_true(surface_size(32767, 1, &bytes));
}

static void strides_are_whole_cache_lines(void **state)
{
    (void)state;
    assert_int_equal(surface_stride(1), 16);
    assert_int_equal(surface_stride(16), 16);
    assert_int_equal(surface_stride(17), 32);
    assert_int_equal(surface_stride(1366), 1376);
    assert_int_equal(surface_stride(SURFACE_MAX_SIDE), 32768);
}

static void a_refused_surface_is_zeroed(void **state)
{
    (void)state;
    struct surface s;
    memset(&s, 0xa5, sizeof s);
    assert_false(surface_init(&s, 0, 10));
    assert_null(s.pixels);
    assert_int_equal(s.width, 0);
    surface_finish(&s);
}

static void a_new_surface_is_transparent_and_aligned(void **state)
{
    (void)state;
    struct surface s;
#ifdef M_PERTURB
    mallopt(M_PERTURB, 0xa5); /* glibc: memory comes dirty */
#endif
    assert_true(surface_init(&s, 33, 7));
    assert_int_equal(s.width, 33);
    assert_int_equal(s.height, 7);
    assert_int_equal(s.stride, 48);
    for (int y = 0; y < s.height; y++) {
        assert_int_equal((uintptr_t)surface_at(&s, 0, y) % SURFACE_ALIGNMENT, 0);
        for (int x = 0; x < s.stride; x++)
            assert_int_equal(s.pixels[y * s.stride + x], 0);
    }
    *surface_at(&s, 32, 6) = 0x12345678;
    assert_int_equal(s.pixels[6 * 48 + 32], 0x12345678);
    struct rect r = surface_bounds(&s);
    assert_int_equal(r.x0, 0);
    assert_int_equal(r.y0, 0);
    assert_int_equal(r.x1, 33);
    assert_int_equal(r.y1, 7);
    surface_finish(&s);
    assert_null(s.pixels);
    assert_int_equal(s.stride, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finish_accepts_a_zeroed_surface),
        cmocka_unit_test(bad_sizes_name_both_limits),
        cmocka_unit_test(good_sizes_count_whole_rows),
        cmocka_unit_test(strides_are_whole_cache_lines),
        cmocka_unit_test(a_refused_surface_is_zeroed),
        cmocka_unit_test(a_new_surface_is_transparent_and_aligned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
