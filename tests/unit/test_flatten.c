/* Flattened curves against points on the curves themselves. */
#include "raster/flatten.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct point between(struct point a, struct point b, double t)
{
    return (struct point){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

/* De Casteljau's construction, which shares nothing with flatten.c. */
static struct point curve_at(enum path_verb verb, struct point from, const struct point *p,
                             double t)
{
    if (verb == PATH_ARC)
        return path_arc_at(p, p[3].x + (p[3].y - p[3].x) * t);
    const int degree = verb == PATH_LINE ? 1 : verb == PATH_QUAD ? 2 : 3;
    struct point q[4] = {from};
    for (int i = 0; i < degree; i++)
        q[i + 1] = p[i];
    for (int n = degree; n > 0; n--)
        for (int i = 0; i < n; i++)
            q[i] = between(q[i], q[i + 1], t);
    return q[0];
}

static double distance_to_piece(struct point p, struct point a, struct point b)
{
    const double dx = b.x - a.x, dy = b.y - a.y, dd = dx * dx + dy * dy;
    double t = dd > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / dd : 0;
    t = fmin(fmax(t, 0), 1);
    return hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/* The farthest that the curve goes from its `count` pieces. */
static double error_of(enum path_verb verb, struct point from, const struct point *p,
                       uint32_t count)
{
    struct point *out = calloc(count, sizeof *out);
    assert_non_null(out);
    flatten_points(verb, from, p, count, out);
    double worst = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct point begin = i == 0 ? curve_at(verb, from, p, 0) : out[i - 1];
        for (int k = 0; k <= 16; k++) {
            const struct point q = curve_at(verb, from, p, (i + k / 16.0) / count);
            worst = fmax(worst, distance_to_piece(q, begin, out[i]));
        }
    }
    free(out);
    return worst;
}

static const struct {
    enum path_verb verb;
    struct point from, points[4];
} curves[] = {
    {PATH_QUAD, {0, 0}, {{50, 5}, {100, 0}}},
    {PATH_QUAD, {0, 0}, {{1000, 1000}, {0, 1}}},
    {PATH_QUAD, {900000, 900000}, {{900500, 900100}, {900000, 900300}}},
    {PATH_CUBIC, {0, 0}, {{0, 55.2}, {44.8, 100}, {100, 100}}},
    {PATH_CUBIC, {0, 0}, {{500, 300}, {-400, 300}, {100, 0}}}, /* a loop */
    {PATH_CUBIC, {0, 0}, {{100, 100}, {0, 100}, {100, 0}}},    /* a cusp */
    {PATH_CUBIC, {0, 0}, {{300, 0}, {-200, 0}, {100, 0}}},     /* there and back */
    {PATH_ARC, {0, 0}, {{10, 10}, {100, 0}, {0, 100}, {0, 6.283185307179586}}},
    {PATH_ARC, {0, 0}, {{10, 10}, {300, 20}, {5, 30}, {-2, 3}}}, /* skewed */
    {PATH_ARC, {0, 0}, {{1e6, -1e6}, {900, 0}, {0, 300}, {5, 2}}},
    {PATH_ARC, {0, 0}, {{0, 0}, {0.005, 0}, {0, 0.005}, {0, 6.283185307179586}}},
};
enum { CURVES = sizeof curves / sizeof *curves };

/* The shallow parabola and the circle. */
static bool bends_evenly(int curve)
{
    return curve == 0 || curve == 7;
}

/* Within the tolerance, and not with many more pieces than that takes: half of them would not
 * do, at least where the curve bends alike along the way. */
static void error_is_within_the_tolerance(void **state)
{
    (void)state;
    static const double tolerances[] = {1, 0.1, FLATTEN_TOLERANCE};
    for (int i = 0; i < CURVES; i++)
        for (int k = 0; k < 3; k++) {
            const uint32_t count =
                flatten_count(curves[i].verb, curves[i].from, curves[i].points, tolerances[k]);
            const double error = error_of(curves[i].verb, curves[i].from, curves[i].points, count);
            if (error > tolerances[k] + 1e-9)
                fail_msg("curve %d: %u pieces are off by %g, not %g", i, count, error,
                         tolerances[k]);
            if (bends_evenly(i) && count > 3 &&
                error_of(curves[i].verb, curves[i].from, curves[i].points, count / 2) <
                    tolerances[k])
                fail_msg("curve %d: half of %u pieces would do for %g", i, count, tolerances[k]);
        }
}

static void points_are_on_the_curve(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    static struct point out[COUNT];
    for (int i = 0; i < CURVES; i++) {
        flatten_points(curves[i].verb, curves[i].from, curves[i].points, COUNT, out);
        for (int k = 0; k < COUNT; k++) {
            const struct point p =
                curve_at(curves[i].verb, curves[i].from, curves[i].points, (k + 1.0) / COUNT);
            const double size = 1000 + fabs(p.x) + fabs(p.y);
            assert_true(fabs(out[k].x - p.x) < 1e-12 * size);
            assert_true(fabs(out[k].y - p.y) < 1e-12 * size);
        }
        const struct point end = curve_at(curves[i].verb, curves[i].from, curves[i].points, 1);
        assert_memory_equal(&out[COUNT - 1], &end, sizeof end);
    }
}

static void lines(void **state)
{
    (void)state;
    const struct point from = {1, 2}, to = {9, 6};
    struct point out[4];
    assert_int_equal(flatten_count(PATH_LINE, from, &to, 1e-9), 1);
    flatten_points(PATH_LINE, from, &to, 4, out);
    assert_true(out[0].x == 3 && out[0].y == 3);
    assert_true(out[3].x == 9 && out[3].y == 6);
}

static void nothing_to_bend(void **state)
{
    (void)state;
    const struct point from = {3, 4};
    const struct point straight[] = {{4, 5}, {5, 6}, {6, 7}};
    const struct point same[] = {{3, 4}, {3, 4}, {3, 4}};
    const struct point nowhere[] = {{3, 4}, {0, 0}, {0, 0}, {0, 6}};
    const struct point still[] = {{3, 4}, {9, 0}, {0, 9}, {1, 1}};
    assert_int_equal(flatten_count(PATH_CUBIC, from, straight, 0.01), 1);
    assert_int_equal(flatten_count(PATH_CUBIC, from, same, 0.01), 1);
    assert_int_equal(flatten_count(PATH_QUAD, from, same, 0.01), 1);
    assert_in_range(flatten_count(PATH_ARC, from, nowhere, 0.01), 1, 2);
    assert_int_equal(flatten_count(PATH_ARC, from, still, 0.01), 1);
}

/* Whatever finite numbers come: a bounded number of finite points. */
static void hostile_sizes(void **state)
{
    (void)state;
    static const double sizes[] = {1e-300, 1e-30, 1e6, 1e9, 1e30, 1e154, 1e300, 8e307};
    static struct point out[FLATTEN_MAX];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const double s = sizes[i];
        const struct point from = {s, -s}, cubic[] = {{-s, s}, {s, s}, {-s, -s}};
        const struct point arc[] = {{s, -s}, {s, s / 2}, {-s / 4, s}, {0, 6}};
        const enum path_verb verbs[] = {PATH_QUAD, PATH_CUBIC, PATH_ARC};
        for (int k = 0; k < 3; k++) {
            const struct point *p = verbs[k] == PATH_ARC ? arc : cubic;
            const uint32_t count = flatten_count(verbs[k], from, p, FLATTEN_TOLERANCE);
            assert_in_range(count, 1, FLATTEN_MAX);
            if (s >= 1e30)
                assert_int_equal(count, FLATTEN_MAX);
            if (verbs[k] == PATH_ARC && s > 1e300)
                continue; /* the points of the arc themselves are out of range */
            flatten_points(verbs[k], from, p, count, out);
            for (uint32_t n = 0; n < count; n++)
                assert_true(isfinite(out[n].x) && isfinite(out[n].y));
        }
    }
    const struct point turns[] = {{0, 0}, {1, 0}, {0, 1}, {-1e30, 1e30}};
    assert_int_equal(flatten_count(PATH_ARC, turns[0], turns, 0.01), FLATTEN_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_is_within_the_tolerance),
        cmocka_unit_test(points_are_on_the_curve),
        cmocka_unit_test(lines),
        cmocka_unit_test(nothing_to_bend),
        cmocka_unit_test(hostile_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
