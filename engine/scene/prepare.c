/* Between recording and drawing: text becomes masks or paths, strokes become outlines, paths become
 * shapes, paints work out what every row needs, and layers are built. Done only for a list that is
 * new, on all threads. */
#define LOG_MODULE "scene"
#include "base/error.h"
#include "base/log.h"
#include "base/minmax.h"
#include "pixel/color.h"
#include "scene/clip_impl.h"
#include "scene/layers_impl.h"
#include "scene/scene_impl.h"
#include "scene/text.h"

bool prepare_shape(const struct record *r, double dx, double dy, struct rect bounds,
                   struct worker_memory *worker, struct shape *shape)
{
    const struct path *path = &r->path;
    struct matrix matrix = r->matrix;
    if (r->masks != NULL)
        return text_shape(r, (int)dx, (int)dy, bounds, &worker->arena, shape);
    if (dx != 0 || dy != 0) {
        const struct matrix by = {1, 0, 0, 1, dx, dy};
        path_clear(&worker->moved);
        if (!path_add(&worker->moved, path, &by))
            return false;
        path = &worker->moved;
        matrix = matrix_multiply(&by, &matrix);
    }
    if (r->stroked) {
        const struct point clip[2] = {{bounds.x0, bounds.y0}, {bounds.x1, bounds.y1}};
        path_clear(&worker->outline);
        if (!stroke_path(path, &r->style, &matrix, clip, &worker->outline))
            return false;
        path = &worker->outline;
    }
    return shape_from_path(shape, path, r->even_odd && !r->stroked, bounds, &worker->arena);
}

/* Straight colour times alpha, premultiplied. */
static uint32_t faded(uint32_t straight, uint32_t alpha)
{
    const uint32_t a = color_divide_255((straight >> 24) * alpha);
    return color_premultiply(a << 24 | (straight & 0xffffff));
}

static bool prepare_shadow(struct record *r)
{
    const struct layer *layer = r->shadow_layer;
    const bool solid = r->ink.paint.kind == PAINT_SOLID && r->filter_count == 0;
    *r->shadow_ink = (struct ink){
        .shape = {.kind = SHAPE_EMPTY},
        .paint = {.kind = PAINT_SOLID,
                  .color = faded(r->shadow.color, solid ? r->ink.paint.color >> 24 : 255)},
        .op = r->ink.op,
        .clip = r->ink.clip,
    };
    if (rect_empty(r->reach.mask)) /* nothing casts it */
        return true;
    if (layer == NULL || !layer->built)
        return false;
    r->shadow_ink->shape = (struct shape){.kind = SHAPE_MASK,
                                          .box = rect_intersect(layer->box, r->reach.shadow),
                                          .mask = &layer->mask};
    return true;
}

static bool prepare_picture(struct record *r)
{
    const struct layer *layer = r->picture_layer;
    if (rect_empty(r->reach.picture)) /* nothing of the path is near */
        return true;
    if (layer == NULL || !layer->built)
        return false;
    r->ink.shape =
        (struct shape){.kind = SHAPE_BOX, .box = rect_intersect(layer->box, r->reach.drawing)};
    layer_paint(layer, &r->ink.paint);
    return true;
}

static bool prepare_record(struct record *r, struct worker_memory *worker)
{
    const struct rect box = r->reach.drawing;
    bool ok = true;
    if (clip_masked(r->clip) != NULL) {
        ok = r->clip_layer != NULL && r->clip_layer->built;
        r->ink.clip = ok ? &r->clip_layer->mask : NULL;
    }
    if (r->shadow_ink != NULL)
        ok = ok && prepare_shadow(r);
    r->ink.shape = (struct shape){.kind = SHAPE_EMPTY};
    if (rect_empty(box))
        return ok;
    if (r->filter_count > 0)
        ok = ok && prepare_picture(r);
    else
        ok = ok && prepare_shape(r, 0, 0, box, worker, &r->ink.shape);
    return ok && paint_prepare(&r->ink.paint, box, &worker->arena);
}

/* What is to be done in one go by a thread. */
enum { RECORDS_PER_JOB = 16 };

struct preparation {
    struct target *target;
    atomic_bool failed;
};

static void prepare_job(void *data, int i, int thread)
{
    struct preparation *p = data;
    struct target *t = p->target;
    const uint32_t first = (uint32_t)i * RECORDS_PER_JOB;
    for (uint32_t k = first; k < first + RECORDS_PER_JOB && k < t->record_count; k++) {
        struct record *r = t->records[k];
        if (prepare_record(r, &t->scene->workers[thread]))
            continue;
        if (!atomic_exchange(&p->failed, true))
            log_warning("a drawing is left out: %s", error_text());
        r->ink = (struct ink){.shape = {.kind = SHAPE_EMPTY}};
        if (r->shadow_ink != NULL)
            *r->shadow_ink = r->ink;
    }
}

/* Asks for the layers of all records. False when memory is missing. */
static bool want_layers(struct target *t)
{
    struct layers *l = &t->scene->layers;
    bool ok = true;
    for (uint32_t i = 0; i < t->record_count; i++) {
        struct record *r = t->records[i];
        const struct clip *clip = clip_masked(r->clip);
        if (clip != NULL)
            ok = (r->clip_layer = layers_clip(l, clip)) != NULL && ok;
        if (!rect_empty(r->reach.picture))
            ok = (r->picture_layer = layers_picture(l, r)) != NULL && ok;
        if (r->shadow_ink != NULL && !rect_empty(r->reach.mask))
            ok = (r->shadow_layer = layers_shadow(l, r)) != NULL && ok;
    }
    return ok;
}

bool prepare_list(struct target *t)
{
    if (t->record_count == 0)
        return true;
    struct preparation p = {.target = t};
    const bool layers = want_layers(t), texts = text_prepare(t);
    atomic_init(&p.failed, !(layers && texts));
    layers_build(&t->scene->layers, t->scene);
    const uint32_t jobs = (t->record_count + RECORDS_PER_JOB - 1) / RECORDS_PER_JOB;
    /* Fewer are done before another thread has woken up. */
    struct pool *pool = jobs > 2 ? t->scene->pool : NULL;
    pool_run(pool, (int)jobs, prepare_job, &p);
    return !atomic_load(&p.failed);
}
