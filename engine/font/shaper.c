/* A style's features, and HarfBuzz's answer brought to pixels and spaced out. */
#include "font/shaper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "font/breaks.h"
#include "font/caps.h"
#include "font/characters.h"
#include "font/face_impl.h"
#include "font/letter_case.h"
#include "font/script.h"

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

/* The pixels an em that the run is set in. */
static double size_of(const struct text_style *style, const struct text_run *run)
{
    return style->size * text_run_scale(run);
}

/* What stands for the character in the run: itself, or its capitals. Returns how many. */
static size_t letters_of(const struct text_style *style, const struct text_run *run, uint32_t c,
                         uint32_t letters[UPPER_MOST])
{
    if (run->small)
        return letter_upper(c, style->language, letters);
    letters[0] = c;
    return 1;
}

/* A glyph for each character that shows. */
static bool shape_simply(const struct text_style *style, const struct paragraph *p,
                         const struct text_run *run, const struct face *face,
                         struct shaped_glyphs *glyphs)
{
    const uint32_t count = run->end - run->begin;
    const bool rtl = run->level % 2 == 1;
    if (!make_room(glyphs, (size_t)count * UPPER_MOST))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at = rtl ? run->end - 1 - i : run->begin + i;
        uint32_t letters[UPPER_MOST];
        const size_t letter_count = letters_of(style, run, p->text[at], letters);
        for (size_t k = 0; k < letter_count; k++) {
            const uint32_t c = letters[rtl ? letter_count - 1 - k : k];
            const uint32_t id = face_glyph(face, c, 0);
            if (character_is_control(c) || character_is_ignorable(c) ||
                (id == 0 && character_joins(c)))
                continue;
            glyphs->at[glyphs->count++] = (struct shaped_glyph){
                .id = id,
                .cluster = cluster_of(p, run, at),
                .advance = (float)(face_advance(face, id) * size_of(style, run)),
                .safe = true,
            };
        }
    }
    return true;
}

/* Spacing follows a cluster in its direction: on its left if it runs from right to left. Letters
 * that are joined have none between them. */
static void space_out(const struct text_style *style, const struct paragraph *p,
                      const struct text_run *run, struct shaped_glyph *at, size_t count)
{
    const bool rtl = run->level % 2 == 1, cursive = script_is_cursive(run->script);
    for (size_t i = 0; i < count; i++) {
        const size_t next = rtl ? i - 1 : i + 1; /* of the first one from the right, SIZE_MAX */
        if (next < count && at[next].cluster == at[i].cluster)
            continue;
        const uint32_t c = p->text[at[i].cluster];
        const bool separates = character_separates_words(c);
        const bool joined = cursive && !separates;
        double more = joined || character_is_ignorable(c) ? 0 : style->letter_spacing;
        if (separates)
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
    unsigned caps_at; /* where the features of a run's capitals are, if the style has any */
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

/* Room for a run's. */
static void add_caps(struct shaper *s)
{
    s->caps_at = s->feature_count;
    for (int i = 0; i < 2 && s->style->caps != CAPS_NORMAL; i++)
        add_feature(s, "smcp", 0);
}

static void set_caps(struct shaper *s, const struct text_run *run)
{
    if (s->style->caps == CAPS_NORMAL)
        return;
    const struct caps_features wanted = caps_features((enum text_caps)run->caps);
    const unsigned count = s->feature_count;
    s->feature_count = s->caps_at;
    for (int i = 0; i < 2; i++) {
        const char *tag = wanted.tags[i] != NULL ? wanted.tags[i] : wanted.tags[0];
        add_feature(s, tag != NULL ? tag : "smcp", tag != NULL);
    }
    s->feature_count = count;
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
    add_caps(s);
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

/* The run's characters, or their capitals, between the context. */
static void add_text(struct shaper *s, const struct paragraph *p, const struct text_run *run)
{
    hb_buffer_t *b = s->buffer;
    const int count = (int)p->count;
    if (!run->small) {
        harfbuzz.buffer_add_codepoints(b, p->text, count, run->begin, (int)(run->end - run->begin));
        return;
    }
    harfbuzz.buffer_add_codepoints(b, p->text, count, run->begin, 0);
    for (uint32_t i = run->begin; i < run->end; i++) {
        uint32_t letters[UPPER_MOST];
        const size_t letter_count = letters_of(s->style, run, p->text[i], letters);
        for (size_t k = 0; k < letter_count; k++)
            harfbuzz.buffer_add(b, letters[k], i);
    }
    harfbuzz.buffer_add_codepoints(b, p->text, count, run->end, 0);
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
    add_text(s, p, run);
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
    set_caps(s, run);
    harfbuzz.shape(font, s->buffer, s->features, s->feature_count);
    unsigned count = 0;
    int units = 0, units_y;
    harfbuzz.buffer_get_glyph_infos(s->buffer, &count);
    harfbuzz.font_get_scale(font, &units, &units_y);
    if (!harfbuzz.buffer_allocation_successful(s->buffer) || !make_room(glyphs, count))
        return error_set("no memory for the glyphs of %u characters", run->end - run->begin);
    take_glyphs(s, size_of(s->style, run) / int_max(units, 1), count, glyphs);
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
        space_out(s->style, p, run, glyphs->at + first, glyphs->count - first);
    return true;
}
