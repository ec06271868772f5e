/* A log has a text once, and then how often it came. */
#include "base/repeat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static uint32_t take(struct repeat *r, const char *text)
{
    return repeat_count(r, text, strlen(text));
}

static void texts_in_a_row_are_counted(void **state)
{
    (void)state;
    struct repeat r = {0};
    assert_int_equal(take(&r, ""), 1);
    assert_int_equal(take(&r, "a"), 1);
    assert_int_equal(take(&r, "a"), 2);
    assert_int_equal(take(&r, "a"), 3);
    assert_int_equal(take(&r, "aa"), 1);
    assert_int_equal(take(&r, "a"), 1);
    r.count = UINT32_MAX;
    assert_int_equal(take(&r, "a"), 1);
}

static void ever_fewer_are_told(void **state)
{
    (void)state;
    int told = 0;
    for (uint32_t n = 1; n <= 1000000; n++)
        told += repeat_is_told(n);
    assert_true(repeat_is_told(1) && repeat_is_told(2) && !repeat_is_told(3));
    assert_int_equal(told, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_in_a_row_are_counted),
        cmocka_unit_test(ever_fewer_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
