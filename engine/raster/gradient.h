/* Gradients: from a place to the offset t along the gradient, and from t to a colour. HTML Living
 * Standard, "fill and stroke styles". */
#ifndef RASTER_GRADIENT_H
#define RASTER_GRADIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "raster/paint.h"

struct gradient_stop {
    double offset;
    double channels[4]; /* straight, 0 to 255: blue, green, red, alpha, as they lie in a word */
};

struct gradient_stops {
    uint32_t references, count;
    bool opaque; /* all of them */
    struct key key;
    struct gradient_stop stops[]; /* by offset */
};

/* paint_prepare for the three kinds of gradients. */
bool gradient_prepare(struct paint *p, struct arena *arena);

/* True if no pixel lies outside of what the gradient colours. */
bool gradient_covers_all(const struct paint *p);

/* How many stops have an offset of at most t: from that one less than 1 on, t is between stops. */
uint32_t gradient_find(const struct gradient_stops *s, double t);

/* The premultiplied colour at t (not NaN), times alpha / 255: the definition that all faster ways
 * are held to. */
uint32_t gradient_color(const struct gradient_stops *s, double t, uint8_t alpha);

/* n pixels of a row from pixel x on; at pixel 0 the offset is t, and it grows by `step` a pixel. */
void gradient_row_of(const struct gradient_stops *s, uint8_t alpha, double t, double step, int x,
                     size_t n, uint32_t *out);

#endif
