/* Between the cache of layers and what builds them. */
#ifndef SCENE_LAYERS_IMPL_H
#define SCENE_LAYERS_IMPL_H

#include <stdbool.h>
#include <stddef.h>

#include "raster/paint.h"

struct layer;
struct layers;
struct record;

/* False if the shadow is that of the shape alone, whatever its colours are. */
bool shadow_needs_paint(const struct record *r);

/* The paint that gives the pixels of a picture where they belong; not prepared. */
void layer_paint(const struct layer *picture, struct paint *p);

/* Lets go of those that the list in flight does not use, the oldest first, until so many bytes may
 * be taken (budget_has). */
void layers_make_room(struct layers *l, size_t bytes);

#endif
