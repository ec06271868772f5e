/* One-pixel lines as spans: which pixels of a row belong to the line, in closed form. Each row is
 * computed from the end points alone, so that a line comes out the same however it is cut into
 * tiles. */
#ifndef RASTER_LINE_H
#define RASTER_LINE_H

#include <stdbool.h>

#include "base/rect.h"

enum { LINE_COORDINATE_MAX = 1 << 28 }; /* pixels; products of two spans fit 64 bits */

struct line {
    int x0, y0, x1, y1; /* pixels, both ends included; y0 <= y1, and x0 <= x1 if y0 == y1 */
};

/* The line between two pixels, in either order; coordinates within +-LINE_COORDINATE_MAX. */
struct line line_make(int x0, int y0, int x1, int y1);

/* The pixels of the line, as the smallest rectangle around them. */
struct rect line_bounds(const struct line *l);

/* The pixels *from <= x < *to of row y. False if the row has none. One pixel belongs to each step
 * of the longer axis; the other coordinate is rounded to nearest. */
bool line_span(const struct line *l, int y, int *from, int *to);

#endif
