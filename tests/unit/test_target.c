/* Lists, what they leave out, and targets that read each other. The canvas of these tests has 4x4
 * tiles: 64, 64, 64 and 8 pixels wide, 32, 32, 32 and 4 high. Whether the pixels of long random
 * lists are right is tests/random/random_scene.c's part. */
#include "scene/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "pixel/color.h"

enum { WIDTH = 200, HEIGHT = 100, TILES = 16 };

static const uint32_t RED = 0xffff0000, GREEN = 0xff00ff00, GLASS = 0x80402010;
static const struct rect ALL = {0, 0, WIDTH, HEIGHT};

static struct scene *scene;

static int set_up(void **state)
{
    (void)state;
    scene = scene_create(&(struct scene_options){.threads = 2});
    return scene == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    scene_destroy(scene);
    return 0;
}

static struct target *make(void)
{
    struct target *t = target_create(scene, WIDTH, HEIGHT);
    assert_non_null(t);
    return t;
}

static uint32_t pixel(struct target *t, int x, int y)
{
    return *surface_at(target_read(t), x, y);
}

/* Flushes; returns how many tiles that drew. */
static int flush_and_count(struct target *t)
{
    const uint64_t before = scene_stats(scene).tiles_drawn;
    target_flush(t);
    return (int)(scene_stats(scene).tiles_drawn - before);
}

static void sizes_are_checked(void **state)
{
    (void)state;
    target_destroy(NULL);
    scene_destroy(NULL);
    assert_null(target_create(scene, 0, 5));
    assert_null(target_create(scene, 5, -1));
    assert_null(target_create(scene, 100000, 100000));
    assert_string_not_equal(error_text(), "");
}

static void a_new_target_is_transparent(void **state)
{
    (void)state;
    struct target *t = make();
    assert_int_equal(target_width(t), WIDTH);
    assert_int_equal(target_height(t), HEIGHT);
    assert_int_equal(tile_grid_count(target_grid(t)), TILES);
    assert_int_equal(flush_and_count(t), 0);
    assert_int_equal(pixel(t, 0, 0), 0);
    assert_int_equal(pixel(t, WIDTH - 1, HEIGHT - 1), 0);
    target_destroy(t);
}

static void what_cannot_be_seen_is_not_recorded(void **state)
{
    (void)state;
    struct target *t = make();
    const uint64_t before = scene_stats(scene).commands;
    target_fill(t, (struct rect){5, 5, 5, 9}, RED, COMPOSITE_SOURCE_OVER);
    target_fill(t, (struct rect){9, 9, 2, 2}, RED, COMPOSITE_COPY);
    target_fill(t, (struct rect){WIDTH, 0, WIDTH + 9, 9}, RED, COMPOSITE_SOURCE_OVER);
    target_fill(t, (struct rect){-9, -9, 0, 0}, RED, COMPOSITE_SOURCE_OVER);
    target_fill(t, ALL, 0, COMPOSITE_SOURCE_OVER);
    assert_true(
        target_copy(t, ALL, t, (struct rect){WIDTH, 0, WIDTH + 5, 5}, 0, 0, COMPOSITE_SOURCE_OVER));
    assert_true(target_copy(t, ALL, t, ALL, WIDTH, 0, COMPOSITE_SOURCE_OVER));
    assert_true(target_copy(t, ALL, t, ALL, (1 << 29) - 1, 1 - (1 << 29), COMPOSITE_SOURCE_OVER));
    assert_int_equal(scene_stats(scene).commands, before);
    target_fill(t, ALL, 0, COMPOSITE_COPY); /* transparent, but it erases */
    assert_int_equal(scene_stats(scene).commands, before + 1);
    target_destroy(t);
}

static void draw_frame(struct target *t, int x)
{
    target_fill(t, ALL, RED, COMPOSITE_COPY);
    target_fill(t, (struct rect){x, 40, x + 10, 50}, GLASS, COMPOSITE_SOURCE_OVER);
    target_fill(t, (struct rect){0, 0, 20, 20}, GREEN, COMPOSITE_SOURCE_OVER);
}

static void an_unchanged_list_draws_no_tile(void **state)
{
    (void)state;
    struct target *t = make();
    draw_frame(t, 70);
    assert_int_equal(flush_and_count(t), TILES);
    const struct scene_stats before = scene_stats(scene);
    draw_frame(t, 70);
    assert_int_equal(flush_and_count(t), 0);
    assert_int_equal(scene_stats(scene).lists_skipped, before.lists_skipped + 1);
    assert_int_equal(scene_stats(scene).flushes, before.flushes + 1);
    target_destroy(t);
}

static void only_tiles_that_change_are_drawn(void **state)
{
    (void)state;
    struct target *t = make();
    draw_frame(t, 70);
    target_flush(t);
    const uint64_t skipped = scene_stats(scene).tiles_skipped;
    draw_frame(t, 71);
    assert_int_equal(flush_and_count(t), 1);
    assert_int_equal(scene_stats(scene).tiles_skipped, skipped + TILES - 1);
    draw_frame(t, 140); /* to another tile */
    assert_int_equal(flush_and_count(t), 2);
    assert_int_equal(pixel(t, 71, 45), RED);
    assert_int_equal(pixel(t, 140, 45), color_over(RED, GLASS));
    target_destroy(t);
}

static void a_covered_tile_does_not_care_where_the_edges_are(void **state)
{
    (void)state;
    struct target *t = make();
    target_fill(t, ALL, RED, COMPOSITE_COPY);
    target_fill(t, (struct rect){0, 0, 150, HEIGHT}, GREEN, COMPOSITE_SOURCE_OVER);
    target_flush(t);
    target_fill(t, ALL, RED, COMPOSITE_COPY);
    target_fill(t, (struct rect){0, 0, 160, HEIGHT}, GREEN, COMPOSITE_SOURCE_OVER);
    assert_int_equal(flush_and_count(t), 4); /* the column of the edge */
    assert_int_equal(pixel(t, 159, 99), GREEN);
    assert_int_equal(pixel(t, 160, 99), RED);
    target_destroy(t);
}

static void what_is_below_a_cover_does_not_count(void **state)
{
    (void)state;
    struct target *t = make();
    target_fill(t, ALL, RED, COMPOSITE_COPY);
    target_flush(t);
    target_fill(t, ALL, GREEN, COMPOSITE_COPY);
    target_fill(t, (struct rect){3, 3, 190, 95}, GLASS, COMPOSITE_SOURCE_OVER);
    target_fill(t, ALL, RED, COMPOSITE_SOURCE_OVER);
    assert_int_equal(flush_and_count(t), 0); /* narrow tiles at the edges included */
    target_destroy(t);
}

static void redraw_all_draws_what_is_there(void **state)
{
    (void)state;
    struct scene *all = scene_create(&(struct scene_options){.threads = 1, .redraw_all = true});
    struct target *t = target_create(all, WIDTH, HEIGHT);
    for (int i = 1; i <= 3; i++) {
        target_fill(t, ALL, RED, COMPOSITE_COPY);
        target_fill(t, (struct rect){0, 0, 10, 10}, GREEN, COMPOSITE_COPY);
        target_flush(t);
        assert_int_equal(scene_stats(all).tiles_drawn, i * TILES);
    }
    assert_int_equal(scene_stats(all).lists_skipped, 0);
    target_destroy(t);
    scene_destroy(all);
}

static void translucent_lists_add_up(void **state)
{
    (void)state;
    struct target *t = make();
    uint32_t want = 0;
    for (int i = 0; i < 3; i++) {
        target_fill(t, ALL, GLASS, COMPOSITE_SOURCE_OVER);
        want = color_over(want, GLASS);
        assert_int_equal(flush_and_count(t), TILES);
        assert_int_equal(pixel(t, 5, 5), want);
    }
    target_destroy(t);
}

static void the_operator_is_part_of_a_command(void **state)
{
    (void)state;
    struct target *t = make();
    const enum composite_operator operators[] = {COMPOSITE_SOURCE_OVER, COMPOSITE_COPY};
    const uint32_t wants[] = {color_over(RED, GLASS), GLASS};
    for (int i = 0; i < 4; i++) {
        target_fill(t, ALL, RED, COMPOSITE_COPY);
        target_fill(t, (struct rect){5, 5, 9, 9}, GLASS, operators[i % 2]);
        assert_int_equal(pixel(t, 5, 5), wants[i % 2]);
    }
    target_destroy(t);
}

static void a_list_of_many_commands_is_drawn_by_itself(void **state)
{
    (void)state;
    struct target *t = make();
    const uint64_t before = scene_stats(scene).flushes;
    for (int i = 0; i < 70000; i++)
        target_fill(t, (struct rect){i % WIDTH, 3, i % WIDTH + 1, 4}, 0xff000000 | (uint32_t)i,
                    COMPOSITE_SOURCE_OVER);
    assert_int_equal(scene_stats(scene).flushes, before + 1);
    for (int x = 0; x < WIDTH; x++)
        assert_int_equal(pixel(t, x, 3), 0xff000000 | (uint32_t)(69800 + x));
    assert_int_equal(scene_stats(scene).flushes, before + 2);
    target_destroy(t);
}

static void a_list_that_crosses_many_bands_is_drawn_by_itself(void **state)
{
    (void)state;
    struct scene *fine = scene_create(&(struct scene_options){.threads = 2, .tile_height = 1});
    struct target *t = target_create(fine, 1, 20000);
    uint32_t want = 0;
    for (uint32_t i = 0; i < 200; i++) {
        target_fill(t, (struct rect){0, 0, 1, 20000}, GLASS ^ i, COMPOSITE_SOURCE_OVER);
        want = color_over(want, GLASS ^ i);
    }
    assert_in_range(scene_stats(fine).flushes, 3, 10); /* a million entries each */
    assert_int_equal(pixel(t, 0, 0), want);
    assert_int_equal(pixel(t, 0, 19999), want);
    target_destroy(t);
    scene_destroy(fine);
}

/* A copy shows its source as it was when the copy was recorded, whatever comes first. */
static void change_by_flush(struct target *source)
{
    target_fill(source, ALL, GREEN, COMPOSITE_COPY);
    target_flush(source);
}

static void change_by_map(struct target *source)
{
    *target_map(source)->pixels = GREEN;
    target_unmap(source, (struct rect){0, 0, 1, 1});
}

static void change_by_a_long_list(struct target *source)
{
    for (int i = 0; i < 66000; i++)
        target_fill(source, (struct rect){0, 0, 1, 1}, GREEN, COMPOSITE_COPY);
}

static void change_by_a_copy_of_it(struct target *source)
{
    target_fill(source, ALL, GREEN, COMPOSITE_COPY);
    struct target *third = make();
    assert_true(target_copy(third, ALL, source, ALL, 0, 0, COMPOSITE_COPY));
    target_destroy(third);
}

static void readers_get_the_pixels_of_their_time(void **state)
{
    (void)state;
    void (*const changes[])(struct target *) = {change_by_flush, change_by_map,
                                                change_by_a_long_list, change_by_a_copy_of_it};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct target *t = make(), *source = make();
        target_fill(source, ALL, RED, COMPOSITE_COPY);
        assert_true(target_copy(t, ALL, source, ALL, 0, 0, COMPOSITE_SOURCE_OVER));
        changes[i](source);
        assert_int_equal(pixel(source, 0, 0), GREEN);
        assert_int_equal(pixel(t, 0, 0), RED);
        target_destroy(t);
        target_destroy(source);
    }
}

static void readers_outlive_their_source(void **state)
{
    (void)state;
    struct target *t = make(), *source = make();
    target_fill(source, ALL, RED, COMPOSITE_COPY);
    assert_true(
        target_copy(t, ALL, source, (struct rect){5, 5, 9, 9}, 50, 60, COMPOSITE_SOURCE_OVER));
    target_destroy(source);
    assert_int_equal(pixel(t, 50, 60), RED);
    assert_int_equal(pixel(t, 54, 60), 0);
    target_destroy(t);
}

static void targets_can_read_each_other(void **state)
{
    (void)state;
    struct target *a = make(), *b = make(), *c = make();
    target_fill(a, ALL, RED, COMPOSITE_COPY);
    target_fill(b, ALL, GREEN, COMPOSITE_COPY);
    assert_true(target_copy(a, ALL, b, (struct rect){0, 0, 10, 10}, 20, 0, COMPOSITE_COPY));
    assert_true(target_copy(b, ALL, c, (struct rect){0, 0, 10, 10}, 40, 0, COMPOSITE_COPY));
    assert_true(target_copy(c, ALL, a, (struct rect){0, 0, 30, 10}, 0, 0, COMPOSITE_COPY));
    assert_true(target_copy(b, ALL, a, (struct rect){0, 0, 10, 10}, 60, 0, COMPOSITE_COPY));
    assert_int_equal(pixel(c, 19, 0), RED);
    assert_int_equal(pixel(c, 20, 0), GREEN);
    assert_int_equal(pixel(a, 20, 0), GREEN);
    assert_int_equal(pixel(b, 39, 0), GREEN);
    assert_int_equal(pixel(b, 40, 0), 0);
    assert_int_equal(pixel(b, 60, 0), RED);
    target_destroy(a);
    target_destroy(b);
    target_destroy(c);
}

/* Each pixel moves by less than the rectangle's size, so the two overlap. */
static void a_target_drawn_into_itself_is_copied_first(void **state)
{
    (void)state;
    struct target *t = make();
    for (int x = 0; x < 100; x++)
        target_fill(t, (struct rect){x, 0, x + 1, HEIGHT}, 0xff000000 | (uint32_t)x,
                    COMPOSITE_SOURCE_OVER);
    const struct rect part = {0, 0, 100, HEIGHT};
    assert_true(target_copy(t, ALL, t, part, 1, 0, COMPOSITE_COPY));
    assert_true(target_copy(t, ALL, t, part, 1, 0, COMPOSITE_COPY));
    for (int x = 2; x < 100; x++)
        assert_int_equal(pixel(t, x, 50), 0xff000000 | (uint32_t)(x - 2));
    assert_int_equal(pixel(t, 101, 50), 0);
    target_destroy(t);
}

static void sources_with_the_same_content_draw_no_tile(void **state)
{
    (void)state;
    struct target *t = make(), *source = make();
    for (int round = 0; round < 3; round++) {
        target_fill(source, ALL, RED, COMPOSITE_COPY);
        target_fill(source, (struct rect){1, 1, 5, 5}, round == 2 ? RED : GLASS,
                    COMPOSITE_SOURCE_OVER);
        target_fill(t, ALL, GREEN, COMPOSITE_COPY);
        const uint64_t before = scene_stats(scene).tiles_drawn;
        assert_true(
            target_copy(t, ALL, source, (struct rect){0, 0, 9, 9}, 0, 0, COMPOSITE_SOURCE_OVER));
        target_flush(t);
        const uint64_t drawn = scene_stats(scene).tiles_drawn - before;
        assert_int_equal(drawn, round == 0 ? 2 * TILES : round == 1 ? 0 : 2);
    }
    assert_int_equal(pixel(t, 2, 2), RED);
    target_destroy(t);
    target_destroy(source);
}

static void mapping_marks_what_was_touched(void **state)
{
    (void)state;
    struct target *t = make();
    draw_frame(t, 70);
    target_flush(t);
    struct key before[TILES];
    memcpy(before, target_keys(t), sizeof before);
    *surface_at(target_map(t), 70, 40) = 0x12345678;
    target_unmap(t, (struct rect){70, 40, 71, 41});
    for (int i = 0; i < TILES; i++) /* tile (1, 1) */
        assert_int_equal(key_equal(before[i], target_keys(t)[i]), i != 5);
    assert_int_equal(pixel(t, 70, 40), 0x12345678);
    draw_frame(t, 70); /* the same list again must repair it */
    assert_int_equal(flush_and_count(t), 1);
    assert_int_equal(pixel(t, 70, 40), color_over(RED, GLASS));
    memcpy(before, target_keys(t), sizeof before);
    target_map(t);
    target_unmap(t, (struct rect){0, 0, 0, 0});
    assert_memory_equal(before, target_keys(t), sizeof before);
    target_map(t);
    target_unmap(t, (struct rect){-1000, -1000, 1000, 1000});
    assert_false(key_equal(before[TILES - 1], target_keys(t)[TILES - 1]));
    target_destroy(t);
}

static void memory_of_others_is_drawn_on_and_stays_theirs(void **state)
{
    (void)state;
    struct target_memory memory = {.grid = tile_grid_make(WIDTH, HEIGHT, 0, 0)};
    assert_true(surface_init(&memory.surface, WIDTH, HEIGHT));
    memory.keys = calloc(TILES, sizeof *memory.keys);
    assert_non_null(memory.keys);
    memory.surface.pixels[0] = 0xff123456;

    struct target *t = target_create_on(scene, &memory);
    assert_non_null(t);
    for (int i = 0; i < TILES; i++)
        assert_false(key_equal(memory.keys[i], (struct key){0, 0}));
    assert_int_equal(pixel(t, 0, 0), 0xff123456);

    const struct key key = memory.keys[0];
    draw_frame(t, 70);
    assert_int_equal(memory.surface.pixels[0], 0xff123456); /* recording draws nothing */
    target_flush(t);
    assert_false(key_equal(memory.keys[0], key));
    target_destroy(t);
    assert_int_equal(memory.surface.pixels[0], GREEN);
    surface_finish(&memory.surface);
    free(memory.keys);
}

/* Nor do two script processes, one after the other, give pixels the same keys. */
static void unknown_pixels_never_have_a_known_key(void **state)
{
    (void)state;
    struct key keys[4];
    for (int i = 0; i < 4; i += 2) {
        struct scene *own = scene_create(&(struct scene_options){.threads = 1});
        struct target *t = target_create(own, WIDTH, HEIGHT);
        for (int map = 0; map < 2; map++) {
            target_map(t);
            target_unmap(t, ALL);
            keys[i + map] = target_keys(t)[0];
        }
        target_destroy(t);
        scene_destroy(own);
    }
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++)
            assert_false(key_equal(keys[i], keys[j]));
}

/* What stats() tells of a frame's damage. */
static void changed_tiles_are_told_once(void **state)
{
    (void)state;
    struct target *t = make();
    struct rect box;
    target_fill(t, ALL, RED, COMPOSITE_COPY);
    target_flush(t);
    assert_int_equal(target_take_changed(t, &box), 0); /* nobody has asked */

    assert_true(target_track(t));
    target_fill(t, ALL, RED, COMPOSITE_COPY);
    target_fill(t, (struct rect){60, 30, 70, 34}, GREEN, COMPOSITE_COPY);
    target_flush(t);
    assert_int_equal(target_take_changed(t, &box), 4 * 64 * 32);
    assert_memory_equal(&box, &((struct rect){0, 0, 128, 64}), sizeof box);
    assert_int_equal(target_take_changed(t, &box), 0);
    assert_true(rect_empty(box));

    target_fill(t, ALL, RED, COMPOSITE_COPY); /* the lower right corner stays as it is */
    target_fill(t, (struct rect){60, 30, 70, 34}, GREEN, COMPOSITE_COPY);
    target_flush(t);
    target_map(t);
    target_unmap(t, (struct rect){199, 99, 200, 100});
    assert_int_equal(target_take_changed(t, &box), 8 * 4);
    assert_memory_equal(&box, &((struct rect){192, 96, 200, 100}), sizeof box);
    target_destroy(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(a_new_target_is_transparent),
        cmocka_unit_test(what_cannot_be_seen_is_not_recorded),
        cmocka_unit_test(an_unchanged_list_draws_no_tile),
        cmocka_unit_test(only_tiles_that_change_are_drawn),
        cmocka_unit_test(a_covered_tile_does_not_care_where_the_edges_are),
        cmocka_unit_test(what_is_below_a_cover_does_not_count),
        cmocka_unit_test(redraw_all_draws_what_is_there),
        cmocka_unit_test(translucent_lists_add_up),
        cmocka_unit_test(the_operator_is_part_of_a_command),
        cmocka_unit_test(a_list_of_many_commands_is_drawn_by_itself),
        cmocka_unit_test(a_list_that_crosses_many_bands_is_drawn_by_itself),
        cmocka_unit_test(readers_get_the_pixels_of_their_time),
        cmocka_unit_test(readers_outlive_their_source),
        cmocka_unit_test(targets_can_read_each_other),
        cmocka_unit_test(a_target_drawn_into_itself_is_copied_first),
        cmocka_unit_test(sources_with_the_same_content_draw_no_tile),
        cmocka_unit_test(mapping_marks_what_was_touched),
        cmocka_unit_test(changed_tiles_are_told_once),
        cmocka_unit_test(memory_of_others_is_drawn_on_and_stays_theirs),
        cmocka_unit_test(unknown_pixels_never_have_a_known_key),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
