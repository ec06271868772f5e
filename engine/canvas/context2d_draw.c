/* Drawing: HTML's drawing model, "4.12.5.1.21". What is drawn (with the filter), its shadow, global
 * alpha, operator and clip are one call of the scene's. */
#include <string.h>

#include "canvas/context2d.h"
#include "canvas/context2d_impl.h"
#include "canvas/filter_parse.h"
#include "canvas/path2d.h"

/* HTML: drawn if the colour is not transparent, and it is blurred or somewhere else. "copy" would
 * replace it at once. */
static struct shadow find_shadow(const struct state *s)
{
    const bool beside = s->shadow_offset_x != 0 || s->shadow_offset_y != 0;
    if (s->shadow_color >> 24 == 0 || !(beside || s->shadow_blur != 0) ||
        s->global_composite_operation == COMPOSITE_COPY)
        return (struct shadow){0};
    return (struct shadow){
        .color = s->shadow_color,
        .dx = s->shadow_offset_x,
        .dy = s->shadow_offset_y,
        .sigma = fmin(s->shadow_blur / 2, FILTER_SIGMA_MAX),
    };
}

static bool has_filter(const struct state *s)
{
    return s->filter != NULL && s->filter->count > 0;
}

/* What a filter makes of it need not be proportional, so with one it is the last filter of the list
 * instead. */
double context2d_paint_alpha(const struct state *s)
{
    return has_filter(s) ? 1 : s->global_alpha;
}

static enum paint_sampling find_sampling(const struct state *s)
{
    if (!s->image_smoothing_enabled)
        return SAMPLE_NEAREST;
    return s->image_smoothing_quality == SMOOTHING_LOW ? SAMPLE_BILINEAR : SAMPLE_AREA;
}

bool context2d_draw(struct context2d *c, struct drawing *d)
{
    const struct state *s = &c->state;
    struct filter filters[FILTER_LIST_MAX + 1];
    d->op = s->global_composite_operation;
    d->clip = s->clip;
    d->shadow = find_shadow(s);
    if (has_filter(s)) {
        d->filters = s->filter->filters;
        d->filter_count = s->filter->count;
        if (s->global_alpha < 1) {
            memcpy(filters, d->filters, (size_t)d->filter_count * sizeof filters[0]);
            filters[d->filter_count++] = filter_opacity(s->global_alpha);
            d->filters = filters;
        }
    }
    const bool ok = target_draw(canvas_target(c->canvas), d);
    d->filters = NULL; /* they may be this function's */
    if (!ok)
        return false;
    if (canvas_loses_opacity(c->canvas, d->op))
        canvas_make_opaque(c->canvas,
                           rect_intersect(canvas_bounds(c->canvas), clip_bounds(d->clip)));
    return true;
}

bool context2d_draw_style(struct context2d *c, const struct style *style, struct drawing *d)
{
    struct matrix inverse;
    if (!matrix_invert(&c->state.matrix, &inverse))
        return true;
    return style_paint(style, &inverse, context2d_paint_alpha(&c->state), find_sampling(&c->state),
                       d) &&
           context2d_draw(c, d);
}

bool context2d_fill(struct context2d *c, const struct path *path, bool even_odd)
{
    struct drawing d = {.path = context2d_device_path(c, path), .even_odd = even_odd};
    const bool ok = d.path != NULL && context2d_draw_style(c, &c->state.fill_style, &d);
    path_clear(&c->scratch); /* of which the list has a copy */
    return ok;
}

bool context2d_stroke_device(struct context2d *c, const struct path *device)
{
    const struct stroke_style pen = context2d_pen(&c->state);
    struct drawing d = {.path = device, .stroke = &pen, .matrix = c->state.matrix};
    return context2d_draw_style(c, &c->state.stroke_style, &d);
}

bool context2d_stroke(struct context2d *c, const struct path *path)
{
    const struct path *device = context2d_device_path(c, path);
    const bool ok = device != NULL && context2d_stroke_device(c, device);
    path_clear(&c->scratch);
    return ok;
}

static bool is_finite(struct box b)
{
    return isfinite(b.x) && isfinite(b.y) && isfinite(b.w) && isfinite(b.h);
}

/* A coordinate that is a whole pixel, and so small that an int holds it. */
static bool is_whole(double v)
{
    return v == floor(v) && fabs(v) < 0x1p30;
}

/* The rectangle as whole pixels, if the transform leaves it that. */
static bool whole_pixels(const struct matrix *m, struct box b, struct rect *r)
{
    if (m->b != 0 || m->c != 0)
        return false;
    const double x0 = m->a * b.x + m->e, x1 = m->a * (b.x + b.w) + m->e;
    const double y0 = m->d * b.y + m->f, y1 = m->d * (b.y + b.h) + m->f;
    if (!is_whole(x0) || !is_whole(x1) || !is_whole(y0) || !is_whole(y1))
        return false;
    *r = (struct rect){(int)fmin(x0, x1), (int)fmin(y0, y1), (int)fmax(x0, x1), (int)fmax(y0, y1)};
    return true;
}

bool context2d_is_local(const struct state *s)
{
    return !has_filter(s) && find_shadow(s).color == 0 &&
           composite_is_bounded(s->global_composite_operation);
}

/* True if nothing but paint and operator counts, and only where something is drawn. */
static bool is_plain(const struct state *s)
{
    return s->clip == NULL && context2d_is_local(s);
}

/* The rectangle in `scratch`, in device space. */
static bool place_rect(struct context2d *c, struct box b)
{
    path_clear(&c->scratch);
    return path2d_rect(&c->scratch, &c->state.matrix, b.x, b.y, b.w, b.h);
}

bool context2d_fill_rect(struct context2d *c, double x, double y, double w, double h)
{
    const struct state *s = &c->state;
    const struct box b = {x, y, w, h};
    struct rect r;
    if (!is_finite(b))
        return true;
    /* The scene's cheapest command, for most of what scripts draw. */
    if (s->fill_style.kind == STYLE_COLOR && is_plain(s) && whole_pixels(&s->matrix, b, &r)) {
        target_fill(canvas_target(c->canvas), r, style_color(s->fill_style.color, s->global_alpha),
                    s->global_composite_operation);
        if (canvas_loses_opacity(c->canvas, s->global_composite_operation))
            canvas_make_opaque(c->canvas, r);
        return true;
    }
    struct drawing d = {.path = &c->scratch};
    return place_rect(c, b) && context2d_draw_style(c, &s->fill_style, &d);
}

/* HTML: with one size 0 it is a line, with both nothing. */
bool context2d_stroke_rect(struct context2d *c, double x, double y, double w, double h)
{
    if (!is_finite((struct box){x, y, w, h}) || (w == 0 && h == 0))
        return true;
    if (w != 0 && h != 0)
        return place_rect(c, (struct box){x, y, w, h}) && context2d_stroke_device(c, &c->scratch);
    path_clear(&c->scratch);
    return path2d_move_to(&c->scratch, &c->state.matrix, x, y) &&
           path2d_line_to(&c->scratch, &c->state.matrix, x + w, y + h) &&
           context2d_stroke_device(c, &c->scratch);
}

/* Shadow, filter, alpha and operator do not count. */
bool context2d_clear_rect(struct context2d *c, double x, double y, double w, double h)
{
    const struct box b = {x, y, w, h};
    const struct rect all = canvas_bounds(c->canvas);
    struct matrix inverse;
    struct rect r;
    if (!is_finite(b) || !matrix_invert(&c->state.matrix, &inverse))
        return true;
    if (c->state.clip == NULL && whole_pixels(&c->state.matrix, b, &r) && rect_contains(r, all)) {
        canvas_clear(c->canvas, 0); /* culls what was drawn before */
        return true;
    }
    struct drawing d = {
        .path = &c->scratch,
        .paint = {.kind = PAINT_SOLID, .color = 0xff000000},
        .op = COMPOSITE_DESTINATION_OUT,
        .clip = c->state.clip,
    };
    if (!place_rect(c, b) || !target_draw(canvas_target(c->canvas), &d))
        return false;
    if (canvas_is_screen(c->canvas))
        canvas_make_opaque(c->canvas, rect_intersect(all, clip_bounds(d.clip)));
    return true;
}

/* Brings the range into 0 to `size`, and the one that it is drawn to along in proportion. False if
 * nothing of it is left. Negative lengths go to the other side. */
static bool cut(double *from, double *length, double *to, double *to_length, double size)
{
    if (*length < 0)
        *from += *length, *length = -*length;
    if (*to_length < 0)
        *to += *to_length, *to_length = -*to_length;
    const double begin = fmax(*from, 0), end = fmin(*from + *length, size);
    if (!(begin < end))
        return false;
    const double scale = *to_length / *length;
    *to += (begin - *from) * scale;
    *to_length = (end - begin) * scale;
    *from = begin;
    *length = end - begin;
    return true;
}

/* Pixel for pixel onto whole pixels, as a copy. */
static bool is_copy(const struct state *s, struct box from, struct box to, struct rect *at)
{
    return is_plain(s) && s->global_composite_operation == COMPOSITE_SOURCE_OVER &&
           s->global_alpha == 1 && s->matrix.a == 1 && s->matrix.d == 1 && from.w == to.w &&
           from.h == to.h && is_whole(from.x) && is_whole(from.y) && is_whole(from.w) &&
           is_whole(from.h) && whole_pixels(&s->matrix, to, at);
}

bool context2d_draw_image(struct context2d *c, struct canvas *source, struct box from,
                          struct box to)
{
    const struct rect size = canvas_bounds(source);
    const bool opaque = canvas_is_opaque(source);
    struct rect at;
    if (!is_finite(from) || !is_finite(to) || !cut(&from.x, &from.w, &to.x, &to.w, size.x1) ||
        !cut(&from.y, &from.h, &to.y, &to.h, size.y1))
        return true;
    if (is_copy(&c->state, from, to, &at)) {
        const struct rect part = {(int)from.x, (int)from.y, (int)(from.x + from.w),
                                  (int)(from.y + from.h)};
        return target_copy(canvas_target(c->canvas), canvas_bounds(c->canvas),
                           canvas_target(source), part, at.x0, at.y0,
                           opaque ? COMPOSITE_COPY : COMPOSITE_SOURCE_OVER);
    }

    /* From the picture's pixels to user space, then to the device. What smoothing needs from beyond
     * the source rectangle is taken from the picture where there is one, as the standard says. */
    const double sx = to.w / from.w, sy = to.h / from.h;
    const struct matrix user = {sx, 0, 0, sy, to.x - from.x * sx, to.y - from.y * sy};
    struct matrix device = matrix_multiply(&c->state.matrix, &user);
    struct rect part = size;
    enum paint_sampling sampling = find_sampling(&c->state);
    if (canvas_is_picture(source) && sampling == SAMPLE_AREA &&
        c->state.image_smoothing_quality == SMOOTHING_MEDIUM) /* "high" takes the exact mean */
        source = canvas_shrink(source, &device, &part, &sampling);
    struct drawing d = {.path = &c->scratch, .source = canvas_target(source)};
    d.paint = (struct paint){
        .kind = PAINT_IMAGE,
        .alpha = (uint8_t)(context2d_paint_alpha(&c->state) * 255 + 0.5),
        .image = {.part = part,
                  .sampling = sampling,
                  .extend_x = EXTEND_CLAMP,
                  .extend_y = EXTEND_CLAMP,
                  .opaque = opaque},
    };
    if (!matrix_invert(&device, &d.paint.inverse))
        return true;
    return place_rect(c, to) && context2d_draw(c, &d);
}
