/* A style's features, and HarfBuzz's answer brought to pixels and spaced out. */
#include "font/shaper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "font/breaks.h"
#include "font/characters.h"
#include "font/face_impl.h"

static bool make_room(struct shaped_glyphs *g, size_t more)
{
    if (g->room - g->count >= more)
        return true;
    const size_t room = g->count + more + g->count / 2 + 16;
    struct shaped_glyph *at = realloc(g->at, room * sizeof *at);
    if (at == NULL)
        return error_set("no memory for %zu glyphs", room);
    g->at = at;
    g->room = room;
    return true;
}

static uint32_t cluster_of(const struct paragraph *p, const struct text_run *run, uint32_t at)
{
    while (at > run->begin && !(p->marks[at] & BREAK_CLUSTER))
        at--;
    return at;
}

/* A glyph for each character that shows. */
static bool shape_simply(const struct text_style *style, const struct paragraph *p,
                         const struct text_run *run, const struct face *face,
                         struct shaped_glyphs *glyphs)
{
    const uint32_t count = run->end - run->begin;
    if (!make_room(glyphs, count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at = run->level % 2 == 1 ? run->end - 1 - i : run->begin + i;
        const uint32_t c = p->text[at], id = face_glyph(face, c, 0);
        if (character_is_control(c) || character_is_ignorable(c) || (id == 0 && character_joins(c)))
            continue;
        glyphs->at[glyphs->count++] = (struct shaped_glyph){
            .id = id,
            .cluster = cluster_of(p, run, at),
            .advance = (float)(face_advance(face, id) * style->size),
            .safe = true,
        };
    }
    return true;
}

/* Spacing follows a cluster in its direction: on its left if it runs from right to left. */
static void space_out(const struct text_style *style, const struct paragraph *p, bool rtl,
                      struct shaped_glyph *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t next = rtl ? i - 1 : i + 1; /* of the first one from the right, SIZE_MAX */
        if (next < count && at[next].cluster == at[i].cluster)
            continue;
        const uint32_t c = p->text[at[i].cluster];
        double more = character_is_ignorable(c) ? 0 : style->letter_spacing;
        if (character_separates_words(c))
            more += style->word_spacing;
        at[i].advance += (float)more;
        if (rtl)
            at[i].dx += (float)more;
    }
}

static bool is_spaced(const struct text_style *style)
{
    return style->letter_spacing != 0 || style->word_spacing != 0;
}

#ifdef FBRUN_HAVE_FONTS

/* Those that a style may set by itself: kerning, ligatures, caps. */
enum { OWN_FEATURES = 8 };

struct shaper {
    const struct text_style *style;
    hb_buffer_t *buffer;
    hb_language_t language;
    unsigned feature_count;
    hb_feature_t features[];
};

static void add_feature(struct shaper *s, const char *tag, uint32_t value)
{
    s->features[s->feature_count++] = (hb_feature_t){
        .tag = HB_TAG((uint8_t)tag[0], (uint8_t)tag[1], (uint8_t)tag[2], (uint8_t)tag[3]),
        .value = value,
        .start = HB_FEATURE_GLOBAL_START,
        .end = HB_FEATURE_GLOBAL_END,
    };
}

/* CSS Fonts Level 4, "font-variant-caps". */
static void add_caps(struct shaper *s, enum text_caps caps)
{
    static const char *const tags[][2] = {
        [CAPS_NORMAL] = {NULL, NULL},         [CAPS_SMALL] = {"smcp", NULL},
        [CAPS_ALL_SMALL] = {"smcp", "c2sc"},  [CAPS_PETITE] = {"pcap", NULL},
        [CAPS_ALL_PETITE] = {"pcap", "c2pc"}, [CAPS_UNICASE] = {"unic", NULL},
        [CAPS_TITLING] = {"titl", NULL},
    };
    for (int i = 0; i < 2; i++)
        if (tags[caps][i] != NULL)
            add_feature(s, tags[caps][i], 1);
}

/* What the program asks for comes last, and so has the last word. */
static void add_features(struct shaper *s)
{
    const struct text_style *style = s->style;
    if (style->kerning == KERNING_NONE)
        add_feature(s, "kern", 0);
    if (style->letter_spacing != 0) {
        add_feature(s, "liga", 0);
        add_feature(s, "clig", 0);
    }
    add_caps(s, style->caps);
    for (int i = 0; i < style->feature_count; i++)
        if (strlen(style->features[i].tag) == 4)
            add_feature(s, style->features[i].tag, style->features[i].value);
}

struct shaper *shaper_create(const struct text_style *style)
{
    const size_t features = OWN_FEATURES + (size_t)int_max(style->feature_count, 0);
    struct shaper *s = calloc(1, sizeof *s + features * sizeof s->features[0]);
    if (s == NULL) {
        error_set("no memory to shape text");
        return NULL;
    }
    s->style = style;
    add_features(s);
    if (!libraries_open())
        return s;
    s->buffer = harfbuzz.buffer_create();
    if (!harfbuzz.buffer_allocation_successful(s->buffer)) {
        shaper_destroy(s);
        error_set("no memory to shape text");
        return NULL;
    }
    if (style->language != NULL && style->language[0] != '\0')
        s->language = harfbuzz.language_from_string(style->language, -1);
    return s;
}

void shaper_destroy(struct shaper *s)
{
    if (s != NULL && s->buffer != NULL)
        harfbuzz.buffer_destroy(s->buffer);
    free(s);
}

static bool fill_buffer(struct shaper *s, const struct paragraph *p, const struct text_run *run)
{
    hb_buffer_t *b = s->buffer;
    unsigned flags = HB_BUFFER_FLAG_DEFAULT;
    if (run->begin == 0)
        flags |= HB_BUFFER_FLAG_BOT;
    if (run->end == p->count)
        flags |= HB_BUFFER_FLAG_EOT;
    harfbuzz.buffer_clear_contents(b);
    harfbuzz.buffer_set_flags(b, (hb_buffer_flags_t)flags);
    harfbuzz.buffer_set_direction(b, run->level % 2 == 1 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    harfbuzz.buffer_set_script(b, (hb_script_t)run->script);
    harfbuzz.buffer_set_language(b, s->language);
    harfbuzz.buffer_add_codepoints(b, p->text, (int)p->count, run->begin,
                                   (int)(run->end - run->begin));
    return harfbuzz.buffer_allocation_successful(b);
}

static void take_glyphs(struct shaper *s, double scale, unsigned count,
                        struct shaped_glyphs *glyphs)
{
    const hb_glyph_info_t *infos = harfbuzz.buffer_get_glyph_infos(s->buffer, NULL);
    const hb_glyph_position_t *places = harfbuzz.buffer_get_glyph_positions(s->buffer, NULL);
    for (unsigned i = 0; i < count; i++) {
        const hb_glyph_flags_t flags = harfbuzz.glyph_info_get_glyph_flags(&infos[i]);
        glyphs->at[glyphs->count++] = (struct shaped_glyph){
            .id = infos[i].codepoint,
            .cluster = infos[i].cluster,
            .advance = (float)(places[i].x_advance * scale),
            .dx = (float)(places[i].x_offset * scale),
            .dy = (float)(-places[i].y_offset * scale),
            .safe = !(flags & HB_GLYPH_FLAG_UNSAFE_TO_BREAK),
        };
    }
}

static bool shape(struct shaper *s, const struct paragraph *p, const struct text_run *run,
                  struct face *face, struct shaped_glyphs *glyphs)
{
    hb_font_t *font = s->buffer != NULL ? face_harfbuzz(face) : NULL;
    if (font == NULL)
        return shape_simply(s->style, p, run, face, glyphs);
    if (!fill_buffer(s, p, run))
        return error_set("no memory to shape %u characters", run->end - run->begin);
    harfbuzz.shape(font, s->buffer, s->features, s->feature_count);
    unsigned count = 0;
    int units = 0, units_y;
    harfbuzz.buffer_get_glyph_infos(s->buffer, &count);
    harfbuzz.font_get_scale(font, &units, &units_y);
    if (!harfbuzz.buffer_allocation_successful(s->buffer) || !make_room(glyphs, count))
        return error_set("no memory for the glyphs of %u characters", run->end - run->begin);
    take_glyphs(s, s->style->size / int_max(units, 1), count, glyphs);
    return true;
}

#else

struct shaper {
    const struct text_style *style;
};

struct shaper *shaper_create(const struct text_style *style)
{
    struct shaper *s = calloc(1, sizeof *s);
    if (s == NULL)
        error_set("no memory to shape text");
    else
        s->style = style;
    return s;
}

void shaper_destroy(struct shaper *s)
{
    free(s);
}

static bool shape(struct shaper *s, const struct paragraph *p, const struct text_run *run,
                  struct face *face, struct shaped_glyphs *glyphs)
{
    return shape_simply(s->style, p, run, face, glyphs);
}

#endif

bool shaper_shape(struct shaper *s, const struct paragraph *p, const struct text_run *run,
                  struct face *face, struct shaped_glyphs *glyphs)
{
    const size_t first = glyphs->count;
    if (!shape(s, p, run, face, glyphs))
        return false;
    if (is_spaced(s->style))
        space_out(s->style, p, run->level % 2 == 1, glyphs->at + first, glyphs->count - first);
    return true;
}
