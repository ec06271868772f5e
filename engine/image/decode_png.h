/* Between the two halves of the PNG decoder: single pictures, and animations of them. */
#ifndef IMAGE_DECODE_PNG_H
#define IMAGE_DECODE_PNG_H

#include "image/decode_impl.h"
#include "image/png_chunks.h"
#include "image/png_color.h"

/* A whole PNG file in `bytes` to a surface of its size: premultiplied pixels. False with an error
 * text. */
bool png_read_picture(const struct decoding *d, const uint8_t *bytes, size_t size,
                      struct png_color *color, const struct surface *s);

/* The frames of an APNG whose header is this, as far as they are right; what is wrong after the
 * first one is a warning. False with an error text if there is none; *usable then says whether the
 * default image may still be asked for. */
bool apng_decode(struct decoding *d, const struct png_header *header, struct png_color *color,
                 bool *usable);

#endif
