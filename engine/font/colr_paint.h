/* The paints of COLR version 1 that colour a plane: solid colours and gradients. */
#ifndef FONT_COLR_PAINT_H
#define FONT_COLR_PAINT_H

#include "font/colr_table.h"
#include "raster/paint.h"

/* True if the paint at that offset is one of those. */
bool colr_is_plane(const struct colr_table *t, uint32_t at);

/* Makes the paint; `m` leads from font units, y up, to pixels. What cannot be drawn is transparent.
 * *stops is then the caller's reference, or NULL. False with an error text without memory. */
bool colr_make_paint(const struct colr_table *t, uint32_t at, const struct matrix *m,
                     uint32_t text_color, struct paint *paint, struct gradient_stops **stops);

#endif
