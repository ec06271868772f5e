/* Colour glyphs (emoji) as targets, so that they are drawn as any other picture: from its surface,
 * turned, scaled, with every operator. A scene keeps those that were used last, within bounds. */
#ifndef SCENE_COLOR_GLYPHS_H
#define SCENE_COLOR_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

#include "font/face.h"
#include "scene/target.h"

struct color_glyphs;

/* As face_picture says: pixels times `scale` are pixels at the size that was asked for. */
struct glyph_picture {
    struct target *target; /* the scene's; valid until the next call. NULL: nothing to draw */
    double left, top;      /* of its top left, from the origin on the baseline, at that size */
    double scale;
};

/* The glyph at `size` pixels an em, above 0; `text_color` is straight. One that the font has broken
 * has nothing to draw, as if it were blank. */
struct glyph_picture scene_color_glyph(struct scene *s, struct face *face, uint32_t glyph,
                                       double size, uint32_t text_color);

/* For scene_destroy. NULL is accepted. */
void color_glyphs_destroy(struct color_glyphs *c);

#endif
