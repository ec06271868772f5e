/* What a program does when its screen gets another size. */
#include "lua/frame.h"

#include "played_screen.h"

enum { GREEN = 0xff00ff00, BLACK = 0xff000000 };

/* Gives the program a screen of another size; `buffer` is its memory. */
static void send_new_size(struct program *p, struct link_buffer *buffer, int width, int height)
{
    link_buffer_finish(&p->buffer);
    assert_true(link_buffer_create(buffer, width, height, 64, 32));
    p->buffer = *buffer;
    send_message(p, &(struct link_message){.type = LINK_SETUP,
                                           .setup = {.serial = 2,
                                                     .width = width,
                                                     .height = height,
                                                     .tile_width = 64,
                                                     .tile_height = 32,
                                                     .period = 1},
                                           .fd = buffer->fd});
}

/* A script that only draws does so again, in the new size. */
static void a_picture_is_drawn_again(void **state)
{
    (void)state;
    struct link_buffer b;
    struct program p = start_and_take_frame("print(w, h, ...) fill(0, 0, w, h / 2, 0x00ff00)");
    send_new_size(&p, &b, 100, 60);
    struct link_frame frame = await_frame(&p);
    assert_int_equal(frame.serial, 2);
    assert_int_equal(frame.still, 1);
    assert_int_equal(*surface_at(&b.surface, 99, 29), GREEN);
    assert_int_equal(*surface_at(&b.surface, 99, 30), BLACK);
    answer(&p);
    send_message(&p, &(struct link_message){.type = LINK_QUIT, .fd = -1});
    expect_end(&p, 0, "64\t32\n100\t60\n");
}

/* One that says what is to be done is not run twice. */
static void a_program_is_told(void **state)
{
    (void)state;
    static const char *const programs[] = {
        "print 'chunk' function resize(w, h) print(w, h) exit() end",
        "print 'chunk' fps(0) local first = true "
        "function draw() if not first then print(w, h) exit() end first = false end",
        "print 'chunk' local size = w "
        "every(0.001, function() if w ~= size then print(w, h) exit() end end)",
    };
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        struct link_buffer b;
        struct program p = start_and_take_frame(programs[i]);
        send_new_size(&p, &b, 100, 60);
        expect_end(&p, 0, "chunk\n100\t60\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_drawn_again),
        cmocka_unit_test(a_program_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
