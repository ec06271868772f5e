/* Where rectangles and pixels come to lie when a picture is turned. */
#include "screen/rotate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_rect(struct rect r, int x0, int y0, int x1, int y1)
{
    assert_int_equal(r.x0, x0);
    assert_int_equal(r.y0, y0);
    assert_int_equal(r.x1, x1);
    assert_int_equal(r.y1, y1);
}

/* The upper left 2x1 pixels of a picture of 10x6. */
static void the_top_goes_to_the_right_the_bottom_the_left(void **state)
{
    (void)state;
    const struct rect r = {0, 0, 2, 1};
    assert_rect(rotate_rect(r, 0, 10, 6), 0, 0, 2, 1);
    assert_rect(rotate_rect(r, 90, 10, 6), 5, 0, 6, 2);
    assert_rect(rotate_rect(r, 180, 10, 6), 8, 5, 10, 6);
    assert_rect(rotate_rect(r, 270, 10, 6), 0, 8, 1, 10);
}

static void turning_on_leads_back(void **state)
{
    (void)state;
    const struct rect r = {1, 2, 7, 5};
    for (int degrees = 0; degrees < 360; degrees += 90) {
        struct rect turned = rotate_rect(r, degrees, 10, 6);
        bool quarter = degrees % 180 != 0;
        assert_rect(rotate_rect(turned, 360 - degrees, quarter ? 6 : 10, quarter ? 10 : 6), 1, 2, 7,
                    5);
    }
}

static void three_pixels_turn(void **state)
{
    (void)state;
    struct surface from, to;
    assert_true(surface_init(&from, 3, 1));
    assert_true(surface_init(&to, 3, 3));
    memcpy(from.pixels, (const uint32_t[]){1, 2, 3}, 12);
    rotate_copy(&from, surface_bounds(&from), 90, &to);
    assert_int_equal(*surface_at(&to, 0, 0), 1);
    assert_int_equal(*surface_at(&to, 0, 1), 2);
    assert_int_equal(*surface_at(&to, 0, 2), 3);
    rotate_copy(&from, surface_bounds(&from), 270, &to);
    assert_int_equal(*surface_at(&to, 0, 0), 3);
    assert_int_equal(*surface_at(&to, 0, 2), 1);
    rotate_copy(&from, surface_bounds(&from), 180, &to);
    assert_int_equal(*surface_at(&to, 0, 0), 3);
    assert_int_equal(*surface_at(&to, 1, 0), 2);
    assert_int_equal(*surface_at(&to, 2, 0), 1);
    surface_finish(&from);
    surface_finish(&to);
}

/* Every pixel of rectangles around the block size comes to lie where rotate_rect says that it
 * does, and nothing beside them is written. */
static void pixels_follow_their_rectangles(void **state)
{
    (void)state;
    const int sides[] = {1, 2, 15, 16, 17, 33, 50};
    enum { COUNT = sizeof sides / sizeof sides[0], SIDE = 60 };
    struct surface from, to;
    assert_true(surface_init(&from, SIDE, SIDE));
    assert_true(surface_init(&to, SIDE, SIDE));
    for (int i = 0; i < SIDE * SIDE; i++)
        *surface_at(&from, i % SIDE, i / SIDE) = (uint32_t)i + 1;
    for (int i = 0; i < COUNT * COUNT * 3; i++) {
        int width = sides[i % COUNT], height = sides[i / COUNT % COUNT];
        int degrees = 90 + 90 * (i / COUNT / COUNT);
        const struct rect r = {3, 7, 3 + width, 7 + height};
        memset(to.pixels, 0, (size_t)to.stride * SIDE * sizeof(uint32_t));
        rotate_copy(&from, r, degrees, &to);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                struct rect pixel =
                    rotate_rect((struct rect){x, y, x + 1, y + 1}, degrees, width, height);
                uint32_t *p = surface_at(&to, pixel.x0, pixel.y0);
                assert_int_equal(*p, *surface_at(&from, 3 + x, 7 + y));
                *p = 0;
            }
        }
        for (size_t j = 0; j < (size_t)to.stride * SIDE; j++)
            assert_int_equal(to.pixels[j], 0);
    }
    surface_finish(&from);
    surface_finish(&to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_top_goes_to_the_right_the_bottom_the_left),
        cmocka_unit_test(turning_on_leads_back),
        cmocka_unit_test(three_pixels_turn),
        cmocka_unit_test(pixels_follow_their_rectangles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
