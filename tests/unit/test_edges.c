/* Tests for raster/edges.c: what is kept of a path, and what edges tell about rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "raster/edges.h"

static const struct rect BOUNDS = {0, 0, 200, 100};

static struct arena arena;
static struct path path;

static int teardown(void **state)
{
    (void)state;
    path_finish(&path);
    arena_finish(&arena);
    return 0;
}

static const struct edges *edges_of(bool even_odd, struct rect bounds)
{
    const struct edges *e = edges_from_path(&path, even_odd, bounds, &arena);
    assert_non_null(e);
    return e;
}

static void assert_rect(struct rect r, int x0, int y0, int x1, int y1)
{
    assert_int_equal(r.x0, x0);
    assert_int_equal(r.y0, y0);
    assert_int_equal(r.x1, x1);
    assert_int_equal(r.y1, y1);
}

static void assert_touched(const struct edges *e, int y0, int y1, int x0, int x1)
{
    int a, b;
    assert_true(edges_touched(e, y0, y1, &a, &b));
    assert_int_equal(a, x0);
    assert_int_equal(b, x1);
}

static void test_nothing(void **state)
{
    (void)state;
    int a, b;
    assert_true(rect_empty(edges_box(edges_of(false, BOUNDS))));
    path_move(&path, (struct point){5, 5});
    path_line(&path, (struct point){50, 5}); /* level: encloses nothing */
    const struct edges *e = edges_of(false, BOUNDS);
    assert_true(rect_empty(edges_box(e)));
    assert_false(edges_touched(e, 0, 100, &a, &b));
    assert_false(edges_covered(e, 0, 100, &a, &b));
    path_rect(&path, 10, 10, 20, 20);
    assert_true(rect_empty(edges_box(edges_of(false, (struct rect){7, 7, 7, 90}))));
}

static void test_box(void **state)
{
    (void)state;
    path_rect(&path, 10.25, 20.5, 30.5, 40);
    path_rect(&path, 60, 20.5, 10, 5);
    const struct edges *e = edges_of(false, BOUNDS);
    assert_rect(edges_box(e), 10, 20, 70, 61);
    assert_touched(e, 0, 100, 10, 70);
    assert_touched(e, 0, 32, 10, 70);
    assert_touched(e, 32, 64, 10, 41); /* only the first one */
    int a, b;
    assert_false(edges_touched(e, 0, 20, &a, &b));
    assert_false(edges_touched(e, 61, 100, &a, &b));
}

static void test_open_subpath_is_closed(void **state)
{
    (void)state;
    path_move(&path, (struct point){10, 10});
    path_line(&path, (struct point){50, 10});
    path_line(&path, (struct point){50, 50});
    path_move(&path, (struct point){100, 60});
    path_line(&path, (struct point){110, 70});
    path_line(&path, (struct point){120, 60});
    assert_rect(edges_box(edges_of(false, BOUNDS)), 10, 10, 120, 70);
}

static void test_curves(void **state)
{
    (void)state;
    path_ellipse(&path, (struct point){50, 50}, (struct point){40, 0}, (struct point){0, 30});
    assert_rect(edges_box(edges_of(false, BOUNDS)), 10, 20, 90, 80);
    path_clear(&path);
    path_move(&path, (struct point){0, 0});
    path_quad(&path, (struct point){20, 80}, (struct point){40, 0});
    path_cubic(&path, (struct point){60, 60}, (struct point){80, 60}, (struct point){100, 0});
    assert_rect(edges_box(edges_of(false, BOUNDS)), 0, 0, 100, 45);
}

static void assert_nothing_seen(void)
{
    assert_true(rect_empty(edges_box(edges_of(false, BOUNDS))));
    path_clear(&path);
}

static void test_outside(void **state)
{
    (void)state;
    path_rect(&path, -50, 10, 40, 20); /* left */
    path_rect(&path, -1e300, 10, 1e299, 20);
    assert_nothing_seen();
    path_rect(&path, 210, 10, 1e9, 20); /* right */
    path_ellipse(&path, (struct point){1e9, 50}, (struct point){1e8, 0}, (struct point){0, 1e8});
    assert_nothing_seen();
    path_rect(&path, 10, -1e300, 40, 5); /* above */
    path_rect(&path, 10, 100, 40, 1e30); /* below */
    assert_nothing_seen();
}

static void test_around(void **state)
{
    (void)state;
    int a, b;
    static const double sizes[] = {201, 40000, 1e6, 1e300};
    for (int i = 0; i < 4; i++) {
        path_rect(&path, -sizes[i], -sizes[i], 2 * sizes[i], 2 * sizes[i]);
        const struct edges *e = edges_of(false, BOUNDS);
        assert_rect(edges_box(e), 0, 0, 200, 100);
        assert_true(edges_covered(e, 0, 100, &a, &b));
        assert_true(a == 0 && b == 200);
        path_clear(&path);
    }
}

static void test_covered(void **state)
{
    (void)state;
    int a, b;
    path_rect(&path, 10, 10, 64, 80);
    path_rect(&path, 20, 40, 10, 20); /* a hole, with even-odd */
    assert_true(edges_covered(edges_of(true, BOUNDS), 45, 50, &a, &b));
    assert_true(a >= 30 && a < 33 && b == 74);
    assert_true(edges_covered(edges_of(false, BOUNDS), 45, 50, &a, &b));
    assert_true(edges_covered(edges_of(true, BOUNDS), 10, 40, &a, &b));
    assert_true(a >= 10 && a < 13 && b == 74);
    assert_false(edges_covered(edges_of(true, BOUNDS), 9, 20, &a, &b));
    assert_false(edges_covered(edges_of(true, BOUNDS), 80, 91, &a, &b));
    assert_false(edges_covered(edges_of(true, BOUNDS), 20, 20, &a, &b));
}

/* A gap whose borders are level, which are no edges. */
static void test_covered_stops_at_gaps(void **state)
{
    (void)state;
    int a, b;
    path_rect(&path, 10, 0, 64, 50);
    path_rect(&path, 10, 51, 64, 49);
    const struct edges *e = edges_of(false, BOUNDS);
    assert_true(edges_covered(e, 0, 50, &a, &b));
    assert_true(edges_covered(e, 51, 100, &a, &b));
    assert_false(edges_covered(e, 0, 100, &a, &b));
}

/* Memory follows the path even if every edge is as high as the bounds. */
static void test_many_high_edges(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    path_move(&path, (struct point){0, 0});
    for (int i = 0; i < COUNT; i++)
        assert_true(path_line(&path, (struct point){i % 200, i & 1 ? 0 : 32000}));
    const struct edges *e = edges_of(false, (struct rect){0, 0, 200, 32000});
    assert_rect(edges_box(e), 0, 0, 199, 32000);
    assert_true(arena.bytes < (size_t)COUNT * 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_nothing, teardown),
        cmocka_unit_test_teardown(test_box, teardown),
        cmocka_unit_test_teardown(test_open_subpath_is_closed, teardown),
        cmocka_unit_test_teardown(test_curves, teardown),
        cmocka_unit_test_teardown(test_outside, teardown),
        cmocka_unit_test_teardown(test_around, teardown),
        cmocka_unit_test_teardown(test_covered, teardown),
        cmocka_unit_test_teardown(test_covered_stops_at_gaps, teardown),
        cmocka_unit_test_teardown(test_many_high_edges, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
