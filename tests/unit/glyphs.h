/* Lists of glyphs without layout: one face, characters side by side. */
#ifndef GLYPHS_H
#define GLYPHS_H

#include <stdlib.h>
#include <string.h>

#include "font/builtin.h"
#include "font/glyph_list.h"

/* A file's face with curves and hints; where the build or the machine has none, the built-in one.
 * The reference is the caller's. */
static inline struct face *any_face(void)
{
    struct face *f = face_open_file("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0);
    if (f == NULL)
        f = face_builtin();
    if (f == NULL)
        abort();
    return f;
}

/* A list for `count` glyphs of one face, of which the caller gives its reference, at (0, 0) all of
 * them. The box around the ink is far larger than it. */
static inline struct glyph_list *glyphs_of(struct face *face, double size, uint32_t count)
{
    static uint64_t made;
    struct glyph_list *g = calloc(1, sizeof *g);
    if (face == NULL || g == NULL || (g->faces = malloc(sizeof *g->faces)) == NULL ||
        (g->glyphs = calloc(count > 0 ? count : 1, sizeof *g->glyphs)) == NULL)
        abort();
    g->references = 1;
    g->key = (struct key){++made, 0x74657374};
    g->size = size;
    g->faces[0] = (struct sized_face){face, size};
    g->face_count = 1;
    g->count = count;
    g->least = (struct point){-2 * size, -2 * size};
    g->most = (struct point){2 * size * (count + 1), 2 * size};
    return g;
}

/* The ASCII text, its origin at (0, 0). */
static inline struct glyph_list *glyphs_of_text(struct face *face, double size, const char *text)
{
    struct glyph_list *g = glyphs_of(face, size, (uint32_t)strlen(text));
    double x = 0;
    for (uint32_t i = 0; i < g->count; i++) {
        g->glyphs[i].id = face_glyph(face, (unsigned char)text[i], 0);
        g->glyphs[i].x = (float)x;
        x += face_advance(face, g->glyphs[i].id) * size;
    }
    return g;
}

#endif
