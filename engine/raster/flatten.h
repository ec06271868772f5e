/* Curves as straight pieces: how many a curve needs, and the points at equal steps of its
 * parameter. The number follows Wang's bound for Bezier curves ("Some subdivision algorithms for
 * curves and surfaces", 1984) and the sagitta for arcs. */
#ifndef RASTER_FLATTEN_H
#define RASTER_FLATTEN_H

#include <stdint.h>

#include "raster/path.h"

/* Pixels between a curve and its pieces, in device space. The promise is 0.02; half of it is left
 * for what else rounds. */
#define FLATTEN_TOLERANCE 0.01

enum { FLATTEN_MAX = 1 << 16 }; /* pieces of one curve, whatever its size */

/* How many pieces the segment needs for `tolerance` pixels: 1 to FLATTEN_MAX, 1 for a line.
 * `verb` is PATH_LINE, PATH_QUAD, PATH_CUBIC or PATH_ARC, `points` are its points in device space,
 * finite; `from` is where it begins (not used for arcs). */
uint32_t flatten_count(enum path_verb verb, struct point from, const struct point *points,
                       double tolerance);

/* Writes the ends of `count` pieces to `out`; the last one is exactly the segment's end. */
void flatten_points(enum path_verb verb, struct point from, const struct point *points,
                    uint32_t count, struct point *out);

#endif
