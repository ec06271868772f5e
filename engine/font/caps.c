/* Which features a face has is asked of its GSUB table, for the script and language that HarfBuzz
 * will shape the run with, and for the run's letters. */
#include "font/caps.h"

#include <stdlib.h>

#include "font/breaks.h"
#include "font/face_impl.h"
#include "font/letter_case.h"

struct caps_features caps_features(enum text_caps caps)
{
    static const struct caps_features all[] = {
        [CAPS_NORMAL] = {{NULL, NULL}},         [CAPS_SMALL] = {{"smcp", NULL}},
        [CAPS_ALL_SMALL] = {{"smcp", "c2sc"}},  [CAPS_PETITE] = {{"pcap", NULL}},
        [CAPS_ALL_PETITE] = {{"pcap", "c2pc"}}, [CAPS_UNICASE] = {{"unic", NULL}},
        [CAPS_TITLING] = {{"titl", NULL}},
    };
    return all[caps];
}

/* A run on its way to its capitals. */
struct job {
    const struct paragraph *p;
    const struct text_run *run;
    const struct face *face;
    const char *language;
};

/* Of the features that are asked about, those of capitals are the ones that begin so. */
static bool is_for_upper(const char *tag)
{
    return tag[0] == 'c' || tag[0] == 'u';
}

#ifdef FBRUN_HAVE_FONTS

static bool find_feature(const struct job *j, hb_face_t *file, const char *tag, unsigned *feature)
{
    enum { TAGS = 4 };
    hb_tag_t scripts[TAGS], languages[TAGS];
    unsigned script_count = TAGS, language_count = TAGS, script, language;
    const hb_language_t of_text =
        j->language[0] == '\0' ? NULL : harfbuzz.language_from_string(j->language, -1);
    harfbuzz.ot_tags_from_script_and_language((hb_script_t)j->run->script, of_text, &script_count,
                                              scripts, &language_count, languages);
    harfbuzz.ot_layout_table_select_script(file, HB_OT_TAG_GSUB, script_count, scripts, &script,
                                           NULL);
    harfbuzz.ot_layout_script_select_language(file, HB_OT_TAG_GSUB, script, language_count,
                                              languages, &language);
    return harfbuzz.ot_layout_language_find_feature(
        file, HB_OT_TAG_GSUB, script, language,
        HB_TAG((uint8_t)tag[0], (uint8_t)tag[1], (uint8_t)tag[2], (uint8_t)tag[3]), feature);
}

/* Faces list a feature for scripts whose letters it does not have: it counts if it changes any of
 * the run's, or if the run has none that it could change. */
static bool has_feature(const struct job *j, const char *tag)
{
    enum { LOOKUPS = 32 };
    unsigned lookups[LOOKUPS], count = LOOKUPS, feature;
    hb_font_t *font = libraries_open() ? face_harfbuzz(j->face) : NULL;
    hb_face_t *file = font != NULL ? harfbuzz.font_get_face(font) : NULL;
    if (file == NULL || !find_feature(j, file, tag, &feature))
        return false;
    harfbuzz.ot_layout_feature_get_lookups(file, HB_OT_TAG_GSUB, feature, 0, &count, lookups);
    bool any = false;
    for (uint32_t i = j->run->begin; i < j->run->end; i++) {
        const uint32_t c = j->p->text[i];
        if (is_for_upper(tag) ? !letter_is_upper(c) : !letter_is_lower(c, j->language))
            continue;
        const hb_codepoint_t glyph = face_glyph(j->face, c, 0);
        for (unsigned k = 0; k < count; k++)
            if (harfbuzz.ot_layout_lookup_would_substitute(file, lookups[k], &glyph, 1, true))
                return true;
        any = true;
    }
    return !any;
}

#else

static bool has_feature(const struct job *j, const char *tag)
{
    (void)j, (void)tag, (void)is_for_upper;
    return false;
}

#endif

static bool has_all(const struct job *j, enum text_caps caps)
{
    const struct caps_features f = caps_features(caps);
    for (int i = 0; i < 2; i++)
        if (f.tags[i] != NULL && !has_feature(j, f.tags[i]))
            return false;
    return true;
}

/* What the face has for `caps`; CAPS_NORMAL: nothing. */
static enum text_caps find_features(const struct job *j, enum text_caps caps)
{
    if (caps == CAPS_TITLING || has_all(j, caps))
        return caps;
    const enum text_caps next = caps == CAPS_PETITE       ? CAPS_SMALL
                                : caps == CAPS_ALL_PETITE ? CAPS_ALL_SMALL
                                                          : CAPS_NORMAL;
    return next != CAPS_NORMAL && has_all(j, next) ? next : CAPS_NORMAL;
}

/* Which letters become small capitals. */
struct choice {
    bool lower, upper;
};

static struct choice find_choice(enum text_caps caps)
{
    const bool all = caps == CAPS_ALL_SMALL || caps == CAPS_ALL_PETITE;
    return (struct choice){caps == CAPS_SMALL || caps == CAPS_PETITE || all,
                           caps == CAPS_UNICASE || all};
}

/* A face may have letters whose capitals it lacks. */
static bool has_upper(const struct job *j, uint32_t c)
{
    uint32_t upper[UPPER_MOST];
    const size_t count = letter_upper(c, j->language, upper);
    for (size_t i = 0; i < count; i++)
        if (face_glyph(j->face, upper[i], 0) == 0)
            return false;
    return true;
}

static bool becomes_small(const struct job *j, struct choice choice, uint32_t c)
{
    return (choice.upper && letter_is_upper(c)) ||
           (choice.lower && letter_is_lower(c, j->language) && has_upper(j, c));
}

/* Cuts the run where letters begin or cease to be small; a cluster is as its first character. */
static bool cut_run(const struct job *j, struct choice choice, struct text_runs *list)
{
    const struct paragraph *p = j->p;
    const uint32_t begin = j->run->begin, end = j->run->end;
    struct text_run piece = *j->run;
    for (uint32_t i = begin; i < end; i++) {
        if (i > begin && !(p->marks[i] & BREAK_CLUSTER))
            continue;
        const bool small = becomes_small(j, choice, p->text[i]);
        if (i > begin && small != piece.small) {
            piece.end = i;
            if (!text_runs_add(list, &piece))
                return false;
            piece.begin = i;
        }
        piece.small = small;
    }
    piece.end = end;
    return text_runs_add(list, &piece);
}

bool caps_apply(const struct paragraph *p, const struct text_style *style,
                const struct face_list *table, struct text_runs *runs)
{
    struct text_runs list = {0};
    bool ok = true;
    for (size_t i = 0; i < runs->count && ok; i++) {
        struct text_run *run = &runs->at[i];
        const struct job j = {p, run, table->faces[run->face], style->language};
        run->caps = (uint8_t)find_features(&j, style->caps);
        ok = run->caps == CAPS_NORMAL ? cut_run(&j, find_choice(style->caps), &list)
                                      : text_runs_add(&list, run);
    }
    if (!ok) {
        free(list.at);
        return false;
    }
    free(runs->at);
    *runs = list;
    return true;
}
