/* Colour glyphs of font files: bitmaps (CBDT, sbix; of fonts that are only bitmaps, EBDT as well),
 * and layers (COLR, see colr.h). */
#include "font/freetype_face.h"

#ifdef FBRUN_HAVE_FONTS

#include <math.h>

#include "base/error.h"
#include "font/colr.h"
#include "pixel/color.h"

#ifndef FT_LOAD_SBITS_ONLY /* before FreeType 2.12, which otherwise loads the outline in vain */
#define FT_LOAD_SBITS_ONLY 0
#endif

/* Selects the smallest set of bitmaps that is large enough, else the largest one; *pixels is then
 * their size in pixels an em. False if there is none. */
static bool select_strike(struct freetype_instance *i, double size, double *pixels)
{
    const FT_Face ft = i->ft;
    int best = -1;
    for (int k = 0; k < ft->num_fixed_sizes; k++) {
        const FT_Pos y = ft->available_sizes[k].y_ppem;
        if (y <= 0)
            continue;
        const FT_Pos b = best >= 0 ? ft->available_sizes[best].y_ppem : 0;
        const double wanted = size * 64;
        if (best < 0 || (b < wanted ? y > b : y < b && (double)y >= wanted))
            best = k;
    }
    if (best < 0 || freetype.Activate_Size(i->sized) != 0)
        return false;
    i->size = 0;
    *pixels = (double)ft->available_sizes[best].y_ppem / 64;
    return freetype.Select_Size(ft, best) == 0;
}

/* Loads the glyph's bitmap; its outline, if it has one, is not asked for. */
static FT_Error load_bitmap(const struct freetype_face *f, uint32_t glyph, FT_Int32 flags)
{
    const FT_Face ft = f->instance->ft;
    const FT_Error error =
        freetype.Load_Glyph(ft, glyph, FT_LOAD_COLOR | FT_LOAD_SBITS_ONLY | flags);
    if (error == 0 && (ft->glyph->format != FT_GLYPH_FORMAT_BITMAP || ft->glyph->bitmap.rows == 0 ||
                       ft->glyph->bitmap.width == 0))
        return FT_Err_Invalid_Glyph_Format;
    return error;
}

/* Bitmaps in fonts with outlines are pictures only if they are in colour: the others are hints for
 * small sizes, from before there were grey levels. */
static bool has_bitmaps(const FT_Face ft)
{
    return FT_HAS_FIXED_SIZES(ft) && (FT_HAS_COLOR(ft) || !FT_IS_SCALABLE(ft));
}

bool freetype_is_color(struct face *base, uint32_t glyph)
{
    struct freetype_face *f = (struct freetype_face *)base;
    double pixels;
    if (colr_has(f, glyph))
        return true;
    return has_bitmaps(f->instance->ft) && select_strike(f->instance, 1e6, &pixels) &&
           load_bitmap(f, glyph, FT_LOAD_BITMAP_METRICS_ONLY) == 0;
}

static uint8_t coverage_at(const FT_Bitmap *b, const uint8_t *row, int x)
{
    switch (b->pixel_mode) {
    case FT_PIXEL_MODE_MONO:
        return row[x / 8] >> (7 - x % 8) & 1 ? 255 : 0;
    case FT_PIXEL_MODE_GRAY2:
        return (uint8_t)((row[x / 4] >> (6 - 2 * (x % 4)) & 3) * 85);
    case FT_PIXEL_MODE_GRAY4:
        return (uint8_t)((row[x / 2] >> (4 - 4 * (x % 2)) & 15) * 17);
    default:
        return row[x];
    }
}

/* FreeType's colour bitmaps are blue, green, red, alpha, premultiplied. */
static uint32_t color_at(const uint8_t *row, int x)
{
    const uint8_t *p = row + 4 * (size_t)x;
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static void copy_bitmap(const FT_Bitmap *b, uint32_t text_color, const struct surface *to)
{
    const uint32_t color = color_premultiply(text_color);
    for (int y = 0; y < to->height; y++) {
        const uint8_t *row = b->buffer + (ptrdiff_t)y * b->pitch;
        uint32_t *out = surface_at(to, 0, y);
        for (int x = 0; x < to->width; x++)
            out[x] = b->pixel_mode == FT_PIXEL_MODE_BGRA
                         ? color_at(row, x)
                         : color_scale(color, coverage_at(b, row, x));
    }
}

static bool is_known(const FT_Bitmap *b)
{
    return b->buffer != NULL && b->pitch > 0 &&
           (b->pixel_mode == FT_PIXEL_MODE_MONO || b->pixel_mode == FT_PIXEL_MODE_GRAY2 ||
            b->pixel_mode == FT_PIXEL_MODE_GRAY4 || b->pixel_mode == FT_PIXEL_MODE_GRAY ||
            b->pixel_mode == FT_PIXEL_MODE_BGRA);
}

static bool bitmap_picture(struct freetype_face *f, uint32_t glyph, double size,
                           uint32_t text_color, struct surface *picture, double *left, double *top,
                           double *scale)
{
    double pixels;
    const FT_Face ft = f->instance->ft;
    if (!has_bitmaps(ft) || !select_strike(f->instance, size, &pixels))
        return error_set("%s: glyph %u is no picture", f->typeface->source->name, glyph);
    const FT_Error error = load_bitmap(f, glyph, 0);
    if (error != 0)
        return freetype_error(f, "a glyph's picture cannot be read", error);
    const FT_Bitmap *b = &ft->glyph->bitmap;
    if (!is_known(b) || b->width > SURFACE_MAX_SIDE || b->rows > SURFACE_MAX_SIDE)
        return error_set("%s: a glyph's picture is damaged", f->typeface->source->name);
    if (!surface_init(picture, (int)b->width, (int)b->rows))
        return false;
    copy_bitmap(b, text_color, picture);
    *scale = size / pixels;
    *left = ft->glyph->bitmap_left * *scale;
    *top = -ft->glyph->bitmap_top * *scale;
    return true;
}

bool freetype_picture(struct face *base, uint32_t glyph, double size, uint32_t text_color,
                      struct surface *picture, double *left, double *top, double *scale)
{
    struct freetype_face *f = (struct freetype_face *)base;
    if (colr_has(f, glyph))
        return colr_picture(f, glyph, size, text_color, picture, left, top, scale);
    return bitmap_picture(f, glyph, size, text_color, picture, left, top, scale);
}

#endif
