/* The kernels of images at every level against those in plain C, means of shrunk images, and
 * transforms that a script should not be able to do harm with. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "../random/guard.h"
#include "raster/kernels.h"
#include "raster/paint.h"
#include "raster/sample_kernels.h"

enum { LENGTH_MAX = 67, WIDTH_MAX = 90 };

static uint32_t random_state;

static uint32_t random_word(void)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state >> 16 | random_state << 16;
}

static double random_number(double from, double to)
{
    return from + (to - from) * (random_word() / 4294967296.0);
}

static void for_each_level(void (*test)(const struct sample_kernels *plain,
                                        const struct sample_kernels *level))
{
    static const char *const names[] = {"sse2", "avx2", "avx512", "neon"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct kernels *level = kernels_find(names[i]);
        if (level != NULL) {
            random_state = 1;
            test(kernels_find("none")->sample, level->sample);
        }
    }
}

static struct guard random_pixels(size_t count, enum guard_edge edge)
{
    struct guard g = guard_make(count * sizeof(uint32_t), edge);
    for (size_t i = 0; i < count; i++)
        ((uint32_t *)(void *)g.data)[i] = random_word();
    return g;
}

static uint32_t *pixels_of(const struct guard *g)
{
    return (uint32_t *)(void *)g->data;
}

/* Rows between guard pages; columns that rise, fall, or do what they like. */
static void compare_scaling(const struct sample_kernels *plain, const struct sample_kernels *level)
{
    for (int round = 0; round < 600; round++) {
        const enum guard_edge edge = (enum guard_edge)(round % 2);
        const int width = 1 + (int)(random_word() % WIDTH_MAX);
        const size_t n = random_word() % (LENGTH_MAX + 1);
        const double step = random_number(-3, 3), start = step < 0 ? width - 1 : 0;
        int32_t left[LENGTH_MAX + SAMPLE_BLOCK] = {0}, right[LENGTH_MAX + SAMPLE_BLOCK] = {0};
        uint32_t weights[LENGTH_MAX + SAMPLE_BLOCK] = {0};
        const bool ordered = round % 3 != 0;
        for (size_t i = 0; i < n; i++) {
            const double at = fmin(fmax(start + step * (double)i, 0), width - 1);
            left[i] = ordered ? (int32_t)at : (int32_t)(random_word() % (uint32_t)width);
            right[i] = left[i] < width - 1 ? left[i] + 1 : ordered ? left[i] : 0;
            weights[i] = sample_weights_across((int32_t)random_word());
        }
        const struct sample_columns columns = {left, right, weights, ordered};
        struct guard top = random_pixels((size_t)width, edge);
        struct guard bottom = random_pixels((size_t)width, edge);
        struct guard got = guard_make(n * sizeof(uint32_t), edge);
        uint32_t want[LENGTH_MAX];
        const uint32_t down = sample_weights_down((int32_t)random_word());
        plain->scale(want, n, pixels_of(&top), pixels_of(&bottom), width, down, &columns);
        level->scale(pixels_of(&got), n, pixels_of(&top), pixels_of(&bottom), width, down,
                     &columns);
        assert_memory_equal(got.data, want, n * sizeof *want);
        assert_true(guard_finish(&got) && guard_finish(&top) && guard_finish(&bottom));
    }
}

static void every_level_scales_alike(void **state)
{
    (void)state;
    for_each_level(compare_scaling);
}

static struct sample_axis random_axis(int size)
{
    struct sample_axis a = {
        .start = random_number(-30, size + 30) * SAMPLE_ONE,
        .step = random_number(-1.5, 1.5) * SAMPLE_ONE,
        .period = random_word() % 2 ? (double)size * SAMPLE_ONE : 0,
        .reach = (size + 8192.0) * SAMPLE_ONE,
    };
    a.frequency = a.period > 0 ? 1 / a.period : 0;
    for (int i = 0; i < SAMPLE_BLOCK; i++)
        a.lanes[i] = (int32_t)(i * a.step);
    return a;
}

static struct sample_row random_row(const uint32_t *pixels, int width, int height)
{
    const struct sample_axis u = random_axis(width), v = random_axis(height);
    const enum paint_extend beyond[] = {EXTEND_CLAMP, EXTEND_NONE};
    return (struct sample_row){
        .pixels = pixels,
        .stride = width,
        .width = width,
        .height = height,
        .extend_x = u.period > 0 ? EXTEND_REPEAT : beyond[random_word() % 2],
        .extend_y = v.period > 0 ? EXTEND_REPEAT : beyond[random_word() % 2],
        .blocks = random_word() % 4 != 0,
        .u = u,
        .v = v,
    };
}

static void compare_turning(const struct sample_kernels *plain, const struct sample_kernels *level)
{
    enum { BLOCKS = 6, N = BLOCKS * SAMPLE_BLOCK };
    size_t turned = 0;
    for (int round = 0; round < 1500; round++) {
        const enum guard_edge edge = (enum guard_edge)(round % 2);
        const int width = 1 + (int)(random_word() % 80), height = 1 + (int)(random_word() % 80);
        struct guard image = random_pixels((size_t)width * (size_t)height, edge);
        const struct sample_row row = random_row(pixels_of(&image), width, height);
        const int x = ((int)(random_word() % 8) - 4) * SAMPLE_BLOCK;
        uint32_t want[N];
        const size_t done = plain->turn(want, BLOCKS, x, &row);
        struct guard got = guard_make(done * SAMPLE_BLOCK * sizeof *want, edge);
        /* Asked for what is inside it goes to the end; asked for more it stops there. */
        assert_int_equal(level->turn(pixels_of(&got), done, x, &row), done);
        assert_memory_equal(got.data, want, done * SAMPLE_BLOCK * sizeof *want);
        assert_true(guard_finish(&got));
        uint32_t more[N];
        assert_int_equal(level->turn(more, BLOCKS, x, &row), done);
        assert_true(guard_finish(&image));
        turned += done;
    }
    assert_true(turned > 100); /* there was something to compare */
}

static void every_level_turns_alike(void **state)
{
    (void)state;
    for_each_level(compare_turning);
}

/* From far beyond one edge to far beyond the other, over images of any size from one pixel on. */
static void compare_edges(const struct sample_kernels *plain, const struct sample_kernels *level)
{
    for (int round = 0; round < 3000; round++) {
        const int width = 1 + (int)(random_word() % 80), height = 1 + (int)(random_word() % 80);
        struct guard image =
            random_pixels((size_t)width * (size_t)height, (enum guard_edge)(round % 2));
        const struct sample_row row = random_row(pixels_of(&image), width, height);
        uint32_t want[SAMPLE_BLOCK], got[SAMPLE_BLOCK];
        for (int block = -4; block < 8; block++) {
            plain->edge(want, block * SAMPLE_BLOCK, &row);
            level->edge(got, block * SAMPLE_BLOCK, &row);
            assert_memory_equal(got, want, sizeof want);
        }
        assert_true(guard_finish(&image));
    }
}

static void every_level_draws_edges_alike(void **state)
{
    (void)state;
    for_each_level(compare_edges);
}

static void compare_fading(const struct sample_kernels *plain, const struct sample_kernels *level)
{
    for (size_t n = 0; n <= LENGTH_MAX; n++) {
        struct guard got = random_pixels(n, (enum guard_edge)(n % 2));
        uint32_t want[LENGTH_MAX];
        memcpy(want, got.data, n * sizeof *want);
        const uint32_t alpha = random_word() & 255;
        plain->fade(want, n, alpha);
        level->fade(pixels_of(&got), n, alpha);
        assert_memory_equal(got.data, want, n * sizeof *want);
        assert_true(guard_finish(&got));
    }
}

static void every_level_fades_alike(void **state)
{
    (void)state;
    for_each_level(compare_fading);
}

static struct paint image_paint(const struct surface *s, struct matrix inverse,
                                enum paint_sampling sampling)
{
    return (struct paint){
        .kind = PAINT_IMAGE,
        .alpha = 255,
        .inverse = inverse,
        .image = {s, surface_bounds(s), sampling, EXTEND_CLAMP, EXTEND_CLAMP, false},
    };
}

static struct surface random_surface(int width, int height)
{
    struct surface s;
    assert_true(surface_init(&s, width, height));
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            *surface_at(&s, x, y) = random_word() | 0xff000000;
    return s;
}

/* 60 x 42 pixels in 8 x 5: fractions of pixels on both axes. */
static void shrinking_takes_means(void **state)
{
    (void)state;
    enum { W = 60, H = 42, COLUMNS = 8, ROWS = 5 };
    random_state = 1;
    struct surface s = random_surface(W, H);
    struct arena arena = {0};
    struct paint p = image_paint(
        &s, (struct matrix){(double)W / COLUMNS, 0, 0, (double)H / ROWS, -2.0 * W / COLUMNS, 0},
        SAMPLE_AREA); /* from pixel 2 on */
    assert_true(paint_prepare(&p, (struct rect){2, 0, 2 + COLUMNS, ROWS}, &arena));
    for (int j = 0; j < ROWS; j++) {
        uint32_t row[COLUMNS];
        paint_fetch(&p, 2, j, COLUMNS, row);
        for (int i = 0; i < COLUMNS; i++)
            for (int shift = 0; shift < 32; shift += 8) {
                const double x0 = (double)i * W / COLUMNS, x1 = (i + 1.0) * W / COLUMNS;
                const double y0 = (double)j * H / ROWS, y1 = (j + 1.0) * H / ROWS;
                double sum = 0;
                for (int y = (int)y0; y < y1; y++)
                    for (int x = (int)x0; x < x1; x++)
                        sum += (fmin(x1, x + 1) - fmax(x0, x)) * (fmin(y1, y + 1) - fmax(y0, y)) *
                               (*surface_at(&s, x, y) >> shift & 255);
                const double mean = sum / ((x1 - x0) * (y1 - y0));
                assert_true(fabs((row[i] >> shift & 255) - mean) <= 1);
            }
    }
    arena_finish(&arena);
    surface_finish(&s);
}

/* The mean of black and white stripes is grey, however the image is turned and repeated. */
static void shrinking_leaves_no_stripes(void **state)
{
    (void)state;
    struct surface s;
    assert_true(surface_init(&s, 64, 64));
    for (int y = 0; y < 64; y++)
        for (int x = 0; x < 64; x++)
            *surface_at(&s, x, y) = x % 2 ? 0xffffffff : 0xff000000;
    struct arena arena = {0};
    for (int angle = 0; angle < 8; angle++) {
        const double c = 8 * cos(angle * 0.4), d = 8 * sin(angle * 0.4);
        struct paint p = image_paint(&s, (struct matrix){c, d, -d, c, 5, 7}, SAMPLE_AREA);
        p.image.extend_x = p.image.extend_y = EXTEND_REPEAT;
        assert_true(paint_prepare(&p, (struct rect){0, 0, 50, 50}, &arena));
        for (int y = 0; y < 50; y++) {
            uint32_t row[50];
            paint_fetch(&p, 0, y, 50, row);
            for (int i = 0; i < 50; i++)
                assert_in_range(row[i] & 255, 120, 135);
        }
    }
    arena_finish(&arena);
    surface_finish(&s);
}

static void enlarging_by_areas_is_bilinear(void **state)
{
    (void)state;
    random_state = 1;
    struct surface s = random_surface(9, 9);
    struct arena arena = {0};
    const struct matrix inverse = {0.3, 0.1, -0.1, 0.3, 2, 1};
    struct paint area = image_paint(&s, inverse, SAMPLE_AREA);
    struct paint bilinear = image_paint(&s, inverse, SAMPLE_BILINEAR);
    const struct rect box = {0, 0, 40, 1};
    assert_true(paint_prepare(&area, box, &arena));
    assert_true(paint_prepare(&bilinear, box, &arena));
    uint32_t rows[2][40];
    paint_fetch(&area, 0, 0, 40, rows[0]);
    paint_fetch(&bilinear, 0, 0, 40, rows[1]);
    assert_memory_equal(rows[0], rows[1], sizeof rows[0]);
    arena_finish(&arena);
    surface_finish(&s);
}

/* Whole pixels are copied, at every sampling. */
static void a_translation_copies(void **state)
{
    (void)state;
    random_state = 1;
    struct surface s = random_surface(20, 3);
    struct arena arena = {0};
    for (int sampling = SAMPLE_NEAREST; sampling <= SAMPLE_AREA; sampling++)
        for (int away = 0; away < 3; away++) { /* along the copy, the scaled and the turned way */
            const double tiny = 1e-13;
            struct paint p = image_paint(
                &s, (struct matrix){1 + (away == 1) * tiny, (away == 2) * tiny, 0, 1, -7, 2},
                (enum paint_sampling)sampling);
            assert_true(paint_prepare(&p, (struct rect){0, 0, 40, 1}, &arena));
            uint32_t row[40];
            paint_fetch(&p, 0, 0, 40, row);
            for (int i = 0; i < 40; i++)
                assert_int_equal(row[i], *surface_at(&s, i < 7 ? 0 : i < 27 ? i - 7 : 19, 2));
        }
    arena_finish(&arena);
    surface_finish(&s);
}

/* Sanitizers watch, and the clock of whoever waits. */
static void hostile_transforms_do_no_harm(void **state)
{
    (void)state;
    static const double bad[] = {0,    1,     -1,    NAN,   INFINITY, -INFINITY, 1e-300, 1e9,
                                 1e-9, -1e30, 1e300, 1e-12, 5e-324,   1e15,      255.9,  256.1};
    enum { COUNT = sizeof bad / sizeof *bad };
    random_state = 1;
    struct surface surfaces[3] = {random_surface(1, 1), random_surface(7, 5),
                                  random_surface(16384, 2)};
    struct arena arena = {0};
    for (int round = 0; round < 20000; round++) {
        double n[6];
        for (int i = 0; i < 6; i++)
            n[i] = bad[random_word() % (round % 2 ? COUNT : 3)];
        n[random_word() % 6] = bad[random_word() % COUNT];
        struct paint p = image_paint(&surfaces[random_word() % 3],
                                     (struct matrix){n[0], n[1], n[2], n[3], n[4], n[5]},
                                     (enum paint_sampling)(round % 3));
        p.image.extend_x = (enum paint_extend)(random_word() % 3);
        p.image.extend_y = (enum paint_extend)(random_word() % 3);
        p.alpha = (uint8_t)random_word();
        uint32_t row[40];
        const int x = (int)(random_word() % 60);
        assert_true(paint_prepare(&p, (struct rect){0, 0, 100, 100}, &arena));
        paint_fetch(&p, x, (int)(random_word() % 100), 40, row);
        arena_reset(&arena);
    }
    arena_finish(&arena);
    for (int i = 0; i < 3; i++)
        surface_finish(&surfaces[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_scales_alike),
        cmocka_unit_test(every_level_turns_alike),
        cmocka_unit_test(every_level_draws_edges_alike),
        cmocka_unit_test(every_level_fades_alike),
        cmocka_unit_test(shrinking_takes_means),
        cmocka_unit_test(shrinking_leaves_no_stripes),
        cmocka_unit_test(enlarging_by_areas_is_bilinear),
        cmocka_unit_test(a_translation_copies),
        cmocka_unit_test(hostile_transforms_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
