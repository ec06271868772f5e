/* Faces of font files, as face_freetype.c opens them and face_outline.c and face_picture.c read
 * their glyphs. */
#ifndef FONT_FREETYPE_FACE_H
#define FONT_FREETYPE_FACE_H

#include "font/face_impl.h"

#ifdef FBRUN_HAVE_FONTS

#include "font/colr_table.h"
#include "font/font_source.h"

/* FreeType's view of a typeface at one place of its variation axes. */
struct freetype_instance {
    FT_StreamRec stream;
    FT_Face ft;
    FT_Size design; /* a pixel is a font unit: outlines as they were drawn, in 1/64 units */
    FT_Size sized;  /* for hinted outlines and bitmaps */
    int size;       /* what `sized` is set to: 1/64 pixels an em; 0: something else */
};

/* A typeface of a file: what all faces that are derived from one another share. */
struct typeface {
    unsigned references;
    struct font_source *source;
    int index;
    struct freetype_instance plain; /* at the file's own coordinates */
    hb_face_t *hb;                  /* its tables come out of `plain` */
    struct colr_table colr;
};

struct freetype_face {
    struct face base;
    struct typeface *typeface;
    struct freetype_instance own; /* where the face's variation is not the file's */
    struct freetype_instance *instance;
    float *coordinates; /* of each axis; NULL: the file's own */
    hb_font_t *hb;
    double embolden, slant;
};

/* Parts of freetype_face_impl; face.h says what they do. */
bool freetype_outline(struct face *f, uint32_t glyph, double size, bool hinted, struct path *path);
bool freetype_is_color(struct face *f, uint32_t glyph);
bool freetype_picture(struct face *f, uint32_t glyph, double size, uint32_t text_color,
                      struct surface *picture, double *left, double *top, double *scale);

/* Sets the error text "PATH: … (FreeType's error 0x…)"; false. */
bool freetype_error(const struct freetype_face *f, const char *what, FT_Error error);

#endif
#endif
