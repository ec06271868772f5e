/* Images: fitted into a box, turned about an anchor, tinted, or cut into nine slices. */
#include <math.h>

#include "canvas/filter_parse.h"
#include "canvas/path2d.h"
#include "canvas/quick.h"
#include "canvas/quick_impl.h"

struct area {
    double x, y, w, h;
};

/* An image that is being drawn. */
struct job {
    struct quick *q;
    struct canvas *source;
    const struct quick_image *how;
    double alpha;
    bool straight; /* not turned, neither by the state's transform nor by itself */
};

struct quick_image quick_image_defaults(struct canvas *source)
{
    return (struct quick_image){.src = canvas_bounds(source), .alpha = 1, .smooth = true};
}

/* The pixels that an area touches. */
static struct rect touched(struct area a)
{
    return (struct rect){(int)floor(a.x), (int)floor(a.y), (int)ceil(a.x + a.w),
                         (int)ceil(a.y + a.h)};
}

/* Draws the area `src` of the source to `dst`; `m` leads from there to the device. Smoothing looks
 * at pixels of `part` only. */
static bool draw_part(const struct job *j, const struct matrix *m, struct rect part,
                      struct area src, struct area dst)
{
    const double sx = dst.w / src.w, sy = dst.h / src.h;
    const struct matrix stretch = {sx, 0, 0, sy, dst.x - src.x * sx, dst.y - src.y * sy};
    struct matrix device = matrix_multiply(m, &stretch);
    if (rect_empty(part)) /* too narrow for a double to tell */
        return true;
    struct canvas *source = j->source;
    enum paint_sampling sampling = SAMPLE_NEAREST;
    if (j->how->smooth)
        source = canvas_shrink(source, &device, &part, &sampling);
    struct filter tint = filter_tint(j->how->tint);
    struct drawing d = {.path = &j->q->path, .source = canvas_target(source)};
    d.paint = (struct paint){
        .kind = PAINT_IMAGE,
        .alpha = (uint8_t)(j->alpha * 255 + 0.5),
        .image = {.part = part,
                  .sampling = sampling,
                  .extend_x = EXTEND_CLAMP,
                  .extend_y = EXTEND_CLAMP,
                  .opaque = canvas_is_opaque(j->source)},
    };
    if (j->how->has_tint) {
        d.filters = &tint;
        d.filter_count = 1;
    }
    if (!matrix_invert(&device, &d.paint.inverse))
        return true;
    path_clear(&j->q->path);
    return path2d_rect(&j->q->path, m, dst.x, dst.y, dst.w, dst.h) && quick_append(j->q, &d);
}

/* Pixel for pixel onto whole pixels. */
static bool draw_copy(const struct job *j, struct area dst)
{
    struct quick *q = j->q;
    const struct rect src = j->how->src;
    struct rect at;
    const struct quick_state *s = &q->state;
    if (!quick_snap_rect(q, dst.x, dst.y, dst.w, dst.h, &at))
        return true;
    const int x = quick_snap(dst.x + s->matrix.e), y = quick_snap(dst.y + s->matrix.f);
    if (s->turned || s->blend != COMPOSITE_SOURCE_OVER || j->alpha < 1 || j->how->has_tint) {
        const struct area from = {src.x0, src.y0, dst.w, dst.h}, to = {x, y, dst.w, dst.h};
        return draw_part(j, &MATRIX_IDENTITY, src, from, to);
    }
    return target_copy(canvas_target(q->canvas), s->box, canvas_target(j->source), src, x, y,
                       canvas_is_opaque(j->source) ? COMPOSITE_COPY : COMPOSITE_SOURCE_OVER);
}

static struct matrix place(const struct job *j, double x, double y)
{
    const double c = cos(j->how->rotate), s = sin(j->how->rotate);
    const struct matrix own = {c, s, -s, c, x, y};
    return matrix_multiply(&j->q->state.matrix, &own);
}

/* The four edges along one axis: of the source's part, and of what is drawn. Edges that do not fit
 * are made smaller together. */
static void slice(double begin, double length, double low, double high, double to, double to_length,
                  double src[4], double dst[4])
{
    const double scale = low + high > to_length ? to_length / (low + high) : 1;
    src[0] = begin, src[1] = begin + low, src[2] = begin + length - high, src[3] = begin + length;
    dst[0] = to, dst[1] = to + low * scale, dst[2] = to + to_length - high * scale;
    dst[3] = to + to_length;
}

/* Puts edges on whole pixels, so that neighbours abut without a seam. */
static void snap_edges(double edges[4], double factor, double offset)
{
    for (int i = 0; i < 4; i++)
        edges[i] = (floor(edges[i] * factor + offset + 0.5) - offset) / factor;
}

static bool draw_slices(const struct job *j, const struct matrix *m, struct area dst)
{
    const struct quick_image *how = j->how;
    const struct rect r = how->src;
    double sx[4], sy[4], dx[4], dy[4];
    slice(r.x0, r.x1 - r.x0, how->left, how->right, dst.x, dst.w, sx, dx);
    slice(r.y0, r.y1 - r.y0, how->top, how->bottom, dst.y, dst.h, sy, dy);
    if (j->straight) {
        snap_edges(dx, m->a, m->e);
        snap_edges(dy, m->d, m->f);
    }
    for (int i = 0; i < 9; i++) {
        const int x = i % 3, y = i / 3;
        const struct area from = {sx[x], sy[y], sx[x + 1] - sx[x], sy[y + 1] - sy[y]};
        const struct area to = {dx[x], dy[y], dx[x + 1] - dx[x], dy[y + 1] - dy[y]};
        if (from.w > 0 && from.h > 0 && !draw_part(j, m, touched(from), from, to))
            return false;
    }
    return true;
}

/* FIT_COVER takes less of the source, FIT_CONTAIN less of the box: about the middle. */
static void fit(enum image_fit how, struct area *src, struct area *dst)
{
    const double sx = dst->w / src->w, sy = dst->h / src->h;
    if (how == FIT_COVER) {
        const double scale = fmax(sx, sy), w = dst->w / scale, h = dst->h / scale;
        *src = (struct area){src->x + (src->w - w) / 2, src->y + (src->h - h) / 2, w, h};
    } else if (how == FIT_CONTAIN) {
        const double scale = fmin(sx, sy), w = src->w * scale, h = src->h * scale;
        *dst = (struct area){dst->x + (dst->w - w) / 2, dst->y + (dst->h - h) / 2, w, h};
    }
}

static bool can_slice(const struct quick_image *how)
{
    const int w = how->src.x1 - how->src.x0, h = how->src.y1 - how->src.y0;
    return how->has_slice && how->left >= 0 && how->top >= 0 && how->right >= 0 &&
           how->bottom >= 0 && how->left <= w - how->right && how->top <= h - how->bottom;
}

static double box_width(const struct quick_image *how)
{
    return how->has_size ? how->w : how->src.x1 - how->src.x0;
}

static double box_height(const struct quick_image *how)
{
    return how->has_size ? how->h : how->src.y1 - how->src.y0;
}

static bool draw_one(const struct job *j, double x, double y)
{
    const struct quick_image *how = j->how;
    struct area src = {how->src.x0, how->src.y0, how->src.x1 - how->src.x0,
                       how->src.y1 - how->src.y0};
    const double w = box_width(how), h = box_height(how);
    /* The box about the anchor. */
    struct area dst = {fmin(-how->anchor.x * w, w - how->anchor.x * w),
                       fmin(-how->anchor.y * h, h - how->anchor.y * h), fabs(w), fabs(h)};
    if (!isfinite(x + y) || !isfinite(dst.x + dst.w) || !isfinite(dst.y + dst.h) ||
        !(dst.w > 0 && dst.h > 0) || !isfinite(how->rotate))
        return true;
    const struct matrix *m = &j->q->state.matrix;
    if (j->straight && m->a == 1 && m->d == 1 && dst.w == src.w && dst.h == src.h)
        return draw_copy(j, (struct area){x + dst.x, y + dst.y, dst.w, dst.h});
    const struct matrix placed = place(j, x, y);
    if (can_slice(how))
        return draw_slices(j, &placed, dst);
    fit(how->fit, &src, &dst);
    return draw_part(j, &placed, how->src, src, dst);
}

static bool draw_all(const struct job *j, const double *points, size_t count)
{
    for (size_t i = 0; i + 1 < count; i += 2)
        if (!draw_one(j, points[i], points[i + 1]))
            return false;
    return true;
}

/* Fills `whole` with the nine parts, which abut there on whole pixels. */
static bool put_together(const struct job *j, struct canvas *whole)
{
    const struct area box = {0, 0, fabs(box_width(j->how)), fabs(box_height(j->how))};
    const struct matrix m = {canvas_width(whole) / box.w, 0, 0, canvas_height(whole) / box.h, 0, 0};
    struct quick_image how = *j->how;
    struct quick q;
    quick_init(&q, whole);
    how.has_tint = false;
    const struct job upright = {
        .q = &q, .source = j->source, .how = &how, .alpha = 1, .straight = true};
    const bool ok = draw_slices(&upright, &m, box);
    quick_finish(&q);
    return ok;
}

/* Between parts that are turned one by one, what is behind them would show through: they are put
 * together upright, about as large as they will be, and turned as one picture. */
static bool draw_turned_slices(const struct job *j, const double *points, size_t count)
{
    enum { WHOLE_PIXELS_MAX = 1 << 24 }; /* beyond that they are turned one by one */
    const struct matrix m = place(j, 0, 0);
    const double w = floor(fabs(box_width(j->how)) * hypot(m.a, m.b) + 0.5);
    const double h = floor(fabs(box_height(j->how)) * hypot(m.c, m.d) + 0.5);
    if (!(w >= 1 && h >= 1 && w <= SURFACE_MAX_SIDE && h <= SURFACE_MAX_SIDE &&
          w * h <= WHOLE_PIXELS_MAX))
        return draw_all(j, points, count);
    struct canvas *whole = canvas_create(canvas_scene(j->q->canvas), (int)w, (int)h);
    if (whole == NULL) /* seams are better than nothing */
        return draw_all(j, points, count);
    struct quick_image how = *j->how;
    how.src = canvas_bounds(whole);
    how.has_size = true;
    how.w = box_width(j->how);
    how.h = box_height(j->how);
    how.fit = FIT_STRETCH;
    how.has_slice = false;
    struct job turned = *j;
    turned.source = whole;
    turned.how = &how;
    const bool ok = put_together(j, whole) && draw_all(&turned, points, count);
    canvas_destroy(whole);
    return ok;
}

bool quick_images(struct quick *q, struct canvas *source, const double *points, size_t count,
                  const struct quick_image *how)
{
    const struct job j = {
        .q = q,
        .source = source,
        .how = how,
        .alpha = q->state.alpha * (how->alpha >= 0 ? fmin(how->alpha, 1) : 0),
        .straight = quick_is_upright(q) && how->rotate == 0,
    };
    struct matrix inverse;
    if (rect_empty(how->src) || !rect_contains(canvas_bounds(source), how->src) ||
        !matrix_invert(&q->state.matrix, &inverse))
        return true;
    return can_slice(how) && !j.straight ? draw_turned_slices(&j, points, count)
                                         : draw_all(&j, points, count);
}

bool quick_image(struct quick *q, struct canvas *source, double x, double y,
                 const struct quick_image *how)
{
    return quick_images(q, source, (const double[]){x, y}, 2, how);
}
