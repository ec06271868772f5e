/* Faces of font files: opening them, their metrics, and their variations. FreeType reads the file,
 * also packed ones (WOFF), and hands HarfBuzz the tables. */
#include "font/freetype_face.h"

#include "base/budget.h"
#include "base/error.h"
#include "font/colr.h"

#ifdef FBRUN_HAVE_FONTS

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AXES_MAX = 64, UNITS_LEAST = 16, UNITS_MOST = 16384 };

static bool open_error(const struct font_source *s, FT_Error error)
{
    static const struct {
        uint8_t error;
        const char *what;
    } texts[] = {
        {FT_Err_Unknown_File_Format, "it is no font that FreeType knows"},
        {FT_Err_Invalid_Table, "a table in it is damaged"},
        {FT_Err_Table_Missing, "a table that every font needs is missing"},
        {FT_Err_Invalid_Stream_Operation, "it ends too early"},
        {FT_Err_Invalid_Stream_Seek, "it ends too early"},
        {FT_Err_Invalid_Stream_Read, "it ends too early"},
        {FT_Err_Invalid_Frame_Operation, "it ends too early"},
    };
    if (error == FT_Err_Out_Of_Memory) /* the allocator has said why */
        return error_prefix("%s: not a whole font", s->name);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].error == error)
            return error_set("%s: not a whole font: %s", s->name, texts[i].what);
    return error_set("%s: not a whole font (FreeType's error 0x%02X)", s->name, (unsigned)error);
}

bool freetype_error(const struct freetype_face *f, const char *what, FT_Error error)
{
    return error_set("%s: %s (FreeType's error 0x%02X)", f->typeface->source->name, what,
                     (unsigned)error);
}

static void instance_finish(struct freetype_instance *i)
{
    if (i->ft != NULL)
        freetype.Done_Face(i->ft); /* with its sizes */
    i->ft = NULL;
}

static bool instance_open(struct freetype_instance *i, struct font_source *s, int index)
{
    font_source_stream(s, &i->stream);
    error_set("it asks for too much memory"); /* unless the allocator says more */
    const FT_Open_Args args = {.flags = FT_OPEN_STREAM, .stream = &i->stream};
    FT_Error error = freetype.Open_Face(freetype_library, &args, index, &i->ft);
    if (error != 0)
        i->ft = NULL;
    if (error == FT_Err_Invalid_Argument && index > 0)
        return error_set("%s: the file has no typeface %d", s->name, index);
    if (error != 0)
        return open_error(s, error);
    if (!FT_IS_SFNT(i->ft))
        return error_set("%s: a TrueType or OpenType font was expected", s->name);
    const int units = i->ft->units_per_EM;
    if (FT_IS_SCALABLE(i->ft) && (units < UNITS_LEAST || units > UNITS_MOST))
        return error_set("%s: an em has %d to %d units, not %d", s->name, UNITS_LEAST, UNITS_MOST,
                         units);
    error = freetype.New_Size(i->ft, &i->design);
    if (error == 0)
        error = freetype.New_Size(i->ft, &i->sized);
    if (error == 0)
        error = freetype.Activate_Size(i->design);
    if (error == 0 && FT_IS_SCALABLE(i->ft))
        error = freetype.Set_Char_Size(i->ft, 0, (FT_F26Dot6)units * 64, 72, 72);
    return error == 0 || open_error(s, error);
}

/* HarfBuzz asks for each table when it first needs it, and once. */
static hb_blob_t *read_table(hb_face_t *face, hb_tag_t tag, void *data)
{
    (void)face;
    const struct typeface *t = data;
    FT_ULong length = 0;
    if (tag == HB_TAG_NONE || /* the whole file */
        freetype.Load_Sfnt_Table(t->plain.ft, tag, 0, NULL, &length) != 0 || length == 0 ||
        length > FONT_BYTES_MAX)
        return NULL;
    FT_Byte *bytes = budget_library_allocate(length);
    if (bytes == NULL || freetype.Load_Sfnt_Table(t->plain.ft, tag, 0, bytes, &length) != 0) {
        budget_library_free(bytes);
        return NULL;
    }
    return harfbuzz.blob_create((const char *)bytes, (unsigned)length, HB_MEMORY_MODE_WRITABLE,
                                bytes, budget_library_free);
}

static void typeface_unref(struct typeface *t)
{
    if (t == NULL || --t->references > 0)
        return;
    if (t->hb != NULL)
        harfbuzz.face_destroy(t->hb);
    instance_finish(&t->plain);
    colr_finish(&t->colr);
    font_source_unref(t->source);
    free(t);
}

/* Takes over the reference to `source`. */
static struct typeface *typeface_open(struct font_source *source, int index)
{
    struct typeface *t = calloc(1, sizeof *t);
    if (t == NULL) {
        error_set("%s: no memory for a font", source->name);
        font_source_unref(source);
        return NULL;
    }
    *t = (struct typeface){.references = 1, .source = source, .index = index};
    if (!instance_open(&t->plain, source, index)) {
        typeface_unref(t);
        return NULL;
    }
    t->hb = harfbuzz.face_create_for_tables(read_table, t, NULL);
    return t;
}

/* The value in em of one of the font's own metrics. */
static bool metric(const struct freetype_face *f, hb_ot_metrics_tag_t tag, double *em)
{
    hb_position_t value = 0;
    if (!harfbuzz.ot_metrics_get_position(f->hb, tag, &value))
        return false;
    *em = value / (double)harfbuzz.face_get_upem(f->typeface->hb);
    return true;
}

/* A baseline of the table BASE, as it is for Latin. */
static double baseline(const struct freetype_face *f, hb_ot_layout_baseline_tag_t tag,
                       double otherwise)
{
    hb_position_t value = 0;
    if (!harfbuzz.ot_layout_get_baseline(f->hb, tag, HB_DIRECTION_LTR, HB_TAG('l', 'a', 't', 'n'),
                                         HB_OT_TAG_DEFAULT_LANGUAGE, &value))
        return otherwise;
    return value / (double)harfbuzz.face_get_upem(f->typeface->hb);
}

/* The em square stands where ascent and descent, brought to a height of one em, have it: the
 * typographic ones, whatever the lines go by, since those of CJK fonts are one em and hold the
 * characters. Browsers do the same. */
static double em_over(const struct freetype_face *f)
{
    /* In OS/2; the descent follows, negative. Old tables of Apple's end before. */
    enum { TYPOGRAPHIC_ASCENT = 68, NEEDED = 72 };
    const FT_ULong os2 = HB_TAG('O', 'S', '/', '2');
    const FT_Face ft = f->instance->ft;
    double ascent = f->base.info.ascent, height = ascent + f->base.info.descent;
    FT_Byte b[4];
    FT_ULong size = 0, part = sizeof b;
    if (freetype.Load_Sfnt_Table(ft, os2, 0, NULL, &size) == 0 && size >= NEEDED &&
        freetype.Load_Sfnt_Table(ft, os2, TYPOGRAPHIC_ASCENT, b, &part) == 0) {
        const int up = (int16_t)(b[0] << 8 | b[1]), down = -(int16_t)(b[2] << 8 | b[3]);
        if (up >= 0 && down >= 0 && up + down > 0) {
            ascent = up;
            height = up + down;
        }
    }
    return height > 0 ? ascent / height : 0.8;
}

/* Which of a font's three ascents and descents counts is what HarfBuzz and browsers agree on: the
 * typographic ones if the font says so (USE_TYPO_METRICS), else those of hhea, and what is there if
 * these are 0. */
static void read_metrics(struct freetype_face *f)
{
    struct face_info *info = &f->base.info;
    double descent = 0, gap = 0;
    if (!metric(f, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, &info->ascent))
        info->ascent = 0.8;
    if (!metric(f, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, &descent))
        descent = -0.2;
    metric(f, HB_OT_METRICS_TAG_HORIZONTAL_LINE_GAP, &gap);
    info->ascent = fmax(info->ascent, 0);
    info->descent = fmax(-descent, 0);
    info->line_gap = fmax(gap, 0);
    info->em_over = em_over(f);
    info->hanging_baseline = baseline(f, HB_OT_LAYOUT_BASELINE_TAG_HANGING, 0.8 * info->ascent);
    info->ideographic_baseline =
        baseline(f, HB_OT_LAYOUT_BASELINE_TAG_IDEO_EMBOX_BOTTOM_OR_LEFT, -info->descent);
}

static void read_info(struct freetype_face *f)
{
    const FT_Face ft = f->instance->ft;
    struct face_info *info = &f->base.info;
    snprintf(info->family, sizeof info->family, "%s",
             ft->family_name != NULL ? ft->family_name : "");
    const double weight = harfbuzz.style_get_value(f->hb, HB_STYLE_TAG_WEIGHT);
    const double stretch = harfbuzz.style_get_value(f->hb, HB_STYLE_TAG_WIDTH);
    info->weight = weight >= 1 && weight <= 1000 ? (int)lround(weight) : 400;
    info->stretch = stretch >= 1 && stretch <= 1000 ? stretch : 100;
    info->italic = (ft->style_flags & FT_STYLE_FLAG_ITALIC) != 0 || f->slant != 0 ||
                   harfbuzz.style_get_value(f->hb, HB_STYLE_TAG_ITALIC) != 0 ||
                   harfbuzz.style_get_value(f->hb, HB_STYLE_TAG_SLANT_ANGLE) != 0;
    info->monospace = FT_IS_FIXED_WIDTH(ft) != 0;
    info->color = FT_HAS_COLOR(ft) != 0;
    info->variable = harfbuzz.ot_var_get_axis_count(f->typeface->hb) > 0;
    info->scalable = FT_IS_SCALABLE(ft) != 0;
    info->glyphs = ft->num_glyphs > 0 ? (uint32_t)ft->num_glyphs : 0;
    read_metrics(f);
}

static unsigned read_axes(const struct typeface *t, hb_ot_var_axis_info_t *axes)
{
    unsigned count = AXES_MAX;
    harfbuzz.ot_var_get_axis_infos(t->hb, 0, &count, axes);
    return count;
}

static int freetype_axes(const struct face *base, struct face_axis *axes, int most)
{
    const struct freetype_face *f = (const struct freetype_face *)base;
    hb_ot_var_axis_info_t infos[AXES_MAX];
    const int count = (int)read_axes(f->typeface, infos);
    for (int i = 0; i < count && i < most; i++) {
        const hb_tag_t tag = infos[i].tag;
        axes[i] = (struct face_axis){
            .tag = {(char)(tag >> 24), (char)(tag >> 16), (char)(tag >> 8), (char)tag},
            .least = infos[i].min_value,
            .normal = infos[i].default_value,
            .most = infos[i].max_value,
        };
    }
    return count;
}

static void freetype_destroy(struct face *base)
{
    struct freetype_face *f = (struct freetype_face *)base;
    if (f->hb != NULL)
        harfbuzz.font_destroy(f->hb);
    instance_finish(&f->own);
    typeface_unref(f->typeface);
    free(f->coordinates);
    free(f);
}

static uint32_t freetype_glyph(const struct face *base, uint32_t codepoint, uint32_t selector)
{
    const struct freetype_face *f = (const struct freetype_face *)base;
    hb_codepoint_t glyph = 0;
    if (selector != 0 && harfbuzz.font_get_variation_glyph(f->hb, codepoint, selector, &glyph))
        return glyph;
    return harfbuzz.font_get_nominal_glyph(f->hb, codepoint, &glyph) ? glyph : 0;
}

static double freetype_advance(const struct face *base, uint32_t glyph)
{
    const struct freetype_face *f = (const struct freetype_face *)base;
    return harfbuzz.font_get_glyph_h_advance(f->hb, glyph) /
           (double)harfbuzz.face_get_upem(f->typeface->hb);
}

/* Where on its axes the new face stands: where `old` does (NULL: as the file says), but for what
 * the variations name. False without memory; f->coordinates stays NULL at the file's own place. */
static bool set_coordinates(struct freetype_face *f, const float *old,
                            const struct face_variation *variations, int count)
{
    hb_ot_var_axis_info_t axes[AXES_MAX];
    const unsigned axis_count = read_axes(f->typeface, axes);
    float at[AXES_MAX];
    bool moved = false;
    for (unsigned i = 0; i < axis_count; i++) {
        at[i] = old != NULL ? old[i] : axes[i].default_value;
        for (int k = 0; k < count; k++) {
            const char *t = variations[k].tag;
            if (axes[i].tag == HB_TAG(t[0], t[1], t[2], t[3]) && !isnan(variations[k].value))
                at[i] =
                    fminf(fmaxf((float)variations[k].value, axes[i].min_value), axes[i].max_value);
        }
        moved = moved || at[i] != axes[i].default_value;
    }
    if (!moved)
        return true;
    f->coordinates = malloc(axis_count * sizeof *at);
    if (f->coordinates == NULL)
        return error_set("no memory for a font's variation");
    memcpy(f->coordinates, at, axis_count * sizeof *at);
    harfbuzz.font_set_var_coords_design(f->hb, at, axis_count);
    FT_Fixed fixed[AXES_MAX];
    for (unsigned i = 0; i < axis_count; i++)
        fixed[i] = (FT_Fixed)lrint(fmin(fmax(at[i], -32768), 32767) * 65536.0);
    f->instance = &f->own;
    if (!instance_open(&f->own, f->typeface->source, f->typeface->index))
        return false;
    const FT_Error error = freetype.Set_Var_Design_Coordinates(f->own.ft, axis_count, fixed);
    return error == 0 || freetype_error(f, "its variations cannot be read", error);
}

static const struct face_impl freetype_impl;

/* Takes over the reference to the typeface. */
static struct face *create(struct typeface *t, const float *coordinates,
                           const struct face_variation *variations, int count, double embolden,
                           double slant)
{
    struct freetype_face *f = calloc(1, sizeof *f);
    if (f == NULL) {
        error_set("no memory for a font");
        typeface_unref(t);
        return NULL;
    }
    f->base = (struct face){.impl = &freetype_impl, .references = 1, .key = face_new_key()};
    f->typeface = t;
    f->instance = &t->plain;
    f->embolden = embolden;
    f->slant = slant;
    f->hb = harfbuzz.font_create(t->hb);
    const int units = (int)harfbuzz.face_get_upem(t->hb);
    harfbuzz.font_set_scale(f->hb, units, units);
    harfbuzz.font_set_synthetic_slant(f->hb, (float)slant);
    if (!set_coordinates(f, coordinates, variations, count)) {
        freetype_destroy(&f->base);
        return NULL;
    }
    read_info(f);
    return &f->base;
}

static struct face *freetype_derive(struct face *base, const struct face_variation *variations,
                                    int count, double embolden, double slant)
{
    const struct freetype_face *f = (const struct freetype_face *)base;
    f->typeface->references++;
    return create(f->typeface, f->coordinates, variations, count, embolden, slant);
}

static const struct face_impl freetype_impl = {
    .derive = freetype_derive,
    .axes = freetype_axes,
    .glyph = freetype_glyph,
    .advance = freetype_advance,
    .is_color = freetype_is_color,
    .outline = freetype_outline,
    .picture = freetype_picture,
    .destroy = freetype_destroy,
};

hb_font_t *face_harfbuzz(const struct face *f)
{
    return f->impl == &freetype_impl ? ((const struct freetype_face *)f)->hb : NULL;
}

static struct face *open_source(struct font_source *source, int index)
{
    struct typeface *t = source != NULL ? typeface_open(source, index) : NULL;
    return t != NULL ? create(t, NULL, NULL, 0, 0, 0) : NULL;
}

static bool check_index(int index, const char *name)
{
    return (index >= 0 && index <= 0xFFFF) ||
           error_set("%s: the number of a typeface is 0 to 65535, not %d", name, index);
}

struct face *face_open_file(const char *path, int index)
{
    if (!libraries_open() || !check_index(index, path))
        return NULL;
    return open_source(font_source_file(path), index);
}

struct face *face_open_bytes(const void *bytes, size_t size, int index, const char *name)
{
    if (!libraries_open() || !check_index(index, name))
        return NULL;
    return open_source(font_source_bytes(bytes, size, name), index);
}

#else

struct face *face_open_file(const char *path, int index)
{
    (void)index;
    libraries_open();
    error_prefix("cannot open the font %s", path);
    return NULL;
}

struct face *face_open_bytes(const void *bytes, size_t size, int index, const char *name)
{
    (void)bytes;
    (void)size;
    return face_open_file(name, index);
}

#endif
