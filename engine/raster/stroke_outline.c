/* Chains, joins and caps. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "raster/flatten.h"
#include "raster/stroke_impl.h"

static struct point add(struct point p, struct point v)
{
    return (struct point){p.x + v.x, p.y + v.y};
}

static struct point subtract(struct point p, struct point v)
{
    return (struct point){p.x - v.x, p.y - v.y};
}

static double cross(struct point a, struct point b)
{
    return a.x * b.y - a.y * b.x;
}

static double dot(struct point a, struct point b)
{
    return a.x * b.x + a.y * b.y;
}

bool chain_grow(struct stroker *s, struct chain *chain)
{
    const uint64_t capacity = chain->capacity < 256 ? 256 : (uint64_t)chain->capacity * 2;
    const bool few = chain->points == chain->few;
    struct point *points =
        capacity > UINT32_MAX || capacity > SIZE_MAX / sizeof *points
            ? NULL
            : realloc(few ? NULL : chain->points, (size_t)capacity * sizeof *points);
    if (points == NULL) {
        if (!s->failed)
            error_set("no memory for the outline of a stroke");
        s->failed = true;
        return false;
    }
    if (few)
        memcpy(points, chain->few, sizeof chain->few);
    chain->points = points;
    chain->capacity = (uint32_t)capacity;
    return true;
}

static void chain_init(struct chain *chain)
{
    chain->points = chain->few;
    chain->count = 0;
    chain->capacity = CHAIN_FEW;
}

static void chain_finish(struct chain *chain)
{
    if (chain->points != chain->few)
        free(chain->points);
}

void stroker_init(struct stroker *s, const struct stroke_style *style, const struct matrix *m,
                  const struct point clip[2], struct path *outline)
{
    s->outline = outline;
    s->cap = style->cap;
    s->join = style->join;
    s->miter_limit = style->miter_limit;
    s->arc_step = 0;
    s->failed = false;
    pen_init(&s->pen, style->width, m);
    const double far = s->pen.reach * fmax(1.5, style->join == JOIN_MITER ? style->miter_limit : 0);
    s->clip[0] = (struct point){clip[0].x - far - 1, clip[0].y - far - 1};
    s->clip[1] = (struct point){clip[1].x + far + 1, clip[1].y + far + 1};
    chain_init(&s->first);
    chain_init(&s->second);
    chain_init(&s->extra);
    stroker_begin(s, false);
}

void stroker_finish(struct stroker *s)
{
    chain_finish(&s->first);
    chain_finish(&s->second);
    chain_finish(&s->extra);
}

/* How far the pen's radius may turn until its edge is off by the tolerance: the sagitta. */
static double arc_step(const struct pen *pen)
{
    static const double finest = 1e-4; /* no circle gets more than 63,000 pieces */
    static const double quarter = 1.5707963267948966;
    const double sine = sqrt(FLATTEN_TOLERANCE / (2 * pen->reach));
    return sine < 0.38 ? fmax(4 * asin(sine), finest) : quarter;
}

double stroker_half_circle(struct stroker *s)
{
    if (s->arc_step == 0)
        s->arc_step = arc_step(&s->pen);
    return ceil(3.141592653589793 / s->arc_step);
}

bool stroker_is_coarse(const struct stroker *s)
{
    return (uint64_t)s->outline->point_count + s->first.count + s->second.count > OUTLINE_FINE;
}

void stroker_arc(struct stroker *s, struct chain *chain, struct point p, struct point w0,
                 struct point w1, double side)
{
    double angle = atan2(cross(w0, w1), dot(w0, w1));
    if (angle * side < 0) /* exactly back: about the outer side */
        angle = -angle;
    if (s->arc_step == 0)
        s->arc_step = arc_step(&s->pen);
    const double most = stroker_is_coarse(s) ? 4 : 1e6;
    const int count = (int)fmin(ceil(fabs(angle) / s->arc_step), most);
    const double c = cos(angle / count), d = sin(angle / count);
    struct point w = {side * w0.x, side * w0.y};
    for (int i = 1; i < count; i++) {
        w = (struct point){w.x * c - w.y * d, w.x * d + w.y * c};
        chain_add(s, chain, add(p, pen_offset(&s->pen, w)));
    }
}

/* The outer corner. Where lines meet in a miter, their ends lie on its edges and are left out. */
static void add_outer(struct stroker *s, struct chain *chain, const struct station *a,
                      const struct station *b, double side)
{
    const struct point p = a->at;
    const struct point from = {p.x + side * a->offset.x, p.y + side * a->offset.y};
    const struct point to = {p.x + side * b->offset.x, p.y + side * b->offset.y};
    /* A miter is 1 / cos(turn / 2) half widths long. */
    const double scale = 1 + dot(a->w, b->w);
    const bool miter =
        s->join == JOIN_MITER && 2 <= s->miter_limit * s->miter_limit * scale && scale > 1e-12;
    if (!miter || !a->straight)
        chain_add(s, chain, from);
    if (miter) {
        const double f = side / scale;
        chain_add(s, chain,
                  (struct point){p.x + f * (a->offset.x + b->offset.x),
                                 p.y + f * (a->offset.y + b->offset.y)});
    } else if (s->join == JOIN_ROUND) {
        stroker_arc(s, chain, p, a->w, b->w, side);
    }
    if (!miter || !b->straight)
        chain_add(s, chain, to);
}

/* The inner corner. Between lines that are long enough it is where their edges cross; else the
 * chain goes by way of the path's corner, so that both lines' rectangles stay whole. `trim` takes
 * from the room of both. */
static void add_inner(struct stroker *s, struct chain *chain, struct station *a, struct station *b,
                      double side, bool trim)
{
    const struct point p = a->at;
    const double scale = 1 + dot(a->w, b->w), need = fabs(cross(a->w, b->w)) / scale;
    if (trim && a->straight && b->straight && need <= a->room && need <= b->room) {
        const double f = side / scale;
        chain_add(s, chain,
                  (struct point){p.x + f * (a->offset.x + b->offset.x),
                                 p.y + f * (a->offset.y + b->offset.y)});
        a->room -= need;
        b->room -= need;
        return;
    }
    chain_add(s, chain, (struct point){p.x + side * a->offset.x, p.y + side * a->offset.y});
    chain_add(s, chain, p);
    chain_add(s, chain, (struct point){p.x + side * b->offset.x, p.y + side * b->offset.y});
}

/* Adds what lies between the end of a segment and the begin of the next. */
static void add_join(struct stroker *s, struct station *a, struct station *b, bool trim)
{
    static const double visible = 1e-4; /* pixels that a smooth joint may be off */
    const double turn = cross(a->w, b->w);
    if (fabs(turn) * s->pen.reach < visible && dot(a->w, b->w) > 0) {
        chain_add(s, &s->first, add(b->at, b->offset));
        chain_add(s, &s->second, subtract(b->at, b->offset));
    } else if (turn >= 0) { /* towards the second side */
        add_outer(s, &s->first, a, b, 1);
        add_inner(s, &s->second, a, b, -1, trim);
    } else {
        add_outer(s, &s->second, a, b, -1);
        add_inner(s, &s->first, a, b, 1, trim);
    }
}

/* Adds a line's end to the chain, from the edge on the side of `offset` to the other. */
static void add_cap(struct stroker *s, struct chain *chain, const struct station *a, double side,
                    enum line_cap cap)
{
    const struct point p = a->at, r = {side * a->offset.x, side * a->offset.y};
    const struct point w = {side * a->w.x, side * a->w.y};
    const struct point back = {-w.x, -w.y}, ahead = pen_apply(&s->pen, w);
    if (cap != CAP_SQUARE || !a->straight)
        chain_add(s, chain, add(p, r));
    if (cap == CAP_SQUARE) {
        chain_add(s, chain, add(add(p, ahead), r));
        chain_add(s, chain, subtract(add(p, ahead), r));
    } else if (cap == CAP_ROUND) {
        stroker_arc(s, chain, p, w, back, 1);
    }
    if (cap != CAP_SQUARE || !a->straight)
        chain_add(s, chain, subtract(p, r));
}

static void reverse(struct chain *chain)
{
    for (uint32_t i = 0, k = chain->count; i + 1 < k; i++) {
        const struct point p = chain->points[i];
        chain->points[i] = chain->points[--k];
        chain->points[k] = p;
    }
}

void stroker_contour(struct stroker *s, struct chain *chain, bool reversed)
{
    if (reversed)
        reverse(chain);
    if (!s->failed && chain->count > 2 && !path_polygon(s->outline, chain->points, chain->count))
        s->failed = true;
    chain->count = 0;
}

/* Makes one contour of the chains. */
static void emit_piece(struct stroker *s, const struct station *end, enum line_cap cap)
{
    add_cap(s, &s->first, end, 1, cap);
    for (uint32_t i = s->second.count; i-- > 0;)
        chain_add(s, &s->first, s->second.points[i]);
    s->second.count = 0;
    add_cap(s, &s->first, &s->piece, -1, s->piece_cap);
    stroker_contour(s, &s->first, false);
    s->open = false;
}

/* Whether nothing can be seen of the segment. */
static bool is_outside(const struct stroker *s, const struct segment *g)
{
    struct point least = g->from, most = g->from, reach = {0, 0};
    uint32_t count = path_verb_points((uint8_t)g->verb);
    if (g->verb == PATH_ARC) {
        least = most = g->points[0];
        reach = (struct point){fabs(g->points[1].x) + fabs(g->points[2].x),
                               fabs(g->points[1].y) + fabs(g->points[2].y)};
        count = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct point p = g->points[i];
        least = (struct point){p.x < least.x ? p.x : least.x, p.y < least.y ? p.y : least.y};
        most = (struct point){p.x > most.x ? p.x : most.x, p.y > most.y ? p.y : most.y};
    }
    return most.x + reach.x < s->clip[0].x || most.y + reach.y < s->clip[0].y ||
           least.x - reach.x > s->clip[1].x || least.y - reach.y > s->clip[1].y;
}

void stroker_begin(struct stroker *s, bool closed)
{
    s->closed = closed;
    s->segments = 0;
    s->broken = s->open = false;
    s->first.count = s->second.count = 0;
}

/* Leaves the segment out. What it joins is out of sight too, since its reach is. */
static void skip(struct stroker *s)
{
    s->broken = true;
    if (s->open)
        emit_piece(s, &s->end, CAP_BUTT);
}

static void add_segment(struct stroker *s, const struct segment *g, struct station *a,
                        const struct station *b)
{
    if (s->open) {
        add_join(s, &s->end, a, true);
        if (s->segments == 1)
            s->begin.room = s->end.room;
    } else {
        s->open = true;
        s->piece = *a;
        s->piece_cap = s->segments > 0 || s->closed ? CAP_BUTT : s->cap;
    }
    if (g->verb != PATH_LINE)
        stroke_curve(s, g, a, b);
}

/* Whether the line has a length only because its ends were computed in different ways, such as the
 * end of an arc and what begins there. Its direction would be any. */
static bool is_rounding(const struct segment *g)
{
    const struct point p = g->from, q = g->points[0];
    return g->verb == PATH_LINE &&
           fabs(q.x - p.x) + fabs(q.y - p.y) < 1e-12 * (1 + fabs(p.x) + fabs(p.y));
}

void stroker_segment(struct stroker *s, const struct segment *g)
{
    struct point d0, d1;
    segment_directions(g, &d0, &d1);
    struct station a = {.at = g->from, .straight = g->verb == PATH_LINE};
    struct station b = {.at = segment_end(g), .straight = a.straight};
    const double length = pen_direction(&s->pen, d0, &a.w);
    if (length == 0 || pen_direction(&s->pen, d1, &b.w) == 0 || is_rounding(g))
        return;
    a.offset = pen_offset(&s->pen, a.w);
    b.offset = pen_offset(&s->pen, b.w);
    a.room = a.straight ? length : 0;
    if (is_outside(s, g))
        skip(s);
    else
        add_segment(s, g, &a, &b);
    b.room = a.room;
    s->end = b;
    if (s->segments == 0)
        s->begin = a;
    s->segments = s->segments == 0 ? 1 : 2;
}

void stroker_end(struct stroker *s)
{
    if (!s->open)
        return;
    if (!s->closed) {
        emit_piece(s, &s->end, s->cap);
        return;
    }
    s->open = false;
    add_join(s, &s->end, &s->begin, !s->broken && s->segments > 1);
    if (s->broken) {
        emit_piece(s, &s->begin, CAP_BUTT);
        return;
    }
    stroker_contour(s, &s->first, false);
    stroker_contour(s, &s->second, true);
}

void stroker_dot(struct stroker *s, struct point at, struct point direction)
{
    const struct segment place = {.verb = PATH_LINE, .from = at, .points = {at}};
    struct station a = {.at = at, .straight = true};
    if (s->cap == CAP_BUTT || pen_direction(&s->pen, direction, &a.w) == 0 || is_outside(s, &place))
        return;
    a.offset = pen_offset(&s->pen, a.w);
    s->first.count = s->second.count = 0;
    s->piece = a;
    s->piece_cap = s->cap;
    emit_piece(s, &a, s->cap);
}
