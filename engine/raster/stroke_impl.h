/* Inside of the stroker. A line's two edges are kept as two chains of points; at the end of a
 * subpath they become one contour (open: forth on the first side, cap, back on the second, cap) or
 * two (closed). Everything is put together from pieces that go the same way about their area, so
 * that no place is ever counted out again. */
#ifndef RASTER_STROKE_IMPL_H
#define RASTER_STROKE_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "raster/path.h"
#include "raster/pen.h"
#include "raster/segment.h"
#include "raster/stroke.h"

enum { CHAIN_FEW = 16 };

/* Short chains, which most are, need no allocation. */
struct chain {
    struct point *points; /* `few` at first: a stroker may not be moved */
    uint32_t count, capacity;
    struct point few[CHAIN_FEW];
};

/* A place on the path where a segment begins or ends. */
struct station {
    struct point at;
    struct point w;      /* direction (pen.h) */
    struct point offset; /* to the first side's edge */
    bool straight;       /* of a line, not of a curve */
    /* Pen units of the line there that no inner corner has cut off yet; 0 for curves. */
    double room;
};

struct stroker {
    struct path *outline;
    struct pen pen;
    enum line_cap cap;
    enum line_join join;
    double miter_limit;
    double arc_step; /* radians of the pen's circle that one piece may span; 0: not known yet */
    struct point clip[2]; /* segments outside cannot be seen: the stroke's reach is added */
    struct chain first, second;
    struct chain extra; /* a contour beside the chains */
    bool failed;        /* memory is missing; the error text says so */

    /* The subpath. */
    bool closed;
    uint32_t segments;    /* so far; stays at 2 */
    bool broken;          /* some of it was left out because it cannot be seen */
    struct station begin; /* of the subpath */
    struct station end;   /* of the last segment; its points are not in the chains yet */
    bool open;            /* the chains have a begin: */
    struct station piece;
    enum line_cap piece_cap;
};

/* Points of an outline after which nothing is done finely any more: bends of a pen that is wider
 * than any screen would make more of many segments than memory holds. */
enum { OUTLINE_FINE = 1 << 24 };

void stroker_init(struct stroker *s, const struct stroke_style *style, const struct matrix *m,
                  const struct point clip[2], struct path *outline);
void stroker_finish(struct stroker *s);

/* A subpath: begin, segments that follow one another, end. Segments without length are left out;
 * a subpath without any other leaves nothing. The last segment of a closed one must lead back to
 * its begin. */
void stroker_begin(struct stroker *s, bool closed);
void stroker_segment(struct stroker *s, const struct segment *g);
void stroker_end(struct stroker *s);

/* What a dash without length leaves: two caps back to back. `direction` is a device vector. */
void stroker_dot(struct stroker *s, struct point at, struct point direction);

/* For stroke_curve.c. */

bool chain_grow(struct stroker *s, struct chain *chain);

static inline void chain_add(struct stroker *s, struct chain *chain, struct point p)
{
    if (chain->count < chain->capacity || chain_grow(s, chain))
        chain->points[chain->count++] = p;
}

/* Adds points of the pen's edge about p, where the pen's radius turns from w0 to w1, without its
 * ends. `side` is 1 for the first side, which is the outer one when the turn is positive, and -1
 * for the second. */
void stroker_arc(struct stroker *s, struct chain *chain, struct point p, struct point w0,
                 struct point w1, double side);

/* True once OUTLINE_FINE is passed. */
bool stroker_is_coarse(const struct stroker *s);

/* How many pieces a half circle of the pen has. */
double stroker_half_circle(struct stroker *s);

/* Makes a contour of the chain, which is empty then. */
void stroker_contour(struct stroker *s, struct chain *chain, bool reversed);

/* Adds the edges of a curve between its begin and its end to the chains, without the points at
 * both. */
void stroke_curve(struct stroker *s, const struct segment *g, const struct station *begin,
                  const struct station *end);

#endif
