/* Blurs against the convolution in double precision, and every level against plain C. */
#include "raster/blur.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../random/guard.h"
#include "raster/filter_kernels.h"
#include "raster/kernels.h"

enum { SIDE_MAX = 96 };

struct picture {
    uint8_t bytes[SIDE_MAX * SIDE_MAX];
    int width, height;
};

static uint32_t random_state;

static uint32_t random_word(void)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state >> 16 | random_state << 16;
}

enum kind { EDGE, CORNER, NOISE, CHECKS, FULL, LINES, DOT, KINDS };

static uint8_t item(enum kind kind, int x, int y, int width, int height)
{
    switch (kind) {
    case EDGE:
        return x * 5 > width * 2 + y / 2 ? 255 : 0;
    case CORNER:
        return x > width / 2 && y > height / 3 ? 255 : 0;
    case NOISE:
        return (uint8_t)random_word();
    case CHECKS:
        return (x / 3 + y / 5) % 2 ? 255 : 0;
    case FULL:
        return 255;
    case LINES:
        return x == width / 3 || y == height / 2 ? 255 : 0;
    default:
        return x == width / 2 && y == height / 2 ? 255 : 0;
    }
}

static struct picture picture_make(enum kind kind, int width, int height)
{
    struct picture p = {.width = width, .height = height};
    random_state = 5;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            p.bytes[y * width + x] = item(kind, x, y, width, height);
    return p;
}

static void picture_blur(struct picture *p, double sigma)
{
    assert_true(blur_plane(p->bytes, (size_t)p->width, p->width, p->height, sigma));
}

/* The weights are summed to 6 sigma, which is as good as all. */
static void convolve(const struct picture *p, double sigma, double *out)
{
    static double columns[SIDE_MAX * SIDE_MAX];
    static double weight[SIDE_MAX];
    double sum = 0;
    for (int k = 0; k <= 6 * sigma + 1; k++) {
        const double value = exp(-(double)k * k / (2 * sigma * sigma));
        sum += k > 0 ? 2 * value : value;
        if (k < SIDE_MAX)
            weight[k] = value;
    }
    for (int k = (int)(6 * sigma) + 2; k < SIDE_MAX; k++)
        weight[k] = 0;
    for (int y = 0; y < p->height; y++)
        for (int x = 0; x < p->width; x++) {
            columns[y * p->width + x] = 0;
            for (int k = 0; k < p->width; k++)
                columns[y * p->width + x] += weight[abs(k - x)] / sum * p->bytes[y * p->width + k];
        }
    for (int y = 0; y < p->height; y++)
        for (int x = 0; x < p->width; x++) {
            out[y * p->width + x] = 0;
            for (int k = 0; k < p->height; k++)
                out[y * p->width + x] += weight[abs(k - y)] / sum * columns[k * p->width + x];
        }
}

static double compare_to_convolution(const struct picture *p, double sigma)
{
    static double want[SIDE_MAX * SIDE_MAX];
    struct picture got = *p;
    double worst = 0;
    convolve(p, sigma, want);
    picture_blur(&got, sigma);
    for (int i = 0; i < p->width * p->height; i++) {
        const double error = fabs(got.bytes[i] - want[i]);
        if (error > worst) /* not fmax: gcc 12 for AArch64 fails on the loop with it */
            worst = error;
    }
    return worst;
}

static uint32_t hash_of_blurs(void)
{
    static const double sigmas[] = {0.8, 2.9, 3, 7, 13, 33};
    uint32_t hash = 0;
    for (int width = 1; width <= 75; width += 2)
        for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
            struct picture p = picture_make(NOISE, width, 76 - width);
            picture_blur(&p, sigmas[i]);
            for (int k = 0; k < p.width * p.height; k++)
                hash = (hash ^ p.bytes[k]) * 16777619;
        }
    return hash;
}

/* A process decides on its level once, so each has its own; this must be the first test. */
static void every_level_gives_the_same_blurs(void **state)
{
    (void)state;
    static const char *const names[] = {"none", "sse2", "avx2", "avx512", "neon"};
    uint32_t hashes[5];
    int count = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (kernels_find(names[i]) == NULL)
            continue;
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            setenv("FBRUN_SIMD", names[i], 1);
            const uint32_t hash = hash_of_blurs();
            const bool right = strcmp(kernels_get()->name, names[i]) == 0;
            _exit(right && write(ends[1], &hash, sizeof hash) == sizeof hash ? 0 : 1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        assert_int_equal(read(ends[0], &hashes[count], sizeof *hashes), sizeof *hashes);
        close(ends[0]);
        close(ends[1]);
        assert_int_equal(hashes[count], hashes[0]);
        count++;
    }
    assert_true(count > 0);
}

static void blurs_are_within_one_step_of_the_convolution(void **state)
{
    (void)state;
    /* On both sides of where the pyramid gets a level more. */
    static const double sigmas[] = {0.1, 0.3, 0.7, 1,    1.5, 2,   2.5,  2.99, 3,   3.1, 3.5,
                                    4,   5,   5.9, 6,    7,   8,   11.9, 12,   16,  20,  23.9,
                                    24,  30,  47,  48.5, 60,  100, 190,  200,  500, 1000};
    double worst = 0;
    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++)
        for (int kind = 0; kind < KINDS; kind++) {
            const struct picture p = picture_make((enum kind)kind, SIDE_MAX, SIDE_MAX - 13);
            const double error = compare_to_convolution(&p, sigmas[i]);
            if (!(error < 1))
                fail_msg("sigma %g, picture %d: %.3f/255", sigmas[i], kind, error);
            worst = fmax(worst, error);
        }
    print_message("at most %.3f/255\n", worst);
}

static void planes_of_every_small_size_are_blurred(void **state)
{
    (void)state;
    static const double sigmas[] = {0.5, 2, 3, 7, 20};
    for (int width = 1; width <= 20; width++)
        for (int height = 1; height <= 20; height += height < 4 ? 1 : 5)
            for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
                const struct picture wide = picture_make(NOISE, width, height);
                const struct picture high = picture_make(FULL, height, width);
                assert_true(compare_to_convolution(&wide, sigmas[i]) < 1);
                assert_true(compare_to_convolution(&high, sigmas[i]) < 1);
            }
}

static void without_sigma_nothing_changes(void **state)
{
    (void)state;
    static const double sigmas[] = {0, -0.0, -1, NAN, -INFINITY, 1e-300, 0.01};
    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
        const struct picture before = picture_make(NOISE, 40, 30);
        struct picture p = before;
        picture_blur(&p, sigmas[i]);
        assert_memory_equal(p.bytes, before.bytes, sizeof p.bytes);
    }
    assert_true(blur_plane(NULL, 0, 0, 10, 5));
    assert_true(blur_plane(NULL, 0, 10, 0, 5));
}

static void huge_sigmas_are_cut(void **state)
{
    (void)state;
    struct picture want = picture_make(FULL, SIDE_MAX, SIDE_MAX), got = want, infinite = want;
    picture_blur(&want, BLUR_SIGMA_MAX);
    picture_blur(&got, 1e30);
    picture_blur(&infinite, INFINITY);
    assert_memory_equal(got.bytes, want.bytes, sizeof want.bytes);
    assert_memory_equal(infinite.bytes, want.bytes, sizeof want.bytes);
}

/* Far from its edges a full plane stays full, not nearly full. */
static void the_inside_stays_full(void **state)
{
    (void)state;
    enum { SIDE = 1500 };
    uint8_t *bytes = malloc((size_t)SIDE * SIDE);
    assert_non_null(bytes);
    static const double sigmas[] = {1, 2.9, 3, 8, 25, 50, 100};
    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
        memset(bytes, 255, (size_t)SIDE * SIDE);
        assert_true(blur_plane(bytes, SIDE, SIDE, SIDE, sigmas[i]));
        for (int k = SIDE / 2 - 200; k < SIDE / 2 + 200; k++)
            assert_int_equal(bytes[SIDE * k + k], 255);
    }
    free(bytes);
}

/* What a shadow spreads over its neighbourhood is neither more nor less than there was. */
static void energy_is_kept(void **state)
{
    (void)state;
    enum { SIDE = 400 };
    uint8_t *bytes = malloc((size_t)SIDE * SIDE);
    assert_non_null(bytes);
    static const double sigmas[] = {0.6, 2, 2.9, 3, 5, 9, 17, 30};
    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
        double before = 0, after = 0;
        memset(bytes, 0, (size_t)SIDE * SIDE);
        for (int y = 150; y < 250; y++)
            for (int x = 140; x < 260; x++)
                before += bytes[y * SIDE + x] = 255;
        assert_true(blur_plane(bytes, SIDE, SIDE, SIDE, sigmas[i]));
        for (int k = 0; k < SIDE * SIDE; k++)
            after += bytes[k];
        assert_true(fabs(after / before - 1) < 0.002);
    }
    free(bytes);
}

/* Premultiplied channels stay below their alpha because of this. */
static void what_is_less_stays_less(void **state)
{
    (void)state;
    static const double sigmas[] = {0.5, 2, 3, 6.3, 14, 100};
    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
        struct picture more = picture_make(NOISE, SIDE_MAX, SIDE_MAX), less = more;
        for (int k = 0; k < SIDE_MAX * SIDE_MAX; k++)
            less.bytes[k] = (uint8_t)(random_word() % (less.bytes[k] + 1U));
        picture_blur(&more, sigmas[i]);
        picture_blur(&less, sigmas[i]);
        for (int k = 0; k < SIDE_MAX * SIDE_MAX; k++)
            assert_true(less.bytes[k] <= more.bytes[k]);
    }
}

/* A turned picture's blur is the blur, turned: no direction is favoured. */
static void rows_and_columns_are_alike(void **state)
{
    (void)state;
    static const double sigmas[] = {2, 5, 13};
    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++) {
        struct picture p = picture_make(NOISE, 60, 47), turned = {.width = 47, .height = 60};
        for (int y = 0; y < 47; y++)
            for (int x = 0; x < 60; x++)
                turned.bytes[x * 47 + y] = p.bytes[y * 60 + x];
        picture_blur(&p, sigmas[i]);
        picture_blur(&turned, sigmas[i]);
        for (int y = 0; y < 47; y++)
            for (int x = 0; x < 60; x++) /* roundings between the two passes may differ */
                assert_in_range(turned.bytes[x * 47 + y] + 1 - p.bytes[y * 60 + x], 0, 2);
    }
}

static void only_the_plane_is_touched(void **state)
{
    (void)state;
    static const double sigmas[] = {1.2, 2.9, 4, 30};
    enum { STRIDE = 80, HEIGHT = 9 };
    for (int width = 1; width <= 70; width += 3)
        for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++)
            for (int edge = GUARD_AFTER; edge <= GUARD_BEFORE; edge++) {
                const size_t size = (size_t)STRIDE * (HEIGHT - 1) + (size_t)width;
                struct guard g = guard_make(size, (enum guard_edge)edge);
                assert_true(blur_plane(g.data, STRIDE, width, HEIGHT, sigmas[i]));
                for (size_t k = 0; k < size; k++)
                    if (k % STRIDE >= (size_t)width)
                        assert_int_equal(g.data[k], GUARD_PATTERN);
                assert_true(guard_finish(&g));
            }
}

/* --- levels --- */

enum { N_MAX = 75, ROWS = 2 * FILTER_RADIUS_MAX + 1, PAD = FILTER_ROW_PAD };

static uint16_t in[ROWS][N_MAX + 2 * PAD], got[2 * N_MAX + 2 * PAD], want[2 * N_MAX + 2 * PAD];

static void fill_rows(void)
{
    for (int r = 0; r < ROWS; r++)
        for (int i = 0; i < N_MAX + 2 * PAD; i++) {
            in[r][i] = (uint16_t)(random_word() % 65281); /* 255 * 256 */
            if (i % 7 == 0)
                in[r][i] = 65280;
        }
}

static void compare_rows(const struct filter_kernels *k, const struct filter_kernels *plain,
                         size_t n)
{
    const uint16_t *rows[ROWS];
    for (int r = 0; r < ROWS; r++)
        rows[r] = in[r] + PAD;
    for (int radius = 0; radius <= FILTER_RADIUS_MAX; radius++) {
        uint16_t weight[FILTER_RADIUS_MAX + 1] = {65535};
        for (int i = 1; i <= radius; i++) {
            weight[i] = (uint16_t)(random_word() % (65536 / FILTER_RADIUS_MAX));
            weight[0] = (uint16_t)(weight[0] - weight[i]);
        }
        k->weigh(got + PAD, rows, weight, radius, n);
        plain->weigh(want + PAD, rows, weight, radius, n);
        assert_memory_equal(got + PAD, want + PAD, n * sizeof *got);
    }
    k->halve(got + PAD, in[0] + PAD, n / 2);
    plain->halve(want + PAD, in[0] + PAD, n / 2);
    assert_memory_equal(got + PAD, want + PAD, n / 2 * sizeof *got);
    k->twice(got + PAD, in[0] + PAD, n);
    plain->twice(want + PAD, in[0] + PAD, n);
    assert_memory_equal(got + PAD, want + PAD, 2 * n * sizeof *got);
    k->average(got + PAD, in[0] + PAD, in[1] + PAD, n);
    plain->average(want + PAD, in[0] + PAD, in[1] + PAD, n);
    assert_memory_equal(got + PAD, want + PAD, n * sizeof *got);
}

/* Byte rows have no room beside them. */
static void compare_bytes(const struct filter_kernels *k, const struct filter_kernels *plain,
                          size_t n, enum guard_edge edge)
{
    struct guard bytes = guard_make(n, edge);
    uint8_t wanted[N_MAX];
    k->narrow(bytes.data, in[0] + PAD, n);
    plain->narrow(wanted, in[0] + PAD, n);
    assert_memory_equal(bytes.data, wanted, n);
    k->widen(got + PAD, bytes.data, n);
    plain->widen(want + PAD, wanted, n);
    assert_memory_equal(got + PAD, want + PAD, n * sizeof *got);
    assert_true(guard_finish(&bytes));
}

static void every_kernel_of_every_level_gives_the_same_items(void **state)
{
    (void)state;
    static const char *const names[] = {"sse2", "avx2", "avx512", "neon"};
    const struct filter_kernels *plain = kernels_find("none")->filter;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct kernels *level = kernels_find(names[i]);
        if (level == NULL)
            continue;
        print_message("level %s\n", level->name);
        for (size_t n = 0; n <= N_MAX; n++) {
            fill_rows();
            compare_rows(level->filter, plain, n);
            compare_bytes(level->filter, plain, n, GUARD_AFTER);
            compare_bytes(level->filter, plain, n, GUARD_BEFORE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_gives_the_same_blurs),
        cmocka_unit_test(blurs_are_within_one_step_of_the_convolution),
        cmocka_unit_test(planes_of_every_small_size_are_blurred),
        cmocka_unit_test(without_sigma_nothing_changes),
        cmocka_unit_test(huge_sigmas_are_cut),
        cmocka_unit_test(the_inside_stays_full),
        cmocka_unit_test(energy_is_kept),
        cmocka_unit_test(what_is_less_stays_less),
        cmocka_unit_test(rows_and_columns_are_alike),
        cmocka_unit_test(only_the_plane_is_touched),
        cmocka_unit_test(every_kernel_of_every_level_gives_the_same_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
