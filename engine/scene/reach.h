/* How far drawings reach: conservative boxes, from numbers of any size, before anything is built.
 * What is seen of a drawing, and how much more its shadow and filters need to see. */
#ifndef SCENE_REACH_H
#define SCENE_REACH_H

#include <stdbool.h>

#include "base/rect.h"
#include "raster/path.h"
#include "scene/target.h"

struct reach {
    struct rect drawing; /* the pixels that the drawing itself may change */
    struct rect shadow;  /* … and its shadow; empty without one */
    struct rect picture; /* what has to be rendered for the filters; empty without them */
    struct rect mask;    /* what has to be rendered for the shadow; empty without one */
};

/* Works them out for what is seen inside of `visible`. False if that is nothing. */
bool reach_find(const struct drawing *d, struct rect visible, struct reach *r);

/* The whole pixels around the path, with a margin for what rounding does; false if it has none. */
bool reach_of_path(const struct path *path, struct rect *box);

/* True if the path is exactly an axis-parallel rectangle between whole pixels. */
bool path_is_pixels(const struct path *path, struct rect *pixels);

#endif
