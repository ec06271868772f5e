/* A path as text, for comparing: "M 1 2 L 3 4 Q … C … A cx cy ux uy vx vy from to Z", numbers with
 * at most three decimals. */
#ifndef PATH_TEXT_H
#define PATH_TEXT_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "raster/path.h"

static inline const char *path_text(const struct path *p)
{
    static char text[4096];
    size_t length = 0;
    const struct point *point = p->points;
    text[0] = '\0';
    for (uint32_t i = 0; i < p->verb_count && length < sizeof text - 200; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%c", i > 0 ? " " : "",
                                   "MLQCAZ"[p->verbs[i]]);
        for (uint32_t n = path_verb_points(p->verbs[i]); n > 0; n--, point++)
            length += (size_t)snprintf(text + length, sizeof text - length, " %.10g %.10g",
                                       round(point->x * 1000) / 1000 + 0.0,
                                       round(point->y * 1000) / 1000 + 0.0);
    }
    return text;
}

#endif
