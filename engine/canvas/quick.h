/* The quick functions: sketching and signage on a canvas, with a small state of their own
 * (transform, clip, alpha, blend) that starts afresh whenever a script's callback begins.
 * Numbers are those of scripts: a NaN draws nothing, infinities reach as far as the canvas does
 * where a whole-pixel rectangle is drawn and draw nothing elsewhere. Colours are styles
 * (canvas/style.h), so gradients and patterns too. Nothing is drawn under a transform that has no
 * inverse, but points. False comes with an error text: memory is missing. */
#ifndef CANVAS_QUICK_H
#define CANVAS_QUICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"
#include "canvas/canvas.h"
#include "canvas/style.h"
#include "raster/composite.h"
#include "raster/matrix.h"
#include "raster/path.h"
#include "raster/stroke.h"
#include "scene/clip.h"

enum { QUICK_PUSHES_MAX = 65536 };

struct quick_state {
    struct matrix matrix; /* finite */
    struct rect box;      /* the pixels within which is drawn; at first all of the canvas */
    struct clip *clip;    /* the same for the scene; made of the box when it is first needed … */
    bool turned;          /* … unless it is more than the box: a rectangle that is not upright */
    double alpha;         /* 0 to 1 */
    enum composite_operator blend;
};

/* Private but for `canvas` and reading `state`. */
struct quick {
    struct canvas *canvas; /* not its own */
    struct quick_state state;
    struct quick_state *pushed;
    uint32_t pushed_count, pushed_capacity;
    struct path path; /* memory for the paths of single calls */
};

/* Fresh state on `canvas`. */
void quick_init(struct quick *q, struct canvas *canvas);
/* A zeroed one is accepted. */
void quick_finish(struct quick *q);
/* The same as finish and init, keeping memory: at the begin of each callback, after a resize. */
void quick_restart(struct quick *q, struct canvas *canvas);

/* False with an error text when QUICK_PUSHES_MAX states are kept. */
bool quick_push(struct quick *q);
/* False, without an error text, when nothing was pushed. */
bool quick_pop(struct quick *q);

/* Ignored with NaN or infinity. */
void quick_translate(struct quick *q, double x, double y);
void quick_rotate(struct quick *q, double angle, double cx, double cy); /* about (cx, cy) */
void quick_scale(struct quick *q, double sx, double sy);
void quick_shear(struct quick *q, double kx, double ky); /* x += kx y, y += ky x */
void quick_alpha(struct quick *q, double alpha); /* set, not multiplied; brought into 0 to 1 */
void quick_blend(struct quick *q, enum composite_operator op);

/* Intersects the clip with a rectangle: snapped as fill's unless it is turned. */
bool quick_clip(struct quick *q, double x, double y, double w, double h);
/* Back to the whole canvas. */
void quick_clip_reset(struct quick *q);

/* Sets every pixel within the clip; alpha, blend and transform do not count (a gradient is in
 * untransformed space). On a screen transparency composes with black. */
bool quick_clear(struct quick *q, const struct style *color);

/* The snapped rectangle: left = floor(x + 0.5), right = floor(x + w + 0.5); under rotation or shear
 * as quick_rect. */
bool quick_fill(struct quick *q, double x, double y, double w, double h, const struct style *color);

/* The pixel that holds (x, y) as transformed: floor of both. */
bool quick_point(struct quick *q, double x, double y, const struct style *color);

/* The straight colour of the pixel that holds (x, y), untransformed: canvas_pixel. */

/* Lines. Zeroed but for the width: butt caps, miter joins (limit 10), no dashes. */
struct quick_pen {
    double width; /* 0 (or less, or NaN): what can be filled is filled, what cannot is not drawn */
    enum line_cap cap;
    enum line_join join;
    const double *dashes; /* any count; an odd list is taken twice; invalid: solid */
    size_t dash_count;
};

/* A line of width 1 without dashes, parallel to an axis, between whole coordinates, under nothing
 * but a translation by whole pixels, is crisp: exactly the pixels from the one that holds the one
 * end to that of the other, both included. */
bool quick_line(struct quick *q, double x0, double y0, double x1, double y1,
                const struct style *color, const struct quick_pen *pen);
/* `points` are x, y, x, y, …; `count` numbers of them (an odd last one is left out). */
bool quick_polyline(struct quick *q, const double *points, size_t count, const struct style *color,
                    const struct quick_pen *pen);

/* Filled, or with a pen's width stroked, anti-aliased. pen may be NULL. */
bool quick_rect(struct quick *q, double x, double y, double w, double h, double radius,
                const struct style *color, const struct quick_pen *pen);
bool quick_ellipse(struct quick *q, double x, double y, double rx, double ry,
                   const struct style *color, const struct quick_pen *pen);
/* Clockwise from a0 to a1: a pie, or with a pen an open arc. */
bool quick_arc(struct quick *q, double x, double y, double r, double a0, double a1,
               const struct style *color, const struct quick_pen *pen);
/* Closed; nonzero rule. */
bool quick_polygon(struct quick *q, const double *points, size_t count, const struct style *color,
                   const struct quick_pen *pen);

enum image_fit { FIT_STRETCH, FIT_COVER, FIT_CONTAIN };

/* How an image is drawn. quick_image_defaults fills in what a script leaves out. */
struct quick_image {
    struct rect src;     /* the part of the source, inside of it */
    bool has_size;       /* else w and h are those of src */
    double w, h;         /* the box that it fills; negative: spans to the other side */
    enum image_fit fit;  /* in that box; FIT_COVER cuts what does not fit, FIT_CONTAIN centres */
    struct point anchor; /* the point of the box, in parts of its size, that is put to x, y … */
    double rotate;       /* … and about which it is turned, radians, clockwise */
    double alpha;        /* 0 to 1 */
    bool smooth;         /* false: nearest pixel */
    bool has_tint;
    uint32_t tint;  /* straight: the channels are multiplied with it */
    bool has_slice; /* nine parts: corners keep their size, edges and middle stretch */
    int left, top, right, bottom; /* slice: widths of the edges, in pixels of the source */
};

struct quick_image quick_image_defaults(struct canvas *source);

/* An image that is neither scaled nor turned goes to whole pixels (x and y snapped); so do the
 * edges of a sliced one, which is put together upright before it is turned. Smooth is bilinear, and
 * the mean of what a pixel covers where it shrinks below half. `source` may be the canvas itself.
 */
bool quick_image(struct quick *q, struct canvas *source, double x, double y,
                 const struct quick_image *how);
/* Many copies: `points` are x, y, x, y, … as in quick_polyline. */
bool quick_images(struct quick *q, struct canvas *source, const double *points, size_t count,
                  const struct quick_image *how);

#endif
