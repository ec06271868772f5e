/* The quick functions' state, and the way of their drawings to the scene. */
#include "canvas/quick.h"

#include <math.h>

#include "base/budget.h"
#include "base/error.h"
#include "canvas/path2d.h"
#include "canvas/quick_impl.h"

static void start(struct quick_state *s, const struct canvas *canvas)
{
    *s = (struct quick_state){
        .matrix = MATRIX_IDENTITY,
        .box = canvas_bounds(canvas),
        .alpha = 1,
        .blend = COMPOSITE_SOURCE_OVER,
    };
}

void quick_init(struct quick *q, struct canvas *canvas)
{
    *q = (struct quick){.canvas = canvas};
    start(&q->state, canvas);
}

void quick_restart(struct quick *q, struct canvas *canvas)
{
    while (quick_pop(q))
        continue;
    clip_unref(q->state.clip);
    q->canvas = canvas;
    start(&q->state, canvas);
}

void quick_finish(struct quick *q)
{
    while (quick_pop(q))
        continue;
    clip_unref(q->state.clip);
    budget_free(q->pushed, q->pushed_capacity * sizeof *q->pushed);
    path_finish(&q->path);
    *q = (struct quick){0};
}

bool quick_push(struct quick *q)
{
    if (q->pushed_count == QUICK_PUSHES_MAX)
        return error_set("push: %d pushes wait for their pop; no more are kept", QUICK_PUSHES_MAX);
    if (q->pushed_count == q->pushed_capacity) {
        const uint32_t capacity = q->pushed_capacity == 0 ? 4 : q->pushed_capacity * 2;
        struct quick_state *pushed = budget_resize(q->pushed, q->pushed_capacity * sizeof *pushed,
                                                   capacity * sizeof *pushed);
        if (pushed == NULL)
            return error_prefix("%u pushes", (unsigned)capacity);
        q->pushed = pushed;
        q->pushed_capacity = capacity;
    }
    q->pushed[q->pushed_count++] = q->state;
    clip_ref(q->state.clip);
    return true;
}

bool quick_pop(struct quick *q)
{
    if (q->pushed_count == 0)
        return false;
    clip_unref(q->state.clip);
    q->state = q->pushed[--q->pushed_count];
    return true;
}

/* What is not finite, or would make the matrix so, is left out. */
static void transform(struct quick *q, struct matrix m)
{
    m = matrix_multiply(&q->state.matrix, &m);
    if (matrix_is_finite(&m))
        q->state.matrix = m;
}

void quick_translate(struct quick *q, double x, double y)
{
    transform(q, (struct matrix){1, 0, 0, 1, x, y});
}

void quick_rotate(struct quick *q, double angle, double cx, double cy)
{
    const double c = cos(angle), s = sin(angle);
    transform(q, (struct matrix){c, s, -s, c, cx - c * cx + s * cy, cy - s * cx - c * cy});
}

void quick_scale(struct quick *q, double sx, double sy)
{
    transform(q, (struct matrix){sx, 0, 0, sy, 0, 0});
}

void quick_shear(struct quick *q, double kx, double ky)
{
    transform(q, (struct matrix){1, ky, kx, 1, 0, 0});
}

void quick_alpha(struct quick *q, double alpha)
{
    if (!isnan(alpha))
        q->state.alpha = fmin(fmax(alpha, 0), 1);
}

void quick_blend(struct quick *q, enum composite_operator op)
{
    q->state.blend = op;
}

static bool is_whole_canvas(const struct quick *q)
{
    return rect_contains(q->state.box, canvas_bounds(q->canvas));
}

bool quick_find_clip(struct quick *q, struct clip **clip)
{
    struct quick_state *s = &q->state;
    if (s->clip == NULL && !is_whole_canvas(q)) {
        s->clip = clip_create_rect(NULL, s->box, canvas_bounds(q->canvas));
        if (s->clip == NULL)
            return false;
    }
    *clip = s->clip;
    return true;
}

static void replace_clip(struct quick_state *s, struct clip *clip)
{
    clip_unref(s->clip);
    s->clip = clip;
}

/* A rectangle that is not upright. */
static bool clip_turned(struct quick *q, double x, double y, double w, double h)
{
    struct clip *parent;
    path_clear(&q->path);
    if (!path2d_rect(&q->path, &q->state.matrix, x, y, w, h) || !quick_find_clip(q, &parent))
        return false;
    struct clip *clip = clip_create(parent, &q->path, false, canvas_bounds(q->canvas));
    if (clip == NULL)
        return false;
    replace_clip(&q->state, clip);
    q->state.turned = true;
    q->state.box = rect_intersect(q->state.box, clip_bounds(clip));
    return true;
}

bool quick_clip(struct quick *q, double x, double y, double w, double h)
{
    struct quick_state *s = &q->state;
    if (!quick_is_upright(q))
        return clip_turned(q, x, y, w, h);
    struct rect r;
    if (!quick_snap_rect(q, x, y, w, h, &r))
        r = (struct rect){0};
    struct clip *clip = NULL;
    if (s->turned) {
        clip = clip_create_rect(s->clip, r, canvas_bounds(q->canvas));
        if (clip == NULL)
            return false;
    }
    replace_clip(s, clip);
    s->box = r;
    return true;
}

void quick_clip_reset(struct quick *q)
{
    replace_clip(&q->state, NULL);
    q->state.turned = false;
    q->state.box = canvas_bounds(q->canvas);
}

bool quick_append(struct quick *q, struct drawing *d)
{
    d->op = q->state.blend;
    if (!quick_find_clip(q, &d->clip) || !target_draw(canvas_target(q->canvas), d))
        return false;
    if (canvas_loses_opacity(q->canvas, d->op))
        canvas_make_opaque(q->canvas, q->state.box);
    return true;
}

bool quick_draw(struct quick *q, struct drawing *d, const struct style *style)
{
    struct matrix inverse;
    if (!matrix_invert(&q->state.matrix, &inverse))
        return true;
    if (d->glyphs == NULL) /* these have one of their own */
        d->matrix = q->state.matrix;
    return style_paint(style, &inverse, q->state.alpha, SAMPLE_BILINEAR, d) && quick_append(q, d);
}
