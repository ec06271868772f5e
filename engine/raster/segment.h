/* The segments of a path one by one, each with its begin: what stroking and dashing walk along. */
#ifndef RASTER_SEGMENT_H
#define RASTER_SEGMENT_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "raster/path.h"

struct segment {
    enum path_verb verb; /* PATH_LINE to PATH_ARC */
    struct point from;
    struct point points[4]; /* as the verb has them */
};

struct point segment_end(const struct segment *g);

/* The directions in which it begins and ends; (0, 0) if it has no length. Where the derivative
 * vanishes, that of the first point that differs. */
void segment_directions(const struct segment *g, struct point *begin, struct point *end);

/* The part from parameter t0 to t1, 0 <= t0 <= t1 <= 1; its ends are exact where it ends with g. */
struct segment segment_part(const struct segment *g, double t0, double t1);

/* A walk over the subpaths of a path and their segments. Zero it but for `path`. A copy of it
 * walks again what is still to come. */
struct walk {
    const struct path *path;
    uint32_t verb, point; /* the next */
    struct point begin;   /* of the subpath */
    struct point at;
    bool closed; /* the subpath is */
};

/* To the next subpath. False if there is none. */
bool walk_subpath(struct walk *w);

/* The next segment of the subpath; the line that closes it is one. False at its end. */
bool walk_segment(struct walk *w, struct segment *g);

/* A segment as functions of t, 0 to 1. Places are relative to its begin, so that a small curve far
 * away keeps its digits. */
struct curve {
    bool arc;
    struct point k1, k2, k3; /* k1 t + k2 t t + k3 t t t */
    struct point u, v, less; /* arc: u cos + v sin - less */
    double from, sweep;      /* radians */
};

void curve_init(struct curve *c, const struct segment *g);

/* For all but arcs. */
static inline void bezier_at(const struct curve *c, double t, struct point *at,
                             struct point *derivative)
{
    *at = (struct point){((c->k3.x * t + c->k2.x) * t + c->k1.x) * t,
                         ((c->k3.y * t + c->k2.y) * t + c->k1.y) * t};
    *derivative = (struct point){(3 * c->k3.x * t + 2 * c->k2.x) * t + c->k1.x,
                                 (3 * c->k3.y * t + 2 * c->k2.y) * t + c->k1.y};
}

static inline void curve_at(const struct curve *c, double t, struct point *at,
                            struct point *derivative)
{
    if (c->arc) {
        const double angle = c->from + t * c->sweep, x = cos(angle), y = sin(angle);
        *at = (struct point){c->u.x * x + c->v.x * y - c->less.x,
                             c->u.y * x + c->v.y * y - c->less.y};
        *derivative = (struct point){c->sweep * (c->v.x * x - c->u.x * y),
                                     c->sweep * (c->v.y * x - c->u.y * y)};
        return;
    }
    bezier_at(c, t, at, derivative);
}

#endif
