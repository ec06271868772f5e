/* Shadows and filters: where they are, and that they are rendered once. */
#include "scene/layers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "drawing.h"
#include "pixel/color.h"

static struct target *make(int width, int height)
{
    struct target *t = target_create(scene, width, height);
    assert_non_null(t);
    return t;
}

static struct drawing shadowed(uint32_t color, double dx, double dy, double sigma)
{
    struct drawing d = drawing_of(NULL, color);
    d.shadow = (struct shadow){BLUE, dx, dy, sigma};
    return d;
}

static int layers_of_flush(struct target *t)
{
    const uint64_t before = scene_stats(scene).layers;
    target_flush(t);
    return (int)(scene_stats(scene).layers - before);
}

static void a_shadow_is_below_its_drawing(void **state)
{
    (void)state;
    struct target *t = make(WIDTH, HEIGHT);
    assert_true(draw_once(t, rect_path(20, 20, 20, 20), shadowed(RED, 10, 5, 0)));
    assert_int_equal(pixel(t, 20, 20), RED);
    assert_int_equal(pixel(t, 39, 39), RED);
    assert_int_equal(pixel(t, 40, 30), BLUE);
    assert_int_equal(pixel(t, 49, 44), BLUE);
    assert_int_equal(pixel(t, 50, 44), 0);
    assert_int_equal(pixel(t, 49, 45), 0);
    target_destroy(t);
}

static void a_shadow_has_the_alpha_of_what_casts_it(void **state)
{
    (void)state;
    struct target *t = make(WIDTH, HEIGHT);
    assert_true(draw_once(t, rect_path(20, 20, 20, 20), shadowed(GLASS, 30, 0, 0)));
    assert_int_equal(pixel(t, 60, 30), color_premultiply(0x800000ff));
    /* An image casts one where it is opaque. */
    struct target *source = make(20, 20);
    target_fill(source, (struct rect){0, 0, 10, 20}, RED, COMPOSITE_COPY);
    target_fill(source, (struct rect){10, 0, 15, 20}, GLASS, COMPOSITE_COPY);
    struct drawing d = drawing_of_image(NULL, source);
    d.shadow = (struct shadow){BLUE, 0, 50, 0};
    assert_true(draw_once(t, rect_path(0, 0, 20, 20), d));
    assert_int_equal(pixel(t, 5, 60), BLUE);
    assert_int_equal(pixel(t, 12, 60), color_premultiply(0x800000ff));
    assert_int_equal(pixel(t, 17, 60), 0);
    target_destroy(source);
    target_destroy(t);
}

static void a_shadow_is_seen_when_its_drawing_is_not(void **state)
{
    (void)state;
    struct target *t = make(WIDTH, HEIGHT);
    assert_true(draw_once(t, rect_path(-50, -1000, 20, 20), shadowed(RED, 100, 1020, 1)));
    assert_int_equal(pixel(t, 60, 30), BLUE);
    assert_int_equal(pixel(t, 20, 90), 0);
    target_destroy(t);
}

static void a_blurred_shadow_fades(void **state)
{
    (void)state;
    struct target *t = make(WIDTH, HEIGHT);
    assert_true(draw_once(t, rect_path(40, 40, 20, 20), shadowed(RED, 80, 0, 4)));
    const uint32_t middle = pixel(t, 130, 50) >> 24, edge = pixel(t, 120, 50) >> 24,
                   outside = pixel(t, 112, 50) >> 24;
    assert_in_range(middle, 240, 255);
    assert_in_range(edge, 110, 145);
    assert_in_range(outside, 1, 30);
    assert_int_equal(pixel(t, 104, 50), 0);
    target_destroy(t);
}

static void a_shadow_stays_in_the_clip(void **state)
{
    (void)state;
    struct target *t = make(WIDTH, HEIGHT);
    struct path round = circle_path(60, 30, 10);
    struct drawing d = shadowed(RED, 30, 0, 0);
    d.clip = clip_create(NULL, &round, false, ALL);
    assert_true(draw_once(t, rect_path(20, 20, 30, 20), d));
    assert_int_equal(pixel(t, 60, 30), BLUE);
    assert_int_equal(pixel(t, 75, 30), 0);
    assert_int_equal(pixel(t, 30, 30), 0);
    clip_unref(d.clip);
    path_finish(&round);
    target_destroy(t);
}

/* A frame of which only the colour of a small rectangle changes. */
static void frame(struct target *t, uint32_t color)
{
    const struct filter blur = {.kind = FILTER_BLUR, .sigma = 2};
    struct path round = circle_path(100, 50, 90);
    struct drawing d = shadowed(GREEN, 3, 3, 5);
    d.clip = clip_create(NULL, &round, false, ALL);
    target_fill(t, ALL, 0xffffffff, COMPOSITE_COPY);
    assert_true(draw_once(t, circle_path(60, 50, 20), d));
    clip_unref(d.clip);
    d = drawing_of(NULL, RED);
    d.filters = &blur;
    d.filter_count = 1;
    assert_true(draw_once(t, circle_path(140, 50, 20), d));
    target_fill(t, (struct rect){55, 45, 65, 55}, color, COMPOSITE_COPY);
    path_finish(&round);
}

static void what_is_unchanged_is_not_rendered_again(void **state)
{
    (void)state;
    struct target *t = make(WIDTH, HEIGHT);
    frame(t, RED);
    assert_int_equal(layers_of_flush(t), 3); /* clip, shadow, filtered picture */
    frame(t, BLUE);
    assert_int_equal(layers_of_flush(t), 0);
    assert_int_equal(pixel(t, 60, 50), BLUE);
    struct target *other = make(WIDTH, HEIGHT);
    frame(other, GREEN);
    assert_int_equal(layers_of_flush(other), 0); /* nor for another target */
    target_destroy(other);
    target_destroy(t);
}

/* Neither colour changes the shape of the shadow. */
static void colours_do_not_make_new_shadows(void **state)
{
    (void)state;
    struct target *t = make(WIDTH, HEIGHT);
    struct drawing d = shadowed(RED, 20, 7, 3);
    assert_true(draw_once(t, circle_path(40, 40, 13), d));
    assert_int_equal(layers_of_flush(t), 1);
    target_fill(t, ALL, 0, COMPOSITE_COPY);
    d.paint.color = GLASS;
    d.shadow.color = GREEN;
    assert_true(draw_once(t, circle_path(40, 40, 13), d));
    assert_int_equal(layers_of_flush(t), 0);
    assert_int_equal(pixel(t, 60, 47) & 0xff00ffff, color_premultiply(0x8000ff00));
    target_destroy(t);
}

static void filters_reach_beyond_the_shape(void **state)
{
    (void)state;
    struct target *t = make(WIDTH, HEIGHT);
    const struct filter filters[] = {
        {.kind = FILTER_COLOR_MATRIX, .matrix = {[2] = 1, [5] = 1, [6] = 0, [11] = 1, [18] = 1}},
        {.kind = FILTER_DROP_SHADOW, .dx = 40, .dy = -10, .color = GREEN},
    };
    struct drawing d = drawing_of(NULL, RED);
    d.filters = filters;
    d.filter_count = 2;
    assert_true(draw_once(t, rect_path(20, 40, 20, 20), d));
    assert_int_equal(pixel(t, 30, 50), GREEN); /* green is what red was */
    assert_int_equal(pixel(t, 70, 40), GREEN); /* the drop shadow */
    assert_int_equal(pixel(t, 45, 50), 0);
    /* What is outside of the canvas is not outside of the filter. */
    assert_true(draw_once(t, rect_path(-30, 80, 20, 10), d));
    assert_int_equal(pixel(t, 15, 75), GREEN);
    target_destroy(t);
}

static void a_filtered_drawing_casts_a_filtered_shadow(void **state)
{
    (void)state;
    struct target *t = make(WIDTH, HEIGHT);
    const struct filter filter = {.kind = FILTER_DROP_SHADOW, .dx = 40, .color = GREEN};
    struct drawing d = shadowed(RED, 0, 50, 0);
    d.filters = &filter;
    d.filter_count = 1;
    assert_true(draw_once(t, rect_path(20, 10, 20, 20), d));
    assert_int_equal(pixel(t, 30, 20), RED);
    assert_int_equal(pixel(t, 70, 20), GREEN);
    assert_int_equal(pixel(t, 30, 70), BLUE);
    assert_int_equal(pixel(t, 70, 70), BLUE);
    target_destroy(t);
}

/* About 1 MB of mask each: the cache holds 64 of them, the newest. */
static void the_cache_is_bounded(void **state)
{
    (void)state;
    struct target *t = make(1024, 1024);
    for (int i = 0; i < 80; i++) {
        assert_true(draw_once(t, rect_path(10, 10 + i, 980, 980), shadowed(RED, 1, 0, 0)));
        assert_int_equal(layers_of_flush(t), 1);
    }
    assert_true(draw_once(t, rect_path(10, 10 + 79, 980, 980), shadowed(RED, 1, 0, 0)));
    assert_int_equal(layers_of_flush(t), 0);
    assert_true(draw_once(t, rect_path(10, 10, 980, 980), shadowed(RED, 1, 0, 0)));
    assert_int_equal(layers_of_flush(t), 1);
    target_destroy(t);
}

/* So is what one list can want at once. */
static void a_list_of_many_layers_is_drawn_in_time(void **state)
{
    (void)state;
    struct target *t = make(1024, 1024);
    const uint64_t before = scene_stats(scene).flushes;
    for (int i = 0; i < 150; i++)
        assert_true(draw_once(t, rect_path(10, i - 90, 980, 980), shadowed(RED, 2, 0, 0)));
    assert_in_range(scene_stats(scene).flushes - before, 2, 5);
    target_destroy(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shadow_is_below_its_drawing),
        cmocka_unit_test(a_shadow_has_the_alpha_of_what_casts_it),
        cmocka_unit_test(a_shadow_is_seen_when_its_drawing_is_not),
        cmocka_unit_test(a_blurred_shadow_fades),
        cmocka_unit_test(a_shadow_stays_in_the_clip),
        cmocka_unit_test(what_is_unchanged_is_not_rendered_again),
        cmocka_unit_test(colours_do_not_make_new_shadows),
        cmocka_unit_test(filters_reach_beyond_the_shape),
        cmocka_unit_test(a_filtered_drawing_casts_a_filtered_shadow),
        cmocka_unit_test(the_cache_is_bounded),
        cmocka_unit_test(a_list_of_many_layers_is_drawn_in_time),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
