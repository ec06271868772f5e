/* The kernels of areas: adding edges to rows of accumulators, and turning such a row into coverage
 * or pixels. A row has cells of one pixel each in blocks of AREA_BLOCK; which blocks were touched
 * is kept in a byte each, so that sweeping a row costs what its edges do, not its width. */
#ifndef RASTER_AREA_KERNELS_H
#define RASTER_AREA_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AREA_BLOCK = 16 };

/* A straight piece of outline, from top to bottom. Coordinates in 2^-16 pixel. */
struct edge {
    int32_t x0, y0, x1, y1; /* y0 < y1 */
    int64_t slope;          /* dx / dy times 2^30 */
    float inverse;          /* 2^-17 / |dx / dy|, at most 0.5: see area_quad in area_vector.inc */
    int32_t winding;        /* 1: drawn downwards, -1: drawn upwards */
};

enum { EDGE_SLOPE_BITS = 30 };

/* The edge's x at height y, y0 <= y <= y1, to 2^-16 pixel: from the edge alone, so that it does not
 * matter where drawing begins. Edges reach from -32767 to 32767 pixels: |x0| < 2^31, and
 * (y - y0) * slope, at most dx * 2^30, below 2^62. With the EDGE_SLOPE_BITS more of precision, for
 * adding full rows' steps. */
static inline int64_t edge_x_fine(const struct edge *e, int32_t y)
{
    const int64_t half = (int64_t)1 << (EDGE_SLOPE_BITS - 1);
    return (int64_t)e->x0 * ((int64_t)1 << EDGE_SLOPE_BITS) + half +
           ((int64_t)y - e->y0) * e->slope;
}

static inline int32_t edge_x(const struct edge *e, int32_t y)
{
    return (int32_t)(edge_x_fine(e, y) >> EDGE_SLOPE_BITS);
}

/* Rows of accumulators: `cells` of one pixel each, the first one in column `left` (edges'
 * coordinates, whole pixels), the last block being there only for what reaches over the end. */
struct area_rows {
    int32_t *area;         /* row after row, `cells` apart; 1 is 65536 */
    uint8_t *touched;      /* a byte a block, 1: touched; rows touched_stride apart */
    int32_t cells;         /* a multiple of AREA_BLOCK */
    size_t touched_stride; /* a multiple of 8 */
    int32_t left;
    int32_t top, bottom; /* the rows (edges' coordinates, whole pixels), at most SCRATCH_ROWS */
};

/* A row to be swept: its accumulators and marks, which are zeroed, and which cells are wanted. */
struct area_row {
    int32_t *area;
    uint8_t *touched;
    int32_t blocks;   /* a multiple of 8; beyond the cells there are no marks */
    int32_t from, to; /* AREA_BLOCK <= from < to <= cells - AREA_BLOCK */
    bool even_odd;
};

/* A piece of an edge: what lies in one row. The part of the pixels up to u to the right of its left
 * end that is right of the edge is u^2 / (2 slope) while the edge lasts, and grows by the piece's
 * height after it. The kernels take differences of that for pieces in at most three pixels
 * ("short"), and the direct formula for each pixel of longer ones, where differences of large
 * floats would lose digits. Which of the two it is follows from edge and row alone, and all levels
 * compute it with the same operations, since floats round. */
struct area_piece {
    int32_t left;  /* edges' coordinate of its left end */
    float width;   /* 2^-16 pixel */
    float height;  /* pixels, 0 to 1 */
    int32_t whole; /* the height as area: 65536 is 1 */
    int32_t right; /* edges' coordinate of its right end; for long ones */
};

/* Edges that move less than this in a row (2 pixels, less what rounding may add) have only short
 * pieces, of the width that the slope says; for others it is the distance of the rounded ends. */
static const int64_t AREA_STEEP = ((int64_t)2 << EDGE_SLOPE_BITS) - (1 << 16);

static inline bool area_is_steep(const struct edge *e)
{
    return e->slope < AREA_STEEP && e->slope > -AREA_STEEP;
}

/* The piece between two heights in the same row. */
static inline struct area_piece area_piece(const struct edge *e, int32_t y0, int32_t y1)
{
    const int32_t xa = edge_x(e, y0), xb = edge_x(e, y1);
    const int32_t height = y1 - y0;
    struct area_piece p = {
        .left = xa < xb ? xa : xb,
        .right = xa < xb ? xb : xa,
        .height = (float)height * (1.0f / 65536),
        .whole = height,
    };
    if (area_is_steep(e))
        p.width = (float)(e->slope < 0 ? -e->slope : e->slope) * (1.0f / (1 << 14)) * p.height;
    else
        p.width = (float)(p.right - p.left);
    return p;
}

static inline bool area_piece_is_short(const struct edge *e, const struct area_piece *p)
{
    return area_is_steep(e) || (p->right >> 16) - (p->left >> 16) <= 2;
}

struct area_kernels {
    /* Adds edges[index[0]], edges[index[1]] … edges[index[n - 1]] as far as they are in the rows.
     * What is left of the first cell goes to it, what is beyond the last is dropped. */
    void (*add)(const struct area_rows *rows, const struct edge *edges, const uint32_t *index,
                size_t n);
    /* Composes `color` (premultiplied) with source-over by the row's coverage. d is the pixel of
     * cell AREA_BLOCK; the blocks that hold `from` to `to` can be read and written as a whole, and
     * stay as they are outside of that. */
    void (*fill)(const struct area_row *row, uint32_t *d, uint32_t color);
    /* Writes the coverage of cells from to `to` - 1 to out[0] and so on. False if it is all 0. */
    bool (*coverage)(const struct area_row *row, uint8_t *out);
};

extern const struct area_kernels area_none;

#endif
