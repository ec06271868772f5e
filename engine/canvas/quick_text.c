/* A layout in its box. Layouts are kept below (font/layout.h), so that what is drawn in every
 * frame, and what is tried out to fit a box, is laid out once. */
#include "canvas/quick_text.h"

#include <math.h>
#include <string.h>

#include "canvas/glyph_drawing.h"
#include "canvas/quick_impl.h"

static bool is_bound(double length)
{
    return length > 0 && isfinite(length);
}

/* From baseline to baseline, pixels. */
static double find_line_height(const struct layout *l, const struct quick_text *how)
{
    if (how->line_height > 0)
        return how->line_height * l->size;
    return l->ascent + l->descent + l->line_gap;
}

struct job {
    struct fonts *fonts;
    const char *text;
    size_t length;
    const struct quick_text *how;
};

/* How many lines the height has room for, by a font's height that only a layout tells. */
static int count_lines(const struct job *j, const struct layout *l)
{
    const double height = find_line_height(l, j->how);
    if (!is_bound(j->how->height) || !(height > 0))
        return 0;
    return (int)fmin(fmax(floor(j->how->height / height + 1e-6), 1), 1e6);
}

static struct layout *lay_out(const struct job *j, double size, int lines_max)
{
    const struct quick_text *how = j->how;
    struct text_style style = how->style;
    style.size = size;
    const bool cut = how->ellipsis && !how->fit;
    struct text_box box = {
        .width = (how->wrap || cut) && is_bound(how->width) ? how->width : 0,
        .trim = true,
        .unbroken = !how->wrap,
        .lines_max = lines_max,
        .ellipsis = cut,
    };
    return layout_text(j->fonts, j->text, j->length, &style, &box);
}

static bool fits(const struct job *j, const struct layout *l)
{
    static const double SLACK = 0.01; /* pixels: of sums that come out a bit larger */
    const struct quick_text *how = j->how;
    return (!is_bound(how->width) || l->width <= how->width + SLACK) &&
           (!is_bound(how->height) ||
            l->line_count * find_line_height(l, how) <= how->height + SLACK);
}

/* The layout at the largest size, in quarters of a pixel, that fits; l is the one at full size. */
static struct layout *shrink(const struct job *j, struct layout *l)
{
    double good = 1, bad = l->size;
    if (!(bad > good) || fits(j, l))
        return l;
    if (!j->how->wrap && l->width > 0) { /* proportional: close to it at once */
        const double height = l->line_count * find_line_height(l, j->how);
        const double across = is_bound(j->how->width) ? j->how->width / l->width : 1;
        const double down = is_bound(j->how->height) ? j->how->height / height : 1;
        bad = fmin(bad, l->size * fmin(across, down) + 0.5);
        good = fmax(good, bad - 1);
    }
    while (l != NULL) {
        layout_unref(l);
        const bool last = bad - good <= 0.25;
        const double size = last ? good : fmax(floor((good + bad) * 2) / 4, good + 0.25);
        l = lay_out(j, last ? good : size, 0);
        if (last || l == NULL)
            return l;
        if (fits(j, l))
            good = size;
        else
            bad = size;
    }
    return NULL;
}

static struct layout *lay_out_all(const struct job *j)
{
    struct layout *l = lay_out(j, j->how->style.size, 0);
    if (l == NULL || j->how->fit)
        return l == NULL ? NULL : shrink(j, l);
    const int most = j->how->ellipsis ? count_lines(j, l) : 0;
    if (most == 0 || l->line_count <= (uint32_t)most)
        return l;
    layout_unref(l);
    return lay_out(j, j->how->style.size, most);
}

static struct quick_text_size find_size(const struct layout *l, const struct quick_text *how)
{
    return (struct quick_text_size){l->width, l->line_count * find_line_height(l, how),
                                    l->line_count};
}

bool quick_measure_text(struct fonts *fonts, const char *text, size_t length,
                        const struct quick_text *how, struct quick_text_size *size)
{
    const struct job j = {fonts, text, length, how};
    struct layout *l = lay_out_all(&j);
    if (l == NULL)
        return false;
    *size = find_size(l, how);
    layout_unref(l);
    return true;
}

/* 0: at the begin, 0.5: in the middle, 1: at the end. */
static double find_part(enum text_align align, bool rtl)
{
    if (align == ALIGN_CENTER)
        return 0.5;
    return align == ALIGN_RIGHT || (align == ALIGN_START && rtl) || (align == ALIGN_END && !rtl);
}

/* The first line's baseline. */
static double find_baseline(const struct layout *l, const struct quick_text *how, double y)
{
    static const double parts[] = {
        [VALIGN_TOP] = 0, [VALIGN_MIDDLE] = 0.5, [VALIGN_BOTTOM] = 1, [VALIGN_BASELINE] = 0};
    if (how->valign == VALIGN_BASELINE)
        return y;
    const double line = find_line_height(l, how), box = is_bound(how->height) ? how->height : 0;
    const double top = y + (box - l->line_count * line) * parts[how->valign];
    return top + (line + l->ascent - l->descent) / 2;
}

static bool draw_line(struct quick *q, const struct layout_line *line, double x, double y,
                      const struct style *color)
{
    const struct matrix place = {1, 0, 0, 1, x, y};
    const struct matrix m = matrix_multiply(&q->state.matrix, &place);
    if (line->glyphs->count > 0) {
        struct drawing d = {.glyphs = line->glyphs, .matrix = m};
        if (!quick_draw(q, &d, color))
            return false;
    }
    for (uint32_t i = 0; i < line->picture_count; i++) {
        struct drawing d;
        if (!glyph_drawing(q->canvas, &line->pictures[i], &m, color, q->state.alpha, &q->path,
                           &d) ||
            (d.path != NULL && !quick_append(q, &d)))
            return false;
    }
    return true;
}

static bool draw_lines(struct quick *q, const struct layout *l, double x, double y,
                       const struct style *color, const struct quick_text *how)
{
    const bool boxed = is_bound(how->width);
    const double width = boxed ? how->width : l->width;
    const double left = boxed ? x : x - width * find_part(how->align, false);
    const double first = find_baseline(l, how, y), step = find_line_height(l, how);
    for (uint32_t i = 0; i < l->line_count; i++) {
        const struct layout_line *line = &l->lines[i];
        const double part = find_part(how->align, line->rtl);
        if (!draw_line(q, line, left + (width - line->advance) * part, first + i * step, color))
            return false;
    }
    return true;
}

bool quick_text(struct quick *q, const char *text, size_t length, double x, double y,
                const struct style *color, const struct quick_text *how,
                struct quick_text_size *size)
{
    const struct job j = {scene_fonts(canvas_scene(q->canvas)), text, length, how};
    struct layout *l = j.fonts == NULL ? NULL : lay_out_all(&j);
    if (l == NULL)
        return false;
    *size = find_size(l, how);
    const bool ok = !isfinite(x) || !isfinite(y) || draw_lines(q, l, x, y, color, how);
    layout_unref(l);
    return ok;
}
