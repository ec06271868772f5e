/* What the files of the 2D context share. */
#ifndef CANVAS_CONTEXT2D_IMPL_H
#define CANVAS_CONTEXT2D_IMPL_H

#include "canvas/context2d.h"

/* The current path for NULL, else the Path2D in device space, in `scratch`. NULL without memory. */
const struct path *context2d_device_path(struct context2d *c, const struct path *path);

/* The pen of the state's line attributes; borrows its dashes. */
struct stroke_style context2d_pen(const struct state *s);

/* Appends the drawing, which has its paint and matrix, with what the state adds to all of them.
 * False with an error text. */
bool context2d_draw(struct context2d *c, struct drawing *d);

/* The same with a style for its paint; nothing if the state's transform has no inverse. */
bool context2d_draw_style(struct context2d *c, const struct style *style, struct drawing *d);

/* Strokes a path in device space, with the state's pen and style. */
bool context2d_stroke_device(struct context2d *c, const struct path *device);

/* What paints are multiplied by. */
double context2d_paint_alpha(const struct state *s);

/* True if a drawing can be cut into several without another picture: neither shadow nor filter, and
 * an operator that acts nowhere else. */
bool context2d_is_local(const struct state *s);

#endif
