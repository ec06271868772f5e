/* The cache: a hash table of keys and a chain by last use. What is in a layer is
 * scene/layer_build.c's part. */
#include "scene/layers.h"

#include <stdlib.h>

#include "base/budget.h"
#include "base/error.h"
#include "scene/clip_impl.h"
#include "scene/key_words.h"
#include "scene/layers_impl.h"
#include "scene/scene_impl.h"

static struct layer **bucket(struct layers *l, struct key k)
{
    return &l->buckets[(k.a ^ k.b) % LAYER_BUCKETS];
}

static void unlink_use(struct layers *l, struct layer *layer)
{
    *(layer->newer != NULL ? &layer->newer->older : &l->newest) = layer->older;
    *(layer->older != NULL ? &layer->older->newer : &l->oldest) = layer->newer;
}

static void link_newest(struct layers *l, struct layer *layer)
{
    layer->newer = NULL;
    layer->older = l->newest;
    *(l->newest != NULL ? &l->newest->newer : &l->oldest) = layer;
    l->newest = layer;
    layer->used = l->list;
}

/* The layer of that key, which counts as used; NULL if there is none. */
static struct layer *find(struct layers *l, struct key key)
{
    struct layer *layer = *bucket(l, key);
    while (layer != NULL && !key_equal(layer->key, key))
        layer = layer->next_in_bucket;
    if (layer != NULL && layer->used != l->list) {
        unlink_use(l, layer);
        link_newest(l, layer);
    }
    return layer;
}

static bool reserve_wanted(struct layers *l)
{
    if (l->wanted_count < l->wanted_capacity)
        return true;
    const uint32_t capacity = l->wanted_capacity == 0 ? 16 : l->wanted_capacity * 2;
    struct layer **grown = realloc(l->wanted, capacity * sizeof *grown);
    if (grown == NULL)
        return false;
    l->wanted = grown;
    l->wanted_capacity = capacity;
    return true;
}

/* A new layer, to be built after `needed` (NULL: any time). */
static struct layer *add(struct layers *l, struct key key, enum layer_kind kind, struct rect box,
                         const struct layer *needed)
{
    struct layer *layer = reserve_wanted(l) ? calloc(1, sizeof *layer) : NULL;
    if (layer == NULL) {
        error_set("no memory for a layer");
        return NULL;
    }
    layer->key = key;
    layer->kind = kind;
    layer->box = box;
    layer->needed = needed;
    layer->level = needed == NULL || needed->built ? 0 : needed->level + 1;
    layer->next_in_bucket = *bucket(l, key);
    *bucket(l, key) = layer;
    link_newest(l, layer);
    l->wanted[l->wanted_count++] = layer;
    return layer;
}

static void destroy(struct layers *l, struct layer *layer)
{
    struct layer **link = bucket(l, layer->key);
    while (*link != layer)
        link = &(*link)->next_in_bucket;
    *link = layer->next_in_bucket;
    unlink_use(l, layer);
    l->bytes -= layer->bytes;
    mask_finish(&layer->mask);
    surface_finish(&layer->picture);
    free(layer);
}

void layers_begin(struct layers *l)
{
    l->list++;
    l->wanted_count = 0;
}

void layers_make_room(struct layers *l, size_t bytes)
{
    while (l->oldest != NULL && l->oldest->used != l->list && !budget_has(bytes))
        destroy(l, l->oldest);
}

void layers_end(struct layers *l)
{
    for (uint32_t i = 0; i < l->wanted_count; i++)
        if (!l->wanted[i]->built)
            destroy(l, l->wanted[i]);
    l->wanted_count = 0;
    while (l->bytes > LAYERS_KEPT)
        destroy(l, l->oldest);
}

void layers_finish(struct layers *l)
{
    for (struct layer *layer = l->newest, *older; layer != NULL; layer = older) {
        older = layer->older;
        destroy(l, layer);
    }
    free(l->wanted);
    *l = (struct layers){0};
}

static struct key kind_key(enum layer_kind kind, struct key k)
{
    return key_mix(k, kind, 0x6c61796572);
}

struct layer *layers_clip(struct layers *l, const struct clip *c)
{
    const struct key key = kind_key(LAYER_CLIP, clip_key(c));
    struct layer *layer = find(l, key);
    if (layer != NULL)
        return layer;
    const struct layer *needed = NULL;
    const struct clip *p = c->parent;
    while (p != NULL && (needed = find(l, kind_key(LAYER_CLIP, clip_key(p)))) == NULL)
        p = p->parent;
    layer = add(l, key, LAYER_CLIP, c->bounds, needed);
    if (layer != NULL) {
        layer->clip = c;
        layer->needed_clip = p;
    }
    return layer;
}

struct layer *layers_picture(struct layers *l, const struct record *r)
{
    struct key key = key_join(r->shape_key, r->paint_key);
    key = key_rect(key_join(key, r->filter_key), r->reach.picture);
    key = kind_key(LAYER_PICTURE, key);
    struct layer *layer = find(l, key);
    if (layer == NULL && (layer = add(l, key, LAYER_PICTURE, r->reach.picture, NULL)) != NULL)
        layer->record = r;
    return layer;
}

struct layer *layers_shadow(struct layers *l, const struct record *r)
{
    struct key key = key_rect(r->shape_key, r->reach.mask);
    if (r->filter_count > 0)
        key = key_rect(key_join(key, r->filter_key), r->reach.picture);
    if (r->filter_count > 0 || shadow_needs_paint(r))
        key = key_join(key, r->paint_key);
    key = key_doubles(key, r->shadow.dx, r->shadow.dy);
    key = kind_key(LAYER_SHADOW, key_doubles(key, r->shadow.sigma, 0));
    struct layer *layer = find(l, key);
    if (layer == NULL &&
        (layer = add(l, key, LAYER_SHADOW, r->reach.mask, r->picture_layer)) != NULL)
        layer->record = r;
    return layer;
}
