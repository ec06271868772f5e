/* Images, one pixel at a time. */
#include "raster/sample.h"

#include <math.h>

#include "pixel/color.h"

/* The column or row at `i` of `size` ones; -1: transparent. */
static int extend(enum paint_extend how, double i, int size)
{
    switch (how) {
    case EXTEND_NONE:
        return i >= 0 && i < size ? (int)i : -1;
    case EXTEND_REPEAT:
        i -= size * floor(i / size);
        break;
    default:
        break;
    }
    return (int)fmin(fmax(i, 0), size - 1);
}

static uint32_t pixel_at(const struct paint *p, double u, double v)
{
    const struct rect part = p->image.part;
    const int column = extend(p->image.extend_x, u, part.x1 - part.x0);
    const int row = extend(p->image.extend_y, v, part.y1 - part.y0);
    if (column < 0 || row < 0)
        return 0;
    return *surface_at(p->image.surface, part.x0 + column, part.y0 + row);
}

static uint32_t bilinear(const struct paint *p, double u, double v)
{
    u -= 0.5;
    v -= 0.5;
    const double left = floor(u), top = floor(v), fu = u - left, fv = v - top;
    const uint32_t taps[4] = {pixel_at(p, left, top), pixel_at(p, left + 1, top),
                              pixel_at(p, left, top + 1), pixel_at(p, left + 1, top + 1)};
    const double weights[4] = {(1 - fu) * (1 - fv), fu * (1 - fv), (1 - fu) * fv, fu * fv};
    uint32_t color = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        double sum = 0.5;
        for (int i = 0; i < 4; i++)
            sum += (taps[i] >> shift & 255) * weights[i];
        color |= (uint32_t)sum << shift;
    }
    return color;
}

static void fetch_image(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct rect part = p->image.part;
    for (size_t i = 0; i < n; i++) {
        const struct point at =
            matrix_apply(&p->inverse, (struct point){x + (double)i + 0.5, y + 0.5});
        /* Far beyond any surface, but where adding 1 still makes a difference. */
        const double u = fmin(fmax(at.x - part.x0, -1e15), 1e15);
        const double v = fmin(fmax(at.y - part.y0, -1e15), 1e15);
        const uint32_t color = p->image.sampling == SAMPLE_NEAREST ? pixel_at(p, floor(u), floor(v))
                                                                   : bilinear(p, u, v);
        out[i] = color_scale(color, p->alpha);
    }
}

bool sample_prepare(struct paint *p, struct rect box, struct arena *arena)
{
    (void)box, (void)arena;
    p->fetch = fetch_image;
    return true;
}
