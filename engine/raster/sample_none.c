/* The reference for the kernels of images: one pixel at a time, in plain C. */
#include "pixel/color.h"
#include "raster/sample_kernels.h"

static uint32_t blend(const uint32_t top[2], const uint32_t bottom[2], uint32_t across,
                      uint32_t down)
{
    uint32_t color = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        uint32_t sum = 128;
        for (int i = 0; i < 2; i++) {
            const uint32_t column = (top[i] >> shift & 255) * (down & 0xffff) +
                                    (bottom[i] >> shift & 255) * (down >> 16);
            sum += column * (i == 0 ? across & 0xffff : across >> 16) >> 16;
        }
        color |= sum >> 8 << shift;
    }
    return color;
}

static void plain_scale(uint32_t *out, size_t n, const uint32_t *top, const uint32_t *bottom,
                        int width, uint32_t down, const struct sample_columns *c)
{
    (void)width;
    for (size_t i = 0; i < n; i++)
        out[i] =
            blend((const uint32_t[]){top[c->left[i]], top[c->right[i]]},
                  (const uint32_t[]){bottom[c->left[i]], bottom[c->right[i]]}, c->weights[i], down);
}

static size_t plain_turn(uint32_t *out, size_t blocks, int x, const struct sample_row *r)
{
    for (size_t done = 0; done < blocks; done++, x += SAMPLE_BLOCK) {
        const int32_t u0 = sample_anchor(&r->u, x), v0 = sample_anchor(&r->v, x);
        if (!sample_inside(r, u0, v0))
            return done;
        for (int i = 0; i < SAMPLE_BLOCK; i++) {
            const int32_t u = u0 + r->u.lanes[i], v = v0 + r->v.lanes[i];
            const uint32_t *top =
                r->pixels + (ptrdiff_t)sample_line(v) * r->stride + sample_column(u);
            *out++ = blend(top, top + r->stride, sample_weights_across(u), sample_weights_down(v));
        }
    }
    return blocks;
}

/* A pair of weights without those of taps that are transparent. */
static uint32_t weights_of(uint32_t weights, int first, int second)
{
    return weights & ((first < 0 ? 0 : 0xffff) | (second < 0 ? 0 : 0xffff0000));
}

static void plain_edge(uint32_t *out, int x, const struct sample_row *r)
{
    for (int i = 0; i < SAMPLE_BLOCK; i++) {
        const int32_t u = sample_position(r, &r->u, x, i), v = sample_position(r, &r->v, x, i);
        const int column = sample_column(u), row = sample_line(v);
        const int left = sample_extend(r->extend_x, column, r->width);
        const int right = sample_extend(r->extend_x, column + 1, r->width);
        const int top = sample_extend(r->extend_y, row, r->height);
        const int bottom = sample_extend(r->extend_y, row + 1, r->height);
        const uint32_t *above = r->pixels + (ptrdiff_t)int_max(top, 0) * r->stride;
        const uint32_t *below = r->pixels + (ptrdiff_t)int_max(bottom, 0) * r->stride;
        out[i] = blend((const uint32_t[]){above[int_max(left, 0)], above[int_max(right, 0)]},
                       (const uint32_t[]){below[int_max(left, 0)], below[int_max(right, 0)]},
                       weights_of(sample_weights_across(u), left, right),
                       weights_of(sample_weights_down(v), top, bottom));
    }
}

static void plain_fade(uint32_t *out, size_t n, uint32_t alpha)
{
    for (size_t i = 0; i < n; i++)
        out[i] = color_scale(out[i], alpha);
}

const struct sample_kernels sample_none = {
    .scale = plain_scale,
    .turn = plain_turn,
    .edge = plain_edge,
    .fade = plain_fade,
};
