/* ImageData: straight RGBA, a byte a channel, row after row without gaps. */
#ifndef CANVAS_IMAGE_DATA_H
#define CANVAS_IMAGE_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"
#include "canvas/canvas.h"

struct image_data {
    int width, height; /* pixels, 1 or more */
    uint8_t *data;     /* width * height * 4 bytes: red, green, blue, alpha */
    size_t size;       /* in bytes */
};

/* Transparent black of |width| x |height|. False with an error text: "IndexSizeError: …" for a
 * size of 0, "RangeError: …" for one beyond 2^28 pixels, or when memory is missing. */
bool image_data_init(struct image_data *d, int64_t width, int64_t height);

/* Frees it and zeroes the struct; a zeroed one is accepted. */
void image_data_finish(struct image_data *d);

/* getImageData: the same with the pixels of `c` from (x, y) on; a negative width or height spans
 * to the other side. What is outside of the canvas is transparent black. Flushes. */
bool image_data_get(struct image_data *d, struct canvas *c, int64_t x, int64_t y, int64_t width,
                    int64_t height);

/* putImageData: the data's pixel (0, 0) goes to (x, y), as far as it is in the dirty rectangle
 * (in the data's pixels; negative sizes span to the other side). Nothing of the context's state
 * counts. On a screen it composes over black. Flushes. */
void image_data_put(const struct image_data *d, struct canvas *c, int64_t x, int64_t y,
                    int64_t dirty_x, int64_t dirty_y, int64_t dirty_width, int64_t dirty_height);

#endif
