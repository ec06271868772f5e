/* The screen process must show frames, and end well, whatever the script process does. In place of
 * Lua a few lines of C speak the link's language: well, badly, or not at all. */
#include "screen/screen.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>

#include "base/clock.h"
#include "stand_in.h"

/* Well-behaved ones. */

static int show_still(struct stand_in *p)
{
    struct link_message m = show(p, 0xff123456, true);
    return m.type == LINK_TAKEN && m.taken.last == 1 && m.taken.due == 0 && m.taken.frame == 1 &&
                   m.taken.serial == p->serial
               ? 0
               : 91;
}

static int show_until_last(struct stand_in *p)
{
    for (int i = 1; i < 50; i++) {
        struct link_message m = show(p, 0xff000000 + (uint32_t)i, false);
        if (m.type != LINK_TAKEN)
            return 91;
        if (m.taken.last)
            return i;
    }
    return 92;
}

static int show_nothing(struct stand_in *p)
{
    (void)p;
    return 0;
}

static int show_and_return_7(struct stand_in *p)
{
    show(p, 0xff777777, false);
    return 7;
}

/* Many frames are on their way when the process ends, and only the last has a picture. */
static int show_and_leave(struct stand_in *p)
{
    for (uint64_t i = 1; i <= 200; i++) {
        if (i == 200)
            paint(p, 0xffabcdef);
        send_frame(p, p->serial, i, false);
    }
    return 0;
}

static void a_still_picture(void **state)
{
    (void)state;
    assert_int_equal(run(&plain, show_still), 0);
    assert_int_equal(shown(), 0x123456);
    assert_string_equal(log_text, "");
}

static void frames_are_limited(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = true, .frames = 5};
    assert_int_equal(run(&o, show_until_last), 5);
    assert_int_equal(shown(), 5);
    assert_string_equal(log_text, "");
}

static void exit_status_is_passed_on(void **state)
{
    (void)state;
    assert_int_equal(run(&plain, show_nothing), 0);
    assert_int_equal(run(&plain, show_and_return_7), 7);
    assert_int_equal(shown(), 0x777777);
    assert_string_equal(log_text, "");
    assert_int_equal(atomic_load(&shared->runs), 1);
}

static void frames_sent_before_the_end_are_shown(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(run(&plain, show_and_leave), 0);
        assert_int_equal(shown(), 0xabcdef);
    }
}

static int check_due(struct stand_in *p)
{
    for (int i = 0; i < 3; i++) {
        uint64_t before = clock_monotonic();
        struct link_message m = show(p, 0xff000000, false);
        if (m.type != LINK_TAKEN || m.taken.due < before ||
            m.taken.due > clock_monotonic() + 4 * p->period)
            return 91;
    }
    return 0;
}

static void frames_are_paced_by_the_real_clock(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = false};
    assert_int_equal(run(&o, check_due), 0);
}

/* A frame for an earlier SETUP is answered, not shown, and does not count. */
static int show_outdated(struct stand_in *p)
{
    show(p, 0xff111111, false);
    paint(p, 0xff222222);
    send_frame(p, p->serial - 1, ++p->frame, true);
    struct link_message m = await(p->link);
    return m.type == LINK_TAKEN && m.taken.serial == p->serial - 1 && m.taken.frame == 2 &&
                   m.taken.last == 0
               ? 0
               : 91;
}

static void outdated_frames(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = true, .frames = 2};
    assert_int_equal(run(&o, show_outdated), 0);
    assert_int_equal(shown(), 0x111111);
}

/* Those that die. */

static int crash(struct stand_in *p)
{
    show(p, 0xff00ff00, false);
    signal(SIGSEGV, SIG_DFL); /* sanitizers catch it */
    raise(SIGSEGV);
    hang();
}

static int get_killed(struct stand_in *p)
{
    (void)p;
    raise(SIGKILL);
    hang();
}

static void deadly_signals(void **state)
{
    (void)state;
    assert_int_equal(run(&plain, crash), 128 + SIGSEGV);
    assert_int_equal(shown(), 0x00ff00); /* frames already shown stay */
    assert_string_equal(log_text,
                        "fbrun: the script process was killed by signal 11 (Segmentation fault)\n");
    assert_int_equal(run(&plain, get_killed), 128 + SIGKILL);
    assert_string_equal(log_text, "fbrun: the script process was killed by signal 9 (Killed)\n");
}

static void what_dies_is_replaced(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = true, .restarts = 2};
    assert_int_equal(run(&o, crash), 128 + SIGSEGV);
    assert_int_equal(atomic_load(&shared->runs), 3);
    assert_int_equal(shown(), 0x00ff00);
    assert_string_equal(log_text,
                        "fbrun: the script process was killed by signal 11 (Segmentation fault)\n"
                        "fbrun: starting the script again in 0.0 s, time 1\n"
                        "fbrun: the script process was killed by signal 11 (Segmentation fault)\n"
                        "fbrun: starting the script again in 0.1 s, time 2\n"
                        "fbrun: the script process was killed by signal 11 (Segmentation fault)\n");
}

/* Fails twice; the picture of the first run must still be there for the third. */
static int succeed_the_third_time(struct stand_in *p)
{
    int run_number = atomic_load(&shared->runs);
    if (run_number == 1)
        show(p, 0xff314159, false);
    else if (*surface_at(&p->buffer.surface, 5, 5) != 0xff314159)
        return 94;
    return run_number < 3 ? 4 : 0;
}

static void replacements_start_from_the_picture(void **state)
{
    (void)state;
    const struct screen_options o = {
        .display = {.keep = true}, .virtual_clock = true, .restarts = -1};
    assert_int_equal(run(&o, succeed_the_third_time), 0);
    assert_int_equal(atomic_load(&shared->runs), 3);
    assert_int_equal(shown(), 0x314159);
}

/* Each has its own reason to end well, and none to be started again. */
static void what_ends_well_is_not_replaced(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = true, .restarts = -1, .frames = 3};
    assert_int_equal(run(&o, show_nothing), 0);
    assert_int_equal(atomic_load(&shared->runs), 1);
    assert_int_equal(run(&o, show_until_last), 3); /* a failure, but after the last frame */
    assert_int_equal(atomic_load(&shared->runs), 1);
}

/* Those that break the rules. Whoever survives being found out returns 93. */

static void assert_killed_for(behaviour *behave, const char *reason)
{
    char text[512];
    snprintf(text, sizeof text,
             "fbrun: the script broke the rules of the link and was killed: %s\n", reason);
    assert_int_equal(run(&plain, behave), 128 + SIGKILL);
    assert_string_equal(log_text, text);
}

static int repeat(struct stand_in *p)
{
    show(p, 0xff000001, false);
    send_frame(p, p->serial, 1, false);
    hang();
}

static int look_ahead(struct stand_in *p)
{
    send_frame(p, p->serial + 1, 1, false);
    hang();
}

static int send_garbage(struct stand_in *p)
{
    if (write(p->link, "garbage!", 8) != 8)
        return 93;
    hang();
}

static int command_the_screen(struct stand_in *p)
{
    const struct link_message m = {.type = LINK_QUIT, .fd = -1};
    link_send(p->link, &m);
    hang();
}

static int never_read(struct stand_in *p)
{
    signal(SIGPIPE, SIG_IGN);
    for (uint64_t i = 1;; i++) {
        struct link_message m = {
            .type = LINK_FRAME, .frame = {.serial = p->serial, .frame = i}, .fd = -1};
        while (!link_send(p->link, &m))
            if (errno == EPIPE)
                hang();
    }
}

static void rules_of_the_link(void **state)
{
    (void)state;
    assert_killed_for(repeat, "frame 1 came where frame 2 was due");
    assert_killed_for(look_ahead, "a frame for SETUP 2 came, but the last one was 1");
    assert_killed_for(send_garbage, "a message of unknown type " /* "garb" as a word */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
                                    "1651663207"
#else
                                    "1734439522"
#endif
    );
    assert_killed_for(command_the_screen, "QUIT is not for this side");
    assert_killed_for(never_read, "cannot send TAKEN to the other process: "
                                  "Resource temporarily unavailable");
}

/* Those that do not end. */

static int close_link_and_hang(struct stand_in *p)
{
    close(p->link);
    hang();
}

static int hang_after_last(struct stand_in *p)
{
    show(p, 0xff998877, true);
    hang();
}

/* The screen process, which is the test, gets a signal; the stand-in is deaf. */
static int interrupt_and_hang(struct stand_in *p)
{
    signal(SIGINT, SIG_IGN);
    show(p, 0xff998877, false);
    kill(shared->screen, SIGINT);
    hang();
}

static void who_does_not_end_is_killed(void **state)
{
    (void)state;
    static behaviour *const all[] = {close_link_and_hang, hang_after_last, interrupt_and_hang};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(run(&plain, all[i]), 128 + SIGKILL);
        assert_string_equal(log_text, "fbrun: the script did not end within 2 s; killed\n");
    }
    assert_int_equal(shown(), 0x998877);
}

/* The machine stands still for longer than a script process has for its end: neither it nor the
 * screen process gets anywhere. */
static int end_after_a_standstill(struct stand_in *p)
{
    show(p, 0xff998877, true);
    await_state(shared->screen, 'S'); /* it waits for the end */
    kill(shared->screen, SIGSTOP);
    poll(NULL, 0, 2500);
    kill(shared->screen, SIGCONT);
    poll(NULL, 0, 100); /* the screen process is busy with it now */
    return 7;
}

static void a_standstill_is_no_time(void **state)
{
    (void)state;
    assert_int_equal(run(&plain, end_after_a_standstill), 7);
    assert_string_equal(log_text, "");
}

static int interrupt_again_and_again(struct stand_in *p)
{
    (void)p;
    signal(SIGINT, SIG_IGN);
    for (int i = 0; i < 100; i++) {
        kill(shared->screen, SIGINT);
        poll(NULL, 0, 10);
    }
    hang();
}

static void a_second_signal_does_not_wait(void **state)
{
    (void)state;
    assert_int_equal(run(&plain, interrupt_again_and_again), 128 + SIGKILL);
    assert_string_equal(log_text, "fbrun: the script process was killed by a second signal\n");
}

static int interrupt_twice_at_once(struct stand_in *p)
{
    signal(SIGINT, SIG_IGN);
    kill(shared->screen, SIGINT);
    if (await(p->link).type != LINK_QUIT)
        return 91;
    kill(shared->screen, SIGINT);
    for (int i = 0; i < 3; i++) /* the screen process looks at signals between two messages */
        show(p, 0xff000000, false);
    return 0;
}

static void two_signals_at_once_are_one(void **state)
{
    (void)state;
    assert_int_equal(run(&plain, interrupt_twice_at_once), 0);
    assert_string_equal(log_text, "");
}

static int stop_signal; /* the one that the stand-in below sends, and should get */
static volatile sig_atomic_t signal_seen;

static void on_signal(int number)
{
    signal_seen = number;
}

static int obey(struct stand_in *p)
{
    signal(stop_signal, on_signal);
    kill(shared->screen, stop_signal);
    if (await(p->link).type != LINK_QUIT)
        return 91;
    struct pollfd nothing = {.fd = -1};
    for (int i = 0; i < 500 && signal_seen == 0; i++)
        poll(&nothing, 1, 10);
    if (signal_seen != stop_signal)
        return 92;
    /* What is shown after that is answered as the last, and not shown. */
    struct link_message m = show(p, 0xffffffff, false);
    return m.type == LINK_TAKEN && m.taken.last == 1 ? 0 : 93;
}

static void signals_end_the_program(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (int i = 0; i < 3; i++) {
        stop_signal = signals[i];
        assert_int_equal(run(&plain, obey), 0);
        assert_int_equal(shown(), 0);
        assert_string_equal(log_text, "");
    }
}

/* A signal between two script processes: there is nobody to wait for. */
static int fail_and_interrupt(struct stand_in *p)
{
    (void)p;
    if (atomic_load(&shared->runs) == 4) { /* the next delay is 0.4 s */
        signal(SIGTERM, SIG_IGN);
        kill(shared->screen, SIGTERM);
    }
    return 9;
}

static void a_signal_ends_restarts(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = true, .restarts = -1};
    assert_int_equal(run(&o, fail_and_interrupt), 9);
    assert_int_equal(atomic_load(&shared->runs), 4);
}

static int ignore_hangup(struct stand_in *p)
{
    kill(shared->screen, SIGHUP);
    return show(p, 0xff00aa00, true).taken.last == 1 ? 0 : 91;
}

static void nohup(void **state)
{
    (void)state;
    signal(SIGHUP, SIG_IGN);
    assert_int_equal(run(&plain, ignore_hangup), 0);
    assert_int_equal(shown(), 0x00aa00);
    signal(SIGHUP, SIG_DFL);
}

static int kill_watcher(struct stand_in *p)
{
    kill(getppid(), SIGKILL);
    (void)p;
    hang();
}

static void watcher_that_dies(void **state)
{
    (void)state;
    assert_int_equal(run(&plain, kill_watcher), 1);
    assert_string_equal(log_text, "fbrun: the watcher process is gone\n");
}

/* Displays that fail. */

static void displays_that_fail(void **state)
{
    (void)state;
    struct screen_options o = plain;
    o.display.spec = "nonsense";
    assert_int_equal(run(&o, show_still), 1);
    assert_non_null(strstr(log_text, "fbrun: --display=nonsense: unknown display \"nonsense\""));
    assert_int_equal(atomic_load(&shared->runs), 0);

    /* A picture that cannot be written at the end … */
    char missing[256];
    snprintf(missing, sizeof missing, "headless:%s/missing/x.png,size=64x8", folder);
    o.display.spec = missing;
    assert_int_equal(run(&o, show_still), 1);
    assert_non_null(strstr(log_text, "missing/x."));
    /* … and one that cannot be written in the middle. */
    snprintf(missing, sizeof missing, "headless:%s/missing/%%d.png,size=64x8", folder);
    assert_int_equal(run(&o, show_until_last), 1);
    assert_non_null(strstr(log_text, "missing/1."));
}

/* Everything in one process. */

struct server {
    const struct screen_options *options;
    int link;
    int status;
};

static void *serve(void *data)
{
    struct server *s = data;
    s->status = screen_serve(s->options, s->link);
    return NULL;
}

/* Returns the script's status; *status is the screen's. */
static int run_in_thread(const struct screen_options *options, behaviour *behave, int *status)
{
    struct screen_options o = *options;
    reset_display();
    if (o.display.spec == NULL)
        o.display.spec = spec;
    int fds = count_fds(), ends[2];
    assert_true(link_pair(ends));
    struct server server = {.options = &o, .link = ends[0]};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, serve, &server), 0);
    int result = be_script(ends[1], behave);
    close(ends[1]);
    pthread_join(thread, NULL);
    *status = server.status;
    assert_int_equal(count_fds(), fds);
    return result;
}

static int repeat_and_return(struct stand_in *p)
{
    show(p, 0xff000001, false);
    send_frame(p, p->serial, 1, false);
    return await(p->link).type == 0 ? 5 : 91;
}

static void one_process(void **state)
{
    (void)state;
    int status;
    const struct screen_options o = {.virtual_clock = true, .frames = 40};
    assert_int_equal(run_in_thread(&o, show_until_last, &status), 40);
    assert_int_equal(status, 0);
    assert_int_equal(shown(), 40);
    assert_int_equal(run_in_thread(&plain, show_still, &status), 0);
    assert_int_equal(status, 0);
    assert_int_equal(run_in_thread(&plain, show_nothing, &status), 0);
    assert_int_equal(status, 0);
    assert_int_equal(run_in_thread(&plain, repeat_and_return, &status), 5);
    assert_int_equal(status, 1);
    struct screen_options bad = plain;
    bad.display.spec = "nonsense";
    assert_int_equal(run_in_thread(&bad, show_still, &status), 90);
    assert_int_equal(status, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_still_picture),
        cmocka_unit_test(frames_are_limited),
        cmocka_unit_test(exit_status_is_passed_on),
        cmocka_unit_test(frames_sent_before_the_end_are_shown),
        cmocka_unit_test(frames_are_paced_by_the_real_clock),
        cmocka_unit_test(outdated_frames),
        cmocka_unit_test(deadly_signals),
        cmocka_unit_test(what_dies_is_replaced),
        cmocka_unit_test(replacements_start_from_the_picture),
        cmocka_unit_test(what_ends_well_is_not_replaced),
        cmocka_unit_test(rules_of_the_link),
        cmocka_unit_test(who_does_not_end_is_killed),
        cmocka_unit_test(a_standstill_is_no_time),
        cmocka_unit_test(a_second_signal_does_not_wait),
        cmocka_unit_test(two_signals_at_once_are_one),
        cmocka_unit_test(signals_end_the_program),
        cmocka_unit_test(a_signal_ends_restarts),
        cmocka_unit_test(nohup),
        cmocka_unit_test(watcher_that_dies),
        cmocka_unit_test(displays_that_fail),
        cmocka_unit_test(one_process),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
