/* Glyphs in place: what a layout makes of text, ready to be drawn. Immutable, reference counted. */
#ifndef FONT_GLYPH_LIST_H
#define FONT_GLYPH_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "font/face.h"

struct placed_glyph {
    uint32_t id;
    uint16_t face; /* index into the list's faces */
    float x, y;    /* of its origin, pixels from the list's origin, y down */
};

/* A face at a size: small capitals are set smaller than what stands around them. */
struct sized_face {
    struct face *face;
    double size; /* pixels an em, above 0 */
};

struct glyph_list {
    unsigned references;
    struct key key;           /* stands for faces, sizes, ids and positions */
    double size;              /* the text's, pixels an em, above 0: no face's is larger */
    struct sized_face *faces; /* a reference to each */
    uint32_t face_count;
    struct placed_glyph *glyphs; /* those of one line in visual order; colour glyphs are not here */
    uint32_t count;
    size_t room;              /* for how many there is memory */
    struct point least, most; /* a box around all ink, in pixels; not always the smallest. Without
                                 ink both are (0, 0) */
};

struct glyph_list *glyph_list_ref(struct glyph_list *g);
void glyph_list_unref(struct glyph_list *g); /* NULL is accepted */

/* Appends all outlines to `path`, moved to where they are and transformed; unhinted. False with an
 * error text when memory is missing; the path may then hold a part of them. */
bool glyph_list_outline(const struct glyph_list *g, const struct matrix *m, struct path *path);

#endif
