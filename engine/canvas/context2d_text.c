/* HTML's text preparation algorithm, on a layout of one line. Where a text is wider than its
 * max_width, the standard leaves open whether it is condensed or gets smaller: it is condensed. */
#include "canvas/context2d_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "canvas/context2d_impl.h"
#include "canvas/glyph_drawing.h"
#include "canvas/path2d.h"

/* What does not fit one line box: ASCII white space other than the space, and U+2028 and U+2029,
 * which would end the line. Returns the bytes that it takes at `at`, or 0. */
static size_t other_space(const char *at, const char *end)
{
    if (*at == '\t' || *at == '\n' || *at == '\f' || *at == '\r')
        return 1;
    const bool separator =
        end - at >= 3 && at[0] == '\xe2' && at[1] == '\x80' && (at[2] == '\xa8' || at[2] == '\xa9');
    return separator ? 3 : 0;
}

/* The text with spaces in the place of those, in *memory, which the caller frees; the text itself
 * if there are none. NULL with an error text without memory. */
static const char *replace_spaces(const char *text, size_t *length, char **memory)
{
    const char *end = text + *length;
    const char *at = text;
    *memory = NULL;
    while (at < end && other_space(at, end) == 0)
        at++;
    if (at == end)
        return text;
    char *to = *memory = malloc(*length + 1);
    if (to == NULL) {
        error_set("no memory for a text of %zu bytes", *length);
        return NULL;
    }
    for (at = text; at < end;) {
        const size_t bytes = other_space(at, end);
        *to++ = bytes > 0 ? ' ' : *at;
        at += bytes > 0 ? bytes : 1;
    }
    *length = (size_t)(to - *memory);
    return *memory;
}

/* The text in the state's style, a reference; NULL with an error text. */
static struct layout *lay_out(struct context2d *c, const char *text, size_t length)
{
    char *memory;
    struct fonts *fonts = scene_fonts(canvas_scene(c->canvas));
    const char *prepared = replace_spaces(text, &length, &memory);
    if (fonts == NULL || prepared == NULL) {
        free(memory);
        return NULL;
    }
    const struct text_style style = text_state_style(&c->state.text);
    struct layout *l = layout_text(fonts, prepared, length, &style, NULL);
    free(memory);
    return l;
}

/* Where baselines are above the alphabetic one, in pixels. */
struct baselines {
    double em_over, em_under, hanging, ideographic;
};

static struct baselines find_baselines(const struct layout *l)
{
    const struct face_info *info = face_info(l->face);
    const double size = l->size > 0 ? l->size : 0;
    return (struct baselines){
        .em_over = info->em_over * size,
        .em_under = (info->em_over - 1) * size,
        .hanging = info->hanging_baseline * size,
        .ideographic = info->ideographic_baseline * size,
    };
}

/* The line that text_baseline names, above the alphabetic one. */
static double find_anchor(enum text_baseline baseline, const struct baselines *b)
{
    switch (baseline) {
    case BASELINE_TOP:
        return b->em_over;
    case BASELINE_HANGING:
        return b->hanging;
    case BASELINE_MIDDLE:
        return (b->em_over + b->em_under) / 2;
    case BASELINE_IDEOGRAPHIC:
        return b->ideographic;
    case BASELINE_BOTTOM:
        return b->em_under;
    case BASELINE_ALPHABETIC:
        break;
    }
    return 0;
}

/* How far right of the line's begin the alignment point is. */
static double find_alignment(enum text_align align, bool rtl, double width)
{
    if (align == ALIGN_CENTER)
        return width / 2;
    const bool right =
        align == ALIGN_RIGHT || (align == ALIGN_START && rtl) || (align == ALIGN_END && !rtl);
    return right ? width : 0;
}

/* A line on its way to the canvas. */
struct job {
    struct context2d *c;
    const struct layout_line *line;
    struct matrix matrix; /* line → device */
    const struct style *style;
    bool stroked, condensed;
};

static bool draw_glyphs(const struct job *j)
{
    struct context2d *c = j->c;
    if (j->stroked && j->condensed) { /* the pen is not */
        path_clear(&c->scratch);
        return glyph_list_outline(j->line->glyphs, &j->matrix, &c->scratch) &&
               context2d_stroke_device(c, &c->scratch);
    }
    const struct stroke_style pen = context2d_pen(&c->state);
    struct drawing d = {
        .glyphs = j->line->glyphs, .stroke = j->stroked ? &pen : NULL, .matrix = j->matrix};
    return context2d_draw_style(c, j->style, &d);
}

static bool draw_parts(const struct job *j)
{
    struct context2d *c = j->c;
    if (j->line->glyphs->count > 0 && !draw_glyphs(j))
        return false;
    for (uint32_t i = 0; i < j->line->picture_count; i++) {
        struct drawing d;
        if (!glyph_drawing(c->canvas, &j->line->pictures[i], &j->matrix, j->style,
                           context2d_paint_alpha(&c->state), &c->scratch, &d) ||
            (d.path != NULL && !context2d_draw(c, &d)))
            return false;
    }
    return true;
}

/* The device pixels that the line's ink can touch, and those of a stroke around it. */
static struct rect find_box(const struct job *j)
{
    enum { FAR = 1 << 20 };
    const struct layout_line *l = j->line;
    const struct state *s = &j->c->state;
    const double pen = j->stroked ? s->line_width * fmax(s->miter_limit, 2) : 1;
    double x0 = FAR, y0 = FAR, x1 = -FAR, y1 = -FAR;
    for (int i = 0; i < 4; i++) {
        const struct point corner = {i % 2 == 0 ? l->least.x - pen : l->most.x + pen,
                                     i / 2 == 0 ? l->least.y - pen : l->most.y + pen};
        const struct point p = matrix_apply(&j->matrix, corner);
        x0 = fmin(x0, p.x), y0 = fmin(y0, p.y);
        x1 = fmax(x1, p.x), y1 = fmax(y1, p.y);
    }
    x0 = fmax(x0, -FAR), y0 = fmax(y0, -FAR);
    x1 = fmin(x1, FAR), y1 = fmin(y1, FAR);
    return (struct rect){(int)floor(x0), (int)floor(y0), (int)ceil(x1), (int)ceil(y1)};
}

/* Draws the parts on a canvas of their own and that with the state: for a text of glyphs and
 * pictures it is one drawing that casts a shadow, is filtered, or replaces what is there. */
static bool draw_whole(const struct job *j, struct rect box)
{
    struct context2d *c = j->c, part;
    struct canvas *canvas =
        canvas_create(canvas_scene(c->canvas), box.x1 - box.x0, box.y1 - box.y0);
    if (canvas == NULL)
        return false;
    const struct matrix moved = {1, 0, 0, 1, -box.x0, -box.y0};
    context2d_init(&part, canvas);
    state_finish(&part.state);
    state_copy(&part.state, &c->state);
    struct state *s = &part.state;
    clip_unref(s->clip);
    s->clip = NULL;
    s->matrix = matrix_multiply(&moved, &s->matrix);
    s->global_alpha = 1;
    s->global_composite_operation = COMPOSITE_SOURCE_OVER;
    s->shadow_color = 0;
    bool ok = state_set_filter(s, "none", 4);
    struct job inner = *j;
    inner.c = &part;
    inner.matrix = matrix_multiply(&moved, &j->matrix);
    ok = ok && draw_parts(&inner);
    context2d_finish(&part);

    struct drawing d = {.path = &c->scratch, .source = canvas_target(canvas)};
    d.paint = (struct paint){
        .kind = PAINT_IMAGE,
        .alpha = (uint8_t)(context2d_paint_alpha(&c->state) * 255 + 0.5),
        .inverse = moved,
        .image = {.part = canvas_bounds(canvas), .sampling = SAMPLE_NEAREST},
    };
    path_clear(&c->scratch);
    ok = ok && path_rect(&c->scratch, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0) &&
         context2d_draw(c, &d);
    canvas_destroy(canvas);
    return ok;
}

static bool draw_line(const struct job *j)
{
    enum { WHOLE_PIXELS_MAX = 1 << 24 }; /* beyond that the parts are drawn one by one */
    struct matrix inverse;
    if (!matrix_invert(&j->matrix, &inverse))
        return true;
    if (j->line->picture_count == 0 || context2d_is_local(&j->c->state))
        return draw_parts(j);
    const struct rect box = find_box(j);
    if (rect_empty(box) || (int64_t)(box.x1 - box.x0) * (box.y1 - box.y0) > WHOLE_PIXELS_MAX)
        return draw_parts(j);
    return draw_whole(j, box);
}

static bool draw_text(struct context2d *c, const char *text, size_t length, double x, double y,
                      const double *max_width, bool stroked)
{
    if (!isfinite(x) || !isfinite(y) ||
        (max_width != NULL && !(isfinite(*max_width) && *max_width > 0)))
        return true;
    struct layout *l = lay_out(c, text, length);
    if (l == NULL)
        return false;
    const struct layout_line *line = &l->lines[0];
    const struct text_state *s = &c->state.text;
    const struct baselines baselines = find_baselines(l);
    const bool condensed = max_width != NULL && line->advance > *max_width;
    const double scale = condensed ? *max_width / line->advance : 1;
    const struct matrix place = {
        scale,
        0,
        0,
        1,
        x - find_alignment(s->text_align, line->rtl, line->advance * scale),
        y + find_anchor(s->text_baseline, &baselines),
    };
    const struct job j = {
        .c = c,
        .line = line,
        .matrix = matrix_multiply(&c->state.matrix, &place),
        .style = stroked ? &c->state.stroke_style : &c->state.fill_style,
        .stroked = stroked,
        .condensed = condensed,
    };
    const bool ok = draw_line(&j);
    layout_unref(l);
    return ok;
}

bool context2d_fill_text(struct context2d *c, const char *text, size_t length, double x, double y,
                         const double *max_width)
{
    return draw_text(c, text, length, x, y, max_width, false);
}

bool context2d_stroke_text(struct context2d *c, const char *text, size_t length, double x, double y,
                           const double *max_width)
{
    return draw_text(c, text, length, x, y, max_width, true);
}

bool context2d_measure_text(struct context2d *c, const char *text, size_t length,
                            struct text_metrics *m)
{
    struct layout *l = lay_out(c, text, length);
    if (l == NULL)
        return false;
    const struct layout_line *line = &l->lines[0];
    const struct text_state *s = &c->state.text;
    const struct baselines b = find_baselines(l);
    const double anchor = find_anchor(s->text_baseline, &b);
    const double left = find_alignment(s->text_align, line->rtl, line->advance);
    *m = (struct text_metrics){
        .width = line->advance,
        .font_bounding_box_ascent = l->ascent - anchor,
        .font_bounding_box_descent = l->descent + anchor,
        .em_height_ascent = b.em_over - anchor,
        .em_height_descent = anchor - b.em_under,
        .hanging_baseline = b.hanging - anchor,
        .alphabetic_baseline = 0 - anchor,
        .ideographic_baseline = b.ideographic - anchor,
    };
    if (line->least.x < line->most.x) {
        m->actual_bounding_box_left = left - line->least.x;
        m->actual_bounding_box_right = line->most.x - left;
        m->actual_bounding_box_ascent = 0 - line->least.y - anchor;
        m->actual_bounding_box_descent = line->most.y + anchor;
    }
    layout_unref(l);
    return true;
}
