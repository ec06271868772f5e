/* COLR as bytes: tables that end anywhere, and gradients against what their definition says. */
#include "font/colr_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "font/colr_paint.h"

/* CPAL: red and blue. */
static uint8_t palette[] = {0,  0, 0, 2, 0, 1,    0,    2,    0, 0, 0,
                            14, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0, 0, 0xFF};

/* A colour line at `at`: red at 0 to blue at 1. */
static void put_line(uint8_t *bytes, int at, uint8_t extend)
{
    static const uint8_t line[] = {0, 0, 2, 0, 0, 0, 0, 0x40, 0, 0x40, 0, 0, 1, 0x40, 0};
    memcpy(bytes + at, line, sizeof line);
    bytes[at] = extend;
}

/* Blue at a place, 0 to 255, of the paint whose numbers these are. */
static int blue_at(uint8_t format, uint8_t extend, const int *numbers, int count, int x, int y)
{
    uint8_t bytes[64] = {format, 0, 0, 32};
    for (int i = 0; i < count; i++) {
        bytes[4 + 2 * i] = (uint8_t)(numbers[i] >> 8);
        bytes[5 + 2 * i] = (uint8_t)numbers[i];
    }
    put_line(bytes, 32, extend);
    const struct colr_table t = {.colr = bytes,
                                 .colr_size = sizeof bytes,
                                 .palette = palette,
                                 .palette_size = sizeof palette,
                                 .loaded = true};
    struct paint paint;
    struct gradient_stops *stops;
    struct arena arena = {0};
    uint32_t pixel[64];
    assert_true(colr_is_plane(&t, 0));
    assert_true(colr_make_paint(&t, 0, &MATRIX_IDENTITY, 0xFF00FF00, &paint, &stops));
    assert_true(paint_prepare(&paint, (struct rect){-2000, -2000, 2000, 2000}, &arena));
    paint_fetch(&paint, x, y, 1, pixel);
    gradient_stops_unref(stops);
    arena_finish(&arena);
    assert_int_equal(pixel[0] >> 24, 255);
    return (int)(pixel[0] & 255);
}

static void assert_about(int value, int expected)
{
    if (abs(value - expected) > 3)
        fail_msg("%d is not about %d", value, expected);
}

static void linear(void **state)
{
    (void)state;
    static const int straight[] = {0, 0, 100, 0, 0, 100};
    assert_about(blue_at(4, 0, straight, 6, -50, 7), 0);
    assert_about(blue_at(4, 0, straight, 6, 50, 7), 128);
    assert_about(blue_at(4, 0, straight, 6, 150, 7), 255);
    assert_about(blue_at(4, 1, straight, 6, 125, 7), 64);  /* again from its begin */
    assert_about(blue_at(4, 2, straight, 6, 125, 7), 191); /* and back */
    assert_about(blue_at(4, 2, straight, 6, -25, 7), 64);
    assert_about(blue_at(4, 2, straight, 6, -150, 7), 128);
    /* The third point says in which direction colours do not change. */
    static const int turned[] = {0, 0, 100, 0, 100, 100};
    assert_about(blue_at(4, 0, turned, 6, 70, 70), 0);
    assert_about(blue_at(4, 0, turned, 6, 25, -25), 128);
    assert_about(blue_at(4, 0, turned, 6, 60, -60), 255);
}

static void radial(void **state)
{
    (void)state;
    static const int circles[] = {10, 0, 0, 10, 0, 100};
    assert_about(blue_at(6, 0, circles, 6, 60, 0), 128);
    assert_about(blue_at(6, 0, circles, 6, 10, -50), 128);
    assert_about(blue_at(6, 0, circles, 6, 500, 0), 255);
    assert_about(blue_at(6, 1, circles, 6, 135, 0), 64);
    assert_about(blue_at(6, 2, circles, 6, 135, 0), 191);
    static const int ring[] = {0, 0, 50, 0, 0, 100};
    assert_about(blue_at(6, 0, ring, 6, 20, 0), 0);
    assert_about(blue_at(6, 0, ring, 6, 75, 0), 128);
    assert_about(blue_at(6, 1, ring, 6, 20, 0), 102);
}

/* Angles grow from x to y, and are stored as half turns less one. */
static void sweep(void **state)
{
    (void)state;
    static const int half[] = {0, 0, -0x4000, 0}; /* 0 to 180 degrees */
    assert_about(blue_at(8, 0, half, 4, 1000, 1), 0);
    assert_about(blue_at(8, 0, half, 4, 0, 1000), 128);
    assert_about(blue_at(8, 0, half, 4, -1000, 1), 255);
    assert_about(blue_at(8, 0, half, 4, 0, -1000), 255);
    static const int late[] = {0, 0, -0x2000, 0}; /* 90 to 180 degrees */
    assert_about(blue_at(8, 0, late, 4, 1000, 1000), 0);
    assert_about(blue_at(8, 0, late, 4, -1000, 1000), 128);
    assert_about(blue_at(8, 0, late, 4, 1000, -1000), 255);
    static const int backwards[] = {0, 0, 0, -0x4000}; /* 180 to 0 degrees */
    assert_about(blue_at(8, 0, backwards, 4, 1000, 1), 255);
    assert_about(blue_at(8, 0, backwards, 4, -1000, 1), 0);
}

static void colors(void **state)
{
    (void)state;
    const struct colr_table t = {.palette = palette, .palette_size = sizeof palette};
    assert_int_equal(colr_color(&t, 0, 1, 0), 0xFFFF0000);
    assert_int_equal(colr_color(&t, 1, 0.5, 0), 0x800000FF);
    assert_int_equal(colr_color(&t, 0xFFFF, 1, 0x12345678), 0x12345678);
    assert_int_equal(colr_color(&t, 2, 1, 0xFFFFFFFF) >> 24, 0);
    assert_int_equal(colr_color(&t, 0, -1, 0), 0x00FF0000);
    for (uint32_t size = 0; size < sizeof palette; size++) {
        const struct colr_table cut = {.palette = palette, .palette_size = size};
        colr_color(&cut, 1, 1, 0);
    }
}

static void tables_that_lie(void **state)
{
    (void)state;
    uint8_t bytes[64];
    uint32_t first, count;
    double box[4];
    memset(bytes, 0xFF, sizeof bytes);
    for (uint32_t size = 0; size <= sizeof bytes; size++) {
        const struct colr_table t = {.colr = bytes, .colr_size = size};
        assert_int_equal(colr_find_paint(&t, 3), 0);
        assert_int_equal(colr_layer_paint(&t, 3), 0);
        assert_false(colr_find_layers(&t, 3, &first, &count));
        assert_false(colr_clip_box(&t, 3, box));
        assert_int_equal(colr_u32(&t, UINT32_MAX), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_that_lie), cmocka_unit_test(colors), cmocka_unit_test(linear),
        cmocka_unit_test(radial),          cmocka_unit_test(sweep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
