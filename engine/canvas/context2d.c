/* The context's life: state stack, transforms, the current path, and questions about paths. */
#include "canvas/context2d.h"

#include "base/budget.h"
#include "base/error.h"
#include "canvas/context2d_impl.h"
#include "canvas/path2d_impl.h"
#include "canvas/path_hit.h"

void context2d_init(struct context2d *c, struct canvas *canvas)
{
    *c = (struct context2d){.canvas = canvas};
    state_init(&c->state);
}

static void drop_saved(struct context2d *c)
{
    while (c->saved_count > 0)
        state_finish(&c->saved[--c->saved_count]);
    budget_free(c->saved, c->saved_capacity * sizeof *c->saved);
    c->saved = NULL;
    c->saved_capacity = 0;
}

void context2d_finish(struct context2d *c)
{
    drop_saved(c);
    state_finish(&c->state);
    path_finish(&c->path);
    path_finish(&c->scratch);
    path_finish(&c->outline);
    *c = (struct context2d){0};
}

void context2d_attach(struct context2d *c, struct canvas *canvas)
{
    context2d_finish(c);
    context2d_init(c, canvas);
}

void context2d_reset(struct context2d *c)
{
    context2d_attach(c, c->canvas);
    canvas_clear(c->canvas, 0);
}

bool context2d_save(struct context2d *c)
{
    if (c->saved_count == CONTEXT2D_SAVES_MAX)
        return error_set("RangeError: %d states are saved and not restored; no more are kept",
                         CONTEXT2D_SAVES_MAX);
    if (c->saved_count == c->saved_capacity) {
        const uint32_t capacity = c->saved_capacity == 0 ? 4 : c->saved_capacity * 2;
        struct state *saved =
            budget_resize(c->saved, c->saved_capacity * sizeof *saved, capacity * sizeof *saved);
        if (saved == NULL)
            return error_prefix("%u saved states", (unsigned)capacity);
        c->saved = saved;
        c->saved_capacity = capacity;
    }
    state_copy(&c->saved[c->saved_count++], &c->state);
    return true;
}

void context2d_restore(struct context2d *c)
{
    if (c->saved_count == 0)
        return;
    state_finish(&c->state);
    c->state = c->saved[--c->saved_count];
}

/* A product that has overflowed would make everything after it NaN: it is left out. */
static void set(struct context2d *c, struct matrix m)
{
    if (matrix_is_finite(&m))
        c->state.matrix = m;
}

void context2d_transform(struct context2d *c, const struct matrix *m)
{
    if (matrix_is_finite(m))
        set(c, matrix_multiply(&c->state.matrix, m));
}

void context2d_scale(struct context2d *c, double x, double y)
{
    context2d_transform(c, &(struct matrix){x, 0, 0, y, 0, 0});
}

void context2d_rotate(struct context2d *c, double angle)
{
    const double cosine = cos(angle), sine = sin(angle);
    context2d_transform(c, &(struct matrix){cosine, sine, -sine, cosine, 0, 0});
}

void context2d_translate(struct context2d *c, double x, double y)
{
    context2d_transform(c, &(struct matrix){1, 0, 0, 1, x, y});
}

void context2d_set_transform(struct context2d *c, const struct matrix *m)
{
    set(c, *m);
}

void context2d_reset_transform(struct context2d *c)
{
    c->state.matrix = MATRIX_IDENTITY;
}

void context2d_begin_path(struct context2d *c)
{
    path_clear(&c->path);
}

const struct path *context2d_device_path(struct context2d *c, const struct path *path)
{
    if (path == NULL)
        return &c->path;
    path_clear(&c->scratch);
    return path2d_add(&c->scratch, path, &c->state.matrix) ? &c->scratch : NULL;
}

bool context2d_clip(struct context2d *c, const struct path *path, bool even_odd)
{
    const struct path *device = context2d_device_path(c, path);
    struct clip *clip =
        device == NULL ? NULL
                       : clip_create(c->state.clip, device, even_odd, canvas_bounds(c->canvas));
    path_clear(&c->scratch);
    if (clip == NULL)
        return false;
    clip_unref(c->state.clip);
    c->state.clip = clip;
    return true;
}

bool context2d_is_point_in_path(struct context2d *c, const struct path *path, double x, double y,
                                bool even_odd)
{
    const struct path *device = context2d_device_path(c, path);
    const bool hit = device != NULL && path_hit(device, even_odd, x, y);
    path_clear(&c->scratch);
    return hit;
}

struct stroke_style context2d_pen(const struct state *s)
{
    return (struct stroke_style){
        .width = s->line_width,
        .miter_limit = s->miter_limit,
        .cap = s->line_cap,
        .join = s->line_join,
        .dashes = s->line_dash == NULL ? NULL : s->line_dash->values,
        .dash_count = s->line_dash == NULL ? 0 : s->line_dash->count,
        .dash_offset = s->line_dash_offset,
    };
}

bool context2d_is_point_in_stroke(struct context2d *c, const struct path *path, double x, double y)
{
    struct matrix inverse;
    const struct path *device = context2d_device_path(c, path);
    if (device == NULL || !isfinite(x) || !isfinite(y) ||
        !matrix_invert(&c->state.matrix, &inverse))
        return false;
    const struct stroke_style pen = context2d_pen(&c->state);
    const struct point seen[2] = {{x - 1, y - 1}, {x + 1, y + 1}};
    const bool hit = stroke_path(device, &pen, &c->state.matrix, seen, &c->outline) &&
                     path_hit(&c->outline, false, x, y);
    path_clear(&c->outline);
    path_clear(&c->scratch);
    return hit;
}
