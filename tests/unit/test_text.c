/* Text on a target: which pixels it becomes, and that it is like any other drawing for keys and
 * layers. Upright text is held to the outlines of its glyphs, hinted, where they have been moved
 * to: the same pixels as of those paths. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing.h"
#include "font/fonts.h"
#include "glyphs.h"
#include "pixel/color.h"
#include "scene/text.h"

static const double SIZE = 24;

static struct drawing text_drawing(struct glyph_list *g, double x, double y, uint32_t color)
{
    struct drawing d = drawing_of(NULL, color);
    d.glyphs = g;
    d.matrix = (struct matrix){1, 0, 0, 1, x, y};
    return d;
}

static struct target *make(void)
{
    struct target *t = target_create(scene, WIDTH, HEIGHT);
    assert_non_null(t);
    return t;
}

/* A backdrop that is neither opaque nor even. */
static struct target *make_backdrop(void)
{
    struct target *t = make();
    target_fill(t, (struct rect){0, 0, 120, 60}, 0xff405060, COMPOSITE_COPY);
    target_fill(t, (struct rect){60, 20, WIDTH, HEIGHT}, 0x80304020, COMPOSITE_SOURCE_OVER);
    return t;
}

static void assert_same(struct target *a, struct target *b)
{
    const struct surface *p = target_read(a), *q = target_read(b);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            if (*surface_at(p, x, y) != *surface_at(q, x, y))
                fail_msg("pixel (%d, %d) is %08x and %08x", x, y, (unsigned)*surface_at(p, x, y),
                         (unsigned)*surface_at(q, x, y));
}

/* The outlines of the list, hinted, moved as masks are. */
static struct path hinted_path(const struct glyph_list *g, double x, double y)
{
    struct path path = {0};
    for (uint32_t i = 0; i < g->count; i++) {
        struct path one = {0};
        const struct matrix to = {
            1, 0, 0, 1, floor((x + g->glyphs[i].x) * 4 + 0.5) / 4, floor(y + g->glyphs[i].y + 0.5)};
        assert_true(face_outline(g->faces[0].face, g->glyphs[i].id, g->size, true, &one));
        assert_true(path_add(&path, &one, &to));
        path_finish(&one);
    }
    return path;
}

/* Masks are finer than paths, by some 1/255 of coverage. */
static void assert_near(struct target *a, struct target *b)
{
    const struct surface *p = target_read(a), *q = target_read(b);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int shift = 0; shift < 32; shift += 8) {
                const int v = *surface_at(p, x, y) >> shift & 255;
                const int w = *surface_at(q, x, y) >> shift & 255;
                if (abs(v - w) > 3)
                    fail_msg("pixel (%d, %d) is %08x and %08x", x, y,
                             (unsigned)*surface_at(p, x, y), (unsigned)*surface_at(q, x, y));
            }
}

static void text_is_its_outlines(void **state)
{
    (void)state;
    struct glyph_list *g = glyphs_of_text(any_face(), SIZE, "Hxa 8&j");
    static const struct point places[] = {{10, 40}, {10.3, 40}, {-7.6, 12.7}, {150.9, 99.2}};
    for (int i = 0; i < 4; i++) {
        struct target *a = make_backdrop(), *b = make_backdrop();
        const struct drawing d = text_drawing(g, places[i].x, places[i].y, GLASS);
        assert_true(target_draw(a, &d));
        assert_true(
            draw_once(b, hinted_path(g, places[i].x, places[i].y), drawing_of(NULL, GLASS)));
        assert_near(a, b);
        target_destroy(a);
        target_destroy(b);
    }
    glyph_list_unref(g);
}

/* Shapes of the built-in face, or of letters that are exact either way: a rectangle's. */
static void every_operator_draws_what_it_draws_with_the_path(void **state)
{
    (void)state;
    struct glyph_list *g = glyphs_of_text(any_face(), SIZE, "l.-I");
    struct path round = circle_path(50, 40, 35);
    struct clip *clip = clip_create(NULL, &round, false, ALL);
    assert_non_null(clip);
    struct gradient_stops *stops =
        gradient_stops_create((double[]){0, 1}, (uint32_t[]){0x80ff0000, 0xff0000ff}, 2);
    for (int op = 0; op < COMPOSITE_OPERATORS; op++)
        for (int way = 0; way < 6; way++) {
            struct target *a = make_backdrop(), *b = make_backdrop();
            struct drawing d = drawing_of(NULL, way & 1 ? GLASS : RED);
            d.op = (enum composite_operator)op;
            d.clip = way / 2 == 1 ? clip : NULL;
            if (way / 2 == 2) {
                d.paint = (struct paint){.kind = PAINT_LINEAR,
                                         .alpha = 200,
                                         .inverse = MATRIX_IDENTITY,
                                         .gradient = {.stops = stops, .x1 = 100, .y1 = 60}};
            }
            assert_true(draw_once(b, hinted_path(g, 30.25, 50), d));
            d.glyphs = g;
            d.matrix = (struct matrix){1, 0, 0, 1, 30.25, 50};
            assert_true(target_draw(a, &d));
            assert_same(a, b);
            target_destroy(a);
            target_destroy(b);
        }
    gradient_stops_unref(stops);
    clip_unref(clip);
    path_finish(&round);
    glyph_list_unref(g);
}

static void places_are_rounded(void **state)
{
    (void)state;
    struct glyph_list *g = glyphs_of_text(any_face(), SIZE, "a");
    static const struct {
        double x, y;
        bool same;
    } places[] = {{10.12, 50, true}, {9.88, 50, true}, {10.13, 50, false}, {9.87, 50, false},
                  {10, 50.49, true}, {10, 49.5, true}, {10, 50.5, false}};
    struct target *a = make();
    const struct drawing first = text_drawing(g, 10, 50, RED);
    assert_true(target_draw(a, &first));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct target *b = make();
        const struct drawing d = text_drawing(g, places[i].x, places[i].y, RED);
        assert_true(target_draw(b, &d));
        const struct surface *p = target_read(a), *q = target_read(b);
        const bool same = memcmp(p->pixels, q->pixels, (size_t)p->stride * HEIGHT * 4) == 0;
        assert_int_equal(same, places[i].same);
        target_destroy(b);
    }
    target_destroy(a);
    glyph_list_unref(g);
}

/* As browsers have it; a path would cover the pixel once. */
static void glyphs_that_overlap_are_composed_one_after_the_other(void **state)
{
    (void)state;
    struct glyph_list *twice = glyphs_of_text(any_face(), SIZE, "ll"),
                      *once = glyphs_of_text(any_face(), SIZE, "l");
    twice->glyphs[1].x = 0;
    struct target *a = make_backdrop(), *b = make_backdrop();
    const struct drawing both = text_drawing(twice, 20, 50, GLASS);
    const struct drawing one = text_drawing(once, 20, 50, GLASS);
    assert_true(target_draw(a, &both));
    assert_true(target_draw(b, &one));
    assert_true(target_draw(b, &one));
    assert_same(a, b);
    target_destroy(a);
    target_destroy(b);
    glyph_list_unref(twice);
    glyph_list_unref(once);
}

/* A long text is drawn in pieces by threads, and looks like the whole: the glyphs stand on each
 * other, so that one too many, too few or out of turn would show. */
static void a_long_text_is_its_pieces(void **state)
{
    (void)state;
    enum { COUNT = 2 * TEXT_PIECE + 100 };
    static const uint32_t faint = 0x02010200;
    struct glyph_list *many = glyphs_of(any_face(), SIZE, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        many->glyphs[i].id = face_glyph(many->faces[0].face, "lHo."[i / 64 % 4], 0);
        const uint32_t column = i % 7, row = i / 4000;
        many->glyphs[i].x = (float)(column * 9);
        many->glyphs[i].y = (float)(row * 20);
    }
    struct target *a = make_backdrop(), *b = make_backdrop();
    const struct drawing whole = text_drawing(many, 20, 50, faint);
    assert_true(target_draw(a, &whole));
    for (uint32_t i = 0; i < COUNT; i += 500) {
        const uint32_t count = COUNT - i < 500 ? COUNT - i : 500;
        struct glyph_list *part = glyphs_of(any_face(), SIZE, count);
        memcpy(part->glyphs, many->glyphs + i, count * sizeof *part->glyphs);
        part->least = many->least;
        part->most = many->most;
        const struct drawing d = text_drawing(part, 20, 50, faint);
        assert_true(target_draw(b, &d));
        glyph_list_unref(part);
    }
    assert_same(a, b);
    target_destroy(a);
    target_destroy(b);
    glyph_list_unref(many);
}

/* What is no mask is the path of glyph_list_outline. */
static void other_text_is_a_path(void **state)
{
    (void)state;
    static const struct matrix matrices[] = {
        {0.8, 0.6, -0.6, 0.8, 30, 20}, {1, 0, 0.3, 1, 10.3, 50}, {1, 0, 0, 1.5, 10, 60.7},
        {8, 0, 0, 8, -20, 90},         {1, 0, 0, -1, 10, 30},    {-1, 0, 0, -1, 90, 30},
    };
    const struct stroke_style pen = {.width = 2, .miter_limit = 4};
    struct glyph_list *g = glyphs_of_text(any_face(), SIZE, "Hax");
    for (int i = 0; i < 7; i++) {
        struct target *a = make_backdrop(), *b = make_backdrop();
        struct drawing d = text_drawing(g, 10.3, 50.4, GLASS);
        d.matrix = i < 6 ? matrices[i] : d.matrix;
        d.stroke = i < 6 ? NULL : &pen;
        assert_true(target_draw(a, &d));
        struct path p = {0};
        assert_true(glyph_list_outline(g, &d.matrix, &p));
        d.glyphs = NULL;
        assert_true(draw_once(b, p, d));
        assert_same(a, b);
        target_destroy(a);
        target_destroy(b);
    }
    glyph_list_unref(g);
}

static void unchanged_text_is_not_drawn_again(void **state)
{
    (void)state;
    struct glyph_list *g = glyphs_of_text(any_face(), SIZE, "Hi");
    struct target *t = make();
    for (int i = 0; i < 3; i++) {
        target_fill(t, ALL, BLUE, COMPOSITE_COPY);
        const struct drawing d = text_drawing(g, 10 + (i == 2), 25, RED);
        assert_true(target_draw(t, &d));
        assert_int_equal(flush_and_count(t), i == 0 ? TILES : i == 1 ? 0 : 1);
    }
    target_destroy(t);
    glyph_list_unref(g);
}

static void a_list_is_kept_until_it_is_drawn(void **state)
{
    (void)state;
    struct glyph_list *g = glyphs_of_text(any_face(), SIZE, "H");
    struct target *t = make();
    const struct drawing d = text_drawing(g, 10, 50, RED);
    assert_true(target_draw(t, &d));
    assert_true(target_draw(t, &d));
    assert_int_equal(g->references, 3);
    glyph_list_unref(g);
    assert_int_equal(pixel(t, 13, 45), RED); /* in the H's stem */
    target_destroy(t);
}

static void a_shadow_and_a_filter_are_those_of_the_path(void **state)
{
    (void)state;
    const struct filter blur = {.kind = FILTER_BLUR, .sigma = 2};
    struct glyph_list *g = glyphs_of_text(any_face(), SIZE, "l-I");
    for (int way = 0; way < 4; way++) {
        struct target *a = make_backdrop(), *b = make_backdrop();
        struct drawing d = drawing_of(NULL, RED);
        if (way != 2)
            d.shadow = (struct shadow){0xc0102030, 5.25, 7, way == 1 ? 0 : 2};
        d.filters = &blur;
        d.filter_count = way >= 2;
        assert_true(draw_once(b, hinted_path(g, 30.25, 50), d));
        d.glyphs = g;
        d.matrix = (struct matrix){1, 0, 0, 1, 30.25, 50};
        assert_true(target_draw(a, &d));
        assert_same(a, b);
        target_destroy(a);
        target_destroy(b);
    }
    glyph_list_unref(g);
}

static void text_without_ink_is_nothing(void **state)
{
    (void)state;
    struct glyph_list *lists[] = {glyphs_of_text(any_face(), SIZE, ""),
                                  glyphs_of_text(any_face(), SIZE, "   ")};
    for (int i = 0; i < 2; i++) {
        struct target *t = make();
        target_fill(t, ALL, BLUE, COMPOSITE_COPY);
        struct drawing d = text_drawing(lists[i], 10, 50, RED);
        assert_true(target_draw(t, &d));
        assert_int_equal(pixel(t, 15, 45), BLUE);
        d.op = COMPOSITE_COPY; /* the old pixels go all the same */
        assert_true(target_draw(t, &d));
        assert_int_equal(pixel(t, 15, 45), 0);
        target_destroy(t);
        glyph_list_unref(lists[i]);
    }
}

static void far_and_huge_text_is_left_out(void **state)
{
    (void)state;
    struct glyph_list *g = glyphs_of_text(any_face(), SIZE, "Hi");
    static const struct matrix matrices[] = {
        {1, 0, 0, 1, 1e30, 0},      {1, 0, 0, 1, 0, -1e30}, {1e30, 0, 0, 1e30, 0, 0},
        {1e-30, 0, 0, 1e-30, 9, 9}, {0, 0, 0, 0, 50, 50},   {1e300, 1e300, -1e300, 1e300, 1e300, 0},
    };
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++) {
        struct target *t = make();
        struct drawing d = text_drawing(g, 0, 0, RED);
        d.matrix = matrices[i];
        assert_true(target_draw(t, &d));
        target_flush(t);
        target_destroy(t);
    }
    glyph_list_unref(g);
}

static void a_scene_has_fonts(void **state)
{
    (void)state;
    struct fonts *f = scene_fonts(scene);
    assert_non_null(f);
    assert_ptr_equal(scene_fonts(scene), f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_its_outlines),
        cmocka_unit_test(every_operator_draws_what_it_draws_with_the_path),
        cmocka_unit_test(places_are_rounded),
        cmocka_unit_test(glyphs_that_overlap_are_composed_one_after_the_other),
        cmocka_unit_test(a_long_text_is_its_pieces),
        cmocka_unit_test(other_text_is_a_path),
        cmocka_unit_test(unchanged_text_is_not_drawn_again),
        cmocka_unit_test(a_list_is_kept_until_it_is_drawn),
        cmocka_unit_test(a_shadow_and_a_filter_are_those_of_the_path),
        cmocka_unit_test(text_without_ink_is_nothing),
        cmocka_unit_test(far_and_huge_text_is_left_out),
        cmocka_unit_test(a_scene_has_fonts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
