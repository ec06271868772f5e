/* Text as a shape: masks of glyphs, each in its place. Glyphs of one text that overlap are composed
 * one after the other, as browsers do it, wherever that has a meaning: with every operator that is
 * bounded. Where one coverage for all of them is asked for (unbounded operators, shadows), those of
 * a pixel join as alphas do: 1 - (1 - a) (1 - b). */
#ifndef RASTER_GLYPHS_H
#define RASTER_GLYPHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rect.h"
#include "pixel/surface.h"

/* A glyph's coverage, about its origin. */
struct glyph_mask {
    int left, top;      /* of its first pixel, from the pixel of the origin */
    int width, height;  /* pixels; 0: no ink */
    uint8_t coverage[]; /* rows glyph_stride(width) bytes apart, 0 beyond the width */
};

/* Two rows of a narrow glyph are one vector of 16 bytes. */
static inline int glyph_stride(int width)
{
    return width <= 8 ? 8 : (width + 15) & -16;
}

/* Bytes of coverage; kernels may read a vector from the last pixel on. */
static inline size_t glyph_bytes(int width, int height)
{
    return (size_t)glyph_stride(width) * (size_t)height + 16;
}

/* All that drawing needs of it: sorting 10,000 of them without looking at their masks takes half of
 * the time. */
struct placed_mask {
    const uint8_t *coverage; /* of a glyph_mask with ink, which must live as long as the shape */
    int x, y;                /* the pixel of its first pixel */
    uint16_t width, height;
};

static inline struct placed_mask placed_mask(const struct glyph_mask *m, int x, int y)
{
    return (struct placed_mask){m->coverage, x + m->left, y + m->top, (uint16_t)m->width,
                                (uint16_t)m->height};
}

static inline struct rect placed_mask_box(const struct placed_mask *p)
{
    return (struct rect){p->x, p->y, p->x + p->width, p->y + p->height};
}

/* The coverage from pixel (x, y) on, which must be inside. */
static inline const uint8_t *placed_mask_row(const struct placed_mask *p, int x, int y)
{
    return p->coverage + (size_t)(y - p->y) * (size_t)glyph_stride(p->width) + (x - p->x);
}

/* The masks that touch group g are masks[start[g]] to masks[start[g + 1] - 1], in the order in
 * which they are composed. A group is a row of GLYPHS_GROUP pixel rows, so that drawing a band does
 * not look at all of a long text. */
enum { GLYPHS_SHIFT = 5, GLYPHS_GROUP = 1 << GLYPHS_SHIFT };
struct glyphs {
    const struct placed_mask *masks;
    const uint32_t *start; /* one more than there are groups */
    int first_group;       /* that of y / GLYPHS_GROUP, rounded down */
    int group_count;
};

/* Masks on their way to be sorted, counted while they are placed. */
struct glyph_sorter {
    struct placed_mask *masks; /* those in the bounds, in the order in which they came */
    uint32_t count;
    uint32_t *start; /* start[k + 2]: how many touch the k-th group */
    struct rect bounds;
    struct rect box; /* around them, within the bounds; x0 > x1 while there is none */
    int first_group, group_count;
};

/* Begins with no mask, of `most` at most, of which those in `bounds` are kept. Memory is the
 * arena's. False with an error text without it. */
bool glyphs_begin(struct glyph_sorter *s, uint32_t most, struct rect bounds, struct arena *arena);

/* Takes a mask. Most are in one group, the others in two, which no processor can foresee: no branch
 * depends on that. So counted, instead of by a pass of its own, and with one load a row
 * (glyph_vector.inc), 10,000 glyphs take 0.95 of the time. */
static inline void glyphs_add(struct glyph_sorter *s, struct placed_mask m)
{
    const struct rect seen = rect_intersect(placed_mask_box(&m), s->bounds);
    if (rect_empty(seen))
        return;
    s->box = (struct rect){int_min(s->box.x0, seen.x0), int_min(s->box.y0, seen.y0),
                           int_max(s->box.x1, seen.x1), int_max(s->box.y1, seen.y1)};
    uint32_t *first = s->start + (seen.y0 >> GLYPHS_SHIFT) - s->first_group + 2;
    uint32_t *last = s->start + ((seen.y1 - 1) >> GLYPHS_SHIFT) - s->first_group + 2;
    *first += 1;
    for (uint32_t *k = first + 1; k < last; k++)
        *k += 1;
    *last += last != first;
    s->masks[s->count++] = m;
}

/* Those that were taken, by groups. Memory is the arena's, and the sorter's remains in use. NULL
 * with an error text without memory. Once for each glyphs_begin. */
const struct glyphs *glyphs_sort(const struct glyph_sorter *s, struct arena *arena);

/* Takes the rows of one group from *rest, which must not be empty, to *rows, and returns its masks,
 * *count of them. */
const struct placed_mask *glyphs_next(const struct glyphs *g, struct rect *rest, struct rect *rows,
                                      size_t *count);

/* Composes `color` (premultiplied) with source-over onto the pixels of `r`, inside of `surface` and
 * of the box, by each mask in turn. */
void glyphs_fill(const struct glyphs *g, const struct surface *surface, struct rect r,
                 uint32_t color);

/* Writes the joint coverage of those pixels, every one, to `out`, rows `stride` bytes apart. */
void glyphs_coverage(const struct glyphs *g, struct rect r, uint8_t *out, size_t stride);

#endif
