/* Edges: any path as straight pieces from top to bottom, ready to be drawn row by row
 * (raster/area.h). Curves are flattened (raster/flatten.h), subpaths closed, vertices rounded to
 * 2^-16 pixel, and everything that no pixel of the bounds can see is left out. An edge that two
 * shapes share gives both the same numbers, whichever way it runs. */
#ifndef RASTER_EDGES_H
#define RASTER_EDGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rect.h"
#include "raster/path.h"

struct edges;

/* The edges of `path` (device space, finite) as far as pixels of `bounds` see them; of wider or
 * higher bounds than SURFACE_MAX_SIDE only the first so many columns or rows count. The result is
 * `arena`'s, and the path is no longer needed. NULL with an error text when memory is missing. */
const struct edges *edges_from_path(const struct path *path, bool even_odd, struct rect bounds,
                                    struct arena *arena);

/* The pixels that the path may touch, inside of the bounds; empty if it touches none. */
struct rect edges_box(const struct edges *e);

/* The columns *x0 <= x < *x1 outside of which no pixel of rows y0 to y1 - 1 is touched, as a few
 * comparisons per 32 rows tell. False if none is touched. */
bool edges_touched(const struct edges *e, int y0, int y1, int *x0, int *x1);

/* Columns of which every pixel in rows y0 to y1 - 1 is fully covered; the widest such run, to some
 * pixels. Looks at each edge of these rows once, but gives up (false) when they are many. False
 * also when there is no such column. */
bool edges_covered(const struct edges *e, int y0, int y1, int *x0, int *x1);

#endif
