/* Between bytes of straight RGBA and the canvas's premultiplied words. */
#include "canvas/image_data.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/budget.h"
#include "base/error.h"
#include "pixel/color.h"

enum { PIXELS_MAX = 1 << 28 }; /* as many as the largest canvas has */

/* Beyond any canvas; sums of such numbers do not overflow. */
static const int64_t FAR = INT64_C(1) << 60;

static int64_t limit(int64_t v)
{
    return v < -FAR ? -FAR : v > FAR ? FAR : v;
}

bool image_data_init(struct image_data *d, int64_t width, int64_t height)
{
    *d = (struct image_data){0};
    if (width == 0 || height == 0)
        return error_set("IndexSizeError: image data needs a size, got %" PRId64 "x%" PRId64, width,
                         height);
    const uint64_t w = (uint64_t)llabs(limit(width)), h = (uint64_t)llabs(limit(height));
    if (w > PIXELS_MAX || h > PIXELS_MAX || w * h > PIXELS_MAX || w * h > SIZE_MAX / 4)
        return error_set("RangeError: image data of %" PRIu64 "x%" PRIu64 " pixels is too large: "
                         "%d pixels are the most",
                         w, h, PIXELS_MAX);
    const size_t bytes = (size_t)(w * h) * 4;
    if (!budget_take(bytes))
        return error_prefix("image data of %" PRIu64 "x%" PRIu64 " pixels", w, h);
    d->data = calloc(bytes, 1);
    if (d->data == NULL) {
        budget_give(bytes);
        return error_set("no memory for image data of %" PRIu64 "x%" PRIu64 " pixels", w, h);
    }
    d->width = (int)w;
    d->height = (int)h;
    d->size = bytes;
    return true;
}

void image_data_finish(struct image_data *d)
{
    budget_free(d->data, d->size);
    *d = (struct image_data){0};
}

/* The part of [at, at + length) that is inside of [0, size); length may be negative. */
static bool cut(int64_t *at, int64_t *end, int64_t length, int64_t size)
{
    const int64_t a = limit(*at), b = a + limit(length);
    *at = a < b ? a : b;
    *end = a < b ? b : a;
    *at = *at < 0 ? 0 : *at;
    *end = *end > size ? size : *end;
    return *at < *end;
}

bool image_data_get(struct image_data *d, struct canvas *c, int64_t x, int64_t y, int64_t width,
                    int64_t height)
{
    if (!image_data_init(d, width, height))
        return false;
    const int64_t left = limit(x) + (width < 0 ? limit(width) : 0);
    const int64_t top = limit(y) + (height < 0 ? limit(height) : 0);
    int64_t x0 = left, y0 = top, x1, y1;
    if (!cut(&x0, &x1, d->width, canvas_width(c)) || !cut(&y0, &y1, d->height, canvas_height(c)))
        return true;
    const struct surface *s = target_read(canvas_target(c));
    const uint32_t opaque = canvas_is_screen(c) ? 0xff000000 : 0;
    for (int64_t row = y0; row < y1; row++) {
        const uint32_t *from = surface_at(s, (int)x0, (int)row);
        uint8_t *to = d->data + (size_t)((row - top) * d->width + (x0 - left)) * 4;
        for (int64_t i = x0; i < x1; i++, to += 4) {
            const uint32_t color = color_unpremultiply(*from++ | opaque);
            to[0] = (uint8_t)(color >> 16);
            to[1] = (uint8_t)(color >> 8);
            to[2] = (uint8_t)color;
            to[3] = (uint8_t)(color >> 24);
        }
    }
    return true;
}

void image_data_put(const struct image_data *d, struct canvas *c, int64_t x, int64_t y,
                    int64_t dirty_x, int64_t dirty_y, int64_t dirty_width, int64_t dirty_height)
{
    int64_t x0 = dirty_x, y0 = dirty_y, x1, y1;
    if (!cut(&x0, &x1, dirty_width, d->width) || !cut(&y0, &y1, dirty_height, d->height))
        return;
    /* From the data's pixels to the canvas's. */
    const int64_t dx = limit(x), dy = limit(y);
    int64_t left = x0 + dx, top = y0 + dy, right, bottom;
    if (!cut(&left, &right, x1 - x0, canvas_width(c)) ||
        !cut(&top, &bottom, y1 - y0, canvas_height(c)))
        return;
    const struct surface *s = canvas_map(c);
    for (int64_t row = top; row < bottom; row++) {
        const uint8_t *from = d->data + (size_t)((row - dy) * d->width + (left - dx)) * 4;
        uint32_t *to = surface_at(s, (int)left, (int)row);
        for (int64_t i = left; i < right; i++, from += 4)
            *to++ = color_premultiply((uint32_t)from[3] << 24 | (uint32_t)from[0] << 16 |
                                      (uint32_t)from[1] << 8 | from[2]);
    }
    canvas_unmap(c, (struct rect){(int)left, (int)top, (int)right, (int)bottom});
}
