/* Surfaces: rectangles of pixels in the one working format, premultiplied ARGB with 8 bits a
 * channel in native-endian 32-bit words (0xAARRGGBB). sRGB values are blended as they are, as
 * browsers do. Rows start at multiples of 64 bytes so that vector kernels never straddle. */
#ifndef PIXEL_SURFACE_H
#define PIXEL_SURFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"

enum {
    SURFACE_MAX_SIDE = 32767, /* pixels; a coordinate plus a side always fits an int */
    SURFACE_ALIGNMENT = 64,   /* bytes */
};

struct surface {
    uint32_t *pixels; /* premultiplied 0xAARRGGBB, row after row */
    int width;        /* pixels */
    int height;       /* pixels */
    int stride;       /* pixels from a row to the next, a multiple of 16, at least width */
};

/* The stride in pixels that a surface of this width has. */
int surface_stride(int width);

/* Checks a size that came from outside: 1 to SURFACE_MAX_SIDE a side, at most 2^28 pixels.
 * Sets *bytes to what such a surface needs. False with an error text that names both limits. */
bool surface_size(int64_t width, int64_t height, size_t *bytes);

/* Allocates a surface of transparent black. False with an error text when the size is not
 * accepted or there is no memory; the surface is then zeroed. */
bool surface_init(struct surface *s, int width, int height);

/* Frees what surface_init allocated and zeroes the struct. A zeroed one is accepted. */
void surface_finish(struct surface *s);

/* Bytes of all surfaces that surface_init has allocated and that are not freed. */
size_t surface_bytes_in_use(void);

/* Has the kernel supply a large surface's memory now, before time matters. Pixels stay as they are.
 * The memory may also be a shared mapping. */
void surface_warm_up(const struct surface *s);

/* All pixels of the surface as a rectangle. */
struct rect surface_bounds(const struct surface *s);

/* The address of pixel (x, y), which must be inside. */
static inline uint32_t *surface_at(const struct surface *s, int x, int y)
{
    return s->pixels + (size_t)y * (size_t)s->stride + x;
}

#endif
