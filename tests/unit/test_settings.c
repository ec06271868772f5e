/* The key=value pairs of --display: what is taken, and how everything else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "display/display_impl.h"

enum { SIZE, FORMAT, COUNT };

static bool parse(const char *text, struct display_setting set[COUNT])
{
    set[SIZE] = (struct display_setting){.key = "size"};
    set[FORMAT] = (struct display_setting){.key = "format"};
    return display_settings_parse(text, set, COUNT);
}

static void nothing_is_fine(void **state)
{
    (void)state;
    struct display_setting set[COUNT];
    assert_true(parse(NULL, set));
    assert_string_equal(set[SIZE].value, "");
    assert_string_equal(set[FORMAT].value, "");
}

static void pairs_come_in_any_order(void **state)
{
    (void)state;
    struct display_setting set[COUNT];
    assert_true(parse("format=a=b,size=3", set));
    assert_string_equal(set[SIZE].value, "3");
    assert_string_equal(set[FORMAT].value, "a=b");
}

static void bad_pairs_are_named(void **state)
{
    (void)state;
    const char *const cases[][2] = {
        {"", "unknown setting \"\"; expected size=, format="},
        {"size=1,", "unknown setting \"\"; expected size=, format="},
        {"sizes=1", "unknown setting \"sizes\"; expected size=, format="},
        {"Size=1", "unknown setting \"Size\"; expected size=, format="},
        {"=1", "unknown setting \"\"; expected size=, format="},
        {"size", "size= lacks a value"},
        {"size=,format=x", "size= lacks a value"},
        {"size=1,size=1", "size= is given twice"},
        {"format=1234567890123456789012345678901234567890123456789012345678901234",
         "the value of format= is longer than 63 characters"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct display_setting set[COUNT];
        assert_false(parse(cases[i][0], set));
        assert_string_equal(error_text(), cases[i][1]);
    }
}

static void sizes(void **state)
{
    (void)state;
    struct display_setting size = {.key = "size"};
    int w = 7, h = 8;
    assert_true(display_setting_size(&size, &w, &h));
    assert_int_equal(w, 7);
    assert_int_equal(h, 8);
    strcpy(size.value, "3x3");
    assert_true(display_setting_size(&size, &w, &h));
    assert_int_equal(w, 3);
    assert_int_equal(h, 3);
    strcpy(size.value, "3200x2000");
    assert_true(display_setting_size(&size, &w, &h));
    assert_int_equal(w, 3200);
    assert_int_equal(h, 2000);
}

static void bad_sizes(void **state)
{
    (void)state;
    const char *const malformed[] = {"3",    "x3",   "3x",   "3x3x3", "3X3",   "-3x3",  "3x-3",
                                     "+3x3", " 3x3", "3x3 ", "3 x3",  "0x10y", "1e3x3", "3.5x3"};
    struct display_setting size = {.key = "size"};
    int w = 7, h = 8;
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        strcpy(size.value, malformed[i]);
        assert_false(display_setting_size(&size, &w, &h));
        assert_non_null(strstr(error_text(), "expected size=WIDTHxHEIGHT, such as 1280x720"));
        assert_non_null(strstr(error_text(), malformed[i]));
    }
    const char *const impossible[] = {"0x0",           "0x5",     "5x0",
                                      "100000x100000", "32768x1", "99999999999999999999999999x1",
                                      "32767x32767"};
    for (size_t i = 0; i < sizeof impossible / sizeof impossible[0]; i++) {
        strcpy(size.value, impossible[i]);
        assert_false(display_setting_size(&size, &w, &h));
        assert_non_null(strstr(error_text(), "32767"));
    }
    assert_int_equal(w, 7);
    assert_int_equal(h, 8);
}

static void numbers(void **state)
{
    (void)state;
    struct display_setting stride = {.key = "stride"};
    size_t n = 5;
    assert_true(display_setting_number(&stride, &n));
    assert_int_equal(n, 5);
    strcpy(stride.value, "12800");
    assert_true(display_setting_number(&stride, &n));
    assert_int_equal(n, 12800);
    strcpy(stride.value, "99999999999999999999999999");
    assert_true(display_setting_number(&stride, &n));
    assert_true(n >= SIZE_MAX / 2);
    const char *const malformed[] = {"-1", "x", "1x", "0x10", "1.5", " 1"};
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        strcpy(stride.value, malformed[i]);
        assert_false(display_setting_number(&stride, &n));
        assert_non_null(strstr(error_text(), "expected a whole number after stride="));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_fine),
        cmocka_unit_test(bad_pairs_are_named),
        cmocka_unit_test(pairs_come_in_any_order),
        cmocka_unit_test(bad_sizes),
        cmocka_unit_test(sizes),
        cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
