/* Rows of pixels in mapped device memory: what the displays that write to a mapping share. Memory
 * is written in ascending order and only where it is asked for, and read once at most, by
 * rows_read. */
#ifndef DISPLAY_ROWS_H
#define DISPLAY_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pixel/convert.h"
#include "pixel/format.h"
#include "pixel/surface.h"

struct rows {
    struct pixel_format format;
    struct converter *converter;
    int width, height; /* pixels */
    size_t stride;     /* bytes from a row to the next */
    uint64_t written;  /* bytes so far */
    uint8_t *kept;     /* what rows_read found, rows without padding; or NULL */
    uint8_t *row;      /* with kept: room for a row of the format … */
    uint32_t *colors;  /* … and for its colours */
};

/* Prepares for rows of `width` pixels, `height` of them, `stride` bytes apart; the last one may end
 * with its pixels. `dither` and `palette` are converter_create's. Makes no check of its own. False
 * with an error text on a bad format or without memory; `r` is then zeroed. */
bool rows_init(struct rows *r, const struct pixel_format *format, int width, int height,
               size_t stride, bool dither, const uint32_t *palette);

/* A zeroed struct is accepted. */
void rows_finish(struct rows *r);

/* As display_read, from the rows that begin at `memory`. */
bool rows_read(struct rows *r, const uint8_t *memory, struct surface *s);

/* As display_write, to the rows that begin at `memory`. After rows_read, a pixel of the colour that
 * it was read with gets the bytes that it was read from. */
void rows_write(struct rows *r, uint8_t *memory, const struct surface *s, struct rect from, int x,
                int y);

#endif
