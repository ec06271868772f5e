/* The arithmetic of pixels is tried whole: every product, every pair of channel and alpha. */
#include "pixel/color.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* a * b / 255 rounded to nearest, as the definition has it; 255 is odd, so there are no ties. */
static uint32_t exact(uint32_t a, uint32_t b)
{
    return (2 * a * b + 255) / 510;
}

static uint32_t word(uint32_t a, uint32_t r, uint32_t g, uint32_t b)
{
    return a << 24 | r << 16 | g << 8 | b;
}

static void division_by_255_is_exact(void **state)
{
    (void)state;
    for (uint32_t p = 0; p <= 65025; p++)
        assert_int_equal(color_divide_255(p), (p + 127) / 255);
}

static void premultiply_rounds_each_channel(void **state)
{
    (void)state;
    for (uint32_t a = 0; a < 256; a++)
        for (uint32_t c = 0; c < 256; c++) {
            uint32_t d = 255 - c, e = c ^ 0x55;
            assert_int_equal(color_premultiply(word(a, c, d, e)),
                             word(a, exact(a, c), exact(a, d), exact(a, e)));
        }
}

static void unpremultiply_rounds_each_channel(void **state)
{
    (void)state;
    assert_int_equal(color_unpremultiply(0), 0);
    assert_int_equal(color_unpremultiply(0x00ffffff), 0);
    for (uint32_t a = 1; a < 256; a++)
        for (uint32_t c = 0; c < 256; c++) {
            uint32_t legal = c < a ? c : a; /* colour above alpha counts as alpha */
            uint32_t want = (2 * legal * 255 + a) / (2 * a);
            assert_int_equal(color_unpremultiply(word(a, c, 0, 0)), word(a, want, 0, 0));
            assert_int_equal(color_unpremultiply(word(a, 0, c, 0)), word(a, 0, want, 0));
            assert_int_equal(color_unpremultiply(word(a, 0, 0, c)), word(a, 0, 0, want));
        }
}

static void premultiplied_words_survive_the_round_trip(void **state)
{
    (void)state;
    for (uint32_t a = 1; a < 256; a++)
        for (uint32_t c = 0; c <= a; c++) {
            uint32_t p = word(a, c, a - c, a);
            assert_int_equal(color_premultiply(color_unpremultiply(p)), p);
        }
}

static void over_rounds_once_a_channel(void **state)
{
    (void)state;
    for (uint32_t a = 0; a < 256; a++)
        for (uint32_t d = 0; d < 256; d++) {
            uint32_t source = word(a, a, a / 2, 0);
            uint32_t keep = 255 - a;
            assert_int_equal(
                color_over(word(255, d, 255 - d, d ^ 0x55), source),
                word(255, a + exact(d, keep), a / 2 + exact(255 - d, keep), exact(d ^ 0x55, keep)));
            assert_int_equal(
                color_over(word(d, d, 0, d / 2), source),
                word(a + exact(d, keep), a + exact(d, keep), a / 2, exact(d / 2, keep)));
        }
}

static void over_has_the_ends_that_everyone_expects(void **state)
{
    (void)state;
    assert_int_equal(color_over(0xff102030, 0), 0xff102030);
    assert_int_equal(color_over(0xff102030, 0xff405060), 0xff405060);
    assert_int_equal(color_over(0, 0x80402010), 0x80402010);
    assert_int_equal(color_over(0xffffffff, 0x80000000), 0xff7f7f7f);
}

/* A script can write colour above alpha; a sum that overflows stays in its own channel. */
static void over_keeps_overflow_inside_its_channel(void **state)
{
    (void)state;
    assert_int_equal(color_over(0xffffffff, 0x00ff0000), 0xfffeffff);
    assert_int_equal(color_over(0xff000000, 0x00ffffff), 0xffffffff);
    assert_int_equal(color_over(0xffffffff, 0x00010101), 0xff000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(division_by_255_is_exact),
        cmocka_unit_test(premultiply_rounds_each_channel),
        cmocka_unit_test(unpremultiply_rounds_each_channel),
        cmocka_unit_test(premultiplied_words_survive_the_round_trip),
        cmocka_unit_test(over_rounds_once_a_channel),
        cmocka_unit_test(over_has_the_ends_that_everyone_expects),
        cmocka_unit_test(over_keeps_overflow_inside_its_channel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
