/* The canvas: what scripts draw on. Two ways lead to it, both onto the same target: the quick
 * functions (canvas/quick.h) and HTML's 2D context (canvas/context2d.h).
 * A screen is opaque: whatever is composed there, its pixels keep alpha 255 and the channels that
 * they have, which are premultiplied: what would be transparent shows black. */
#ifndef CANVAS_CANVAS_H
#define CANVAS_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rect.h"
#include "raster/matrix.h"
#include "scene/target.h"

struct canvas;

/* A canvas of transparent black. NULL with an error text (see target_create). */
struct canvas *canvas_create(struct scene *scene, int width, int height);

/* The screen's canvas, on shared memory that outlives it and whose pixels are opaque. */
struct canvas *canvas_create_screen(struct scene *scene, const struct target_memory *memory);

/* A canvas that nobody draws on: it takes over the pixels of a picture, and *pixels is then zeroed.
 * `opaque`: all of them are. NULL with an error text without memory; *pixels is then as before. */
struct canvas *canvas_create_picture(struct scene *scene, struct surface *pixels, bool opaque);

/* Frees it; canvases that still read it are flushed first. NULL is accepted. */
void canvas_destroy(struct canvas *c);

int canvas_width(const struct canvas *c);
int canvas_height(const struct canvas *c);

/* True for the screen's canvas. */
bool canvas_is_screen(const struct canvas *c);

/* True for what canvas_create_picture made. */
bool canvas_is_picture(const struct canvas *c);

/* True if all its pixels are known to be opaque: of a screen, or of a picture that says so. */
bool canvas_is_opaque(const struct canvas *c);

/* What to draw `source` from where the transform *device (from its pixels to the device's) shrinks
 * it to less than half: a picture's halves (pixel/halve.h), halved until its shorter way is half or
 * more. They are made when they are first asked for, and the picture's. *device and *part, the
 * pixels that count, become those of what is returned. A part whose edges would blend with what is
 * beside it is halved no further; canvases that are no pictures stay as they are.
 * *sampling: SAMPLE_AREA if it still shrinks to less than half, else SAMPLE_BILINEAR. */
struct canvas *canvas_shrink(struct canvas *source, struct matrix *device, struct rect *part,
                             enum paint_sampling *sampling);

/* The pixels and commands below. */
struct target *canvas_target(struct canvas *c);

/* The scene that it belongs to. */
struct scene *canvas_scene(const struct canvas *c);

/* All of its pixels. */
struct rect canvas_bounds(const struct canvas *c);

/* On a screen: makes the pixels of `r` opaque again, after something that may have left them with
 * less alpha. Elsewhere nothing. */
void canvas_make_opaque(struct canvas *c, struct rect r);

/* True if a drawing with this operator can leave pixels on a screen that need canvas_make_opaque.
 */
bool canvas_loses_opacity(const struct canvas *c, enum composite_operator op);

/* The pixels for writing by hand (target_map, target_unmap); on a screen canvas_unmap makes what
 * was touched opaque. */
struct surface *canvas_map(struct canvas *c);
void canvas_unmap(struct canvas *c, struct rect touched);

/* Sets every pixel to `color` (straight); on a screen its alpha composes with black. */
void canvas_clear(struct canvas *c, uint32_t color);

/* The straight colour of the pixel that holds (x, y). Flushes. False outside of the canvas. */
bool canvas_pixel(struct canvas *c, double x, double y, uint32_t *color);

#endif
