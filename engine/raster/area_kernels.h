/* The kernels of areas: adding edges to rows of accumulators, and turning such a row into coverage
 * or pixels. A row has cells of one pixel each in blocks of AREA_BLOCK; which blocks were touched
 * is kept in a byte each, so that sweeping a row costs what its edges do, not its width. */
#ifndef RASTER_AREA_KERNELS_H
#define RASTER_AREA_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AREA_BLOCK = 16 };

/* A straight piece of outline, as it is drawn: from (x0, y0) to (x1, y1), in 2^-16 pixel from the
 * edges' origin, at most 32767 pixels away. y0 and y1 differ. 16 bytes, since curves make many. */
struct edge {
    int32_t x0, y0, x1, y1;
};

/* The same turned downwards, and what drawing needs of it besides. */
struct area_line {
    int32_t x0, y0, y1; /* y0 < y1 */
    int32_t winding;    /* 1: it was drawn downwards, -1: upwards */
    int64_t slope;      /* dx / dy times 2^30 */
    float inverse;      /* 2^-17 / |dx / dy|, at most 0.5 */
};

enum { AREA_SLOPE_BITS = 30 };

static inline struct area_line area_line(const struct edge *e)
{
    const bool down = e->y0 < e->y1;
    struct area_line l = {
        .x0 = down ? e->x0 : e->x1,
        .y0 = down ? e->y0 : e->y1,
        .y1 = down ? e->y1 : e->y0,
        .winding = down ? 1 : -1,
    };
    /* The same numbers both ways: only signs change. */
    const double slope = ((double)e->x1 - e->x0) / ((double)e->y1 - e->y0);
    l.slope = (int64_t)(slope * (1 << AREA_SLOPE_BITS));
    /* Less than 2^-16 pixel a row is as good as none; this keeps the factor finite. */
    const float least = 1.0f / (1 << 16), steepness = (float)(slope < 0 ? -slope : slope);
    l.inverse = 1.0f / (1 << 17) / (steepness > least ? steepness : least);
    return l;
}

/* The line's x at height y, y0 <= y <= y1, with AREA_SLOPE_BITS more of precision: from the line
 * alone, so that it does not matter where drawing begins. |x0| is below 2^31, and
 * (y - y0) * slope, at most dx * 2^30, below 2^62. */
static inline int64_t area_x_fine(const struct area_line *l, int32_t y)
{
    const int64_t half = (int64_t)1 << (AREA_SLOPE_BITS - 1);
    return (int64_t)l->x0 * ((int64_t)1 << AREA_SLOPE_BITS) + half +
           ((int64_t)y - l->y0) * l->slope;
}

static inline int32_t area_x(const struct area_line *l, int32_t y)
{
    return (int32_t)(area_x_fine(l, y) >> AREA_SLOPE_BITS);
}

/* Rows of accumulators: `cells` of one pixel each, the first one in column `left` (edges'
 * coordinates, whole pixels). The first and the last block are for what reaches over the ends. */
struct area_rows {
    int32_t *area;         /* row after row, `cells` apart; 1 is 65536 */
    uint8_t *touched;      /* a byte a block, 1: touched; rows touched_stride apart */
    size_t touched_stride; /* a multiple of 8; beyond the cells there are no marks */
    int32_t cells;         /* a multiple of AREA_BLOCK */
    int32_t left;
    int32_t top, bottom; /* the rows (edges' coordinates, whole pixels), at most SCRATCH_ROWS */
    int32_t from, to;    /* wanted cells: AREA_BLOCK <= from < to <= cells - AREA_BLOCK */
    bool even_odd;
};

/* A piece of a line: what lies in one row. The part of the pixels up to u to the right of its left
 * end that is right of the line is u^2 / (2 slope) while the line lasts, and grows by the piece's
 * height after it. The kernels take differences of that for pieces in at most three pixels
 * ("short"), and the direct formula for each pixel of longer ones, where differences of large
 * floats would lose digits. Which of the two it is follows from line and row alone, and all levels
 * compute it with the same operations, since floats round. */
struct area_piece {
    int32_t left, right; /* ends, edges' coordinates */
    int32_t height;      /* 2^-16 pixel */
    float width;         /* 2^-16 pixel */
};

/* Lines that move less than this in a row (2 pixels, less what rounding may add) have only short
 * pieces, of the width that the slope says; for others it is the distance of the rounded ends. */
static const int64_t AREA_STEEP = ((int64_t)2 << AREA_SLOPE_BITS) - (1 << 16);

static inline bool area_is_steep(const struct area_line *l)
{
    return l->slope < AREA_STEEP && l->slope > -AREA_STEEP;
}

/* How far a line moves in a whole row, in 2^-16 pixel. */
static inline float area_width(const struct area_line *l)
{
    return (float)(l->slope < 0 ? -l->slope : l->slope) * (1.0f / (1 << (AREA_SLOPE_BITS - 16)));
}

static inline float area_height(int32_t height)
{
    return (float)height * (1.0f / 65536);
}

/* The piece between two ends (area_x) in the same row. */
static inline struct area_piece area_piece(const struct area_line *l, int32_t xa, int32_t xb,
                                           int32_t height)
{
    const int32_t left = xa < xb ? xa : xb, right = xa < xb ? xb : xa;
    return (struct area_piece){
        .left = left,
        .right = right,
        .height = height,
        .width =
            area_is_steep(l) ? area_width(l) * area_height(height) : (float)((int64_t)right - left),
    };
}

static inline bool area_piece_is_short(const struct area_line *l, const struct area_piece *p)
{
    return area_is_steep(l) || (p->right >> 16) - (p->left >> 16) <= 2;
}

struct area_kernels {
    /* Adds edges[index[0]], edges[index[1]] … edges[index[n - 1]] as far as they are in the rows.
     * What is left of the first cell goes to it, what is beyond the last is dropped. */
    void (*add)(const struct area_rows *rows, const struct edge *edges, const uint32_t *index,
                size_t n);
    /* Composes `color` (premultiplied) with source-over by the rows' coverage, and clears them. d
     * is the pixel of cell AREA_BLOCK in the first row, the others are `stride` apart. Blocks that
     * hold wanted cells may be read and written as a whole, and stay as they are beside these. */
    void (*fill)(const struct area_rows *rows, uint32_t *d, size_t stride, uint32_t color);
    /* Writes the coverage of the wanted cells to out[0] and so on, rows `stride` apart, and clears
     * the rows. False if it is all 0. */
    bool (*coverage)(const struct area_rows *rows, uint8_t *out, size_t stride);
};

extern const struct area_kernels area_none;

#endif
