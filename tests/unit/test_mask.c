/* Memory of masks. */
#include "raster/mask.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "no_memory.h"

static void empty_boxes_need_no_memory(void **state)
{
    (void)state;
    struct mask m = {0};
    mask_finish(&m);
    const struct rect boxes[] = {{0, 0, 0, 0}, {5, 5, 5, 9}, {9, 9, 5, 5}, {0, 0, 9, 0}};
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        assert_true(mask_init(&m, boxes[i]));
        assert_true(rect_empty(m.box));
        mask_finish(&m);
    }
}

static void pixels_are_zero_and_where_they_belong(void **state)
{
    (void)state;
    struct mask m;
    const struct rect box = {-7, 3, 60, 9};
    assert_true(mask_init(&m, box));
    assert_int_equal(m.stride % 64, 0);
    assert_true(m.stride >= 67);
    assert_int_equal((uintptr_t)m.coverage % 64, 0);
    assert_ptr_equal(mask_at(&m, -7, 3), m.coverage);
    for (int y = box.y0; y < box.y1; y++)
        for (int x = box.x0; x < box.x1; x++) {
            assert_int_equal(*mask_at(&m, x, y), 0);
            *mask_at(&m, x, y) = (uint8_t)(y * 67 + x);
        }
    for (int y = box.y0; y < box.y1; y++)
        for (int x = box.x0; x < box.x1; x++)
            assert_int_equal(*mask_at(&m, x, y), (uint8_t)(y * 67 + x));
    mask_finish(&m);
    assert_null(m.coverage);
}

static void memory_can_be_missing(void **state)
{
    (void)state;
    struct mask m;
    error_set("nothing");
    assert_false(mask_init(&m, (struct rect){0, 0, INT_MAX - 64, INT_MAX}));
    assert_non_null(strstr(error_text(), "a mask of 2147483583x2147483647 pixels: no memory for"));
    mask_finish(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_boxes_need_no_memory),
        cmocka_unit_test(pixels_are_zero_and_where_they_belong),
        cmocka_unit_test(memory_can_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
