/* Filters against CSS's definitions in double precision, and every level against plain C. */
#include "raster/filter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../random/guard.h"
#include "raster/blur.h"
#include "raster/filter_kernels.h"
#include "raster/kernels.h"

enum { WIDTH = 53, HEIGHT = 41 };

static const int shifts[4] = {16, 8, 0, 24}; /* red, green, blue, alpha */

static uint32_t random_state;

static uint32_t random_word(void)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state >> 16 | random_state << 16;
}

static uint32_t random_legal(void)
{
    static const uint32_t ends[] = {0, 1, 254, 255};
    const uint32_t alpha = random_word() & 1 ? random_word() & 255 : ends[random_word() & 3];
    uint32_t word = alpha << 24;
    for (int i = 0; i < 3; i++)
        word |= random_word() % (alpha + 1) << shifts[i];
    return word;
}

/* Noise with some empty room around it. */
static struct surface surface_make(int width, int height)
{
    struct surface s;
    assert_true(surface_init(&s, width, height));
    random_state = 11;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            if (x >= width / 5 && y >= height / 4)
                *surface_at(&s, x, y) = random_legal();
    return s;
}

static double channel(uint32_t word, int i)
{
    return word >> shifts[i] & 255;
}

static void assert_rect(struct rect r, int x0, int y0, int x1, int y1)
{
    assert_int_equal(r.x0, x0);
    assert_int_equal(r.y0, y0);
    assert_int_equal(r.x1, x1);
    assert_int_equal(r.y1, y1);
}

/* --- reach --- */

static void filters_reach_three_sigma_and_the_offset(void **state)
{
    (void)state;
    const struct rect box = {10, 20, 30, 40};
    const struct filter blur = {.kind = FILTER_BLUR, .sigma = 2.1};
    const struct filter none = {.kind = FILTER_BLUR};
    const struct filter matrix = {.kind = FILTER_COLOR_MATRIX};
    const struct filter shadow = {.kind = FILTER_DROP_SHADOW, .sigma = 1, .dx = 5.5, .dy = -7};
    assert_int_equal(filter_blur_reach(0), 0);
    assert_int_equal(filter_blur_reach(-3), 0);
    assert_int_equal(filter_blur_reach(NAN), 0);
    assert_int_equal(filter_blur_reach(1), 3);
    assert_int_equal(filter_blur_reach(1e30), (int)(3 * FILTER_SIGMA_MAX));
    assert_rect(filter_reach(&blur, 1, box), 3, 13, 37, 47);
    assert_rect(filter_reach(&none, 1, box), 10, 20, 30, 40);
    assert_rect(filter_reach(&matrix, 1, box), 10, 20, 30, 40);
    assert_rect(filter_reach(&shadow, 1, box), 10, 10, 39, 40);
    const struct filter list[] = {blur, matrix, shadow};
    assert_rect(filter_reach(list, 3, box), 3, 3, 46, 47);
    assert_rect(filter_reach(NULL, 0, box), 10, 20, 30, 40);
    assert_true(rect_empty(filter_reach(list, 3, (struct rect){5, 5, 5, 9})));
}

static void hostile_numbers_have_a_bounded_reach(void **state)
{
    (void)state;
    static const double numbers[] = {NAN, INFINITY, -INFINITY, 1e30, -1e30, 1e9};
    const struct rect large = {-2147483647, -2147483647, 2147483647, 2147483647};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct filter list[50];
        for (size_t k = 0; k < 50; k++)
            list[k] = (struct filter){.kind = FILTER_DROP_SHADOW,
                                      .sigma = numbers[i],
                                      .dx = numbers[i],
                                      .dy = -numbers[i]};
        assert_true(rect_contains(filter_reach(list, 50, (struct rect){0, 0, 9, 9}),
                                  (struct rect){0, 0, 9, 9}));
        assert_false(rect_empty(filter_reach(list, 50, large)));
        struct surface s = surface_make(20, 10);
        assert_true(filter_apply(list, 2, &s));
        surface_finish(&s);
    }
}

/* --- blur --- */

static void masks_are_blurred_wherever_they_are(void **state)
{
    (void)state;
    struct mask m, empty = {.box = {3, 3, 3, 3}};
    uint8_t want[WIDTH * HEIGHT];
    assert_true(filter_blur_mask(&empty, 5));
    assert_true(mask_init(&m, (struct rect){-7, 1000, -7 + WIDTH, 1000 + HEIGHT}));
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            *mask_at(&m, x - 7, y + 1000) = want[y * WIDTH + x] = (uint8_t)random_word();
    assert_true(blur_plane(want, WIDTH, WIDTH, HEIGHT, 4.5));
    assert_true(filter_blur_mask(&m, 4.5));
    for (int y = 0; y < HEIGHT; y++)
        assert_memory_equal(mask_at(&m, -7, y + 1000), want + (size_t)y * WIDTH, WIDTH);
    mask_finish(&m);
}

static void every_channel_is_blurred_for_itself(void **state)
{
    (void)state;
    static const double sigmas[] = {0, 1.3, 5, 40};
    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
        struct surface s = surface_make(WIDTH, HEIGHT), before = surface_make(WIDTH, HEIGHT);
        const struct filter f = {.kind = FILTER_BLUR, .sigma = sigmas[i]};
        assert_true(filter_apply(&f, 1, &s));
        for (int c = 0; c < 4; c++) {
            uint8_t plane[WIDTH * HEIGHT];
            for (int k = 0; k < WIDTH * HEIGHT; k++)
                plane[k] = (uint8_t)(*surface_at(&before, k % WIDTH, k / WIDTH) >> shifts[c]);
            assert_true(blur_plane(plane, WIDTH, WIDTH, HEIGHT, sigmas[i]));
            for (int k = 0; k < WIDTH * HEIGHT; k++)
                assert_int_equal(*surface_at(&s, k % WIDTH, k / WIDTH) >> shifts[c] & 255,
                                 plane[k]);
        }
        for (int k = 0; k < WIDTH * HEIGHT; k++)
            for (int c = 0; c < 3; c++) {
                const uint32_t word = *surface_at(&s, k % WIDTH, k / WIDTH);
                assert_true((word >> shifts[c] & 255) <= word >> 24);
            }
        surface_finish(&s);
        surface_finish(&before);
    }
}

/* --- drop shadow --- */

/* Alpha of `s` convolved with a Gaussian, 0 to 1; outside of the surface there is nothing. */
static double blurred_alpha(const struct surface *s, int x, int y, double sigma)
{
    if (sigma == 0)
        return x < 0 || y < 0 || x >= s->width || y >= s->height
                   ? 0
                   : channel(*surface_at(s, x, y), 3) / 255;
    static double weight[100], sum, of;
    if (of != sigma) {
        of = sigma;
        sum = 0;
        for (int k = 99; k >= 0; k--) {
            weight[k] = exp(-(double)k * k / (2 * sigma * sigma));
            sum += k > 0 ? 2 * weight[k] : weight[k];
        }
    }
    double result = 0;
    for (int v = 0; v < s->height; v++)
        for (int u = 0; u < s->width; u++)
            result += weight[abs(u - x)] * weight[abs(v - y)] * channel(*surface_at(s, u, v), 3);
    return result / (sum * sum) / 255;
}

static double moved_alpha(const struct surface *s, int x, int y, const struct filter *f)
{
    const double u = x - f->dx, v = y - f->dy;
    const int left = (int)floor(u), top = (int)floor(v);
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        const double part = (i & 1 ? u - left : 1 - (u - left)) * (i & 2 ? v - top : 1 - (v - top));
        if (part > 0)
            sum += part * blurred_alpha(s, left + (i & 1), top + (i >> 1), f->sigma);
    }
    return sum;
}

static void shadows_lie_below_moved_and_blurred(void **state)
{
    (void)state;
    static const struct filter filters[] = {
        {.kind = FILTER_DROP_SHADOW, .color = 0xff000000},
        {.kind = FILTER_DROP_SHADOW, .dx = 3, .dy = -2, .color = 0xffff8040},
        {.kind = FILTER_DROP_SHADOW, .dx = 3.25, .dy = 0.7, .color = 0xff0040ff},
        {.kind = FILTER_DROP_SHADOW, .dx = -0.0004, .dy = -5.9999, .color = 0xff0040ff},
        {.kind = FILTER_DROP_SHADOW, .sigma = 1.5, .dx = -4, .dy = 4, .color = 0x80ff2010},
        {.kind = FILTER_DROP_SHADOW, .sigma = 5, .dx = -2.5, .dy = 1.5, .color = 0xc020ff10},
        {.kind = FILTER_DROP_SHADOW, .sigma = 4, .dx = 9, .dy = 12, .color = 0xffffff10},
        {.kind = FILTER_DROP_SHADOW, .sigma = 3, .dx = -30, .dy = -22, .color = 0xffffff10},
        {.kind = FILTER_DROP_SHADOW, .dx = 19, .dy = 16, .color = 0xffffffff},
        {.kind = FILTER_DROP_SHADOW, .dx = -19.5, .dy = -15.5, .color = 0xffffffff},
        {.kind = FILTER_DROP_SHADOW, .dx = 20.5, .dy = 5, .color = 0xffffffff},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        const struct filter *f = &filters[i];
        struct surface s = surface_make(20, 17), before = surface_make(20, 17);
        double worst = 0;
        assert_true(filter_apply(f, 1, &s));
        for (int k = 0; k < 20 * 17; k++) {
            const uint32_t source = *surface_at(&before, k % 20, k / 20);
            const double shadow = moved_alpha(&before, k % 20, k / 20, f) * (f->color >> 24) / 255;
            for (int c = 0; c < 4; c++) {
                const double below = shadow * (c < 3 ? channel(f->color, c) : 255);
                const double want = channel(source, c) + below * (1 - channel(source, 3) / 255);
                worst = fmax(worst, fabs(channel(*surface_at(&s, k % 20, k / 20), c) - want));
            }
        }
        print_message("shadow %zu: at most %.3f/255\n", i, worst);
        assert_true(worst < (f->sigma > 0 || f->dx != floor(f->dx) ? 1.6 : 1.01));
        surface_finish(&s);
        surface_finish(&before);
    }
}

/* --- colour matrices --- */

/* Filter Effects Module Level 1, section 13: the functions' matrices. */
static void set_rows(struct filter *f, const double rows[9])
{
    *f = (struct filter){.kind = FILTER_COLOR_MATRIX};
    for (int i = 0; i < 9; i++)
        f->matrix[i / 3 * 5 + i % 3] = (float)rows[i];
    f->matrix[18] = 1;
}

static void set_linear(struct filter *f, double slope, double intercept)
{
    set_rows(f, (double[]){slope, 0, 0, 0, slope, 0, 0, 0, slope});
    for (int i = 0; i < 3; i++)
        f->matrix[5 * i + 4] = (float)intercept;
}

static void set_saturate(struct filter *f, double s)
{
    set_rows(f, (double[]){0.213 + 0.787 * s, 0.715 - 0.715 * s, 0.072 - 0.072 * s,
                           0.213 - 0.213 * s, 0.715 + 0.285 * s, 0.072 - 0.072 * s,
                           0.213 - 0.213 * s, 0.715 - 0.715 * s, 0.072 + 0.928 * s});
}

static void set_sepia(struct filter *f, double a)
{
    set_rows(f,
             (double[]){0.393 + 0.607 * (1 - a), 0.769 - 0.769 * (1 - a), 0.189 - 0.189 * (1 - a),
                        0.349 - 0.349 * (1 - a), 0.686 + 0.314 * (1 - a), 0.168 - 0.168 * (1 - a),
                        0.272 - 0.272 * (1 - a), 0.534 - 0.534 * (1 - a), 0.131 + 0.869 * (1 - a)});
}

static void set_hue_rotate(struct filter *f, double t)
{
    const double c = cos(t), s = sin(t);
    set_rows(f, (double[]){0.213 + c * 0.787 - s * 0.213, 0.715 - c * 0.715 - s * 0.715,
                           0.072 - c * 0.072 + s * 0.928, 0.213 - c * 0.213 + s * 0.143,
                           0.715 + c * 0.285 + s * 0.140, 0.072 - c * 0.072 - s * 0.283,
                           0.213 - c * 0.213 - s * 0.787, 0.715 - c * 0.715 + s * 0.715,
                           0.072 + c * 0.928 + s * 0.072});
}

enum { MATRICES = 11 };

static void set_matrix(struct filter *f, int i)
{
    switch (i) {
    case 0:
        set_linear(f, 1, 0);
        break;
    case 1: /* brightness(0.4), brightness(2) */
    case 2:
        set_linear(f, i == 1 ? 0.4 : 2, 0);
        break;
    case 3: /* contrast(0.5), contrast(3) */
    case 4:
        set_linear(f, i == 3 ? 0.5 : 3, i == 3 ? 0.25 : -1);
        break;
    case 5: /* invert(1) */
        set_linear(f, -1, 1);
        break;
    case 6: /* grayscale(1) */
    case 7: /* saturate(2.5) */
        set_saturate(f, i == 6 ? 0 : 2.5);
        break;
    case 8:
        set_sepia(f, 0.8);
        break;
    case 9:
        set_hue_rotate(f, 1.2);
        break;
    default: /* opacity(0.3) */
        set_linear(f, 1, 0);
        f->matrix[18] = 0.3F;
    }
}

static double unit(double x)
{
    return fmin(fmax(x, 0), 1);
}

static void matrix_formula(const float m[20], uint32_t word, double out[4])
{
    double in[4], alpha = channel(word, 3);
    for (int i = 0; i < 3; i++)
        in[i] = alpha > 0 ? channel(word, i) / alpha : 0;
    in[3] = alpha / 255;
    for (int i = 0; i < 4; i++) {
        out[i] = m[5 * i + 4];
        for (int k = 0; k < 4; k++)
            out[i] += m[5 * i + k] * in[k];
        out[i] = unit(out[i]);
    }
    for (int i = 0; i < 3; i++)
        out[i] *= out[3] * 255;
    out[3] *= 255;
}

static void colour_filters_are_css_definitions(void **state)
{
    (void)state;
    for (int i = 0; i < MATRICES; i++) {
        struct filter f;
        struct surface s = surface_make(100, 90), before = surface_make(100, 90);
        set_matrix(&f, i);
        assert_true(filter_apply(&f, 1, &s));
        for (int k = 0; k < 100 * 90; k++) {
            const uint32_t got = *surface_at(&s, k % 100, k / 100);
            double want[4];
            matrix_formula(f.matrix, *surface_at(&before, k % 100, k / 100), want);
            for (int c = 0; c < 4; c++) {
                if (fabs(channel(got, c) - want[c]) > 0.501)
                    fail_msg("matrix %d, channel %d: %g instead of %g", i, c, channel(got, c),
                             want[c]);
                assert_true(channel(got, c) <= channel(got, 3));
            }
        }
        if (i == 0) /* what changes nothing leaves the bytes */
            assert_memory_equal(s.pixels, before.pixels, (size_t)s.stride * 90 * 4);
        surface_finish(&s);
        surface_finish(&before);
    }
}

static void hostile_matrices_give_pixels(void **state)
{
    (void)state;
    static const float numbers[] = {NAN, INFINITY, -INFINITY, 3e38F, -3e38F, 1e-40F};
    struct surface s = surface_make(33, 9);
    random_state = 2;
    for (int i = 0; i < 300; i++) {
        struct filter f = {.kind = FILTER_COLOR_MATRIX};
        for (int k = 0; k < 20; k++)
            f.matrix[k] = numbers[random_word() % 6];
        *surface_at(&s, i % 33, i / 33 % 9) = random_word(); /* illegal ones, too */
        assert_true(filter_apply(&f, 1, &s));
        for (int k = 0; k < 33 * 9; k++)
            for (int c = 0; c < 3; c++) {
                const uint32_t word = *surface_at(&s, k % 33, k / 33);
                assert_true(channel(word, c) <= channel(word, 3));
            }
    }
    surface_finish(&s);
}

static void filters_are_applied_in_order(void **state)
{
    (void)state;
    struct surface s;
    struct filter invert, dim;
    set_matrix(&invert, 5);
    set_matrix(&dim, 1);
    assert_true(surface_init(&s, 2, 1));
    s.pixels[0] = s.pixels[1] = 0xff000000;
    assert_true(filter_apply((struct filter[]){invert, dim}, 2, &s));
    assert_int_equal(s.pixels[1], 0xff666666);
    s.pixels[0] = s.pixels[1] = 0xff000000;
    assert_true(filter_apply((struct filter[]){dim, invert}, 2, &s));
    assert_int_equal(s.pixels[1], 0xffffffff);
    assert_true(filter_apply(NULL, 0, &s));
    assert_int_equal(s.pixels[0], 0xffffffff);
    surface_finish(&s);
}

static void surfaces_of_one_pixel_are_filtered(void **state)
{
    (void)state;
    struct surface s;
    const struct filter list[] = {
        {.kind = FILTER_BLUR, .sigma = 0.5},
        {.kind = FILTER_DROP_SHADOW, .sigma = 300, .dx = 0.5, .color = 0xffffffff},
    };
    assert_true(surface_init(&s, 1, 1));
    s.pixels[0] = 0xffffffff;
    assert_true(filter_apply(list, 2, &s));
    assert_int_equal(s.pixels[0], 0x9e9e9e9e); /* 255 (1 / (1 + 2 e^-2 + …))^2 = 157.8 */
    surface_finish(&s);
}

/* --- levels --- */

static void compare_matrix(const struct kernels *level, size_t n, enum guard_edge edge)
{
    struct guard got = guard_make(n * 4, edge), want = guard_make(n * 4, edge);
    struct filter f;
    set_matrix(&f, (int)(random_word() % MATRICES));
    if (n % 3 == 0)
        for (int i = 0; i < 20; i++)
            f.matrix[i] = (float)(int32_t)random_word() / 1e9F;
    for (size_t i = 0; i < n; i++) {
        const uint32_t pixel = random_word() & 1 ? random_word() : random_legal();
        memcpy(got.data + 4 * i, &pixel, 4);
        memcpy(want.data + 4 * i, &pixel, 4);
    }
    level->filter->color_matrix((uint32_t *)(void *)got.data, f.matrix, n);
    kernels_find("none")->filter->color_matrix((uint32_t *)(void *)want.data, f.matrix, n);
    assert_memory_equal(got.data, want.data, n * 4);
    assert_true(guard_finish(&got));
    assert_true(guard_finish(&want));
}

static void every_level_gives_the_same_colours(void **state)
{
    (void)state;
    static const char *const names[] = {"sse2", "avx2", "avx512", "neon"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct kernels *level = kernels_find(names[i]);
        for (size_t n = 0; n < 150 && level != NULL; n++) {
            compare_matrix(level, n, GUARD_AFTER);
            compare_matrix(level, n, GUARD_BEFORE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_reach_three_sigma_and_the_offset),
        cmocka_unit_test(hostile_numbers_have_a_bounded_reach),
        cmocka_unit_test(masks_are_blurred_wherever_they_are),
        cmocka_unit_test(every_channel_is_blurred_for_itself),
        cmocka_unit_test(shadows_lie_below_moved_and_blurred),
        cmocka_unit_test(colour_filters_are_css_definitions),
        cmocka_unit_test(hostile_matrices_give_pixels),
        cmocka_unit_test(filters_are_applied_in_order),
        cmocka_unit_test(surfaces_of_one_pixel_are_filtered),
        cmocka_unit_test(every_level_gives_the_same_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
