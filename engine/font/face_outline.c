/* Outlines of font files' glyphs, by FreeType: as they were drawn, or fitted to the rows of pixels
 * by its light hinting. */
#include "font/freetype_face.h"

#ifdef FBRUN_HAVE_FONTS

#include <math.h>

#include "base/error.h"

/* Sizes in pixels that hinting is for: FreeType knows none below a pixel, and on large glyphs it
 * shows no more. */
enum { HINTED_LEAST = 4, HINTED_MOST = 256 };

/* What FreeType's decomposition writes to. */
struct sink {
    struct path *path;
    double scale, slant;
    bool open; /* a contour that has to be closed */
};

static struct point place(const struct sink *s, const FT_Vector *v)
{
    return (struct point){((double)v->x + s->slant * (double)v->y) * s->scale,
                          -(double)v->y * s->scale};
}

static bool end_contour(struct sink *s)
{
    const bool open = s->open;
    s->open = false;
    return !open || path_close(s->path);
}

/* What is not 0 ends the decomposition. */
static int on_move(const FT_Vector *to, void *data)
{
    struct sink *s = data;
    if (!end_contour(s) || !path_move(s->path, place(s, to)))
        return 1;
    s->open = true;
    return 0;
}

static int on_line(const FT_Vector *to, void *data)
{
    struct sink *s = data;
    return !path_line(s->path, place(s, to));
}

static int on_quad(const FT_Vector *control, const FT_Vector *to, void *data)
{
    struct sink *s = data;
    return !path_quad(s->path, place(s, control), place(s, to));
}

static int on_cubic(const FT_Vector *control1, const FT_Vector *control2, const FT_Vector *to,
                    void *data)
{
    struct sink *s = data;
    return !path_cubic(s->path, place(s, control1), place(s, control2), place(s, to));
}

/* Loads the glyph into FreeType's slot; *scale is then the pixels of one of its 1/64 units. */
static FT_Error load(struct freetype_instance *i, uint32_t glyph, double size, bool hinted,
                     double *scale)
{
    FT_Error error;
    if (!hinted || size < HINTED_LEAST || size > HINTED_MOST) {
        *scale = size / i->ft->units_per_EM / 64;
        error = freetype.Activate_Size(i->design);
        if (error == 0)
            error = freetype.Load_Glyph(i->ft, glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP);
        return error;
    }
    *scale = 1.0 / 64;
    const int rounded = (int)lrint(size * 64);
    error = freetype.Activate_Size(i->sized);
    if (error == 0 && i->size != rounded) {
        i->size = 0;
        error = freetype.Set_Char_Size(i->ft, 0, rounded, 72, 72);
        if (error == 0)
            i->size = rounded;
    }
    if (error == 0)
        error = freetype.Load_Glyph(i->ft, glyph, FT_LOAD_TARGET_LIGHT | FT_LOAD_NO_BITMAP);
    return error;
}

bool freetype_outline(struct face *base, uint32_t glyph, double size, bool hinted,
                      struct path *path)
{
    static const FT_Outline_Funcs functions = {
        .move_to = on_move, .line_to = on_line, .conic_to = on_quad, .cubic_to = on_cubic};
    struct freetype_face *f = (struct freetype_face *)base;
    const FT_Face ft = f->instance->ft;
    if (!FT_IS_SCALABLE(ft))
        return true;
    struct sink sink = {.path = path, .slant = f->slant};
    FT_Error error = load(f->instance, glyph, size, hinted, &sink.scale);
    if (error != 0)
        return freetype_error(f, "a glyph cannot be read", error);
    if (ft->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
        return true;
    FT_Outline *outline = &ft->glyph->outline;
    const uint32_t verbs = path->verb_count, points = path->point_count;
    if (f->embolden > 0) {
        /* It grows to the right and upwards only, by the whole. */
        const double strength = 2 * f->embolden * size / sink.scale;
        freetype.Outline_EmboldenXY(outline, lrint(strength), lrint(strength));
        freetype.Outline_Translate(outline, -lrint(strength / 2), -lrint(strength / 2));
    }
    error_set("%s: a glyph's outline is damaged", f->typeface->source->name);
    error = freetype.Outline_Decompose(outline, &functions, &sink);
    if (error == 0 && end_contour(&sink))
        return true;
    path->verb_count = verbs;
    path->point_count = points;
    return false;
}

#endif
