/* Half-open integer rectangles: the pixels x0 <= x < x1, y0 <= y < y1. */
#ifndef BASE_RECT_H
#define BASE_RECT_H

#include <stdbool.h>

#include "base/minmax.h"

struct rect {
    int x0, y0, x1, y1; /* pixels */
};

/* True if r holds no pixel. Every empty rectangle is equally empty, whatever its corners. */
static inline bool rect_empty(struct rect r)
{
    return r.x0 >= r.x1 || r.y0 >= r.y1;
}

/* The pixels that a and b share; may come out empty. */
static inline struct rect rect_intersect(struct rect a, struct rect b)
{
    return (struct rect){
        .x0 = int_max(a.x0, b.x0),
        .y0 = int_max(a.y0, b.y0),
        .x1 = int_min(a.x1, b.x1),
        .y1 = int_min(a.y1, b.y1),
    };
}

/* The smallest rectangle around a and b; an empty one adds nothing. */
static inline struct rect rect_union(struct rect a, struct rect b)
{
    if (rect_empty(a))
        return b;
    if (rect_empty(b))
        return a;
    return (struct rect){
        .x0 = int_min(a.x0, b.x0),
        .y0 = int_min(a.y0, b.y0),
        .x1 = int_max(a.x1, b.x1),
        .y1 = int_max(a.y1, b.y1),
    };
}

/* True if every pixel of inner is in outer. */
static inline bool rect_contains(struct rect outer, struct rect inner)
{
    return rect_empty(inner) || (outer.x0 <= inner.x0 && outer.y0 <= inner.y0 &&
                                 outer.x1 >= inner.x1 && outer.y1 >= inner.y1);
}

#endif
