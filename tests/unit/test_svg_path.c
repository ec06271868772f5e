/* SVG path data: the grammar, every command, and what an error leaves. */
#include "canvas/svg_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "path_text.h"

static void check(const char *data, const char *expected)
{
    struct path path = {0};
    const size_t length = strlen(data);
    char *copy = malloc(length + 1); /* a sanitizer sees a byte read too many */
    assert_non_null(copy);
    char *start = copy + 1; /* a length of 0 has a valid pointer too */
    memcpy(start, data, length);
    assert_true(svg_path_parse(start, length, &path));
    free(copy);
    if (strcmp(path_text(&path), expected) != 0)
        fail_msg("\"%s\" gave \"%s\", expected \"%s\"", data, path_text(&path), expected);
    path_finish(&path);
}

static void lines_are_absolute_and_relative(void **state)
{
    (void)state;
    check("", "");
    check("M1 2", "M 1 2");
    check("M1,2L3,4", "M 1 2 L 3 4");
    check("m1 2 3 4 5 6", "M 1 2 L 4 6 L 9 12");
    check("M1 2 3 4 5 6", "M 1 2 L 3 4 L 5 6");
    check("M 1 2 l 1 1 2 2 L 0 0", "M 1 2 L 2 3 L 4 5 L 0 0");
    check("M1 2H5V6h-1v-2", "M 1 2 L 5 2 L 5 6 L 4 6 L 4 4");
    check("M1 2H5 6 7", "M 1 2 L 5 2 L 6 2 L 7 2");
    check("\t\n M\r1\f2 \n", "M 1 2");
}

static void closing_goes_back(void **state)
{
    (void)state;
    check("M1 2L3 4Z", "M 1 2 L 3 4 Z");
    check("M1 2L3 4zl1 1", "M 1 2 L 3 4 Z M 1 2 L 2 3");
    check("M1 2L3 4ZM5 6L7 8z", "M 1 2 L 3 4 Z M 5 6 L 7 8 Z");
    check("M1 2L3 4zm1 1", "M 1 2 L 3 4 Z M 2 3");
}

static void numbers_need_no_space_between_them(void **state)
{
    (void)state;
    check("M1-2L.5.5-1e1+2", "M 1 -2 L 0.5 0.5 L -10 2");
    check("M1e2,1E-1", "M 100 0.1");
    check("M+1 -0", "M 1 0");
}

static void curves(void **state)
{
    (void)state;
    check("M0 0C1 2 3 4 5 6", "M 0 0 C 1 2 3 4 5 6");
    check("M1 1c1 2 3 4 5 6 1 1 2 2 3 3", "M 1 1 C 2 3 4 5 6 7 C 7 8 8 9 9 10");
    check("M0 0Q1 2 3 4", "M 0 0 Q 1 2 3 4");
    check("M1 1q1 2 3 4", "M 1 1 Q 2 3 4 5");
    /* Smooth ones mirror the control point before them, or begin at the current point. */
    check("M0 0C1 2 3 4 5 6S9 9 10 10", "M 0 0 C 1 2 3 4 5 6 C 7 8 9 9 10 10");
    check("M0 0C1 2 3 4 5 6s4 3 5 4", "M 0 0 C 1 2 3 4 5 6 C 7 8 9 9 10 10");
    check("M5 6S9 9 10 10", "M 5 6 C 5 6 9 9 10 10");
    check("M0 0Q1 2 3 4S9 9 10 10", "M 0 0 Q 1 2 3 4 C 3 4 9 9 10 10");
    check("M0 0Q1 2 3 4T9 9", "M 0 0 Q 1 2 3 4 Q 5 6 9 9");
    check("M0 0Q1 2 3 4T9 9t1 1", "M 0 0 Q 1 2 3 4 Q 5 6 9 9 Q 13 12 10 10");
    check("M1 2T5 6", "M 1 2 Q 1 2 5 6");
    check("M0 0Q1 2 3 4L5 5T6 6", "M 0 0 Q 1 2 3 4 L 5 5 Q 5 5 6 6");
}

static void arcs(void **state)
{
    (void)state;
    /* Centre, half axes, angles; the flags choose among four ways. */
    check("M10 0A10 10 0 0 1 0 10", "M 10 0 A 0 0 10 0 0 10 0 1.571");
    check("M10 0A10 10 0 1 0 0 10", "M 10 0 A 0 0 10 0 0 10 0 -4.712");
    check("M10 0A10 10 0 0 0 0 10", "M 10 0 A 10 10 10 0 0 10 -1.571 -3.142");
    check("M10 0A10 10 0 1 1 0 10", "M 10 0 A 10 10 10 0 0 10 -1.571 3.142");
    check("M10 0a10 10 0 0 1-10 10", "M 10 0 A 0 0 10 0 0 10 0 1.571");
    check("M10 0A10 5 90 0 1 0 0", "M 10 0 A 5 0 0 10 -5 0 -1.571 1.571");
    /* Flags need no separator. */
    check("M10 0a10 10 0 01-10 10", "M 10 0 A 0 0 10 0 0 10 0 1.571");
    check("M10 0a10,10,0,01-10,10", "M 10 0 A 0 0 10 0 0 10 0 1.571");
    check("M10 0a10 10 0 0110.5.5", "M 10 0 A 14.845 8.748 10 0 0 10 -2.077 -0.97");
    check("M10 0a10 10 0 2 1-10 10", "M 10 0");
    /* Radii: their size counts; too small ones grow; without one it is a line. */
    check("M10 0A-10 -10 0 0 1 0 10", "M 10 0 A 0 0 10 0 0 10 0 1.571");
    check("M0 0A1 1 0 0 1 10 0", "M 0 0 A 5 0 5 0 0 5 3.142 6.283");
    check("M0 0A0 5 0 0 1 10 0", "M 0 0 L 10 0");
    check("M0 0A5 5 0 0 1 0 0L1 1", "M 0 0 L 1 1");
}

static void what_was_valid_until_an_error_stays(void **state)
{
    (void)state;
    check("L1 2", "");
    check("1 2", "");
    check("x", "");
    check("M", "");
    check("M1", "");
    check("M1 2L3", "M 1 2");
    check("M1 2L3 4 5", "M 1 2 L 3 4");
    check("M1 2L3 4X5 6L7 8", "M 1 2 L 3 4");
    check("M1 2Z3", "M 1 2");
    check("M1 2L3 4z5", "M 1 2 L 3 4 Z");
    check("M1 2L 1. 2", "M 1 2");
    check("M1 2L nan 3", "M 1 2");
    check("M1 2C1 2 3 4 5", "M 1 2");
    check("M1 2L3,,4", "M 1 2");
}

static void huge_numbers_stay_finite(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "M1e300 1e300L1e999 0l1e308 1e308 1e308 1e308",
        "M0 0A1e300 1e-300 1e300 1 1 1e300 1e300A1e-300 1e300 7 0 0 0 0",
        "M0 0A1e308 1e308 0 0 1 1 1",
        "M1e290 0m1e290 0 1e290 0t1e308 0t1 1t1 1s1e308 1e308 1 1",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct path path = {0};
        assert_true(svg_path_parse(texts[i], strlen(texts[i]), &path));
        assert_true(path_is_finite(&path));
        path_finish(&path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_absolute_and_relative),
        cmocka_unit_test(closing_goes_back),
        cmocka_unit_test(numbers_need_no_space_between_them),
        cmocka_unit_test(curves),
        cmocka_unit_test(arcs),
        cmocka_unit_test(what_was_valid_until_an_error_stays),
        cmocka_unit_test(huge_numbers_stay_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
