/* Every level against the one in plain C, and that against its definition, between guard pages. */
#include "raster/kernels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "../random/guard.h"
#include "pixel/color.h"

enum {
    LENGTH_MAX = 130,   /* more than two of the widest vectors, and a tail */
    LONG = 3 * 8192,    /* beyond what any level hands to another loop */
    MISALIGNED_MAX = 15 /* pixels; a row starts at any pixel of a cache line */
};

static const char *const names[] = {"none", "sse2", "avx2", "avx512", "neon"};

static uint32_t random_state;

static uint32_t random_word(void)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state >> 16 | random_state << 16;
}

/* A block of pixels that ends, or begins, `gap` pixels from a guard page. */
struct row {
    struct guard guard;
    uint32_t *pixels;
};

static struct row row_make(size_t length, size_t gap, enum guard_edge edge)
{
    struct row row = {.guard = guard_make((length + gap) * sizeof(uint32_t), edge)};
    row.pixels = (uint32_t *)(void *)row.guard.data + (edge == GUARD_BEFORE ? gap : 0);
    return row;
}

/* Compares all four kernels with the reference on n pixels; legal or not, as premultiplied ones. */
static void compare(const struct kernels *level, size_t n, size_t gap, enum guard_edge edge,
                    uint32_t color)
{
    static uint32_t below[LONG], above[LONG], want[LONG + MISALIGNED_MAX];
    const struct kernels *plain = kernels_find("none");
    for (size_t i = 0; i < n; i++) {
        below[i] = random_word();
        above[i] = random_word();
    }
    for (int kernel = 0; kernel < 4; kernel++) {
        struct row d = row_make(n, gap, edge), s = row_make(n, gap, edge);
        uint32_t *all = (uint32_t *)(void *)d.guard.data;
        memcpy(d.pixels, below, n * sizeof *below);
        memcpy(s.pixels, above, n * sizeof *above);
        memcpy(want, all, (n + gap) * sizeof *want);
        uint32_t *w = want + (d.pixels - all);
        switch (kernel) {
        case 0:
            plain->fill(w, n, color);
            level->fill(d.pixels, n, color);
            break;
        case 1:
            plain->fill_over(w, n, color);
            level->fill_over(d.pixels, n, color);
            break;
        case 2:
            plain->copy(w, above, n);
            level->copy(d.pixels, s.pixels, n);
            break;
        case 3:
            plain->copy_over(w, above, n);
            level->copy_over(d.pixels, s.pixels, n);
            break;
        }
        /* The gap beside the pixels must still hold its pattern. */
        assert_memory_equal(all, want, (n + gap) * sizeof *want);
        assert_memory_equal(s.pixels, above, n * sizeof *above);
        assert_true(guard_finish(&d.guard));
        assert_true(guard_finish(&s.guard));
    }
}

static void unknown_levels_are_not_found(void **state)
{
    (void)state;
    assert_null(kernels_find(""));
    assert_null(kernels_find("AVX2"));
    assert_null(kernels_find("none "));
    assert_non_null(kernels_find("none"));
    assert_ptr_equal(kernels_find(kernels_get()->name), kernels_get());
}

/* Exactly, in each channel: s + round(d * (255 - alpha of s) / 255), modulo 256. */
static uint32_t over(uint32_t d, uint32_t s)
{
    uint32_t sum = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        uint32_t product = (d >> shift & 255) * (255 - (s >> 24));
        sum |= (((s >> shift & 255) + (product * 2 + 255) / 510) & 255) << shift;
    }
    return sum;
}

static void the_reference_is_the_definition(void **state)
{
    (void)state;
    const struct kernels *plain = kernels_find("none");
    random_state = 1;
    for (uint32_t alpha = 0; alpha < 256; alpha++)
        for (uint32_t channel = 0; channel < 256; channel++) {
            const uint32_t below = channel * 0x01010101, noise = random_word();
            const uint32_t source = alpha << 24 | (random_word() & 0xffffff);
            uint32_t d[4] = {below, noise, below, noise};
            const uint32_t s[2] = {source, source};
            plain->fill_over(d, 2, source);
            plain->copy_over(d + 2, s, 2);
            assert_int_equal(d[0], over(below, source));
            assert_int_equal(d[1], over(noise, source));
            assert_int_equal(d[2], over(below, source));
            assert_int_equal(d[3], over(noise, source));
        }
    uint32_t d[3] = {1, 2, 3};
    plain->fill(d, 2, 9);
    assert_int_equal(d[1], 9);
    assert_int_equal(d[2], 3);
    plain->copy(d + 1, d, 1);
    assert_int_equal(d[1], 9);
}

static void for_each_level(void (*test)(const struct kernels *))
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct kernels *level = kernels_find(names[i]);
        if (level != NULL) {
            random_state = 1;
            print_message("level %s\n", level->name);
            test(level);
        }
    }
}

static void compare_lengths(const struct kernels *level)
{
    for (size_t n = 0; n <= LENGTH_MAX; n++)
        for (int edge = GUARD_AFTER; edge <= GUARD_BEFORE; edge++) {
            compare(level, n, 0, edge, random_word());
            compare(level, n, n % (MISALIGNED_MAX + 1), edge, random_word());
        }
}

static void every_level_gives_the_same_bytes_for_every_length(void **state)
{
    (void)state;
    for_each_level(compare_lengths);
}

static void compare_alignments(const struct kernels *level)
{
    static const size_t lengths[] = {1, 16, 33, 67};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (size_t gap = 0; gap <= MISALIGNED_MAX; gap++)
            for (int edge = GUARD_AFTER; edge <= GUARD_BEFORE; edge++)
                compare(level, lengths[i], gap, edge, random_word());
}

static void every_level_gives_the_same_bytes_for_every_alignment(void **state)
{
    (void)state;
    for_each_level(compare_alignments);
}

/* All pairs of a byte and an alpha, in every lane of a vector and in its tail. */
static void compare_alphas(const struct kernels *level)
{
    enum { N = 256 + 7 };
    const struct kernels *plain = kernels_find("none");
    uint32_t below[N], source[N], got[N], want[N];
    for (uint32_t alpha = 0; alpha < 256; alpha++) {
        for (uint32_t i = 0; i < N; i++) {
            below[i] = (i & 255) << 24 | (255 - (i & 255)) << 16 | (i & 255) << 8 | (~i & 255);
            source[i] = alpha << 24 | (random_word() & 0xffffff);
        }
        memcpy(got, below, sizeof got);
        memcpy(want, below, sizeof want);
        level->copy_over(got, source, N);
        plain->copy_over(want, source, N);
        assert_memory_equal(got, want, sizeof got);
        level->fill_over(got, N, source[0]);
        plain->fill_over(want, N, source[0]);
        assert_memory_equal(got, want, sizeof got);
    }
}

static void every_level_gives_the_same_bytes_for_every_alpha(void **state)
{
    (void)state;
    for_each_level(compare_alphas);
}

static void compare_long_runs(const struct kernels *level)
{
    for (size_t n = 8190; n <= 8194; n++)
        compare(level, n, 1, GUARD_AFTER, random_word());
    compare(level, LONG, 3, GUARD_BEFORE, random_word());
    compare(level, LONG, 0, GUARD_AFTER, random_word());
}

static void every_level_gives_the_same_bytes_for_long_runs(void **state)
{
    (void)state;
    for_each_level(compare_long_runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_levels_are_not_found),
        cmocka_unit_test(the_reference_is_the_definition),
        cmocka_unit_test(every_level_gives_the_same_bytes_for_every_length),
        cmocka_unit_test(every_level_gives_the_same_bytes_for_every_alignment),
        cmocka_unit_test(every_level_gives_the_same_bytes_for_every_alpha),
        cmocka_unit_test(every_level_gives_the_same_bytes_for_long_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
