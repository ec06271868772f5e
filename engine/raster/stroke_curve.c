/* The edges of a curve's stroke: points at parameters that are chosen on the way, so that straight
 * parts get few and tight bends many. A step from one to the next is taken only if the curve
 * between them is close to its chord and the pen turns little. */
#include "raster/stroke_curve.h"

#include "raster/flatten.h"

/* A measure of the curve's extent: it stays within so many pixels of its begin. */
static double curve_size(const struct curve *c)
{
    const double bends =
        sqrt(dot(c->k1, c->k1)) + sqrt(dot(c->k2, c->k2)) + sqrt(dot(c->k3, c->k3));
    return bends + 2 * (sqrt(dot(c->u, c->u)) + sqrt(dot(c->v, c->v)));
}

/* Whether nothing of the step is farther off than `tiny`. */
static bool is_tiny(const struct limits *l, const struct step *s)
{
    const double begin = dot(s->begin, s->begin), end = dot(s->end, s->end);
    const double most = larger(larger(begin, end), dot(s->middle, s->middle));
    return s->length * s->length * most <= l->tiny * l->tiny;
}

static struct point edge(struct point p, const struct place *q, double side)
{
    return (struct point){p.x + side * q->offset.x, p.y + side * q->offset.y};
}

/* The path turns on the spot from a to b: outside the pen's arc, inside by way of the point itself.
 * What the line sweeps on the inside is a contour of its own. */
static void add_corner(struct stroker *s, struct point p, const struct place *a,
                       const struct place *b)
{
    const double side = cross(a->w, b->w) >= 0 ? 1 : -1;
    struct chain *outer = side > 0 ? &s->first : &s->second;
    struct chain *inner = side > 0 ? &s->second : &s->first;
    chain_add(s, outer, edge(p, a, side));
    stroker_arc(s, outer, p, a->w, b->w, side);
    chain_add(s, inner, edge(p, a, -side));
    chain_add(s, inner, p);
    chain_add(s, inner, edge(p, b, -side));

    chain_add(s, &s->extra, p);
    chain_add(s, &s->extra, edge(p, a, -side));
    stroker_arc(s, &s->extra, p, (struct point){-a->w.x, -a->w.y}, (struct point){-b->w.x, -b->w.y},
                side);
    chain_add(s, &s->extra, edge(p, b, -side));
    stroker_contour(s, &s->extra, side < 0);
}

/* The curve bends tightly between a and b. The inner edge runs back there, about the triangle
 * (x, edge at a, edge at b), which is thereby counted as outside once: a contour twice around it
 * makes it inside once. */
static void add_lobe(struct stroker *s, struct point origin, const struct place *a,
                     const struct place *b)
{
    const struct point c = subtract(b->at, a->at);
    const double turn = cross(a->offset, b->offset), side = turn > 0 ? -1 : 1;
    const double along = side * cross(c, b->offset) / turn;
    const struct point pa = {origin.x + a->at.x, origin.y + a->at.y};
    const struct point pb = {origin.x + b->at.x, origin.y + b->at.y};
    const struct point triangle[3] = {edge(pa, a, side * along), edge(pa, a, side),
                                      edge(pb, b, side)};
    for (int i = 0; i < 6; i++)
        chain_add(s, &s->extra, triangle[i % 3]);
    stroker_contour(s, &s->extra, side > 0);
}

static void take(const struct sweep *e, const struct place *a, const struct place *b,
                 const struct step *step, bool corner)
{
    struct stroker *s = e->stroker;
    const struct point p = {e->origin.x + b->at.x, e->origin.y + b->at.y};
    if (corner)
        add_corner(s, p, a, b);
    else if (step_is_tight(a, b, step))
        add_lobe(s, e->origin, a, b);
    if (b->t < 1) {
        chain_add(s, &s->first, edge(p, b, 1));
        chain_add(s, &s->second, edge(p, b, -1));
    }
}

/* No step is shorter: it would not be seen, and t could not go on. */
static const double FINEST = 1.0 / ((uint64_t)1 << 40);

/* What the step should have been: a bit shorter than its error suggests. One that was only taken
 * because it is tiny suggests nothing. */
static double better_step(double step, double error)
{
    const double factor = error > 1 ? 1 : error > 0.2 ? 0.9 / sqrt(error) : 2;
    return larger(step * factor, FINEST);
}

/* The next step: as wanted, but so that of the way that is left no small rest remains. */
static double fit_step(double left, double wanted)
{
    const double half = larger(left / 2, FINEST);
    return wanted >= left ? left : wanted < half ? wanted : half;
}

static struct place place_at(const struct sweep *e, double t, const struct place *before)
{
    const struct pen *pen = &e->stroker->pen;
    struct place p = {.t = t};
    curve_at(&e->curve, t, &p.at, &p.derivative);
    if (pen_direction(pen, p.derivative, &p.w) == 0)
        p.w = before->w;
    p.offset = pen_offset(pen, p.w);
    return p;
}

/* Each step is as the one before the last one should have been: the next point can be under way
 * while the error of this one is computed. */
void sweep_walk(const struct sweep *e, const struct place *begin, const struct place *end,
                double step)
{
    struct place a = *begin;
    double next = step;
    while (a.t < end->t) {
        const struct place b = a.t + step < end->t ? place_at(e, a.t + step, &a) : *end;
        const struct step way = step_between(&a, &b);
        const double error = step_error(&e->limits, &a, &b, &way);
        if (error <= 1 || step <= FINEST || is_tiny(&e->limits, &way)) {
            take(e, &a, &b, &way, error > 1);
            a = b;
            const double better = better_step(step, error);
            step = fit_step(end->t - a.t, next);
            next = better;
        } else {
            step = larger(step * (error < 4 ? 0.9 / sqrt(error) : 0.45), FINEST);
            next = step;
        }
    }
}

static struct limits limits_of(struct stroker *s, const struct curve *c)
{
    /* No curve gets more than about FLATTEN_MAX pieces, whatever its size. */
    const double least = curve_size(c) / ((double)FLATTEN_MAX * FLATTEN_MAX);
    const bool coarse = stroker_is_coarse(s);
    const double tolerance = larger(coarse ? 1 : FLATTEN_TOLERANCE, least);
    return (struct limits){
        .inverse = 1 / tolerance,
        .tiny = tolerance / 4,
        .pen = coarse ? 0 : fmin(s->pen.reach / 8, 1e8 * FLATTEN_TOLERANCE),
    };
}

void stroke_curve(struct stroker *s, const struct segment *g, const struct station *begin,
                  const struct station *end)
{
    enum { FEW = 8 }; /* pieces for which choosing them beforehand does not pay */
    struct sweep e = {.stroker = s, .origin = g->from};
    curve_init(&e.curve, g);
    e.limits = limits_of(s, &e.curve);
    struct place a = {.t = 0, .w = begin->w, .offset = begin->offset};
    struct place z = {.t = 1, .w = end->w, .offset = end->offset};
    curve_at(&e.curve, a.t, &a.at, &a.derivative);
    curve_at(&e.curve, z.t, &z.at, &z.derivative);
    const uint32_t count = flatten_count(g->verb, g->from, g->points, 1 / e.limits.inverse);
    if (e.curve.arc)
        sweep_walk(&e, &a, &z, fmin(1.5 / count, 0.8 / fabs(e.curve.sweep)));
    else if (count < FEW)
        sweep_walk(&e, &a, &z, fmin(1.5 / count, 1));
    else
        sweep_batches(&e, &a, &z);
}
