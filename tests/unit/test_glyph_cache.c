/* Masks and outlines of glyphs: what they show, and how long they are kept. */
#include "font/glyph_cache.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/budget.h"
#include "base/error.h"
#include "glyphs.h"

static const struct glyph_mask *mask_of(struct glyph_cache *c, struct face *f, double size,
                                        uint32_t glyph, unsigned phase)
{
    struct glyph_strike *s = glyph_cache_strike(c, f, size);
    assert_non_null(s);
    const struct glyph_mask *m = glyph_cache_mask(s, glyph, phase);
    assert_non_null(m);
    return m;
}

/* Exact areas, in doubles: what of a pixel is left of an edge, summed with the edge's direction. */
enum { SIDE = 80, ORIGIN_X = 20, ORIGIN_Y = 60 };
static double area[SIDE][SIDE];

/* An edge within one row of pixels and one column. */
static void add_piece(struct point a, struct point b)
{
    const int x = (int)floor((a.x + b.x) / 2), y = (int)floor((a.y + b.y) / 2);
    assert_in_range(x, 0, SIDE - 1);
    assert_in_range(y, 0, SIDE - 1);
    area[y][x] += (b.y - a.y) * (x + 1 - (a.x + b.x) / 2);
    for (int k = x + 1; k < SIDE; k++)
        area[y][k] += b.y - a.y;
}

static struct point between(struct point a, struct point b, double t)
{
    return (struct point){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void add_edge(struct point a, struct point b)
{
    double cuts[2 * SIDE + 2] = {0, 1};
    int count = 2;
    for (int i = 1; i < SIDE; i++) {
        const double tx = (i - a.x) / (b.x - a.x), ty = (i - a.y) / (b.y - a.y);
        if (tx > 0 && tx < 1)
            cuts[count++] = tx;
        if (ty > 0 && ty < 1)
            cuts[count++] = ty;
    }
    qsort(cuts, (size_t)count, sizeof *cuts, compare_doubles);
    for (int i = 1; i < count; i++)
        add_piece(between(a, b, cuts[i - 1]), between(a, b, cuts[i]));
}

static struct point bezier(const struct point *p, int degree, double t)
{
    struct point q[4];
    memcpy(q, p, ((size_t)degree + 1) * sizeof *q);
    for (; degree > 0; degree--)
        for (int i = 0; i < degree; i++)
            q[i] = between(q[i], q[i + 1], t);
    return q[0];
}

static void add_areas(const struct path *path)
{
    enum { PIECES = 100 };
    struct point at = {0, 0}, begin = {0, 0};
    const struct point *p = path->points;
    memset(area, 0, sizeof area);
    for (uint32_t i = 0; i < path->verb_count; i++) {
        const uint8_t verb = path->verbs[i];
        const int degree = (int)path_verb_points(verb);
        if (verb == PATH_MOVE) {
            at = begin = p[0];
        } else if (verb == PATH_CLOSE) {
            add_edge(at, begin);
            at = begin;
        } else {
            const struct point curve[] = {at, p[0], p[degree > 1 ? 1 : 0], p[degree > 2 ? 2 : 0]};
            for (int k = 1; k <= PIECES; k++)
                add_edge(bezier(curve, degree, (k - 1.0) / PIECES),
                         bezier(curve, degree, (double)k / PIECES));
            at = p[degree - 1];
        }
        p += degree;
    }
}

static void check_mask(const struct glyph_mask *m)
{
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            const int column = x - ORIGIN_X - m->left, row = y - ORIGIN_Y - m->top;
            const bool inside = column >= 0 && column < m->width && row >= 0 && row < m->height;
            const int got = inside ? m->coverage[row * glyph_stride(m->width) + column] : 0;
            const double want = fmin(fabs(area[y][x]), 1) * 255;
            if (fabs(got - want) > 1)
                fail_msg("pixel (%d, %d) is %d, not %.2f", x, y, got, want);
        }
}

/* Letters whose contours do not overlap. */
static void a_mask_is_the_exact_area_of_the_outline(void **state)
{
    (void)state;
    static const double sizes[] = {7, 12, 16, 16.5, 31, 40};
    struct face *f = any_face();
    struct glyph_cache *c = glyph_cache_create(GLYPH_CACHE_BYTES);
    glyph_cache_begin(c);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (const char *l = "agQ&8j@W."; *l != '\0'; l++)
            for (unsigned phase = 0; phase < GLYPH_PHASES; phase++) {
                struct path p = {0};
                const uint32_t glyph = face_glyph(f, (unsigned char)*l, 0);
                assert_true(face_outline(f, glyph, sizes[i], true, &p));
                path_transform(&p, &(struct matrix){1, 0, 0, 1, ORIGIN_X + phase / 4.0, ORIGIN_Y});
                add_areas(&p);
                check_mask(mask_of(c, f, sizes[i], glyph, phase));
                path_finish(&p);
            }
    glyph_cache_destroy(c);
    face_unref(f);
}

static void a_glyph_without_ink_has_no_pixels(void **state)
{
    (void)state;
    struct face *f = any_face();
    struct glyph_cache *c = glyph_cache_create(GLYPH_CACHE_BYTES);
    glyph_cache_begin(c);
    assert_int_equal(mask_of(c, f, 16, face_glyph(f, ' ', 0), 0)->width, 0);
    assert_int_equal(
        glyph_cache_outline(glyph_cache_strike(c, f, 16), face_glyph(f, ' ', 0))->verb_count, 0);
    glyph_cache_destroy(c);
    glyph_cache_destroy(NULL);
    face_unref(f);
}

static void a_glyph_is_made_once(void **state)
{
    (void)state;
    struct face *f = any_face();
    struct glyph_cache *c = glyph_cache_create(GLYPH_CACHE_BYTES);
    glyph_cache_begin(c);
    const struct glyph_mask *m = mask_of(c, f, 16, face_glyph(f, 'A', 0), 1);
    const size_t bytes = glyph_cache_bytes(c);
    glyph_cache_end(c);
    glyph_cache_begin(c);
    assert_ptr_equal(mask_of(c, f, 16, face_glyph(f, 'A', 0), 1), m);
    assert_int_equal(glyph_cache_bytes(c), bytes);
    assert_ptr_not_equal(mask_of(c, f, 16, face_glyph(f, 'A', 0), 2), m);
    assert_ptr_not_equal(mask_of(c, f, 16, face_glyph(f, 'B', 0), 1), m);
    assert_ptr_not_equal(mask_of(c, f, 17, face_glyph(f, 'A', 0), 1), m);
    assert_true(glyph_cache_bytes(c) > bytes);
    glyph_cache_destroy(c);
    face_unref(f);
}

/* Of what a list uses nothing gives way, though it is more than the bound. */
static void only_what_is_there_is_found(void **state)
{
    (void)state;
    struct face *f = any_face();
    struct glyph_cache *c = glyph_cache_create(1 << 20);
    const uint32_t id = face_glyph(f, 'A', 0);
    glyph_cache_begin(c);
    struct glyph_strike *s = glyph_cache_strike(c, f, 20);
    assert_null(glyph_cache_find(s, id, 1));
    const struct glyph_mask *made = glyph_cache_mask(s, id, 1);
    assert_non_null(made);
    assert_ptr_equal(glyph_cache_find(s, id, 1), made);
    assert_null(glyph_cache_find(s, id, 2));
    assert_null(glyph_cache_find(glyph_cache_strike(c, f, 21), id, 1));
    glyph_cache_end(c);
    glyph_cache_destroy(c);
    face_unref(f);
}

static void a_list_keeps_what_it_uses(void **state)
{
    (void)state;
    enum { BYTES = 10000, COUNT = 26 };
    struct face *f = any_face();
    struct glyph_cache *c = glyph_cache_create(BYTES);
    const struct glyph_mask *masks[COUNT];
    uint8_t first[COUNT];
    glyph_cache_begin(c);
    for (int i = 0; i < COUNT; i++) {
        masks[i] = mask_of(c, f, 32, face_glyph(f, (uint32_t)('A' + i), 0), 0);
        first[i] =
            masks[i]->coverage[(ptrdiff_t)glyph_stride(masks[i]->width) * (masks[i]->height / 2)];
    }
    assert_true(glyph_cache_bytes(c) > BYTES);
    for (int i = 0; i < COUNT; i++) {
        assert_ptr_equal(mask_of(c, f, 32, face_glyph(f, (uint32_t)('A' + i), 0), 0), masks[i]);
        assert_int_equal(
            masks[i]->coverage[(ptrdiff_t)glyph_stride(masks[i]->width) * (masks[i]->height / 2)],
            first[i]);
    }
    glyph_cache_end(c);
    assert_true(glyph_cache_bytes(c) <= BYTES);
    glyph_cache_destroy(c);
    face_unref(f);
}

static void those_longest_out_of_use_give_way(void **state)
{
    (void)state;
    enum { BYTES = 20000 };
    struct face *f = any_face();
    struct glyph_cache *c = glyph_cache_create(BYTES);
    glyph_cache_begin(c);
    const struct glyph_mask *kept = mask_of(c, f, 20, face_glyph(f, 'A', 0), 0);
    const struct path *outline =
        glyph_cache_outline(glyph_cache_strike(c, f, 20), face_glyph(f, 'A', 0));
    glyph_cache_end(c);
    for (int i = 0; i < 200; i++) { /* each in a list of its own, always with the first one */
        glyph_cache_begin(c);
        assert_ptr_equal(mask_of(c, f, 20, face_glyph(f, 'A', 0), 0), kept);
        mask_of(c, f, 21 + i * 0.1, face_glyph(f, 'B', 0), 0);
        assert_ptr_equal(glyph_cache_outline(glyph_cache_strike(c, f, 20), face_glyph(f, 'A', 0)),
                         outline);
        glyph_cache_end(c);
        assert_true(glyph_cache_bytes(c) <= BYTES);
    }
    glyph_cache_destroy(c);
    face_unref(f);
}

/* Whatever it is that there is no room for: a strike, a glyph, or a longer table of them. */
static void a_text_of_too_many_glyphs_fails(void **state)
{
    (void)state;
    struct face *f = any_face();
    for (size_t bytes = 20000; bytes < 20100; bytes += 2) {
        struct glyph_cache *c = glyph_cache_create(bytes);
        glyph_cache_begin(c);
        bool failed = false;
        for (int i = 0; i < 100 && !failed; i++)
            for (uint32_t glyph = 36; glyph < 46 && !failed; glyph++) {
                struct glyph_strike *s = glyph_cache_strike(c, f, 10 + i * 0.1);
                failed = s == NULL || glyph_cache_mask(s, glyph, 0) == NULL;
                assert_true(glyph_cache_bytes(c) <= 4 * bytes);
            }
        assert_true(failed);
        assert_string_not_equal(error_text(), "");
        glyph_cache_end(c);
        glyph_cache_begin(c);
        mask_of(c, f, 300, face_glyph(f, '.', 0), 0); /* the next list has room again */
        glyph_cache_destroy(c);
    }
    face_unref(f);
}

static void memory_is_bounded(void **state)
{
    (void)state;
    enum { BYTES = 1 << 20, LISTS = 500, GLYPHS = 200 }; /* 100,000 different ones */
    struct face *f = any_face();
    struct glyph_cache *c = glyph_cache_create(BYTES);
    for (int i = 0; i < LISTS; i++) {
        glyph_cache_begin(c);
        for (int k = 0; k < GLYPHS; k++)
            mask_of(c, f, 6 + i * 0.01, face_glyph(f, (uint32_t)(33 + k / 4), 0), (unsigned)k & 3);
        assert_true(glyph_cache_bytes(c) <= BYTES);
        glyph_cache_end(c);
    }
    glyph_cache_destroy(c);
    face_unref(f);
}

/* A glyph is refused, or it is whole; and one that was refused is made when there is room. */
static void a_refused_glyph_is_made_later(void **state)
{
    (void)state;
    struct face *f = any_face();
    struct glyph_cache *c = glyph_cache_create(1 << 20), *other = glyph_cache_create(1 << 20);
    const uint32_t glyph = face_glyph(f, 'B', 0);
    const struct glyph_mask *whole = mask_of(other, f, 20, glyph, 0), *m = NULL;
    glyph_cache_begin(c);
    struct glyph_strike *s = glyph_cache_strike(c, f, 20);
    int times = 0;
    for (size_t room = 16; m == NULL; room += 16, times++) {
        budget_limit(budget_used() + room);
        m = glyph_cache_mask(s, glyph, 0);
        assert_true(m != NULL || budget_refused());
    }
    assert_true(times > 10);
    assert_int_equal(m->width, whole->width);
    assert_int_equal(m->height, whole->height);
    assert_memory_equal(m->coverage, whole->coverage,
                        (size_t)glyph_stride(m->width) * (size_t)m->height);
    const struct path *outline = NULL;
    for (size_t room = 16; outline == NULL; room += 16) {
        budget_limit(budget_used() + room);
        outline = glyph_cache_outline(s, glyph);
    }
    budget_limit(0);
    assert_int_equal(outline->verb_count,
                     glyph_cache_outline(glyph_cache_strike(other, f, 20), glyph)->verb_count);
    glyph_cache_destroy(c);
    glyph_cache_destroy(other);
    face_unref(f);
}

static void short_memory_is_given_back(void **state)
{
    (void)state;
    struct face *f = any_face();
    struct glyph_cache *c = glyph_cache_create(1 << 20);
    const uint32_t a = face_glyph(f, 'A', 0), b = face_glyph(f, 'B', 0);
    struct glyph_strike *s = glyph_cache_strike(c, f, 20);
    glyph_cache_begin(c);
    mask_of(c, f, 20, a, 0);
    mask_of(c, f, 20, b, 0);
    glyph_cache_end(c);
    glyph_cache_begin(c);
    assert_non_null(glyph_cache_find(s, a, 0));
    budget_limit(budget_used() + 1);
    glyph_cache_end(c);
    budget_limit(0);
    assert_non_null(glyph_cache_find(s, a, 0));
    assert_null(glyph_cache_find(s, b, 0));
    glyph_cache_destroy(c);
    face_unref(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mask_is_the_exact_area_of_the_outline),
        cmocka_unit_test(a_glyph_without_ink_has_no_pixels),
        cmocka_unit_test(a_glyph_is_made_once),
        cmocka_unit_test(only_what_is_there_is_found),
        cmocka_unit_test(a_list_keeps_what_it_uses),
        cmocka_unit_test(those_longest_out_of_use_give_way),
        cmocka_unit_test(a_text_of_too_many_glyphs_fails),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(a_refused_glyph_is_made_later),
        cmocka_unit_test(short_memory_is_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
