/* What is counted never goes beyond the limit, whoever asks. */
#include "base/budget.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "no_memory.h"

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

static void blocks_are_counted(void **state)
{
    (void)state;
    budget_limit(1000);
    char *block = budget_resize(NULL, 0, 600);
    assert_non_null(block);
    block[599] = 7;
    assert_null(budget_resize(block, 600, 1001));
    assert_string_equal(error_text(),
                        "not enough memory: 1 bytes more than the 1000 that --max-memory allows");
    assert_int_equal(budget_used(), 600);
    assert_false(budget_short());
    assert_non_null(block = budget_resize(block, 600, 751));
    assert_int_equal(block[599], 7);
    assert_true(budget_short());
    assert_true(budget_has(249));
    assert_false(budget_has(250));
    assert_non_null(block = budget_resize(block, 751, 10));
    assert_int_equal(budget_used(), 10);
    assert_null(budget_aligned(64, 991));
    void *aligned = budget_aligned(64, 990);
    assert_int_equal((uintptr_t)aligned % 64, 0);
    assert_int_equal(budget_used(), 1000);
    budget_free(aligned, 990);
    assert_null(budget_aligned(64, 1000));
    assert_true(budget_refused());
    assert_false(budget_refused());
    budget_free(NULL, 10);
    assert_int_equal(budget_used(), 10);
    void *empty = budget_resize(NULL, 0, 0);
    assert_non_null(empty);
    budget_free(empty, 0);
    budget_free(block, 10);
    assert_int_equal(budget_used(), 0);
    budget_limit(0);
    /* With 32 bits malloc may give PTRDIFF_MAX, but never more; with 64 nobody has so much. */
    const size_t too_much = SIZE_MAX > UINT32_MAX ? PTRDIFF_MAX : SIZE_MAX - 65536;
    assert_null(budget_resize(NULL, 0, too_much));
    assert_null(budget_aligned(16, SIZE_MAX));
    assert_int_equal(budget_used(), 0);
    assert_false(budget_short());
    assert_true(budget_has(SIZE_MAX));
}

/* What a library has to have is counted, and others wait until it is given back. */
static void libraries_are_never_refused(void **state)
{
    (void)state;
    budget_limit(1000);
    const unsigned before = budget_refusals();
    char *block = budget_library_allocate(2000);
    assert_non_null(block);
    block[1999] = 7;
    assert_true(budget_used() >= 2000);
    assert_int_equal(budget_refusals(), before);
    assert_false(budget_has(0));
    assert_false(budget_take(1));
    assert_int_equal(budget_refusals(), before + 1);
    budget_library_free(block);
    budget_library_free(NULL);
    assert_int_equal(budget_used(), 0);
    assert_true(budget_take(1000));
    budget_give(1000);
    budget_limit(0);
}

static atomic_bool has_asked;

static void *ask_for_too_much(void *taken)
{
    for (int i = 0; i < 20000; i++)
        *(int *)taken += budget_take(2000);
    atomic_store(&has_asked, true);
    return NULL;
}

/* What is refused is not counted even for a moment: another thread's small blocks fit. */
static void the_refused_are_in_nobodys_way(void **state)
{
    (void)state;
    pthread_t thread;
    int refused = 0, taken = 0;
    budget_limit(1000);
    assert_int_equal(pthread_create(&thread, NULL, ask_for_too_much, &taken), 0);
    while (!atomic_load(&has_asked)) {
        if (budget_take(16))
            budget_give(16);
        else
            refused++;
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(taken, 0);
    assert_int_equal(refused, 0);
    budget_limit(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_limit),
        cmocka_unit_test(up_to_the_limit),
        cmocka_unit_test(blocks_are_counted),
        cmocka_unit_test(libraries_are_never_refused),
        cmocka_unit_test(the_refused_are_in_nobodys_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
