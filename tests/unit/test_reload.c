/* A new version beside the old one, where their ends come at awkward moments: in place of both
 * there are stand-ins. */
#include "screen/reload.h"

#include <sched.h>
#include <signal.h>

#include "base/clock.h"
#include "link/parcel.h"
#include "stand_in.h"

/* Has a new version started, and gives it nothing, after so many milliseconds. */
static void be_followed_after(struct stand_in *p, int milliseconds)
{
    kill(shared->screen, SIGHUP);
    while (await(p->link).type != LINK_ASK)
        ;
    poll(NULL, 0, milliseconds);
    const int kept = parcel_create("", 0);
    link_send(p->link, &(struct link_message){.type = LINK_KEPT, .fd = kept});
    close(kept);
}

static void be_followed(struct stand_in *p)
{
    be_followed_after(p, 0);
}

static void send_file(struct stand_in *p, int i)
{
    struct link_message m = {.type = LINK_FILE, .fd = -1};
    snprintf(m.file.path, sizeof m.file.path, "/nowhere/%d", i);
    link_send(p->link, &m);
}

/* Stops the screen process until it has something to read, and is gone then. */
static int die_after_a_frame(struct stand_in *p)
{
    kill(shared->screen, SIGSTOP);
    for (int i = 0; i < 80; i++)
        send_file(p, i);
    paint(p, 0xff00ff00);
    send_frame(p, p->serial, 1, false);
    atomic_store(&shared->second, getpid());
    return 7;
}

/* Asks for a second version and lets the screen process go on when that one is gone: so its end is
 * known before its first frame is read. */
static int be_followed_by_one_that_dies(struct stand_in *p)
{
    if (atomic_load(&shared->runs) > 1)
        return die_after_a_frame(p);
    show(p, 0xff0000ff, false);
    be_followed(p);
    pid_t second;
    do
        second = atomic_load(&shared->second);
    while (second == 0 || kill(second, 0) == 0);
    kill(shared->screen, SIGCONT);
    while (await(p->link).type != 0)
        ;
    return 0;
}

static void a_new_version_that_dies_after_its_first_frame(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = true, .reload = true};
    assert_int_equal(run(&o, be_followed_by_one_that_dies), 7);
    assert_int_equal(shown(), 0x00ff00);
    assert_int_equal(atomic_load(&shared->runs), 2);
    assert_string_equal(log_text, "");
}

/* The second one fails while the new version, the third, is there already: it would be started
 * again 0.1 s later. The screen process is stopped until it can hear of the failure and of the
 * first frame at once. The new version then goes on until that time is over. */
static int fail_while_followed(struct stand_in *p)
{
    switch (atomic_load(&shared->runs)) {
    case 1:
        return 9;
    case 2:
        atomic_store(&shared->first, getpid());
        be_followed(p);
        while (atomic_load(&shared->second) == 0)
            sched_yield();
        return 9;
    case 3:
        kill(shared->screen, SIGSTOP);
        await_state(shared->screen, 'T');
        atomic_store(&shared->second, getpid());
        while (kill(atomic_load(&shared->first), 0) == 0)
            sched_yield();
        await_state(getppid(), 'S'); /* the watcher has told of it */
        const uint64_t over = clock_monotonic() + CLOCK_SECOND / 5;
        paint(p, 0xff00ff00);
        send_frame(p, p->serial, ++p->frame, false);
        kill(shared->screen, SIGCONT);
        if (await(p->link).type != LINK_TAKEN)
            return 91;
        while (clock_monotonic() < over)
            if (show(p, 0xff00ff00, false).type != LINK_TAKEN)
                return 92;
        return 0;
    default:
        return 93;
    }
}

static void a_restart_that_is_due_when_a_new_version_takes_over(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = true, .reload = true, .restarts = -1};
    assert_int_equal(run(&o, fail_while_followed), 0);
    assert_int_equal(shown(), 0x00ff00);
    assert_int_equal(atomic_load(&shared->runs), 3);
    assert_string_equal(log_text, "fbrun: starting the script again in 0.0 s, time 1\n"
                                  "fbrun: starting the script again in 0.1 s, time 2\n");
}

/* A frame of the old version takes longer than most. */
static int be_busy_while_followed(struct stand_in *p)
{
    if (atomic_load(&shared->runs) > 1)
        return show(p, 0xff00ff00, true).type == LINK_TAKEN ? 0 : 91;
    show(p, 0xff0000ff, false);
    be_followed_after(p, 400);
    while (await(p->link).type != 0)
        ;
    return 0;
}

static void a_busy_version_is_waited_for(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = true, .reload = true};
    assert_int_equal(run(&o, be_busy_while_followed), 0);
    assert_int_equal(shown(), 0x00ff00);
    assert_string_equal(log_text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_version_that_dies_after_its_first_frame),
        cmocka_unit_test(a_busy_version_is_waited_for),
        cmocka_unit_test(a_restart_that_is_due_when_a_new_version_takes_over),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
