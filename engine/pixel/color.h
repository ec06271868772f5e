/* Colour words. Straight (not premultiplied) 0xAARRGGBB is what scripts mean; premultiplied
 * 0xAARRGGBB is what surfaces hold. */
#ifndef PIXEL_COLOR_H
#define PIXEL_COLOR_H

#include <stdint.h>

/* round(product / 255) for 0 <= product <= 65025, exactly: with t = p + 128,
 * (t + (t >> 8)) >> 8 equals (p + 127) / 255 for every such p (tests/unit/test_color.c tries all).
 */
static inline uint32_t color_divide_255(uint32_t product)
{
    uint32_t t = product + 128;
    return (t + (t >> 8)) >> 8;
}

/* color_divide_255(c * factor) for all four channels; factor <= 255. Bytes 0 and 2 go in one word,
 * 1 and 3 in another, 16 bits each: the largest product is 65025, and 65025 + 128 + 254 < 65536,
 * so no lane carries into its neighbour. */
static inline uint32_t color_scale(uint32_t color, uint32_t factor)
{
    const uint32_t lanes = 0x00ff00ff;
    uint32_t even = (color & lanes) * factor + 0x00800080;
    uint32_t odd = (color >> 8 & lanes) * factor + 0x00800080;
    even = (even + (even >> 8 & lanes)) >> 8 & lanes;
    odd = (odd + (odd >> 8 & lanes)) & ~lanes;
    return even | odd;
}

/* Straight to premultiplied. */
uint32_t color_premultiply(uint32_t straight);

/* Premultiplied to straight, each channel rounded to nearest; transparent gives 0. Channels above
 * alpha (possible only in pixels a script wrote by hand) are taken as alpha. */
uint32_t color_unpremultiply(uint32_t premultiplied);

/* Premultiplied source over premultiplied destination (Porter-Duff), rounded once a channel:
 * d = s + divide_255(d * (255 - alpha of s)). Every kernel gives these bytes. A source channel
 * above its alpha, which only a script's own pixels can have, wraps round at 256. */
static inline uint32_t color_over(uint32_t destination, uint32_t source)
{
    const uint32_t lanes = 0x00ff00ff;
    uint32_t under = color_scale(destination, 255 - (source >> 24));
    uint32_t even = (source & lanes) + (under & lanes);
    uint32_t odd = (source >> 8 & lanes) + (under >> 8 & lanes);
    return (even & lanes) | (odd & lanes) << 8;
}

#endif
