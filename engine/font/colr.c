/* COLR and CPAL. */
#include "font/colr.h"

#ifdef FBRUN_HAVE_FONTS

#include "base/error.h"

bool colr_has(struct freetype_face *f, uint32_t glyph)
{
    (void)f;
    (void)glyph;
    return false;
}

bool colr_picture(struct freetype_face *f, uint32_t glyph, double size, uint32_t text_color,
                  struct surface *picture, double *left, double *top, double *scale)
{
    (void)f;
    (void)size;
    (void)text_color;
    (void)picture;
    (void)left;
    (void)top;
    (void)scale;
    return error_set("glyph %u has no layers", glyph);
}

#endif
