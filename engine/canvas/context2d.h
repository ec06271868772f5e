/* The HTML Living Standard's 2D context (CanvasRenderingContext2D) on a canvas, without its text.
 * Attributes are those of `state` (canvas/state.h). Paths are built with canvas/path2d.h on `path`
 * and `state.matrix`. Gradients, patterns and image data have files of their own.
 * Functions that return nothing ignore what the standard has ignored: numbers that are NaN or
 * infinite, transforms without an inverse where something would be drawn. False comes with an
 * error text, which begins with the exception's name where the standard throws. */
#ifndef CANVAS_CONTEXT2D_H
#define CANVAS_CONTEXT2D_H

#include <stdbool.h>
#include <stdint.h>

#include "canvas/canvas.h"
#include "canvas/state.h"
#include "raster/path.h"

enum { CONTEXT2D_SAVES_MAX = 65536 }; /* states that save() can keep: some 20 MB */

struct context2d {
    struct canvas *canvas; /* not its own */
    struct state state;
    struct path path; /* the current default path, in device space */
    /* Private: */
    struct state *saved;
    uint32_t saved_count, saved_capacity;
    struct path scratch; /* memory for the paths of single calls, */
    struct path outline; /* and for strokes' outlines */
};

/* A context on `canvas`, which must outlive it or be replaced (context2d_attach). */
void context2d_init(struct context2d *c, struct canvas *canvas);

/* A zeroed one is accepted. */
void context2d_finish(struct context2d *c);

/* The canvas was replaced by one of another size, or anew: state, stack and path become those of a
 * new context, as the standard asks for when a canvas is resized. Pixels are not touched. */
void context2d_attach(struct context2d *c, struct canvas *canvas);

/* The same, and the pixels become transparent black (on a screen: black). */
void context2d_reset(struct context2d *c);

/* False ("RangeError: …") when CONTEXT2D_SAVES_MAX states are kept already. */
bool context2d_save(struct context2d *c);
void context2d_restore(struct context2d *c); /* without a saved state: nothing */

void context2d_scale(struct context2d *c, double x, double y);
void context2d_rotate(struct context2d *c, double angle);
void context2d_translate(struct context2d *c, double x, double y);
void context2d_transform(struct context2d *c, const struct matrix *m);
void context2d_set_transform(struct context2d *c, const struct matrix *m);
void context2d_reset_transform(struct context2d *c);

void context2d_begin_path(struct context2d *c);

/* `path` is a Path2D, in its own space, or NULL for the current path. */
bool context2d_fill(struct context2d *c, const struct path *path, bool even_odd);
bool context2d_stroke(struct context2d *c, const struct path *path);
bool context2d_clip(struct context2d *c, const struct path *path, bool even_odd);

/* (x, y) is in device pixels; on the outline counts as inside. */
bool context2d_is_point_in_path(struct context2d *c, const struct path *path, double x, double y,
                                bool even_odd);
bool context2d_is_point_in_stroke(struct context2d *c, const struct path *path, double x, double y);

bool context2d_clear_rect(struct context2d *c, double x, double y, double w, double h);
bool context2d_fill_rect(struct context2d *c, double x, double y, double w, double h);
bool context2d_stroke_rect(struct context2d *c, double x, double y, double w, double h);

/* Numbers of a rectangle, in the order of the script's arguments. */
struct box {
    double x, y, w, h;
};

/* drawImage in its longest form; `source` may be the context's own canvas. The shorter ones have
 * {0, 0, width, height} for `from`, and the size of `from` for that of `to`. */
bool context2d_draw_image(struct context2d *c, struct canvas *source, struct box from,
                          struct box to);

#endif
