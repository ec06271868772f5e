/* What the files of path building share. */
#ifndef CANVAS_PATH2D_IMPL_H
#define CANVAS_PATH2D_IMPL_H

#include "raster/path.h"

#define PATH2D_LIMIT 1e100 /* the squares and products of such numbers are finite */

/* Within +-PATH2D_LIMIT. */
struct point path2d_limit(struct point p);

/* (x, y), finite, as a point or a vector of device space. */
struct point path2d_place(const struct matrix *m, double x, double y);
struct point path2d_place_vector(const struct matrix *m, double x, double y);

/* HTML: "ensure there is a subpath"; `at` is transformed already. */
bool path2d_ensure_subpath(struct path *p, struct point at);

/* Appends a transformed copy of `other`, which is not `p`, and nothing else. */
bool path2d_add(struct path *p, const struct path *other, const struct matrix *m);

#endif
