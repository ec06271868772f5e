/* One-pixel colour arithmetic: what every vector kernel is measured against. */
#include "pixel/color.h"

/* Bytes 0 and 2 of a word in 16-bit lanes, where products of two bytes fit. */
static const uint32_t LANES = 0x00ff00ff;

/* color_divide_255(c * factor) for all four channels; factor <= 255. The largest product is 65025,
 * and 65025 + 128 + 254 < 65536, so no lane carries into its neighbour. */
static uint32_t scale(uint32_t color, uint32_t factor)
{
    uint32_t even = (color & LANES) * factor + 0x00800080;
    uint32_t odd = (color >> 8 & LANES) * factor + 0x00800080;
    even = (even + (even >> 8 & LANES)) >> 8 & LANES;
    odd = (odd + (odd >> 8 & LANES)) & ~LANES;
    return even | odd;
}

uint32_t color_premultiply(uint32_t straight)
{
    uint32_t alpha = straight >> 24;
    return alpha << 24 | scale(straight & 0x00ffffff, alpha);
}

static uint32_t divide_by_alpha(uint32_t channel, uint32_t alpha)
{
    if (channel >= alpha)
        return 255;
    return (channel * 255 + alpha / 2) / alpha;
}

uint32_t color_unpremultiply(uint32_t premultiplied)
{
    uint32_t alpha = premultiplied >> 24;
    if (alpha == 0)
        return 0;
    return alpha << 24 | divide_by_alpha(premultiplied >> 16 & 255, alpha) << 16 |
           divide_by_alpha(premultiplied >> 8 & 255, alpha) << 8 |
           divide_by_alpha(premultiplied & 255, alpha);
}

uint32_t color_over(uint32_t destination, uint32_t source)
{
    uint32_t under = scale(destination, 255 - (source >> 24));
    uint32_t even = (source & LANES) + (under & LANES);
    uint32_t odd = (source >> 8 & LANES) + (under >> 8 & LANES);
    return (even & LANES) | (odd & LANES) << 8;
}
