/* Coordinates as scripts give them: snapping, NaN, infinities and what lies far out. */
#include "canvas/canvas.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/error.h"
#include "raster/line.h"

enum { WIDTH = 40, HEIGHT = 30 };

static const uint32_t RED = 0xffff0000, GREEN = 0xff00ff00;

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

/* Exactly the pixels of the rectangle are RED, the others transparent; then clears. */
static void check_red(int x0, int y0, int x1, int y1)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const bool inside = x >= x0 && x < x1 && y >= y0 && y < y1;
            assert_int_equal(pixel(x, y), inside ? RED : 0);
        }
    canvas_clear(canvas, 0);
}

static void check_nothing(void)
{
    check_red(0, 0, 0, 0);
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
    check_nothing();
}

static void fills_snap_to_the_nearest_pixel(void **state)
{
    (void)state;
    canvas_fill(canvas, 3, 4, 5, 6, RED);
    check_red(3, 4, 8, 10);
    canvas_fill(canvas, 3.5, 3.49, 5, 5, RED);
    check_red(4, 3, 9, 8);
    canvas_fill(canvas, 0, 0, WIDTH, 15 / 2.0, RED); /* half of an odd height */
    check_red(0, 0, WIDTH, 8);
    canvas_fill(canvas, 5, 5, 0.49, 3, RED);
    check_nothing();
    canvas_fill(canvas, 5, 5, 0.5, 0.5, RED);
    check_red(5, 5, 6, 6);
    canvas_fill(canvas, -0.5, -0.51, 1, 2, RED);
    check_red(0, 0, 1, 1);
    canvas_fill(canvas, 5, 5, 0, 9, RED);
    check_nothing();
}

static void negative_sizes_span_to_the_other_side(void **state)
{
    (void)state;
    canvas_fill(canvas, 8, 10, -5, -6, RED);
    check_red(3, 4, 8, 10);
    canvas_fill(canvas, 8, 4, -5, 6, RED);
    check_red(3, 4, 8, 10);
    canvas_fill(canvas, 8.5, 4, -5, 6, RED);
    check_red(4, 4, 9, 10);
}

/* Translucent, so that an overlap shows as well as a gap. */
static void neighbours_neither_overlap_nor_leave_a_gap(void **state)
{
    (void)state;
    for (int pieces = 1; pieces <= 50; pieces++) {
        const double side = (double)WIDTH / pieces;
        double x = 0;
        for (int i = 0; i < pieces; i++) {
            canvas_fill(canvas, x, 0, side, HEIGHT, 0x80ff0000);
            x += side;
        }
        for (int px = 0; px < WIDTH; px++)
            assert_int_equal(pixel(px, 0), 0x80ff0000);
        canvas_clear(canvas, 0);
    }
}

static void nan_draws_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        double v[] = {1, 1, 5, 5};
        v[i] = NAN;
        canvas_fill(canvas, v[0], v[1], v[2], v[3], RED);
        canvas_line(canvas, v[0], v[1], v[2], v[3], RED);
    }
    canvas_point(canvas, NAN, 1, RED);
    canvas_point(canvas, 1, NAN, RED);
    canvas_fill(canvas, -INFINITY, 0, INFINITY, 5, RED); /* its right edge is nowhere */
    assert_true(canvas_image(canvas, canvas, (struct rect){0, 0, 5, 5}, NAN, 0));
    assert_true(canvas_image(canvas, canvas, (struct rect){0, 0, 5, 5}, 0, NAN));
    check_nothing();
}

static void far_rectangles_reach_the_edges(void **state)
{
    (void)state;
    const double far[] = {1e3, 1e9, 2147483648.0, 1e18, 1e300, INFINITY};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        canvas_fill(canvas, 5, 6, far[i], far[i], RED);
        check_red(5, 6, WIDTH, HEIGHT);
        canvas_fill(canvas, 5, 6, -far[i], -far[i], RED);
        check_red(0, 0, 5, 6);
        canvas_fill(canvas, far[i], 0, 5, 5, RED);
        canvas_fill(canvas, -far[i], 0, 5, 5, RED);
        canvas_fill(canvas, 0, far[i], 5, -5, RED);
        canvas_point(canvas, far[i], 0, RED);
        canvas_point(canvas, 0, -far[i], RED);
        check_nothing();
    }
    canvas_fill(canvas, -1e9, -1e9, 2e9, 2e9, RED);
    check_red(0, 0, WIDTH, HEIGHT);
}

static void points_take_the_pixel_that_holds_them(void **state)
{
    (void)state;
    canvas_point(canvas, 3.99, 4, RED);
    check_red(3, 4, 4, 5);
    canvas_point(canvas, -0.01, 4, RED);
    canvas_point(canvas, WIDTH, 4, RED);
    check_nothing();
    canvas_point(canvas, WIDTH - 0.01, HEIGHT - 0.01, RED);
    check_red(WIDTH - 1, HEIGHT - 1, WIDTH, HEIGHT);
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

static void lines_join_the_pixels_of_their_ends(void **state)
{
    (void)state;
    canvas_line(canvas, 3.9, 5.9, 10.1, 5.1, RED);
    check_red(3, 5, 11, 6);
    canvas_line(canvas, 7, 20, 7, -5, RED);
    check_red(7, 0, 8, 21);
    canvas_line(canvas, 7, 8, 7, 8, RED);
    check_red(7, 8, 8, 9);
}

static void far_lines_keep_their_direction(void **state)
{
    (void)state;
    const double far[] = {1e3, LINE_COORDINATE_MAX, 1e9, 1e12, 1e15, 1e18, 1e100};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        canvas_line(canvas, 0.5, 0.5, 2 * far[i], far[i], RED);
        assert_int_equal(pixel(30, 14) | pixel(30, 15), RED);
        assert_int_equal(pixel(30, 17), 0);
        assert_int_equal(pixel(30, 13), 0);
        canvas_clear(canvas, 0);
        canvas_line(canvas, -far[i], 4, far[i], 4, RED);
        check_red(0, 4, WIDTH, 5);
        canvas_line(canvas, 4, far[i], 4, -far[i], RED);
        check_red(4, 0, 5, HEIGHT);
        canvas_line(canvas, 5, 6, far[i], 6, RED);
        check_red(5, 6, WIDTH, 7);
        canvas_line(canvas, far[i], 0, far[i], 50, RED);
        canvas_line(canvas, far[i], -far[i], far[i] + 1, far[i], RED);
        check_nothing();
    }
    canvas_line(canvas, -1e12, -1e12, 1e12, 1e12, RED);
    for (int i = 0; i < HEIGHT; i++)
        assert_int_equal(pixel(i, i), RED);
    canvas_clear(canvas, 0);
}

static void endless_lines_reach_the_edges(void **state)
{
    (void)state;
    canvas_line(canvas, -INFINITY, 4, INFINITY, 4, RED);
    check_red(0, 4, WIDTH, 5);
    canvas_line(canvas, 5, 4, INFINITY, 4, RED);
    check_red(5, 4, WIDTH, 5);
    canvas_line(canvas, 5, 4, 5, -INFINITY, RED);
    check_red(5, 0, 6, 5);
    canvas_line(canvas, INFINITY, INFINITY, INFINITY, INFINITY, RED);
    canvas_line(canvas, INFINITY, 0, INFINITY, 20, RED);
    check_nothing();
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

static void images_are_composed_where_they_snap_to(void **state)
{
    (void)state;
    struct canvas *sprite = canvas_create(scene, 4, 3);
    canvas_clear(sprite, RED);
    const struct rect all = {0, 0, 4, 3};
    assert_true(canvas_image(canvas, sprite, all, 5.5, 6.4));
    check_red(6, 6, 10, 9);
    assert_true(canvas_image(canvas, sprite, all, -2, -1));
    check_red(0, 0, 2, 2);
    assert_true(canvas_image(canvas, sprite, (struct rect){1, 1, 3, 2}, 10, 10));
    check_red(10, 10, 12, 11);
    /* What is outside of the source draws nothing, and keeps its place. */
    assert_true(canvas_image(canvas, sprite, (struct rect){-5, -5, 100, 100}, 10, 10));
    check_red(15, 15, 19, 18);
    assert_true(canvas_image(canvas, sprite, (struct rect){3, 2, 1, 1}, 10, 10));
    assert_true(canvas_image(canvas, sprite, (struct rect){INT32_MAX - 1, 0, INT32_MAX, 1}, 0, 0));
    assert_true(canvas_image(canvas, sprite, (struct rect){INT32_MIN, 0, 4, 3}, 0, 0));
    assert_true(canvas_image(canvas, sprite, all, 1e300, 0));
    assert_true(canvas_image(canvas, sprite, all, 0, -INFINITY));
    check_nothing();
    canvas_clear(canvas, GREEN);
    canvas_clear(sprite, 0x80ff0000);
    assert_true(canvas_image(canvas, sprite, all, 0, 0));
    assert_int_equal(pixel(0, 0), 0xff807f00);
    canvas_clear(canvas, 0);
    canvas_destroy(sprite);
}

static void a_screen_shows_black_where_it_is_transparent(void **state)
{
    (void)state;
    struct target_memory memory = {.grid = tile_grid_make(WIDTH, HEIGHT, 0, 0)};
    assert_true(surface_init(&memory.surface, WIDTH, HEIGHT));
    memory.keys = calloc((size_t)tile_grid_count(&memory.grid), sizeof *memory.keys);
    assert_non_null(memory.keys);
    struct canvas *screen = canvas_create_screen(scene, &memory);
    assert_non_null(screen);
    assert_true(canvas_is_screen(screen));
    assert_ptr_equal(target_read(canvas_target(screen))->pixels, memory.surface.pixels);
    uint32_t color;
    canvas_clear(screen, 0);
    assert_true(canvas_pixel(screen, 0, 0, &color));
    assert_int_equal(color, 0xff000000);
    canvas_clear(screen, 0x80ff0000);
    assert_true(canvas_pixel(screen, 0, 0, &color));
    assert_int_equal(color, 0xff800000);
    assert_true(canvas_image(canvas, screen, (struct rect){0, 0, 5, 5}, 0, 0));
    assert_int_equal(pixel(0, 0), 0xff800000);
    canvas_clear(canvas, 0);
    canvas_destroy(screen);
    surface_finish(&memory.surface);
    free(memory.keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(a_canvas_knows_its_size),
        cmocka_unit_test(fills_snap_to_the_nearest_pixel),
        cmocka_unit_test(negative_sizes_span_to_the_other_side),
        cmocka_unit_test(neighbours_neither_overlap_nor_leave_a_gap),
        cmocka_unit_test(nan_draws_nothing),
        cmocka_unit_test(far_rectangles_reach_the_edges),
        cmocka_unit_test(points_take_the_pixel_that_holds_them),
        cmocka_unit_test(pixels_outside_are_not_there),
        cmocka_unit_test(lines_join_the_pixels_of_their_ends),
        cmocka_unit_test(far_lines_keep_their_direction),
        cmocka_unit_test(endless_lines_reach_the_edges),
        cmocka_unit_test(clear_replaces),
        cmocka_unit_test(images_are_composed_where_they_snap_to),
        cmocka_unit_test(a_screen_shows_black_where_it_is_transparent),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
