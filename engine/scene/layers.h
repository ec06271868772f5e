/* Layers: what is rendered as a whole before it is drawn, because a tile alone cannot: the
 * coverage of clips, blurred shadows, filtered pictures. They are kept from list to list under a
 * key of all that decides their pixels, so that an unchanged shadow is not blurred again; the ones
 * longest out of use give way when all of them take more than LAYERS_KEPT bytes. */
#ifndef SCENE_LAYERS_H
#define SCENE_LAYERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "pixel/surface.h"
#include "raster/mask.h"

struct clip;
struct record;
struct scene;

enum { LAYERS_KEPT = 64 << 20, LAYER_BUCKETS = 1024 };

enum layer_kind { LAYER_CLIP, LAYER_PICTURE, LAYER_SHADOW };

struct layer {
    struct key key;
    enum layer_kind kind;
    bool built;
    struct rect box;        /* the target's pixels that it holds */
    struct mask mask;       /* of LAYER_CLIP and LAYER_SHADOW */
    struct surface picture; /* of LAYER_PICTURE */
    size_t bytes;

    struct layer *next_in_bucket;
    struct layer *newer, *older; /* by last use */
    uint64_t used;               /* the list that wanted it last */

    /* While it is built. */
    int level;                             /* above that of the layer it needs */
    const struct layer *needed;            /* a shadow's: the picture; a clip's: the coverage … */
    const struct clip *clip, *needed_clip; /* … of this one of its parents; else NULL */
    const struct record *record;
};

struct layers {
    struct layer *buckets[LAYER_BUCKETS];
    struct layer *newest, *oldest;
    size_t bytes;
    uint64_t list;         /* counts lists */
    struct layer **wanted; /* to be built for this list */
    uint32_t wanted_count, wanted_capacity;
};

/* A list begins: layers that it asks for stay until layers_end. */
void layers_begin(struct layers *l);

/* The layer of coverage that clip `c` needs (clip_masked, not NULL); the filtered picture, or the
 * shadow, of a record that has one. Built by the next layers_build, unless it is there already.
 * NULL with an error text when memory is missing. */
struct layer *layers_clip(struct layers *l, const struct clip *c);
struct layer *layers_picture(struct layers *l, const struct record *r);
struct layer *layers_shadow(struct layers *l, const struct record *r);

/* Builds what is not there. A layer for which there is no memory is not `built`; that was logged.
 */
void layers_build(struct layers *l, struct scene *s);

/* The list is drawn. */
void layers_end(struct layers *l);

/* Frees everything. A zeroed struct is accepted. */
void layers_finish(struct layers *l);

#endif
