/* Dashes: where they are along lines, corners and curves, and how many may be. */
#include "raster/dash.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outline.h"

/* Coverage along y = 0 of dashes of a line from (0, 0) to (100, 0). */
static void assert_dashed(const double *dashes, uint32_t count, double offset, const char *expected)
{
    path_clear(&path);
    move(0, 0);
    line(100, 0);
    dash(dashes, count, offset);
    char found[101] = "";
    for (int i = 0; expected[i] != 0; i++)
        found[i] = winding(i + 0.5, 0.1) > 0 ? '#' : '.';
    assert_string_equal(found, expected);
}

static void dashes_of_a_line(void **state)
{
    (void)state;
    const double even[] = {3, 2}, mixed[] = {1, 2, 4, 1}, none[] = {0, 0}, no_gap[] = {3, 0};
    assert_dashed(even, 2, 0, "###..###..###..");
    assert_dashed(even, 2, 1, "##..###..###..#");
    assert_dashed(even, 2, 4, ".###..###..###.");
    assert_dashed(even, 2, -1, ".###..###..###.");
    assert_dashed(even, 2, 1e9 + 1, "##..###..###..#");
    assert_dashed(even, 2, -1e9 - 4, "##..###..###..#");
    assert_dashed(mixed, 4, 0, "#..####.#..####.");
    assert_dashed(mixed, 4, 2.5, "####.#..####.#..");
    assert_dashed(none, 2, 0, "################");
    assert_dashed(no_gap, 2, 0, "################");
    assert_dashed(even, 2, 0, "###..###..###..");
    assert_int_equal(contours(), 20);
    assert_true(fabs(area() - 120) < 1e-9);
}

/* The pattern begins anew with each subpath. */
static void dashes_of_subpaths(void **state)
{
    (void)state;
    const double dashes[] = {3, 2};
    move(0, 0);
    line(7, 0);
    move(0, 10);
    line(7, 10);
    dash(dashes, 2, 0);
    for (int i = 0; i < 2; i++) {
        assert_inside(1, 10 * i + 0.1);
        assert_outside(4, 10 * i + 0.1);
        assert_inside(6, 10 * i + 0.1);
    }
    assert_int_equal(contours(), 4);
}

static void dashes_go_round_corners(void **state)
{
    (void)state;
    const double dashes[] = {8, 4};
    move(0, 0);
    line(10, 0);
    line(10, 10);
    dash(dashes, 2, 6); /* 2, gap 4, then 4 before the corner and 4 behind it */
    assert_int_equal(contours(), 3);
    assert_inside(1, 0);
    assert_outside(4, 0);
    assert_inside(10.9, -0.9);
    assert_inside(10, 3.9);
    assert_outside(10, 4.1);
    assert_inside(10, 8.1);
}

/* A closed subpath's first point is a join like any other when a dash goes over it. */
static void dashes_of_closed_subpaths(void **state)
{
    (void)state;
    const double over[] = {6, 4}, all[] = {1000, 1}, apart[] = {5, 5};
    assert_true(path_rect(&path, 0, 0, 10, 10));
    dash(over, 2, 3); /* from 3 before the begin to 3 behind it */
    assert_inside(-0.9, -0.9);
    assert_inside(2.9, 0);
    assert_outside(3.1, 0);
    assert_inside(0, 2.9);
    assert_outside(0, 3.1);
    assert_int_equal(contours(), 4);
    assert_true(fabs(area() - 4 * 12) < 1e-9);
    dash(all, 2, 0);
    assert_int_equal(contours(), 2);
    assert_inside(-0.9, -0.9);
    dash(apart, 2, 0); /* a gap before the begin */
    assert_int_equal(contours(), 4);
    assert_outside(-0.9, -0.9);
    assert_inside(1, 0);
    assert_outside(0, 1);
}

static void dashes_without_length(void **state)
{
    (void)state;
    const double dots[] = {0, 10};
    move(0, 0);
    line(100, 0);
    dash(dots, 2, 0);
    assert_int_equal(outline.verb_count, 0); /* butt caps add nothing */
    style.cap = CAP_ROUND;
    dash(dots, 2, 5);
    assert_int_equal(contours(), 10);
    assert_inside(5.9, 0);
    assert_inside(4.1, 0);
    assert_outside(5.8, 0.8);
    style.cap = CAP_SQUARE;
    path_clear(&path);
    move(0, 0);
    line(30, 30);
    dash(dots, 2, 0);
    assert_int_equal(contours(), 5); /* the first stands on the begin */
    assert_inside(0, 1.3);           /* squares along the line */
    assert_outside(0.9, 0.9);
}

/* 90 dashes of 2 degrees each on a circle. */
static void dashes_of_a_circle(void **state)
{
    (void)state;
    const double radius = 200, length = radius * PI / 90, dashes[] = {length, length};
    const struct point centre = {7, 9};
    assert_true(path_ellipse(&path, centre, (struct point){radius, 0}, (struct point){0, radius}));
    dash(dashes, 2, 0);
    assert_int_equal(contours(), 90);
    assert_true(fabs(area() - radius * PI * 2) < 0.5);
    for (int i = 0; i < 90; i++)
        for (int k = -1; k <= 1; k += 2) {
            const double slack = 0.02 / radius, a = (4 * i + 2) * PI / 180;
            assert_inside(7 + radius * cos(a - slack), 9 + radius * sin(a - slack));
            assert_outside(7 + radius * cos(a + slack), 9 + radius * sin(a + slack));
        }
}

/* Dashes are as long as the user says, whatever the transform makes of them. */
static void dashes_under_transforms(void **state)
{
    (void)state;
    const double dashes[] = {3, 2};
    const struct matrix m = {10, 0, 0, 0.5, 0, 0};
    move(0, 0);
    line(100, 0);
    move(0, 10);
    line(0, 15);
    style.dashes = dashes;
    style.dash_count = 2;
    stroke_under(m);
    assert_inside(29, 0);
    assert_outside(31, 0);
    assert_inside(51, 0);
    assert_inside(0.1, 11.4);
    assert_outside(0.1, 11.6);
    assert_inside(0.1, 12.6);
}

/* A cubic with very uneven speed, against lengths added up from many chords. */
static void dashes_of_a_curve(void **state)
{
    (void)state;
    enum { PIECES = 1000000 };
    const struct point c[] = {{0, 0}, {10, 300}, {400, 300}, {410, 20}};
    const double dashes[] = {40, 25};
    move(c[0].x, c[0].y);
    cubic(c[1].x, c[1].y, c[2].x, c[2].y, c[3].x, c[3].y);
    dash(dashes, 2, 0);
    struct point before = c[0];
    double sum = 0, next = 40;
    for (int i = 1; i <= PIECES; i++) {
        const double t = (double)i / PIECES, s = 1 - t;
        const struct point p = {
            3 * s * s * t * c[1].x + 3 * s * t * t * c[2].x + t * t * t * c[3].x,
            3 * s * s * t * c[1].y + 3 * s * t * t * c[2].y + t * t * t * c[3].y,
        };
        const double step = hypot(p.x - before.x, p.y - before.y);
        sum += step;
        if (sum >= next) { /* a dash ends here, or begins 65 later */
            const struct point along = {(p.x - before.x) / step, (p.y - before.y) / step};
            assert_inside(p.x - 0.02 * along.x, p.y - 0.02 * along.y);
            assert_outside(p.x + 0.02 * along.x, p.y + 0.02 * along.y);
            next += 65;
        }
        before = p;
    }
    assert_true(sum > 600);
}

static void too_many_dashes_are_solid(void **state)
{
    (void)state;
    const double fine[] = {1e-5, 1e-5}, invisible[] = {1e-300, 1e-300}, sparse[] = {1, 1};
    move(0, 0);
    line(100, 0);
    dash(fine, 2, 0);
    assert_int_equal(contours(), 1);
    dash(invisible, 2, 0);
    assert_int_equal(contours(), 1);
    path_clear(&path);
    move(0, 0);
    line(190000, 0);
    dash(sparse, 2, 0);
    assert_int_equal(contours(), 95000);
    path_clear(&path);
    move(-1e9, 0);
    line(1e9, 0); /* far too many, but few can be seen */
    const struct point clip[2] = {{0, 0}, {100, 100}};
    path_clear(&outline);
    assert_true(stroke_path(&path, &style, &MATRIX_IDENTITY, clip, &outline));
    assert_in_range(contours(), 50, 65);
    assert_inside(50.5, 0);
    assert_outside(51.5, 0);
    assert_inside(0.5, 0);
    assert_inside(98.5, 0);
}

/* Where a double is coarser than the pattern there is no pattern, but there is an end. */
static void dashes_far_out_end(void **state)
{
    (void)state;
    const double dashes[] = {60, 60};
    for (int exponent = 10; exponent <= 40; exponent += 5) {
        const double far = pow(10, exponent);
        path_clear(&path);
        path_clear(&outline);
        move(-far, -far / 2);
        line(far, far / 2);
        line(-far, far);
        const struct point clip[2] = {{0, 0}, {64, 48}};
        style.dashes = dashes;
        style.dash_count = 2;
        assert_true(stroke_path(&path, &style, &MATRIX_IDENTITY, clip, &outline));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(dashes_of_a_line),          TEST(dashes_of_subpaths),
        TEST(dashes_go_round_corners),   TEST(dashes_of_closed_subpaths),
        TEST(dashes_without_length),     TEST(dashes_of_a_circle),
        TEST(dashes_under_transforms),   TEST(dashes_of_a_curve),
        TEST(too_many_dashes_are_solid), TEST(dashes_far_out_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
