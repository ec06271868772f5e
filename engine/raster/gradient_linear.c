/* Rows along which a gradient's offset grows or falls evenly: linear gradients, and the tables of
 * the others. A row is a few runs, each between two stops, and a run is four fixed-point numbers
 * that are counted up; so two stops cost the same wherever they are, and eight little more. */
#include <limits.h>
#include <math.h>

#include "base/minmax.h"
#include "raster/gradient.h"
#include "raster/gradient_kernels.h"
#include "raster/kernels.h"

enum {
    /* Fixed-point numbers begin at multiples of this, so that their steps' rounding does not add up
     * to anything: 2^16 times 2^-25 of a level. */
    ANCHOR = 1 << 16,
};

/* Levels a pixel: steeper runs are hardly a pixel long, and computed one by one. */
#define STEEP 65536.0

/* Less than this of an offset a pixel is no change at all. */
#define STILL 1e-15

/* Half of a level for rounding, in 8.24; or what keeps errors from going below 0 where fractions
 * of levels count. */
static const double ROUND_OPAQUE = 0x1p23, ROUND_TRANSLUCENT = 0x1p17;

struct walk {
    const struct gradient_stops *stops;
    double t, step, pixels; /* the offset at pixel 0, a pixel's step, and its reciprocal */
    double opacity;         /* 0 to 1 */
};

/* The first pixel that has passed stop i: where t is at it or above, or, if t falls, below it. */
static int passes(const struct walk *w, uint32_t i)
{
    const double at = (w->stops->stops[i].offset - w->t) * w->pixels;
    const double first = w->step > 0 ? ceil(at) : floor(at) + 1;
    return (int)fmin(fmax(first, INT_MIN), INT_MAX);
}

/* How many stops are at t or below it, at pixel x. */
static uint32_t stops_before(const struct walk *w, int x)
{
    uint32_t below = 0, above = w->stops->count;
    while (below < above) {
        const uint32_t middle = below + (above - below) / 2;
        if ((passes(w, middle) <= x) == (w->step > 0))
            below = middle + 1;
        else
            above = middle;
    }
    return below;
}

/* The run of pixels x to end - 1, all between stops next - 1 and next, and in one anchor's reach.
 */
static void ramp(const struct walk *w, uint32_t next, int x, int end, uint32_t *out)
{
    const struct gradient_stop *from = &w->stops->stops[next - 1], *to = from + 1;
    const int anchor = x & -ANCHOR;
    const double width = to->offset - from->offset, per_offset = 1 / width;
    const double distance = w->t + w->step * anchor - from->offset;
    const bool opaque = w->opacity == 1 && from->channels[3] == 255 && to->channels[3] == 255;
    uint32_t start[4], step[4];
    for (int c = 0; c < 4; c++) {
        const double scale = (c == 3 ? w->opacity : 1) * 0x1p24;
        const double slope = (to->channels[c] - from->channels[c]) * scale * per_offset;
        const double begin = from->channels[c] * scale + slope * distance;
        step[c] = (uint32_t)(int64_t)(slope * w->step);
        start[c] = (uint32_t)(int64_t)(begin + (opaque ? ROUND_OPAQUE : ROUND_TRANSLUCENT)) +
                   step[c] * (uint32_t)(x - anchor);
    }
    const struct gradient_kernels *k = kernels_get()->gradient;
    (opaque ? k->ramp : k->ramp_translucent)(out, (size_t)(end - x), start, step);
}

void gradient_row_of(const struct gradient_stops *s, uint8_t alpha, double t, double step, int x,
                     size_t n, uint32_t *out)
{
    const struct walk w = {s, t, step, 1 / step, alpha / 255.0};
    if (fabs(step) < STILL) {
        kernels_get()->fill(out, n, gradient_color(s, t, alpha));
        return;
    }
    while (n > 0) {
        const uint32_t next = stops_before(&w, x);
        int end = INT_MAX;
        if (step > 0 && next < s->count)
            end = passes(&w, next);
        else if (step < 0 && next > 0)
            end = passes(&w, next - 1);
        const bool between = next > 0 && next < s->count;
        if (between)
            end = int_min(end, (x | (ANCHOR - 1)) + 1);
        const size_t count = (size_t)((int64_t)end - x) < n ? (size_t)((int64_t)end - x) : n;
        if (!between)
            kernels_get()->fill(out, count, gradient_color(s, next > 0 ? 1 : -1, alpha));
        else if (255 * fabs(step) < STEEP * (s->stops[next].offset - s->stops[next - 1].offset))
            ramp(&w, next, x, x + (int)count, out);
        else
            for (size_t i = 0; i < count; i++)
                out[i] = gradient_color(s, t + step * (x + (double)i), alpha);
        x += (int)count, out += count, n -= count;
    }
}
