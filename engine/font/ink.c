/* Where a glyph's ink is, without drawing it. */
#include <math.h>

#include "base/minmax.h"
#include "font/freetype_face.h"
#include "font/layout_impl.h"

/* Of those that HarfBuzz does not know: the box around the outline's points. */
static bool outline_ink(struct face *face, uint32_t glyph, double size, struct point *least,
                        struct point *most)
{
    struct path path = {0};
    const bool ok =
        face_outline(face, glyph, size, false, &path) && path_bounds(&path, least, most);
    path_finish(&path);
    return ok;
}

#ifdef FBRUN_HAVE_FONTS

bool layout_ink(struct face *face, uint32_t glyph, double size, struct point *least,
                struct point *most)
{
    hb_font_t *font = face_harfbuzz(face);
    hb_glyph_extents_t e;
    int units = 0, units_y;
    if (font == NULL || !harfbuzz.font_get_glyph_extents(font, glyph, &e))
        return outline_ink(face, glyph, size, least, most);
    if (e.width == 0 || e.height == 0)
        return false;
    harfbuzz.font_get_scale(font, &units, &units_y);
    const double scale = size / int_max(units, 1);
    const double bold = ((const struct freetype_face *)face)->embolden * size;
    const double x0 = e.x_bearing * scale, x1 = ((double)e.x_bearing + e.width) * scale;
    const double y0 = -e.y_bearing * scale, y1 = -((double)e.y_bearing + e.height) * scale;
    *least = (struct point){fmin(x0, x1) - bold, fmin(y0, y1) - bold};
    *most = (struct point){fmax(x0, x1) + bold, fmax(y0, y1) + bold};
    return true;
}

#else

bool layout_ink(struct face *face, uint32_t glyph, double size, struct point *least,
                struct point *most)
{
    return outline_ink(face, glyph, size, least, most);
}

#endif
