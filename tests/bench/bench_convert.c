/* A frame to RGB565, against pixman, which truncates where we round to nearest or dither. */
#include "bench.h"

#include <pixman.h>
#include <stdint.h>
#include <stdlib.h>

#include "pixel/convert.h"

enum { WIDTH = 1920, HEIGHT = 1080 };

struct convert_race {
    struct surface source;
    struct converter *converter;
    uint8_t *device;
    pixman_image_t *from, *to;
};

static void ours(void *data)
{
    struct convert_race *r = data;
    for (int y = 0; y < HEIGHT; y++)
        converter_write(r->converter, r->device + 2 * (size_t)WIDTH * (size_t)y, 0, y,
                        surface_at(&r->source, 0, y), WIDTH);
}

static void pixman(void *data)
{
    struct convert_race *r = data;
    pixman_image_composite32(PIXMAN_OP_SRC, r->from, NULL, r->to, 0, 0, 0, 0, 0, 0, WIDTH, HEIGHT);
}

static void race(struct convert_race *r, const char *name, bool dither, double limit)
{
    struct pixel_format format;
    if (!pixel_format_from_name("RGB565", &format) ||
        (r->converter = converter_create(&format, dither, NULL, false)) == NULL)
        abort();
    bench_ratio(name, bench_race(ours, pixman, r), limit);
    converter_destroy(r->converter);
}

void bench_convert(void)
{
    struct convert_race r = {.device = malloc(2 * (size_t)WIDTH * HEIGHT)};
    if (r.device == NULL || !surface_init(&r.source, WIDTH, HEIGHT))
        abort();
    uint32_t color = 1;
    for (size_t i = 0; i < (size_t)r.source.stride * HEIGHT; i++)
        r.source.pixels[i] = color = color * 1664525 + 1013904223;
    r.from = pixman_image_create_bits(PIXMAN_x8r8g8b8, WIDTH, HEIGHT, r.source.pixels,
                                      r.source.stride * 4);
    r.to = pixman_image_create_bits(PIXMAN_r5g6b5, WIDTH, HEIGHT, (uint32_t *)(void *)r.device,
                                    2 * WIDTH);

    race(&r, "XRGB8888 to RGB565, against pixman", false, 1.0);
    race(&r, "RGB565 dithered, against pixman undithered", true, 1.5);

    pixman_image_unref(r.from);
    pixman_image_unref(r.to);
    surface_finish(&r.source);
    free(r.device);
}
