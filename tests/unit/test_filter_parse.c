/* The filter attribute's text. */
#include "canvas/filter_parse.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct filter filters[FILTER_LIST_MAX];

/* Parses a copy that ends where the text does, so that a sanitizer sees a byte read too many. */
static int parse(const char *text)
{
    const size_t length = strlen(text);
    char *copy = malloc(length + 1);
    assert_non_null(copy);
    char *start = copy + 1; /* a length of 0 has a valid pointer too */
    memcpy(start, text, length);
    const int count = filter_parse(start, length, filters);
    free(copy);
    return count;
}

static void what_is_not_valid_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "nonsense",
        "none none",
        "none blur(1px)",
        "inherit",
        "blur",
        "blur (1px)",
        "blur(1)",
        "blur(-1px)",
        "blur(1em)",
        "blur(10%)",
        "blur(1px 2px)",
        "blur(1px))",
        "blur(1px),",
        "blur(1px), blur(1px)",
        "brightness(-1)",
        "brightness(1px)",
        "contrast(-5%)",
        "sepia(1deg)",
        "hue-rotate(1)",
        "hue-rotate(1px)",
        "drop-shadow()",
        "drop-shadow(red)",
        "drop-shadow(1px)",
        "drop-shadow(1px 2px -1px)",
        "drop-shadow(1px 2px 3px 4px)",
        "drop-shadow(1px red 2px)",
        "drop-shadow(red 1px 2px red)",
        "drop-shadow(5 red 1px 2px)",
        "drop-shadow(1px, 2px)",
        "drop-shadow(1px 2px notacolor)",
        "drop-shadow(#currentcolor 1px 2px)",
        "url(#a)",
        "blur(1px) what",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (parse(texts[i]) != -1)
            fail_msg("\"%s\" was taken", texts[i]);
    assert_int_equal(filter_parse("blur(1px)\0", 10, filters), -1);
}

static void none_is_no_filter(void **state)
{
    (void)state;
    assert_int_equal(parse("none"), 0);
    assert_int_equal(parse("  NONE "), 0);
    assert_int_equal(parse("blur(0)"), 0);
    assert_int_equal(parse("blur()"), 0);
}

static void blurs_and_shadows(void **state)
{
    (void)state;
    assert_int_equal(parse(" Blur( 4px ) blur(2.5PX"), 2);
    assert_int_equal(filters[0].kind, FILTER_BLUR);
    assert_true(filters[0].sigma == 4 && filters[1].sigma == 2.5);
    assert_int_equal(parse("blur(1e9px)"), 1);
    assert_true(filters[0].sigma == FILTER_SIGMA_MAX);

    assert_int_equal(parse("drop-shadow(4px -5px 6px #f00)drop-shadow(rgba(0, 0, 255, 0.5) 0 1px)"),
                     2);
    assert_int_equal(filters[0].kind, FILTER_DROP_SHADOW);
    assert_true(filters[0].dx == 4 && filters[0].dy == -5 && filters[0].sigma == 6);
    assert_int_equal(filters[0].color, 0xffff0000);
    assert_true(filters[1].dx == 0 && filters[1].dy == 1 && filters[1].sigma == 0);
    assert_int_equal(filters[1].color, 0x800000ff);
    assert_int_equal(parse("drop-shadow(1in 2.54cm 25.4mm)drop-shadow(101.6q 72pt 6pc)"), 2);
    for (int i = 0; i < 2; i++) {
        assert_float_equal(filters[i].dx, 96, 1e-9);
        assert_float_equal(filters[i].dy, 96, 1e-9);
        assert_float_equal(filters[i].sigma, 96, 1e-9);
    }
    assert_int_equal(parse("drop-shadow(1px 2px)"), 1);
    assert_int_equal(filters[0].color, 0xff000000);
    assert_int_equal(parse("drop-shadow(currentColor 1px 2px)"), 1);
    assert_int_equal(filters[0].color, 0xff000000);
    assert_int_equal(parse("drop-shadow(1e300px -1e300px)"), 1);
    assert_true(isfinite(filters[0].dx) && isfinite(filters[0].dy));
}

/* What the last filter makes of a straight colour, channels 0 to 1. */
static void check_color(const char *text, const double in[3], const double out[3])
{
    assert_int_equal(parse(text), 1);
    assert_int_equal(filters[0].kind, FILTER_COLOR_MATRIX);
    for (size_t row = 0; row < 3; row++) {
        const float *m = filters[0].matrix + row * 5;
        const double sum = m[0] * in[0] + m[1] * in[1] + m[2] * in[2] + m[3] + m[4];
        if (fabs(sum - out[row]) > 1e-3)
            fail_msg("%s: channel %zu is %f, expected %f", text, row, sum, out[row]);
    }
    assert_true(filters[0].matrix[18] == 1);
}

static void colors_change_as_the_standard_has_it(void **state)
{
    (void)state;
    const double red[] = {1, 0, 0}, mixed[] = {0.25, 0.5, 0.75};
    check_color("brightness(150%)", mixed, (const double[]){0.375, 0.75, 1.125});
    check_color("brightness(0)", mixed, (const double[]){0, 0, 0});
    check_color("brightness()", mixed, mixed);
    check_color("contrast(2)", mixed, (const double[]){0, 0.5, 1});
    check_color("contrast(0%)", mixed, (const double[]){0.5, 0.5, 0.5});
    check_color("grayscale(1)", red, (const double[]){0.2126, 0.2126, 0.2126});
    check_color("grayscale(500%)", red, (const double[]){0.2126, 0.2126, 0.2126});
    check_color("grayscale(0.5)", red, (const double[]){0.6063, 0.1063, 0.1063});
    check_color("sepia()", red, (const double[]){0.393, 0.349, 0.272});
    check_color("sepia(0)", mixed, mixed);
    check_color("saturate(0)", red, (const double[]){0.213, 0.213, 0.213});
    check_color("saturate(2)", red, (const double[]){1.787, -0.213, -0.213});
    check_color("invert(1)", mixed, (const double[]){0.75, 0.5, 0.25});
    check_color("invert(25%)", red, (const double[]){0.75, 0.25, 0.25});
    check_color("hue-rotate(0)", mixed, mixed);
    check_color("hue-rotate(360deg)", mixed, mixed);
    check_color("hue-rotate(0.5turn)", red, (const double[]){-0.574, 0.426, 0.426});
    check_color("hue-rotate(100grad)", red, (const double[]){0, 0.356, -0.574});
    assert_int_equal(parse("opacity(30%)"), 1);
    assert_true(fabs(filters[0].matrix[18] - 0.3) < 1e-6 && filters[0].matrix[0] == 1);
    assert_int_equal(parse("brightness(1e300)"), 1);
    assert_true(isfinite(filters[0].matrix[0]));
}

static void long_lists_are_refused(void **state)
{
    (void)state;
    char text[FILTER_LIST_MAX * 9 + 10] = "";
    for (int i = 0; i < FILTER_LIST_MAX; i++)
        strcat(text, "blur(1px)");
    assert_int_equal(parse(text), FILTER_LIST_MAX);
    strcat(text, "sepia()");
    assert_int_equal(parse(text), -1);
}

static void tint_and_opacity_are_matrices(void **state)
{
    (void)state;
    const struct filter tint = filter_tint(0x80ff0033);
    assert_true(tint.matrix[0] == 1 && tint.matrix[6] == 0);
    assert_true(fabs(tint.matrix[12] - 0.2) < 1e-6 && fabs(tint.matrix[18] - 128 / 255.0) < 1e-6);
    assert_true(filter_opacity(0.25).matrix[18] == 0.25f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_valid_is_refused),
        cmocka_unit_test(none_is_no_filter),
        cmocka_unit_test(blurs_and_shadows),
        cmocka_unit_test(colors_change_as_the_standard_has_it),
        cmocka_unit_test(long_lists_are_refused),
        cmocka_unit_test(tint_and_opacity_are_matrices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
