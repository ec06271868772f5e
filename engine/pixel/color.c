/* Between straight and premultiplied colours. */
#include "pixel/color.h"

uint32_t color_premultiply(uint32_t straight)
{
    uint32_t alpha = straight >> 24;
    return alpha << 24 | color_scale(straight & 0x00ffffff, alpha);
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
