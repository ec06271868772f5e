/* Whether a point is inside of a path. */
#ifndef CANVAS_PATH_HIT_H
#define CANVAS_PATH_HIT_H

#include <stdbool.h>

#include "raster/path.h"

/* True if (x, y) is inside of the path (finite; open subpaths count as closed) by the given rule,
 * or on its outline. Curves are as exact as 1/1000 of a unit. */
bool path_hit(const struct path *p, bool even_odd, double x, double y);

#endif
