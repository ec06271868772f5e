/* The reference kernels of areas: one cell at a time, in plain C. */
#include "raster/area_kernels.h"

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
    return inside * inside * inverse + (u - inside) * p->height;
}

/* Area of the pixel's part right of the piece, for pixel 0 (where the piece begins), 1, … */
static int32_t short_area(const struct area_piece *p, float inverse, int pixel)
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
        return p->whole - (int32_t)(to * to * inverse + 0.5f);
    if (pixel > last)
        return p->whole;
    /* The mean over the pixel is the value at its middle. */
    return (int32_t)(((float)pixel * 65536 + (32768 - from)) * (inverse * 131072) + 0.5f);
}

static void add_piece(const struct area_rows *rows, const struct edge *e, int row,
                      const struct area_piece *p)
{
    const bool is_short = area_piece_is_short(e, p);
    const int64_t first = (p->left >> 16) - rows->left;
    const int64_t pixels = is_short ? 4 : (p->right >> 16) - (p->left >> 16) + 2;
    int32_t before = 0;
    for (int64_t i = 0; i < pixels; i++) {
        const int32_t area =
            is_short ? short_area(p, e->inverse, (int)i) : long_area(p, e->inverse, i);
        add_cell(rows, row, first + i, e->winding * (area - before));
        before = area;
    }
}

static void none_add(const struct area_rows *rows, const struct edge *edges, const uint32_t *index,
                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct edge *e = &edges[index[i]];
        for (int32_t row = rows->top; row < rows->bottom; row++) {
            const int32_t top = row * 65536 > e->y0 ? row * 65536 : e->y0;
            const int64_t end = ((int64_t)row + 1) * 65536;
            const int32_t bottom = end < e->y1 ? (int32_t)end : e->y1;
            if (top >= bottom)
                continue;
            const struct area_piece p = area_piece(e, top, bottom);
            add_piece(rows, e, row - rows->top, &p);
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

/* Calls for each wanted cell; clears the row. */
static bool sweep(const struct area_row *r, uint32_t *d, uint32_t color, uint8_t *out)
{
    uint32_t sum = 0;
    bool any = false;
    for (int32_t cell = 0; cell < r->blocks * AREA_BLOCK; cell++) {
        if (r->touched[cell / AREA_BLOCK]) {
            sum += (uint32_t)r->area[cell];
            r->area[cell] = 0;
        }
        if (cell < r->from || cell >= r->to)
            continue;
        const uint32_t coverage = coverage_of((int32_t)sum, r->even_odd);
        any |= coverage > 0;
        if (out != NULL)
            out[cell - r->from] = (uint8_t)coverage;
        else
            d[cell - AREA_BLOCK] = color_over(d[cell - AREA_BLOCK], color_scale(color, coverage));
    }
    for (int32_t block = 0; block < r->blocks; block++)
        r->touched[block] = 0;
    return any;
}

static void none_fill(const struct area_row *row, uint32_t *d, uint32_t color)
{
    sweep(row, d, color, NULL);
}

static bool none_coverage(const struct area_row *row, uint8_t *out)
{
    return sweep(row, NULL, 0, out);
}

const struct area_kernels area_none = {
    .add = none_add,
    .fill = none_fill,
    .coverage = none_coverage,
};
