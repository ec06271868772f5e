/* The grid, and the rectangles in which two sets of keys differ. */
#include "pixel/tiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_rect(struct rect r, int x0, int y0, int x1, int y1)
{
    assert_int_equal(r.x0, x0);
    assert_int_equal(r.y0, y0);
    assert_int_equal(r.x1, x1);
    assert_int_equal(r.y1, y1);
}

static void assert_grid(struct tile_grid g, int tile_width, int tile_height, int columns, int rows)
{
    assert_int_equal(g.tile_width, tile_width);
    assert_int_equal(g.tile_height, tile_height);
    assert_int_equal(g.columns, columns);
    assert_int_equal(g.rows, rows);
}

static void the_default_grid(void **state)
{
    (void)state;
    struct tile_grid g = tile_grid_make(1920, 1080, 0, 0);
    assert_grid(g, 64, 32, 30, 34);
    assert_int_equal(g.width, 1920);
    assert_int_equal(g.height, 1080);
    assert_int_equal(tile_grid_count(&g), 30 * 34);
}

static void tile_widths_are_rounded_and_doubled(void **state)
{
    (void)state;
    assert_grid(tile_grid_make(1920, 1080, 17, 5), 32, 5, 60, 216);
    assert_grid(tile_grid_make(4096, 64, 0, 0), 64, 32, 64, 2);
    assert_grid(tile_grid_make(4097, 64, 0, 0), 128, 32, 33, 2);
    assert_grid(tile_grid_make(32767, 32767, 1, 1), 512, 1, 64, 32767);
    assert_grid(tile_grid_make(10, 3, 0, 0), 16, 3, 1, 1);
    assert_grid(tile_grid_make(1, 1, INT32_MAX, INT32_MAX), 16, 1, 1, 1);
    assert_grid(tile_grid_make(1000, 70, INT32_MAX, INT32_MAX), 1008, 70, 1, 1);
}

static void runs_are_cut_to_the_surface(void **state)
{
    (void)state;
    struct tile_grid g = tile_grid_make(150, 70, 0, 0);
    assert_grid(g, 64, 32, 3, 3);
    assert_rect(tile_grid_run(&g, 0, 0, 1), 0, 0, 64, 32);
    assert_rect(tile_grid_run(&g, 1, 1, 3), 64, 32, 150, 64);
    assert_rect(tile_grid_run(&g, 2, 0, 3), 0, 64, 150, 70);
}

/* Sets the keys of a 5x4 grid from a picture of it: '.' is key 0, another character its own. */
static void picture(struct key *keys, const char *rows)
{
    for (int i = 0; i < 20; i++)
        keys[i] = (struct key){0, rows[i] == '.' ? 0 : (uint64_t)rows[i]};
}

static void nothing_new_gives_nothing(void **state)
{
    (void)state;
    struct tile_grid g = tile_grid_make(320, 128, 0, 0);
    struct key now[20], have[20];
    struct rect out[20];
    picture(now, "abcdefghijklmnopqrst");
    memcpy(have, now, sizeof now);
    assert_int_equal(tile_grid_take(&g, now, have, out), 0);
}

static void runs_and_equal_runs_below_are_joined(void **state)
{
    (void)state;
    struct tile_grid g = tile_grid_make(319, 127, 0, 0);
    struct key now[20], have[20] = {{0}};
    struct rect out[20];
    picture(now, ".ab.c"
                 ".cd.c"
                 "..e.."
                 "..f.c");
    assert_int_equal(tile_grid_take(&g, now, have, out), 4);
    assert_rect(out[0], 64, 0, 192, 64);
    assert_rect(out[1], 256, 0, 319, 64);
    assert_rect(out[2], 128, 64, 192, 127);
    assert_rect(out[3], 256, 96, 319, 127);
    assert_memory_equal(now, have, sizeof now);
    assert_int_equal(tile_grid_take(&g, now, have, out), 0);
}

static void either_half_of_a_key_counts(void **state)
{
    (void)state;
    struct tile_grid g = tile_grid_make(320, 128, 0, 0);
    struct key now[20] = {{0}}, have[20] = {{0}};
    struct rect out[20];
    now[3].a = 1;
    now[19].b = UINT64_C(1) << 63;
    assert_int_equal(tile_grid_take(&g, now, have, out), 2);
    assert_rect(out[0], 192, 0, 256, 32);
    assert_rect(out[1], 256, 96, 320, 128);
}

static void a_whole_grid_is_one_rectangle(void **state)
{
    (void)state;
    struct tile_grid g = tile_grid_make(320, 128, 0, 0);
    struct key now[20], have[20] = {{0}};
    struct rect out[20];
    picture(now, "abcdefghijklmnopqrst");
    assert_int_equal(tile_grid_take(&g, now, have, out), 1);
    assert_rect(out[0], 0, 0, 320, 128);
}

/* Rectangles must cover each tile that differs once, and no other. */
static void random_differences_are_covered_once(void **state)
{
    (void)state;
    enum { WIDTH = 200, HEIGHT = 150, TILES_MAX = 13 * 150 };
    static struct key now[TILES_MAX], have[TILES_MAX], before[TILES_MAX];
    static struct rect out[TILES_MAX];
    static uint8_t covered[HEIGHT][WIDTH];
    srand(1);
    for (int round = 0; round < 300; round++) {
        struct tile_grid g = tile_grid_make(1 + rand() % WIDTH, 1 + rand() % HEIGHT,
                                            1 + rand() % 80, 1 + rand() % 40);
        int density = 1 + rand() % 8;
        for (int i = 0; i < tile_grid_count(&g); i++) {
            now[i] = (struct key){(uint64_t)(rand() % density == 0), 0};
            have[i] = before[i] = (struct key){0, 0};
        }
        memset(covered, 0, sizeof covered);
        int count = tile_grid_take(&g, now, have, out);
        for (int i = 0; i < count; i++)
            for (int y = out[i].y0; y < out[i].y1; y++)
                for (int x = out[i].x0; x < out[i].x1; x++)
                    covered[y][x]++;
        for (int y = 0; y < g.height; y++)
            for (int x = 0; x < g.width; x++) {
                int tile = y / g.tile_height * g.columns + x / g.tile_width;
                assert_int_equal(covered[y][x], !key_equal(now[tile], before[tile]));
            }
        assert_memory_equal(now, have, (size_t)tile_grid_count(&g) * sizeof now[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_grid),
        cmocka_unit_test(tile_widths_are_rounded_and_doubled),
        cmocka_unit_test(runs_are_cut_to_the_surface),
        cmocka_unit_test(nothing_new_gives_nothing),
        cmocka_unit_test(runs_and_equal_runs_below_are_joined),
        cmocka_unit_test(either_half_of_a_key_counts),
        cmocka_unit_test(a_whole_grid_is_one_rectangle),
        cmocka_unit_test(random_differences_are_covered_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
