/* Segments of paths. */
#include "raster/segment.h"

static struct point subtract(struct point a, struct point b)
{
    return (struct point){a.x - b.x, a.y - b.y};
}

static double length(struct point v)
{
    return sqrt(v.x * v.x + v.y * v.y);
}

struct point segment_end(const struct segment *g)
{
    if (g->verb == PATH_ARC)
        return path_arc_at(g->points, g->points[3].y);
    return g->points[path_verb_points((uint8_t)g->verb) - 1];
}

/* v, or `other` if v is nothing against `size`. */
static struct point or_else(struct point v, struct point other, double size)
{
    return length(v) > 1e-12 * size ? v : other;
}

/* How an arc begins at angle t with a step of that sign: along its derivative, or where that is
 * zero (a flat ellipse's tip) along the second one. */
static struct point arc_direction(const struct point *arc, double t, double sweep)
{
    const struct point u = arc[1], v = arc[2];
    const double c = cos(t), s = sin(t);
    const struct point first = {sweep * (v.x * c - u.x * s), sweep * (v.y * c - u.y * s)};
    const struct point second = {-(u.x * c + v.x * s), -(u.y * c + v.y * s)};
    return sweep == 0 ? (struct point){0, 0}
                      : or_else(first, second, fabs(sweep) * (length(u) + length(v)));
}

/* The end's is the begin's of the way back. */
static void arc_directions(const struct point *arc, struct point *begin, struct point *end)
{
    const double sweep = arc[3].y - arc[3].x;
    const struct point back = arc_direction(arc, arc[3].y, -sweep);
    *begin = arc_direction(arc, arc[3].x, sweep);
    *end = (struct point){-back.x, -back.y};
}

void segment_directions(const struct segment *g, struct point *begin, struct point *end)
{
    if (g->verb == PATH_ARC) {
        arc_directions(g->points, begin, end);
        return;
    }
    const uint32_t last = path_verb_points((uint8_t)g->verb) - 1;
    const struct point p0 = g->from, p3 = g->points[last];
    *begin = *end = subtract(p3, p0);
    if (g->verb == PATH_LINE)
        return;
    const struct point p1 = g->points[0], p2 = g->points[last - 1];
    const double size =
        length(subtract(p1, p0)) + length(subtract(p2, p1)) + length(subtract(p3, p2));
    *begin = or_else(subtract(p1, p0), or_else(subtract(p2, p0), *begin, size), size);
    *end = or_else(subtract(p3, p2), or_else(subtract(p3, p1), *end, size), size);
}

static struct point mix(struct point a, struct point b, double t)
{
    return (struct point){(1 - t) * a.x + t * b.x, (1 - t) * a.y + t * b.y};
}

/* The polar form (blossom) of a quadratic and of a cubic. */
static struct point blossom2(const struct segment *g, double t0, double t1)
{
    const struct point a = mix(g->from, g->points[0], t0), b = mix(g->points[0], g->points[1], t0);
    return mix(a, b, t1);
}

static struct point blossom3(const struct segment *g, double t0, double t1, double t2)
{
    const struct point *p = g->points;
    const struct point a = mix(g->from, p[0], t0), b = mix(p[0], p[1], t0), c = mix(p[1], p[2], t0);
    return mix(mix(a, b, t1), mix(b, c, t1), t2);
}

struct segment segment_part(const struct segment *g, double t0, double t1)
{
    struct segment part = *g;
    switch (g->verb) {
    case PATH_LINE:
        part.from = mix(g->from, g->points[0], t0);
        part.points[0] = mix(g->from, g->points[0], t1);
        break;
    case PATH_QUAD:
        part.from = blossom2(g, t0, t0);
        part.points[0] = blossom2(g, t0, t1);
        part.points[1] = blossom2(g, t1, t1);
        break;
    case PATH_CUBIC:
        part.from = blossom3(g, t0, t0, t0);
        part.points[0] = blossom3(g, t0, t0, t1);
        part.points[1] = blossom3(g, t0, t1, t1);
        part.points[2] = blossom3(g, t1, t1, t1);
        break;
    case PATH_ARC:
        part.points[3].x = (1 - t0) * g->points[3].x + t0 * g->points[3].y;
        part.points[3].y = (1 - t1) * g->points[3].x + t1 * g->points[3].y;
        if (t0 > 0)
            part.from = path_arc_at(part.points, part.points[3].x);
        break;
    case PATH_MOVE:
    case PATH_CLOSE:
        break;
    }
    return part;
}

bool walk_subpath(struct walk *w)
{
    const struct path *p = w->path;
    for (; w->verb < p->verb_count && p->verbs[w->verb] != PATH_MOVE; w->verb++)
        w->point += path_verb_points(p->verbs[w->verb]);
    if (w->verb == p->verb_count)
        return false;
    w->begin = w->at = p->points[w->point];
    w->verb++;
    w->point++;
    uint32_t last = w->verb;
    while (last < p->verb_count && p->verbs[last] != PATH_MOVE && p->verbs[last] != PATH_CLOSE)
        last++;
    w->closed = last < p->verb_count && p->verbs[last] == PATH_CLOSE;
    return true;
}

bool walk_segment(struct walk *w, struct segment *g)
{
    const struct path *p = w->path;
    if (w->verb == p->verb_count || p->verbs[w->verb] == PATH_MOVE)
        return false;
    const enum path_verb verb = (enum path_verb)p->verbs[w->verb++];
    g->from = w->at;
    if (verb == PATH_CLOSE) {
        g->verb = PATH_LINE;
        g->points[0] = w->at = w->begin;
        return true;
    }
    g->verb = verb;
    for (uint32_t i = 0; i < path_verb_points((uint8_t)verb); i++)
        g->points[i] = p->points[w->point++];
    w->at = segment_end(g);
    return true;
}

void curve_init(struct curve *c, const struct segment *g)
{
    const struct point p0 = g->from, *p = g->points;
    *c = (struct curve){.arc = g->verb == PATH_ARC};
    if (g->verb == PATH_ARC) {
        c->u = p[1];
        c->v = p[2];
        c->less = subtract(p0, p[0]);
        c->from = p[3].x;
        c->sweep = p[3].y - p[3].x;
        return;
    }
    const struct point e1 = subtract(p[0], p0);
    if (g->verb == PATH_LINE) {
        c->k1 = e1;
        return;
    }
    const struct point e2 = subtract(p[1], p[0]), b = subtract(e2, e1);
    if (g->verb == PATH_QUAD) {
        c->k1 = (struct point){2 * e1.x, 2 * e1.y};
        c->k2 = b;
        return;
    }
    const struct point e3 = subtract(p[2], p[1]);
    c->k1 = (struct point){3 * e1.x, 3 * e1.y};
    c->k2 = (struct point){3 * b.x, 3 * b.y};
    c->k3 = subtract(subtract(e3, e2), b);
}
