/* The reference: one pixel at a time, in plain C. */
#include "raster/kernels_impl.h"

#include <string.h>

#include "pixel/color.h"
#include "raster/area_kernels.h"
#include "raster/composite_kernels.h"
#include "raster/convex_kernels.h"
#include "raster/filter_kernels.h"
#include "raster/glyph_kernels.h"
#include "raster/gradient_kernels.h"
#include "raster/round_kernels.h"
#include "raster/sample_kernels.h"

void kernel_copy(uint32_t *d, const uint32_t *s, size_t n)
{
    if (n > 0)
        memcpy(d, s, n * sizeof *d);
}

static void plain_fill(uint32_t *d, size_t n, uint32_t color)
{
    for (size_t i = 0; i < n; i++)
        d[i] = color;
}

static void plain_fill_over(uint32_t *d, size_t n, uint32_t color)
{
    for (size_t i = 0; i < n; i++)
        d[i] = color_over(d[i], color);
}

static void plain_copy_over(uint32_t *d, const uint32_t *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        d[i] = color_over(d[i], s[i]);
}

const struct kernels kernels_none = {
    .name = "none",
    .area = &area_none,
    .composite = &composite_none,
    .filter = &filter_none,
    .convex = &convex_none,
    .round = &round_none,
    .glyph = &glyph_none,
    .gradient = &gradient_none,
    .sample = &sample_none,
    .fill = plain_fill,
    .fill_over = plain_fill_over,
    .copy = kernel_copy,
    .copy_over = plain_copy_over,
};
