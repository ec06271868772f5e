/* What is known of a rounded rectangle before it is drawn, and what its rows can tell. */
#include "raster/round.h"

#include <math.h>

#include "base/minmax.h"
#include "raster/kernels.h"
#include "raster/round_kernels.h"

enum { ONE = 65536, RADIUS_MAX = 2048, SIZE_MAX_PIXELS = 1 << 20 };

static void set_axis(struct round_axis *a, double from, double to, double radius)
{
    const int last = (int)ceil(to) - 1;
    a->first = (int)floor(from);
    a->count = last + 1 - a->first;
    a->near = (int32_t)((from - a->first) * ONE);
    a->far = (int32_t)((last + 1 - to) * ONE);
    a->radius = (float)radius;
    a->per_radius = (float)(1 / radius);
    a->near_centre = (float)(radius + (from - a->first));
    a->far_centre = (float)(radius + (last + 1 - to));
}

bool round_init(struct round_shape *s, const struct round *r)
{
    const double sharpest = double_min(r->rx * r->rx / r->ry, r->ry * r->ry / r->rx);
    if (!(sharpest >= 3) || double_max(r->rx, r->ry) > RADIUS_MAX || r->x0 < -SIZE_MAX_PIXELS ||
        r->y0 < -SIZE_MAX_PIXELS || r->x1 > SIZE_MAX_PIXELS || r->y1 > SIZE_MAX_PIXELS)
        return false;
    set_axis(&s->x, r->x0, r->x1, r->rx);
    set_axis(&s->y, r->y0, r->y1, r->ry);
    /* The error of a piece goes with (length of the chord)^2 / radius of curvature / parts^3. */
    s->row_parts = sharpest < 8 ? 4 : 2;
    s->column_parts = sharpest < 8 ? 4 : sharpest < 20 ? 2 : 1;
    /* A steep row's curve is less than three columns wide (two where it bends fast), so that it
     * fits into four pixels. From x = rx sqrt(1 - t t), y = ry t. */
    const double slope = (sharpest < 20 ? 2 : 2.9) * r->ry / r->rx;
    const double depth = r->ry * (1 - slope / sqrt(1 + slope * slope));
    s->shallow_near = (int)ceil((double)s->y.near / ONE + depth);
    s->shallow_far = (int)ceil((double)s->y.far / ONE + depth);
    s->corner_near = (int)ceil((double)s->y.near / ONE + r->ry);
    s->corner_far = (int)ceil((double)s->y.far / ONE + r->ry);
    return true;
}

struct rect round_box(const struct round_shape *s)
{
    return (struct rect){s->x.first, s->y.first, s->x.first + s->x.count, s->y.first + s->y.count};
}

void round_fill(const struct round_shape *s, const struct surface *surface, struct rect r,
                uint32_t color)
{
    kernels_get()->round->fill(s, surface, r, color);
}

void round_coverage(const struct round_shape *s, struct rect r, uint8_t *out, size_t stride)
{
    kernels_get()->round->coverage(s, r, out, stride);
}

/* How far the outline is inside of the left and right sides at a height (pixels from the top). */
static double inset(const struct round_shape *s, double y)
{
    const double v =
        double_max(double_max(s->y.near_centre - y, s->y.far_centre - (s->y.count - y)), 0);
    const double t = double_min(v / s->y.radius, 1);
    return s->x.radius * (1 - sqrt((1 - t) * (1 + t)));
}

/* Numbers in the kernels are a little different ones. */
#define SLACK (1.0 / 64)

bool round_touched(const struct round_shape *s, int y0, int y1, int *x0, int *x1)
{
    const int from = int_max(y0 - s->y.first, 0), to = int_min(y1 - s->y.first, s->y.count);
    if (from >= to)
        return false;
    /* It is widest between the centres. */
    const double top = s->y.near_centre, bottom = s->y.count - s->y.far_centre;
    double d = 0;
    if (from > bottom || to < top)
        d = double_max(double_min(inset(s, from - SLACK), inset(s, to + SLACK)) - SLACK, 0);
    const double near = (double)s->x.near / ONE + d, far = (double)s->x.far / ONE + d;
    *x0 = s->x.first + (int)near;
    *x1 = s->x.first + s->x.count - (int)far;
    return *x0 < *x1;
}

bool round_covered(const struct round_shape *s, int y0, int y1, int *x0, int *x1)
{
    const int from = y0 - s->y.first, to = y1 - s->y.first;
    if (from < (s->y.near > 0) || to > s->y.count - (s->y.far > 0))
        return false;
    const bool middle = from >= s->corner_near && to <= s->y.count - s->corner_far;
    double d = 0;
    if (!middle)
        d = double_max(inset(s, from - SLACK), inset(s, to + SLACK)) + SLACK;
    *x0 = s->x.first + (int)ceil((double)s->x.near / ONE + d);
    *x1 = s->x.first + s->x.count - (int)ceil((double)s->x.far / ONE + d);
    return *x0 < *x1;
}
