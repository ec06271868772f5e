/* Numbers as users write them: what is one, what follows it, and what is too large. */
#include "base/digits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* `text` must give `number`, with `rest` behind it. */
static void gives(const char *text, int64_t number, const char *rest)
{
    int64_t got = -1;
    const char *end = digits_parse(text, &got);
    assert_non_null(end);
    assert_string_equal(end, rest);
    assert_true(got == number);
}

static void no_digits(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "x1", "-1", "+1", " 1", ".5"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t got = -1;
        assert_null(digits_parse(texts[i], &got));
        assert_true(got == 0);
    }
}

static void digits_and_what_follows(void **state)
{
    (void)state;
    gives("0", 0, "");
    gives("007", 7, "");
    gives("1280x720", 1280, "x720");
    gives("1.5", 1, ".5");
    gives("9223372036854775807", INT64_MAX, "");
}

static void too_large(void **state)
{
    (void)state;
    gives("9223372036854775808", INT64_MAX, "");
    gives("18446744073709551616x", INT64_MAX, "x");
    gives("99999999999999999999999999999999999999990", INT64_MAX, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_digits),
        cmocka_unit_test(digits_and_what_follows),
        cmocka_unit_test(too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
