/* Paths as their readers see them: verbs, points, where they end, what transforms do. */
#include "raster/path.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const double PI = 3.141592653589793;

static void assert_near(struct point a, double x, double y)
{
    if (fabs(a.x - x) > 1e-9 || fabs(a.y - y) > 1e-9)
        fail_msg("(%.12g, %.12g) is not (%.12g, %.12g)", a.x, a.y, x, y);
}

static void assert_verbs(const struct path *p, const char *expected)
{
    static const char letters[] = "MLQCAZ";
    char verbs[64] = "";
    assert_true(p->verb_count < sizeof verbs);
    uint32_t points = 0;
    for (uint32_t i = 0; i < p->verb_count; i++) {
        verbs[i] = letters[p->verbs[i]];
        points += path_verb_points(p->verbs[i]);
    }
    assert_string_equal(verbs, expected);
    assert_int_equal(points, p->point_count);
}

static void empty_paths(void **state)
{
    (void)state;
    struct path p = {0};
    struct point a, b;
    assert_false(path_end(&p, &a));
    assert_false(path_bounds(&p, &a, &b));
    assert_true(path_is_finite(&p));
    assert_true(path_close(&p)); /* there is nothing to close */
    assert_verbs(&p, "");
    path_transform(&p, &MATRIX_IDENTITY);
    assert_true(path_add(&p, &(struct path){0}, &MATRIX_IDENTITY));
    path_clear(&p);
    path_finish(&p);
    path_finish(&p);
}

/* The standard's "ensure there is a subpath". */
static void segments_begin_subpaths(void **state)
{
    (void)state;
    struct path p = {0};
    struct point end;
    assert_true(path_line(&p, (struct point){1, 2}));
    assert_verbs(&p, "ML");
    path_clear(&p);
    assert_true(path_quad(&p, (struct point){1, 2}, (struct point){3, 4}));
    assert_near(p.points[0], 1, 2);
    path_clear(&p);
    assert_true(path_cubic(&p, (struct point){1, 2}, (struct point){3, 4}, (struct point){5, 6}));
    assert_near(p.points[0], 1, 2);
    assert_true(path_close(&p));
    assert_true(path_close(&p)); /* closed already */
    assert_verbs(&p, "MCZ");
    assert_true(path_end(&p, &end));
    assert_near(end, 1, 2);
    assert_true(path_line(&p, (struct point){9, 9})); /* from where the closed one began */
    assert_verbs(&p, "MCZML");
    assert_near(p.points[4], 1, 2);
    path_finish(&p);
}

static void arcs_are_led_to_by_lines(void **state)
{
    (void)state;
    struct path p = {0};
    struct point end;
    const struct point c = {10, 20}, u = {5, 0}, v = {0, 5};
    assert_true(path_arc(&p, c, u, v, 0, PI / 2)); /* the first: no line */
    assert_verbs(&p, "MA");
    assert_near(p.points[0], 15, 20);
    assert_true(path_end(&p, &end));
    assert_near(end, 10, 25);
    assert_true(path_arc(&p, c, u, v, PI / 2, PI)); /* where it is */
    assert_verbs(&p, "MAA");
    assert_true(path_arc(&p, c, u, v, 0, -PI / 2));
    assert_verbs(&p, "MAALA");
    assert_near(p.points[9], 15, 20);
    assert_true(path_end(&p, &end));
    assert_near(end, 10, 15);
    assert_true(path_close(&p));
    assert_true(path_arc(&p, c, u, v, PI, 0));
    assert_verbs(&p, "MAALAZMLA");
    path_finish(&p);
}

static void whole_shapes(void **state)
{
    (void)state;
    struct path p = {0};
    struct point least, most;
    assert_true(path_rect(&p, 10, 20, -3, 4));
    assert_verbs(&p, "MLLLZ");
    assert_near(p.points[1], 7, 20);
    assert_near(p.points[2], 7, 24);
    assert_near(p.points[3], 10, 24);
    path_clear(&p);
    assert_true(
        path_ellipse(&p, (struct point){1, 2}, (struct point){3, 4}, (struct point){-4, 3}));
    assert_verbs(&p, "MAZ");
    assert_near(p.points[0], 4, 6);
    assert_true(path_bounds(&p, &least, &most));
    assert_near(least, -4, -3);
    assert_near(most, 6, 7);
    path_clear(&p);
    const struct point triangle[] = {{0, 0}, {4, 0}, {0, 3}};
    assert_true(path_polygon(&p, triangle, 3));
    assert_true(path_polygon(&p, triangle, 1));
    assert_verbs(&p, "MLLZMZ");
    assert_near(p.points[2], 0, 3);
    path_finish(&p);
}

static void bounds_and_finiteness(void **state)
{
    (void)state;
    struct path p = {0};
    struct point least, most;
    assert_true(path_move(&p, (struct point){3, 3}));
    assert_true(path_quad(&p, (struct point){-1, 9}, (struct point){5, 1}));
    assert_true(path_bounds(&p, &least, &most));
    assert_near(least, -1, 1);
    assert_near(most, 5, 9);
    assert_true(path_is_finite(&p));
    assert_true(path_line(&p, (struct point){1e308, 0}));
    assert_true(path_is_finite(&p));
    const struct matrix larger = {10, 0, 0, 10, 0, 0};
    path_transform(&p, &larger);
    assert_false(path_is_finite(&p));
    path_clear(&p);
    assert_true(path_move(&p, (struct point){0, NAN}));
    assert_false(path_is_finite(&p));
    path_finish(&p);
}

/* Every point of a transformed arc is the transformed point. */
static void transforms(void **state)
{
    (void)state;
    const struct matrix m = {2, 1, -3, 0.5, 7, -9};
    struct path p = {0}, q = {0};
    assert_true(path_move(&p, (struct point){1, 1}));
    assert_true(path_line(&p, (struct point){2, 5}));
    assert_true(
        path_arc(&p, (struct point){4, 4}, (struct point){2, 1}, (struct point){0, 3}, 1, 3));
    assert_true(path_move(&q, (struct point){0, 0}));
    assert_true(path_add(&q, &p, &m));
    assert_verbs(&q, "MMLLA");
    const struct point line = matrix_apply(&m, p.points[1]);
    assert_near(q.points[2], line.x, line.y);
    for (int i = 0; i <= 8; i++) {
        const double t = 1 + i / 4.0;
        const struct point expected = matrix_apply(&m, path_arc_at(&p.points[3], t));
        assert_near(path_arc_at(&q.points[4], t), expected.x, expected.y);
    }
    path_transform(&p, &m);
    assert_memory_equal(p.points, q.points + 1, p.point_count * sizeof *p.points);
    path_finish(&p);
    path_finish(&q);
}

static void matrices(void **state)
{
    (void)state;
    const struct matrix a = {2, 1, -3, 0.5, 7, -9}, b = {0, 1, -1, 0, 3, 4};
    const struct point p = {5, -2};
    struct matrix inverse = b;
    const struct matrix both = matrix_multiply(&a, &b);
    const struct point stepwise = matrix_apply(&a, matrix_apply(&b, p));
    assert_near(matrix_apply(&both, p), stepwise.x, stepwise.y);
    assert_true(matrix_invert(&a, &inverse));
    const struct point back = matrix_apply(&inverse, matrix_apply(&a, p));
    assert_near(back, p.x, p.y);
    const struct point vector = matrix_apply_vector(&a, p);
    assert_near(vector, 16, 4);

    const struct matrix flat = {1, 2, 2, 4, 0, 0}, tiny = {1e-200, 0, 0, 1e-200, 0, 0};
    const struct matrix infinite = {INFINITY, 0, 0, 1, 0, 0}, thin = {1e-310, 0, 0, 1, 0, 0};
    const struct matrix kept = inverse;
    assert_false(matrix_invert(&flat, &inverse));
    assert_false(matrix_invert(&tiny, &inverse)); /* the determinant vanishes */
    assert_false(matrix_invert(&infinite, &inverse));
    assert_false(matrix_invert(&thin, &inverse));
    assert_memory_equal(&inverse, &kept, sizeof kept);
    assert_false(matrix_is_finite(&infinite));
    int dx = 0, dy = 0;
    assert_true(matrix_moves_pixels(&(struct matrix){1, 0, 0, 1, -7, 12}, &dx, &dy));
    assert_int_equal(dx, -7);
    assert_int_equal(dy, 12);
    assert_false(matrix_moves_pixels(&(struct matrix){1, 0, 0, 1, 0.5, 0}, &dx, &dy));
    assert_false(matrix_moves_pixels(&(struct matrix){1, 0, 0, 1, 0, 1e10}, &dx, &dy));
    assert_false(matrix_moves_pixels(&(struct matrix){1, 0, 0, 1, NAN, 0}, &dx, &dy));
    assert_false(matrix_moves_pixels(&a, &dx, &dy));
}

/* Growth keeps what is there, and is not done point by point. */
static void long_paths(void **state)
{
    (void)state;
    enum { COUNT = 1000000 };
    struct path p = {0};
    uint32_t grown = 0;
    for (int i = 0; i < COUNT; i++) {
        const uint32_t capacity = p.point_capacity;
        assert_true(path_line(&p, (struct point){i, -i}));
        grown += p.point_capacity != capacity;
    }
    assert_int_equal(p.verb_count, COUNT + 1);
    for (int i = 0; i < COUNT; i += 997)
        assert_near(p.points[i + 1], i, -i);
    assert_true(grown < 64);
    path_finish(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_paths),
        cmocka_unit_test(segments_begin_subpaths),
        cmocka_unit_test(arcs_are_led_to_by_lines),
        cmocka_unit_test(whole_shapes),
        cmocka_unit_test(bounds_and_finiteness),
        cmocka_unit_test(transforms),
        cmocka_unit_test(matrices),
        cmocka_unit_test(long_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
