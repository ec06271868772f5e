/* Drawing COLR. A glyph of version 0 is a list of outlines with a colour each. One of version 1 is
 * a graph of paints; it is walked from its root, with a limit to how deep and how often, since a
 * font can make it endless. */
#include "font/colr.h"

#ifdef FBRUN_HAVE_FONTS

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "font/colr_paint.h"
#include "pixel/color.h"
#include "raster/raster.h"

/* Pictures are drawn in at most so many pixels an em, and enlarged beyond that. */
static const double SIZE_MOST = 512;

enum {
    PLACE_MOST = 1024, /* pixels from the origin */
    SIDE_MOST = 1536,
    EMS_MOST = 16, /* the same in em */
    DEPTH_MOST = 24,
    PAINTS_MOST = 2048,
    SURFACES_MOST = 64,
    NESTED_MOST = 8, /* surfaces at a time */
};

struct walk {
    struct freetype_face *face;
    const struct colr_table *table;
    uint32_t text_color;
    int depth, paints;    /* how deep it is; how many there were */
    int surfaces, nested; /* how many there were, and are now */
    bool measures;        /* only the box of all outlines is looked for */
    bool any;
    struct point least, most; /* pixels */
    struct arena arena;
    struct scratch scratch;
};

static bool draw_paint(struct walk *w, uint32_t at, const struct matrix *m,
                       const struct surface *to);

static uint8_t *load(struct freetype_face *f, FT_ULong tag, uint32_t *size)
{
    FT_ULong length = 0;
    const FT_Face ft = f->typeface->plain.ft;
    if (freetype.Load_Sfnt_Table(ft, tag, 0, NULL, &length) != 0 || length == 0 ||
        length > FONT_BYTES_MAX)
        return NULL;
    uint8_t *bytes = budget_library_allocate(length);
    if (bytes != NULL && freetype.Load_Sfnt_Table(ft, tag, 0, bytes, &length) == 0) {
        *size = (uint32_t)length;
        return bytes;
    }
    budget_library_free(bytes);
    return NULL;
}

static const struct colr_table *table_of(struct freetype_face *f)
{
    struct colr_table *t = &f->typeface->colr;
    if (!t->loaded && FT_HAS_COLOR(f->typeface->plain.ft)) {
        t->colr = load(f, FT_MAKE_TAG('C', 'O', 'L', 'R'), &t->colr_size);
        t->palette = load(f, FT_MAKE_TAG('C', 'P', 'A', 'L'), &t->palette_size);
    }
    t->loaded = true;
    return t;
}

void colr_finish(struct colr_table *t)
{
    budget_library_free(t->colr);
    budget_library_free(t->palette);
    *t = (struct colr_table){0};
}

bool colr_has(struct freetype_face *f, uint32_t glyph)
{
    uint32_t first, count;
    const struct colr_table *t = table_of(f);
    return t->colr != NULL &&
           (colr_find_paint(t, glyph) > 0 || colr_find_layers(t, glyph, &first, &count));
}

static bool outline(struct walk *w, uint32_t glyph, const struct matrix *m, struct path *path)
{
    const struct matrix flip = {1, 0, 0, -1, 0, 0}; /* COLR's y is up */
    const struct matrix all = matrix_multiply(m, &flip);
    const double units = w->face->instance->ft->units_per_EM;
    if (!freetype_outline(&w->face->base, glyph, units, false, path))
        return false;
    path_transform(path, &all);
    if (!path_is_finite(path))
        path_clear(path);
    return true;
}

static void measure(struct walk *w, const struct path *path)
{
    struct point least, most;
    if (!path_bounds(path, &least, &most))
        return;
    if (!w->any) {
        w->least = least;
        w->most = most;
    }
    w->any = true;
    w->least = (struct point){fmin(w->least.x, least.x), fmin(w->least.y, least.y)};
    w->most = (struct point){fmax(w->most.x, most.x), fmax(w->most.y, most.y)};
}

static bool draw_ink(struct walk *w, struct ink *ink, const struct surface *to)
{
    const bool ok = paint_prepare(&ink->paint, surface_bounds(to), &w->arena);
    if (ok && ink->shape.kind != SHAPE_EMPTY)
        raster_draw(to, ink->shape.box, ink, &w->scratch);
    arena_reset(&w->arena);
    return ok;
}

/* Fills the shape with a paint that is a plane. */
static bool draw_plane(struct walk *w, uint32_t at, const struct matrix *m, struct shape shape,
                       const struct surface *to)
{
    struct gradient_stops *stops;
    struct ink ink = {.shape = shape};
    bool ok = colr_make_paint(w->table, at, m, w->text_color, &ink.paint, &stops);
    ok = ok && draw_ink(w, &ink, to);
    gradient_stops_unref(stops);
    return ok;
}

static struct matrix about(struct matrix m, double x, double y)
{
    const struct matrix there = {1, 0, 0, 1, x, y}, back = {1, 0, 0, 1, -x, -y};
    const struct matrix moved = matrix_multiply(&m, &back);
    return matrix_multiply(&there, &moved);
}

/* The transform of formats 12 to 31, even numbers (odd ones are the same, varied). */
static struct matrix read_transform(const struct colr_table *t, uint32_t at, uint32_t format)
{
    const double pi = 3.141592653589793;
    struct matrix m = MATRIX_IDENTITY;
    const double a = colr_f2dot14(t, at + 4), b = colr_f2dot14(t, at + 6);
    switch (format) {
    case 12: {
        const uint32_t o = at + colr_u24(t, at + 4);
        return (struct matrix){colr_fixed(t, o),      colr_fixed(t, o + 4),  colr_fixed(t, o + 8),
                               colr_fixed(t, o + 12), colr_fixed(t, o + 16), colr_fixed(t, o + 20)};
    }
    case 14:
        return (struct matrix){1, 0, 0, 1, colr_i16(t, at + 4), colr_i16(t, at + 6)};
    case 16:
    case 18:
        m = (struct matrix){a, 0, 0, b, 0, 0};
        break;
    case 20:
    case 22:
        m = (struct matrix){a, 0, 0, a, 0, 0};
        break;
    case 24:
    case 26:
        m = (struct matrix){cos(a * pi), sin(a * pi), -sin(a * pi), cos(a * pi), 0, 0};
        break;
    default:
        m = (struct matrix){1, tan(b * pi), -tan(a * pi), 1, 0, 0};
        break;
    }
    if (format == 18 || format == 30)
        return about(m, colr_i16(t, at + 8), colr_i16(t, at + 10));
    if (format == 22 || format == 26)
        return about(m, colr_i16(t, at + 6), colr_i16(t, at + 8));
    return m;
}

/* Follows transforms to the paint that they are for. */
static uint32_t resolve(const struct walk *w, uint32_t at, struct matrix *m)
{
    for (int i = 0; i < DEPTH_MOST; i++) {
        const uint32_t format = colr_u8(w->table, at) & ~1u;
        if (format < 12 || format > 30)
            break;
        const struct matrix t = read_transform(w->table, at, format);
        *m = matrix_multiply(m, &t);
        at += colr_u24(w->table, at + 1);
    }
    return at;
}

/* A surface like `to`; false with an error text without memory, or when there were too many. */
static bool begin_surface(struct walk *w, const struct surface *to, struct surface *s)
{
    *s = (struct surface){0};
    if (++w->surfaces > SURFACES_MOST || w->nested >= NESTED_MOST)
        return error_set("%s: a glyph is made of too many layers", w->face->typeface->source->name);
    const bool ok = surface_init(s, to->width, to->height);
    w->nested += ok;
    return ok;
}

static void end_surface(struct walk *w, struct surface *s)
{
    w->nested -= s->pixels != NULL;
    surface_finish(s);
}

static void compose(enum composite_operator op, const struct surface *to, struct surface *from)
{
    for (int y = 0; y < to->height; y++)
        composite_row(op, surface_at(to, 0, y), surface_at(from, 0, y), NULL, NULL,
                      (size_t)to->width);
}

/* A glyph's outline, filled with any paint. */
static bool draw_glyph(struct walk *w, uint32_t glyph, uint32_t paint, const struct matrix *m,
                       const struct surface *to)
{
    struct path path = {0};
    struct shape shape;
    struct surface layer = {0};
    struct matrix inner = *m;
    bool ok = outline(w, glyph, m, &path);
    if (w->measures) {
        measure(w, &path);
        path_finish(&path);
        return ok;
    }
    const uint32_t at = resolve(w, paint, &inner);
    if (ok && !colr_is_plane(w->table, at))
        ok = begin_surface(w, to, &layer) && draw_paint(w, at, &inner, &layer);
    ok = ok && shape_from_path(&shape, &path, false, surface_bounds(to), &w->arena);
    path_finish(&path);
    if (ok && layer.pixels == NULL) {
        ok = draw_plane(w, at, &inner, shape, to);
    } else if (ok) {
        struct ink ink = {.shape = shape,
                          .paint = {.kind = PAINT_IMAGE, .alpha = 255, .inverse = MATRIX_IDENTITY}};
        ink.paint.image.surface = &layer;
        ink.paint.image.part = surface_bounds(&layer);
        ok = draw_ink(w, &ink, to);
    }
    end_surface(w, &layer);
    return ok;
}

/* COLR's numbers of the operators. */
static const uint8_t operators[] = {
    [1] = COMPOSITE_COPY,
    [3] = COMPOSITE_SOURCE_OVER,
    [4] = COMPOSITE_DESTINATION_OVER,
    [5] = COMPOSITE_SOURCE_IN,
    [6] = COMPOSITE_DESTINATION_IN,
    [7] = COMPOSITE_SOURCE_OUT,
    [8] = COMPOSITE_DESTINATION_OUT,
    [9] = COMPOSITE_SOURCE_ATOP,
    [10] = COMPOSITE_DESTINATION_ATOP,
    [11] = COMPOSITE_XOR,
    [12] = COMPOSITE_LIGHTER,
    [13] = COMPOSITE_SCREEN,
    [14] = COMPOSITE_OVERLAY,
    [15] = COMPOSITE_DARKEN,
    [16] = COMPOSITE_LIGHTEN,
    [17] = COMPOSITE_COLOR_DODGE,
    [18] = COMPOSITE_COLOR_BURN,
    [19] = COMPOSITE_HARD_LIGHT,
    [20] = COMPOSITE_SOFT_LIGHT,
    [21] = COMPOSITE_DIFFERENCE,
    [22] = COMPOSITE_EXCLUSION,
    [23] = COMPOSITE_MULTIPLY,
    [24] = COMPOSITE_HUE,
    [25] = COMPOSITE_SATURATION,
    [26] = COMPOSITE_COLOR,
    [27] = COMPOSITE_LUMINOSITY,
};

enum { MODE_CLEAR = 0, MODE_DESTINATION = 2 };

static bool draw_composite(struct walk *w, uint32_t at, const struct matrix *m,
                           const struct surface *to)
{
    const uint32_t source = at + colr_u24(w->table, at + 1), mode = colr_u8(w->table, at + 4);
    const uint32_t backdrop = at + colr_u24(w->table, at + 5);
    struct surface below = {0}, above = {0};
    if (w->measures)
        return draw_paint(w, backdrop, m, to) && draw_paint(w, source, m, to);
    bool ok = mode == MODE_CLEAR || mode >= sizeof operators ||
              (begin_surface(w, to, &below) && draw_paint(w, backdrop, m, &below));
    if (ok && below.pixels != NULL) {
        ok = mode == MODE_DESTINATION ||
             (begin_surface(w, to, &above) && draw_paint(w, source, m, &above));
        if (ok && above.pixels != NULL)
            compose(operators[mode], &below, &above);
        if (ok)
            compose(COMPOSITE_SOURCE_OVER, to, &below);
    }
    end_surface(w, &below);
    end_surface(w, &above);
    return ok;
}

static bool draw_layers(struct walk *w, uint32_t at, const struct matrix *m,
                        const struct surface *to)
{
    const uint32_t count = colr_u8(w->table, at + 1), first = colr_u32(w->table, at + 2);
    bool ok = true;
    for (uint32_t i = 0; ok && i < count; i++) {
        const uint32_t paint = colr_layer_paint(w->table, first + i);
        ok = paint == 0 || draw_paint(w, paint, m, to);
    }
    return ok;
}

static bool draw_known(struct walk *w, uint32_t at, const struct matrix *m,
                       const struct surface *to)
{
    const struct colr_table *t = w->table;
    struct matrix inner = *m;
    at = resolve(w, at, &inner);
    switch (colr_u8(t, at)) {
    case 1:
        return draw_layers(w, at, &inner, to);
    case 10:
        return draw_glyph(w, colr_u16(t, at + 4), at + colr_u24(t, at + 1), &inner, to);
    case 11: {
        const uint32_t paint = colr_find_paint(t, colr_u16(t, at + 1));
        return paint == 0 || draw_paint(w, paint, &inner, to);
    }
    case 32:
        return draw_composite(w, at, &inner, to);
    default:
        if (!colr_is_plane(t, at) || w->measures)
            return true;
        return draw_plane(w, at, &inner,
                          (struct shape){.kind = SHAPE_BOX, .box = surface_bounds(to)}, to);
    }
}

static bool draw_paint(struct walk *w, uint32_t at, const struct matrix *m,
                       const struct surface *to)
{
    if (w->depth >= DEPTH_MOST || w->paints >= PAINTS_MOST)
        return error_set("%s: a glyph is made of too many layers", w->face->typeface->source->name);
    w->depth++;
    w->paints++;
    const bool ok = draw_known(w, at, m, to);
    w->depth--;
    return ok;
}

static bool draw_flat_layers(struct walk *w, uint32_t first, uint32_t count, const struct matrix *m,
                             const struct surface *to)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < count && i < PAINTS_MOST; i++) {
        struct path path = {0};
        struct ink ink = {.paint = {.kind = PAINT_SOLID}};
        const uint32_t entry = colr_u16(w->table, first + 4 * i + 2);
        ink.paint.color = color_premultiply(colr_color(w->table, entry, 1, w->text_color));
        ok = outline(w, colr_u16(w->table, first + 4 * i), m, &path);
        if (w->measures)
            measure(w, &path);
        else
            ok = ok && shape_from_path(&ink.shape, &path, false, surface_bounds(to), &w->arena) &&
                 draw_ink(w, &ink, to);
        path_finish(&path);
    }
    return ok;
}

static bool draw(struct walk *w, uint32_t glyph, const struct matrix *m, const struct surface *to)
{
    uint32_t first, count;
    const uint32_t paint = colr_find_paint(w->table, glyph);
    w->depth = w->paints = 0;
    if (paint > 0)
        return draw_paint(w, paint, m, to);
    return colr_find_layers(w->table, glyph, &first, &count) &&
           draw_flat_layers(w, first, count, m, to);
}

/* The box of the picture, in pixels; one pixel at least. */
static bool find_box(struct walk *w, uint32_t glyph, double em, double pixels, struct rect *box)
{
    double clip[4];
    const struct matrix m = {pixels, 0, 0, -pixels, 0, 0};
    if (colr_find_paint(w->table, glyph) > 0 && colr_clip_box(w->table, glyph, clip)) {
        w->least = (struct point){clip[0] * pixels, -clip[3] * pixels};
        w->most = (struct point){clip[2] * pixels, -clip[1] * pixels};
    } else {
        w->measures = true;
        const bool ok = draw(w, glyph, &m, NULL);
        w->measures = false;
        if (!ok)
            return false;
    }
    const double place = fmin(PLACE_MOST, EMS_MOST * em), side = fmin(SIDE_MOST, EMS_MOST * em + 1);
    const int x0 = (int)floor(fmin(fmax(w->least.x, -place), place));
    const int y0 = (int)floor(fmin(fmax(w->least.y, -place), place));
    const int x1 = (int)ceil(fmin(fmax(w->most.x, x0 + 1), x0 + side));
    const int y1 = (int)ceil(fmin(fmax(w->most.y, y0 + 1), y0 + side));
    *box = (struct rect){x0, y0, x1, y1};
    return true;
}

bool colr_picture(struct freetype_face *f, uint32_t glyph, double size, uint32_t text_color,
                  struct surface *picture, double *left, double *top, double *scale)
{
    struct walk w = {.face = f, .table = table_of(f), .text_color = text_color};
    const double drawn = fmin(size, SIZE_MOST), units = f->instance->ft->units_per_EM;
    const double pixels = units > 0 ? drawn / units : 0;
    struct rect box;
    bool ok = find_box(&w, glyph, drawn, pixels, &box) &&
              surface_init(picture, box.x1 - box.x0, box.y1 - box.y0) &&
              scratch_reserve(&w.scratch, picture->width);
    const struct matrix m = {pixels, 0, 0, -pixels, -box.x0, -box.y0};
    ok = ok && draw(&w, glyph, &m, picture);
    arena_finish(&w.arena);
    scratch_finish(&w.scratch);
    if (!ok) {
        surface_finish(picture);
        return false;
    }
    *scale = size / drawn;
    *left = box.x0 * *scale;
    *top = box.y0 * *scale;
    return true;
}

#endif
