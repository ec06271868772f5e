/* A picture at half its size. */
#include "pixel/halve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/minmax.h"

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed ^ *seed >> 15;
}

static int channel(uint32_t pixel, int i)
{
    return (int)(pixel >> 8 * i & 255);
}

/* What the header says, one pixel at a time. */
static uint32_t expected(const struct surface *s, int x, int y)
{
    const int x0 = 2 * x, x1 = int_min(x0 + 1, s->width - 1);
    const int y0 = 2 * y, y1 = int_min(y0 + 1, s->height - 1);
    uint32_t pixel = 0;
    for (int i = 0; i < 4; i++) {
        const int sum = channel(*surface_at(s, x0, y0), i) + channel(*surface_at(s, x1, y0), i) +
                        channel(*surface_at(s, x0, y1), i) + channel(*surface_at(s, x1, y1), i);
        pixel |= (uint32_t)((sum + 2) / 4) << 8 * i;
    }
    return pixel;
}

static void pixels_are_means_of_four(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int width = 1; width < 70; width += width < 8 ? 1 : 13) {
        for (int height = 1; height < 6; height++) {
            struct surface s, half;
            assert_true(surface_init(&s, width, height));
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    *surface_at(&s, x, y) = next(&seed) | (x % 3 == 0 ? 0xff00ff00 : 0);
            assert_true(surface_halve(&s, &half));
            assert_int_equal(half.width, (width + 1) / 2);
            assert_int_equal(half.height, (height + 1) / 2);
            for (int y = 0; y < half.height; y++)
                for (int x = 0; x < half.width; x++)
                    assert_int_equal(*surface_at(&half, x, y), expected(&s, x, y));
            surface_finish(&half);
            surface_finish(&s);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pixels_are_means_of_four)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
