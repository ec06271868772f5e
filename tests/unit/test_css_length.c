/* Lengths as CSS writes them. */
#include "canvas/css_length.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void what_is_no_length_changes_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"",     " ",      "1",    "px",        "1 px", "1px 2px",
                                        "1foo", "1pxpx",  "10%",  "0%",        "auto", "normal",
                                        "inf",  "0x10px", "1.px", "calc(1px)", "1vw",  "--1px"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct css_length l = {42, 1};
        if (css_length_parse(texts[i], strlen(texts[i]), &l))
            fail_msg("'%s' was taken", texts[i]);
        assert_true(l.number == 42 && l.unit == 1);
    }
    struct css_length l;
    assert_false(css_length_parse("1px\0", 4, &l));
}

static void lengths_read_back(void **state)
{
    (void)state;
    static const struct {
        const char *text, *serialized;
        double pixels; /* where the font has 20 */
    } lengths[] = {
        {"0", "0px", 0},
        {"-0px", "0px", 0},
        {"3PX", "3px", 3},
        {" 1.50px ", "1.5px", 1.5},
        {"-.5em", "-0.5em", -10},
        {"1rem", "1rem", 16},
        {"2ex", "2ex", 20},
        {"2ch", "2ch", 20},
        {"1ic", "1ic", 20},
        {"1in", "1in", 96},
        {"72pt", "72pt", 96},
        {"6pc", "6pc", 96},
        {"2.54cm", "2.54cm", 96},
        {"25.4mm", "25.4mm", 96},
        {"101.6Q", "101.6q", 96},
        {"1e3px", "1000px", 1000},
        {"1e99px", "1000000px", 1e6},
        {"123456px", "123456px", 123456},
        {"0.1234567px", "0.123457px", 0.1234567},
    };
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct css_length l = {42, 1};
        char text[CSS_LENGTH_SIZE];
        assert_true(css_length_parse(lengths[i].text, strlen(lengths[i].text), &l));
        css_length_serialize(&l, text);
        assert_string_equal(text, lengths[i].serialized);
        const double error = css_length_pixels(&l, 20) - lengths[i].pixels;
        assert_true(error < 1e-9 && error > -1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_length_changes_nothing),
        cmocka_unit_test(lengths_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
