/* Drawings in lists: order, what they hide, when they are drawn anew, and where they end. Whether
 * the pixels of long random lists are right is tests/random/random_drawing.c's part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing.h"
#include "pixel/color.h"

static struct target *make(void)
{
    struct target *t = target_create(scene, WIDTH, HEIGHT);
    assert_non_null(t);
    return t;
}

static void draw(struct target *t, struct path p, uint32_t color)
{
    assert_true(draw_once(t, p, drawing_of(NULL, color)));
}

static void drawings_come_in_order(void **state)
{
    (void)state;
    struct target *t = make();
    target_fill(t, ALL, GREEN, COMPOSITE_SOURCE_OVER);
    draw(t, circle_path(50, 50, 20), RED);
    target_fill(t, (struct rect){50, 0, 60, HEIGHT}, GLASS, COMPOSITE_SOURCE_OVER);
    draw(t, circle_path(60, 50, 5), BLUE);
    assert_int_equal(pixel(t, 29, 50), GREEN);
    assert_int_equal(pixel(t, 40, 50), RED);
    assert_int_equal(pixel(t, 52, 50), color_over(RED, GLASS));
    assert_int_equal(pixel(t, 58, 50), BLUE);
    target_destroy(t);
}

static void what_cannot_be_seen_is_not_recorded(void **state)
{
    (void)state;
    struct target *t = make();
    const uint64_t before = scene_stats(scene).commands;
    draw(t, circle_path(50, 50, 20), 0);
    draw(t, circle_path(-50, 50, 20), RED);
    draw(t, (struct path){0}, RED);
    struct clip *nothing = clip_create_rect(NULL, (struct rect){9, 9, 9, 9}, ALL);
    struct drawing d = drawing_of(NULL, RED);
    d.clip = nothing;
    assert_true(draw_once(t, circle_path(50, 50, 20), d));
    clip_unref(nothing);
    assert_int_equal(scene_stats(scene).commands, before);
    target_destroy(t);
}

/* As fills of the same pixels: the same keys, so the second frame draws nothing. */
static void a_path_of_whole_pixels_is_a_fill(void **state)
{
    (void)state;
    struct target *t = make();
    target_fill(t, ALL, RED, COMPOSITE_COPY);
    target_fill(t, (struct rect){10, 20, 30, 40}, GLASS, COMPOSITE_SOURCE_OVER);
    target_flush(t);
    draw(t, rect_path(0, 0, WIDTH, HEIGHT), RED);
    draw(t, rect_path(30, 40, -20, -20), GLASS);
    assert_int_equal(flush_and_count(t), 0);
    struct clip *clip = clip_create_rect(NULL, (struct rect){10, 20, 30, 40}, ALL);
    struct drawing d = drawing_of(NULL, GLASS);
    d.clip = clip;
    draw(t, rect_path(0, 0, WIDTH, HEIGHT), RED);
    assert_true(draw_once(t, rect_path(0, 0, WIDTH, HEIGHT), d));
    assert_int_equal(flush_and_count(t), 0);
    clip_unref(clip);
    target_destroy(t);
}

/* A tile that lies inside of a large opaque shape does not care what is below it. */
static void shapes_hide_what_they_cover(void **state)
{
    (void)state;
    struct target *t = make();
    for (int round = 0; round < 2; round++) {
        target_fill(t, ALL, round == 0 ? RED : GREEN, COMPOSITE_COPY);
        draw(t, circle_path(100, 50, 95), BLUE); /* reaches beyond above and below */
        const int drawn = flush_and_count(t);
        assert_int_equal(drawn, round == 0 ? TILES : TILES - 5);
    }
    assert_int_equal(pixel(t, 100, 50), BLUE);
    assert_int_equal(pixel(t, 0, 0), GREEN);
    target_destroy(t);
}

/* A diagonal has few of the tiles in its box. */
static void shapes_touch_only_tiles_that_they_cross(void **state)
{
    (void)state;
    struct target *t = make();
    const struct stroke_style stroke = {.width = 1, .miter_limit = 10};
    struct path p = {0};
    assert_true(path_move(&p, (struct point){40, 0}) && path_line(&p, (struct point){199, 80}));
    struct drawing d = drawing_of(NULL, RED);
    d.stroke = &stroke;
    assert_true(draw_once(t, p, d));
    assert_int_equal(flush_and_count(t), 6);
    target_destroy(t);
}

static void a_translucent_shape_hides_nothing(void **state)
{
    (void)state;
    struct target *t = make();
    for (int round = 0; round < 2; round++) {
        target_fill(t, ALL, round == 0 ? RED : GREEN, COMPOSITE_COPY);
        draw(t, circle_path(100, 50, 300), GLASS);
        assert_int_equal(flush_and_count(t), TILES);
    }
    assert_int_equal(pixel(t, 100, 50), color_over(GREEN, GLASS));
    target_destroy(t);
}

/* Whatever the shape covers: its clip may not. */
static void a_clipped_shape_hides_nothing(void **state)
{
    (void)state;
    struct target *t = make();
    struct path round = circle_path(100, 50, 55);
    struct drawing d = drawing_of(NULL, RED);
    d.clip = clip_create(NULL, &round, false, ALL);
    target_fill(t, ALL, GREEN, COMPOSITE_COPY);
    assert_true(draw_once(t, circle_path(100, 50, 300), d));
    assert_int_equal(pixel(t, 100, 50), RED);
    assert_int_equal(pixel(t, 65, 1), GREEN);
    assert_int_equal(pixel(t, 65, 98), GREEN);
    clip_unref(d.clip);
    path_finish(&round);
    target_destroy(t);
}

/* One way of drawing; `change` is which of its parameters is another, 0 none. */
enum { CHANGES = 21 };

static void draw_changed(struct target *t, int change)
{
    const double dashes[] = {5, 3};
    const struct stroke_style stroke = {
        .width = change == 1 ? 4 : 3,
        .miter_limit = change == 2 ? 1 : 10,
        .cap = change == 3 ? CAP_ROUND : CAP_BUTT,
        .join = change == 4 ? JOIN_BEVEL : JOIN_ROUND, /* with the same box */
        .dashes = dashes,
        .dash_count = change == 5 ? 0 : 2,
        .dash_offset = change == 6 ? 1 : 0,
    };
    const struct filter filter = {.kind = FILTER_DROP_SHADOW,
                                  .sigma = change == 7 ? 2 : 1,
                                  .dx = change == 8 ? 3 : 2,
                                  .dy = 2,
                                  .color = change == 9 ? RED : GREEN};
    const double offsets[] = {0, change == 10 ? 0.9 : 1};
    const uint32_t colors[] = {RED, change == 11 ? BLUE : GREEN};
    struct gradient_stops *stops = gradient_stops_create(offsets, colors, 2);
    assert_non_null(stops);
    struct path round = circle_path(20, 20, 18);
    if (change == 12)
        round.points[0].x += 1e-9; /* beyond what its box tells */
    struct clip *clip = clip_create(NULL, &round, false, ALL);
    struct drawing d = drawing_of(NULL, 0);
    d.stroke = change == 13 ? NULL : &stroke;
    d.matrix.a = change == 14 ? 2 : 1;
    d.paint = (struct paint){.kind = change == 15 ? PAINT_CONIC : PAINT_LINEAR,
                             .alpha = change == 16 ? 200 : 255,
                             .inverse = MATRIX_IDENTITY,
                             .gradient = {.stops = stops, .x0 = 5, .x1 = 40}};
    d.op = change == 17 ? COMPOSITE_XOR : COMPOSITE_SOURCE_OVER;
    d.clip = clip;
    d.shadow = (struct shadow){change == 18 ? BLUE : RED, change == 19 ? 5 : 4, 4, 2};
    d.filters = &filter;
    d.filter_count = change == 20 ? 0 : 1;
    target_fill(t, ALL, 0xff102030, COMPOSITE_COPY);
    struct path p = rect_path(8.5, 8.5, 20, 20);
    if (change == CHANGES)
        p.points[0].x = 9;
    assert_true(draw_once(t, p, d));
    path_finish(&round);
    clip_unref(clip);
    gradient_stops_unref(stops);
}

static void every_parameter_counts(void **state)
{
    (void)state;
    struct target *t = make();
    for (int change = 1; change <= CHANGES; change++) {
        draw_changed(t, 0);
        target_flush(t);
        const uint64_t skipped = scene_stats(scene).lists_skipped;
        draw_changed(t, 0);
        target_flush(t);
        assert_int_equal(scene_stats(scene).lists_skipped, skipped + 1);
        draw_changed(t, change);
        assert_true(flush_and_count(t) > 0);
        draw_changed(t, change);
        assert_int_equal(flush_and_count(t), 0);
    }
    target_destroy(t);
}

static void the_rule_and_the_colour_count(void **state)
{
    (void)state;
    struct target *t = make();
    struct path p = {0};
    assert_true(path_rect(&p, 10, 10, 30, 30) && path_rect(&p, 20, 20, 10, 10));
    struct drawing d = drawing_of(&p, RED);
    assert_true(target_draw(t, &d));
    assert_int_equal(pixel(t, 25, 25), RED);
    target_fill(t, ALL, GREEN, COMPOSITE_COPY);
    d.even_odd = true;
    assert_true(target_draw(t, &d));
    assert_int_equal(pixel(t, 25, 25), GREEN);
    d.paint.color = BLUE;
    assert_true(target_draw(t, &d));
    assert_int_equal(pixel(t, 15, 25), BLUE);
    path_finish(&p);
    target_destroy(t);
}

/* Path, dashes, filters and stops are the caller's again as soon as the drawing is appended. */
static void drawings_are_frozen(void **state)
{
    (void)state;
    struct target *t = make();
    struct path p = circle_path(50, 50, 20);
    const struct drawing d = drawing_of(&p, RED);
    assert_true(target_draw(t, &d));
    path_clear(&p);
    assert_true(path_rect(&p, 100, 0, 50, 50));
    path_finish(&p);
    assert_int_equal(pixel(t, 50, 50), RED);
    assert_int_equal(pixel(t, 120, 20), 0);
    target_destroy(t);
}

static void an_image_shows_its_source_as_it_was(void **state)
{
    (void)state;
    struct target *t = make(), *source = make();
    target_fill(source, ALL, RED, COMPOSITE_COPY);
    assert_true(draw_once(t, circle_path(50, 50, 20), drawing_of_image(NULL, source)));
    target_fill(source, ALL, GREEN, COMPOSITE_COPY);
    target_flush(source);
    assert_int_equal(pixel(t, 50, 50), RED);
    assert_true(draw_once(t, circle_path(50, 50, 20), drawing_of_image(NULL, source)));
    target_destroy(source);
    assert_int_equal(pixel(t, 50, 50), GREEN);
    assert_int_equal(pixel(t, 0, 0), 0);
    target_destroy(t);
}

static void a_changed_source_is_drawn_again(void **state)
{
    (void)state;
    struct target *t = make(), *source = make();
    for (int round = 0; round < 3; round++) {
        target_fill(source, ALL, round == 2 ? GREEN : RED, COMPOSITE_COPY);
        target_fill(t, ALL, BLUE, COMPOSITE_COPY);
        assert_true(draw_once(t, circle_path(30, 16, 10), drawing_of_image(NULL, source)));
        assert_int_equal(flush_and_count(t), round == 0 ? TILES : round == 1 ? 0 : 1);
    }
    assert_int_equal(pixel(t, 30, 16), GREEN);
    target_destroy(source);
    target_destroy(t);
}

/* Moved by one pixel with every drawing; what it reads is what was there before. */
static void a_target_can_be_its_own_image(void **state)
{
    (void)state;
    struct target *t = make();
    for (int x = 0; x < 100; x++)
        target_fill(t, (struct rect){x, 0, x + 1, HEIGHT}, 0xff000000 | (uint32_t)x,
                    COMPOSITE_SOURCE_OVER);
    for (int i = 1; i <= 3; i++) {
        struct drawing d = drawing_of_image(NULL, t);
        d.paint.inverse.e = -1;
        d.paint.image.part = (struct rect){0, 0, 100, HEIGHT};
        assert_true(draw_once(t, rect_path(i + 0.5, 0, 99, HEIGHT), d));
    }
    for (int x = 4; x < 100; x++)
        assert_int_equal(pixel(t, x, 50), 0xff000000 | (uint32_t)(x - 3));
    target_destroy(t);
}

/* Pixels that no target holds are read before target_draw returns. */
static void a_surface_can_be_an_image(void **state)
{
    (void)state;
    struct target *t = make();
    struct surface s;
    assert_true(surface_init(&s, 40, 40));
    for (int i = 0; i < 40 * s.stride; i++)
        s.pixels[i] = RED;
    struct drawing d = drawing_of(NULL, 0);
    d.paint.kind = PAINT_IMAGE;
    d.paint.alpha = 255;
    d.paint.image.surface = &s;
    d.paint.image.part = surface_bounds(&s);
    assert_true(draw_once(t, circle_path(20, 20, 15), d));
    surface_finish(&s);
    assert_int_equal(pixel(t, 20, 20), RED);
    target_destroy(t);
}

static void unbounded_operators_reach_as_far_as_the_clip(void **state)
{
    (void)state;
    struct target *t = make();
    struct path round = circle_path(100, 50, 40);
    struct clip *clips[] = {clip_create_rect(NULL, (struct rect){60, 10, 140, 90}, ALL),
                            clip_create(NULL, &round, false, ALL)};
    const enum composite_operator ops[] = {COMPOSITE_COPY, COMPOSITE_SOURCE_IN,
                                           COMPOSITE_DESTINATION_ATOP};
    for (int i = 0; i < 6; i++) {
        target_fill(t, ALL, GREEN, COMPOSITE_COPY);
        struct drawing d = drawing_of(NULL, RED);
        d.clip = clips[i % 2];
        d.op = ops[i / 2];
        assert_true(draw_once(t, circle_path(100, 50, 10), d));
        assert_int_equal(pixel(t, 5, 5), GREEN);
        assert_int_equal(pixel(t, 100, 50), d.op == COMPOSITE_DESTINATION_ATOP ? GREEN : RED);
        assert_int_equal(pixel(t, 100, 30), 0);                /* in the clip, not the shape */
        assert_int_equal(pixel(t, 61, 11), i % 2 ? GREEN : 0); /* in the clip's box */
        assert_int_equal(pixel(t, 139, 89), i % 2 ? GREEN : 0);
    }
    /* Even where there is no shape at all. */
    target_fill(t, ALL, GREEN, COMPOSITE_COPY);
    struct drawing d = drawing_of(NULL, RED);
    d.op = COMPOSITE_COPY;
    assert_true(draw_once(t, (struct path){0}, d));
    assert_int_equal(pixel(t, 100, 50), 0);
    path_finish(&round);
    clip_unref(clips[0]);
    clip_unref(clips[1]);
    target_destroy(t);
}

static void copy_hides_all_that_its_clip_holds(void **state)
{
    (void)state;
    struct target *t = make();
    for (int round = 0; round < 2; round++) {
        target_fill(t, ALL, round == 0 ? RED : GREEN, COMPOSITE_COPY);
        struct drawing d = drawing_of(NULL, GLASS);
        d.op = COMPOSITE_COPY;
        assert_true(draw_once(t, circle_path(100, 50, 10), d));
        assert_int_equal(flush_and_count(t), round == 0 ? TILES : 0);
    }
    assert_int_equal(pixel(t, 100, 50), GLASS);
    assert_int_equal(pixel(t, 0, 0), 0);
    target_destroy(t);
}

/* "copy" gives the same pixels a second time, but not at the soft edge of a clip. */
static void a_soft_copy_adds_up(void **state)
{
    (void)state;
    struct target *t = make();
    struct path round = circle_path(50, 50, 20);
    struct clip *clip = clip_create(NULL, &round, false, ALL);
    struct drawing d = drawing_of(NULL, RED);
    d.op = COMPOSITE_COPY;
    d.clip = clip;
    target_fill(t, ALL, GREEN, COMPOSITE_COPY);
    target_flush(t);
    uint32_t red = 0;
    for (int i = 0; i < 3; i++) {
        assert_true(draw_once(t, rect_path(0, 0, WIDTH, HEIGHT), d));
        target_flush(t);
        const uint32_t now = pixel(t, 64, 64) >> 16 & 255; /* on the circle */
        assert_in_range(now, red + 1, 254);
        red = now;
    }
    clip_unref(clip);
    path_finish(&round);
    target_destroy(t);
}

static void numbers_may_be_huge(void **state)
{
    (void)state;
    struct target *t = make();
    const double huge[] = {1e6, 1e9, 1e18, 1e30, 1e300};
    for (int i = 0; i < 10; i++) {
        const double v = huge[i % 5], sign = i < 5 ? 1 : -1;
        const struct stroke_style stroke = {.width = v, .miter_limit = v};
        struct drawing d = drawing_of(NULL, RED);
        d.shadow = (struct shadow){GREEN, v, -v, v};
        assert_true(draw_once(t, circle_path(sign * v, 50, v), d));
        d.stroke = &stroke;
        d.matrix = (struct matrix){v, 0, 0, 1, 0, 0};
        assert_true(draw_once(t, rect_path(-v, sign * v, v, 5), d));
        d.stroke = NULL;
        assert_true(draw_once(t, rect_path(-v, 10.5, 2 * v, 5), d));
        target_flush(t);
        assert_int_equal(pixel(t, 50, 12), RED);
    }
    target_destroy(t);
}

/* 24 points are about half a kilobyte with all that belongs to them; 16 MB are 20,000 of these. */
static void long_paths_are_drawn_in_time(void **state)
{
    (void)state;
    struct target *t = make();
    struct path p = {0};
    assert_true(path_move(&p, (struct point){-10, -10}));
    for (int i = 0; i < 100000; i++) /* 1.7 MB, all of it outside but for one corner */
        assert_true(path_line(&p, (struct point){-10 - i % 7, -20 - i % 5}));
    assert_true(path_line(&p, (struct point){20, 20}));
    const struct drawing d = drawing_of(&p, GLASS);
    const uint64_t before = scene_stats(scene).flushes;
    for (int i = 0; i < 25; i++)
        assert_true(target_draw(t, &d));
    assert_in_range(scene_stats(scene).flushes - before, 1, 4);
    path_finish(&p);
    target_destroy(t);
}

/* What drawings hold besides their records counts as well: 1.7 MB of clip, 4 MB of stops each. */
static void large_clips_are_drawn_in_time(void **state)
{
    (void)state;
    struct target *t = make();
    struct path p = circle_path(10, 10, 5);
    for (int i = 0; i < 100000; i++)
        assert_true(path_line(&p, (struct point){10 + i % 7, 20 + i % 5}));
    const uint64_t before = scene_stats(scene).flushes;
    struct clip *outer = clip_create(NULL, &p, false, ALL);
    for (int i = 0; i < 50; i++) {
        struct clip *inner = clip_create(i % 2 == 0 ? NULL : outer, &p, false, ALL);
        struct drawing d = drawing_of(NULL, GLASS);
        d.clip = inner;
        draw(t, circle_path(10, 10, 5), GLASS);
        assert_true(draw_once(t, circle_path(10, 10, 5), d));
        clip_unref(inner);
    }
    assert_in_range(scene_stats(scene).flushes - before, 3, 10);
    clip_unref(outer);
    path_finish(&p);
    target_destroy(t);
}

static void many_stops_are_drawn_in_time(void **state)
{
    enum { STOPS = 100000 };
    static double offsets[STOPS];
    static uint32_t colors[STOPS];
    (void)state;
    struct target *t = make();
    const uint64_t before = scene_stats(scene).flushes;
    struct drawing d = drawing_of(NULL, GLASS);
    d.paint = (struct paint){.kind = PAINT_LINEAR, .alpha = 255, .inverse = MATRIX_IDENTITY};
    d.paint.gradient.x1 = 100;
    for (int i = 0; i < 20; i++) {
        colors[i] = GREEN;
        struct gradient_stops *stops = gradient_stops_create(offsets, colors, STOPS);
        assert_non_null(stops);
        d.paint.gradient.stops = stops;
        for (int k = 0; k < 10; k++) /* the same ones count once */
            assert_true(draw_once(t, circle_path(50, 50, 20), d));
        gradient_stops_unref(stops);
    }
    assert_in_range(scene_stats(scene).flushes - before, 3, 10);
    target_destroy(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawings_come_in_order),
        cmocka_unit_test(what_cannot_be_seen_is_not_recorded),
        cmocka_unit_test(a_path_of_whole_pixels_is_a_fill),
        cmocka_unit_test(shapes_hide_what_they_cover),
        cmocka_unit_test(shapes_touch_only_tiles_that_they_cross),
        cmocka_unit_test(a_translucent_shape_hides_nothing),
        cmocka_unit_test(a_clipped_shape_hides_nothing),
        cmocka_unit_test(every_parameter_counts),
        cmocka_unit_test(the_rule_and_the_colour_count),
        cmocka_unit_test(drawings_are_frozen),
        cmocka_unit_test(an_image_shows_its_source_as_it_was),
        cmocka_unit_test(a_changed_source_is_drawn_again),
        cmocka_unit_test(a_target_can_be_its_own_image),
        cmocka_unit_test(a_surface_can_be_an_image),
        cmocka_unit_test(unbounded_operators_reach_as_far_as_the_clip),
        cmocka_unit_test(copy_hides_all_that_its_clip_holds),
        cmocka_unit_test(a_soft_copy_adds_up),
        cmocka_unit_test(numbers_may_be_huge),
        cmocka_unit_test(long_paths_are_drawn_in_time),
        cmocka_unit_test(large_clips_are_drawn_in_time),
        cmocka_unit_test(many_stops_are_drawn_in_time),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
