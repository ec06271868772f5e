/* Filters one after another, each on all of a surface. */
#include "raster/filter.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "pixel/color.h"
#include "raster/blur.h"
#include "raster/composite.h"
#include "raster/filter_kernels.h"
#include "raster/kernels.h"

/* Pixels beyond which nothing is drawn: far outside of any surface, and safe to add to others. */
enum { FAR = 1 << 20 };

int filter_blur_reach(double sigma)
{
    return sigma > 0 ? (int)ceil(3 * fmin(sigma, FILTER_SIGMA_MAX)) : 0;
}

bool filter_blur_mask(struct mask *m, double sigma)
{
    if (rect_empty(m->box))
        return true;
    return blur_plane(m->coverage, m->stride, m->box.x1 - m->box.x0, m->box.y1 - m->box.y0, sigma);
}

/* --- reach --- */

/* NaN and what is far outside become FAR, where a shadow is not seen. */
static double near_offset(double d)
{
    return fabs(d) < FAR ? d : FAR;
}

static struct rect grown(struct rect r, int by)
{
    return (struct rect){r.x0 - by, r.y0 - by, r.x1 + by, r.y1 + by};
}

static struct rect bounded(struct rect r)
{
    return rect_intersect(r, (struct rect){-2 * FAR, -2 * FAR, 2 * FAR, 2 * FAR});
}

static struct rect reach(const struct filter *f, struct rect box)
{
    if (f->kind == FILTER_BLUR)
        return grown(box, filter_blur_reach(f->sigma));
    if (f->kind == FILTER_COLOR_MATRIX)
        return box;
    const double dx = near_offset(f->dx), dy = near_offset(f->dy);
    struct rect shadow = grown(box, filter_blur_reach(f->sigma));
    shadow.x0 += (int)floor(dx);
    shadow.y0 += (int)floor(dy);
    shadow.x1 += (int)ceil(dx);
    shadow.y1 += (int)ceil(dy);
    return rect_union(box, shadow);
}

struct rect filter_reach(const struct filter *filters, int count, struct rect box)
{
    for (int i = 0; i < count && !rect_empty(box); i++)
        box = reach(&filters[i], bounded(box));
    return box;
}

/* --- blur --- */

/* One channel as a plane, and back. */
static void take_channel(const struct surface *s, int shift, struct mask *plane)
{
    for (int y = 0; y < s->height; y++) {
        const uint32_t *pixel = surface_at(s, 0, y);
        uint8_t *byte = mask_at(plane, 0, y);
        for (int x = 0; x < s->width; x++)
            byte[x] = (uint8_t)(pixel[x] >> shift);
    }
}

static void put_channel(const struct surface *s, int shift, const struct mask *plane)
{
    for (int y = 0; y < s->height; y++) {
        uint32_t *pixel = surface_at(s, 0, y);
        const uint8_t *byte = mask_at(plane, 0, y);
        for (int x = 0; x < s->width; x++)
            pixel[x] = (pixel[x] & ~(255U << shift)) | (uint32_t)byte[x] << shift;
    }
}

/* Channel by channel. What is premultiplied stays so: a plane that is nowhere greater than alpha's
 * is so when both are blurred. */
static bool blur_surface(const struct surface *s, double sigma)
{
    struct mask plane;
    if (!mask_init(&plane, surface_bounds(s)))
        return false;
    bool done = true;
    for (int shift = 0; shift < 32 && done; shift += 8) {
        take_channel(s, shift, &plane);
        done = filter_blur_mask(&plane, sigma);
        if (done)
            put_channel(s, shift, &plane);
    }
    mask_finish(&plane);
    return done;
}

/* --- drop shadow --- */

/* Offsets are in whole pixels and a rest of so many parts, which linear interpolation handles. */
enum { PARTS = 1024 };

struct offset {
    int whole;
    uint32_t rest; /* of PARTS */
};

static struct offset split(double d)
{
    const double whole = floor(near_offset(d));
    const uint32_t rest = (uint32_t)((near_offset(d) - whole) * PARTS + 0.5);
    return rest < PARTS ? (struct offset){(int)whole, rest} : (struct offset){(int)whole + 1, 0};
}

/* `width` pixels of row y of the mask moved by (dx, dy), from 0 on. It is mixed from two rows
 * first, into `mixed`, which has room for the mask's row and one item more on both sides. */
static void moved_row(const struct mask *m, struct offset dx, struct offset dy, int y,
                      uint32_t *mixed, uint8_t *out, int width)
{
    const struct rect box = m->box;
    const int above = y - dy.whole - 1, below = y - dy.whole, columns = box.x1 - box.x0;
    memset(mixed, 0, (m->stride + 2) * sizeof *mixed);
    if (above >= box.y0 && above < box.y1)
        for (int x = 0; x < columns; x++)
            mixed[x + 1] = dy.rest * *mask_at(m, box.x0 + x, above);
    if (below >= box.y0 && below < box.y1)
        for (int x = 0; x < columns; x++)
            mixed[x + 1] += (PARTS - dy.rest) * *mask_at(m, box.x0 + x, below);
    const int from = int_max(0, box.x0 + dx.whole), to = int_min(width, box.x1 + 1 + dx.whole);
    for (int x = 0; x < width; x++)
        out[x] = 0;
    for (int x = from; x < to; x++) { /* of the item x - dx.whole and the one before it */
        const uint32_t *pair = mixed + (x - dx.whole - box.x0);
        const uint32_t sum = pair[0] * dx.rest + pair[1] * (PARTS - dx.rest);
        out[x] = (uint8_t)((sum + PARTS * PARTS / 2) / (PARTS * PARTS));
    }
}

/* The source over its shadow, row by row. */
static void put_shadow(const struct surface *s, const struct filter *f, const struct mask *shadow,
                       uint32_t *row, uint32_t *mixed, uint8_t *coverage)
{
    const struct offset dx = split(f->dx), dy = split(f->dy);
    const uint32_t color = color_premultiply(f->color);
    const size_t n = (size_t)s->width;
    for (int y = 0; y < s->height; y++) {
        moved_row(shadow, dx, dy, y, mixed, coverage, s->width);
        memset(row, 0, n * sizeof *row);
        composite_row_solid(COMPOSITE_SOURCE_OVER, row, color, coverage, NULL, n);
        composite_row(COMPOSITE_SOURCE_OVER, row, surface_at(s, 0, y), NULL, NULL, n);
        memcpy(surface_at(s, 0, y), row, n * sizeof *row);
    }
}

/* Where the shadow is wanted before it is moved, as far as it is not empty. */
static struct rect shadow_box(const struct surface *s, const struct filter *f)
{
    const int dx = split(f->dx).whole, dy = split(f->dy).whole;
    const int by = filter_blur_reach(f->sigma);
    return (struct rect){
        .x0 = -int_min(by, int_max(dx + 1, 0)),
        .y0 = -int_min(by, int_max(dy + 1, 0)),
        .x1 = s->width + int_min(by, int_max(-dx, 0)),
        .y1 = s->height + int_min(by, int_max(-dy, 0)),
    };
}

static bool shadow_surface(const struct surface *s, const struct filter *f)
{
    struct mask shadow;
    if (!mask_init(&shadow, shadow_box(s, f)))
        return false;
    take_channel(s, 24, &shadow);
    const size_t n = shadow.stride; /* at least the width */
    uint32_t *rows = malloc((2 * n + 2) * sizeof *rows);
    uint8_t *coverage = malloc(n);
    bool done = false;
    if (rows == NULL || coverage == NULL)
        error_set("no memory for a shadow of %d pixels", s->width);
    else if (filter_blur_mask(&shadow, f->sigma)) {
        put_shadow(s, f, &shadow, rows, rows + n, coverage);
        done = true;
    }
    free(rows);
    free(coverage);
    mask_finish(&shadow);
    return done;
}

/* --- colour matrix --- */

/* Beyond this all is clamped anyway, and sums of such numbers are no infinities or NaN. */
#define COEFFICIENT_MAX 1e6F

static void apply_matrix(const struct surface *s, const float matrix[20])
{
    float m[20];
    for (int i = 0; i < 20; i++) /* NaN becomes one of the two */
        m[i] = fminf(fmaxf(matrix[i], -COEFFICIENT_MAX), COEFFICIENT_MAX);
    for (int y = 0; y < s->height; y++)
        kernels_get()->filter->color_matrix(surface_at(s, 0, y), m, (size_t)s->width);
}

bool filter_apply(const struct filter *filters, int count, struct surface *s)
{
    bool done = true;
    if (s->width <= 0 || s->height <= 0)
        return true;
    for (int i = 0; i < count && done; i++)
        switch (filters[i].kind) {
        case FILTER_BLUR:
            done = blur_surface(s, filters[i].sigma);
            break;
        case FILTER_DROP_SHADOW:
            done = shadow_surface(s, &filters[i]);
            break;
        case FILTER_COLOR_MATRIX:
            apply_matrix(s, filters[i].matrix);
            break;
        }
    return done;
}
