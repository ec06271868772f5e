/* Shapes: what is covered, and how much. A path becomes a shape once, when a list is prepared for
 * drawing; from then on any part of it can be drawn, by any thread, with the same bytes.
 * Coverage is the exact area of the shape inside a pixel, rounded to 1/255. Where parts of a path
 * overlap inside one pixel it is the nonzero or even-odd fold of their signed areas' sum.
 * What a path exactly is decides the kernel, however it was made: an axis-parallel rectangle, a
 * rounded rectangle, ellipse or circle with axis-parallel axes, a convex polygon, or anything
 * else (edges). Text is a list of masks (glyphs). */
#ifndef RASTER_SHAPE_H
#define RASTER_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rect.h"
#include "pixel/surface.h"
#include "raster/glyphs.h"
#include "raster/mask.h"
#include "raster/path.h"
#include "raster/rectangle.h"
#include "raster/round.h"
#include "raster/scratch.h"

struct convex;
struct edges;

enum shape_kind {
    SHAPE_EMPTY,
    SHAPE_BOX,    /* all of `box`, fully */
    SHAPE_RECT,   /* an axis-parallel rectangle between pixels */
    SHAPE_ROUND,  /* rounded rectangle or ellipse, axis-parallel */
    SHAPE_CONVEX, /* convex polygon */
    SHAPE_EDGES,  /* any path */
    SHAPE_MASK,   /* a mask's coverage */
    SHAPE_GLYPHS, /* masks of glyphs: raster/glyphs.h says how they overlap */
};

struct shape {
    enum shape_kind kind;
    bool even_odd;
    struct rect box; /* the pixels that it may touch; drawing stays inside it */
    union {
        struct rectangle rectangle;
        struct round_shape round;
        const struct convex *convex; /* raster/convex.h */
        const struct edges *edges;   /* raster/edges.h */
        const struct mask *mask;
        const struct glyphs *glyphs;
    };
};

/* Makes the shape of `path` (device space, finite) as far as it lies in `bounds`. Memory comes from
 * `arena` and must live as long as the shape is used; the path need not. False with an error text
 * when memory is missing. */
bool shape_from_path(struct shape *s, const struct path *path, bool even_odd, struct rect bounds,
                     struct arena *arena);

/* The shape of a mask, which must live as long as the shape is used. */
struct shape shape_from_mask(const struct mask *mask);

/* The shape of the masks that the sorter has taken; as of glyphs_sort. */
bool shape_from_glyphs(struct shape *s, const struct glyph_sorter *sorter, struct arena *arena);

/* Composes `color` (premultiplied) with source-over onto the pixels of `r` as far as they are
 * covered. r is inside of `surface`. */
void shape_fill(const struct shape *s, const struct surface *surface, struct rect r, uint32_t color,
                struct scratch *scratch);

/* Writes the coverage of the pixels of `r`, every one, to `out`, rows `stride` bytes apart.
 * False if all of it is 0; `out` may then be untouched. */
bool shape_coverage(const struct shape *s, struct rect r, uint8_t *out, size_t stride,
                    struct scratch *scratch);

/* The columns *x0 <= x < *x1 outside of which the shape touches no pixel of rows y0 to y1 - 1;
 * cheap, and not always the tightest. False if it touches none. */
bool shape_touched(const struct shape *s, int y0, int y1, int *x0, int *x1);

/* Columns all of whose pixels in rows y0 to y1 - 1 are fully covered; not always all of them.
 * False if none is known. */
bool shape_covered(const struct shape *s, int y0, int y1, int *x0, int *x1);

#endif
