/* Glyphs made of coloured layers: OpenType's COLR, versions 0 and 1, drawn with our own
 * rasteriser. */
#ifndef FONT_COLR_H
#define FONT_COLR_H

#include "font/freetype_face.h"

#ifdef FBRUN_HAVE_FONTS

/* True if the glyph has layers. */
bool colr_has(struct freetype_face *f, uint32_t glyph);

/* face_picture for such a glyph. */
bool colr_picture(struct freetype_face *f, uint32_t glyph, double size, uint32_t text_color,
                  struct surface *picture, double *left, double *top, double *scale);

/* Frees what was read of the tables. */
void colr_finish(struct colr_table *t);

#endif
#endif
