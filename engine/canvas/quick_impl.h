/* What the files of the quick functions share. */
#ifndef CANVAS_QUICK_IMPL_H
#define CANVAS_QUICK_IMPL_H

#include <math.h>

#include "canvas/quick.h"

/* floor(v) of a finite or infinite coordinate, no farther out than QUICK_FAR; NaN must have been
 * sorted out before. floor() itself is slow on processors that have no instruction for it. */
static inline int quick_floor(double v)
{
    enum { QUICK_FAR = 1 << 28 }; /* beyond any canvas, and far enough from INT_MAX for sums */
    v = v < -QUICK_FAR ? -QUICK_FAR : v > QUICK_FAR ? QUICK_FAR : v;
    const int i = (int)v;
    return i - (i > v);
}

/* The nearest whole pixel. */
static inline int quick_snap(double v)
{
    return quick_floor(v + 0.5);
}

/* True if the transform leaves upright rectangles upright, without turning them by quarters. */
static inline bool quick_is_upright(const struct quick *q)
{
    return q->state.matrix.b == 0 && q->state.matrix.c == 0;
}

/* The rectangle snapped to whole pixels of the canvas, cut to the box, under an upright transform.
 * False if it is empty, or a number is NaN. */
static inline bool quick_snap_rect(const struct quick *q, double x, double y, double w, double h,
                                   struct rect *r)
{
    const struct matrix *m = &q->state.matrix;
    const double ax = m->a * x + m->e, bx = m->a * (x + w) + m->e;
    const double ay = m->d * y + m->f, by = m->d * (y + h) + m->f;
    if (isnan(ax) || isnan(bx) || isnan(ay) || isnan(by))
        return false;
    *r = rect_intersect(q->state.box, (struct rect){
                                          quick_snap(ax < bx ? ax : bx),
                                          quick_snap(ay < by ? ay : by),
                                          quick_snap(ax < bx ? bx : ax),
                                          quick_snap(ay < by ? by : ay),
                                      });
    return !rect_empty(*r);
}

/* The state's clip for the scene, in *clip (NULL: everything). False with an error text. */
bool quick_find_clip(struct quick *q, struct clip **clip);

/* Draws q->path (or what d says) in the given style; adds the state to the drawing. */
bool quick_draw(struct quick *q, struct drawing *d, const struct style *style);

/* The same for a drawing that has its paint. */
bool quick_append(struct quick *q, struct drawing *d);

/* Whole pixels, inside of the box. */
bool quick_fill_pixels(struct quick *q, struct rect r, const struct style *style);

#endif
