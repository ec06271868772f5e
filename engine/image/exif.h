/* Which way up a camera was held, and turning what it has taken. */
#ifndef IMAGE_EXIF_H
#define IMAGE_EXIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pixel/surface.h"

/* The orientation, 1 to 8, in a TIFF structure as EXIF has it (what follows "Exif\0\0" in a JPEG's
 * APP1; a PNG's eXIf); 1, upright, where there is none or it makes no sense. 2: mirrored left to
 * right, 3: turned by 180 degrees, 4: mirrored top to bottom, 5: transposed, 6: to be turned
 * clockwise by 90 degrees, 7: transposed along the other diagonal, 8: to be turned
 * counter-clockwise. */
int exif_orientation(const uint8_t *tiff, size_t size);

/* True if width and height change places. */
bool exif_is_turned(int orientation);

/* Puts the first `count` rows of `rows`, which are those from `first` on of a picture as it is
 * stored and as wide as it, to their places in the whole picture as it is shown. */
void exif_place(const struct surface *rows, int first, int count, int orientation,
                const struct surface *to);

#endif
