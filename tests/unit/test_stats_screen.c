/* The figures of --stats are on what the screen gets, and nowhere else. */
#include "lua/stats_screen.h"

#include "played_screen.h"

enum { GREEN = 0xff00ff00 };

static int other_pixels(const struct program *p)
{
    int n = 0;
    for (int y = 0; y < p->buffer.surface.height; y++)
        for (int x = 0; x < p->buffer.surface.width; x++)
            n += *surface_at(&p->buffer.surface, x, y) != GREEN;
    return n;
}

static struct program start_with_stats(const char *code)
{
    struct program p = start_with(code, true);
    send_setup(&p);
    return p;
}

/* A frame may be looked at before it is answered. */
static void a_picture_has_the_figures_over_it_and_stays_still(void **state)
{
    (void)state;
    struct program p = start_with_stats("clear(0x00ff00)");
    struct link_frame frame = await_frame(&p);
    assert_int_equal(frame.still, 1);
    assert_true(other_pixels(&p) > 0);
    answer(&p);
    send_message(&p, &(struct link_message){.type = LINK_QUIT, .fd = -1});
    expect_end(&p, 0, "");
}

static void the_program_does_not_meet_them(void **state)
{
    (void)state;
    struct program p = start_with_stats("function draw()\n"
                                        "  print(('%x'):format((pixel(0, 0))),\n"
                                        "    stats().last.tiles_drawn, stats().commands)\n"
                                        "  clear(0x00ff00)\n"
                                        "  if stats().frames == 2 then exit() end\n"
                                        "end");
    struct key before = {0, 0};
    for (int i = 0; i < 3; i++) { /* what is below is the same, and still another tile is shown */
        await_frame(&p);
        assert_true(other_pixels(&p) > 0);
        assert_false(key_equal(p.buffer.keys[0], before));
        before = p.buffer.keys[0];
        answer(&p);
    }
    expect_end(&p, 0, "0\t0\t1\nff00\t1\t2\nff00\t0\t3\n");
}

static void they_move_to_a_new_buffer(void **state)
{
    (void)state;
    struct program p = start_with_stats("fps(0) function resize() end\n"
                                        "function draw() clear(0x00ff00) end");
    await_frame(&p);
    link_buffer_finish(&p.buffer);
    assert_true(link_buffer_create(&p.buffer, 640, 480, 64, 32));
    send_message(&p, &(struct link_message){.type = LINK_SETUP,
                                            .setup = {.serial = 2,
                                                      .width = 640,
                                                      .height = 480,
                                                      .tile_width = 64,
                                                      .tile_height = 32,
                                                      .period = 1},
                                            .fd = p.buffer.fd});
    answer(&p);
    struct link_frame frame = await_frame(&p);
    assert_int_equal(frame.serial, 2);
    assert_int_not_equal(*surface_at(&p.buffer.surface, 0, 0), GREEN);
    assert_int_equal(*surface_at(&p.buffer.surface, 639, 0), GREEN);
    assert_int_equal(*surface_at(&p.buffer.surface, 0, 479), GREEN);
    answer(&p);
    send_message(&p, &(struct link_message){.type = LINK_QUIT, .fd = -1});
    expect_end(&p, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_has_the_figures_over_it_and_stays_still),
        cmocka_unit_test(the_program_does_not_meet_them),
        cmocka_unit_test(they_move_to_a_new_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
