/* What is counted never goes beyond the limit, whoever asks. */
#include "base/budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"

static void without_a_limit(void **state)
{
    (void)state;
    assert_int_equal(budget_used(), 0);
    assert_true(budget_take(SIZE_MAX / 2));
    budget_give(SIZE_MAX / 2);
    assert_int_equal(budget_used(), 0);
}

static void up_to_the_limit(void **state)
{
    (void)state;
    budget_limit(1000);
    assert_true(budget_take(600));
    assert_false(budget_take(401));
    assert_string_equal(error_text(),
                        "not enough memory: 1 bytes more than the 1000 that --max-memory allows");
    assert_false(budget_take(SIZE_MAX));
    assert_true(budget_take(400));
    assert_false(budget_take(1));
    assert_int_equal(budget_used(), 1000);
    budget_limit(500); /* less than there is already */
    assert_false(budget_take(1));
    budget_give(1000);
    assert_true(budget_take(500));
    budget_give(500);
    budget_limit(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_limit),
        cmocka_unit_test(up_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
