/* Operators against the formulas of Compositing and Blending Level 1 in double precision, on
 * straight colours as the standard writes them; and every level against plain C. */
#include "raster/composite.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "../random/guard.h"
#include "pixel/color.h"
#include "raster/composite_kernels.h"
#include "raster/kernels.h"

static const char *const names[COMPOSITE_OPERATORS] = {
    "source-over",
    "source-in",
    "source-out",
    "source-atop",
    "destination-over",
    "destination-in",
    "destination-out",
    "destination-atop",
    "lighter",
    "copy",
    "xor",
    "multiply",
    "screen",
    "overlay",
    "darken",
    "lighten",
    "color-dodge",
    "color-burn",
    "hard-light",
    "soft-light",
    "difference",
    "exclusion",
    "hue",
    "saturation",
    "color",
    "luminosity",
};

static const char *const levels[] = {"none", "sse2", "avx2", "avx512", "neon"};

static uint32_t random_state;

static uint32_t random_word(void)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state >> 16 | random_state << 16;
}

/* A pixel whose channels are at most alpha; the ends of the range come often. */
static uint32_t random_legal(void)
{
    static const uint32_t ends[] = {0, 0, 1, 127, 128, 254, 255, 255};
    const uint32_t alpha = random_word() & 1 ? random_word() & 255 : ends[random_word() & 7];
    uint32_t word = alpha << 24;
    for (int shift = 0; shift < 24; shift += 8)
        word |= (random_word() & 3 ? random_word() % (alpha + 1) : alpha * (random_word() & 1))
                << shift;
    return word;
}

/* --- the standard's formulas --- */

struct color {
    double c[3], alpha; /* red, green, blue; straight */
};

static struct color straight(uint32_t word)
{
    const double alpha = word >> 24;
    struct color r = {.alpha = alpha / 255};
    for (int i = 0; i < 3; i++)
        r.c[i] = alpha > 0 ? (word >> (16 - 8 * i) & 255) / alpha : 0;
    return r;
}

static double hard_light(double cb, double cs)
{
    if (cs <= 0.5)
        return cb * 2 * cs;
    return cb + (2 * cs - 1) - cb * (2 * cs - 1);
}

static double soft_light(double cb, double cs)
{
    if (cs <= 0.5)
        return cb - (1 - 2 * cs) * cb * (1 - cb);
    const double d = cb <= 0.25 ? ((16 * cb - 12) * cb + 4) * cb : sqrt(cb);
    return cb + (2 * cs - 1) * (d - cb);
}

static double separable(enum composite_operator op, double cb, double cs)
{
    switch (op) {
    case COMPOSITE_MULTIPLY:
        return cb * cs;
    case COMPOSITE_SCREEN:
        return cb + cs - cb * cs;
    case COMPOSITE_OVERLAY:
        return hard_light(cs, cb);
    case COMPOSITE_DARKEN:
        return fmin(cb, cs);
    case COMPOSITE_LIGHTEN:
        return fmax(cb, cs);
    case COMPOSITE_COLOR_DODGE:
        return cb == 0 ? 0 : cs == 1 ? 1 : fmin(1, cb / (1 - cs));
    case COMPOSITE_COLOR_BURN:
        return cb == 1 ? 1 : cs == 0 ? 0 : 1 - fmin(1, (1 - cb) / cs);
    case COMPOSITE_HARD_LIGHT:
        return hard_light(cb, cs);
    case COMPOSITE_SOFT_LIGHT:
        return soft_light(cb, cs);
    case COMPOSITE_DIFFERENCE:
        return fabs(cb - cs);
    case COMPOSITE_EXCLUSION:
        return cb + cs - 2 * cb * cs;
    default:
        fail();
        return 0;
    }
}

static double lum(const double c[3])
{
    return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2];
}

static double sat(const double c[3])
{
    return fmax(c[0], fmax(c[1], c[2])) - fmin(c[0], fmin(c[1], c[2]));
}

static void set_lum(double c[3], double l)
{
    const double d = l - lum(c);
    for (int i = 0; i < 3; i++)
        c[i] += d;
    const double all = lum(c);
    const double n = fmin(c[0], fmin(c[1], c[2])), x = fmax(c[0], fmax(c[1], c[2]));
    for (int i = 0; i < 3 && n < -1e-9; i++)
        c[i] = all + (c[i] - all) * all / (all - n);
    for (int i = 0; i < 3 && x > 1 + 1e-9; i++)
        c[i] = all + (c[i] - all) * (1 - all) / (x - all);
}

static void set_sat(double c[3], double s)
{
    int most = 0, least = 0;
    for (int i = 1; i < 3; i++) {
        if (c[i] > c[most])
            most = i;
        if (c[i] <= c[least])
            least = i;
    }
    const int middle = 3 - most - least;
    if (c[most] > c[least]) {
        c[middle] = (c[middle] - c[least]) * s / (c[most] - c[least]);
        c[most] = s;
    } else {
        c[middle] = c[most] = 0;
    }
    c[least] = 0;
}

static void blend(enum composite_operator op, const double cb[3], const double cs[3], double out[3])
{
    const double *light = cb;
    memcpy(out, cs, 3 * sizeof *out);
    switch (op) {
    case COMPOSITE_HUE:
        set_sat(out, sat(cb));
        break;
    case COMPOSITE_SATURATION:
        memcpy(out, cb, 3 * sizeof *out);
        set_sat(out, sat(cs));
        break;
    case COMPOSITE_COLOR:
        break;
    case COMPOSITE_LUMINOSITY:
        memcpy(out, cb, 3 * sizeof *out);
        light = cs;
        break;
    default:
        for (int i = 0; i < 3; i++)
            out[i] = separable(op, cb[i], cs[i]);
        return;
    }
    set_lum(out, lum(light));
}

/* Porter-Duff's fractions of source and backdrop. */
static void fractions(enum composite_operator op, double as, double ab, double *fa, double *fb)
{
    *fa = 1, *fb = 1 - as; /* source-over, which the blend modes use too */
    switch (op) {
    case COMPOSITE_SOURCE_IN:
        *fa = ab, *fb = 0;
        break;
    case COMPOSITE_SOURCE_OUT:
        *fa = 1 - ab, *fb = 0;
        break;
    case COMPOSITE_SOURCE_ATOP:
        *fa = ab, *fb = 1 - as;
        break;
    case COMPOSITE_DESTINATION_OVER:
        *fa = 1 - ab, *fb = 1;
        break;
    case COMPOSITE_DESTINATION_IN:
        *fa = 0, *fb = as;
        break;
    case COMPOSITE_DESTINATION_OUT:
        *fa = 0, *fb = 1 - as;
        break;
    case COMPOSITE_DESTINATION_ATOP:
        *fa = 1 - ab, *fb = as;
        break;
    case COMPOSITE_LIGHTER:
        *fa = 1, *fb = 1;
        break;
    case COMPOSITE_COPY:
        *fa = 1, *fb = 0;
        break;
    case COMPOSITE_XOR:
        *fa = 1 - ab, *fb = 1 - as;
        break;
    default:
        break;
    }
}

/* The result in premultiplied units of 0 to 255: red, green, blue, alpha. */
static void formula(enum composite_operator op, uint32_t d, uint32_t s, double out[4])
{
    struct color cb = straight(d), cs = straight(s);
    double mixed[3] = {cs.c[0], cs.c[1], cs.c[2]}, fa, fb;
    if (op >= COMPOSITE_MULTIPLY) {
        double blended[3];
        blend(op, cb.c, cs.c, blended);
        for (int i = 0; i < 3; i++) /* cs = (1 - ab) cs + ab B(cb, cs) */
            mixed[i] = (1 - cb.alpha) * cs.c[i] + cb.alpha * blended[i];
    }
    fractions(op, cs.alpha, cb.alpha, &fa, &fb);
    for (int i = 0; i < 3; i++)
        out[i] = fmin(255, 255 * (cs.alpha * fa * mixed[i] + cb.alpha * fb * cb.c[i]));
    out[3] = fmin(255, 255 * (cs.alpha * fa + cb.alpha * fb));
}

static const int shifts[4] = {16, 8, 0, 24};

static double worst[COMPOSITE_OPERATORS];

static void check_pixel(enum composite_operator op, uint32_t d, uint32_t s, uint32_t got)
{
    double want[4];
    formula(op, d, s, want);
    for (int i = 0; i < 4; i++) {
        const double error = fabs((got >> shifts[i] & 255) - want[i]);
        worst[op] = fmax(worst[op], error);
        if (!(error <= 0.51)) /* half a step is rounding, once */
            fail_msg("%s of %08x onto %08x is %08x, and channel %d should be %.3f", names[op], s, d,
                     got, i, want[i]);
        assert_true((got >> shifts[i] & 255) <= got >> 24);
    }
}

/* --- tests --- */

static void operators_have_names(void **state)
{
    (void)state;
    for (int i = 0; i < COMPOSITE_OPERATORS; i++) {
        enum composite_operator op = COMPOSITE_OPERATORS;
        assert_string_equal(composite_name((enum composite_operator)i), names[i]);
        assert_true(composite_find(names[i], &op));
        assert_int_equal(op, i);
    }
    enum composite_operator op = COMPOSITE_XOR;
    assert_false(composite_find("", &op));
    assert_false(composite_find("Source-Over", &op));
    assert_false(composite_find("plus-lighter", &op));
    assert_int_equal(op, COMPOSITE_XOR);
    assert_null(composite_name(COMPOSITE_OPERATORS));
    assert_null(composite_name((enum composite_operator) - 1));
}

static void bounded_operators_leave_what_is_outside(void **state)
{
    (void)state;
    for (int i = 0; i < COMPOSITE_OPERATORS; i++) {
        const enum composite_operator op = (enum composite_operator)i;
        bool changes = false;
        random_state = 1;
        for (int k = 0; k < 1000; k++) {
            const uint32_t before = random_legal();
            uint32_t d = before, none = 0;
            composite_row(op, &d, &none, NULL, NULL, 1);
            changes |= d != before;
        }
        assert_int_equal(changes, !composite_is_bounded(op));
    }
}

static void operators_are_the_standards_formulas_on_a_grid(void **state)
{
    (void)state;
    static const uint32_t alphas[] = {0, 1, 2, 63, 127, 128, 200, 254, 255};
    enum { ALPHAS = sizeof alphas / sizeof *alphas, PARTS = 5, GRID = ALPHAS * PARTS };
    uint32_t grid[GRID];
    for (uint32_t i = 0; i < GRID; i++) { /* channels at 0, 1/4, … of alpha, in three orders */
        const uint32_t a = alphas[i / PARTS], part = i % PARTS;
        grid[i] = a << 24 | a * part / 4 << 16 | a * ((part * 2 + 1) % 5) / 4 << 8 |
                  a * ((part * 3 + i) % 5) / 4;
    }
    for (int op = 0; op < COMPOSITE_OPERATORS; op++)
        for (int i = 0; i < GRID; i++) {
            uint32_t d[GRID], s[GRID];
            for (int k = 0; k < GRID; k++)
                d[k] = grid[i];
            memcpy(s, grid, sizeof s);
            composite_row((enum composite_operator)op, d, s, NULL, NULL, GRID);
            for (int k = 0; k < GRID; k++)
                check_pixel((enum composite_operator)op, grid[i], grid[k], d[k]);
        }
}

/* Every alpha and every channel is met. */
static void operators_are_the_standards_formulas_on_any_pixels(void **state)
{
    (void)state;
    enum { N = 20000 };
    static uint32_t below[N], above[N], d[N];
    for (int op = 0; op < COMPOSITE_OPERATORS; op++) {
        random_state = 7;
        for (int i = 0; i < N; i++) {
            below[i] = random_legal();
            above[i] = random_legal();
        }
        memcpy(d, below, sizeof d);
        composite_row((enum composite_operator)op, d, above, NULL, NULL, N);
        for (int i = 0; i < N; i++)
            check_pixel((enum composite_operator)op, below[i], above[i], d[i]);
        print_message("%s: at most %.3f/255\n", names[op], worst[op]);
    }
}

/* Coverage scales the source, rounded; a clip mixes with what was there, rounded once. Bounded
 * operators but source-over take a coverage alone as a clip. */
static void coverage_and_clip_are_applied_in_turn(void **state)
{
    (void)state;
    enum { N = 700 };
    for (int op = 0; op < COMPOSITE_OPERATORS; op++)
        for (int mode = 0; mode < 8; mode++) {
            uint32_t before[N], d[N], s[N], scaled[N];
            uint8_t coverage[N], clip[N];
            const bool mixes = op != COMPOSITE_SOURCE_OVER && (mode & 3) == 1 &&
                               composite_is_bounded((enum composite_operator)op);
            const uint8_t *part = mixes ? coverage : clip;
            const uint32_t solid = random_legal();
            for (int i = 0; i < N; i++) {
                d[i] = before[i] = random_legal();
                s[i] = mode & 4 ? solid : random_legal();
                coverage[i] = (uint8_t)(i < 300 ? i : i < 350 ? 255 : (int)(random_word() & 255));
                clip[i] = (uint8_t)(i % 3 == 0 ? 255 : i % 3 == 1 ? 0 : (int)(random_word() & 255));
                scaled[i] = mode & 1 && !mixes ? color_scale(s[i], coverage[i]) : s[i];
            }
            if (mode & 4)
                composite_row_solid((enum composite_operator)op, d, solid,
                                    mode & 1 ? coverage : NULL, mode & 2 ? clip : NULL, N);
            else
                composite_row((enum composite_operator)op, d, s, mode & 1 ? coverage : NULL,
                              mode & 2 ? clip : NULL, N);
            for (int i = 0; i < N; i++) {
                uint32_t whole = before[i];
                composite_row((enum composite_operator)op, &whole, &scaled[i], NULL, NULL, 1);
                if (!(mode & 2) && !mixes) {
                    assert_int_equal(d[i], whole);
                    continue;
                }
                for (int c = 0; c < 4; c++) {
                    const double from = before[i] >> shifts[c] & 255;
                    const double to = whole >> shifts[c] & 255;
                    assert_int_equal(d[i] >> shifts[c] & 255,
                                     (int)floor(from + (to - from) * part[i] / 255 + 0.5));
                }
            }
        }
}

static void source_over_is_color_over(void **state)
{
    (void)state;
    random_state = 3;
    for (int i = 0; i < 10000; i++) {
        const uint32_t before = random_word(), source = random_word(); /* illegal ones too */
        uint32_t d = before, s = source;
        composite_row(COMPOSITE_SOURCE_OVER, &d, &s, NULL, NULL, 1);
        assert_int_equal(d, color_over(before, source));
        d = before;
        composite_row_solid(COMPOSITE_SOURCE_OVER, &d, source, NULL, NULL, 1);
        assert_int_equal(d, color_over(before, source));
    }
}

static void a_channel_above_its_alpha_counts_as_its_alpha(void **state)
{
    (void)state;
    for (int op = 0; op < COMPOSITE_OPERATORS; op++) {
        if (op == COMPOSITE_SOURCE_OVER || op == COMPOSITE_COPY)
            continue;
        uint32_t d = 0x40ff2040, s = 0x80ff20c0, legal_d = 0x40402040, legal_s = 0x80802080;
        composite_row((enum composite_operator)op, &d, &s, NULL, NULL, 1);
        composite_row((enum composite_operator)op, &legal_d, &legal_s, NULL, NULL, 1);
        assert_int_equal(d, legal_d);
    }
}

static void masks_are_multiplied_exactly(void **state)
{
    (void)state;
    enum { N = 256 * 256 };
    static uint8_t a[N], b[N];
    for (int i = 0; i < N; i++) {
        a[i] = (uint8_t)i;
        b[i] = (uint8_t)(i >> 8);
    }
    composite_multiply_masks(a, b, N);
    for (int i = 0; i < N; i++)
        assert_int_equal(a[i], ((i & 255) * (i >> 8) + 127) / 255);
}

/* --- levels --- */

enum { LENGTH_MAX = 70, GAP_MAX = 7 };

/* Runs kernel number `kernel` of the table; false if there is none. */
static bool run_kernel(const struct composite_kernels *k, int kernel, uint32_t *d, uint32_t *s,
                       uint8_t *mask, uint8_t *other, size_t n)
{
    switch (kernel) {
    case COMPOSITE_SOURCE_OVER:
        k->over(d, s, mask, n);
        return true;
    case COMPOSITE_COPY:
        k->over_solid(d, n > 0 ? s[n / 2] : 0, mask, n);
        return true;
    case COMPOSITE_OPERATORS:
        k->scale(s, mask, n);
        return true;
    case COMPOSITE_OPERATORS + 1:
        k->lerp(d, s, mask, n);
        return true;
    case COMPOSITE_OPERATORS + 2:
        k->multiply(mask, other, n);
        return true;
    }
    if (kernel > COMPOSITE_OPERATORS)
        return false;
    k->operators[kernel](d, s, n);
    return true;
}

struct blocks {
    struct guard d, s, mask, other;
};

static void *within(const struct guard *g, size_t gap, enum guard_edge edge)
{
    return g->data + (edge == GUARD_BEFORE ? gap : 0);
}

/* Blocks that begin or end `gap` items from a guard page, filled the same way for each seed. */
static struct blocks blocks_make(size_t n, size_t gap, enum guard_edge edge, uint32_t seed)
{
    const size_t total = n + gap;
    struct blocks b = {guard_make(4 * total, edge), guard_make(4 * total, edge),
                       guard_make(total, edge), guard_make(total, edge)};
    uint32_t *d = (uint32_t *)(void *)b.d.data, *s = (uint32_t *)(void *)b.s.data;
    random_state = seed;
    const uint32_t kind = random_word() & 3;
    for (size_t i = 0; i < total; i++) {
        d[i] = kind == 0 ? random_word() : random_legal();
        s[i] = kind == 0 ? random_word() : random_legal();
        b.mask.data[i] = (uint8_t)(kind == 1 ? 255 : kind == 2 ? i / 16 % 3 * 127 : random_word());
        b.other.data[i] = (uint8_t)random_word();
    }
    return b;
}

static void blocks_finish(struct blocks *b)
{
    assert_true(guard_finish(&b->d));
    assert_true(guard_finish(&b->s));
    assert_true(guard_finish(&b->mask));
    assert_true(guard_finish(&b->other));
}

static void compare(const struct kernels *level, int kernel, size_t n, size_t gap,
                    enum guard_edge edge, uint32_t seed)
{
    struct blocks want = blocks_make(n, gap, edge, seed), got = blocks_make(n, gap, edge, seed);
    struct blocks *both[] = {&want, &got};
    for (int i = 0; i < 2; i++) {
        const struct composite_kernels *k =
            i == 0 ? kernels_find("none")->composite : level->composite;
        run_kernel(k, kernel, within(&both[i]->d, 4 * gap, edge),
                   within(&both[i]->s, 4 * gap, edge), within(&both[i]->mask, gap, edge),
                   within(&both[i]->other, gap, edge), n);
    }
    if (memcmp(got.d.data, want.d.data, want.d.size) != 0)
        fail_msg("kernel %d of %s differs from plain C on %zu pixels, seed %u", kernel, level->name,
                 n, seed);
    assert_memory_equal(got.s.data, want.s.data, want.s.size);
    assert_memory_equal(got.mask.data, want.mask.data, want.mask.size);
    assert_memory_equal(got.other.data, want.other.data, want.other.size);
    blocks_finish(&want);
    blocks_finish(&got);
}

static void every_level_gives_the_same_bytes(void **state)
{
    (void)state;
    for (size_t l = 1; l < sizeof levels / sizeof *levels; l++) {
        const struct kernels *level = kernels_find(levels[l]);
        if (level == NULL)
            continue;
        print_message("level %s\n", level->name);
        uint32_t seed = 1;
        for (int kernel = 0; kernel <= COMPOSITE_OPERATORS + 2; kernel++)
            for (size_t n = 0; n <= LENGTH_MAX; n++)
                for (int edge = GUARD_AFTER; edge <= GUARD_BEFORE; edge++, seed++)
                    compare(level, kernel, n, n % (GAP_MAX + 1), (enum guard_edge)edge, seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_have_names),
        cmocka_unit_test(bounded_operators_leave_what_is_outside),
        cmocka_unit_test(operators_are_the_standards_formulas_on_a_grid),
        cmocka_unit_test(operators_are_the_standards_formulas_on_any_pixels),
        cmocka_unit_test(coverage_and_clip_are_applied_in_turn),
        cmocka_unit_test(source_over_is_color_over),
        cmocka_unit_test(a_channel_above_its_alpha_counts_as_its_alpha),
        cmocka_unit_test(masks_are_multiplied_exactly),
        cmocka_unit_test(every_level_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
