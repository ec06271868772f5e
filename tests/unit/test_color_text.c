/* How colours read back. */
#include "canvas/color_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "canvas/color.h"

static void check(uint32_t color, const char *expected)
{
    char text[COLOR_TEXT_SIZE];
    color_serialize(color, text);
    assert_string_equal(text, expected);
}

static void opaque_colors_are_hexadecimal(void **state)
{
    (void)state;
    check(0xff000000, "#000000");
    check(0xff0a0bff, "#0a0bff");
    check(0xffffffff, "#ffffff");
}

static void others_have_an_alpha(void **state)
{
    (void)state;
    check(0x00000000, "rgba(0, 0, 0, 0)");
    check(0x80ff0102, "rgba(255, 1, 2, 0.5)");
    check(0x33ffffff, "rgba(255, 255, 255, 0.2)");
    check(0x01000000, "rgba(0, 0, 0, 0.004)"); /* 0.00 and 0.01 are other bytes */
    check(0xfe000000, "rgba(0, 0, 0, 0.996)");
    check(0x03000000, "rgba(0, 0, 0, 0.01)");
}

static void every_alpha_reads_back_as_itself(void **state)
{
    (void)state;
    for (uint32_t alpha = 0; alpha <= 255; alpha++) {
        char text[COLOR_TEXT_SIZE];
        uint32_t color = 0;
        color_serialize(alpha << 24 | 0x123456, text);
        assert_true(color_parse(text, strlen(text), &color));
        assert_int_equal(color, alpha << 24 | 0x123456);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opaque_colors_are_hexadecimal),
        cmocka_unit_test(others_have_an_alpha),
        cmocka_unit_test(every_alpha_reads_back_as_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
