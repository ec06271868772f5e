/* Images as paints: which pixels of a surface a device pixel's colour is made of. */
#ifndef RASTER_SAMPLE_H
#define RASTER_SAMPLE_H

#include <stdbool.h>

#include "raster/paint.h"

/* paint_prepare for PAINT_IMAGE. */
bool sample_prepare(struct paint *p, struct rect box, struct arena *arena);

#endif
