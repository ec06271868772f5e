/* The quick functions' shapes. Whole pixels of one colour go the scene's cheapest way. */
#include <math.h>

#include "canvas/path2d.h"
#include "canvas/quick.h"
#include "canvas/quick_impl.h"
#include "canvas/state.h"
#include "pixel/color.h"

static bool path_pixels(struct path *p, struct rect r)
{
    path_clear(p);
    return path_rect(p, r.x0, r.y0, r.x1 - r.x0, r.y1 - r.y0);
}

bool quick_fill_pixels(struct quick *q, struct rect r, const struct style *style)
{
    const struct quick_state *s = &q->state;
    /* Most of what scripts fill: without the calls below a command takes 2 ns less. */
    if (style->kind == STYLE_COLOR && style->color >> 24 == 255 && s->alpha == 1 && !s->turned &&
        s->blend == COMPOSITE_SOURCE_OVER) {
        target_fill(canvas_target(q->canvas), r, style->color, COMPOSITE_SOURCE_OVER);
        return true;
    }
    if (style->kind != STYLE_COLOR || s->turned || !composite_is_bounded(s->blend)) {
        struct drawing d = {.path = &q->path};
        return path_pixels(&q->path, r) && quick_draw(q, &d, style);
    }
    target_fill(canvas_target(q->canvas), r, style_color(style->color, s->alpha), s->blend);
    if (canvas_loses_opacity(q->canvas, s->blend))
        canvas_make_opaque(q->canvas, r);
    return true;
}

bool quick_clear(struct quick *q, const struct style *color)
{
    struct quick_state *s = &q->state;
    if (color->kind == STYLE_COLOR && !s->turned) {
        uint32_t word = color_premultiply(color->color);
        if (canvas_is_screen(q->canvas))
            word = color_over(0xff000000, word);
        target_fill(canvas_target(q->canvas), s->box, word, COMPOSITE_COPY);
        return true;
    }
    const struct quick_state kept = *s;
    struct drawing d = {.path = &q->path};
    s->matrix = MATRIX_IDENTITY;
    s->alpha = 1;
    s->blend = COMPOSITE_COPY;
    const bool ok = path_pixels(&q->path, s->box) && quick_draw(q, &d, color);
    s->matrix = kept.matrix;
    s->alpha = kept.alpha;
    s->blend = kept.blend;
    return ok;
}

bool quick_fill(struct quick *q, double x, double y, double w, double h, const struct style *color)
{
    struct rect r;
    if (!quick_is_upright(q))
        return quick_rect(q, x, y, w, h, 0, color, NULL);
    return !quick_snap_rect(q, x, y, w, h, &r) || quick_fill_pixels(q, r, color);
}

bool quick_point(struct quick *q, double x, double y, const struct style *color)
{
    const struct point p = matrix_apply(&q->state.matrix, (struct point){x, y});
    if (isnan(p.x) || isnan(p.y))
        return true;
    const int px = quick_floor(p.x), py = quick_floor(p.y);
    const struct rect r = rect_intersect(q->state.box, (struct rect){px, py, px + 1, py + 1});
    return rect_empty(r) || quick_fill_pixels(q, r, color);
}

static bool has_pen(const struct quick_pen *pen)
{
    return pen != NULL && pen->width > 0 && isfinite(pen->width);
}

/* Draws q->path: filled, or with the pen. */
static bool draw_path(struct quick *q, const struct style *color, const struct quick_pen *pen)
{
    struct drawing d = {.path = &q->path};
    if (!has_pen(pen))
        return quick_draw(q, &d, color);
    struct state dashes = {0}; /* for the standard's rules about dashes */
    if (!state_set_line_dash(&dashes, pen->dashes, pen->dash_count))
        return false;
    const struct stroke_style stroke = {
        .width = pen->width,
        .miter_limit = 10,
        .cap = pen->cap,
        .join = pen->join,
        .dashes = dashes.line_dash == NULL ? NULL : dashes.line_dash->values,
        .dash_count = dashes.line_dash == NULL ? 0 : dashes.line_dash->count,
    };
    d.stroke = &stroke;
    const bool ok = quick_draw(q, &d, color);
    state_finish(&dashes);
    return ok;
}

static bool is_whole(double v)
{
    return v == floor(v) && fabs(v) <= 1 << 28;
}

/* The pixels of a crisp line, cut to the box. */
static bool is_crisp(const struct quick *q, struct point a, struct point b,
                     const struct quick_pen *pen, struct rect *r)
{
    const struct matrix *m = &q->state.matrix;
    if (pen->width != 1 || pen->dash_count > 0 || (a.x != b.x && a.y != b.y) || m->a != 1 ||
        m->d != 1 || !quick_is_upright(q))
        return false;
    a = matrix_apply(m, a), b = matrix_apply(m, b);
    if (!is_whole(a.x) || !is_whole(a.y) || !is_whole(b.x) || !is_whole(b.y))
        return false;
    const struct rect line = {(int)fmin(a.x, b.x), (int)fmin(a.y, b.y), (int)fmax(a.x, b.x) + 1,
                              (int)fmax(a.y, b.y) + 1};
    *r = rect_intersect(q->state.box, line);
    return true;
}

bool quick_line(struct quick *q, double x0, double y0, double x1, double y1,
                const struct style *color, const struct quick_pen *pen)
{
    struct rect r;
    if (is_crisp(q, (struct point){x0, y0}, (struct point){x1, y1}, pen, &r))
        return rect_empty(r) || quick_fill_pixels(q, r, color);
    const double points[] = {x0, y0, x1, y1};
    return quick_polyline(q, points, 4, color, pen);
}

/* False without memory; *usable says whether every number is finite. */
static bool path_points(struct quick *q, const double *points, size_t count, bool *usable)
{
    path_clear(&q->path);
    *usable = true;
    for (size_t i = 0; i + 1 < count; i += 2) {
        *usable = *usable && isfinite(points[i]) && isfinite(points[i + 1]);
        if (*usable && !path2d_line_to(&q->path, &q->state.matrix, points[i], points[i + 1]))
            return false;
    }
    return true;
}

bool quick_polyline(struct quick *q, const double *points, size_t count, const struct style *color,
                    const struct quick_pen *pen)
{
    bool usable;
    if (!has_pen(pen))
        return true;
    if (!path_points(q, points, count, &usable))
        return false;
    return !usable || draw_path(q, color, pen);
}

bool quick_polygon(struct quick *q, const double *points, size_t count, const struct style *color,
                   const struct quick_pen *pen)
{
    bool usable;
    if (!path_points(q, points, count, &usable) || !path2d_close_path(&q->path))
        return false;
    return !usable || draw_path(q, color, pen);
}

bool quick_rect(struct quick *q, double x, double y, double w, double h, double radius,
                const struct style *color, const struct quick_pen *pen)
{
    const struct matrix *m = &q->state.matrix;
    if (!isfinite(x) || !isfinite(y) || !isfinite(w) || !isfinite(h))
        return true;
    path_clear(&q->path);
    if (radius > 0 && isfinite(radius)) {
        const struct point r = {radius, radius}, radii[4] = {r, r, r, r};
        return path2d_add_round_rect(&q->path, m, x, y, w, h, radii) && draw_path(q, color, pen);
    }
    return path2d_rect(&q->path, m, x, y, w, h) && draw_path(q, color, pen);
}

bool quick_ellipse(struct quick *q, double x, double y, double rx, double ry,
                   const struct style *color, const struct quick_pen *pen)
{
    const double turn = 6.283185307179586;
    if (!isfinite(x) || !isfinite(y) || !(rx >= 0 && ry >= 0) || isinf(rx) || isinf(ry))
        return true;
    path_clear(&q->path);
    return path2d_ellipse(&q->path, &q->state.matrix, x, y, rx, ry, 0, 0, turn, false) &&
           path2d_close_path(&q->path) && draw_path(q, color, pen);
}

bool quick_arc(struct quick *q, double x, double y, double r, double a0, double a1,
               const struct style *color, const struct quick_pen *pen)
{
    const struct matrix *m = &q->state.matrix;
    if (!isfinite(x) || !isfinite(y) || !(r >= 0) || isinf(r) || !isfinite(a0) || !isfinite(a1))
        return true;
    path_clear(&q->path);
    if (!has_pen(pen) && !path2d_move_to(&q->path, m, x, y))
        return false;
    return path2d_arc(&q->path, m, x, y, r, a0, a1, false) && draw_path(q, color, pen);
}
