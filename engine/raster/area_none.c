/* The reference kernels of areas: one cell at a time, in plain C. */
#include "raster/area_kernels.h"

#include <assert.h>

#include "pixel/color.h"

static void add_cell(const struct area_rows *rows, int row, int64_t cell, int32_t area)
{
    if (cell >= rows->cells)
        return;
    if (cell < 0)
        cell = 0;
    int32_t *a = rows->area + (int64_t)row * rows->cells + cell;
    *a = (int32_t)((uint32_t)*a + (uint32_t)area);
    rows->touched[(size_t)row * rows->touched_stride + (size_t)cell / AREA_BLOCK] = 1;
}

/* Area right of the piece and less than u behind its left end. */
static float area_until(const struct area_piece *p, float inverse, float u)
{
    const float inside = u < p->width ? u : p->width;
    return inside * inside * inverse + (u - inside) * area_height(p->height);
}

/* Area of the pixel's part right of the piece, for pixel 0 (where the piece begins), 1, … */
static int32_t short_area(const struct area_piece *p, float inverse, int64_t pixel)
{
    const float u = (float)((pixel + 1) * 65536) - (float)(p->left & 0xffff);
    const float before = pixel == 0 ? 0 : area_until(p, inverse, u - 65536);
    return (int32_t)(area_until(p, inverse, u) - before + 0.5f);
}

static int32_t long_area(const struct area_piece *p, float inverse, int64_t pixel)
{
    const int64_t last = (p->right >> 16) - (p->left >> 16);
    const float from = (float)(p->left & 0xffff), to = (float)(p->right & 0xffff);
    if (pixel == 0)
        return (int32_t)((65536 - from) * (65536 - from) * inverse + 0.5f);
    if (pixel == last)
        return p->height - (int32_t)(to * to * inverse + 0.5f);
    if (pixel > last)
        return p->height;
    /* The mean over the pixel is the value at its middle. */
    return (int32_t)(((float)pixel * 65536 + (32768 - from)) * (inverse * 131072) + 0.5f);
}

static void add_piece(const struct area_rows *rows, const struct area_line *l, int row,
                      const struct area_piece *p)
{
    const bool is_short = area_piece_is_short(l, p);
    const int64_t first = (p->left >> 16) - rows->left;
    const int64_t pixels = is_short ? 4 : (p->right >> 16) - (p->left >> 16) + 2;
    int32_t before = 0;
    for (int64_t i = 0; i < pixels; i++) {
        const int32_t area = is_short ? short_area(p, l->inverse, i) : long_area(p, l->inverse, i);
        add_cell(rows, row, first + i, l->winding * (area - before));
        before = area;
    }
}

static void none_add(const struct area_rows *rows, const struct edge *edges, const uint32_t *index,
                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct area_line l = area_line(&edges[index[i]]);
        for (int32_t row = rows->top; row < rows->bottom; row++) {
            const int32_t top = row * 65536 > l.y0 ? row * 65536 : l.y0;
            const int32_t bottom = (row + 1) * 65536 < l.y1 ? (row + 1) * 65536 : l.y1;
            if (top >= bottom)
                continue;
            const struct area_piece p =
                area_piece(&l, area_x(&l, top), area_x(&l, bottom), bottom - top);
            add_piece(rows, &l, row - rows->top, &p);
        }
    }
}

/* From a sum of areas to 0 … 255. */
static uint32_t coverage_of(int32_t sum, bool even_odd)
{
    uint32_t area = sum < 0 ? 0 - (uint32_t)sum : (uint32_t)sum;
    if (even_odd) {
        area &= 0x1ffff;
        area = area > 0x10000 ? 0x20000 - area : area;
    } else if (area > 0x10000) {
        area = 0x10000;
    }
    return (area * 255 + 0x8000) >> 16;
}

/* Composes one pixel a wanted cell, or writes its coverage; clears the row. */
static bool sweep(const struct area_rows *rows, int row, uint32_t *d, uint32_t color, uint8_t *out)
{
    int32_t *area = rows->area + (int64_t)row * rows->cells;
    uint8_t *touched = rows->touched + (size_t)row * rows->touched_stride;
    uint32_t sum = 0;
    bool any = false;
    assert((d == NULL) != (out == NULL));
    for (int32_t cell = 0; cell < rows->cells; cell++) {
        sum += (uint32_t)area[cell];
        area[cell] = 0;
        touched[cell / AREA_BLOCK] = 0;
        if (cell < rows->from || cell >= rows->to)
            continue;
        const uint32_t coverage = coverage_of((int32_t)sum, rows->even_odd);
        any |= coverage > 0;
        if (out != NULL)
            out[cell - rows->from] = (uint8_t)coverage;
        else
            d[cell - AREA_BLOCK] = color_over(d[cell - AREA_BLOCK], color_scale(color, coverage));
    }
    return any;
}

static void none_fill(const struct area_rows *rows, uint32_t *d, size_t stride, uint32_t color)
{
    for (int row = 0; row < rows->bottom - rows->top; row++)
        sweep(rows, row, d + (size_t)row * stride, color, NULL);
}

static bool none_coverage(const struct area_rows *rows, uint8_t *out, size_t stride)
{
    bool any = false;
    for (int row = 0; row < rows->bottom - rows->top; row++)
        any |= sweep(rows, row, NULL, 0, out + (size_t)row * stride);
    return any;
}

const struct area_kernels area_none = {
    .add = none_add,
    .fill = none_fill,
    .coverage = none_coverage,
};
