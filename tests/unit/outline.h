/* A path to stroke and its outline, for the tests of strokes and dashes: short names to build the
 * one, and what is asked of the other. */
#ifndef OUTLINE_H
#define OUTLINE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "raster/stroke.h"

static const double PI = 3.141592653589793;
static const struct point EVERYTHING[2] = {{-1e300, -1e300}, {1e300, 1e300}};

static struct path path, outline;
static struct stroke_style style;

/* Each test begins with an empty path, width 2, butt caps and miter joins. */
static inline int begin(void **state)
{
    (void)state;
    path_clear(&path);
    path_clear(&outline);
    style = (struct stroke_style){.width = 2, .miter_limit = 10};
    return 0;
}

static inline int end(void **state)
{
    (void)state;
    path_finish(&path);
    path_finish(&outline);
    return 0;
}

static inline void move(double x, double y)
{
    assert_true(path_move(&path, (struct point){x, y}));
}

static inline void line(double x, double y)
{
    assert_true(path_line(&path, (struct point){x, y}));
}

static inline void cubic(double ax, double ay, double bx, double by, double x, double y)
{
    assert_true(
        path_cubic(&path, (struct point){ax, ay}, (struct point){bx, by}, (struct point){x, y}));
}

static inline void stroke_under(struct matrix m)
{
    path_clear(&outline);
    assert_true(stroke_path(&path, &style, &m, EVERYTHING, &outline));
    assert_true(path_is_finite(&outline));
}

static inline void stroke(void)
{
    stroke_under(MATRIX_IDENTITY);
}

static inline void dash(const double *dashes, uint32_t count, double offset)
{
    style.dashes = dashes;
    style.dash_count = count;
    style.dash_offset = offset;
    stroke();
}

/* The outline's points; -1 for x is a new contour. */
static inline void assert_outline(const struct point *expected, uint32_t count)
{
    if (outline.point_count != count)
        for (uint32_t i = 0; i < outline.point_count; i++)
            print_error("(%g, %g)\n", outline.points[i].x, outline.points[i].y);
    assert_int_equal(outline.point_count, count);
    for (uint32_t i = 0; i < count; i++)
        if (fabs(outline.points[i].x - expected[i].x) > 1e-9 ||
            fabs(outline.points[i].y - expected[i].y) > 1e-9)
            fail_msg("point %u is (%g, %g), not (%g, %g)", i, outline.points[i].x,
                     outline.points[i].y, expected[i].x, expected[i].y);
}

static inline uint32_t contours(void)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < outline.verb_count; i++)
        count += outline.verbs[i] == PATH_MOVE;
    return count;
}

static inline double cross_at(struct point a, struct point b, struct point p)
{
    return (b.x - a.x) * (p.y - a.y) - (p.x - a.x) * (b.y - a.y);
}

static inline int edge_winding(struct point a, struct point b, struct point p)
{
    if (a.y <= p.y && b.y > p.y)
        return cross_at(a, b, p) > 0;
    if (a.y > p.y && b.y <= p.y)
        return -(cross_at(a, b, p) < 0);
    return 0;
}

static inline int winding(double x, double y)
{
    enum { PIECES = 2000 };
    const struct point p = {x, y}, *q = outline.points;
    struct point first = {0, 0}, at = {0, 0};
    int sum = 0;
    for (uint32_t i = 0; i < outline.verb_count; i++) {
        switch ((enum path_verb)outline.verbs[i]) {
        case PATH_MOVE:
            first = at = q[0];
            break;
        case PATH_LINE:
            sum += edge_winding(at, q[0], p);
            at = q[0];
            break;
        case PATH_ARC:
            for (int k = 1; k <= PIECES; k++) {
                const struct point to = path_arc_at(q, q[3].x + (q[3].y - q[3].x) * k / PIECES);
                sum += edge_winding(at, to, p);
                at = to;
            }
            break;
        case PATH_CLOSE:
            sum += edge_winding(at, first, p);
            break;
        case PATH_QUAD:
        case PATH_CUBIC:
            fail_msg("outlines have no curves");
        }
        q += path_verb_points(outline.verbs[i]);
    }
    return sum;
}

static inline void assert_inside(double x, double y)
{
    if (winding(x, y) <= 0)
        fail_msg("(%g, %g) has winding %d", x, y, winding(x, y));
}

static inline void assert_outside(double x, double y)
{
    if (winding(x, y) != 0)
        fail_msg("(%g, %g) has winding %d", x, y, winding(x, y));
}

/* A shoelace sum: the area of an outline that does not overlap itself. */
static inline double area(void)
{
    double sum = 0;
    struct point first = {0, 0}, at = {0, 0};
    const struct point *q = outline.points;
    for (uint32_t i = 0; i < outline.verb_count; i++) {
        struct point to = outline.verbs[i] == PATH_CLOSE ? first : q[0];
        if (outline.verbs[i] == PATH_MOVE)
            first = at = to;
        sum += (at.x * to.y - at.y * to.x) / 2;
        at = to;
        q += path_verb_points(outline.verbs[i]);
    }
    return sum;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
