/* One drawing on one surface. The general way is: coverage of some rows, times the clip, and for
 * each run of pixels that are covered alike the paint's colours and the operator. What needs no
 * coverage, or no colours, or no old pixels, leaves those steps out. */
#include "raster/raster.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/minmax.h"
#include "raster/kernels.h"

void raster_fill(const struct surface *s, struct rect r, uint32_t color, bool over)
{
    if (rect_empty(r))
        return;
    const struct kernels *k = kernels_get();
    void (*fill)(uint32_t *, size_t, uint32_t) = over ? k->fill_over : k->fill;
    size_t width = (size_t)(r.x1 - r.x0);
    if ((int)width == s->stride) { /* no gap between the rows: one long run */
        fill(surface_at(s, 0, r.y0), width * (size_t)(r.y1 - r.y0), color);
        return;
    }
    for (int y = r.y0; y < r.y1; y++)
        fill(surface_at(s, r.x0, y), width, color);
}

void raster_copy(const struct surface *s, struct rect r, const struct surface *source, int dx,
                 int dy, bool over)
{
    if (rect_empty(r))
        return;
    const struct kernels *k = kernels_get();
    void (*copy)(uint32_t *, const uint32_t *, size_t) = over ? k->copy_over : k->copy;
    for (int y = r.y0; y < r.y1; y++)
        copy(surface_at(s, r.x0, y), surface_at(source, r.x0 - dx, y - dy), (size_t)(r.x1 - r.x0));
}

/* What drawing needs at hand in every row. */
struct brush {
    const struct surface *surface;
    const struct ink *ink;
    const struct kernels *kernels;
    struct scratch *scratch;
    bool solid;
    bool bounded;
    bool replaces; /* where coverage is full and there is no clip, the paint's colours are it */
    bool over;     /* source-over */
};

/* Composes n pixels from (x, y) on. `coverage` and `clip` as of composite_row. */
static void compose(const struct brush *b, int x, int y, size_t n, const uint8_t *coverage,
                    const uint8_t *clip)
{
    uint32_t *d = surface_at(b->surface, x, y);
    const struct paint *paint = &b->ink->paint;
    const bool plain = coverage == NULL && clip == NULL;
    if (b->solid) {
        if (plain && b->replaces)
            b->kernels->fill(d, n, paint->color);
        else if (plain && b->over)
            b->kernels->fill_over(d, n, paint->color);
        else
            composite_row_solid(b->ink->op, d, paint->color, coverage, clip, n);
        return;
    }
    if (plain && b->replaces) {
        paint_fetch(paint, x, y, n, d);
        return;
    }
    uint32_t *s = b->scratch->pixels;
    paint_fetch(paint, x, y, n, s);
    if (plain && b->over)
        b->kernels->copy_over(d, s, n);
    else
        composite_row(b->ink->op, d, s, coverage, clip, n);
}

/* Coverage is looked at in blocks of so many pixels. */
enum { BLOCK = 16 };
enum { FULL_RUN = 4 * BLOCK };
_Static_assert(2 * (int)BLOCK <= (int)SCRATCH_PAD, "a row has a block before and one beyond it");

enum cover { COVER_NONE, COVER_PART, COVER_FULL };

static enum cover block_cover(const uint8_t *coverage)
{
    uint64_t a, b;
    memcpy(&a, coverage, sizeof a);
    memcpy(&b, coverage + sizeof a, sizeof b);
    return (a | b) == 0 ? COVER_NONE : (a & b) == ~UINT64_C(0) ? COVER_FULL : COVER_PART;
}

/* Where blocks of that cover end that begin at `from`; at most `limit` pixels on. */
static size_t skip_blocks(const uint8_t *coverage, size_t from, size_t limit, enum cover cover)
{
    while (from < limit && block_cover(coverage + from) == cover)
        from += BLOCK;
    return from;
}

/* The run of pixels covered alike that begins at `from`. Full runs shorter than FULL_RUN are
 * not worth a call of their own and go with what is beside them. */
static enum cover next_run(const uint8_t *coverage, size_t from, size_t n, size_t *end)
{
    if ((*end = skip_blocks(coverage, from, n, COVER_NONE)) > from)
        return COVER_NONE;
    if ((*end = skip_blocks(coverage, from, n, COVER_FULL)) >= from + FULL_RUN)
        return COVER_FULL;
    size_t to = *end;
    while (to < n && block_cover(coverage + to) != COVER_NONE) {
        *end = skip_blocks(coverage, to, n, COVER_FULL);
        if (*end >= to + FULL_RUN)
            break;
        to = *end > to ? *end : to + BLOCK;
    }
    *end = to;
    return COVER_PART;
}

/* A row whose coverage says all: the operator is bounded, or there is no clip. Coverage has room
 * for a block beyond n, and for one before it. Runs begin and end at multiples of BLOCK on the
 * surface: there paints begin their blocks too, and would else make one twice at every seam. */
static void compose_covered(const struct brush *b, int x, int y, size_t n, uint8_t *coverage)
{
    if (!b->bounded) {
        compose(b, x, y, n, coverage, NULL);
        return;
    }
    const size_t before = (size_t)x % BLOCK, all = before + n;
    memset(coverage + n, coverage[n - 1], BLOCK);
    coverage -= before;
    memset(coverage, coverage[before], before);
    for (size_t from = 0, end; from < all; from = end) {
        const enum cover cover = next_run(coverage, from, all, &end);
        const size_t begin = from > before ? from : before;
        end = end < all ? end : all;
        if (cover != COVER_NONE)
            compose(b, x + (int)(begin - before), y, end - begin,
                    cover == COVER_FULL ? NULL : coverage + begin, NULL);
    }
}

/* At most SCRATCH_ROWS rows of the shape's box. */
static void draw_rows(const struct brush *b, struct rect r)
{
    const struct ink *ink = b->ink;
    struct scratch *scratch = b->scratch;
    const size_t n = (size_t)(r.x1 - r.x0);
    const bool is_box = ink->shape.kind == SHAPE_BOX;
    uint8_t *const first = scratch->coverage + BLOCK;
    if (!is_box && !shape_coverage(&ink->shape, r, first, scratch->stride, scratch)) {
        if (b->bounded)
            return;
        for (int y = r.y0; y < r.y1; y++)
            memset(first + (size_t)(y - r.y0) * scratch->stride, 0, n);
    }
    for (int y = r.y0; y < r.y1; y++) {
        uint8_t *coverage = first + (size_t)(y - r.y0) * scratch->stride;
        const uint8_t *clip = ink->clip == NULL ? NULL : mask_at(ink->clip, r.x0, y);
        if (clip != NULL && !b->bounded) {
            compose(b, r.x0, y, n, is_box ? NULL : coverage, clip);
            continue;
        }
        if (clip != NULL && is_box)
            memcpy(coverage, clip, n);
        else if (clip != NULL)
            composite_multiply_masks(coverage, clip, n);
        if (clip == NULL && is_box)
            compose(b, r.x0, y, n, NULL, NULL);
        else
            compose_covered(b, r.x0, y, n, coverage);
    }
}

/* Text by any operator that is bounded: each glyph is a drawing of its own. */
static void draw_glyphs(const struct brush *b, struct rect r)
{
    const struct ink *ink = b->ink;
    uint8_t *const coverage = b->scratch->coverage + BLOCK;
    while (r.y0 < r.y1) {
        struct rect rows;
        size_t count;
        const struct placed_mask *masks = glyphs_next(ink->shape.glyphs, &r, &rows, &count);
        for (size_t i = 0; i < count; i++) {
            const struct rect g = rect_intersect(placed_mask_box(&masks[i]), rows);
            if (rect_empty(g))
                continue;
            const size_t n = (size_t)(g.x1 - g.x0);
            for (int y = g.y0; y < g.y1; y++) {
                memcpy(coverage, placed_mask_row(&masks[i], g.x0, y), n);
                if (ink->clip != NULL)
                    composite_multiply_masks(coverage, mask_at(ink->clip, g.x0, y), n);
                compose_covered(b, g.x0, y, n, coverage);
            }
        }
    }
}

/* The next rows of *rest, at most SCRATCH_ROWS of them, taken from it. */
static struct rect next_rows(struct rect *rest)
{
    struct rect rows = *rest;
    rows.y1 = int_min(rows.y1, rows.y0 + SCRATCH_ROWS);
    rest->y0 = rows.y1;
    return rows;
}

/* Where the source is not, an unbounded operator has a transparent one. */
static void draw_nothing(const struct brush *b, struct rect r)
{
    if (rect_empty(r))
        return;
    for (int y = r.y0; y < r.y1; y++)
        composite_row_solid(b->ink->op, surface_at(b->surface, r.x0, y), 0, NULL,
                            b->ink->clip == NULL ? NULL : mask_at(b->ink->clip, r.x0, y),
                            (size_t)(r.x1 - r.x0));
}

static void draw_around(const struct brush *b, struct rect r, struct rect hole)
{
    if (rect_empty(hole)) {
        draw_nothing(b, r);
        return;
    }
    draw_nothing(b, (struct rect){r.x0, r.y0, r.x1, hole.y0});
    draw_nothing(b, (struct rect){r.x0, hole.y0, hole.x0, hole.y1});
    draw_nothing(b, (struct rect){hole.x1, hole.y0, r.x1, hole.y1});
    draw_nothing(b, (struct rect){r.x0, hole.y1, r.x1, r.y1});
}

/* True if the paint is an image that is only moved, by whole pixels, and r lies in it. Every kind
 * of sampling then gives the image's own pixels. */
static bool is_moved_image(const struct paint *p, struct rect r, int *dx, int *dy)
{
    if (p->kind != PAINT_IMAGE || p->alpha != 255 || !matrix_moves_pixels(&p->inverse, dx, dy))
        return false;
    *dx = -*dx; /* from the image to the device */
    *dy = -*dy;
    const struct rect part = p->image.part;
    return rect_contains((struct rect){part.x0 + *dx, part.y0 + *dy, part.x1 + *dx, part.y1 + *dy},
                         r);
}

/* Ways that need neither coverage rows nor colour rows. False if there is none. */
static bool draw_directly(const struct brush *b, struct rect r)
{
    const struct ink *ink = b->ink;
    int dx, dy;
    if (ink->clip != NULL || !(b->over || b->replaces))
        return false;
    if (ink->shape.kind == SHAPE_BOX && b->solid) {
        raster_fill(b->surface, r, ink->paint.color, !b->replaces);
        return true;
    }
    if (ink->shape.kind == SHAPE_BOX && is_moved_image(&ink->paint, r, &dx, &dy)) {
        raster_copy(b->surface, r, ink->paint.image.surface, dx, dy, !b->replaces);
        return true;
    }
    if (!b->solid || !b->over)
        return false;
    while (r.y0 < r.y1)
        shape_fill(&ink->shape, b->surface, next_rows(&r), ink->paint.color, b->scratch);
    return true;
}

void raster_draw(const struct surface *s, struct rect r, const struct ink *ink,
                 struct scratch *scratch)
{
    if (rect_empty(r))
        return;
    assert(r.x1 - r.x0 <= scratch->width);
    struct brush b = {
        .surface = s,
        .ink = ink,
        .kernels = kernels_get(),
        .scratch = scratch,
        .solid = ink->paint.kind == PAINT_SOLID,
        .bounded = composite_is_bounded(ink->op),
        .over = ink->op == COMPOSITE_SOURCE_OVER,
    };
    b.replaces = ink->op == COMPOSITE_COPY || (b.over && paint_is_opaque(&ink->paint));
    struct rect inside = rect_intersect(r, ink->shape.box);
    if (ink->shape.kind == SHAPE_EMPTY)
        inside = (struct rect){0, 0, 0, 0};
    if (!b.bounded)
        draw_around(&b, r, inside);
    if (rect_empty(inside) || draw_directly(&b, inside))
        return;
    if (ink->shape.kind == SHAPE_GLYPHS && b.bounded) {
        draw_glyphs(&b, inside);
        return;
    }
    while (inside.y0 < inside.y1)
        draw_rows(&b, next_rows(&inside));
}
