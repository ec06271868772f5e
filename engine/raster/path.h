/* Paths: subpaths of straight lines, Bezier curves and elliptical arcs, in doubles. Arcs are kept
 * as what they are, so that circles, ellipses and rounded rectangles stay exact under every affine
 * transform and can be recognised.
 * The functions that append return false, with an error text, only when memory is missing; the
 * path is then as it was. They do not look at the numbers: keeping NaN and infinities out is the
 * caller's part (path_is_finite). */
#ifndef RASTER_PATH_H
#define RASTER_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "raster/matrix.h"

enum path_verb {
    PATH_MOVE,  /* 1 point: begins a subpath */
    PATH_LINE,  /* 1 point: its end */
    PATH_QUAD,  /* 2 points: control, end */
    PATH_CUBIC, /* 3 points: control, control, end */
    PATH_ARC,   /* 4: centre c, half axes u and v (vectors), angles (x: from, y: to, radians).
                   c + u cos t + v sin t, t from .x to .y (a way of either sign, at most one turn).
                   It begins where the segment before it ended, or a line leads there: see
                   path_arc */
    PATH_CLOSE, /* 0: a line to the subpath's begin; the next verb begins anew there */
};

struct path {
    uint8_t *verbs; /* enum path_verb; a subpath always begins with PATH_MOVE */
    struct point *points;
    uint32_t verb_count, verb_capacity, point_count, point_capacity;
};

/* How many points the verb has. */
static inline uint32_t path_verb_points(uint8_t verb)
{
    static const uint8_t counts[] = {1, 1, 2, 3, 4, 0};
    return counts[verb];
}

/* Frees the memory and zeroes the struct. A zeroed one is an empty path. */
void path_finish(struct path *p);

/* Makes it empty; keeps the memory unless that is short (budget_short). */
void path_clear(struct path *p);

bool path_move(struct path *p, struct point to);

/* Segments need a subpath: without one (empty path) they begin it at their first point; after
 * PATH_CLOSE they begin a new one where that subpath began. */
bool path_line(struct path *p, struct point to);
bool path_quad(struct path *p, struct point control, struct point to);
bool path_cubic(struct path *p, struct point control1, struct point control2, struct point to);
/* A line to the arc's begin unless the path is there already (but for rounding), then the arc. */
bool path_arc(struct path *p, struct point centre, struct point u, struct point v, double from,
              double to);
/* Nothing if there is no subpath. */
bool path_close(struct path *p);

/* Begins a subpath: the rectangle (x, y), (x + w, y), (x + w, y + h), (x, y + h), closed. */
bool path_rect(struct path *p, double x, double y, double w, double h);
/* Begins a subpath: the whole ellipse about `centre`, closed; u and v are its half axes. */
bool path_ellipse(struct path *p, struct point centre, struct point u, struct point v);

/* Begins a subpath: the closed polygon of `count` points, at least 1. */
bool path_polygon(struct path *p, const struct point *points, uint32_t count);

/* Appends a copy of `other`, transformed; `other` may not be `p` itself. */
bool path_add(struct path *p, const struct path *other, const struct matrix *m);

/* Transforms all of it in place. */
void path_transform(struct path *p, const struct matrix *m);

/* Where the path ends now. False for an empty path. */
bool path_end(const struct path *p, struct point *end);

/* Where arc `a` (the four points of a PATH_ARC) is at angle t. Quarters of a turn, where rounded
 * rectangles and whole ellipses begin and end, are exact, and need no sine. */
struct point path_arc_at(const struct point *a, double t);

/* True if every coordinate is finite. */
bool path_is_finite(const struct path *p);

/* A box around it, not always the smallest: control points, and whole ellipses for arcs. False if
 * the path has no points. */
bool path_bounds(const struct path *p, struct point *least, struct point *most);

#endif
