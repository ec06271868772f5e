/* A pixel's coverage is the product of how much of its column and how much of its row is covered,
 * so a row is at most three runs: the left column, the middle, the right column. */
#include "raster/rectangle.h"

#include <string.h>

#include "pixel/color.h"
#include "raster/kernels.h"

enum { ONE = 65536 }; /* a pixel */

static int64_t clamp(int64_t v, int64_t least, int64_t most)
{
    return v < least ? least : v > most ? most : v;
}

static int to_pixel(int64_t v)
{
    return (int)clamp(v, INT32_MIN, INT32_MAX);
}

struct rect rectangle_box(const struct rectangle *q)
{
    return (struct rect){
        .x0 = to_pixel(q->x0 >> 16),
        .y0 = to_pixel(q->y0 >> 16),
        .x1 = to_pixel((q->x1 + ONE - 1) >> 16),
        .y1 = to_pixel((q->y1 + ONE - 1) >> 16),
    };
}

struct rect rectangle_covered(const struct rectangle *q)
{
    return (struct rect){
        .x0 = to_pixel((q->x0 + ONE - 1) >> 16),
        .y0 = to_pixel((q->y0 + ONE - 1) >> 16),
        .x1 = to_pixel(q->x1 >> 16),
        .y1 = to_pixel(q->y1 >> 16),
    };
}

/* How much of pixel `at` lies between the two, 0 to ONE. */
static int64_t cover(int64_t from, int64_t to, int at)
{
    const int64_t begin = (int64_t)at * ONE;
    return clamp(to, begin, begin + ONE) - clamp(from, begin, begin + ONE);
}

/* Columns with the same cover. */
struct run {
    int x0, x1;
    int64_t cover;
};

/* Cuts the columns of r into at most three runs. */
static int find_runs(const struct rectangle *q, struct rect r, struct run runs[3])
{
    int count = 0;
    for (int x = r.x0; x < r.x1;) {
        const int64_t c = cover(q->x0, q->x1, x);
        const int full = int_min(to_pixel(q->x1 >> 16), r.x1);
        const int next = c == ONE ? full : x + 1;
        runs[count++] = (struct run){x, next, c};
        x = next;
    }
    return count;
}

/* The exact product in 2^-32 parts, rounded to 1/255. */
static uint32_t to_coverage(int64_t column, int64_t row)
{
    return (uint32_t)(((uint64_t)(column * row) * 255 + (UINT64_C(1) << 31)) >> 32);
}

void rectangle_fill(const struct rectangle *q, const struct surface *s, struct rect r,
                    uint32_t color)
{
    const struct kernels *k = kernels_get();
    struct run runs[3];
    const int count = find_runs(q, r, runs);
    for (int y = r.y0; y < r.y1; y++) {
        const int64_t row = cover(q->y0, q->y1, y);
        for (int i = 0; i < count; i++) {
            const uint32_t c = color_scale(color, to_coverage(runs[i].cover, row));
            uint32_t *d = surface_at(s, runs[i].x0, y);
            const size_t n = (size_t)(runs[i].x1 - runs[i].x0);
            if (n == 1)
                *d = color_over(*d, c);
            else
                (c >> 24 == 255 ? k->fill : k->fill_over)(d, n, c);
        }
    }
}

void rectangle_coverage(const struct rectangle *q, struct rect r, uint8_t *out, size_t stride)
{
    struct run runs[3];
    const int count = find_runs(q, r, runs);
    for (int y = r.y0; y < r.y1; y++, out += stride) {
        const int64_t row = cover(q->y0, q->y1, y);
        for (int i = 0; i < count; i++)
            memset(out + (runs[i].x0 - r.x0), (int)to_coverage(runs[i].cover, row),
                   (size_t)(runs[i].x1 - runs[i].x0));
    }
}
