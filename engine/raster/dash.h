/* Dashes along a path, by its length in user space. */
#ifndef RASTER_DASH_H
#define RASTER_DASH_H

#include <stdbool.h>
#include <stdint.h>

#include "raster/segment.h"
#include "raster/stroke_impl.h"

/* Dashes of one stroke, and points of their outlines (round caps have many); a pattern that gives
 * more is drawn solid. So many take some 0.1 s. */
enum { DASHES_MAX = 100000, DASH_POINTS_MAX = 1 << 21 };

/* A pattern, and where it is. */
struct dasher {
    const double *pattern;
    uint32_t count;
    double period, offset; /* user units; 0 <= offset <= period */
    struct matrix user;    /* from device vectors to user vectors */

    uint32_t index; /* into the pattern: even ones are dashes */
    double rest;    /* user units left of the entry */

    struct curve curve; /* that was measured last */
    double *lengths;    /* user units from its begin to the ends of equal steps of t */
    uint32_t steps, capacity;
    bool failed; /* memory is missing; the error text says so */
};

/* False if the stroke is solid: no pattern, one of zeros or without gaps, or one that gives too
 * many dashes where `path` can be seen. m leads from user space to device space; the pattern must
 * live as long as the dasher. `s` is the stroker that will draw the dashes. */
bool dash_init(struct dasher *d, const struct stroke_style *style, const struct matrix *m,
               const struct path *path, struct stroker *s);
void dash_finish(struct dasher *d);

/* Strokes the dashes of the subpath on which the walk stands, and leaves it at its end. */
void dash_subpath(struct dasher *d, struct walk *walk, struct stroker *s);

#endif
