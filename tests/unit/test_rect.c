/* All rectangles on a small board are compared with sets of pixels, each a 64-bit mask. */
#include "base/rect.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum {
    SIDE = 4, /* pixels of the board */
    CORNERS = SIDE + 1,
    COUNT = CORNERS * CORNERS * CORNERS * CORNERS,
};

/* The i-th rectangle with corners on the board; the empty and inverted ones are among them. */
static struct rect nth(int i)
{
    return (struct rect){
        .x0 = i % CORNERS,
        .y0 = i / CORNERS % CORNERS,
        .x1 = i / (CORNERS * CORNERS) % CORNERS,
        .y1 = i / (CORNERS * CORNERS * CORNERS),
    };
}

static unsigned pixels(struct rect r)
{
    unsigned set = 0;
    for (int y = r.y0; y < r.y1; y++)
        for (int x = r.x0; x < r.x1; x++)
            set |= 1U << (y * SIDE + x);
    return set;
}

static void empty(void **state)
{
    (void)state;
    assert_true(rect_empty((struct rect){0}));
    assert_true(rect_empty((struct rect){INT_MAX, 0, INT_MIN, 1}));
    assert_false(rect_empty((struct rect){INT_MIN, INT_MIN, INT_MAX, INT_MAX}));
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(rect_empty(nth(i)), pixels(nth(i)) == 0);
}

static void all_pairs(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            struct rect a = nth(i), b = nth(j);
            unsigned both = pixels(a) & pixels(b);
            assert_int_equal(pixels(rect_intersect(a, b)), both);
            assert_int_equal(rect_contains(a, b), both == pixels(b));
        }
    }
}

/* The union is the smallest: every side touches a pixel of a or b. */
static void union_is_around_both(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            struct rect u = rect_union(nth(i), nth(j));
            unsigned either = pixels(nth(i)) | pixels(nth(j));
            assert_int_equal(pixels(u) & either, either);
            if (either == 0) {
                assert_true(rect_empty(u));
                continue;
            }
            assert_true(either & pixels((struct rect){u.x0, u.y0, u.x0 + 1, u.y1}));
            assert_true(either & pixels((struct rect){u.x1 - 1, u.y0, u.x1, u.y1}));
            assert_true(either & pixels((struct rect){u.x0, u.y0, u.x1, u.y0 + 1}));
            assert_true(either & pixels((struct rect){u.x0, u.y1 - 1, u.x1, u.y1}));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty),
        cmocka_unit_test(all_pairs),
        cmocka_unit_test(union_is_around_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
