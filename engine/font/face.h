/* Faces: one typeface of a font file, at fixed variation coordinates, perhaps with a weight or a
 * slant that the file does not have. Immutable, reference counted. FreeType (outlines, hinting,
 * colour glyphs) and HarfBuzz (shaping) read the file; the built-in face (font/builtin.h) needs
 * neither. Lengths are in em unless it says pixels; y is down, as on the canvas.
 * Not thread-safe: one thread at a time uses the faces of a process. */
#ifndef FONT_FACE_H
#define FONT_FACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "pixel/surface.h"
#include "raster/path.h"

struct face;

/* What a face is, as OpenType and CSS say it. */
struct face_info {
    char family[128];
    int weight;     /* 1 to 1000; 400: regular, 700: bold */
    double stretch; /* percent; 100: normal */
    bool italic;    /* italic or oblique */
    bool monospace;
    bool color;                                    /* has CBDT, sbix or COLR glyphs */
    bool variable;                                 /* has axes (fvar) */
    bool scalable;                                 /* has outlines; else only bitmaps */
    uint32_t glyphs;                               /* how many there are */
    double ascent, descent, line_gap;              /* above and below the baseline; all 0 or more */
    double em_over;                                /* the em square's top above the baseline */
    double hanging_baseline, ideographic_baseline; /* above the alphabetic one; may be negative */
};

/* An axis of a variable font, and where on it a face stands. */
struct face_axis {
    char tag[5]; /* "wght", "wdth", "opsz", … */
    double least, normal, most;
};
struct face_variation {
    char tag[5];
    double value; /* brought into the axis's range; of an axis that is not there: ignored */
};

/* Opens typeface `index` of the file. The file may be anything at all: NULL with an error text that
 * names the path, what was expected and what came. The caller owns the reference. */
struct face *face_open_file(const char *path, int index);

/* The same from memory, which is copied. `name` stands for it in error texts. */
struct face *face_open_bytes(const void *bytes, size_t size, int index, const char *name);

/* The face at other variation coordinates, made bolder (by `embolden` em to each side, 0: not), or
 * slanted (by `slant`, x moves per y, 0: not). Of axes that are not named, it stays where `f` is.
 * Advances do not change with boldness. The file's data are shared. NULL with an error text when
 * memory is missing or the file is broken. */
struct face *face_derive(struct face *f, const struct face_variation *variations, int count,
                         double embolden, double slant);

struct face *face_ref(struct face *f);
void face_unref(struct face *f); /* NULL is accepted */

const struct face_info *face_info(const struct face *f);
/* The number of axes; the first `most` of them are written to `axes`. */
int face_axes(const struct face *f, struct face_axis *axes, int most);

/* Different for all faces that ever were, in any process: for keys of what is made of glyphs. */
struct key face_key(const struct face *f);

/* The glyph for a code point, followed by a variation selector (0: none). 0 if the face has none:
 * glyph 0 is the box that stands for what is missing. */
uint32_t face_glyph(const struct face *f, uint32_t codepoint, uint32_t selector);

/* The glyph's advance in em, unhinted. */
double face_advance(const struct face *f, uint32_t glyph);

/* True if the glyph is drawn as a picture (face_picture): one of its own colours, or a bitmap of a
 * font that has no outlines, which takes the text's colour. */
bool face_glyph_is_color(struct face *f, uint32_t glyph);

/* Appends the glyph's outline to `path`: in pixels at `size` pixels an em, origin on the baseline,
 * y down, nonzero rule. `hinted` aligns it with the pixel grid vertically only (FreeType's light
 * mode), so that advances stay what they are. A glyph without an outline appends nothing. False
 * with an error text when memory is missing or the file is broken; the path is then as it was. */
bool face_outline(struct face *f, uint32_t glyph, double size, bool hinted, struct path *path);

/* A colour glyph's picture, for drawing at `size` pixels an em: premultiplied, in *picture, which
 * the caller finishes; its pixels times *scale are pixels at that size, and its top left is at
 * (*left, *top) of those from the origin on the baseline, y down. `text_color` (straight) is for
 * bitmaps without colours, and those parts of COLR glyphs that take the text's colour. False with
 * an error text. */
bool face_picture(struct face *f, uint32_t glyph, double size, uint32_t text_color,
                  struct surface *picture, double *left, double *top, double *scale);

#endif
