/* Tests for raster/area.c: known coverages, both rules, both outputs. tests/random/random_area.c
 * compares with exact clipping. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pixel/color.h"
#include "raster/area.h"

enum { WIDTH = 80, HEIGHT = 70 };

static const struct rect BOUNDS = {0, 0, WIDTH, HEIGHT};

static struct arena arena;
static struct scratch scratch;
static uint8_t coverage[HEIGHT][WIDTH];

static int setup(void **state)
{
    (void)state;
    return scratch_reserve(&scratch, WIDTH) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    scratch_finish(&scratch);
    arena_finish(&arena);
    return 0;
}

/* Draws the path into `coverage` and frees it. */
static void draw(struct path *path, bool even_odd)
{
    const struct edges *e = edges_from_path(path, even_odd, BOUNDS, &arena);
    assert_non_null(e);
    if (!area_coverage(e, BOUNDS, coverage[0], WIDTH, &scratch))
        memset(coverage, 0, sizeof coverage);
    path_finish(path);
}

static double sum(void)
{
    double total = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            total += coverage[y][x] / 255.0;
    return total;
}

static void add_polygon(struct path *path, const struct point *points, int count)
{
    for (int i = 0; i < count; i++)
        assert_true(i == 0 ? path_move(path, points[i]) : path_line(path, points[i]));
    path_close(path);
}

static void test_parts_of_pixels(void **state)
{
    (void)state;
    struct path path = {0};
    path_rect(&path, 10.25, 20.5, 5, 3);
    draw(&path, false);
    assert_int_equal(coverage[19][12], 0);
    assert_int_equal(coverage[20][12], 128); /* half */
    assert_int_equal(coverage[21][12], 255);
    assert_int_equal(coverage[23][12], 128);
    assert_int_equal(coverage[24][12], 0);
    assert_int_equal(coverage[21][9], 0);
    assert_int_equal(coverage[21][10], 191); /* three quarters */
    assert_int_equal(coverage[21][15], 64);
    assert_int_equal(coverage[21][16], 0);
    assert_int_equal(coverage[20][10], 96); /* three eighths */

    add_polygon(&path, (struct point[]){{4, 4}, {5, 4}, {4, 5}}, 3); /* a pixel's half */
    add_polygon(&path, (struct point[]){{0, 40}, {64, 40}, {0, 41}}, 3);
    draw(&path, false);
    assert_int_equal(coverage[4][4], 128);
    for (int x = 0; x < 64; x++)
        assert_int_equal(coverage[40][x], (int)(255 * (63.5 - x) / 64 + 0.5));
    assert_int_equal(coverage[40][64], 0);
}

static void test_rules(void **state)
{
    (void)state;
    for (int even_odd = 0; even_odd < 2; even_odd++) {
        struct path path = {0};
        for (int i = 0; i < 5; i++) /* one in the other, all the same way round */
            path_rect(&path, 5 + 5 * i, 5 + 5 * i, 60 - 10 * i, 60 - 10 * i);
        draw(&path, even_odd);
        for (int i = 0; i < 5; i++)
            assert_int_equal(coverage[7 + 5 * i][35], even_odd && i & 1 ? 0 : 255);
        add_polygon(&path, (struct point[]){{10, 10}, {50, 10}, {50, 50}, {10, 50}}, 4);
        add_polygon(&path, (struct point[]){{20, 20}, {20, 40}, {40, 40}, {40, 20}}, 4);
        draw(&path, even_odd); /* the inner one the other way round: a hole with both rules */
        assert_int_equal(coverage[15][30], 255);
        assert_int_equal(coverage[30][30], 0);
    }
}

/* A path so often around itself that 8 bits of winding would not do. */
static void test_many_windings(void **state)
{
    (void)state;
    for (int even_odd = 0; even_odd < 2; even_odd++) {
        struct path path = {0};
        for (int i = 0; i < 600; i++)
            path_rect(&path, 10.5, 10, 20, 20);
        draw(&path, even_odd);
        assert_int_equal(coverage[20][9], 0);
        assert_int_equal(coverage[20][10], even_odd ? 0 : 255);
        assert_int_equal(coverage[20][20], even_odd ? 0 : 255);
        assert_int_equal(coverage[20][31], 0);
    }
}

static void test_no_dropouts(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++) { /* a line a tenth of a pixel wide, in any direction */
        const double t = i * M_PI / 40, c = cos(t), s = sin(t);
        const struct point m = {40.3, 35.7};
        struct path path = {0};
        add_polygon(&path,
                    (struct point[]){{m.x - 30 * c - 0.05 * s, m.y - 30 * s + 0.05 * c},
                                     {m.x + 30 * c - 0.05 * s, m.y + 30 * s + 0.05 * c},
                                     {m.x + 30 * c + 0.05 * s, m.y + 30 * s - 0.05 * c},
                                     {m.x - 30 * c + 0.05 * s, m.y - 30 * s - 0.05 * c}},
                    4);
        draw(&path, false);
        assert_true(fabs(sum() - 6) < 0.25); /* a tenth is 25.5 of 255 */
    }
}

static void test_circle(void **state)
{
    (void)state;
    struct path path = {0};
    path_ellipse(&path, (struct point){40.2, 35.1}, (struct point){30, 0}, (struct point){0, 30});
    draw(&path, false);
    assert_true(fabs(sum() - M_PI * 900) < 0.01 * 2 * M_PI * 30); /* the tolerance, all around */
}

/* Two that share an edge fill its pixels together, whichever way the edge runs in each. */
static void test_neighbours(void **state)
{
    (void)state;
    srand(1);
    for (int i = 0; i < 100; i++) {
        const double a = rand() % 8000 / 100.0, b = rand() % 8000 / 100.0;
        const struct point top = {a, i % 3 ? -20.7 : -1e6}, bottom = {b, 90.1};
        static uint8_t first[HEIGHT][WIDTH];
        struct path path = {0};
        add_polygon(&path, (struct point[]){{-10, top.y}, top, bottom, {-10, bottom.y}}, 4);
        draw(&path, false);
        memcpy(first, coverage, sizeof first);
        if (i & 1)
            add_polygon(&path, (struct point[]){{90, top.y}, top, bottom, {90, bottom.y}}, 4);
        else
            add_polygon(&path, (struct point[]){{90, bottom.y}, bottom, top, {90, top.y}}, 4);
        draw(&path, false);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                assert_in_range(first[y][x] + coverage[y][x], 254, 256);
    }
}

/* The same path in other bounds, or moved by whole pixels, has the same coverage. */
static void test_bounds_do_not_matter(void **state)
{
    (void)state;
    static uint8_t other[HEIGHT][WIDTH];
    const struct point points[] = {{-200.3, -7.1}, {71.9, 33.3}, {903.7, 2000.2}, {3.3, 61.7}};
    struct path path = {0};
    add_polygon(&path, points, 4);
    const struct edges *wide =
        edges_from_path(&path, false, (struct rect){-300, -20, 1000, 2100}, &arena);
    assert_true(area_coverage(wide, BOUNDS, other[0], WIDTH, &scratch));
    draw(&path, false);
    assert_memory_equal(other, coverage, sizeof other);

    add_polygon(&path, points, 4);
    path_transform(&path, &(struct matrix){1, 0, 0, 1, 512, -1024});
    const struct rect moved = {512, -1024, 512 + WIDTH, -1024 + HEIGHT};
    const struct edges *e = edges_from_path(&path, false, moved, &arena);
    path_finish(&path);
    assert_true(area_coverage(e, moved, other[0], WIDTH, &scratch));
    assert_memory_equal(other, coverage, sizeof other);
}

static void test_fill(void **state)
{
    (void)state;
    struct surface surface;
    assert_true(surface_init(&surface, WIDTH, HEIGHT));
    for (int i = 0; i < surface.stride * HEIGHT; i++)
        surface.pixels[i] = 0xff336699;
    const uint32_t color = 0x80402010;
    struct path path = {0};
    path_rect(&path, 10.5, 10, 50, 30);
    const struct edges *e = edges_from_path(&path, false, BOUNDS, &arena);
    const struct rect r = {3, 0, 33, 25};
    area_fill(e, &surface, r, color, &scratch);
    draw(&path, false);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            uint32_t want = 0xff336699;
            if (x >= r.x0 && x < r.x1 && y >= r.y0 && y < r.y1)
                want = color_over(want, color_scale(color, coverage[y][x]));
            assert_int_equal(*surface_at(&surface, x, y), want);
        }
    surface_finish(&surface);
}

static void test_nothing_to_draw(void **state)
{
    (void)state;
    uint8_t out = 77;
    struct path path = {0};
    path_rect(&path, 10, 10, 5, 5);
    const struct edges *e = edges_from_path(&path, false, BOUNDS, &arena);
    assert_false(area_coverage(e, (struct rect){30, 10, 31, 11}, &out, 1, &scratch));
    assert_false(area_coverage(e, (struct rect){10, 30, 11, 31}, &out, 1, &scratch));
    assert_true(area_coverage(e, (struct rect){10, 10, 11, 11}, &out, 1, &scratch));
    assert_int_equal(out, 255);
    path_finish(&path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_parts_of_pixels, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rules, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_windings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_dropouts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_circle, setup, teardown),
        cmocka_unit_test_setup_teardown(test_neighbours, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bounds_do_not_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fill, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_to_draw, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
