/* The way of a pen along one curve, a step at a time: what the careful walk (stroke_curve.c) and
 * the fast one (stroke_batch.c) have in common. */
#ifndef RASTER_STROKE_CURVE_H
#define RASTER_STROKE_CURVE_H

#include <math.h>
#include <stdbool.h>

#include "raster/stroke_impl.h"

/* A place on the curve. */
struct place {
    double t;
    struct point at, derivative; /* `at` is counted from the curve's begin */
    struct point w, offset;      /* as in struct station */
};

/* What a step must keep to. */
struct limits {
    double inverse; /* of the tolerance in pixels */
    double tiny;    /* pixels: a step that stays within so many is taken in any case */
    double pen;     /* pixels that an edge is off when the pen turns by the square root of 1 */
};

struct sweep {
    struct stroker *stroker;
    struct point origin; /* where the curve begins */
    struct curve curve;
    struct limits limits;
};

static inline struct point subtract(struct point a, struct point b)
{
    return (struct point){a.x - b.x, a.y - b.y};
}

static inline double cross(struct point a, struct point b)
{
    return a.x * b.y - a.y * b.x;
}

static inline double dot(struct point a, struct point b)
{
    return a.x * b.x + a.y * b.y;
}

/* A comparison in place: fmax is a call, because of NaN, and took 7 % of the time. */
static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

/* The chord of the step from a to b, and the control vectors of the derivative between them, which
 * is a quadratic Bezier curve: they are all that there is to know of a cubic, and an arc is near
 * enough to one. */
struct step {
    double length; /* in the parameter */
    struct point chord, begin, middle, end;
};

static inline struct step step_between(const struct place *a, const struct place *b)
{
    const double length = b->t - a->t, rate = 3 / length;
    const struct point c = subtract(b->at, a->at), d0 = a->derivative, d1 = b->derivative;
    const struct point middle = {c.x * rate - d0.x - d1.x, c.y * rate - d0.y - d1.y};
    return (struct step){length, c, d0, middle, d1};
}

/* How far the edges are off between a and b, in parts of the tolerance; 4 or more where it cannot
 * be told because the curve turns back. */
static inline double step_error(const struct limits *l, const struct place *a,
                                const struct place *b, const struct step *s)
{
    const struct point c = s->chord, turn = subtract(b->w, a->w);
    const double cc = dot(c, c);
    const bool ahead =
        cc > 0 && dot(s->middle, c) >= 0 && cross(a->offset, c) >= 0 && cross(b->offset, c) >= 0;
    /* Across the chord the curve is a cubic with zeros at its ends: at most a quarter of the
     * steeper slope. */
    const double slope = larger(fabs(cross(s->begin, c)), fabs(cross(s->end, c)));
    const double off = s->length * slope / (4 * sqrt(cc));
    return ahead ? (off + l->pen * dot(turn, turn)) * l->inverse : 4;
}

/* Whether the curve bends about a point nearer than the line's inner edge, which runs back there.
 */
static inline bool step_is_tight(const struct place *a, const struct place *b, const struct step *s)
{
    return fabs(cross(a->offset, b->offset)) > cross(a->offset, s->chord);
}

/* Goes from `begin` to `end`, 0 <= begin->t < end->t <= 1, and adds what lies between them and, if
 * it is not the curve's, the end. Finds its steps by trying; `step` is the first one to try. */
void sweep_walk(const struct sweep *e, const struct place *begin, const struct place *end,
                double step);

/* The same for a whole Bezier curve, in a third of the time. */
void sweep_batches(const struct sweep *e, const struct place *begin, const struct place *end);

#endif
