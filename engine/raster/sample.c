/* Rows of images. What a pixel gets depends on where it is alone, and every way gives the bytes of
 * the general one, fetch_turned. */
#include "raster/sample.h"

#include <math.h>
#include <string.h>

#include "base/minmax.h"
#include "raster/kernels.h"
#include "raster/sample_kernels.h"

/* Up to this many image pixels a device pixel, positions are anchored once a block. */
#define BLOCK_STEP_MAX 256.0

struct sampler {
    struct sample_image image;
    struct sample_row row; /* for fetch_turned; `start` is that of a row */
    /* Of an image that is not turned: its columns from pixel first_x on. */
    struct sample_columns columns;
    int first_x;
};

/* sample_extend for the pixel that holds coordinate `at`, which may be anything. */
static int extend_double(enum paint_extend how, double at, int size)
{
    double i = floor(at);
    if (how == EXTEND_REPEAT)
        i -= size * floor(i / size);
    return sample_extend(how, (int)fmin(fmax(i, -1), size), size);
}

static void fade(const struct paint *p, size_t n, uint32_t *out)
{
    if (p->alpha < 255)
        kernels_get()->sample->fade(out, n, p->alpha);
}

static void fetch_transparent(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    (void)p, (void)x, (void)y;
    memset(out, 0, n * sizeof *out);
}

static const uint32_t *line(const struct sampler *s, int row)
{
    return s->image.pixels + (ptrdiff_t)row * s->image.stride;
}

/* --- whole-pixel translation --- */

static void fetch_copy(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct sampler *s = p->state;
    const struct sample_image *image = &s->image;
    const int width = image->width;
    const int row = sample_extend(image->extend_y, y + (int)image->place.f, image->height);
    if (row < 0) {
        memset(out, 0, n * sizeof *out);
        return;
    }
    const struct kernels *k = kernels_get();
    uint32_t *first = out;
    const size_t all = n;
    for (int from = x + (int)image->place.e; n > 0;) {
        const int column = sample_extend(image->extend_x, from, width);
        const bool inside = column >= 0 && (column == from || image->extend_x == EXTEND_REPEAT);
        /* Up to the image's end, or its begin, or that of the row of pixels. */
        const int64_t reach = inside ? width - column : from < 0 ? -(int64_t)from : INT64_MAX;
        const size_t count = (uint64_t)reach < n ? (size_t)reach : n;
        if (inside)
            k->copy(out, line(s, row) + column, count);
        else
            k->fill(out, count, column < 0 ? 0 : line(s, row)[column]);
        from += (int)count, out += count, n -= count;
    }
    fade(p, all, first);
}

/* --- nearest --- */

static void fetch_nearest(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct sampler *s = p->state;
    const struct sample_image *image = &s->image;
    for (size_t i = 0; i < n; i++) {
        const struct point at =
            matrix_apply(&image->place, (struct point){x + (double)i + 0.5, y + 0.5});
        const int column = extend_double(image->extend_x, at.x, image->width);
        const int row = extend_double(image->extend_y, at.y, image->height);
        out[i] = column < 0 || row < 0 ? 0 : line(s, row)[column];
    }
    fade(p, n, out);
}

static void fetch_nearest_scaled(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct sampler *s = p->state;
    const struct sample_image *image = &s->image;
    const double v = image->place.d * (y + 0.5) + image->place.f;
    const int row = extend_double(image->extend_y, v, image->height);
    const int32_t *columns = s->columns.left + (x - s->first_x);
    if (row < 0) {
        memset(out, 0, n * sizeof *out);
        return;
    }
    const uint32_t *pixels = line(s, row);
    for (size_t i = 0; i < n; i++)
        out[i] = columns[i] < 0 ? 0 : pixels[columns[i]];
    fade(p, n, out);
}

/* --- bilinear --- */

static double row_start(double a, double c, double e, int y)
{
    return (a * 0.5 + c * (y + 0.5) + e - 0.5) * SAMPLE_ONE;
}

static void fetch_scaled(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct sampler *s = p->state;
    const struct sample_image *image = &s->image;
    struct sample_axis v = s->row.v;
    v.start = row_start(image->place.b, image->place.d, image->place.f, y);
    const int32_t at = sample_anchor(&v, 0);
    const int top = sample_extend(image->extend_y, sample_line(at), image->height);
    const int bottom = sample_extend(image->extend_y, sample_line(at) + 1, image->height);
    uint32_t down = sample_weights_down(at);
    down &= (top < 0 ? 0 : 0xffff) | (bottom < 0 ? 0 : 0xffff0000);
    struct sample_columns columns = s->columns;
    columns.left += x - s->first_x;
    columns.right += x - s->first_x;
    columns.weights += x - s->first_x;
    kernels_get()->sample->scale(out, n, line(s, int_max(top, 0)), line(s, int_max(bottom, 0)),
                                 image->width, down, &columns);
    fade(p, n, out);
}

static void fetch_turned(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct sampler *s = p->state;
    const struct matrix *m = &s->image.place;
    const struct sample_kernels *k = kernels_get()->sample;
    struct sample_row row = s->row;
    row.u.start = row_start(m->a, m->c, m->e, y);
    row.v.start = row_start(m->b, m->d, m->f, y);
    uint32_t *first = out;
    const size_t all = n;
    while (n > 0) {
        const int block = x & -SAMPLE_BLOCK, before = x - block;
        size_t count = 0;
        if (before == 0 && row.blocks)
            count = SAMPLE_BLOCK * k->turn(out, n / SAMPLE_BLOCK, x, &row);
        if (count == 0 && before == 0 && n >= SAMPLE_BLOCK) {
            k->edge(out, x, &row);
            count = SAMPLE_BLOCK;
        } else if (count == 0) {
            uint32_t pixels[SAMPLE_BLOCK];
            k->edge(pixels, block, &row);
            count = (size_t)(SAMPLE_BLOCK - before) < n ? (size_t)(SAMPLE_BLOCK - before) : n;
            memcpy(out, pixels + before, count * sizeof *out);
        }
        x += (int)count, out += count, n -= count;
    }
    fade(p, all, first);
}

/* --- preparing --- */

static struct sample_axis axis(double step, enum paint_extend how, int size, bool blocks)
{
    struct sample_axis a = {
        .step = step * SAMPLE_ONE,
        .period = how == EXTEND_REPEAT ? (double)size * SAMPLE_ONE : 0,
        .frequency = how == EXTEND_REPEAT ? 1 / ((double)size * SAMPLE_ONE) : 0,
        /* A block is at most 15 * BLOCK_STEP_MAX long. */
        .reach = (size + 8192.0) * SAMPLE_ONE,
    };
    for (int i = 0; i < SAMPLE_BLOCK && blocks; i++)
        a.lanes[i] = (int32_t)floor(i * a.step + 0.5);
    return a;
}

static bool prepare_columns(struct sampler *s, struct rect box, bool nearest, struct arena *arena)
{
    const struct sample_image *image = &s->image;
    const size_t width = box.x0 < box.x1 ? (size_t)((int64_t)box.x1 - box.x0) : 0;
    /* Kernels read a block beyond the end. */
    const size_t bytes = (width + SAMPLE_BLOCK) * sizeof(int32_t);
    int32_t *left = arena_take(arena, bytes), *right = arena_take(arena, bytes);
    uint32_t *weights = arena_take(arena, bytes);
    if (left == NULL || right == NULL || weights == NULL)
        return false;
    s->first_x = box.x0;
    bool rises = true, falls = true;
    struct sample_axis a = s->row.u;
    a.start = row_start(image->place.a, image->place.c, image->place.e, 0);
    for (size_t i = 0; i < width; i++) {
        const int x = box.x0 + (int)i, block = x & -SAMPLE_BLOCK;
        if (nearest) {
            const double u = image->place.a * (x + 0.5) + image->place.e;
            left[i] = extend_double(image->extend_x, u, image->width);
            continue;
        }
        const int32_t at = sample_position(&s->row, &a, block, x - block);
        const int first = sample_extend(image->extend_x, sample_column(at), image->width);
        const int second = sample_extend(image->extend_x, sample_column(at) + 1, image->width);
        weights[i] =
            sample_weights_across(at) & ((first < 0 ? 0 : 0xffff) | (second < 0 ? 0 : 0xffff0000));
        left[i] = int_max(first, 0);
        right[i] = int_max(second, 0);
        rises = rises && left[i] <= right[i] &&
                (i == 0 || (left[i] >= left[i - 1] && right[i] >= right[i - 1]));
        falls = falls && left[i] <= right[i] &&
                (i == 0 || (left[i] <= left[i - 1] && right[i] <= right[i - 1]));
    }
    memset(left + width, 0, SAMPLE_BLOCK * sizeof *left);
    memset(right + width, 0, SAMPLE_BLOCK * sizeof *right);
    memset(weights + width, 0, SAMPLE_BLOCK * sizeof *weights);
    s->columns = (struct sample_columns){left, right, weights, rises || falls};
    return true;
}

/* Columns and rows move by whole pixels. */
static bool is_copy(const struct matrix *m)
{
    int dx, dy;
    return matrix_moves_pixels(m, &dx, &dy);
}

bool sample_prepare(struct paint *p, struct rect box, struct arena *arena)
{
    const struct rect part = p->image.part;
    struct sampler *s = arena_take(arena, sizeof *s);
    if (s == NULL)
        return false;
    *s = (struct sampler){.image = {
                              .pixels = surface_at(p->image.surface, part.x0, part.y0),
                              .stride = p->image.surface->stride,
                              .width = part.x1 - part.x0,
                              .height = part.y1 - part.y0,
                              .place = p->inverse,
                              .extend_x = p->image.extend_x,
                              .extend_y = p->image.extend_y,
                          }};
    p->state = s;
    struct sample_image *image = &s->image;
    struct matrix *m = &image->place;
    m->e -= part.x0;
    m->f -= part.y0;
    if (!matrix_is_finite(m)) {
        p->fetch = fetch_transparent;
        return true;
    }
    if (p->image.sampling == SAMPLE_AREA && !sample_reduce(image, box, arena))
        return false;
    const bool blocks = fabs(m->a) <= BLOCK_STEP_MAX && fabs(m->b) <= BLOCK_STEP_MAX;
    s->row = (struct sample_row){
        .pixels = image->pixels,
        .stride = image->stride,
        .width = image->width,
        .height = image->height,
        .extend_x = image->extend_x,
        .extend_y = image->extend_y,
        .blocks = blocks,
        .u = axis(m->a, image->extend_x, image->width, blocks),
        .v = axis(m->b, image->extend_y, image->height, blocks),
    };
    const bool nearest = p->image.sampling == SAMPLE_NEAREST, straight = m->b == 0 && m->c == 0;
    p->fetch = is_copy(m) ? fetch_copy
               : nearest  ? straight ? fetch_nearest_scaled : fetch_nearest
               : straight ? fetch_scaled
                          : fetch_turned;
    return is_copy(m) || !straight || prepare_columns(s, box, nearest, arena);
}
