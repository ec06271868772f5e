/* Clips: what stays a rectangle, what becomes coverage, and how they nest. */
#include "scene/clip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "drawing.h"

static void check_bounds(const struct clip *c, int x0, int y0, int x1, int y1)
{
    const struct rect r = clip_bounds(c);
    assert_int_equal(r.x0, x0);
    assert_int_equal(r.y0, y0);
    assert_int_equal(r.x1, x1);
    assert_int_equal(r.y1, y1);
}

static struct clip *clip_of(struct clip *parent, struct path p)
{
    struct clip *c = clip_create(parent, &p, false, ALL);
    assert_non_null(c);
    path_finish(&p);
    return c;
}

static void no_clip_is_everything(void **state)
{
    (void)state;
    clip_unref(NULL);
    assert_null(clip_ref(NULL));
    assert_true(rect_contains(clip_bounds(NULL), (struct rect){-100000, -100000, 100000, 100000}));
}

static void rectangles_of_whole_pixels_meet(void **state)
{
    (void)state;
    struct clip *a = clip_of(NULL, rect_path(10, 20, 500, 50));
    check_bounds(a, 10, 20, WIDTH, 70);
    struct clip *b = clip_of(a, rect_path(50, 80, -30, -50));
    check_bounds(b, 20, 30, 50, 70);
    struct clip *c = clip_create_rect(b, (struct rect){60, 0, 70, 99}, ALL);
    assert_true(rect_empty(clip_bounds(c)));
    struct clip *same = clip_create_rect(NULL, (struct rect){20, 30, 50, 70}, ALL);
    assert_true(key_equal(clip_key(same), clip_key(b))); /* however it came about */
    assert_false(key_equal(clip_key(a), clip_key(b)));
    clip_unref(a);
    clip_unref(b);
    clip_unref(c);
    clip_unref(same);
}

static void an_empty_path_leaves_nothing(void **state)
{
    (void)state;
    struct clip *c = clip_of(NULL, (struct path){0});
    assert_true(rect_empty(clip_bounds(c)));
    clip_unref(c);
}

static uint32_t drawn(struct clip *c, int x, int y)
{
    struct target *t = target_create(scene, WIDTH, HEIGHT);
    assert_non_null(t);
    struct drawing d = drawing_of(NULL, RED);
    d.clip = c;
    assert_true(draw_once(t, rect_path(-5, -5, 300, 300), d));
    const uint32_t value = pixel(t, x, y);
    target_destroy(t);
    return value;
}

static void paths_cut_drawings(void **state)
{
    (void)state;
    struct clip *round = clip_of(NULL, circle_path(50, 50, 20));
    check_bounds(round, 29, 29, 71, 71);
    assert_int_equal(drawn(round, 50, 50), RED);
    assert_int_equal(drawn(round, 33, 33), 0);
    assert_int_equal(drawn(round, 90, 50), 0);
    /* Half a pixel is half covered. */
    struct clip *half = clip_of(NULL, rect_path(10.5, 10, 20, 20));
    assert_in_range(drawn(half, 10, 15) >> 24, 127, 128);
    assert_int_equal(drawn(half, 11, 15), RED);
    clip_unref(round);
    clip_unref(half);
}

static void clips_multiply(void **state)
{
    (void)state;
    struct clip *a = clip_of(NULL, rect_path(10.5, 10, 20, 20.5));
    struct clip *b = clip_of(a, rect_path(0, 10, 10.5, 20)); /* the other half of column 10 */
    /* The parent's coverage has not been asked for, and then it has. */
    for (int i = 0; i < 2; i++) {
        assert_in_range(drawn(b, 10, 15 + i) >> 24, 63, 64);
        assert_int_equal(drawn(b, 11, 15), 0);
        assert_int_equal(drawn(a, 11, 15), RED);
        clip_unref(b);
        b = clip_of(a, rect_path(0, 10, 10.5, 19)); /* one that is new */
    }
    /* A rectangle in between adds no coverage. */
    struct clip *narrow = clip_create_rect(a, (struct rect){0, 12, 100, 14}, ALL);
    struct clip *c = clip_of(narrow, rect_path(0, 10, 10.5, 20));
    clip_unref(narrow);
    assert_in_range(drawn(c, 10, 13) >> 24, 63, 64);
    assert_int_equal(drawn(c, 10, 15), 0);
    clip_unref(a);
    clip_unref(b);
    clip_unref(c);
}

static void the_rule_counts(void **state)
{
    (void)state;
    struct path p = circle_path(50, 50, 30);
    assert_true(
        path_ellipse(&p, (struct point){50, 50}, (struct point){10, 0}, (struct point){0, 10}));
    struct clip *nonzero = clip_create(NULL, &p, false, ALL);
    struct clip *ring = clip_create(NULL, &p, true, ALL);
    assert_false(key_equal(clip_key(nonzero), clip_key(ring)));
    assert_int_equal(drawn(nonzero, 50, 50), RED);
    assert_int_equal(drawn(ring, 50, 50), 0);
    assert_int_equal(drawn(ring, 70, 50), RED);
    path_finish(&p);
    clip_unref(nonzero);
    clip_unref(ring);
}

static void a_clip_lives_as_long_as_the_list(void **state)
{
    (void)state;
    struct target *t = target_create(scene, WIDTH, HEIGHT);
    struct drawing d = drawing_of(NULL, RED);
    d.clip = clip_of(NULL, circle_path(50, 50, 20));
    assert_true(draw_once(t, rect_path(0, 0, WIDTH, HEIGHT), d));
    clip_unref(d.clip);
    assert_int_equal(pixel(t, 50, 50), RED);
    assert_int_equal(pixel(t, 10, 10), 0);
    target_destroy(t);
}

/* A script may nest as many as its memory holds. */
static void very_many_nest(void **state)
{
    (void)state;
    struct target *t = target_create(scene, WIDTH, HEIGHT);
    struct clip *c = NULL;
    for (int i = 0; i < 20000; i++) {
        struct clip *outer = c;
        c = clip_of(outer, circle_path(8, 8, 7 + i % 2));
        clip_unref(outer);
        if (i % 1000 == 0) {
            struct drawing d = drawing_of(NULL, RED);
            d.clip = c;
            assert_true(draw_once(t, rect_path(0, 0, WIDTH, HEIGHT), d));
        }
    }
    assert_int_equal(pixel(t, 8, 8), RED);
    assert_int_equal(pixel(t, 0, 0), 0);
    target_destroy(t);
    clip_unref(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_clip_is_everything),
        cmocka_unit_test(rectangles_of_whole_pixels_meet),
        cmocka_unit_test(an_empty_path_leaves_nothing),
        cmocka_unit_test(paths_cut_drawings),
        cmocka_unit_test(clips_multiply),
        cmocka_unit_test(the_rule_counts),
        cmocka_unit_test(a_clip_lives_as_long_as_the_list),
        cmocka_unit_test(very_many_nest),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
