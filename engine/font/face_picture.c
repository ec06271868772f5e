/* Colour glyphs of font files. */
#include "font/freetype_face.h"

#ifdef FBRUN_HAVE_FONTS

#include "base/error.h"

bool freetype_is_color(struct face *base, uint32_t glyph)
{
    (void)base;
    (void)glyph;
    return false;
}

bool freetype_picture(struct face *base, uint32_t glyph, double size, uint32_t text_color,
                      struct surface *picture, double *left, double *top, double *scale)
{
    (void)base;
    (void)size;
    (void)text_color;
    (void)picture;
    *left = *top = 0;
    *scale = 1;
    return error_set("glyph %u is no picture", glyph);
}

#endif
