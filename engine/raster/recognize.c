/* One walk along a single subpath of lines and arcs. Lines alone may make a rectangle or a convex
 * polygon; arcs that are quarters of one ellipse, in turn with lines that fit, a rounded
 * rectangle. Everything is decided on numbers rounded to 2^-16 pixel, the same that are drawn. */
#include "raster/recognize.h"

#include <stdlib.h>

#include "base/minmax.h"

/* The verbs of the one subpath that there is, moves before and after it left out. */
struct subpath {
    const uint8_t *verbs;
    const struct point *points; /* the first is where it begins */
    uint32_t count;             /* of verbs after the move, the closing one left out */
};

static bool single_subpath(const struct path *path, struct subpath *s)
{
    uint32_t first = 0, last = path->verb_count;
    while (last > 0 && path->verbs[last - 1] == PATH_MOVE)
        last--;
    while (first + 1 < last && path->verbs[first + 1] == PATH_MOVE)
        first++;
    if (last > 0 && path->verbs[last - 1] == PATH_CLOSE)
        last--;
    *s = (struct subpath){.verbs = path->verbs + first + 1, .points = path->points + first};
    if (last <= first)
        return false;
    s->count = last - first - 1;
    for (uint32_t i = 0; i < s->count; i++)
        if (s->verbs[i] != PATH_LINE && s->verbs[i] != PATH_ARC)
            return false;
    return true;
}

static bool small(struct point p)
{
    return fabs(p.x) <= OUTLINE_LIMIT && fabs(p.y) <= OUTLINE_LIMIT;
}

static bool same(struct point a, struct point b)
{
    return a.x == b.x && a.y == b.y;
}

static void add_point(struct outline *o, struct point p)
{
    const struct point q = {outline_quantise(p.x), outline_quantise(p.y)};
    if (o->count == 0 || !same(o->points[o->count - 1], q))
        o->points[o->count++] = q;
}

/* Gathers a subpath of lines. False if it has too many, or is too large. */
static bool gather_points(struct outline *o, const struct subpath *s)
{
    for (uint32_t i = 0; i <= s->count; i++) {
        if ((i > 0 && s->verbs[i - 1] != PATH_LINE) || o->count == OUTLINE_POINTS_MAX ||
            !small(s->points[i]))
            return false;
        add_point(o, s->points[i]);
    }
    while (o->count > 1 && same(o->points[0], o->points[o->count - 1]))
        o->count--;
    return true;
}

static bool is_rectangle(const struct outline *o)
{
    const struct point *p = o->points;
    if (o->count != 4)
        return false;
    return (p[0].x == p[1].x && p[1].y == p[2].y && p[2].x == p[3].x && p[3].y == p[0].y) ||
           (p[0].y == p[1].y && p[1].x == p[2].x && p[2].y == p[3].y && p[3].x == p[0].x);
}

/* How often a coordinate's direction changes along the way round, and whether all turns go the
 * same way: a polygon that goes round once and is convex has two changes of each. */
struct turns {
    int changes_x, changes_y;
    bool left, right;
};

static int sign(double v)
{
    return (v > 0) - (v < 0);
}

static void count_change(int now, int *before, int *changes)
{
    if (now == 0)
        return;
    *changes += *before != 0 && now != *before;
    *before = now;
}

static struct turns count_turns(const struct outline *o)
{
    struct turns t = {0};
    int before_x = 0, before_y = 0;
    const uint32_t n = o->count;
    for (uint32_t i = 0; i < 2 * n; i++) { /* the second time round, counting */
        const struct point a = o->points[i % n], b = o->points[(i + 1) % n];
        const struct point c = o->points[(i + 2) % n];
        const double dx = b.x - a.x, dy = b.y - a.y;
        const double cross = dx * (c.y - b.y) - dy * (c.x - b.x);
        if (i == n)
            t.changes_x = t.changes_y = 0;
        count_change(sign(dx), &before_x, &t.changes_x);
        count_change(sign(dy), &before_y, &t.changes_y);
        t.right |= cross > 0;
        t.left |= cross < 0;
    }
    return t;
}

static void recognize_lines(struct outline *o)
{
    if (is_rectangle(o)) {
        const struct point *p = o->points;
        o->round =
            (struct round){.x0 = double_min(p[0].x, p[2].x), .y0 = double_min(p[0].y, p[2].y)};
        o->round.x1 = double_max(p[0].x, p[2].x);
        o->round.y1 = double_max(p[0].y, p[2].y);
        o->kind = OUTLINE_RECT;
        return;
    }
    const struct turns t = count_turns(o);
    if (o->count < 3 || (!t.left && !t.right))
        o->kind = OUTLINE_NOTHING;
    else if (!(t.left && t.right) && t.changes_x == 2 && t.changes_y == 2)
        o->kind = OUTLINE_CONVEX;
}

/* Distances that rounding alone makes. */
static const double NEAR = 1.0 / 65536;

static bool near(double a, double b)
{
    return fabs(a - b) <= NEAR;
}

/* An arc with axis-parallel half axes: its radii, and where it begins, in quarters of a turn
 * clockwise from the right; how many it goes on. Multiples of a quarter only. */
struct quarters {
    double rx, ry;
    int from, count;         /* count is negative for the other way round */
    struct point begin, end; /* where the arc does */
};

/* Angles are sums and differences in which pi was rounded. */
static bool whole_quarters(double angle, int *quarters)
{
    const double q = angle / 1.5707963267948966;
    if (!(fabs(q) <= 64))
        return false;
    *quarters = (int)(q + (q < 0 ? -0.5 : 0.5));
    return fabs(q - *quarters) <= 1e-9;
}

/* path_arc_at, a whole number of quarters from u on. */
static struct point quarter_point(const struct point *arc, int quarters)
{
    const struct point d = arc[1 + (quarters & 1)];
    const double sign = (quarters & 2) != 0 ? -1 : 1;
    return (struct point){arc[0].x + sign * d.x, arc[0].y + sign * d.y};
}

static bool axis_parallel(const struct point *arc, struct quarters *q)
{
    const struct point u = arc[1], v = arc[2];
    int from, to;
    if (!small(arc[0]) || !whole_quarters(arc[3].x, &from) || !whole_quarters(arc[3].y, &to))
        return false;
    const bool straight = near(u.y, 0) && near(v.x, 0), swapped = near(u.x, 0) && near(v.y, 0);
    if (!straight && !swapped)
        return false;
    q->rx = fabs(straight ? u.x : v.x);
    q->ry = fabs(straight ? v.y : u.y);
    /* The angle of u, and whether v follows it clockwise. */
    const int at = straight ? (u.x < 0 ? 2 : 0) : (u.y < 0 ? 3 : 1);
    const bool clockwise = straight ? (u.x < 0) == (v.y < 0) : (u.y < 0) != (v.x < 0);
    q->from = at + (clockwise ? from : -from);
    q->count = clockwise ? to - from : from - to;
    q->begin = quarter_point(arc, from);
    q->end = quarter_point(arc, to);
    return q->rx <= OUTLINE_LIMIT && q->ry <= OUTLINE_LIMIT;
}

static void include(struct round *r, struct point p)
{
    r->x0 = double_min(r->x0, p.x);
    r->y0 = double_min(r->y0, p.y);
    r->x1 = double_max(r->x1, p.x);
    r->y1 = double_max(r->y1, p.y);
}

/* What is known after some of the subpath. */
struct round_walk {
    struct round round; /* so far; its radii are those of the arcs */
    struct point at;
    int sense;    /* 1 clockwise, -1 the other way, 0 before the first arc */
    int quarter;  /* where the next arc has to begin */
    int quarters; /* seen */
    struct point centres[4];
    bool has_centre[4]; /* corner q is the quarter from angle q to q + 1 */
};

static bool walk_arc(struct round_walk *w, const struct point *arc)
{
    struct quarters q;
    if (!axis_parallel(arc, &q) || q.count == 0 || !near(q.begin.x, w->at.x) ||
        !near(q.begin.y, w->at.y))
        return false;
    const int sense = q.count > 0 ? 1 : -1;
    if (w->sense == 0) {
        w->sense = sense;
        w->quarter = q.from & 3;
        w->round.rx = q.rx;
        w->round.ry = q.ry;
    }
    if (sense != w->sense || (q.from & 3) != w->quarter || !near(q.rx, w->round.rx) ||
        !near(q.ry, w->round.ry))
        return false;
    for (int i = 0; i < abs(q.count); i++, w->quarter = (w->quarter + sense) & 3) {
        const int corner = sense > 0 ? w->quarter : (w->quarter - 1) & 3;
        if (w->has_centre[corner])
            return false;
        w->has_centre[corner] = true;
        w->centres[corner] = arc[0];
        w->quarters++;
        const double x = corner == 0 || corner == 3 ? q.rx : -q.rx, y = corner < 2 ? q.ry : -q.ry;
        include(&w->round, (struct point){arc[0].x + x, arc[0].y});
        include(&w->round, (struct point){arc[0].x, arc[0].y + y});
    }
    w->at = q.end;
    return true;
}

static void walk_line(struct round_walk *w, struct point to)
{
    include(&w->round, to);
    w->at = to;
}

/* The four centres are the corners of a rectangle, `rx` and `ry` inside of all that was seen. */
static bool centres_fit(const struct round_walk *w)
{
    const struct round *r = &w->round;
    for (int i = 0; i < 4; i++) {
        const double x = i == 0 || i == 3 ? r->x1 - r->rx : r->x0 + r->rx;
        const double y = i < 2 ? r->y1 - r->ry : r->y0 + r->ry;
        if (!near(w->centres[i].x, x) || !near(w->centres[i].y, y))
            return false;
    }
    return true;
}

/* True if both are on the same side of the rectangle. */
static bool along_side(const struct round *r, struct point a, struct point b)
{
    return (near(a.x, r->x0) && near(b.x, r->x0)) || (near(a.x, r->x1) && near(b.x, r->x1)) ||
           (near(a.y, r->y0) && near(b.y, r->y0)) || (near(a.y, r->y1) && near(b.y, r->y1));
}

static bool lines_fit(const struct round *r, const struct subpath *s)
{
    const struct point *p = s->points + 1;
    struct point at = s->points[0];
    for (uint32_t i = 0; i < s->count; i++) {
        int to;
        if (s->verbs[i] == PATH_LINE) {
            if (!along_side(r, at, *p))
                return false;
            at = *p;
        } else if (whole_quarters(p[3].y, &to)) {
            at = quarter_point(p, to);
        }
        p += path_verb_points(s->verbs[i]);
    }
    return along_side(r, at, s->points[0]);
}

static void take_round(struct outline *o, const struct round *r)
{
    o->round = *r;
    o->round.rx = double_min(r->rx, (r->x1 - r->x0) / 2);
    o->round.ry = double_min(r->ry, (r->y1 - r->y0) / 2);
    o->kind = o->round.rx >= NEAR && o->round.ry >= NEAR ? OUTLINE_ROUND : OUTLINE_OTHER;
}

static bool full_turn(const struct point *arc)
{
    return fabs(fabs(arc[3].y - arc[3].x) - 6.283185307179586) <= 1e-9;
}

/* One arc of a full turn. The ellipse c + u cos t + v sin t has axis-parallel axes if
 * u.x u.y + v.x v.y is 0; so has every circle, however it was turned. */
static void recognize_ellipse(struct outline *o, const struct point *arc)
{
    const struct point c = arc[0], u = arc[1], v = arc[2];
    const double rx = hypot(u.x, v.x), ry = hypot(u.y, v.y);
    if (!small(c) || rx > OUTLINE_LIMIT || ry > OUTLINE_LIMIT ||
        fabs(u.x * u.y + v.x * v.y) > NEAR * double_min(rx, ry))
        return;
    take_round(o, &(struct round){c.x - rx, c.y - ry, c.x + rx, c.y + ry, rx, ry});
}

static void recognize_corners(struct outline *o, const struct subpath *s)
{
    const struct point begin = s->points[0];
    struct round_walk w = {.at = begin, .round = {begin.x, begin.y, begin.x, begin.y, 0, 0}};
    const struct point *p = s->points + 1;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->verbs[i] == PATH_LINE)
            walk_line(&w, *p);
        else if (!walk_arc(&w, p))
            return;
        p += path_verb_points(s->verbs[i]);
    }
    if (w.quarters == 4 && centres_fit(&w) && lines_fit(&w.round, s))
        take_round(o, &w.round);
}

void outline_recognize(struct outline *o, const struct path *path)
{
    struct subpath s;
    o->kind = OUTLINE_OTHER;
    o->count = 0;
    if (!single_subpath(path, &s))
        return;
    if (gather_points(o, &s))
        recognize_lines(o);
    else if (s.count == 1 && s.verbs[0] == PATH_ARC && full_turn(s.points + 1))
        recognize_ellipse(o, s.points + 1);
    else if (small(s.points[0]))
        recognize_corners(o, &s);
}
