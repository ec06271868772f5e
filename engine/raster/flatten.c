/* Every point is evaluated by itself (Bezier curves) or by a stable rotation (arcs): differences
 * added up over many pieces would drift by a visible amount at large coordinates. */
#include "raster/flatten.h"

/* ceil(n) within the limits. NaN, from differences of numbers near the largest, is a lot too. */
static uint32_t limit(double n)
{
    if (!(n < FLATTEN_MAX))
        return FLATTEN_MAX;
    return n > 1 ? (uint32_t)ceil(n) : 1;
}

/* The square of a + c - 2 b, half the second difference of the control points. */
static double bend_squared(struct point a, struct point b, struct point c)
{
    const double x = a.x - b.x + (c.x - b.x), y = a.y - b.y + (c.y - b.y);
    return x * x + y * y;
}

/* A chord over a step h of the parameter is off by at most h h / 8 times the second derivative,
 * which is 2 (quadratic) or 6 (cubic) times the longest bend. */
static uint32_t curve_count(double factor, double bend2, double tolerance)
{
    return limit(sqrt(factor / 8 / tolerance * sqrt(bend2)));
}

/* A unit circle's chord over the angle h is off by 1 - cos(h/2) = 2 sin(h/4)^2; the transform that
 * makes the ellipse stretches that by its larger half axis at most. */
static uint32_t arc_count(const struct point *arc, double tolerance)
{
    static const double quarter = 0.78539816339744831;
    const struct point u = arc[1], v = arc[2];
    const double uu = u.x * u.x + u.y * u.y, vv = v.x * v.x + v.y * v.y;
    const double uv = u.x * v.x + u.y * v.y, difference = (uu - vv) / 2;
    const double axis = sqrt((uu + vv) / 2 + sqrt(difference * difference + uv * uv));
    const double sine = sqrt(tolerance / (2 * axis));
    const double step = sine > 0.7 ? quarter : asin(sine); /* a quarter of h; NaN stays */
    return limit(fabs(arc[3].y - arc[3].x) / (4 * step));
}

uint32_t flatten_count(enum path_verb verb, struct point from, const struct point *points,
                       double tolerance)
{
    switch (verb) {
    case PATH_QUAD:
        return curve_count(2, bend_squared(from, points[0], points[1]), tolerance);
    case PATH_CUBIC:
        return curve_count(6,
                           fmax(bend_squared(from, points[0], points[1]),
                                bend_squared(points[0], points[1], points[2])),
                           tolerance);
    case PATH_ARC:
        return arc_count(points, tolerance);
    case PATH_MOVE:
    case PATH_LINE:
    case PATH_CLOSE:
        break;
    }
    return 1;
}

static void quad_points(struct point a, struct point b, struct point c, uint32_t count,
                        struct point *out)
{
    const double step = 1.0 / count;
    for (uint32_t i = 1; i < count; i++) {
        const double t = i * step, s = 1 - t;
        const double wa = s * s, wb = 2 * s * t, wc = t * t;
        *out++ = (struct point){wa * a.x + wb * b.x + wc * c.x, wa * a.y + wb * b.y + wc * c.y};
    }
    *out = c;
}

/* Weights of Bernstein's form add up to 1: nothing overflows, however large the coordinates are. */
static void cubic_points(struct point a, struct point b, struct point c, struct point d,
                         uint32_t count, struct point *out)
{
    const double step = 1.0 / count;
    for (uint32_t i = 1; i < count; i++) {
        const double t = i * step, s = 1 - t;
        const double wa = s * s * s, wb = 3 * s * s * t, wc = 3 * s * t * t, wd = t * t * t;
        *out++ = (struct point){wa * a.x + wb * b.x + wc * c.x + wd * d.x,
                                wa * a.y + wb * b.y + wc * c.y + wd * d.y};
    }
    *out = d;
}

/* The rotation by h is written with 1 - cos h = 2 sin(h/2)^2, which keeps its digits for small
 * steps: 65,536 of them are off by less than 1e-10. */
static void arc_points(const struct point *arc, uint32_t count, struct point *out)
{
    const struct point o = arc[0], u = arc[1], v = arc[2];
    const double h = (arc[3].y - arc[3].x) / count, half = sin(h / 2);
    const double less = 2 * half * half, turn = sin(h);
    double c = cos(arc[3].x), s = sin(arc[3].x);
    for (uint32_t i = 1; i < count; i++) {
        const double next = c - (less * c + turn * s);
        s = s - (less * s - turn * c);
        c = next;
        *out++ = (struct point){o.x + u.x * c + v.x * s, o.y + u.y * c + v.y * s};
    }
    *out = path_arc_at(arc, arc[3].y);
}

void flatten_points(enum path_verb verb, struct point from, const struct point *points,
                    uint32_t count, struct point *out)
{
    switch (verb) {
    case PATH_QUAD:
        quad_points(from, points[0], points[1], count, out);
        break;
    case PATH_CUBIC:
        cubic_points(from, points[0], points[1], points[2], count, out);
        break;
    case PATH_ARC:
        arc_points(points, count, out);
        break;
    case PATH_LINE:
        for (uint32_t i = 1; i < count; i++) {
            const double t = (double)i / count;
            out[i - 1] = (struct point){(1 - t) * from.x + t * points[0].x,
                                        (1 - t) * from.y + t * points[0].y};
        }
        out[count - 1] = points[0];
        break;
    case PATH_MOVE:
    case PATH_CLOSE:
        break;
    }
}
