/* What the files of the 2D context share. */
#ifndef CANVAS_CONTEXT2D_IMPL_H
#define CANVAS_CONTEXT2D_IMPL_H

#include "canvas/context2d.h"

/* The current path for NULL, else the Path2D in device space, in `scratch`. NULL without memory. */
const struct path *context2d_device_path(struct context2d *c, const struct path *path);

/* The pen of the state's line attributes; borrows its dashes. */
struct stroke_style context2d_pen(const struct state *s);

#endif
