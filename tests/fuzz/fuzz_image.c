/* Any bytes as a picture, compiled once a format: what comes out has the size it says, and pixels
 * that are premultiplied. Inputs of other formats are not kept. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "../unit/svg_libraries.h"
#include "image/decode.h"

enum { SIZE_MAX_BYTES = 16384 };

static const struct image_limits limits = {.pixels = 1 << 16, .bytes = 1 << 20, .frames = 20};

static uint32_t u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Nearly no mutation of a PNG has the right CRCs, and none would get behind them. */
static void mend_crcs(uint8_t *png, size_t size)
{
    for (size_t at = 8; at + 12 <= size && u32(png + at) <= size - at - 12;) {
        const size_t end = at + 8 + u32(png + at);
        uint32_t crc = UINT32_MAX;
        for (size_t i = at + 4; i < end; i++) {
            crc ^= png[i];
            for (int bit = 0; bit < 8; bit++)
                crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        }
        for (size_t i = 0; i < 4; i++)
            png[end + i] = (uint8_t)(~crc >> (24 - 8 * i));
        at = end + 4;
    }
}

static void check_pixels(const struct image *image)
{
    bool opaque = true;
    for (int i = 0; i < image->frame_count; i++) {
        const struct surface *s = &image->frames[i].surface;
        if (s->width != image->width || s->height != image->height ||
            !(image->frames[i].duration >= 0))
            abort();
        for (int y = 0; y < s->height; y++) {
            for (int x = 0; x < s->width; x++) {
                const uint32_t p = *surface_at(s, x, y), alpha = p >> 24;
                if ((p >> 16 & 255) > alpha || (p >> 8 & 255) > alpha || (p & 255) > alpha)
                    abort();
                opaque = opaque && alpha == 255;
            }
        }
    }
    if (image->opaque != opaque)
        abort();
}

static void decode(const uint8_t *data, size_t size, int width)
{
    struct image image;
    const struct image_options options = {.limits = limits, .width = width};
    if (!image_decode(&image, data, size, "fuzz", &options))
        return;
    if (image.kind != FUZZ_KIND || image.frame_count < 1 ||
        (int64_t)image.width * image.height > limits.pixels || image.frame_count > limits.frames)
        abort();
    check_pixels(&image);
    image_finish(&image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image image;
    const enum image_kind kind = FUZZ_KIND;
    if (size > SIZE_MAX_BYTES || image_kind_of(data, size) != kind)
        return -1;
    /* Of its exact size, so that reading beyond its end is seen. */
    uint8_t *copy = malloc(size);
    if (copy == NULL)
        abort();
    memcpy(copy, data, size);
    if (kind == IMAGE_PNG)
        mend_crcs(copy, size);
    image_probe(&image, copy, size, "fuzz");
    image_finish(&image);
    decode(copy, size, 0);
    if (kind == IMAGE_JPEG || kind == IMAGE_SVG)
        decode(copy, size, 7);
    free(copy);
    return 0;
}
