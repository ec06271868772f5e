/* A pyramid: the plane is halved until what remains of sigma is small, blurred there by its
 * weighted neighbours, and doubled again. Halving and doubling use the binomial 1 4 6 4 1 (Burt and
 * Adelson, "The Laplacian pyramid as a compact image code", 1983), which is nearly a Gaussian
 * itself: its variance, 1 in the finer level's pixels squared, is taken off what remains to be
 * blurred. It suppresses what would alias to the fourth order. So the cost of a pixel does not grow
 * with sigma. Successive boxes, the usual way, would be 1.7/255 off with four passes, because their
 * kurtosis only falls with their number; here it falls with the fourth power of the levels' number.
 */
#include "raster/blur.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "base/size.h"
#include "raster/filter_kernels.h"
#include "raster/kernels.h"

enum {
    PAD = FILTER_ROW_PAD,
    LEVELS_MAX = 9, /* of BLUR_SIGMA_MAX */
    /* Item i of a level stands for coordinate i - ORIGIN: what lies before the plane is wanted by
     * doubling, and halving spreads to it. In the plane itself item and coordinate are one. */
    ORIGIN = 2,
};

/* Below this sigma neighbours are weighed directly. Larger: more weights. Smaller: less exact, as
 * the least that remains, half of it less what the pyramid does, comes near its own error. */
#define SIGMA_DIRECT 3.0

/* Weights end where the two tails have 1/2000 of the area. */
#define RADIUS_SIGMAS 3.5

/* Rows of 16-bit items with zeros around each. */
struct plane {
    uint16_t *items; /* item 0 of row 0 */
    int width, height;
    size_t stride; /* items */
};

struct blur {
    const struct filter_kernels *kernels;
    uint8_t *bytes;
    size_t byte_stride;
    int levels;
    struct plane plane[LEVELS_MAX + 1]; /* 0: its size only, the plane itself is bytes */
    struct plane columns;               /* a level after its rows were halved or blurred */
    struct plane rows;                  /* zeros, and two rows for bytes as items */
    uint16_t weight[FILTER_RADIUS_MAX + 1];
    int radius;
    uint16_t *memory;
};

static uint16_t *row_of(const struct plane *p, int y)
{
    return p->items + (size_t)y * p->stride;
}

/* --- set-up --- */

static bool plane_size(struct plane *p, int width, int height, size_t *total)
{
    size_t items;
    p->width = width;
    p->height = height;
    p->stride = size_round_up((size_t)width, 32) + (size_t)2 * PAD;
    return size_multiply(p->stride, (size_t)height, &items) && size_add(*total, items, total);
}

static uint16_t *plane_place(struct plane *p, uint16_t *memory)
{
    p->items = memory + PAD;
    return memory + p->stride * (size_t)p->height;
}

/* One more than the last coordinate that halving spreads to and doubling asks for, and ORIGIN. */
static int halved(int length, int origin)
{
    return (length - 1 - origin) / 2 + 2 + ORIGIN;
}

static bool allocate(struct blur *b, int width, int height)
{
    size_t total = 0, bytes;
    int widest = width, highest = height;
    struct plane *p = b->plane;
    p[0] = (struct plane){.width = width, .height = height};
    bool fits = true;
    for (int i = 1; i <= b->levels; i++) {
        const int origin = i == 1 ? 0 : ORIGIN;
        fits &= plane_size(&p[i], halved(p[i - 1].width, origin), halved(p[i - 1].height, origin),
                           &total);
        widest = int_max(widest, p[i].width);
        highest = int_max(highest, p[i].height);
    }
    const int column_width = b->levels > 0 ? p[1].width : width; /* no later level is wider */
    fits = fits && plane_size(&b->columns, column_width, highest, &total) &&
           plane_size(&b->rows, widest, 3, &total) &&
           size_multiply(total, sizeof(uint16_t), &bytes);
    if (!fits || (b->memory = calloc(total, sizeof(uint16_t))) == NULL)
        return error_set("no memory to blur %dx%d pixels", width, height);
    uint16_t *memory = plane_place(&b->columns, plane_place(&b->rows, b->memory));
    for (int i = 1; i <= b->levels; i++)
        memory = plane_place(&p[i], memory);
    return true;
}

/* The weights of a Gaussian, rounded so that their sum is exact. False if the middle has all of
 * it. */
static bool set_weights(struct blur *b, double sigma)
{
    double value[FILTER_RADIUS_MAX + 1] = {1}, sum = 1;
    uint32_t rest = 65536;
    b->radius = int_min((int)ceil(RADIUS_SIGMAS * sigma), FILTER_RADIUS_MAX);
    for (int k = 1; k <= b->radius; k++) {
        value[k] = 2 * exp(-(double)k * k / (2 * sigma * sigma));
        sum += value[k];
    }
    for (int k = 1; k <= b->radius; k++) {
        b->weight[k] = (uint16_t)(value[k] / sum * 65536 + 0.5);
        rest -= b->weight[k];
    }
    b->weight[0] = (uint16_t)rest;
    return rest < 65536;
}

/* Variances add: level i's pixels are 4^i as large in square, and each level has two binomials. */
static double set_levels(struct blur *b, double sigma)
{
    double square = sigma * sigma;
    for (; sigma >= SIGMA_DIRECT && b->levels < LEVELS_MAX; sigma /= 2, b->levels++)
        square = (square - 2) / 4;
    return sqrt(square);
}

/* --- rows --- */

/* Row y of a level as items. */
static const uint16_t *row_in(struct blur *b, int level, int y)
{
    if (level > 0)
        return row_of(&b->plane[level], y);
    uint16_t *row = row_of(&b->rows, 1);
    b->kernels->widen(row, b->bytes + (size_t)y * b->byte_stride, (size_t)b->plane[0].width);
    return row;
}

/* Where row y of a level is to be written; row_done takes it over. */
static uint16_t *row_out(struct blur *b, int level, int y)
{
    return level > 0 ? row_of(&b->plane[level], y) : row_of(&b->rows, 2);
}

static void row_done(struct blur *b, int level, int y)
{
    if (level == 0)
        b->kernels->narrow(b->bytes + (size_t)y * b->byte_stride, row_of(&b->rows, 2),
                           (size_t)b->plane[0].width);
}

/* The sum of the columns' rows around `y`, zeros outside. */
static void weigh_rows(struct blur *b, uint16_t *out, int y, const uint16_t *weight, int radius)
{
    const uint16_t *rows[2 * FILTER_RADIUS_MAX + 1];
    for (int k = -radius; k <= radius; k++)
        rows[radius + k] = y + k >= 0 && y + k < b->columns.height ? row_of(&b->columns, y + k)
                                                                   : row_of(&b->rows, 0);
    b->kernels->weigh(out, rows, weight, radius, (size_t)b->columns.width);
}

/* --- steps --- */

static const uint16_t binomial[] = {6 * 4096, 8 * 4096, 2 * 4096}; /* 6, 4, 1 of 16 */
static const uint16_t binomial_even[] = {6 * 8192, 2 * 8192};      /* 6, 1 of 8 */

/* From `level` to the next, which reaches as far as there is anything. The next step needs zeros
 * where kernels have written behind a row; after blurring none are needed any more. */
static void halve(struct blur *b, int level)
{
    const struct plane *to = &b->plane[level + 1];
    const int first = (level > 0 ? ORIGIN : 0) - 2 * ORIGIN; /* the middle of item 0 */
    b->columns.width = to->width;
    b->columns.height = b->plane[level].height;
    for (int y = 0; y < b->columns.height; y++)
        b->kernels->halve(row_of(&b->columns, y), row_in(b, level, y) + first, (size_t)to->width);
    for (int y = 0; y < to->height; y++) {
        weigh_rows(b, row_of(to, y), first + 2 * y, binomial, 2);
        memset(row_of(to, y) + to->width, 0, PAD * sizeof(uint16_t));
    }
}

/* At the last level. */
static void blur_directly(struct blur *b)
{
    const int level = b->levels;
    b->columns.width = b->plane[level].width;
    b->columns.height = b->plane[level].height;
    for (int y = 0; y < b->columns.height; y++) {
        const uint16_t *in = row_in(b, level, y), *shifted[2 * FILTER_RADIUS_MAX + 1];
        for (int k = -b->radius; k <= b->radius; k++)
            shifted[b->radius + k] = in + k;
        b->kernels->weigh(row_of(&b->columns, y), shifted, b->weight, b->radius,
                          (size_t)b->columns.width);
    }
    for (int y = 0; y < b->columns.height; y++) {
        weigh_rows(b, row_out(b, level, y), y, b->weight, b->radius);
        row_done(b, level, y);
    }
}

/* From the level after `level` back to it. */
static void twice(struct blur *b, int level)
{
    const struct plane *from = &b->plane[level + 1], *to = &b->plane[level];
    const int first = level > 0 ? ORIGIN / 2 : ORIGIN; /* the item that coincides with item 0 */
    uint16_t *row = row_of(&b->rows, 1);
    for (int y = 0; y < to->height; y++) {
        const int middle = first + y / 2;
        const uint16_t *rows[] = {row_of(from, middle - 1), row_of(from, middle),
                                  row_of(from, middle + 1)};
        if (y % 2 == 0)
            b->kernels->weigh(row, rows, binomial_even, 1, (size_t)from->width);
        else
            b->kernels->average(row, rows[1], rows[2], (size_t)from->width);
        b->kernels->twice(row_out(b, level, y), row + first, ((size_t)to->width + 1) / 2);
        row_done(b, level, y);
    }
}

bool blur_plane(uint8_t *bytes, size_t stride, int width, int height, double sigma)
{
    if (!(sigma > 0) || width <= 0 || height <= 0)
        return true;
    struct blur b = {.kernels = kernels_get()->filter, .bytes = bytes, .byte_stride = stride};
    if (!set_weights(&b, set_levels(&b, fmin(sigma, BLUR_SIGMA_MAX))))
        return true;
    if (!allocate(&b, width, height))
        return false;
    for (int level = 0; level < b.levels; level++)
        halve(&b, level);
    blur_directly(&b);
    for (int level = b.levels - 1; level >= 0; level--)
        twice(&b, level);
    free(b.memory);
    return true;
}
