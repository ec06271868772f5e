/* Coverage of edges by exact areas. Each edge adds, to the pixels that it crosses, how much of each
 * lies to its right, as differences in integers (1 is 65536); a sum along the row gives the
 * coverage. Integers, so that neither the order of edges nor where a drawing is cut into tiles
 * changes a byte. */
#ifndef RASTER_AREA_H
#define RASTER_AREA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/surface.h"
#include "raster/edges.h"
#include "raster/scratch.h"

/* Composes `color` (premultiplied) with source-over onto the pixels of `r` as far as the edges'
 * path covers them. r is inside of `surface` and not wider than the scratch. */
void area_fill(const struct edges *e, const struct surface *surface, struct rect r, uint32_t color,
               struct scratch *scratch);

/* Writes the coverage of the pixels of `r`, every one, to `out`, rows `stride` bytes apart. r is
 * not wider than the scratch. False if all of it is 0; `out` may then be untouched. */
bool area_coverage(const struct edges *e, struct rect r, uint8_t *out, size_t stride,
                   struct scratch *scratch);

#endif
