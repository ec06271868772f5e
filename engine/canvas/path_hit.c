/* A ray from the point to the right; crossings are counted on the straight pieces. A curve whose
 * box is wholly to the right of the point is crossed as often, in sum, as its chord; one that is
 * above, below or to the left is not crossed at all. Only what is left is cut into pieces. */
#include "canvas/path_hit.h"

#include <math.h>

#include "raster/flatten.h"

static const double CURVE_TOLERANCE = 5e-4; /* units; of pieces, and of being on them */

struct hit {
    double x, y;
    int winding;
    unsigned crossings;
    bool on_outline;
};

/* A point is on a straight piece if it is no farther from it than rounding can carry it. */
static bool is_on(const struct hit *h, struct point a, struct point b, double tolerance)
{
    const double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);
    const double px = h->x - a.x, py = h->y - a.y;
    if (length == 0)
        return hypot(px, py) <= tolerance;
    const double along = (px * dx + py * dy) / length, across = (px * dy - py * dx) / length;
    return fabs(across) <= tolerance && along >= -tolerance && along <= length + tolerance;
}

/* Half open in y, so that a vertex counts once. */
static void cross(struct hit *h, struct point a, struct point b)
{
    if ((a.y <= h->y) == (b.y <= h->y))
        return;
    if (!(a.x + (h->y - a.y) / (b.y - a.y) * (b.x - a.x) > h->x))
        return;
    h->winding += a.y < b.y ? 1 : -1;
    h->crossings++;
}

static void add_piece(struct hit *h, struct point a, struct point b, double tolerance)
{
    if (is_on(h, a, b, tolerance))
        h->on_outline = true;
    cross(h, a, b);
}

static void add_line(struct hit *h, struct point a, struct point b)
{
    const double size = fmax(fmax(fabs(a.x), fabs(a.y)), fmax(fabs(b.x), fabs(b.y)));
    add_piece(h, a, b, 1e-12 * size + 1e-12);
}

/* A subpath of one point has no outline. */
static void close_subpath(struct hit *h, struct point last, struct point begin)
{
    if (last.x != begin.x || last.y != begin.y)
        add_line(h, last, begin);
}

static struct point mix(struct point a, struct point b, double t)
{
    return (struct point){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

static struct point at(enum path_verb verb, struct point from, const struct point *p, double t)
{
    if (verb == PATH_ARC)
        return path_arc_at(p, p[3].x + (p[3].y - p[3].x) * t);
    const struct point a = mix(from, p[0], t), b = mix(p[0], p[1], t), ab = mix(a, b, t);
    if (verb == PATH_QUAD)
        return ab;
    return mix(ab, mix(b, mix(p[1], p[2], t), t), t);
}

/* A box around a curve: its control points, or the whole ellipse. */
static void find_box(enum path_verb verb, struct point from, const struct point *p,
                     struct point box[2])
{
    if (verb == PATH_ARC) {
        const double w = fabs(p[1].x) + fabs(p[2].x), h = fabs(p[1].y) + fabs(p[2].y);
        box[0] = (struct point){p[0].x - w, p[0].y - h};
        box[1] = (struct point){p[0].x + w, p[0].y + h};
        return;
    }
    box[0] = box[1] = from;
    for (uint32_t i = 0; i < path_verb_points((uint8_t)verb); i++) {
        box[0] = (struct point){fmin(box[0].x, p[i].x), fmin(box[0].y, p[i].y)};
        box[1] = (struct point){fmax(box[1].x, p[i].x), fmax(box[1].y, p[i].y)};
    }
}

static void add_curve(struct hit *h, enum path_verb verb, struct point from, const struct point *p)
{
    const struct point end = at(verb, from, p, 1);
    struct point box[2];
    find_box(verb, from, p, box);
    const double slack = CURVE_TOLERANCE;
    if (h->y < box[0].y - slack || h->y > box[1].y + slack || h->x > box[1].x + slack)
        return;
    if (h->x < box[0].x - slack) {
        cross(h, from, end);
        return;
    }
    const uint32_t count = flatten_count(verb, from, p, CURVE_TOLERANCE);
    struct point before = from;
    for (uint32_t i = 1; i <= count; i++) {
        const struct point next = i == count ? end : at(verb, from, p, (double)i / count);
        add_piece(h, before, next, CURVE_TOLERANCE);
        before = next;
    }
}

bool path_hit(const struct path *p, bool even_odd, double x, double y)
{
    struct hit h = {.x = x, .y = y};
    struct point begin = {0, 0}, last = {0, 0};
    const struct point *points = p->points;
    if (!isfinite(x) || !isfinite(y))
        return false;
    for (uint32_t i = 0; i < p->verb_count && !h.on_outline; i++) {
        const enum path_verb verb = p->verbs[i];
        const uint32_t count = path_verb_points(p->verbs[i]);
        switch (verb) {
        case PATH_MOVE:
            close_subpath(&h, last, begin);
            begin = last = points[0];
            break;
        case PATH_LINE:
            add_line(&h, last, points[0]);
            last = points[0];
            break;
        case PATH_QUAD:
        case PATH_CUBIC:
        case PATH_ARC:
            add_curve(&h, verb, last, points);
            last = at(verb, last, points, 1);
            break;
        case PATH_CLOSE:
            close_subpath(&h, last, begin);
            last = begin;
            break;
        }
        points += count;
    }
    close_subpath(&h, last, begin);
    return p->verb_count > 0 && (h.on_outline || (even_odd ? h.crossings & 1 : h.winding != 0));
}
