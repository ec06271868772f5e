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
    else if (r->strikes != NULL && r->masks == NULL)
        r->waits = !text_find_shape(r, box, &worker->arena, &r->ink.shape);
    else
        ok = ok && prepare_shape(r, 0, 0, box, worker, &r->ink.shape);
    return ok && paint_prepare(&r->ink.paint, box, &worker->arena);
}

enum {
    JOBS = 64,              /* about so many parts for the threads */
    GLYPHS_PER_RECORD = 32, /* as much work as a path of a few points */
    WORTH_A_THREAD = 40,    /* fewer records are done before another thread has woken up */
};

struct preparation {
    struct target *target;
    uint32_t records_per_job; /* what is done in one go by a thread */
    atomic_bool failed;
    atomic_bool waits; /* one of the records does */
};

static void leave_out(struct preparation *p, struct record *r)
{
    if (!atomic_exchange(&p->failed, true))
        log_warning("a drawing is left out: %s", error_text());
    r->ink = (struct ink){.shape = {.kind = SHAPE_EMPTY}};
    if (r->shadow_ink != NULL)
        *r->shadow_ink = r->ink;
}

static void prepare_job(void *data, int i, int thread)
{
    struct preparation *p = data;
    struct target *t = p->target;
    const uint32_t first = (uint32_t)i * p->records_per_job;
    for (uint32_t k = first; k < first + p->records_per_job && k < t->record_count; k++) {
        struct record *r = t->records[k];
        if (!prepare_record(r, &t->scene->workers[thread]))
            leave_out(p, r);
        else if (r->waits)
            atomic_store_explicit(&p->waits, true, memory_order_relaxed);
    }
}

/* The texts that lack glyphs: one thread makes those. */
static void prepare_waiting(struct preparation *p)
{
    struct target *t = p->target;
    for (uint32_t i = 0; i < t->record_count; i++) {
        struct record *r = t->records[i];
        if (r->waits &&
            !text_make_shape(r, r->reach.drawing, &t->scene->workers[0].arena, &r->ink.shape))
            leave_out(p, r);
    }
}

static bool worth_threads(const struct target *t)
{
    uint32_t work = t->record_count;
    for (uint32_t i = 0; work < WORTH_A_THREAD && i < t->record_count; i++)
        work += t->records[i]->glyph_count / GLYPHS_PER_RECORD;
    return work >= WORTH_A_THREAD;
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
    struct preparation p = {.target = t, .records_per_job = 1 + t->record_count / JOBS};
    const bool layers = want_layers(t), texts = text_prepare(t);
    atomic_init(&p.failed, !(layers && texts));
    atomic_init(&p.waits, false);
    layers_build(&t->scene->layers, t->scene);
    const uint32_t jobs = (t->record_count + p.records_per_job - 1) / p.records_per_job;
    pool_run(worth_threads(t) ? t->scene->pool : NULL, (int)jobs, prepare_job, &p);
    if (atomic_load(&p.waits))
        prepare_waiting(&p);
    return !atomic_load(&p.failed);
}
