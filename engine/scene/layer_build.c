/* What is in a layer: coverage of a chain of clips, a picture with filters, or a shadow (HTML,
 * "drawing model": the drawing's alpha, moved and blurred; its colour comes when it is drawn). */
#define LOG_MODULE "scene"
#include "scene/layers_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/minmax.h"
#include "scene/clip_impl.h"
#include "scene/scene_impl.h"
#include "scene/text.h"

bool shadow_needs_paint(const struct record *r)
{
    return r->ink.paint.kind != PAINT_SOLID && !paint_is_opaque(&r->ink.paint);
}

static struct rect next_rows(const struct rect *all, int y)
{
    return (struct rect){all->x0, y, all->x1, int_min(y + SCRATCH_ROWS, all->y1)};
}

static uint8_t *scratch_row(const struct scratch *s, uint8_t *rows, int row)
{
    return rows + (size_t)row * s->stride;
}

/* Multiplies the mask's pixels of r with the shape's coverage, or, if `first`, takes it. */
static void cover_rows(const struct mask *m, const struct shape *shape, struct rect r, bool first,
                       struct scratch *scratch)
{
    const size_t n = (size_t)(r.x1 - r.x0);
    const bool any = shape_coverage(shape, r, scratch->coverage, scratch->stride, scratch);
    for (int y = r.y0; y < r.y1; y++) {
        const uint8_t *coverage = scratch_row(scratch, scratch->coverage, y - r.y0);
        if (!any)
            memset(mask_at(m, r.x0, y), 0, n);
        else if (first)
            memcpy(mask_at(m, r.x0, y), coverage, n);
        else
            composite_multiply_masks(mask_at(m, r.x0, y), coverage, n);
    }
}

static void cover(const struct mask *m, const struct shape *shape, bool first,
                  struct scratch *scratch)
{
    for (int y = m->box.y0; y < m->box.y1; y += SCRATCH_ROWS)
        cover_rows(m, shape, next_rows(&m->box, y), first, scratch);
}

/* Multiplies the mask with another that holds all of its pixels. */
static void multiply(const struct mask *m, const struct mask *by)
{
    for (int y = m->box.y0; y < m->box.y1; y++)
        composite_multiply_masks(mask_at(m, m->box.x0, y), mask_at(by, m->box.x0, y),
                                 (size_t)(m->box.x1 - m->box.x0));
}

/* Coverage of the clip's own path and of those further out, up to one that has a layer. */
static bool build_clip(struct layer *layer, struct worker_memory *worker)
{
    const struct mask *m = &layer->mask;
    if (layer->needed != NULL && !layer->needed->built)
        return error_set("no memory for a clip within a clip");
    if (!mask_init(&layer->mask, layer->box))
        return false;
    for (const struct clip *c = layer->clip; c != layer->needed_clip; c = c->parent) {
        struct shape shape;
        if (!shape_from_path(&shape, &c->path, c->even_odd, m->box, &worker->arena))
            return false;
        cover(m, &shape, c == layer->clip, &worker->scratch);
    }
    if (layer->needed != NULL)
        multiply(m, &layer->needed->mask);
    return true;
}

/* The paint, moved with what it paints. */
static bool moved_paint(const struct paint *p, double dx, double dy, struct rect box,
                        struct arena *arena, struct paint *moved)
{
    *moved = *p;
    const struct matrix back = {1, 0, 0, 1, -dx, -dy};
    if (p->kind != PAINT_SOLID)
        moved->inverse = matrix_multiply(&p->inverse, &back);
    return paint_prepare(moved, box, arena);
}

/* Draws the record by itself, its picture's top left at (0, 0), then filters it. */
static bool build_picture(struct layer *layer, struct worker_memory *worker)
{
    const struct record *r = layer->record;
    const struct rect box = layer->box;
    struct surface *s = &layer->picture;
    if (!surface_init(s, box.x1 - box.x0, box.y1 - box.y0))
        return false;
    const struct rect all = surface_bounds(s);
    struct ink ink = {.op = COMPOSITE_SOURCE_OVER};
    if (!prepare_shape(r, -box.x0, -box.y0, all, worker, &ink.shape) ||
        !moved_paint(&r->ink.paint, -box.x0, -box.y0, all, &worker->arena, &ink.paint))
        return false;
    raster_draw(s, all, &ink, &worker->scratch);
    return filter_apply(r->filters, r->filter_count, s);
}

/* Multiplies a row of the mask with the paint's alpha. */
static void multiply_alpha(const struct mask *m, const struct paint *p, int y,
                           struct scratch *scratch)
{
    const size_t n = (size_t)(m->box.x1 - m->box.x0);
    paint_fetch(p, m->box.x0, y, n, scratch->pixels);
    for (size_t i = 0; i < n; i++)
        scratch->clip[i] = (uint8_t)(scratch->pixels[i] >> 24);
    composite_multiply_masks(mask_at(m, m->box.x0, y), scratch->clip, n);
}

void layer_paint(const struct layer *picture, struct paint *p)
{
    const struct surface *s = &picture->picture;
    *p = (struct paint){
        .kind = PAINT_IMAGE,
        .alpha = 255,
        .inverse = {1, 0, 0, 1, -picture->box.x0, -picture->box.y0},
        .image = {.surface = s,
                  .part = surface_bounds(s),
                  .sampling = SAMPLE_BILINEAR, /* shadows move it by parts of pixels */
                  .extend_x = EXTEND_NONE,
                  .extend_y = EXTEND_NONE},
    };
}

static bool casting_shape(const struct record *r, struct rect box, struct worker_memory *worker,
                          struct shape *shape)
{
    if (r->masks != NULL)
        return text_shadow_shape(r, box, &worker->arena, shape);
    return prepare_shape(r, r->shadow.dx, r->shadow.dy, box, worker, shape);
}

static bool build_shadow(struct layer *layer, struct worker_memory *worker)
{
    const struct record *r = layer->record;
    const struct rect box = layer->box;
    const double dx = r->shadow.dx, dy = r->shadow.dy;
    struct shape shape = {.kind = SHAPE_BOX, .box = box};
    struct paint paint = r->ink.paint;
    if (layer->needed != NULL)
        layer_paint(layer->needed, &paint);
    if (layer->needed != NULL && !layer->needed->built)
        return error_set("no memory for the picture of a shadow");
    if (!mask_init(&layer->mask, box) ||
        (layer->needed == NULL && !casting_shape(r, box, worker, &shape)) ||
        !moved_paint(&paint, dx, dy, box, &worker->arena, &paint))
        return false;
    cover(&layer->mask, &shape, true, &worker->scratch);
    if (layer->needed != NULL || shadow_needs_paint(r))
        for (int y = box.y0; y < box.y1; y++)
            multiply_alpha(&layer->mask, &paint, y, &worker->scratch);
    return filter_blur_mask(&layer->mask, r->shadow.sigma);
}

static bool build(struct layer *layer, struct worker_memory *worker)
{
    if (!scratch_reserve(&worker->scratch, layer->box.x1 - layer->box.x0))
        return false;
    switch (layer->kind) {
    case LAYER_CLIP:
        return build_clip(layer, worker);
    case LAYER_PICTURE:
        return build_picture(layer, worker);
    case LAYER_SHADOW:
        return build_shadow(layer, worker);
    }
    return false;
}

struct construction {
    struct layer **layers;
    struct worker_memory *workers;
};

static void build_job(void *data, int i, int thread)
{
    const struct construction *c = data;
    c->layers[i]->built = build(c->layers[i], &c->workers[thread]);
    if (!c->layers[i]->built)
        log_warning("a clip, shadow or filter is left out: %s", error_text());
}

static int compare_levels(const void *a, const void *b)
{
    const struct layer *const *x = a, *const *y = b;
    return ((*x)->level > (*y)->level) - ((*x)->level < (*y)->level);
}

static size_t layer_bytes(const struct layer *layer)
{
    const struct rect b = layer->box;
    size_t bytes = sizeof *layer;
    if (layer->mask.coverage != NULL)
        bytes += layer->mask.stride * (size_t)(b.y1 - b.y0);
    if (layer->picture.pixels != NULL)
        bytes += (size_t)layer->picture.stride * (size_t)(b.y1 - b.y0) * sizeof(uint32_t);
    return bytes;
}

/* What building takes at most: with the copy that a blur makes. */
static size_t building_bytes(const struct layers *l)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < l->wanted_count; i++) {
        const struct rect b = l->wanted[i]->box;
        const size_t pixels = (size_t)(b.x1 - b.x0 + SCRATCH_PAD) * (size_t)(b.y1 - b.y0);
        bytes += pixels * (l->wanted[i]->kind == LAYER_PICTURE ? 2 * sizeof(uint32_t) : 2);
    }
    return bytes;
}

void layers_build(struct layers *l, struct scene *s)
{
    if (l->wanted_count == 0)
        return;
    layers_make_room(l, building_bytes(l));
    /* Those of a level do not need each other. */
    qsort(l->wanted, l->wanted_count, sizeof *l->wanted, compare_levels);
    for (uint32_t from = 0, to; from < l->wanted_count; from = to) {
        for (to = from; to < l->wanted_count; to++)
            if (l->wanted[to]->level != l->wanted[from]->level)
                break;
        struct construction c = {l->wanted + from, s->workers};
        pool_run(s->pool, (int)(to - from), build_job, &c);
    }
    s->stats.layers += l->wanted_count;
    for (uint32_t i = 0; i < l->wanted_count; i++) {
        l->wanted[i]->bytes = layer_bytes(l->wanted[i]);
        l->bytes += l->wanted[i]->bytes;
    }
}
