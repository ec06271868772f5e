/* Paints: what colour a pixel gets. Geometry is in device space, by the inverse of the transform
 * that was in force, so that a paint is asked for device pixels (their centres, x + 0.5). */
#ifndef RASTER_PAINT_H
#define RASTER_PAINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/rect.h"
#include "pixel/surface.h"
#include "raster/matrix.h"

enum paint_kind { PAINT_SOLID, PAINT_LINEAR, PAINT_RADIAL, PAINT_CONIC, PAINT_IMAGE };

/* Colour stops, frozen: offsets 0 to 1 in order (equal ones as they were added), at least one.
 * HTML: colours are interpolated straight, not premultiplied, then premultiplied. Reference
 * counted, since commands outlive the script's gradient. Made by gradient_stops_create. */
struct gradient_stops;

enum paint_extend {
    EXTEND_CLAMP,  /* the nearest pixel of the part (draw_image) */
    EXTEND_NONE,   /* transparent ("no-repeat") */
    EXTEND_REPEAT, /* tiled */
};

enum paint_sampling {
    SAMPLE_NEAREST,
    SAMPLE_BILINEAR, /* smoothing quality "low": four pixels */
    SAMPLE_AREA,     /* "medium" and "high": where it shrinks, the mean of what a pixel covers */
};

/* Transparent: solid 0. */
struct paint {
    enum paint_kind kind;
    uint32_t color;        /* PAINT_SOLID: premultiplied, alpha included */
    uint8_t alpha;         /* the others: what their colours are multiplied by, 255: as they are */
    struct matrix inverse; /* the others: device space → gradient's or image's space */
    union {
        struct {
            const struct gradient_stops *stops;
            /* PAINT_LINEAR: from (x0, y0) to (x1, y1). PAINT_RADIAL: circles (x0, y0, r0) and
             * (x1, y1, r1). PAINT_CONIC: about (x0, y0), beginning at `angle`, clockwise. */
            double x0, y0, r0, x1, y1, r1, angle;
        } gradient;
        struct {
            const struct surface
                *surface;     /* premultiplied; must live as long as the paint is used */
            struct rect part; /* the pixels of it that count, never empty, inside */
            enum paint_sampling sampling;
            enum paint_extend extend_x, extend_y;
            bool opaque; /* every pixel of the part is known to be opaque */
        } image;
    };
    /* Set by paint_prepare: what fetches rows, and what was worked out for it. */
    void (*fetch)(const struct paint *p, int x, int y, size_t n, uint32_t *out);
    const void *state;
};

/* Takes `count` (1 or more) stops: offsets in order, colours straight 0xAARRGGBB; starts with one
 * reference. NULL with an error text when memory is missing. */
struct gradient_stops *gradient_stops_create(const double *offsets, const uint32_t *colors,
                                             uint32_t count);
struct gradient_stops *gradient_stops_ref(struct gradient_stops *s);
void gradient_stops_unref(struct gradient_stops *s); /* NULL is accepted */

/* What they are, for content keys. */
struct key gradient_stops_key(const struct gradient_stops *s);

/* The memory that they take. */
size_t gradient_stops_bytes(const struct gradient_stops *s);

/* True if every pixel that the paint gives is opaque. */
bool paint_is_opaque(const struct paint *p);

/* Makes the paint ready for paint_fetch inside of `box`: call it once, when all else is set and
 * before the threads begin to draw. Memory comes from `arena` and is needed as long as the paint is
 * used; the paint may be copied. Numbers that are no use (NaN, infinities, a matrix of zeros) give
 * transparent black or some colour of the paint, nothing worse. False with an error text when
 * memory is missing. */
bool paint_prepare(struct paint *p, struct rect box, struct arena *arena);

/* Writes the colours of the n pixels from (x, y) on, premultiplied, to `out`. The paint is
 * prepared, and the pixels are inside of the box that it was prepared for. n may be 0. A pixel's
 * colour does not depend on x, n or the box, only on where the pixel is. */
static inline void paint_fetch(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    p->fetch(p, x, y, n, out);
}

/* Everything but the image's pixels and colour stops, for content keys: two paints with the same
 * key, stops and image give the same colours. */
struct key paint_key(const struct paint *p);

#endif
