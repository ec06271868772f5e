/* A curve's length is the integral of its speed, by Gauss's formula over steps as long as a chord
 * of flattening; the parameter for a length is found in its step by Newton's method. */
#include "raster/dash.h"

#include <stdlib.h>

#include "base/error.h"
#include "raster/flatten.h"

/* How fast the curve goes at t, in user units. */
static double speed(const struct dasher *d, double t)
{
    struct point at, v;
    curve_at(&d->curve, t, &at, &v);
    v = matrix_apply_vector(&d->user, v);
    return sqrt(v.x * v.x + v.y * v.y);
}

/* Length of the curve from t0 to t1: Gauss and Legendre's formula with five points. */
static double integrate(const struct dasher *d, double t0, double t1)
{
    static const double places[] = {0.5384693101056831, 0.9061798459386640};
    static const double weights[] = {0.4786286704993665, 0.2369268850561891};
    const double half = (t1 - t0) / 2, middle = (t0 + t1) / 2;
    double sum = 0.5688888888888889 * speed(d, middle);
    for (int i = 0; i < 2; i++)
        sum += weights[i] *
               (speed(d, middle - half * places[i]) + speed(d, middle + half * places[i]));
    return half * sum;
}

/* Makes room for the lengths of that many steps. */
static bool reserve(struct dasher *d, uint32_t steps)
{
    if (steps <= d->capacity)
        return true;
    double *lengths = realloc(d->lengths, steps * sizeof *lengths);
    if (lengths == NULL) {
        d->failed = true;
        return error_set("no memory for %u lengths of a dashed curve", (unsigned)steps);
    }
    d->lengths = lengths;
    d->capacity = steps;
    return true;
}

/* Length of the segment in user units; prepares for parameter_at. */
static double measure(struct dasher *d, const struct segment *g)
{
    static const double chord_tolerance = 0.05; /* pixels */
    if (g->verb == PATH_LINE) {
        const struct point v = {g->points[0].x - g->from.x, g->points[0].y - g->from.y};
        const struct point u = matrix_apply_vector(&d->user, v);
        return sqrt(u.x * u.x + u.y * u.y);
    }
    const uint32_t steps = 4 + flatten_count(g->verb, g->from, g->points, chord_tolerance);
    if (!reserve(d, steps))
        return 0;
    curve_init(&d->curve, g);
    d->steps = steps;
    double sum = 0;
    for (uint32_t i = 0; i < steps; i++) {
        sum += integrate(d, (double)i / steps, (i + 1.0) / steps);
        d->lengths[i] = sum;
    }
    return sum;
}

/* Where the measured curve has that length behind it. */
static double curve_parameter_at(const struct dasher *d, double length)
{
    uint32_t step = 0, end = d->steps;
    while (step < end) { /* the first whose end is not before it */
        const uint32_t middle = step + (end - step) / 2;
        if (d->lengths[middle] < length)
            step = middle + 1;
        else
            end = middle;
    }
    if (step == d->steps)
        return 1;
    const double before = step == 0 ? 0 : d->lengths[step - 1];
    const double whole = d->lengths[step] - before, wanted = length - before;
    const double from = (double)step / d->steps;
    double low = from, high = (step + 1.0) / d->steps;
    double t = whole > 0 ? low + (high - low) * (wanted / whole) : low;
    for (int i = 0; i < 8; i++) {
        const double error = integrate(d, from, t) - wanted;
        if (fabs(error) <= 1e-7 * whole)
            break;
        *(error > 0 ? &high : &low) = t;
        t -= error / speed(d, t);
        if (!(t > low && t < high)) /* slow near a cusp */
            t = low + (high - low) / 2;
    }
    return fmin(t, 1);
}

static double parameter_at(const struct dasher *d, const struct segment *g, double at,
                           double length)
{
    return g->verb == PATH_LINE ? fmin(at / length, 1) : curve_parameter_at(d, at);
}

/* The part of a line that is inside of the clip, as parameters. False if none is. */
static bool visible_part(const struct segment *g, const struct point clip[2], double *t0,
                         double *t1)
{
    const struct point p = g->from, v = {g->points[0].x - p.x, g->points[0].y - p.y};
    const double from[2] = {p.x, p.y}, way[2] = {v.x, v.y};
    const double least[2] = {clip[0].x, clip[0].y}, most[2] = {clip[1].x, clip[1].y};
    *t0 = 0;
    *t1 = 1;
    for (int i = 0; i < 2; i++) {
        if (way[i] == 0) {
            if (from[i] < least[i] || from[i] > most[i])
                return false;
            continue;
        }
        const double a = (least[i] - from[i]) / way[i], b = (most[i] - from[i]) / way[i];
        *t0 = fmax(*t0, fmin(a, b));
        *t1 = fmin(*t1, fmax(a, b));
    }
    return *t0 < *t1;
}

/* An upper bound of the length that is to be dashed, user units. */
static double length_bound(const struct dasher *d, const struct segment *g,
                           const struct point clip[2])
{
    const struct point *p = g->points;
    double t0, t1, sum = 0;
    if (g->verb == PATH_LINE && !visible_part(g, clip, &t0, &t1))
        return 0;
    if (g->verb == PATH_ARC) {
        const struct point u = matrix_apply_vector(&d->user, p[1]);
        const struct point v = matrix_apply_vector(&d->user, p[2]);
        return fabs(p[3].y - p[3].x) * (hypot(u.x, u.y) + hypot(v.x, v.y));
    }
    struct point from = g->from;
    for (uint32_t i = 0; i < path_verb_points((uint8_t)g->verb); i++) {
        const struct point v = {p[i].x - from.x, p[i].y - from.y};
        const struct point u = matrix_apply_vector(&d->user, v);
        sum += hypot(u.x, u.y);
        from = p[i];
    }
    return g->verb == PATH_LINE ? sum * (t1 - t0) : sum;
}

static bool has_gaps(const struct stroke_style *style)
{
    for (uint32_t i = 1; i < style->dash_count; i += 2)
        if (style->dashes[i] > 0)
            return true;
    return false;
}

bool dash_init(struct dasher *d, const struct stroke_style *style, const struct matrix *m,
               const struct path *path, struct stroker *s)
{
    *d = (struct dasher){.pattern = style->dashes, .count = style->dash_count & ~1U};
    if (!has_gaps(style) || !matrix_invert(m, &d->user))
        return false;
    for (uint32_t i = 0; i < d->count; i++)
        d->period += style->dashes[i];
    d->offset = fmod(style->dash_offset, d->period);
    if (d->offset < 0)
        d->offset += d->period;

    double length = 0;
    struct walk walk = {.path = path};
    struct segment g;
    while (walk_subpath(&walk))
        while (walk_segment(&walk, &g))
            length += length_bound(d, &g, s->clip);
    const uint32_t pairs = d->count / 2;
    const double dashes = length / d->period * pairs;
    const double points = s->cap == CAP_ROUND ? 4 + 2 * stroker_half_circle(s) : 4;
    return isfinite(d->period) && dashes <= DASHES_MAX && dashes * points <= DASH_POINTS_MAX;
}

void dash_finish(struct dasher *d)
{
    free(d->lengths);
    *d = (struct dasher){0};
}

static bool is_dash(const struct dasher *d)
{
    return d->index % 2 == 0;
}

static void next_entry(struct dasher *d)
{
    d->index = d->index + 1 < d->count ? d->index + 1 : 0;
    d->rest = d->pattern[d->index];
}

static void begin_pattern(struct dasher *d)
{
    double offset = d->offset;
    d->index = 0;
    for (uint32_t i = 1; i < d->count && offset > d->pattern[d->index]; i++)
        offset -= d->pattern[d->index++];
    d->rest = fmax(d->pattern[d->index] - offset, 0);
}

/* The dash with which a closed subpath begins is drawn last: another may lead into it. */
struct held {
    bool waiting;     /* its end has not come */
    uint32_t segment; /* where it ends: the number of the segment */
    double t;
};

/* An end of a dash, or the whole of one without length, at t1; it came from t0 on this segment. */
static void end_dash(const struct dasher *d, const struct segment *g, double t0, double t1,
                     struct held *held, struct stroker *s)
{
    if (held->waiting) {
        held->waiting = false;
        held->t = t1;
        return;
    }
    const struct segment part = segment_part(g, t0, t1);
    if (d->pattern[d->index] > 0) {
        if (t1 > t0)
            stroker_segment(s, &part);
        stroker_end(s);
        return;
    }
    struct segment rest = segment_part(g, t1 < 1 ? t1 : t0, 1); /* for the direction */
    struct point begin, end;
    segment_directions(&rest, &begin, &end);
    stroker_dot(s, segment_end(&part), t1 < 1 ? begin : end);
}

/* In a gap of a line, `at` units from its begin: how far whole periods lead without reaching what
 * can be seen. */
static double jump(const struct dasher *d, const struct segment *g, double at, double length,
                   const struct point clip[2])
{
    double t0, t1;
    const double next = at + d->rest;
    double goal = length;
    if (visible_part(g, clip, &t0, &t1) && next <= t1 * length)
        goal = t0 * length;
    return goal > next ? floor((goal - next) / d->period) * d->period : 0;
}

static void dash_segment(struct dasher *d, const struct segment *g, struct held *held,
                         struct stroker *s)
{
    const double length = measure(d, g);
    double at = 0, t = 0;
    bool lost = false;
    if (!(length > 0))
        return;
    while (d->rest <= length - at && !s->failed) {
        if (g->verb == PATH_LINE && !is_dash(d))
            at += jump(d, g, at, length, s->clip);
        if (d->rest > length - at) /* by rounding */
            break;
        lost = d->rest > 0 && at + d->rest == at; /* so far out that a double cannot tell */
        if (lost)
            break;
        at += d->rest;
        const double t0 = t;
        t = parameter_at(d, g, at, length);
        if (is_dash(d))
            end_dash(d, g, t0, t, held, s);
        next_entry(d);
        if (is_dash(d) && d->rest > 0)
            stroker_begin(s, false);
    }
    if (!lost)
        d->rest -= length - at;
    if (is_dash(d) && !held->waiting) {
        const struct segment part = segment_part(g, t, 1);
        stroker_segment(s, &part);
    }
}

/* The dash that was held: after the last one if that goes on, else by itself. */
static void draw_held(const struct dasher *d, const struct held *held, struct walk walk,
                      struct stroker *s)
{
    struct segment g;
    if (held->waiting || !is_dash(d))
        stroker_begin(s, held->waiting);
    for (uint32_t i = 0; walk_segment(&walk, &g); i++) {
        if (!held->waiting && i == held->segment) {
            g = segment_part(&g, 0, held->t);
            stroker_segment(s, &g);
            break;
        }
        stroker_segment(s, &g);
    }
    stroker_end(s);
}

void dash_subpath(struct dasher *d, struct walk *walk, struct stroker *s)
{
    const struct walk begin = *walk;
    struct segment g;
    begin_pattern(d);
    const bool hold = walk->closed && is_dash(d) && d->rest > 0;
    struct held held = {.waiting = hold};
    if (!hold && is_dash(d))
        stroker_begin(s, false);
    while (walk_segment(walk, &g)) {
        dash_segment(d, &g, &held, s);
        held.segment += held.waiting;
    }
    if (hold)
        draw_held(d, &held, begin, s);
    else if (is_dash(d))
        stroker_end(s);
}
