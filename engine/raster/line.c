/* Bresenham's pixels in closed form: no step depends on the one before, so any row can be the
 * first. */
#include "raster/line.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/minmax.h"

struct line line_make(int x0, int y0, int x1, int y1)
{
    if (y0 < y1 || (y0 == y1 && x0 <= x1))
        return (struct line){x0, y0, x1, y1};
    return (struct line){x1, y1, x0, y0};
}

struct rect line_bounds(const struct line *l)
{
    return (struct rect){
        .x0 = int_min(l->x0, l->x1),
        .y0 = l->y0,
        .x1 = int_max(l->x0, l->x1) + 1,
        .y1 = l->y1 + 1,
    };
}

/* floor(a / b) for b > 0, which C's division is not for negative a. */
static int64_t divide_floor(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

bool line_span(const struct line *l, int y, int *from, int *to)
{
    if (y < l->y0 || y > l->y1)
        return false;
    const int64_t dx = llabs((int64_t)l->x1 - l->x0), dy = (int64_t)l->y1 - l->y0;
    const int64_t row = (int64_t)y - l->y0;
    int64_t first, last; /* steps in x from x0, towards x1 */
    if (dy >= dx) {
        first = last = dy == 0 ? 0 : divide_floor(2 * row * dx + dy, 2 * dy);
    } else {
        /* Step k is on row floor((2 k dy + dx) / (2 dx)); these are the first k that reaches this
         * row, and the one before the first that reaches the next. */
        first = dy == 0 ? 0 : -divide_floor(-(2 * row - 1) * dx, 2 * dy);
        last = dy == 0 ? dx : -divide_floor(-(2 * row + 1) * dx, 2 * dy) - 1;
        first = first < 0 ? 0 : first;
        last = last > dx ? dx : last;
    }
    if (l->x0 <= l->x1) {
        *from = (int)(l->x0 + first);
        *to = (int)(l->x0 + last) + 1;
    } else {
        *from = (int)(l->x0 - last);
        *to = (int)(l->x0 - first) + 1;
    }
    return true;
}
