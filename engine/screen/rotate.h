/* Quarter turns: where a rectangle of a picture comes to lie, and its pixels turned. */
#ifndef SCREEN_ROTATE_H
#define SCREEN_ROTATE_H

#include "base/rect.h"
#include "pixel/surface.h"

/* Where the rectangle r of a picture of width x height pixels lies once the picture is turned
 * clockwise by 0, 90, 180 or 270 degrees. Turning the turned picture (height x width for 90 and
 * 270) by 360 - degrees gives r again. */
struct rect rotate_rect(struct rect r, int degrees, int width, int height);

/* Writes the pixels r of `from`, turned clockwise by 90, 180 or 270 degrees, to the top left of
 * `to`, which has room for them and is another surface. */
void rotate_copy(const struct surface *from, struct rect r, int degrees, struct surface *to);

#endif
