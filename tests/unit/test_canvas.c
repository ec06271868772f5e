/* A canvas: size, clearing, reading a pixel, and what makes a screen. */
#include "canvas/canvas.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/error.h"
#include "screen_memory.h"

enum { WIDTH = 40, HEIGHT = 30 };

static const uint32_t RED = 0xffff0000;

static struct scene *scene;
static struct canvas *canvas;

static int set_up(void **state)
{
    (void)state;
    scene = scene_create(&(struct scene_options){.threads = 1});
    canvas = canvas_create(scene, WIDTH, HEIGHT);
    return canvas == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    canvas_destroy(canvas);
    scene_destroy(scene);
    return 0;
}

static uint32_t pixel(double x, double y)
{
    uint32_t color = 0;
    assert_true(canvas_pixel(canvas, x, y, &color));
    return color;
}

static void sizes_are_checked(void **state)
{
    (void)state;
    canvas_destroy(NULL);
    assert_null(canvas_create(scene, 0, 1));
    assert_null(canvas_create(scene, 1, 100000));
    assert_string_not_equal(error_text(), "");
}

static void a_canvas_knows_its_size(void **state)
{
    (void)state;
    assert_int_equal(canvas_width(canvas), WIDTH);
    assert_int_equal(canvas_height(canvas), HEIGHT);
    assert_false(canvas_is_screen(canvas));
    assert_int_equal(pixel(0, 0), 0);
}

static void pixels_outside_are_not_there(void **state)
{
    (void)state;
    uint32_t color = 7;
    const double out[][2] = {{-0.01, 0}, {0, -1},        {WIDTH, 0}, {0, HEIGHT},     {INFINITY, 0},
                             {NAN, 0},   {0, -INFINITY}, {0, NAN},   {1e300, -1e300}, {3e9, 0}};
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        assert_false(canvas_pixel(canvas, out[i][0], out[i][1], &color));
    assert_int_equal(color, 7);
    assert_true(canvas_pixel(canvas, WIDTH - 0.01, HEIGHT - 0.01, &color));
    assert_int_equal(color, 0);
}

static void clear_replaces(void **state)
{
    (void)state;
    canvas_clear(canvas, RED);
    canvas_clear(canvas, 0x80ff0000);
    assert_int_equal(pixel(5, 5), 0x80ff0000);
    canvas_clear(canvas, 0);
    assert_int_equal(pixel(5, 5), 0);
}

static void a_screen_shows_black_where_it_is_transparent(void **state)
{
    (void)state;
    struct screen_memory memory;
    struct canvas *screen = screen_memory_canvas(&memory, scene, WIDTH, HEIGHT);
    assert_true(canvas_is_screen(screen));
    assert_ptr_equal(target_read(canvas_target(screen))->pixels, memory.memory.surface.pixels);
    uint32_t color;
    canvas_clear(screen, 0);
    assert_true(canvas_pixel(screen, 0, 0, &color));
    assert_int_equal(color, 0xff000000);
    canvas_clear(screen, 0x80ff0000);
    assert_true(canvas_pixel(screen, 0, 0, &color));
    assert_int_equal(color, 0xff800000);
    canvas_make_opaque(screen, (struct rect){-5, -5, 100, 100});
    assert_true(canvas_pixel(screen, 0, 0, &color));
    assert_int_equal(color, 0xff800000);
    canvas_destroy(screen);
    screen_memory_finish(&memory);
}

/* By hand, with words that a canvas keeps and a screen does not. */
static void a_map_leaves_a_screen_opaque(void **state)
{
    (void)state;
    struct screen_memory memory;
    struct canvas *screen = screen_memory_canvas(&memory, scene, 4, 4);
    struct canvas *both[] = {screen, canvas};
    for (int i = 0; i < 2; i++) {
        *surface_at(canvas_map(both[i]), 1, 1) = 0x40200000;
        canvas_unmap(both[i], (struct rect){1, 1, 2, 2});
        const uint32_t word = *surface_at(target_read(canvas_target(both[i])), 1, 1);
        assert_int_equal(word, i == 0 ? 0xff200000 : 0x40200000);
    }
    canvas_clear(canvas, 0);
    canvas_destroy(screen);
    screen_memory_finish(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(a_canvas_knows_its_size),
        cmocka_unit_test(pixels_outside_are_not_there),
        cmocka_unit_test(clear_replaces),
        cmocka_unit_test(a_screen_shows_black_where_it_is_transparent),
        cmocka_unit_test(a_map_leaves_a_screen_opaque),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
