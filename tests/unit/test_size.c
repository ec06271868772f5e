/* Sizes that do not fit must be noticed. */
#include "base/size.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void multiply(void **state)
{
    (void)state;
    size_t out;
    assert_true(size_multiply(0, SIZE_MAX, &out));
    assert_true(out == 0);
    assert_true(size_multiply(1, SIZE_MAX, &out));
    assert_true(out == SIZE_MAX);
    assert_true(size_multiply(1234, 5678, &out));
    assert_true(out == 7006652);
    assert_false(size_multiply(2, SIZE_MAX / 2 + 1, &out));
    assert_false(size_multiply(SIZE_MAX, SIZE_MAX, &out));
}

static void add(void **state)
{
    (void)state;
    size_t out;
    assert_true(size_add(SIZE_MAX, 0, &out));
    assert_true(out == SIZE_MAX);
    assert_true(size_add(1, 2, &out));
    assert_true(out == 3);
    assert_false(size_add(SIZE_MAX, 1, &out));
    assert_false(size_add(SIZE_MAX / 2 + 1, SIZE_MAX / 2 + 1, &out));
}

static void round_up(void **state)
{
    (void)state;
    assert_true(size_round_up(0, 64) == 0);
    assert_true(size_round_up(1, 64) == 64);
    assert_true(size_round_up(64, 64) == 64);
    assert_true(size_round_up(65, 64) == 128);
    assert_true(size_round_up(7, 1) == 7);
    assert_true(size_round_up(SIZE_MAX - 63, 64) == SIZE_MAX - 63);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(multiply),
        cmocka_unit_test(add),
        cmocka_unit_test(round_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
