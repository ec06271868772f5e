/* Colour glyphs as drawings, for the context's text and the quick functions'. */
#ifndef CANVAS_GLYPH_DRAWING_H
#define CANVAS_GLYPH_DRAWING_H

#include <stdbool.h>

#include "canvas/canvas.h"
#include "canvas/style.h"
#include "font/layout.h"

/* Fills in *d for the glyph of a line: its picture, drawn to `path`
 * (which becomes that of the drawing) where `m`, from the line's space to the device, puts it, with
 * `alpha` times that of the style's colour. d->path is NULL if there is nothing to draw. False with
 * an error text when memory is missing. */
bool glyph_drawing(struct canvas *canvas, const struct color_glyph *glyph, const struct matrix *m,
                   const struct style *style, double alpha, struct path *path, struct drawing *d);

#endif
