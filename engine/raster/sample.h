/* Images as paints: which pixels of a surface a device pixel's colour is made of. */
#ifndef RASTER_SAMPLE_H
#define RASTER_SAMPLE_H

#include <stdbool.h>

#include "raster/paint.h"

/* An image, and where it lies. */
struct sample_image {
    const uint32_t *pixels;    /* the first one */
    int stride, width, height; /* pixels */
    struct matrix place;       /* device space → image, whose first pixel is at 0, 0 to 1, 1 */
    enum paint_extend extend_x, extend_y;
};

/* paint_prepare for PAINT_IMAGE. */
bool sample_prepare(struct paint *p, struct rect box, struct arena *arena);

/* Makes the image one whose pixels are not smaller than the device's inside of `box`: each is the
 * mean of what it covers. An image that is not shrunk stays as it is. False without memory. */
bool sample_reduce(struct sample_image *image, struct rect box, struct arena *arena);

#endif
