/* Which way up a camera was held. */
#ifndef IMAGE_EXIF_H
#define IMAGE_EXIF_H

#include <stddef.h>
#include <stdint.h>

/* The orientation, 1 to 8, in a TIFF structure as EXIF has it (what follows "Exif\0\0" in a JPEG's
 * APP1); 1, upright, where there is none or it makes no sense. 2: mirrored left to right, 3: turned
 * by 180 degrees, 4: mirrored top to bottom, 5: transposed, 6: to be turned clockwise by 90
 * degrees, 7: transposed along the other diagonal, 8: to be turned counter-clockwise. */
int exif_orientation(const uint8_t *tiff, size_t size);

#endif
