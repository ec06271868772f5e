/* From rectangles to the runs of pixels that kernels take. */
#include "raster/raster.h"

#include "base/minmax.h"
#include "raster/kernels.h"

void raster_fill(const struct surface *s, struct rect r, uint32_t color, bool over)
{
    if (rect_empty(r))
        return;
    const struct kernels *k = kernels_get();
    void (*fill)(uint32_t *, size_t, uint32_t) = over ? k->fill_over : k->fill;
    size_t width = (size_t)(r.x1 - r.x0);
    if ((int)width == s->stride) { /* no gap between the rows: one long run */
        fill(surface_at(s, 0, r.y0), width * (size_t)(r.y1 - r.y0), color);
        return;
    }
    for (int y = r.y0; y < r.y1; y++)
        fill(surface_at(s, r.x0, y), width, color);
}

void raster_copy(const struct surface *s, struct rect r, const struct surface *source, int dx,
                 int dy, bool over)
{
    if (rect_empty(r))
        return;
    const struct kernels *k = kernels_get();
    void (*copy)(uint32_t *, const uint32_t *, size_t) = over ? k->copy_over : k->copy;
    for (int y = r.y0; y < r.y1; y++)
        copy(surface_at(s, r.x0, y), surface_at(source, r.x0 - dx, y - dy), (size_t)(r.x1 - r.x0));
}

void raster_line(const struct surface *s, struct rect clip, const struct line *l, uint32_t color,
                 bool over)
{
    struct rect r = rect_intersect(clip, line_bounds(l));
    if (rect_empty(r))
        return;
    const struct kernels *k = kernels_get();
    for (int y = r.y0; y < r.y1; y++) {
        int from, to;
        if (!line_span(l, y, &from, &to))
            continue;
        from = int_max(from, r.x0);
        to = int_min(to, r.x1);
        if (from < to)
            (over ? k->fill_over : k->fill)(surface_at(s, from, y), (size_t)(to - from), color);
    }
}
