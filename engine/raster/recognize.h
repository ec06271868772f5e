/* What a path exactly is, from its verbs and points alone, however it was made. */
#ifndef RASTER_RECOGNIZE_H
#define RASTER_RECOGNIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "raster/path.h"
#include "raster/round.h"

enum outline_kind {
    OUTLINE_NOTHING, /* it has no area */
    OUTLINE_RECT,    /* an axis-parallel rectangle: `round` with radii 0 */
    OUTLINE_ROUND,   /* the same with elliptic corners; a whole ellipse is all corners */
    OUTLINE_CONVEX,  /* a convex polygon that goes round once: `points` */
    OUTLINE_OTHER,
};

enum {
    OUTLINE_POINTS_MAX = 64,
    OUTLINE_LIMIT = 1 << 24, /* pixels; what has larger coordinates is OTHER */
};

struct outline {
    enum outline_kind kind;
    struct round round;
    uint32_t count;
    struct point points[OUTLINE_POINTS_MAX]; /* multiples of 2^-16, no two neighbours are equal */
};

/* The number rounded to a multiple of 2^-16, as every vertex is; below 2^36 in size. */
static inline double outline_quantise(double v)
{
    return floor(v * 65536 + 0.5) / 65536;
}

/* Looks at the path (device space, finite), as it is filled: open subpaths count as closed. */
void outline_recognize(struct outline *o, const struct path *path);

#endif
