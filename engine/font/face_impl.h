/* What the kinds of faces have in common, and what the shaper may ask of them. */
#ifndef FONT_FACE_IMPL_H
#define FONT_FACE_IMPL_H

#include "font/face.h"
#include "font/libraries.h"

/* face.h says what each does. Arguments are checked before: sizes are finite and above 0. */
struct face_impl {
    struct face *(*derive)(struct face *f, const struct face_variation *variations, int count,
                           double embolden, double slant);
    int (*axes)(const struct face *f, struct face_axis *axes, int most);
    uint32_t (*glyph)(const struct face *f, uint32_t codepoint, uint32_t selector);
    double (*advance)(const struct face *f, uint32_t glyph);
    bool (*is_color)(struct face *f, uint32_t glyph);
    bool (*outline)(struct face *f, uint32_t glyph, double size, bool hinted, struct path *path);
    bool (*picture)(struct face *f, uint32_t glyph, double size, uint32_t text_color,
                    struct surface *picture, double *left, double *top, double *scale);
    void (*destroy)(struct face *f);
};

/* Every kind of face begins with this. */
struct face {
    const struct face_impl *impl;
    unsigned references;
    struct key key;
    struct face_info info;
};

/* A key that no other face has, in any process. */
struct key face_new_key(void);

#ifdef FBRUN_HAVE_FONTS

/* The face for HarfBuzz, at a scale of its units per em, with its variation and slant: advances
 * and offsets are font units, y up. NULL for the built-in face, which has a glyph for a code point
 * and nothing to shape. It belongs to the face. */
hb_font_t *face_harfbuzz(const struct face *f);

#endif
#endif
