/* The pen of a stroke: a circle in user space, an ellipse in device space. A direction of the path
 * is kept as a unit vector of the pen's own space, where the pen is the unit circle: angles between
 * such directions are the angles that the user sees, whatever the transform. */
#ifndef RASTER_PEN_H
#define RASTER_PEN_H

#include <math.h>
#include <stdbool.h>

#include "raster/matrix.h"

/* Of all the matrices that make this ellipse from the unit circle the lower triangular one with
 * positive diagonal: (x, y) becomes (l x, m x + n y). Mirrored transforms then need no care. */
struct pen {
    double l, m, n;
    double inverse_l, inverse_m, inverse_n; /* its inverse, times a positive factor */
    double factor;                          /* one over that */
    double reach;                           /* the larger half axis, pixels */
};

/* The pen for lines of `width` under m. Always usable: an m that is nearly singular gives a pen
 * that is thin, but not flat. */
void pen_init(struct pen *pen, double width, const struct matrix *m);

static inline struct point pen_apply(const struct pen *pen, struct point w)
{
    return (struct point){pen->l * w.x, pen->m * w.x + pen->n * w.y};
}

/* The direction of device vector d, and its length in pen units (half a line width is 1), 0 if it
 * has no direction. */
static inline double pen_direction(const struct pen *pen, struct point d, struct point *w)
{
    const double x = pen->inverse_l * d.x, y = pen->inverse_m * d.x + pen->inverse_n * d.y;
    const double length = sqrt(x * x + y * y);
    if (!(length > 0))
        return 0;
    const double scale = 1 / length;
    *w = (struct point){x * scale, y * scale};
    return length * pen->factor;
}

/* From a point of the path with direction w to the line's edge on its first side; the other side's
 * is the negative. Forth on the first and back on the other goes about the area with increasing
 * angle (x towards y). */
static inline struct point pen_offset(const struct pen *pen, struct point w)
{
    return pen_apply(pen, (struct point){w.y, -w.x});
}

#endif
