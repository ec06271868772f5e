/* What a path is taken for, however it was made, and that what it is taken for covers the same. */
#include "raster/shape.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const double quarter = 1.5707963267948966;
static const struct rect bounds = {0, 0, 100, 100};

static struct path path;
static struct arena arena;
static struct scratch scratch;
static uint8_t coverage[100 * 100];

static int setup(void **state)
{
    (void)state;
    return scratch_reserve(&scratch, 100) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    path_finish(&path);
    arena_finish(&arena);
    scratch_finish(&scratch);
    return 0;
}

/* The shape of the path, which is then empty again, and its coverage. */
static struct shape take(void)
{
    struct shape s;
    arena_reset(&arena);
    assert_true(shape_from_path(&s, &path, false, bounds, &arena));
    if (!shape_coverage(&s, bounds, coverage, 100, &scratch))
        memset(coverage, 0, sizeof coverage);
    path_clear(&path);
    return s;
}

static int kind(void)
{
    return (int)take().kind;
}

static int at(int x, int y)
{
    return coverage[y * 100 + x];
}

static void lines(const double (*p)[2], int count)
{
    for (int i = 0; i < count; i++)
        assert_true(i == 0 ? path_move(&path, (struct point){p[i][0], p[i][1]})
                           : path_line(&path, (struct point){p[i][0], p[i][1]}));
}

/* As the canvas's round_rect: lines and quarters, from any corner on, either way. */
static void rounded(double x0, double y0, double x1, double y1, double rx, double ry, int first,
                    bool clockwise)
{
    for (int i = 0; i < 4; i++) {
        const int k = (clockwise ? first + i : first - i + 4) % 4;
        const struct point c = {k == 0 || k == 3 ? x1 - rx : x0 + rx, k < 2 ? y1 - ry : y0 + ry};
        const double a = quarter * k, b = quarter * (k + 1);
        assert_true(path_arc(&path, c, (struct point){rx, 0}, (struct point){0, ry},
                             clockwise ? a : b, clockwise ? b : a));
    }
    assert_true(path_close(&path));
}

static void test_nothing(void **state)
{
    (void)state;
    assert_int_equal(kind(), SHAPE_EMPTY);
    assert_true(path_move(&path, (struct point){3, 3}));
    assert_int_equal(kind(), SHAPE_EMPTY);
    lines((const double[][2]){{3, 3}, {50, 50}, {20, 20}}, 3);
    assert_int_equal(kind(), SHAPE_EMPTY);
    assert_true(path_rect(&path, 10, 10, 0, 30));
    assert_int_equal(kind(), SHAPE_EMPTY);
    assert_true(path_rect(&path, 200, 10, 20, 30));
    assert_int_equal(kind(), SHAPE_EMPTY);
    lines((const double[][2]){{-5, 0}, {-1, 90}, {-60, 30}}, 3);
    assert_int_equal(kind(), SHAPE_EMPTY);
    assert_true(path_rect(&path, 10, 10, 20, 20));
    struct shape s;
    assert_true(shape_from_path(&s, &path, false, (struct rect){0}, &arena));
    assert_int_equal(s.kind, SHAPE_EMPTY);
    path_clear(&path);
}

static void test_rectangles(void **state)
{
    (void)state;
    assert_true(path_rect(&path, 10, 20, 30, 40));
    assert_int_equal(kind(), SHAPE_BOX);
    assert_int_equal(at(10, 20) + at(39, 59), 510);
    assert_int_equal(at(9, 20) + at(40, 59) + at(10, 19) + at(10, 60), 0);
    /* Not closed, any start and way, a point on the way, a move behind it. */
    lines((const double[][2]){{40, 60}, {40, 20}, {10, 20}, {10, 60}}, 4);
    assert_true(path_move(&path, (struct point){0, 0}));
    assert_int_equal(kind(), SHAPE_BOX);
    assert_true(path_rect(&path, 10.5, 20.25, 10, 10));
    assert_int_equal(kind(), SHAPE_RECT);
    assert_int_equal(at(10, 25), 128);
    assert_int_equal(at(15, 20), 191);
    assert_int_equal(at(10, 20), 96); /* 255 * 0.375 */
    assert_int_equal(at(15, 25), 255);
    assert_int_equal(at(20, 30), 32);
    /* One pixel holds all of it; it reaches far beyond the bounds. */
    assert_true(path_rect(&path, 10.25, 10.25, 0.5, 0.5));
    assert_int_equal(kind(), SHAPE_RECT);
    assert_int_equal(at(10, 10), 64);
    assert_true(path_rect(&path, -1e7, 10.5, 2e7, 50));
    assert_int_equal(kind(), SHAPE_RECT);
    assert_int_equal(at(0, 10) + at(99, 30), 128 + 255);
}

static void test_convex_polygons(void **state)
{
    (void)state;
    lines((const double[][2]){{10, 10}, {50, 20}, {20, 60}}, 3);
    assert_int_equal(kind(), SHAPE_CONVEX);
    assert_int_equal(at(25, 30), 255);
    lines((const double[][2]){{10, 10}, {20, 60}, {50, 20}, {10, 10}}, 4);
    assert_int_equal(kind(), SHAPE_CONVEX);
    /* A dent, and a star, all of whose turns go the same way. */
    lines((const double[][2]){{10, 10}, {50, 10}, {30, 20}, {50, 50}}, 4);
    assert_int_equal(kind(), SHAPE_EDGES);
    struct point star[5];
    for (int i = 0; i < 5; i++)
        star[i] = (struct point){50 + 40 * cos(i * 4 * quarter * 2 / 5),
                                 50 + 40 * sin(i * 4 * quarter * 2 / 5)};
    for (int i = 0; i < 5; i++)
        assert_true(i == 0 ? path_move(&path, star[i]) : path_line(&path, star[i]));
    assert_int_equal(kind(), SHAPE_EDGES);
    /* Two subpaths. */
    lines((const double[][2]){{10, 10}, {50, 20}, {20, 60}}, 3);
    lines((const double[][2]){{10, 10}, {50, 20}, {20, 60}}, 3);
    assert_int_equal(kind(), SHAPE_EDGES);
}

static void test_huge_polygons(void **state)
{
    (void)state;
    lines((const double[][2]){{-1e6, -1e6}, {1e6, 50}, {-1e6, 1e6}}, 3);
    assert_int_equal(kind(), SHAPE_CONVEX);
    assert_int_equal(at(50, 50), 255);
    /* Beyond what its own kernel takes. */
    lines((const double[][2]){{-1e30, -1e30}, {1e30, 50}, {-1e30, 1e30}}, 3);
    assert_int_equal(kind(), SHAPE_EDGES);
    assert_int_equal(at(50, 50), 255);
}

static void test_ellipses(void **state)
{
    (void)state;
    const struct point c = {50, 50};
    assert_true(path_ellipse(&path, c, (struct point){30, 0}, (struct point){0, 20}));
    assert_int_equal(kind(), SHAPE_ROUND);
    assert_int_equal(at(50, 50), 255);
    assert_int_equal(at(20, 30), 0);
    /* A circle that was turned, and begins anywhere. */
    const struct point u = {30 * cos(0.3), 30 * sin(0.3)}, v = {u.y, -u.x};
    assert_true(path_arc(&path, c, u, v, 1, 1 + 4 * quarter));
    assert_int_equal(kind(), SHAPE_ROUND);
    /* A turned ellipse; half a circle; one too small for the kernel. */
    assert_true(path_ellipse(&path, c, u, (struct point){v.x / 2, v.y / 2}));
    assert_int_equal(kind(), SHAPE_EDGES);
    assert_true(path_arc(&path, c, u, v, 0, 2 * quarter));
    assert_int_equal(kind(), SHAPE_EDGES);
    assert_true(path_ellipse(&path, (struct point){50.5, 50.5}, (struct point){0.5, 0},
                             (struct point){0, 0.5}));
    assert_int_equal(kind(), SHAPE_CONVEX);
    assert_int_equal(at(50, 50), 200); /* 255 pi / 4 */
    /* So large that the bounds see nothing but its inside. */
    assert_true(path_ellipse(&path, c, (struct point){1e6, 0}, (struct point){0, 1e6}));
    take();
    assert_int_equal(at(0, 0) + at(99, 99), 510);
    assert_true(path_ellipse(&path, c, (struct point){1e30, 0}, (struct point){0, 1e30}));
    take();
    assert_int_equal(at(0, 0) + at(99, 99), 510);
}

static void test_rounded_rectangles(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        rounded(10, 20.5, 90, 80.25, 8, 6, i / 2, i % 2);
        const struct shape s = take();
        assert_int_equal(s.kind, SHAPE_ROUND);
        assert_int_equal(s.box.x0, 10);
        assert_int_equal(s.box.y1, 81);
        assert_int_equal(at(50, 20), 128);
        assert_int_equal(at(50, 50), 255);
        assert_int_equal(at(10, 21), 0);
        assert_int_equal(at(10, 50), 255);
    }
    /* Two half circles and the lines between them. */
    const struct point u = {10, 0}, v = {0, 10};
    assert_true(path_arc(&path, (struct point){30, 50}, u, v, quarter, 3 * quarter));
    assert_true(path_arc(&path, (struct point){70, 50}, u, v, 3 * quarter, 5 * quarter));
    assert_int_equal(kind(), SHAPE_ROUND);
    /* A detour of the line; corners of two kinds. */
    rounded(10, 20, 90, 80, 8, 6, 0, true);
    path.verb_count--;
    assert_true(path_line(&path, (struct point){90, 50}));
    assert_true(path_line(&path, (struct point){50, 50}));
    assert_true(path_line(&path, (struct point){50, 74}));
    assert_int_equal(kind(), SHAPE_EDGES);
    rounded(10, 20, 90, 80, 8, 6, 0, true);
    path.points[path.point_count - 3].x = 9; /* the last arc's half axis */
    assert_int_equal(kind(), SHAPE_EDGES);
}

/* What covers a pixel together covers it whole, wherever the border runs. */
static void test_abutting(void **state)
{
    (void)state;
    static uint8_t first[100 * 100];
    for (int i = 0; i < 40; i++) {
        const double x = 20 + i * 1.37, y = 95 - i * 0.71;
        lines((const double[][2]){{0, 0}, {x, 3.3}, {y, 97.7}, {0, 100}}, 4);
        take();
        memcpy(first, coverage, sizeof first);
        lines((const double[][2]){{100, 0}, {100, 100}, {y, 97.7}, {x, 3.3}}, 4);
        take();
        for (int row = 4; row < 97; row++)
            for (int column = 0; column < 100; column++) {
                const int sum = first[row * 100 + column] + at(column, row);
                assert_in_range(sum, 255, 256);
            }
    }
}

static void test_mask(void **state)
{
    (void)state;
    struct mask m;
    assert_true(mask_init(&m, (struct rect){10, 10, 20, 20}));
    *mask_at(&m, 12, 13) = 77;
    const struct shape s = shape_from_mask(&m);
    assert_true(shape_coverage(&s, bounds, coverage, 100, &scratch));
    assert_int_equal(at(12, 13), 77);
    assert_int_equal(at(50, 50), 0);
    uint32_t pixels[32] = {0};
    const struct surface surface = {pixels, 16, 2, 16};
    struct shape moved = s;
    moved.box = (struct rect){10, 10, 16, 20};
    shape_fill(&moved, &surface, (struct rect){0, 0, 16, 2}, 0xffffffff, &scratch);
    for (int i = 0; i < 32; i++)
        assert_int_equal(pixels[i], 0);
    mask_finish(&m);
    const struct mask none = {0};
    assert_int_equal(shape_from_mask(&none).kind, SHAPE_EMPTY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),         cmocka_unit_test(test_rectangles),
        cmocka_unit_test(test_convex_polygons), cmocka_unit_test(test_huge_polygons),
        cmocka_unit_test(test_ellipses),        cmocka_unit_test(test_rounded_rectangles),
        cmocka_unit_test(test_abutting),        cmocka_unit_test(test_mask),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
