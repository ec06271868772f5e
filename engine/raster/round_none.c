/* The reference: each pixel by itself. */
#include "raster/round_kernels.h"

#include <math.h>

#include "pixel/color.h"

static float least(float a, float b)
{
    return a < b ? a : b;
}

static float most(float a, float b)
{
    return a > b ? a : b;
}

/* How far the outline is inside of the bounding rectangle, in 2^-16 pixel and along `across`, at
 * position p (pixels from the first one) along `along`: r (1 - sqrt(1 - t t)), without the
 * difference of nearly equal numbers. */
static float inset(const struct round_axis *along, const struct round_axis *across, float p)
{
    const float from_far = (float)along->count - p;
    const float v = most(most(along->near_centre - p, along->far_centre - from_far), 0);
    const float t = least(v * along->per_radius, 1);
    const float s = sqrtf((1 - t) * (1 + t));
    return across->radius * 65536 * (t * t) / (1 + s);
}

/* A straight piece in place of the curve from p to p + step. */
struct piece {
    int32_t x;
    float width;
};

static struct piece make_piece(const struct round_axis *along, const struct round_axis *across,
                               float p, float step)
{
    const float before = inset(along, across, p - step), a = inset(along, across, p);
    const float b = inset(along, across, p + step), after = inset(along, across, p + step + step);
    const float bend = most(((before - a) + (after - b)) * (1.0F / 24), 0);
    const float x = least(a, b) - bend, begin = most(x, 0);
    const float width = (most(a, b) - least(a, b)) - (begin - x) * 2;
    return (struct piece){(int32_t)begin, most(width, ROUND_WIDTH_MIN)};
}

/* As right_of in convex_none.c. */
static float right_of(int32_t at, float width)
{
    const float inverse = 0.5F / width;
    const float u = (float)at;
    const float reached = least(most(u + 65536, 0), 65536);
    const float from = least(most(u, 0), width);
    const float ramp = least(reached, width - from);
    return (reached - ramp) + ramp * (from + from + ramp) * inverse;
}

/* The shares of a pixel that are inside of the outline at its near and at its far end across, in
 * the row (or column) `row` along. */
static int32_t share(const struct round_axis *along, const struct round_axis *across, int row,
                     int column, int parts, bool near, bool far)
{
    const float height = 1.0F / (float)parts;
    const int32_t other = across->count - 1 - column;
    float at_near = 0, at_far = 0;
    for (int i = 0; i < parts; i++) {
        const struct piece p = make_piece(along, across, (float)row + (float)i * height, height);
        if (near)
            at_near += right_of(column * 65536 - (p.x + across->near), p.width);
        if (far)
            at_far += right_of(other * 65536 - (p.x + across->far), p.width);
    }
    return (int32_t)(at_near * height) + (int32_t)(at_far * height) - 65536 * (near && far);
}

static int32_t middle_share(const struct round_axis *x, int column)
{
    return 65536 - (column == 0 ? x->near : 0) - (column == x->count - 1 ? x->far : 0);
}

static uint32_t coverage_at(const struct round_shape *s, int x, int y)
{
    const int column = x - s->x.first, row = y - s->y.first, last = s->y.count - 1;
    int32_t sum;
    if (row < s->shallow_near)
        sum = share(&s->x, &s->y, column, row, s->column_parts, true, false);
    else if (last - row < s->shallow_far)
        sum = share(&s->x, &s->y, column, row, s->column_parts, false, true);
    else if (row < s->corner_near || last - row < s->corner_far)
        sum = share(&s->y, &s->x, row, column, s->row_parts, true, true);
    else
        sum = middle_share(&s->x, column);
    return (uint32_t)((sum * 255 + 32768) >> 16);
}

static void plain_fill(const struct round_shape *s, const struct surface *surface, struct rect r,
                       uint32_t color)
{
    for (int y = r.y0; y < r.y1; y++)
        for (int x = r.x0; x < r.x1; x++) {
            uint32_t *d = surface_at(surface, x, y);
            *d = color_over(*d, color_scale(color, coverage_at(s, x, y)));
        }
}

static void plain_coverage(const struct round_shape *s, struct rect r, uint8_t *out, size_t stride)
{
    for (int y = r.y0; y < r.y1; y++, out += stride)
        for (int x = r.x0; x < r.x1; x++)
            out[x - r.x0] = (uint8_t)coverage_at(s, x, y);
}

const struct round_kernels round_none = {.fill = plain_fill, .coverage = plain_coverage};
