/* A session must introduce the screen, and tell frames that keep the rules from those that do not.
 */
#include "screen/session.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/error.h"

enum { WIDTH = 100, HEIGHT = 50, SERIAL = 7 };

struct fixture {
    struct output *output;
    struct session session;
    int script; /* the other end */
};

static void open_session(struct fixture *f, bool keep)
{
    int ends[2];
    assert_true(link_pair(ends));
    f->script = ends[1];
    assert_true(session_open(&f->session, ends[0], SERIAL, f->output, CLOCK_SECOND, 32, 16, keep));
}

static int setup(void **state)
{
    static struct fixture f;
    *state = &f;
    f.session.link = f.script = -1;
    const struct display_options options = {.spec = "headless,size=100x50"};
    f.output = output_create(&options, 0, 32, 16);
    return f.output != NULL ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    session_close(&f->session);
    if (f->script >= 0)
        close(f->script);
    return output_destroy(f->output) ? 0 : -1;
}

/* Takes the SETUP that has arrived and maps its buffer. */
static struct link_message take_setup(struct fixture *f, struct link_buffer *buffer)
{
    struct link_message m;
    assert_int_equal(link_receive(f->script, LINK_SCRIPT, &m), LINK_MESSAGE);
    assert_int_equal(m.type, LINK_SETUP);
    assert_true(link_buffer_open(buffer, &m));
    return m;
}

/* Opens a session whose SETUP has been taken. */
static void greet(struct fixture *f)
{
    struct link_buffer buffer;
    open_session(f, false);
    take_setup(f, &buffer);
    link_buffer_finish(&buffer);
}

static void send_frame(struct fixture *f, uint64_t frame, uint32_t serial)
{
    const struct link_message m = {
        .type = LINK_FRAME, .frame = {.serial = serial, .frame = frame}, .fd = -1};
    assert_true(link_send(f->script, &m));
}

static struct link_taken take_taken(struct fixture *f)
{
    struct link_message m;
    assert_int_equal(link_receive(f->script, LINK_SCRIPT, &m), LINK_MESSAGE);
    assert_int_equal(m.type, LINK_TAKEN);
    return m.taken;
}

static void close_accepts_what_is_closed(void **state)
{
    struct fixture *f = *state;
    session_close(&f->session);
    open_session(f, false);
    session_close(&f->session);
    session_close(&f->session);
    assert_int_equal(f->session.link, -1);
    session_quit(&f->session);
}

static void the_screen_is_introduced(void **state)
{
    struct fixture *f = *state;
    open_session(f, false);
    struct link_buffer buffer;
    struct link_message m = take_setup(f, &buffer);
    assert_int_equal(m.setup.serial, SERIAL);
    assert_int_equal(m.setup.width, WIDTH);
    assert_int_equal(m.setup.height, HEIGHT);
    assert_int_equal(m.setup.tile_width, 32);
    assert_int_equal(m.setup.tile_height, 16);
    assert_int_equal(m.setup.period, CLOCK_SECOND);
    assert_int_equal(*surface_at(&buffer.surface, 99, 49), 0);
    *surface_at(&buffer.surface, 99, 49) = 0xff445566;
    assert_int_equal(*surface_at(&f->session.buffer.surface, 99, 49), 0xff445566);
    link_buffer_finish(&buffer);
}

static void keep_starts_from_what_is_shown(void **state)
{
    struct fixture *f = *state;
    struct link_buffer first, second;
    assert_true(link_buffer_create(&first, WIDTH, HEIGHT, 32, 16));
    *surface_at(&first.surface, 3, 4) = 0xff112233;
    first.keys[0].a = 1;
    output_take(f->output, &first, 1);
    link_buffer_finish(&first);
    open_session(f, true);
    take_setup(f, &second);
    assert_int_equal(*surface_at(&second.surface, 3, 4), 0xff112233);
    link_buffer_finish(&second);
}

static void a_screen_without_a_reader(void **state)
{
    struct fixture *f = *state;
    int ends[2];
    assert_true(link_pair(ends));
    close(ends[1]); /* a script that could not be read has ended before the screen began */
    assert_true(session_open(&f->session, ends[0], 1, f->output, 1, 0, 0, false));
    struct link_message m;
    assert_int_equal(session_receive(&f->session, &m), LINK_CLOSED);
}

static void frames_are_numbered_from_1(void **state)
{
    struct fixture *f = *state;
    open_session(f, false);
    struct link_message m;
    assert_int_equal(session_receive(&f->session, &m), LINK_NOTHING);
    for (uint64_t i = 1; i <= 3; i++) {
        send_frame(f, i, SERIAL);
        assert_int_equal(session_receive(&f->session, &m), LINK_MESSAGE);
        assert_int_equal(m.frame.frame, i);
        assert_true(session_is_current(&f->session, &m.frame));
    }
    send_frame(f, 4, SERIAL - 1);
    assert_int_equal(session_receive(&f->session, &m), LINK_MESSAGE);
    assert_false(session_is_current(&f->session, &m.frame));
    close(f->script);
    f->script = -1;
    assert_int_equal(session_receive(&f->session, &m), LINK_CLOSED);
}

static void assert_refused(struct fixture *f, uint64_t number, uint32_t serial, const char *text)
{
    struct link_message m;
    open_session(f, false);
    for (uint64_t i = 1; i <= 2; i++) {
        send_frame(f, i, SERIAL);
        assert_int_equal(session_receive(&f->session, &m), LINK_MESSAGE);
    }
    send_frame(f, number, serial);
    assert_int_equal(session_receive(&f->session, &m), LINK_BROKEN);
    assert_string_equal(error_text(), text);
    session_close(&f->session);
    close(f->script);
    f->script = -1;
}

static void frames_that_break_the_rules(void **state)
{
    assert_refused(*state, 2, SERIAL, "frame 2 came where frame 3 was due");
    assert_refused(*state, 1, SERIAL, "frame 1 came where frame 3 was due");
    assert_refused(*state, 0, SERIAL, "frame 0 came where frame 3 was due");
    assert_refused(*state, 4, SERIAL, "frame 4 came where frame 3 was due");
    assert_refused(*state, UINT64_MAX, SERIAL,
                   "frame 18446744073709551615 came where frame 3 was due");
    assert_refused(*state, 3, SERIAL + 1, "a frame for SETUP 8 came, but the last one was 7");
}

static void answers_repeat_what_they_answer(void **state)
{
    struct fixture *f = *state;
    greet(f);
    const struct link_frame frame = {.serial = 5, .frame = 123456789012345};
    assert_true(session_answer(&f->session, &frame, true, true, 0));
    struct link_taken taken = take_taken(f);
    assert_int_equal(taken.serial, 5);
    assert_int_equal(taken.frame, 123456789012345);
    assert_int_equal(taken.last, 1);
    assert_int_equal(taken.due, 0);
}

/* Due times are whole periods apart as long as the script keeps up, and never in the past. */
static void due_times(void **state)
{
    struct fixture *f = *state;
    greet(f);
    const struct link_frame frame = {.serial = SERIAL, .frame = 1};
    uint64_t before = clock_monotonic();
    assert_true(session_answer(&f->session, &frame, false, false, 0));
    uint64_t after = clock_monotonic();
    uint64_t first = take_taken(f).due;
    assert_in_range(first, before + CLOCK_SECOND, after + CLOCK_SECOND);
    for (uint64_t i = 1; i <= 3; i++) {
        assert_true(session_answer(&f->session, &frame, false, false, 0));
        assert_int_equal(take_taken(f).due, first + i * CLOCK_SECOND);
    }
    /* After a long pause the next one is due now, and the pause is not made up for. */
    f->session.due = 1;
    before = clock_monotonic();
    assert_true(session_answer(&f->session, &frame, false, false, 0));
    after = clock_monotonic();
    assert_in_range(take_taken(f).due, before, after);
}

/* The rows that a script process names must be there. */
static void rows_of_a_failure(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int32_t top, height;
        bool good;
    } rows[] = {{0, HEIGHT, true},     {HEIGHT - 1, 1, true}, {HEIGHT, 1, false},
                {-1, 2, false},        {1, HEIGHT, false},    {0, -1, false},
                {1, INT32_MAX, false}, {INT32_MIN, 5, false}, {0, 0, true}};
    open_session(f, false);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct link_message m = {
            .type = LINK_FAILED, .failed = {SERIAL, rows[i].top, rows[i].height, 0}, .fd = -1};
        assert_true(link_send(f->script, &m));
        assert_int_equal(session_receive(&f->session, &m),
                         rows[i].good ? LINK_MESSAGE : LINK_BROKEN);
    }
    struct link_message old = {.type = LINK_FAILED, .failed = {SERIAL - 1, 5000, 7, 0}, .fd = -1};
    assert_true(link_send(f->script, &old));
    assert_int_equal(session_receive(&f->session, &old), LINK_MESSAGE);
    assert_int_equal(old.failed.height, 0);
}

/* With a vertical blank that is known, frames begin at the next one, whatever was due before. */
static void due_at_the_next_vertical_blank(void **state)
{
    struct fixture *f = *state;
    greet(f);
    const struct link_frame frame = {.serial = SERIAL, .frame = 1};
    uint64_t blank = clock_monotonic() - 10 * CLOCK_SECOND - CLOCK_SECOND / 2;
    for (int i = 0; i < 3; i++) {
        uint64_t before = clock_monotonic();
        assert_true(session_answer(&f->session, &frame, false, false, blank));
        uint64_t due = take_taken(f).due;
        assert_in_range(due, before + 1, clock_monotonic() + CLOCK_SECOND);
        assert_int_equal((due - blank) % CLOCK_SECOND, 0);
    }
}

static void send_key(struct session *s, bool pressed)
{
    const struct ui_event key = {.type = UI_KEY, .code = 30, .pressed = pressed};
    session_input(s, &key);
}

/* A script that is busy loses keys, whole ones, and nothing else; what is left comes when it reads.
 */
static void input_leaves_room_for_answers(void **state)
{
    struct fixture *f = *state;
    greet(f);
    for (int i = 0; i < 100000; i++) {
        send_key(&f->session, true);
        send_key(&f->session, false);
    }
    assert_true(session_keeps(&f->session));
    const struct link_frame frame = {.serial = SERIAL, .frame = 1};
    for (int i = 0; i < 100; i++)
        assert_true(session_answer(&f->session, &frame, false, true, 0));
    int presses = 0, answers = 0, releases = 0;
    struct link_message m;
    while (link_receive(f->script, LINK_SCRIPT, &m) == LINK_MESSAGE) {
        if (m.type == LINK_TAKEN)
            answers++;
        else if (m.key.action == LINK_PRESSED)
            presses++;
        else
            releases++;
        session_flush(&f->session);
    }
    assert_false(session_keeps(&f->session));
    assert_in_range(presses, 10, 99999);
    assert_int_equal(releases, presses); /* or the key would be down for ever */
    assert_int_equal(answers, 100);
    session_close(&f->session);
    send_key(&f->session, true); /* nobody is there: not an error */
    assert_false(session_keeps(&f->session));
}

static void assert_told(struct fixture *f, struct ui_event e, const struct link_message *expected)
{
    struct link_message m;
    session_input(&f->session, &e);
    assert_int_equal(link_receive(f->script, LINK_SCRIPT, &m), LINK_MESSAGE);
    assert_int_equal(m.type, expected->type);
    assert_memory_equal(&m.key, &expected->key, sizeof m.key);
}

static void input_is_told(void **state)
{
    struct fixture *f = *state;
    greet(f);
    assert_told(
        f,
        (struct ui_event){.type = UI_KEY, .code = 21, .pressed = true, .symbol = 'z', .text = "Z"},
        &(struct link_message){
            .type = LINK_KEY,
            .key = {.code = 21, .action = LINK_PRESSED, .symbol = 'z', .text = "Z"}});
    assert_told(f, (struct ui_event){.type = UI_PLACE, .x = 3, .y = 4},
                &(struct link_message){.type = LINK_POINTER,
                                       .pointer = {.action = LINK_MOVED, .x = 3, .y = 4}});
    assert_told(f, (struct ui_event){.type = UI_WHEEL, .x = 0, .y = 0.25F},
                &(struct link_message){.type = LINK_POINTER,
                                       .pointer = {.action = LINK_WHEEL, .y = 0.25F}});
    assert_told(
        f,
        (struct ui_event){
            .type = UI_BUTTON, .code = 3, .pressed = true, .presses = 2, .x = 3, .y = 4},
        &(struct link_message){
            .type = LINK_POINTER,
            .pointer = {.action = LINK_PRESSED, .button = 3, .presses = 2, .x = 3, .y = 4}});
    assert_told(
        f,
        (struct ui_event){
            .type = UI_TOUCH, .code = 2, .pressed = true, .presses = 1, .x = 1, .pressure = 0.5F},
        &(struct link_message){
            .type = LINK_TOUCH,
            .touch = {.action = LINK_PRESSED, .id = 2, .presses = 1, .x = 1, .pressure = 0.5F}});
    assert_told(
        f, (struct ui_event){.type = UI_TOUCH_MOVE, .code = 2, .y = 9, .pressure = 1},
        &(struct link_message){.type = LINK_TOUCH,
                               .touch = {.action = LINK_MOVED, .id = 2, .y = 9, .pressure = 1}});
    assert_told(f, (struct ui_event){.type = UI_TOUCH, .code = 2, .y = 9},
                &(struct link_message){.type = LINK_TOUCH,
                                       .touch = {.action = LINK_RELEASED, .id = 2, .y = 9}});
}

/* Before SETUP, which starts the program. */
static void what_is_held_is_told_first(void **state)
{
    struct fixture *f = *state;
    const struct ui_event held[] = {
        {.type = UI_PLACE, .held = true, .x = 3},
        {.type = UI_KEY, .code = 30, .pressed = true, .held = true},
        {.type = UI_BUTTON, .code = 2, .pressed = true, .held = true},
        {.type = UI_TOUCH, .code = 2, .pressed = true, .held = true},
    };
    const uint32_t types[] = {LINK_POINTER, LINK_KEY, LINK_POINTER, LINK_TOUCH};
    for (int i = 0; i < 4; i++)
        event_queue_put(&f->session.input, &held[i]);
    open_session(f, false);
    for (int i = 0; i < 4; i++) {
        struct link_message m;
        assert_int_equal(link_receive(f->script, LINK_SCRIPT, &m), LINK_MESSAGE);
        assert_int_equal(m.type, types[i]);
        assert_int_equal(m.type == LINK_KEY       ? m.key.action
                         : m.type == LINK_POINTER ? m.pointer.action
                                                  : m.touch.action,
                         LINK_HELD);
    }
    struct link_buffer buffer;
    take_setup(f, &buffer);
    link_buffer_finish(&buffer);
    struct ui_event up = {.type = UI_KEY, .code = 30};
    session_input(&f->session, &up); /* known to be down, so this is news */
    struct link_message m;
    assert_int_equal(link_receive(f->script, LINK_SCRIPT, &m), LINK_MESSAGE);
    assert_int_equal(m.key.action, LINK_RELEASED);
    session_close(&f->session);
    assert_false(f->session.input.keys[30]);
}

static void a_new_size_is_a_new_setup(void **state)
{
    struct fixture *f = *state;
    struct link_buffer buffer;
    greet(f);
    assert_true(session_fits(&f->session, f->output, CLOCK_SECOND));
    assert_false(session_fits(&f->session, f->output, 5000));
    assert_true(session_resize(&f->session, SERIAL + 1, f->output, 5000, 64, 32));
    assert_true(session_fits(&f->session, f->output, 5000));
    struct link_message m = take_setup(f, &buffer);
    assert_int_equal(m.setup.serial, SERIAL + 1);
    assert_int_equal(m.setup.period, 5000);
    assert_int_equal(m.setup.tile_width, 64);
    const struct link_frame old = {.serial = SERIAL}, new = {.serial = SERIAL + 1};
    assert_false(session_is_current(&f->session, &old));
    assert_true(session_is_current(&f->session, &new));
    /* It is the buffer that the session takes frames from. */
    *surface_at(&buffer.surface, 3, 2) = 0xff123456;
    assert_int_equal(*surface_at(&f->session.buffer.surface, 3, 2), 0xff123456);
    link_buffer_finish(&buffer);
}

static void who_does_not_read_is_noticed(void **state)
{
    struct fixture *f = *state;
    open_session(f, false);
    const struct link_frame frame = {.serial = SERIAL, .frame = 1};
    int sent = 0;
    while (sent < 1000000 && session_answer(&f->session, &frame, false, true, 0))
        sent++;
    assert_in_range(sent, 1, 999999);
    assert_string_equal(error_text(),
                        "cannot send TAKEN to the other process: Resource temporarily unavailable");
    close(f->script);
    f->script = -1;
    assert_true(session_answer(&f->session, &frame, false, true, 0)); /* gone is not an error */
    session_quit(&f->session);
}

static void quit(void **state)
{
    struct fixture *f = *state;
    greet(f);
    session_quit(&f->session);
    struct link_message m;
    assert_int_equal(link_receive(f->script, LINK_SCRIPT, &m), LINK_MESSAGE);
    assert_int_equal(m.type, LINK_QUIT);
}

#define SESSION_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(close_accepts_what_is_closed),
        SESSION_TEST(the_screen_is_introduced),
        SESSION_TEST(keep_starts_from_what_is_shown),
        SESSION_TEST(a_screen_without_a_reader),
        SESSION_TEST(frames_are_numbered_from_1),
        SESSION_TEST(frames_that_break_the_rules),
        SESSION_TEST(rows_of_a_failure),
        SESSION_TEST(answers_repeat_what_they_answer),
        SESSION_TEST(due_times),
        SESSION_TEST(due_at_the_next_vertical_blank),
        SESSION_TEST(input_leaves_room_for_answers),
        SESSION_TEST(input_is_told),
        SESSION_TEST(what_is_held_is_told_first),
        SESSION_TEST(a_new_size_is_a_new_setup),
        SESSION_TEST(who_does_not_read_is_noticed),
        SESSION_TEST(quit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
