/* The kernels of gradients at every level against those in plain C, and gradients that a script
 * should not be able to do harm with. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "../random/guard.h"
#include "raster/gradient.h"
#include "raster/gradient_kernels.h"
#include "raster/kernels.h"

enum { LENGTH_MAX = 67 };

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

static void for_each_level(void (*test)(const struct gradient_kernels *plain,
                                        const struct gradient_kernels *level))
{
    static const char *const names[] = {"sse2", "avx2", "avx512", "neon"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct kernels *level = kernels_find(names[i]);
        if (level != NULL) {
            random_state = 1;
            test(kernels_find("none")->gradient, level->gradient);
        }
    }
}

/* n pixels of `out`, which ends or begins at a guard page, become those of `want`. */
static void assert_pixels(struct guard *g, const uint32_t *want, size_t n)
{
    assert_memory_equal(g->data, want, n * sizeof *want);
    assert_true(guard_finish(g));
}

static void compare_ramps(const struct gradient_kernels *plain,
                          const struct gradient_kernels *level)
{
    for (size_t n = 0; n <= LENGTH_MAX; n++)
        for (int edge = GUARD_AFTER; edge <= GUARD_BEFORE; edge++) {
            uint32_t want[LENGTH_MAX], start[4], step[4];
            for (int c = 0; c < 4; c++) {
                start[c] = random_word();
                step[c] = random_word();
            }
            struct guard opaque = guard_make(n * sizeof *want, edge);
            plain->ramp(want, n, start, step);
            level->ramp((uint32_t *)(void *)opaque.data, n, start, step);
            assert_pixels(&opaque, want, n);
            struct guard translucent = guard_make(n * sizeof *want, edge);
            plain->ramp_translucent(want, n, start, step);
            level->ramp_translucent((uint32_t *)(void *)translucent.data, n, start, step);
            assert_pixels(&translucent, want, n);
        }
}

static void every_level_counts_up_alike(void **state)
{
    (void)state;
    for_each_level(compare_ramps);
}

static struct gradient_row random_row(int kind)
{
    struct gradient_row r = {
        .u = random_number(-300, 300),
        .v = kind == 3 ? 0 : random_number(-300, 300),
        .du = random_number(-2, 2),
        .dv = kind == 3 ? 0 : random_number(-2, 2),
        .scale = (float)random_number(0.001, 2),
        .offset = (float)random_number(-1, 1),
        .limit = 1,
        .dx = kind > 0 ? random_number(-50, 50) : 0,
        .dy = kind > 1 ? random_number(-50, 50) : 0,
        .r0 = kind % 2 ? random_number(0, 50) : 0,
        .turn = (float)random_number(0, 1),
    };
    r.dr = kind == 1 ? r.dx : random_number(-50, 50); /* 1: circles that touch */
    r.a = r.dx * r.dx + r.dy * r.dy - r.dr * r.dr;
    for (int i = 0; i < GRADIENT_BLOCK; i++) {
        r.lane_u[i] = (float)(i * r.du);
        r.lane_v[i] = (float)(i * r.dv);
    }
    return r;
}

static void compare_offsets(const struct gradient_kernels *plain,
                            const struct gradient_kernels *level)
{
    enum { BLOCKS = 5, N = BLOCKS * GRADIENT_BLOCK };
    for (int round = 0; round < 400; round++) {
        const struct gradient_row r = random_row(round % 4);
        const int x = (int)(random_word() % 64) * GRADIENT_BLOCK - 512;
        float want[N], got[N];
        for (int kernel = 0; kernel < 3; kernel++) {
            memset(got, 0xff, sizeof got);
            void (*const pair[2])(float *, size_t, int, const struct gradient_row *) = {
                kernel == 0   ? plain->distance
                : kernel == 1 ? plain->angle
                              : plain->circles,
                kernel == 0   ? level->distance
                : kernel == 1 ? level->angle
                              : level->circles,
            };
            pair[0](want, BLOCKS, x, &r);
            pair[1](got, BLOCKS, x, &r);
            for (int i = 0; i < N; i++)
                assert_true(got[i] == want[i]);
        }
    }
}

static void every_level_finds_the_same_offsets(void **state)
{
    (void)state;
    for_each_level(compare_offsets);
}

static void compare_colors(const struct gradient_kernels *plain,
                           const struct gradient_kernels *level)
{
    enum { ENTRIES = 100 };
    float t[LENGTH_MAX + GRADIENT_BLOCK] = {0}, place[LENGTH_MAX + GRADIENT_BLOCK] = {0};
    uint32_t table[ENTRIES];
    for (int i = 0; i < ENTRIES; i++)
        table[i] = random_word() | 0xff000000;
    table[50] = GRADIENT_SEVERAL;
    for (size_t n = 0; n <= LENGTH_MAX; n++)
        for (int edge = GUARD_AFTER; edge <= GUARD_BEFORE; edge++) {
            struct gradient_mix mix = {.opaque = edge};
            for (int c = 0; c < 4; c++) {
                mix.from[c] = (float)(random_word() % 256);
                mix.by[c] = (float)(random_word() % 256) - mix.from[c];
            }
            for (size_t i = 0; i < n; i++) {
                t[i] = (float)random_number(0, 1);
                place[i] = (float)random_number(-2, ENTRIES - 1);
            }
            t[n / 2] = (float)(n % 2);
            uint32_t want[LENGTH_MAX];
            struct guard mixed = guard_make(n * sizeof *want, edge);
            plain->mix(want, t, n, &mix);
            level->mix((uint32_t *)(void *)mixed.data, t, n, &mix);
            assert_pixels(&mixed, want, n);
            struct guard found = guard_make(n * sizeof *want, edge);
            const bool several = plain->lookup(want, place, n, table);
            assert_int_equal(level->lookup((uint32_t *)(void *)found.data, place, n, table),
                             several);
            assert_pixels(&found, want, n);
            memset(place, 0, sizeof place);
        }
}

static void every_level_gives_the_same_colors(void **state)
{
    (void)state;
    for_each_level(compare_colors);
}

/* Two colours between 0 and 1, rounded: exactly. */
static void a_mix_is_rounded_to_nearest(void **state)
{
    (void)state;
    for (int from = 0; from < 256; from += 15)
        for (int to = 0; to < 256; to += 15)
            for (int i = 0; i <= 100; i++) {
                const struct gradient_mix mix = {
                    .from = {(float)from, (float)to, (float)from, 255},
                    .by = {(float)(to - from), (float)(from - to), (float)(to - from), 0},
                    .opaque = true,
                };
                float t[1 + GRADIENT_BLOCK] = {(float)i / 100};
                uint32_t got;
                kernels_get()->gradient->mix(&got, t, 1, &mix);
                const double exact = from + (to - from) * (i / 100.0);
                assert_true(fabs((got & 255) - exact) <= 0.501);
                assert_true(fabs((got >> 16 & 255) - exact) <= 0.501);
                assert_true(fabs((got >> 8 & 255) - (to + from - exact)) <= 0.503);
            }
}

static void check_definition(const struct paint *p, const struct gradient_stops *s, int n)
{
    uint32_t row[512];
    paint_fetch(p, 0, 0, (size_t)n, row);
    for (int i = 0; i < n; i++) {
        const uint32_t want = gradient_color(s, (i + 0.5) / n, 255);
        for (int shift = 0; shift < 32; shift += 8)
            assert_in_range((row[i] >> shift & 255) + 256 - (want >> shift & 255), 255, 257);
    }
}

static void thousands_of_stops_are_all_there(void **state)
{
    (void)state;
    enum { COUNT = 5000, N = 500 };
    static double offsets[COUNT];
    static uint32_t colors[COUNT];
    random_state = 1;
    for (int i = 0; i < COUNT; i++) {
        offsets[i] = (double)(i - i % 3) / COUNT; /* three in one place */
        colors[i] = random_word();
    }
    struct gradient_stops *s = gradient_stops_create(offsets, colors, COUNT);
    struct arena arena = {0};
    struct paint p = {.kind = PAINT_LINEAR,
                      .alpha = 255,
                      .inverse = MATRIX_IDENTITY,
                      .gradient = {s, 0, 0, 0, N, 0, 0, 0}};
    assert_true(paint_prepare(&p, (struct rect){0, 0, N, 1}, &arena));
    check_definition(&p, s, N);
    p.kind = PAINT_RADIAL;
    p.inverse.f = -0.5; /* through the centre */
    p.gradient.r1 = N;
    p.gradient.x1 = 0;
    assert_true(paint_prepare(&p, (struct rect){0, 0, N, 1}, &arena));
    check_definition(&p, s, N);
    arena_finish(&arena);
    gradient_stops_unref(s);
}

static void the_later_of_two_stops_counts_from_there_on(void **state)
{
    (void)state;
    const double offsets[] = {0.5, 0.5, 0.5};
    const uint32_t colors[] = {0xffff0000, 0xff00ff00, 0xff0000ff};
    struct gradient_stops *s = gradient_stops_create(offsets, colors, 3);
    assert_int_equal(gradient_color(s, nextafter(0.5, 0), 255), 0xffff0000);
    assert_int_equal(gradient_color(s, 0.5, 255), 0xff0000ff);
    struct arena arena = {0};
    for (int backwards = 0; backwards < 2; backwards++) {
        struct paint p = {
            .kind = PAINT_LINEAR,
            .alpha = 255,
            .inverse = MATRIX_IDENTITY,
            .gradient = {s, backwards ? 9 : 0, 0, 0, backwards ? 0 : 9, 0, 0, 0},
        };
        uint32_t row[9];
        assert_true(paint_prepare(&p, (struct rect){0, 0, 9, 1}, &arena));
        paint_fetch(&p, 0, 0, 9, row);
        for (int i = 0; i < 9; i++) /* the centre of pixel 4 is in the middle */
            assert_int_equal(row[i], (backwards ? i > 4 : i < 4) ? 0xffff0000 : 0xff0000ff);
    }
    arena_finish(&arena);
    gradient_stops_unref(s);
}

static void what_has_no_extent_paints_nothing(void **state)
{
    (void)state;
    const double offset = 0;
    const uint32_t color = 0xffffffff;
    struct gradient_stops *s = gradient_stops_create(&offset, &color, 1);
    struct paint p = {.kind = PAINT_LINEAR,
                      .alpha = 255,
                      .inverse = MATRIX_IDENTITY,
                      .gradient = {s, 3, 4, 2, 3, 4, 2, 0}};
    struct arena arena = {0};
    uint32_t pixel = 1;
    assert_true(paint_prepare(&p, (struct rect){0, 0, 1, 1}, &arena));
    assert_false(paint_is_opaque(&p));
    paint_fetch(&p, 0, 0, 1, &pixel);
    assert_int_equal(pixel, 0);
    p.kind = PAINT_RADIAL;
    pixel = 1;
    assert_true(paint_prepare(&p, (struct rect){0, 0, 1, 1}, &arena));
    assert_false(paint_is_opaque(&p));
    paint_fetch(&p, 0, 0, 1, &pixel);
    assert_int_equal(pixel, 0);
    arena_finish(&arena);
    gradient_stops_unref(s);
}

/* Sanitizers watch. */
static void hostile_numbers_do_no_harm(void **state)
{
    (void)state;
    static const double bad[] = {0,   1,     -1,    NAN,   INFINITY, -INFINITY, 1e-300,
                                 1e9, -1e30, 1e300, 1e-12, 5e-324,   1e15};
    enum { COUNT = sizeof bad / sizeof *bad };
    const double offsets[] = {0.25, 0.25, 0.75, NAN, 2};
    const uint32_t colors[] = {0xff000000, 0x80ff0000, 0xffffffff, 0, 0xffff00ff};
    struct gradient_stops *s = gradient_stops_create(offsets, colors, 5);
    struct arena arena = {0};
    random_state = 1;
    for (int round = 0; round < 20000; round++) {
        double n[13];
        for (int i = 0; i < 13; i++)
            n[i] = bad[random_word() % (round % 2 ? COUNT : 3)];
        n[random_word() % 13] = bad[random_word() % COUNT];
        struct paint p = {.kind = PAINT_LINEAR + (enum paint_kind)(round % 3),
                          .alpha = (uint8_t)random_word(),
                          .inverse = {n[0], n[1], n[2], n[3], n[4], n[5]},
                          .gradient = {s, n[6], n[7], n[8], n[9], n[10], n[11], n[12]}};
        uint32_t row[40];
        assert_true(paint_prepare(&p, (struct rect){0, 0, 100, 100}, &arena));
        paint_fetch(&p, (int)(random_word() % 60), (int)(random_word() % 100), 40, row);
        for (int i = 0; i < 40; i++)
            for (int shift = 0; shift < 24; shift += 8)
                assert_true((row[i] >> shift & 255) <= row[i] >> 24);
        arena_reset(&arena);
    }
    arena_finish(&arena);
    gradient_stops_unref(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_counts_up_alike),
        cmocka_unit_test(every_level_finds_the_same_offsets),
        cmocka_unit_test(every_level_gives_the_same_colors),
        cmocka_unit_test(a_mix_is_rounded_to_nearest),
        cmocka_unit_test(thousands_of_stops_are_all_there),
        cmocka_unit_test(the_later_of_two_stops_counts_from_there_on),
        cmocka_unit_test(what_has_no_extent_paints_nothing),
        cmocka_unit_test(hostile_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
