/* Between the cache of layers and what builds them. */
#ifndef SCENE_LAYERS_IMPL_H
#define SCENE_LAYERS_IMPL_H

#include <stdbool.h>

#include "raster/paint.h"

struct layer;
struct record;

/* False if the shadow is that of the shape alone, whatever its colours are. */
bool shadow_needs_paint(const struct record *r);

/* The paint that gives the pixels of a picture where they belong; not prepared. */
void layer_paint(const struct layer *picture, struct paint *p);

#endif
