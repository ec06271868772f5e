/* A target: a surface, one key a tile, and the list of commands that wait to be drawn on it.
 * Pixels do not depend on tile size, thread count or kernel level, nor on when a list is flushed.
 * A command that reads another target gets that target's pixels as they were when it was
 * appended, whatever is drawn there later. */
#ifndef SCENE_TARGET_H
#define SCENE_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rect.h"
#include "font/glyph_list.h"
#include "pixel/surface.h"
#include "pixel/tiles.h"
#include "raster/composite.h"
#include "raster/filter.h"
#include "raster/paint.h"
#include "raster/path.h"
#include "raster/stroke.h"
#include "scene/clip.h"
#include "scene/scene.h"

struct target;

/* Pixels that somebody else owns, such as a surface shared with another process. */
struct target_memory {
    struct surface surface;
    struct key *keys; /* one a tile of `grid`; what they hold at first does not matter */
    struct tile_grid grid;
};

/* A target of transparent black with pixels of its own. NULL with an error text when the size is
 * not accepted (surface_size) or there is no memory. */
struct target *target_create(struct scene *scene, int width, int height);

/* A target of the surface's pixels, which it takes over: *pixels is then zeroed. NULL with an error
 * text without memory; the surface is then the caller's as before. */
struct target *target_create_from(struct scene *scene, struct surface *pixels);

/* A target on memory that stays the caller's and must outlive it; its pixels are kept. */
struct target *target_create_on(struct scene *scene, const struct target_memory *memory);

/* Flushes those that still read it, then frees it. Its own waiting commands are dropped.
 * NULL is accepted. */
void target_destroy(struct target *t);

int target_width(const struct target *t);
int target_height(const struct target *t);

/* A blur in the place of a drawing, under it: HTML's shadow. */
struct shadow {
    uint32_t color; /* straight; alpha 0: no shadow */
    double dx, dy;  /* device pixels */
    double sigma;   /* standard deviation, device pixels: half of shadowBlur */
};

/* One drawing call. Everything that it points to is copied or referenced when it is appended. */
struct drawing {
    const struct path *path;   /* device space, finite; or NULL, with … */
    struct glyph_list *glyphs; /* … text, filled or stroked; `matrix` leads from the list's space
                                  to the device. Referenced. Else NULL */
    bool even_odd;
    const struct stroke_style *stroke; /* NULL: the path is filled; else stroked … */
    struct matrix matrix;              /* … with the pen of this user space */
    struct paint paint;                /* of PAINT_IMAGE the surface may be left out: */
    struct target *source;             /* then it is this target's, as it is now; may be the target
                                          itself. Else NULL. */
    enum composite_operator op;
    struct clip *clip; /* NULL: everything */
    struct shadow shadow;
    const struct filter *filters; /* applied to what is drawn, before its shadow is made */
    int filter_count;
};

/* Appends it. False with an error text when memory is missing; nothing was then appended. */
bool target_draw(struct target *t, const struct drawing *d);

/* Appends: the pixels of `r` (cut to the target) take `color` (premultiplied), composed with `op`.
 * Nothing outside of r changes, whatever the operator: there, the rectangle is a clip too. */
void target_fill(struct target *t, struct rect r, uint32_t color, enum composite_operator op);

/* Appends: the pixels `from` of `source` (cut to it) go to `t` with the top left of `from` at
 * (x, y), cut to `clip`, composed with `op`. x, y, from.x0 and from.y0 are above -2^29, x and y
 * below 2^29. `source` may be `t` itself. False with an error text when memory for a copy is
 * missing. */
bool target_copy(struct target *t, struct rect clip, struct target *source, struct rect from, int x,
                 int y, enum composite_operator op);

/* Draws what waits. After it target_surface and target_keys are up to date. */
void target_flush(struct target *t);

/* Flushes and returns the pixels, for reading; valid until the target changes. */
const struct surface *target_read(struct target *t);

/* The keys, one a tile of target_grid; flush first. */
const struct key *target_keys(const struct target *t);
const struct tile_grid *target_grid(const struct target *t);

/* From now on notes which tiles get new pixels. False with an error text without memory. */
bool target_track(struct target *t);

/* How many pixels the tiles have that got new ones since target_track or since this was called
 * last; *box is the rectangle around them. 0 for a target that is not tracked. */
int64_t target_take_changed(struct target *t, struct rect *box);

/* Flushes, draws what others still want to read of it, and returns the pixels for writing by hand
 * until target_unmap. Between the two nothing may be drawn on or from the target. */
struct surface *target_map(struct target *t);

/* Ends target_map: the tiles under `touched` count as new content. */
void target_unmap(struct target *t, struct rect touched);

#endif
