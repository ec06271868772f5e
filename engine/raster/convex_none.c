/* The reference: each pixel by itself, from every side that its row touches. */
#include "raster/convex_kernels.h"

#include <string.h>

#include "pixel/color.h"

static float least(float a, float b)
{
    return a < b ? a : b;
}

static float most(float a, float b)
{
    return a > b ? a : b;
}

/* How much of the pixel at column x is right of the piece, 65536 being all of it. */
static int32_t right_of(const struct convex_piece *p, int32_t x)
{
    const float u = (float)(x * 65536 - p->x);
    const float reached = least(most(u + 65536, 0), 65536); /* right of where the ramp begins */
    const float from = least(most(u, 0), p->width);
    const float ramp = least(reached, p->width - from);
    const float area = (reached - ramp) + ramp * (from + from + ramp) * p->inverse;
    return (int32_t)(area * p->height);
}

static int32_t right_of_all(const struct convex_edge *edges, int count, int32_t x, int32_t y)
{
    int32_t sum = 0;
    for (int i = 0; i < count; i++) {
        if (edges[i].y0 >= (y + 1) * 65536 || edges[i].y1 <= y * 65536)
            continue;
        const struct convex_piece p = convex_piece(&edges[i], y);
        sum += right_of(&p, x);
    }
    return sum;
}

static uint32_t coverage_at(const struct convex *c, int x, int y)
{
    const int32_t column = x - c->left, row = y - c->top;
    const int32_t share = right_of_all(c->edges, c->left_count, column, row) -
                          right_of_all(c->edges + c->left_count, c->right_count, column, row);
    return (uint32_t)((share * 255 + 32768) >> 16);
}

static void plain_fill(const struct convex *c, const struct surface *s, struct rect r,
                       uint32_t color)
{
    for (int y = r.y0; y < r.y1; y++)
        for (int x = r.x0; x < r.x1; x++) {
            uint32_t *d = surface_at(s, x, y);
            *d = color_over(*d, color_scale(color, coverage_at(c, x, y)));
        }
}

static void plain_coverage(const struct convex *c, struct rect r, uint8_t *out, size_t stride)
{
    for (int y = r.y0; y < r.y1; y++, out += stride)
        for (int x = r.x0; x < r.x1; x++)
            out[x - r.x0] = (uint8_t)coverage_at(c, x, y);
}

const struct convex_kernels convex_none = {.fill = plain_fill, .coverage = plain_coverage};
