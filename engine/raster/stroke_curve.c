/* The edges of a curve's stroke: points at parameters that are chosen on the way, so that straight
 * parts get few and tight bends many. A step from one to the next is taken only if the curve
 * between them is close to its chord and the pen turns little. That is decided by the derivatives
 * at both ends, which together with the chord are all that there is to know of a cubic; an arc is
 * near enough to one. */
#include "raster/flatten.h"
#include "raster/stroke_impl.h"

/* A place on the curve. */
struct place {
    double t;
    struct point at, derivative;
    struct point w, offset; /* as in struct station */
};

static struct point subtract(struct point a, struct point b)
{
    return (struct point){a.x - b.x, a.y - b.y};
}

static double cross(struct point a, struct point b)
{
    return a.x * b.y - a.y * b.x;
}

static double dot(struct point a, struct point b)
{
    return a.x * b.x + a.y * b.y;
}

/* A measure of the curve's extent: it stays within so many pixels of its begin. */
static double curve_size(const struct curve *c)
{
    const double bends =
        sqrt(dot(c->k1, c->k1)) + sqrt(dot(c->k2, c->k2)) + sqrt(dot(c->k3, c->k3));
    return bends + 2 * (sqrt(dot(c->u, c->u)) + sqrt(dot(c->v, c->v)));
}

/* A comparison in place: fmax is a call, because of NaN, and took 7 % of the time. */
static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

/* What a step must keep to. */
struct limits {
    double inverse; /* of the tolerance in pixels */
    double tiny;    /* pixels: a step that stays within so many is taken in any case */
    double pen;     /* pixels that an edge is off when the pen turns by the square root of 1 */
};

/* How far the step from a to b is off, in parts of the tolerance; 4 or more where it cannot be
 * told because the curve turns back. *is_tiny: nothing of it is farther off than `tiny`. */
static double step_error(const struct limits *l, const struct place *a, const struct place *b,
                         bool *is_tiny)
{
    const double step = b->t - a->t, rate = 3 / step;
    const struct point c = subtract(b->at, a->at), d0 = a->derivative, d1 = b->derivative;
    /* The control vector between d0 and d1 of the derivative, a quadratic Bezier curve. */
    const struct point middle = {c.x * rate - d0.x - d1.x, c.y * rate - d0.y - d1.y};
    const double cc = dot(c, c);
    const double most = larger(larger(dot(d0, d0), dot(d1, d1)), dot(middle, middle));
    *is_tiny = step * step * most <= l->tiny * l->tiny;
    if (!(cc > 0) || !(dot(middle, c) >= 0) || !(cross(a->offset, c) >= 0) ||
        !(cross(b->offset, c) >= 0))
        return 4;
    /* Across the chord the curve is a cubic with zeros at its ends: at most a quarter of the
     * steeper slope. */
    const double slope = larger(fabs(cross(d0, c)), fabs(cross(d1, c)));
    const double chord = step * slope / (4 * sqrt(cc));
    const struct point turn = subtract(b->w, a->w);
    return (chord + l->pen * dot(turn, turn)) * l->inverse;
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

/* Between a and b the curve bends about a point nearer than the line's inner edge. The edge runs
 * back there, about the triangle (x, edge at a, edge at b), which is thereby counted as outside
 * once: a contour twice around it makes it inside once. */
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

/* Takes the step from a to b. */
static void take(struct stroker *s, struct point origin, const struct place *a,
                 const struct place *b, bool corner)
{
    const struct point p = {origin.x + b->at.x, origin.y + b->at.y};
    if (corner)
        add_corner(s, p, a, b);
    else if (fabs(cross(a->offset, b->offset)) > cross(a->offset, subtract(b->at, a->at)))
        add_lobe(s, origin, a, b);
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

/* The step from t on: as wanted, but so that no small rest is left. */
static double fit_step(double t, double wanted)
{
    const double rest = 1 - t, half = larger(rest / 2, FINEST);
    return wanted >= rest ? rest : wanted < half ? wanted : half;
}

void stroke_curve(struct stroker *s, const struct segment *g, const struct station *begin,
                  const struct station *end)
{
    struct curve c;
    curve_init(&c, g);
    /* No curve gets more than about FLATTEN_MAX pieces, whatever its size. */
    const double least = curve_size(&c) / ((double)FLATTEN_MAX * FLATTEN_MAX);
    const bool coarse = stroker_is_coarse(s);
    const double tolerance = larger(coarse ? 1 : FLATTEN_TOLERANCE, least);
    const struct limits l = {
        .inverse = 1 / tolerance,
        .tiny = tolerance / 4,
        .pen = coarse ? 0 : fmin(s->pen.reach / 8, 1e8 * FLATTEN_TOLERANCE),
    };
    const uint32_t count = flatten_count(g->verb, g->from, g->points, tolerance);
    struct place a = {.w = begin->w, .offset = begin->offset}, b;
    curve_at(&c, 0, &a.at, &a.derivative);
    double step = fmin(1.5 / count, c.arc ? 0.8 / fabs(c.sweep) : 1);
    /* Each step is as the one before the last one should have been: the next point can be under way
     * while the error of this one is computed. */
    double next = step;
    while (a.t < 1) {
        b = (struct place){.t = a.t + step < 1 ? a.t + step : 1, .w = end->w};
        curve_at(&c, b.t, &b.at, &b.derivative);
        if (b.t < 1 && pen_direction(&s->pen, b.derivative, &b.w) == 0)
            b.w = a.w;
        b.offset = pen_offset(&s->pen, b.w);
        bool is_tiny;
        const double error = step_error(&l, &a, &b, &is_tiny);
        if (error <= 1 || is_tiny || step <= FINEST) {
            take(s, g->from, &a, &b, error > 1);
            a = b;
            const double better = better_step(step, error);
            step = fit_step(a.t, next);
            next = better;
        } else {
            step = larger(step * (error < 4 ? 0.9 / sqrt(error) : 0.45), FINEST);
            next = step;
        }
    }
}
