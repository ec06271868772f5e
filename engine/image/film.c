/* The canvas is what the next piece finds. A frame begins as a copy of it; at its end, its area is
 * all that can differ, and is copied back, cleared, or left. */
#include "image/film.h"

#include <string.h>

#include "base/error.h"
#include "pixel/color.h"

static const double SHORTEST = 0.0105, INSTEAD = 0.1; /* seconds; 11 ms is the first that counts */

bool film_init(struct film *film, struct decoding *d)
{
    *film = (struct film){.d = d};
    return surface_init(&film->canvas, d->image->width, d->image->height);
}

bool film_begin(struct film *film, struct rect area, double duration)
{
    const struct image_limits *limits = &film->d->options.limits;
    film->work += (int64_t)(area.x1 - area.x0) * (area.y1 - area.y0);
    if (film->work > limits->bytes / (int64_t)sizeof(uint32_t))
        return error_set("its frames together take more than the limit of %lld bytes (option "
                         "max_bytes)",
                         (long long)limits->bytes);
    film->frame = decoding_add_frame(film->d);
    if (film->frame == NULL)
        return false;
    film->frame->duration = duration < SHORTEST ? INSTEAD : duration;
    const struct surface *canvas = &film->canvas;
    film->area = rect_intersect(area, surface_bounds(canvas));
    memcpy(film->frame->surface.pixels, canvas->pixels,
           (size_t)canvas->stride * (size_t)canvas->height * sizeof *canvas->pixels);
    return true;
}

void film_put_row(const struct film *film, int y, const uint32_t *pixels, bool over)
{
    const struct rect area = film->area;
    if (rect_empty(area) || y >= area.y1 - area.y0)
        return;
    uint32_t *row = surface_at(&film->frame->surface, area.x0, area.y0 + y);
    const int width = area.x1 - area.x0;
    if (!over) {
        memcpy(row, pixels, (size_t)width * sizeof *row);
        return;
    }
    for (int x = 0; x < width; x++)
        row[x] = color_over(row[x], pixels[x]);
}

void film_end(struct film *film, enum film_disposal disposal)
{
    const struct rect area = film->area;
    if (rect_empty(area) || disposal == FILM_RESTORE)
        return;
    const size_t bytes = (size_t)(area.x1 - area.x0) * sizeof(uint32_t);
    for (int y = area.y0; y < area.y1; y++) {
        uint32_t *row = surface_at(&film->canvas, area.x0, y);
        if (disposal == FILM_KEEP)
            memcpy(row, surface_at(&film->frame->surface, area.x0, y), bytes);
        else
            memset(row, 0, bytes);
    }
}

void film_finish(struct film *film)
{
    surface_finish(&film->canvas);
    *film = (struct film){0};
}
