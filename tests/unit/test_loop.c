/* The loop must keep every message until it is asked for, wait no longer than told, and notice
 * that the screen process is gone. */
#include "lua/loop.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/error.h"

struct fixture {
    struct loop loop;
    int screen; /* the other end */
};

static int setup(void **state)
{
    static struct fixture f;
    int ends[2];
    if (!link_pair(ends) || !loop_init(&f.loop, ends[1]))
        return -1;
    f.screen = ends[0];
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    loop_finish(&f->loop);
    if (f->screen >= 0)
        close(f->screen);
    return 0;
}

static void send_message(struct fixture *f, struct link_message message)
{
    assert_true(link_send(f->screen, &message));
}

static struct link_message setup_message(uint32_t serial, int fd)
{
    return (struct link_message){
        .type = LINK_SETUP,
        .setup = {.serial = serial,
                  .width = 16,
                  .height = 16,
                  .tile_width = 16,
                  .tile_height = 16,
                  .period = 1},
        .fd = fd,
    };
}

static void refuses_what_cannot_be_polled(void **state)
{
    (void)state;
    struct loop l;
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_false(loop_init(&l, fd)); /* epoll takes no such file */
    assert_true(strlen(error_text()) > 0);
    loop_finish(&l);
    assert_int_equal(fcntl(fd, F_GETFD), -1); /* taken over, and closed */
}

static void does_not_wait_when_told_so(void **state)
{
    struct fixture *f = *state;
    assert_true(loop_turn(&f->loop, 0));
    assert_true(loop_turn(&f->loop, clock_monotonic()));
    assert_false(f->loop.closed || f->loop.quit || f->loop.setup_waits);
}

static void waits_until_a_time(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++) {
        uint64_t until = clock_monotonic() + CLOCK_SECOND / 500;
        while (clock_monotonic() < until)
            assert_true(loop_turn(&f->loop, until));
    }
}

static void takes_a_frame_back(void **state)
{
    struct fixture *f = *state;
    assert_true(loop_send_frame(&f->loop, 3, 7, true));
    assert_true(f->loop.in_flight);
    struct link_message message;
    assert_int_equal(link_receive(f->screen, LINK_SCREEN, &message), LINK_MESSAGE);
    assert_int_equal(message.type, LINK_FRAME);
    assert_int_equal(message.frame.serial, 3);
    assert_int_equal(message.frame.frame, 7);
    assert_int_equal(message.frame.still, 1);

    send_message(f, (struct link_message){.type = LINK_TAKEN,
                                          .taken = {.serial = 3, .frame = 7, .due = 99},
                                          .fd = -1});
    assert_true(loop_turn(&f->loop, UINT64_MAX));
    assert_false(f->loop.in_flight);
    assert_true(f->loop.due == 99);
    assert_false(f->loop.quit);
}

static void hears_of_the_end(void **state)
{
    struct fixture *f = *state;
    send_message(f, (struct link_message){.type = LINK_QUIT, .fd = -1});
    assert_true(loop_turn(&f->loop, UINT64_MAX));
    assert_true(f->loop.quit);
    f->loop.quit = false;
    send_message(f, (struct link_message){.type = LINK_TAKEN, .taken = {.last = 1}, .fd = -1});
    assert_true(loop_turn(&f->loop, UINT64_MAX));
    assert_true(f->loop.quit);
}

static void keeps_the_newest_setup(void **state)
{
    struct fixture *f = *state;
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    send_message(f, setup_message(1, fd));
    assert_true(loop_turn(&f->loop, UINT64_MAX));
    assert_true(f->loop.setup_waits);
    int first = f->loop.setup.fd;
    send_message(f, setup_message(2, fd));
    assert_true(loop_turn(&f->loop, UINT64_MAX));
    assert_int_equal(f->loop.setup.setup.serial, 2);
    assert_int_equal(fcntl(first, F_GETFD), -1); /* the older one's was closed */
    assert_int_not_equal(fcntl(f->loop.setup.fd, F_GETFD), -1);
    close(fd);
}

static void keeps_the_keys(void **state)
{
    struct fixture *f = *state;
    for (uint32_t code = 1; code < 6; code++)
        send_message(f, (struct link_message){.type = LINK_KEY,
                                              .key = {.code = code, .action = LINK_PRESSED},
                                              .fd = -1});
    assert_true(loop_turn(&f->loop, UINT64_MAX));
    assert_true(loop_turn(&f->loop, 0));
    struct ui_event key;
    for (uint32_t code = 1; code < 6; code++) {
        assert_true(event_queue_take(&f->loop.events, &key));
        assert_int_equal(key.code, code);
        assert_true(key.pressed);
    }
    assert_false(event_queue_take(&f->loop.events, &key));
}

static void notices_that_the_screen_is_gone(void **state)
{
    struct fixture *f = *state;
    send_message(f, (struct link_message){.type = LINK_QUIT, .fd = -1});
    close(f->screen);
    f->screen = -1;
    assert_true(loop_turn(&f->loop, UINT64_MAX));
    assert_true(f->loop.quit); /* what it said before counts */
    assert_true(f->loop.closed);
    assert_false(f->loop.broken);
    assert_true(loop_send_frame(&f->loop, 1, 1, false));
    assert_false(f->loop.in_flight);
}

static void notices_it_when_sending(void **state)
{
    struct fixture *f = *state;
    close(f->screen);
    f->screen = -1;
    assert_true(loop_send_frame(&f->loop, 1, 1, false));
    assert_true(f->loop.closed);
}

static void refuses_nonsense(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(send(f->screen, "nonsense", 8, 0), 8);
    assert_true(loop_turn(&f->loop, UINT64_MAX));
    assert_true(f->loop.closed);
    assert_true(f->loop.broken);
}

static void wakes_up(void **state)
{
    struct fixture *f = *state;
    loop_wake(&f->loop);
    assert_true(loop_turn(&f->loop, UINT64_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_cannot_be_polled),
        cmocka_unit_test_setup_teardown(does_not_wait_when_told_so, setup, teardown),
        cmocka_unit_test_setup_teardown(waits_until_a_time, setup, teardown),
        cmocka_unit_test_setup_teardown(takes_a_frame_back, setup, teardown),
        cmocka_unit_test_setup_teardown(hears_of_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_the_newest_setup, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_the_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(notices_that_the_screen_is_gone, setup, teardown),
        cmocka_unit_test_setup_teardown(notices_it_when_sending, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_nonsense, setup, teardown),
        cmocka_unit_test_setup_teardown(wakes_up, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
