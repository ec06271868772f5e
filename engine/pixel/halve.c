/* Two channels at a time: in a word's even bytes there is room above each for the sum of four. */
#include "pixel/halve.h"

#include "base/minmax.h"

static const uint32_t EVEN = 0x00ff00ff;

static inline uint32_t mean(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    const uint32_t two = 0x00020002;
    const uint32_t even = (a & EVEN) + (b & EVEN) + (c & EVEN) + (d & EVEN) + two;
    const uint32_t odd =
        (a >> 8 & EVEN) + (b >> 8 & EVEN) + (c >> 8 & EVEN) + (d >> 8 & EVEN) + two;
    return (even >> 2 & EVEN) | (odd << 6 & ~EVEN);
}

bool surface_halve(const struct surface *s, struct surface *half)
{
    if (!surface_init(half, (s->width + 1) / 2, (s->height + 1) / 2))
        return false;
    const ptrdiff_t pairs = s->width / 2, last = s->width - 1;
    for (int y = 0; y < half->height; y++) {
        const uint32_t *above = surface_at(s, 0, 2 * y);
        const uint32_t *below = surface_at(s, 0, int_min(2 * y + 1, s->height - 1));
        uint32_t *out = surface_at(half, 0, y);
        for (ptrdiff_t x = 0; x < pairs; x++)
            out[x] = mean(above[2 * x], above[2 * x + 1], below[2 * x], below[2 * x + 1]);
        if (pairs < half->width)
            out[pairs] = mean(above[last], above[last], below[last], below[last]);
    }
    return true;
}
