/* CanvasPattern: a picture, repeated. It has its own copy of the pixels, since the standard wants
 * those of the moment when it was created. Reference counted. */
#ifndef CANVAS_PATTERN_H
#define CANVAS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "canvas/canvas.h"
#include "raster/matrix.h"
#include "raster/paint.h"

struct pattern;

/* `repetition` is "repeat" (or ""), "repeat-x", "repeat-y" or "no-repeat" (it needs no NUL), else
 * the error is "SyntaxError: …". The result has one reference. NULL with an error text. */
struct pattern *pattern_create(struct canvas *source, const char *repetition, size_t length);

struct pattern *pattern_ref(struct pattern *p);
void pattern_unref(struct pattern *p); /* NULL is accepted */

/* Pattern space to user space. What is not finite is ignored. */
void pattern_set_transform(struct pattern *p, const struct matrix *m);

/* Fills in *paint but for its alpha and sampling; `inverse` leads from device space to user space.
 * Returns the target that is to be the drawing's source; NULL if the pattern's transform has no
 * inverse: *paint is then transparent black. */
struct target *pattern_paint(struct pattern *p, const struct matrix *inverse, struct paint *paint);

#endif
