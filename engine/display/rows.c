/* What a conversion would lose of a kept pixel (levels between a format's and ours, bits that are
 * no channel's) is put back by comparing colours: a pixel that still has the colour it was read
 * with gets its old bytes. */
#include "display/rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/size.h"

bool rows_init(struct rows *r, const struct pixel_format *format, int width, int height,
               size_t stride, bool dither, const uint32_t *palette)
{
    *r = (struct rows){.format = *format, .width = width, .height = height, .stride = stride};
    r->converter = converter_create(format, dither, palette, false);
    return r->converter != NULL;
}

void rows_finish(struct rows *r)
{
    converter_destroy(r->converter);
    free(r->kept);
    free(r->row);
    free(r->colors);
    *r = (struct rows){0};
}

bool rows_read(struct rows *r, const uint8_t *memory, struct surface *s)
{
    assert(r->kept == NULL && s->width == r->width && s->height == r->height);
    size_t row_bytes = pixel_format_row_bytes(&r->format, r->width), size;
    r->kept = size_multiply(row_bytes, (size_t)r->height, &size) ? malloc(size) : NULL;
    r->row = malloc(row_bytes);
    r->colors = malloc((size_t)r->width * sizeof *r->colors);
    if (r->kept == NULL || r->row == NULL || r->colors == NULL)
        return error_set("no memory to keep what the display holds");
    for (int y = 0; y < r->height; y++) {
        uint8_t *kept = r->kept + (size_t)y * row_bytes;
        memcpy(kept, memory + (size_t)y * r->stride, row_bytes);
        converter_read(r->converter, kept, 0, surface_at(s, 0, y), r->width);
    }
    return true;
}

/* As converter_write to a row, but what is to be kept is. */
static void write_kept(struct rows *r, const uint8_t *kept, uint8_t *row, int x, int y,
                       const uint32_t *source, int width)
{
    size_t unit = r->format.bits_per_pixel / 8, from = (size_t)x * unit;
    converter_write(r->converter, r->row, x, y, source, width);
    converter_read(r->converter, kept, x, r->colors, width);
    for (int i = 0; i < width; i++) {
        size_t at = from + (size_t)i * unit;
        if (source[i] == r->colors[i])
            memcpy(r->row + at, kept + at, unit);
    }
    memcpy(row + from, r->row + from, (size_t)width * unit);
}

/* Mono has no bytes of a pixel's own, and nothing that the conversion could lose, except for the
 * bits beyond a row's last pixel. */
static void write_kept_mono(struct rows *r, const uint8_t *kept, uint8_t *row, int x, int y,
                            const uint32_t *source, int width)
{
    size_t from = (size_t)x / 8, end = ((size_t)x + (size_t)width + 7) / 8;
    int rest = (x + width) % 8;
    converter_write(r->converter, r->row, x, y, source, width);
    if (rest != 0) {
        unsigned pixels = r->format.low_bit_first ? 0xffu >> (8 - rest) : 0xffu << (8 - rest);
        r->row[end - 1] = (uint8_t)((r->row[end - 1] & pixels) | (kept[end - 1] & ~pixels));
    }
    memcpy(row + from, r->row + from, end - from);
}

void rows_write(struct rows *r, uint8_t *memory, const struct surface *s, struct rect from, int x,
                int y)
{
    int width = from.x1 - from.x0;
    size_t row_bytes = pixel_format_row_bytes(&r->format, r->width);
    for (int source_y = from.y0; source_y < from.y1; source_y++, y++) {
        const uint32_t *source = surface_at(s, from.x0, source_y);
        uint8_t *row = memory + (size_t)y * r->stride;
        if (r->kept == NULL)
            converter_write(r->converter, row, x, y, source, width);
        else if (r->format.kind == PIXEL_MONO)
            write_kept_mono(r, r->kept + (size_t)y * row_bytes, row, x, y, source, width);
        else
            write_kept(r, r->kept + (size_t)y * row_bytes, row, x, y, source, width);
    }
    r->written +=
        pixel_format_row_bytes(&r->format, width) * (uint64_t)(unsigned)(from.y1 - from.y0);
}
