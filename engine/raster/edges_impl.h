/* What edges.c builds and area.c draws. */
#ifndef RASTER_EDGES_IMPL_H
#define RASTER_EDGES_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rect.h"
#include "raster/area_kernels.h"

enum {
    EDGES_GROUP_SHIFT = 5, /* groups of 32 rows, which begin at multiples of 32 */
    EDGES_GROUP = 1 << EDGES_GROUP_SHIFT,
    EDGES_FIXED_SHIFT = EDGES_GROUP_SHIFT + 16, /* from edges' coordinates to groups */
    EDGES_LEVELS = 4,
    EDGES_LEVEL_SHIFT = 3, /* a level's nodes are 8 times as high as those of the one before it */
};

/* Which edges a group of rows needs. An edge is listed once per node of that level where it spans
 * at most 9 of them: low ones at level 0, whose nodes are the groups; so lists stay proportional to
 * the path, and few edges are looked at in vain. */
struct edges {
    struct rect box;
    bool even_odd;
    int origin_x, origin_y; /* the pixel where the edges' coordinates are 0 */
    int first_group;        /* in units of EDGES_GROUP from origin_y */
    int groups;
    const struct edge *edges;
    const uint32_t *start[EDGES_LEVELS]; /* a level's nodes: index[start[n]] to [start[n + 1]] */
    const uint32_t *index;
    const struct edges_extent {
        int32_t x0, x1; /* columns from x0 to x1 - 1 from origin_x; x0 >= x1: none */
    } * extents;        /* one a group */
};

#endif
