/* Colour words. Straight (not premultiplied) 0xAARRGGBB is what scripts mean; premultiplied
 * 0xAARRGGBB is what surfaces hold. */
#ifndef PIXEL_COLOR_H
#define PIXEL_COLOR_H

#include <stdint.h>

/* round(product / 255) for 0 <= product <= 65025, exactly: with t = p + 128,
 * (t + (t >> 8)) >> 8 equals (p + 127) / 255 for every such p (tests/unit/test_color.c tries all). */
static inline uint32_t color_divide_255(uint32_t product)
{
    uint32_t t = product + 128;
    return (t + (t >> 8)) >> 8;
}

/* Straight to premultiplied. */
uint32_t color_premultiply(uint32_t straight);

/* Premultiplied to straight, each channel rounded to nearest; transparent gives 0. Channels above
 * alpha (possible only in pixels a script wrote by hand) are taken as alpha. */
uint32_t color_unpremultiply(uint32_t premultiplied);

/* Premultiplied source over premultiplied destination (Porter-Duff), rounded once a channel:
 * d = s + divide_255(d * (255 - alpha of s)). Every kernel gives these bytes. Where a script wrote
 * colour above alpha by hand, a sum beyond 255 wraps inside its own channel (modulo 256). */
uint32_t color_over(uint32_t destination, uint32_t source);

#endif
