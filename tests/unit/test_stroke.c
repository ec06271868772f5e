/* Outlines of strokes, exactly where the case is simple, else by points that must be inside or
 * outside. Dashes are in test_dash.c, random strokes are in tests/random. */
#include "raster/stroke.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outline.h"

static void nothing_to_stroke(void **state)
{
    (void)state;
    style.cap = CAP_ROUND;
    style.join = JOIN_ROUND;
    stroke();
    assert_int_equal(outline.verb_count, 0);
    move(5, 5);
    stroke();
    assert_int_equal(outline.verb_count, 0);
    move(5, 5);
    assert_true(path_close(&path));
    stroke();
    assert_int_equal(outline.verb_count, 0);
}

/* "Prune all zero-length line segments from path. Remove from path any subpaths containing no
 * lines": not even round caps are left of them. */
static void segments_without_length_are_pruned(void **state)
{
    (void)state;
    style.cap = CAP_ROUND;
    style.join = JOIN_ROUND;
    move(5, 5);
    line(5, 5);
    move(5, 5);
    line(5, 5);
    assert_true(path_close(&path));
    move(5, 5);
    cubic(5, 5, 5, 5, 5, 5);
    assert_true(
        path_arc(&path, (struct point){4, 5}, (struct point){1, 0}, (struct point){0, 1}, 0, 0));
    assert_true(path_rect(&path, 50, 25, 0, 0));
    stroke();
    assert_int_equal(outline.verb_count, 0);

    /* A point that is there twice does not change the join. */
    style.join = JOIN_MITER;
    style.cap = CAP_BUTT;
    path_clear(&path);
    move(0, 0);
    line(10, 0);
    line(10, 0);
    line(10, 10);
    stroke();
    assert_inside(10.9, -0.9);
}

static void one_line(void **state)
{
    (void)state;
    move(10, 20);
    line(30, 20);
    stroke();
    assert_outline((const struct point[]){{30, 19}, {30, 21}, {10, 21}, {10, 19}}, 4);
    style.cap = CAP_SQUARE;
    stroke();
    assert_outline((const struct point[]){{31, 19}, {31, 21}, {9, 21}, {9, 19}}, 4);
    style.cap = CAP_ROUND;
    stroke();
    assert_true(fabs(area() - 40 - PI) < 0.05);
    assert_inside(30.9, 20);
    assert_inside(9.1, 20);
    assert_outside(31.02, 20);
    assert_outside(30.75, 20.75);
}

static void a_rectangle_is_a_ring(void **state)
{
    (void)state;
    assert_true(path_rect(&path, 10, 20, 30, 40));
    stroke();
    assert_outline(
        (const struct point[]){
            {41, 19}, {41, 61}, {9, 61}, {9, 19}, {11, 21}, {11, 59}, {39, 59}, {39, 21}},
        8);
    style.width = 100; /* nothing is left free inside */
    stroke();
    assert_inside(25, 40);
    assert_inside(10, 20);
    assert_inside(-39, -29);
    assert_outside(-41, 40);
}

static void a_circle_is_two_circles(void **state)
{
    (void)state;
    const struct matrix skewed = {2, 1, 0.5, 3, 7, 8};
    const struct point centre = {50, 50};
    assert_true(path_ellipse(&path, centre, (struct point){0, 20}, (struct point){20, 0}));
    stroke();
    assert_int_equal(outline.verb_count, 6);
    assert_int_equal(outline.verbs[1], PATH_ARC);
    assert_int_equal(outline.verbs[4], PATH_ARC);
    assert_int_equal(winding(50, 70), 1);
    assert_int_equal(winding(50, 50), 0);
    assert_outside(71.01, 50);
    assert_inside(70.99, 50);
    assert_inside(69.01, 50);
    assert_outside(68.99, 50);
    style.width = 40; /* reaches the centre */
    stroke();
    assert_int_equal(outline.verb_count, 3);
    assert_inside(50, 50);

    style.width = 2;
    path_transform(&path, &skewed);
    stroke_under(skewed);
    assert_int_equal(outline.verb_count, 6);
    const struct point middle = matrix_apply(&skewed, (struct point){70, 50});
    assert_inside(middle.x, middle.y);
    /* The pen is still round here, and no ellipse is parallel to an ellipse. */
    stroke();
    assert_int_not_equal(outline.verbs[1], PATH_ARC);
}

static void joins(void **state)
{
    (void)state;
    move(0, 0);
    line(20, 0);
    line(20, 20);
    stroke();
    assert_outline((const struct point[]){{21, -1}, {21, 20}, {19, 20}, {19, 1}, {0, 1}, {0, -1}},
                   6);
    style.join = JOIN_BEVEL;
    stroke();
    assert_outside(20.6, -0.6);
    assert_inside(20.4, -0.4);
    style.join = JOIN_ROUND;
    stroke();
    assert_inside(20.68, -0.68);
    assert_outside(20.73, -0.73);
    style.join = JOIN_MITER;
    style.miter_limit = 1.414; /* a right angle needs the square root of 2 */
    stroke();
    assert_outside(20.6, -0.6);
    style.miter_limit = 1.415;
    stroke();
    assert_inside(20.9, -0.9);
}

/* Straight back: nothing but a half circle can be added. */
static void turning_back(void **state)
{
    (void)state;
    move(0, 0);
    line(20, 0);
    line(5, 0);
    for (int join = JOIN_MITER; join <= JOIN_BEVEL; join++) {
        style.join = (enum line_join)join;
        stroke();
        assert_inside(19.9, 0.9);
        assert_inside(2, -0.9);
        assert_outside(21.1, 0);
        if (join == JOIN_ROUND)
            assert_inside(20.9, 0.1);
        else
            assert_outside(20.1, 0.1);
    }
}

static void closing_joins(void **state)
{
    (void)state;
    move(0, 0);
    line(20, 0);
    line(20, 20);
    stroke();
    assert_outside(-0.9, -0.9);
    assert_true(path_close(&path));
    stroke();
    assert_inside(-2, -0.9); /* the sharp corner's miter */
    assert_int_equal(contours(), 2);
    /* One that came back by itself already. */
    path_clear(&path);
    move(0, 0);
    line(20, 0);
    line(20, 20);
    line(0, 0);
    assert_true(path_close(&path));
    stroke();
    assert_inside(-2, -0.9);
    assert_int_equal(contours(), 2);
    assert_outside(12, 6);
}

static void transforms_squeeze_the_pen(void **state)
{
    (void)state;
    move(0, 0);
    line(10, 0);
    line(10, 10);
    const struct matrix wide = {4, 0, 0, 1, 0, 0}, mirrored = {-1, 0, 0, 1, 0, 0};
    const struct path original = path;
    path = (struct path){0};
    assert_true(path_add(&path, &original, &wide));
    stroke_under(wide);
    assert_outline((const struct point[]){{44, -1}, {44, 10}, {36, 10}, {36, 1}, {0, 1}, {0, -1}},
                   6);
    path_clear(&path);
    assert_true(path_add(&path, &original, &mirrored));
    stroke_under(mirrored);
    assert_true(area() > 0);
    assert_inside(-10.9, -0.9);
    assert_outside(10, 0);
    struct path unused = original;
    path_finish(&unused);
}

static struct point cubic_at(const struct point *c, double t)
{
    const double s = 1 - t, a = s * s * s, b = 3 * s * s * t, d = 3 * s * t * t, e = t * t * t;
    return (struct point){a * c[0].x + b * c[1].x + d * c[2].x + e * c[3].x,
                          a * c[0].y + b * c[1].y + d * c[2].y + e * c[3].y};
}

/* Tight bends, loops and cusps: the swept line covers everything within its reach. */
static void tight_curves(void **state)
{
    (void)state;
    static const struct point curves[][4] = {
        {{0, 0}, {100, 100}, {0, 100}, {100, 0}},   /* a cusp */
        {{0, 0}, {101, 100}, {-1, 100}, {100, 0}},  /* a tiny loop */
        {{0, 0}, {99, 100}, {1, 100}, {100, 0}},    /* nearly one */
        {{0, 0}, {0, 40}, {6, 40}, {6, 0}},         /* a hairpin */
        {{0, 0}, {200, 0}, {-100, 0}, {100, 0}},    /* there, back, and there */
        {{0, 0}, {0, 0}, {100, 50}, {100, 50}},     /* straight, without derivatives at its ends */
        {{0, 0}, {1e-3, 0}, {1e-3, 1e-3}, {0, 50}}, /* an abrupt begin */
    };
    style.cap = CAP_ROUND;
    style.join = JOIN_ROUND;
    for (size_t i = 0; i < sizeof curves / sizeof *curves; i++)
        for (int width = 1; width < 200; width *= 3) {
            const struct point *c = curves[i];
            path_clear(&path);
            move(c[0].x, c[0].y);
            cubic(c[1].x, c[1].y, c[2].x, c[2].y, c[3].x, c[3].y);
            style.width = width;
            stroke();
            for (int k = 0; k <= 20; k++) {
                const double r = width * 0.48, angle = k * 2.4;
                const struct point p = cubic_at(c, k / 20.0);
                assert_inside(p.x, p.y);
                assert_inside(p.x + r * cos(angle), p.y + r * sin(angle));
            }
            assert_outside(-200, -200);
            assert_outside(50, 301);
        }
}

static double distance_to_cubic(const struct point *c, struct point p)
{
    double least = INFINITY;
    for (int i = 0; i <= 10000; i++) {
        const struct point q = cubic_at(c, i / 10000.0);
        const double away = hypot(q.x - p.x, q.y - p.y);
        if (away < least)
            least = away;
    }
    return least;
}

/* A curve's edges are within a hundredth of a pixel, and have no more points than that takes. */
static void curves_are_exact_with_few_points(void **state)
{
    (void)state;
    static const struct {
        struct point c[4];
        uint32_t most;
    } cases[] = {
        {{{0, 0}, {100, 200}, {200, 200}, {300, 0}}, 227},  /* an arch */
        {{{0, 0}, {200, 200}, {100, -200}, {300, 0}}, 276}, /* there is an inflection */
        {{{0, 0}, {300, 0}, {300, 100}, {100, 100}}, 225},  /* a hook */
        {{{0, 0}, {250, 0}, {300, 10}, {300, 300}}, 200},   /* one bend, and straight ends */
        {{{0, 0}, {20, 0}, {40, 20}, {300, 300}}, 78},      /* a bend at the begin */
        {{{0, 0}, {100, 0}, {200, 0}, {300, 1e-3}}, 6},     /* nearly straight */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct point *c = cases[i].c;
        path_clear(&path);
        move(c[0].x, c[0].y);
        cubic(c[1].x, c[1].y, c[2].x, c[2].y, c[3].x, c[3].y);
        stroke();
        assert_true(outline.point_count <= cases[i].most);
        for (uint32_t k = 1; k < outline.verb_count; k++) {
            if (outline.verbs[k] != PATH_LINE)
                continue;
            const struct point a = outline.points[k - 1], b = outline.points[k];
            const struct point middle = {(a.x + b.x) / 2, (a.y + b.y) / 2};
            const double d = distance_to_cubic(c, middle);
            const bool cap = fabs(hypot(a.x - b.x, a.y - b.y) - 2) < 1e-9;
            assert_true(cap || fabs(d - 1) < 0.0104);
        }
    }
}

/* What is out of sight is left out, what is not is as it was. */
static void clipped(void **state)
{
    (void)state;
    enum { SIDE = 40 };
    const struct point clip[2] = {{0, 0}, {SIDE, SIDE}};
    move(-300, 10);
    line(20, 20);
    line(400, 30);
    cubic(500, 30, 600, 800, 600, 900);
    line(-500, 900);
    line(20, 1);
    assert_true(path_close(&path));
    style.width = 5;
    for (int join = JOIN_MITER; join <= JOIN_BEVEL; join++) {
        int expected[SIDE][SIDE];
        style.join = (enum line_join)join;
        stroke();
        const uint32_t whole = outline.point_count;
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++)
                expected[y][x] = winding(x + 0.5, y + 0.5) > 0;
        path_clear(&outline);
        assert_true(stroke_path(&path, &style, &MATRIX_IDENTITY, clip, &outline));
        assert_true(outline.point_count < whole / 2);
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++)
                assert_int_equal(winding(x + 0.5, y + 0.5) > 0, expected[y][x]);
    }
}

/* Finite numbers of any size in, finite and few out. */
static void hostile_numbers(void **state)
{
    (void)state;
    static const double sizes[] = {1e-300, 1e-30, 1, 1e6, 1e30, 1e155, 1e300};
    static const double dashes[] = {5, 3};
    const struct matrix matrices[] = {
        {1, 0, 0, 1, 0, 0},
        {1e30, 0, 0, 1e-30, 0, 0},
        {1, 1, 1, 1 + 1e-15, 0, 0},
        {1e150, 0, 0, 1e150, 0, 0},
        {1e-150, 0, 0, 1e-150, 0, 0},
        {0, 1e300, -1e-5, 0, 1e300, 0},
        {1e308, 1e308, -1e308, 1e308, 0, 0},
    };
    for (int i = 0; i < 7; i++)
        for (int k = 0; k < 7; k++) {
            const int n = i * 5 + k;
            const double s = sizes[i];
            path_clear(&path);
            move(s, s);
            line(-s, s / 3);
            cubic(s, 0, -s, -s, s / 7, s);
            cubic(s / 7, s, s / 7, s, 3, 4);
            assert_true(path_quad(&path, (struct point){s, 5}, (struct point){-s, 6}));
            assert_true(path_arc(&path, (struct point){1, s}, (struct point){s, 1},
                                 (struct point){-1, s / 9}, -3, 3));
            assert_true(path_close(&path));
            style.width = (const double[]){1e-6, 1, 1e6, 1e300}[n % 4];
            style.cap = (enum line_cap)(n % 3);
            style.join = (enum line_join)(n / 3 % 3);
            style.dashes = dashes;
            style.dash_count = n % 2 == 0 ? 0 : 2;
            style.dash_offset = 1e30;
            stroke_under(matrices[k]);
            assert_true(outline.point_count < 20000000);
        }
}

static void extreme_widths(void **state)
{
    (void)state;
    style.cap = CAP_ROUND;
    style.join = JOIN_ROUND;
    move(0, 0);
    cubic(10, 30, 20, -30, 30, 0);
    style.width = 1e6;
    stroke();
    assert_inside(15, 499900);
    assert_inside(-499900, 0);
    assert_outside(15, 500100);
    style.width = 1e-6;
    stroke();
    assert_true(area() > 0);
    assert_true(outline.point_count < 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_to_stroke),
        TEST(segments_without_length_are_pruned),
        TEST(one_line),
        TEST(a_rectangle_is_a_ring),
        TEST(a_circle_is_two_circles),
        TEST(joins),
        TEST(turning_back),
        TEST(closing_joins),
        TEST(transforms_squeeze_the_pen),
        TEST(tight_curves),
        TEST(curves_are_exact_with_few_points),
        TEST(clipped),
        TEST(hostile_numbers),
        TEST(extreme_widths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
