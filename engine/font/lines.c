/* Filling lines: as much as fits up to a place where the text may be broken, else up to the first
 * such place. Runs are cut there, and shaped anew where HarfBuzz says that a cut changes glyphs.
 * Then the line may have become too wide, and an earlier place is tried. */
#include <math.h>

#include "font/bidi.h"
#include "font/breaks.h"
#include "font/characters.h"
#include "font/layout_impl.h"

/* How often an earlier place is tried. Parts that are shaped apart are rarely wider at all. */
enum { TRIES = 4 };

/* What is left of the paragraph: the rest of a run, and the runs from `next` on. */
struct cursor {
    struct shaped_run head;
    size_t next;
};

static double width_of(const struct layout_work *w, const struct shaped_run *run)
{
    double width = 0;
    for (size_t i = 0; i < run->count; i++)
        width += w->glyphs.at[run->first + i].advance;
    return width;
}

static bool is_space(uint32_t c)
{
    return c == ' ';
}

/* Cuts `run` before code point `at`, inside it; false where its glyphs do not allow that. */
static bool cut_glyphs(const struct layout_work *w, const struct shaped_run *run, uint32_t at,
                       struct shaped_run *front, struct shaped_run *rest)
{
    const bool rtl = run->run.level % 2 == 1;
    const struct shaped_glyph *g = w->glyphs.at + run->first;
    size_t i = 0; /* the glyphs on the left of the cut */
    while (i < run->count && (rtl ? g[i].cluster >= at : g[i].cluster < at))
        i++;
    const size_t after = rtl ? i - 1 : i; /* SIZE_MAX, beyond count, if there is none */
    if (after >= run->count || g[after].cluster != at || !g[after].safe)
        return false;
    *front = *rest = *run;
    struct shaped_run *left = rtl ? rest : front, *right = rtl ? front : rest;
    left->count = i;
    right->first += i;
    right->count -= i;
    front->run.end = rest->run.begin = at;
    return true;
}

static bool cut_run(struct layout_work *w, const struct shaped_run *run, uint32_t at,
                    struct shaped_run *front, struct shaped_run *rest)
{
    if (cut_glyphs(w, run, at, front, rest))
        return true;
    struct text_run first = run->run, second = run->run;
    first.end = second.begin = at;
    return layout_shape(w, &w->paragraph, &first, front) &&
           layout_shape(w, &w->paragraph, &second, rest);
}

static void advance_run(const struct layout_work *w, struct cursor *c)
{
    if (c->next < w->runs.count)
        c->head = w->runs.at[c->next];
    c->next++;
}

/* Moves what precedes code point `end` from the cursor to the line (or nowhere). */
static bool take_until(struct layout_work *w, struct cursor *c, uint32_t end, bool to_line)
{
    while (c->next <= w->runs.count && c->head.run.begin < end) {
        struct shaped_run piece = c->head, rest;
        const bool whole = piece.run.end <= end;
        if (!whole && !cut_run(w, &c->head, end, &piece, &rest))
            return false;
        if (to_line && !shaped_runs_add(&w->line, &piece))
            return false;
        if (whole)
            advance_run(w, c);
        else
            c->head = rest;
    }
    return true;
}

/* Where the line that begins at `start` may end, at most before `limit`, if there is such a place;
 * else at the first place where it may. */
static uint32_t find_end(const struct layout_work *w, uint32_t start, uint32_t limit)
{
    const struct paragraph *p = &w->paragraph;
    const uint32_t count = (uint32_t)p->count;
    double width = 0, solid = 0; /* so far, and without spaces at the end */
    uint32_t best = 0;
    for (uint32_t i = start; i < count; i++) {
        if (i > start && (p->marks[i] & BREAK_LINE)) {
            if (i >= limit || !((w->box.trim ? solid : width) <= w->box.width))
                return best > 0 ? best : i;
            best = i;
        }
        width += w->advances[i];
        if (!is_space(p->text[i]))
            solid = width;
    }
    const bool fits = count < limit && (w->box.trim ? solid : width) <= w->box.width;
    return fits || best == 0 ? count : best;
}

/* Where what the line shows ends. */
static uint32_t shown_end(const struct layout_work *w, uint32_t start, uint32_t end)
{
    while (w->box.trim && end > start && is_space(w->paragraph.text[end - 1]))
        end--;
    return end;
}

static double line_width(const struct layout_work *w)
{
    double width = 0;
    for (size_t i = 0; i < w->line.count; i++)
        width += width_of(w, &w->line.at[i]);
    return width;
}

/* White space at the line's end takes the paragraph's level (L1), and so has pieces of its own
 * where that is another one. */
static bool take_line(struct layout_work *w, struct cursor *c, uint32_t start, uint32_t shown)
{
    const struct paragraph *p = &w->paragraph;
    const uint32_t trailing = (uint32_t)bidi_trailing(p->text, start, shown);
    if (trailing < shown && p->levels[trailing] != w->base && !take_until(w, c, trailing, true))
        return false;
    return take_until(w, c, shown, true);
}

/* Fills the line up to `end`; what it shows ends at *shown. */
static bool fill(struct layout_work *w, struct cursor *c, uint32_t start, uint32_t end,
                 uint32_t *shown)
{
    const struct paragraph *p = &w->paragraph;
    w->line.count = 0;
    *shown = shown_end(w, start, end);
    if (!take_line(w, c, start, *shown) || !take_until(w, c, end, false))
        return false;
    if (end == p->count || *shown == start || p->text[*shown - 1] != CHARACTER_SOFT_HYPHEN)
        return true;
    struct shaped_run hyphen;
    if (!layout_ending(w, true, &hyphen))
        return false;
    hyphen.run.begin = hyphen.run.end = *shown;
    return shaped_runs_add(&w->line, &hyphen);
}

/* The last place between clusters before `end` up to which the text fits `room`. */
static uint32_t find_cut(const struct layout_work *w, uint32_t start, uint32_t end, double room)
{
    const struct paragraph *p = &w->paragraph;
    double width = 0;
    uint32_t cut = start;
    for (uint32_t i = start; i < end && width <= room; i++) {
        if (p->marks[i] & BREAK_CLUSTER)
            cut = i;
        width += w->advances[i];
    }
    return width <= room ? end : cut;
}

/* Fills the line with as much of start … end as fits together with "…". The cursor is left where
 * it was. */
static bool fill_cut(struct layout_work *w, const struct cursor *from, uint32_t start, uint32_t end,
                     uint32_t *shown)
{
    const struct paragraph *p = &w->paragraph;
    struct shaped_run ellipsis;
    if (!layout_ending(w, false, &ellipsis))
        return false;
    const double room = w->box.width - width_of(w, &ellipsis);
    uint32_t cut = isfinite(room) ? find_cut(w, start, end, room) : end;
    for (int tries = TRIES;; tries--) {
        struct cursor c = *from;
        while (cut > start && is_space(p->text[cut - 1]))
            cut--;
        w->line.count = 0;
        if (!take_until(w, &c, cut, true))
            return false;
        if (cut == start || tries == 0 || line_width(w) <= room)
            break;
        do
            cut--;
        while (cut > start && !(p->marks[cut] & BREAK_CLUSTER));
    }
    *shown = cut;
    ellipsis.run.begin = ellipsis.run.end = cut;
    return shaped_runs_add(&w->line, &ellipsis);
}

/* Fills a line that begins at `start`, and moves the cursor to *end, where the next one begins. */
static bool fill_line(struct layout_work *w, struct cursor *c, uint32_t start, uint32_t *end,
                      uint32_t *shown)
{
    const struct cursor from = *c;
    *end = find_end(w, start, UINT32_MAX);
    for (int tries = TRIES;; tries--) {
        *c = from;
        if (!fill(w, c, start, *end, shown))
            return false;
        if (tries == 0 || line_width(w) <= w->box.width)
            return true;
        const uint32_t earlier = find_end(w, start, *end);
        if (earlier >= *end)
            return true;
        *end = earlier;
    }
}

/* The glyphs of pieces that were shaped anew are of no use behind their line; but for the rest. */
static void drop_glyphs(struct layout_work *w, struct cursor *c)
{
    struct shaped_glyphs *g = &w->glyphs;
    size_t keep = 0;
    if (c->next <= w->runs.count && c->head.first >= w->kept) {
        for (; keep < c->head.count; keep++)
            g->at[w->kept + keep] = g->at[c->head.first + keep];
        c->head.first = w->kept;
    }
    g->count = w->kept + keep;
}

/* What clusters take in the rest of a run, which may have been shaped anew. */
static void measure_head(struct layout_work *w, const struct cursor *c)
{
    if (c->next > w->runs.count || c->head.first < w->kept)
        return;
    for (uint32_t i = c->head.run.begin; i < c->head.run.end; i++)
        w->advances[i] = 0;
    for (size_t i = 0; i < c->head.count; i++) {
        const struct shaped_glyph *g = &w->glyphs.at[c->head.first + i];
        w->advances[g->cluster] += g->advance;
    }
}

static bool add_line(struct layout_work *w, struct cursor *c, uint32_t start, uint32_t *end)
{
    const uint32_t count = (uint32_t)w->paragraph.count;
    const struct cursor from = *c;
    uint32_t shown;
    if (!fill_line(w, c, start, end, &shown))
        return false;
    const bool is_final =
        w->box.lines_max > 0 && w->layout->line_count + 1 >= (uint32_t)w->box.lines_max;
    const bool lacks = is_final && (*end < count || !w->is_last);
    const bool too_wide = line_width(w) > w->box.width;
    if (w->box.ellipsis && (lacks || too_wide) &&
        !fill_cut(w, &from, start, is_final ? count : *end, &shown))
        return false;
    return layout_place(w, start, shown);
}

bool layout_lines(struct layout_work *w)
{
    const uint32_t count = (uint32_t)w->paragraph.count;
    struct cursor c = {.next = 0};
    advance_run(w, &c);
    uint32_t start = 0, end = 0;
    do {
        if (!add_line(w, &c, start, &end))
            return false;
        start = end;
        drop_glyphs(w, &c);
        measure_head(w, &c);
    } while (start < count && !layout_is_full(w));
    return true;
}
