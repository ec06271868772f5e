/* From a string to a layout, a paragraph at a time. */
#include "font/layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/minmax.h"
#include "base/size.h"
#include "font/bidi.h"
#include "font/breaks.h"
#include "font/characters.h"
#include "font/fonts_impl.h"
#include "font/layout_cache.h"
#include "font/layout_impl.h"
#include "font/script.h"
#include "font/utf8.h"

bool shaped_runs_add(struct shaped_runs *list, const struct shaped_run *run)
{
    struct shaped_run *at = runs_reserve(list->at, list->count, &list->room, sizeof *at);
    if (at == NULL)
        return false;
    list->at = at;
    list->at[list->count++] = *run;
    return true;
}

bool layout_shape(struct layout_work *w, const struct paragraph *p, const struct text_run *run,
                  struct shaped_run *shaped)
{
    const size_t first = w->glyphs.count;
    if (!shaper_shape(w->shaper, p, run, w->table.faces[run->face], &w->glyphs))
        return false;
    *shaped = (struct shaped_run){*run, first, w->glyphs.count - first};
    return true;
}

bool layout_is_full(const struct layout_work *w)
{
    return w->box.lines_max > 0 && w->layout->line_count >= (uint32_t)w->box.lines_max;
}

static bool shape_ending(struct layout_work *w, const uint32_t *text, size_t count,
                         struct shaped_run *ending)
{
    enum { MOST = 3 };
    const uint8_t marks[MOST] = {BREAK_CLUSTER, BREAK_CLUSTER, BREAK_CLUSTER};
    const uint8_t levels[MOST] = {w->base, w->base, w->base};
    const uint32_t scripts[MOST] = {SCRIPT_COMMON, SCRIPT_COMMON, SCRIPT_COMMON};
    const struct paragraph p = {text, count, marks, levels, scripts};
    struct text_runs runs;
    if (!itemize(&p, w->fonts, &w->style->query, w->style->language, w->first, &w->table, &runs))
        return false;
    const bool ok = layout_shape(w, &p, &runs.at[0], ending);
    free(runs.at);
    return ok;
}

bool layout_ending(struct layout_work *w, bool hyphen, struct shaped_run *ending)
{
    static const uint32_t ellipsis[] = {CHARACTER_ELLIPSIS}, dots[] = {'.', '.', '.'};
    static const uint32_t real[] = {CHARACTER_HYPHEN}, minus[] = {'-'};
    if (!shape_ending(w, hyphen ? real : ellipsis, 1, ending))
        return false;
    if (ending->count > 0 && w->glyphs.at[ending->first].id != 0)
        return true;
    return shape_ending(w, hyphen ? minus : dots, hyphen ? 1 : 3, ending);
}

static bool find_runs(struct layout_work *w, struct text_runs *runs)
{
    const struct text_style *style = w->style;
    return itemize(&w->paragraph, w->fonts, &style->query, style->language, w->first, &w->table,
                   runs) &&
           (style->caps == CAPS_NORMAL || caps_apply(&w->paragraph, style, &w->table, runs));
}

/* Shapes all runs, and adds up what each cluster takes. */
static bool shape_runs(struct layout_work *w)
{
    struct text_runs runs = {0};
    bool ok = find_runs(w, &runs);
    w->runs.count = 0;
    for (size_t i = 0; i < runs.count && ok; i++) {
        struct shaped_run shaped;
        ok = layout_shape(w, &w->paragraph, &runs.at[i], &shaped) &&
             shaped_runs_add(&w->runs, &shaped);
    }
    free(runs.at);
    if (!ok)
        return false;
    if (isfinite(w->box.width))
        for (size_t i = 0; i < w->glyphs.count; i++)
            w->advances[w->glyphs.at[i].cluster] += w->glyphs.at[i].advance;
    return true;
}

/* Controls show nothing, and a tab is a space. What they are has been of use before this. */
static void replace_controls(uint32_t *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (character_is_control(text[i]))
            text[i] = text[i] == CHARACTER_TAB ? ' ' : CHARACTER_ZERO_WIDTH_SPACE;
}

/* Arrays of a paragraph, in one piece of memory. */
struct paragraph_memory {
    float *advances;
    uint32_t *scripts;
    uint8_t *marks, *levels;
};

static bool take_memory(struct paragraph_memory *m, size_t count)
{
    char *all = calloc(count + 1, sizeof *m->advances + sizeof *m->scripts + 2);
    if (all == NULL)
        return error_set("no memory for a text of %zu characters", count);
    m->advances = (float *)all;
    m->scripts = (uint32_t *)(m->advances + count);
    m->marks = (uint8_t *)(m->scripts + count);
    m->levels = m->marks + count;
    return true;
}

/* A paragraph without its newline. */
static bool lay_out_paragraph(struct layout_work *w, uint32_t *text, const uint32_t *offsets,
                              size_t count)
{
    struct paragraph_memory m = {0};
    if (!take_memory(&m, count))
        return false;
    bool ok = bidi_levels(text, count, w->style->direction, m.levels, &w->base);
    if (ok) {
        script_find(text, count, m.scripts);
        breaks_find_clusters(text, count, m.marks);
        if (isfinite(w->box.width) && !w->box.unbroken)
            breaks_find_lines(text, count, w->style->language, m.marks);
        replace_controls(text, count);
        w->paragraph = (struct paragraph){text, count, m.marks, m.levels, m.scripts};
        w->offsets = offsets;
        w->advances = m.advances;
        w->glyphs.count = 0;
        ok = shape_runs(w);
    }
    if (ok) {
        w->kept = w->glyphs.count;
        ok = layout_lines(w);
    }
    free(m.advances);
    return ok;
}

/* Where the newline at `i` ends: CR LF is one. */
static size_t after_newline(const uint32_t *text, size_t i, size_t count)
{
    return i + (text[i] == '\r' && i + 1 < count && text[i + 1] == '\n' ? 2 : 1);
}

static bool lay_out_all(struct layout_work *w, uint32_t *text, uint32_t *offsets, size_t count)
{
    bool ok = true;
    w->is_last = false;
    for (size_t begin = 0; ok && !w->is_last && !layout_is_full(w);) {
        size_t end = begin;
        while (end < count && !character_ends_line(text[end]))
            end++;
        const size_t next = end < count ? after_newline(text, end, count) : end;
        w->is_last = end == count;
        ok = lay_out_paragraph(w, text + begin, offsets + begin, end - begin);
        begin = next;
    }
    return ok;
}

static bool decode_and_lay_out(struct layout_work *w, const char *text, size_t length)
{
    enum { WORK = 64 }; /* about what a byte of text takes while it is laid out */
    size_t work;
    if (!size_multiply(length, WORK, &work))
        return error_set("no memory for a text of %zu bytes", length);
    if (!budget_take(work))
        return error_prefix("a text of %zu bytes", length);
    uint32_t *codepoints = malloc((length + 1) * 2 * sizeof *codepoints);
    if (codepoints == NULL) {
        budget_give(work);
        return error_set("no memory for a text of %zu bytes", length);
    }
    uint32_t *offsets = codepoints + length;
    const size_t count = utf8_decode(text, length, codepoints, offsets);
    const bool ok = lay_out_all(w, codepoints, offsets, count);
    free(codepoints);
    budget_give(work);
    return ok;
}

static void finish_work(struct layout_work *w)
{
    shaper_destroy(w->shaper);
    face_list_finish(&w->table);
    free(w->glyphs.at);
    free(w->runs.at);
    free(w->line.at);
    free(w->levels);
    free(w->order);
}

/* Numbers that positions in floats can bear. */
static double bounded(double spacing)
{
    return spacing >= -LAYOUT_SIZE_MAX && spacing <= LAYOUT_SIZE_MAX ? spacing
           : spacing > 0                                             ? LAYOUT_SIZE_MAX
           : spacing < 0                                             ? -LAYOUT_SIZE_MAX
                                                                     : 0;
}

static struct layout *create_layout(const struct text_style *style, struct face *face)
{
    struct layout *l = calloc(1, sizeof *l);
    if (l == NULL) {
        error_set("no memory for a text layout");
        return NULL;
    }
    const bool shows = style->size > 0 && style->size <= LAYOUT_SIZE_MAX;
    const struct face_info *info = face_info(face);
    l->references = 1;
    l->face = face_ref(face);
    l->size = shows ? style->size : 0;
    l->ascent = info->ascent * l->size;
    l->descent = info->descent * l->size;
    l->line_gap = info->line_gap * l->size;
    return l;
}

static struct layout *lay_out(struct fonts *f, const char *text, size_t length,
                              const struct text_style *style, const struct text_box *box)
{
    struct face *face = fonts_match(f, &style->query);
    struct layout *l = face != NULL ? create_layout(style, face) : NULL;
    if (l == NULL)
        return NULL;
    struct layout_work w = {.layout = l, .fonts = f, .style = style, .box = *box};
    if (l->size == 0)
        length = 0;
    w.shaper = shaper_create(style);
    w.first = face_list_add(&w.table, face);
    const bool ok = w.shaper != NULL && w.first >= 0 && decode_and_lay_out(&w, text, length);
    finish_work(&w);
    if (ok)
        return l;
    layout_unref(l);
    return NULL;
}

static struct key mix_numbers(struct key k, double a, double b)
{
    uint64_t words[2];
    memcpy(&words[0], &a, sizeof a);
    memcpy(&words[1], &b, sizeof b);
    return key_mix(k, words[0], words[1]);
}

/* Of all that decides the layout. */
static struct key layout_key(const char *text, size_t length, const struct text_style *style,
                             const struct text_box *box)
{
    struct key k = fonts_mix_text(fonts_query_key(&style->query), text, length);
    const uint64_t choices = (uint64_t)style->direction | (uint64_t)style->kerning << 8 |
                             (uint64_t)style->caps << 16 | (uint64_t)box->trim << 24 |
                             (uint64_t)box->ellipsis << 25 | (uint64_t)box->unbroken << 26;
    k = key_mix(k, choices, (uint64_t)box->lines_max);
    k = mix_numbers(k, style->size, box->width);
    k = mix_numbers(k, style->letter_spacing, style->word_spacing);
    for (int i = 0; i < style->feature_count; i++)
        k = key_mix(fonts_mix_text(k, style->features[i].tag, 4), style->features[i].value, 2);
    return fonts_mix_text(k, style->language, strlen(style->language));
}

/* A layout that was made before, or a new one. Making one may empty the cache, and let it go. */
static struct layout *find_or_lay_out(struct fonts *f, const char *text, size_t length,
                                      const struct text_style *style, const struct text_box *box)
{
    const struct key key = layout_key(text, length, style, box);
    struct layout *l = f->layouts != NULL ? layout_cache_find(f->layouts, key) : NULL;
    if (l != NULL)
        return layout_ref(l);
    l = lay_out(f, text, length, style, box);
    if (l != NULL && f->layouts == NULL)
        f->layouts = layout_cache_create(LAYOUT_CACHE_BYTES);
    if (l != NULL && f->layouts != NULL)
        layout_cache_add(f->layouts, key, l);
    return l;
}

struct layout *layout_text(struct fonts *f, const char *text, size_t length,
                           const struct text_style *style, const struct text_box *box)
{
    if (length > LAYOUT_BYTES_MAX) {
        error_set("a text of %zu bytes: expected at most %d", length, LAYOUT_BYTES_MAX);
        return NULL;
    }
    struct text_style sane = *style;
    sane.letter_spacing = bounded(style->letter_spacing);
    sane.word_spacing = bounded(style->word_spacing);
    if (sane.language == NULL)
        sane.language = "";
    struct text_box limits = box != NULL ? *box : (struct text_box){0};
    if (!(limits.width > 0))
        limits.width = INFINITY;
    return find_or_lay_out(f, text, length, &sane, &limits);
}

struct layout *layout_ref(struct layout *l)
{
    l->references++;
    return l;
}

void layout_unref(struct layout *l)
{
    if (l == NULL || --l->references > 0)
        return;
    for (uint32_t i = 0; i < l->line_count; i++) {
        struct layout_line *line = &l->lines[i];
        for (uint32_t k = 0; k < line->picture_count; k++)
            face_unref(line->pictures[k].face);
        free(line->pictures);
        glyph_list_unref(line->glyphs);
    }
    free(l->lines);
    face_unref(l->face);
    free(l);
}
