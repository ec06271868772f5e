/* Arenas: alignment, lifetime, reuse and sizes that nobody has. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void absurd_sizes_fail(void **state)
{
    (void)state;
    struct arena a = {0};
    assert_null(arena_take(&a, SIZE_MAX));
    assert_null(arena_take(&a, SIZE_MAX / 2 + 1));
    assert_null(arena_take(&a, SIZE_MAX / 2));
    assert_int_equal(a.bytes, 0);
    assert_non_null(arena_take(&a, 1)); /* still usable */
    arena_finish(&a);
    arena_finish(&a);
    arena_reset(&a);
}

static void pieces_are_aligned_and_apart(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    struct arena a = {0};
    static unsigned char *pieces[COUNT];
    for (int i = 0; i < COUNT; i++) {
        pieces[i] = arena_take(&a, (size_t)(i % 301));
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        memset(pieces[i], i & 255, (size_t)(i % 301));
    }
    for (int i = 0; i < COUNT; i++)
        for (int k = 0; k < i % 301; k++)
            assert_int_equal(pieces[i][k], i & 255);
    assert_true(a.bytes >= (size_t)COUNT * 140);
    arena_finish(&a);
    assert_int_equal(a.bytes, 0);
}

static void reset_keeps_a_block(void **state)
{
    (void)state;
    struct arena a = {0};
    for (int i = 0; i < 100; i++)
        assert_non_null(arena_take(&a, 5000));
    assert_non_null(arena_take(&a, (size_t)3 << 20)); /* too large to be kept */
    arena_reset(&a);
    assert_int_equal(a.bytes, 0);
    unsigned char *first = arena_take(&a, 5000);
    arena_reset(&a);
    assert_ptr_equal(arena_take(&a, 5000), first);
    memset(first, 1, 5000);
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absurd_sizes_fail),
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(reset_keeps_a_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
