/* Script processes must start, be signalled and be reported; and nothing may be left of them,
 * whoever dies first. */
#include "screen/watcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "descriptors.h"
#include "link/link.h"

/* What the script process is to do; written to its link's other end. */
enum task {
    RETURN = 1,  /* with the status in the next byte */
    DIE,         /* by the signal in the next byte */
    SHOW_NAME,   /* say how the kernel calls it */
    SHOW_SIGNAL, /* say how it takes the signal in the next byte: 1 by default, 0 otherwise */
    HANG,        /* say 'h', and never end */
    SHOW_FDS,    /* say how many descriptors it holds, not counting the one that counts */
};

static int signal_is_default(int number)
{
    struct sigaction action;
    sigset_t mask;
    sigaction(number, NULL, &action);
    sigprocmask(SIG_BLOCK, NULL, &mask);
    return action.sa_handler == SIG_DFL && sigismember(&mask, number) == 0;
}

static void say(int link, int value)
{
    char byte = (char)value;
    if (write(link, &byte, 1) != 1)
        _exit(99);
}

static int child(int link, bool fallback, void *data)
{
    (void)fallback;
    (void)data;
    /* A child that is meant to crash leaves no file. */
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    for (;;) {
        struct pollfd readable = {.fd = link, .events = POLLIN};
        char bytes[2] = {0}, name[16] = {0};
        if (poll(&readable, 1, -1) < 0 && errno == EINTR)
            continue;
        if (read(link, bytes, sizeof bytes) <= 0)
            return 98;
        switch (bytes[0]) {
        case RETURN:
            return (unsigned char)bytes[1];
        case DIE:
            signal(bytes[1], SIG_DFL); /* sanitizers catch SIGSEGV */
            raise(bytes[1]);
            break;
        case SHOW_NAME:
            prctl(PR_GET_NAME, name);
            if (write(link, name, strlen(name)) < 0)
                return 97;
            break;
        case SHOW_SIGNAL:
            say(link, signal_is_default(bytes[1]));
            break;
        case HANG:
            say(link, 'h');
            for (;;)
                pause();
        case SHOW_FDS:
            say(link, count_fds());
            break;
        }
    }
}

/* Starts script process `id`; returns the screen end of its link, which blocks. */
static int start(struct watcher *w, uint32_t id)
{
    int ends[2];
    assert_true(link_pair(ends));
    assert_true(watcher_spawn(w, id, ends[1], false));
    close(ends[1]);
    fcntl(ends[0], F_SETFL, 0);
    return ends[0];
}

static void tell(int link, enum task task, int value)
{
    const char bytes[2] = {(char)task, (char)value};
    assert_int_equal(write(link, bytes, 2), 2);
}

static int answer(int link)
{
    unsigned char byte;
    assert_int_equal(read(link, &byte, 1), 1);
    return byte;
}

static struct watcher_event wait_event(struct watcher *w)
{
    struct watcher_event event = {0};
    int result;
    while ((result = watcher_receive(w, &event)) == 0) {
        struct pollfd readable = {.fd = watcher_fd(w), .events = POLLIN};
        poll(&readable, 1, -1);
    }
    assert_int_equal(result, 1);
    return event;
}

static int start_watcher(void **state)
{
    *state = watcher_start(child, NULL, NULL);
    return *state != NULL ? 0 : -1;
}

static int finish_watcher(void **state)
{
    watcher_finish(*state);
    /* No child is left, not even a zombie. */
    return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD ? 0 : -1;
}

static void finish_accepts_null(void **state)
{
    (void)state;
    watcher_finish(NULL);
}

static void nothing_happens_without_children(void **state)
{
    struct watcher_event event;
    assert_int_equal(watcher_receive(*state, &event), 0);
    assert_true(watcher_signal(*state, 1, SIGKILL));
    assert_int_equal(watcher_receive(*state, &event), 0);
}

static void exit_status_is_reported(void **state)
{
    static const int statuses[] = {0, 1, 42, 255};
    for (uint32_t i = 0; i < 4; i++) {
        int link = start(*state, 10 + i);
        tell(link, RETURN, statuses[i]);
        struct watcher_event event = wait_event(*state);
        assert_int_equal(event.id, 10 + i);
        assert_true(WIFEXITED(event.status));
        assert_int_equal(WEXITSTATUS(event.status), statuses[i]);
        close(link);
    }
}

static void deadly_signals_are_reported(void **state)
{
    static const int signals[] = {SIGKILL, SIGSEGV, SIGABRT, SIGTERM};
    for (uint32_t i = 0; i < 4; i++) {
        int link = start(*state, i);
        tell(link, DIE, signals[i]);
        struct watcher_event event = wait_event(*state);
        assert_int_equal(event.id, i);
        assert_true(WIFSIGNALED(event.status));
        assert_int_equal(WTERMSIG(event.status), signals[i]);
        close(link);
    }
}

/* Sent at once after the start, a signal must not be lost to a process that is not ready yet. */
static void signals_reach_the_right_child(void **state)
{
    for (int round = 0; round < 50; round++) {
        int first = start(*state, 1), second = start(*state, 2);
        assert_true(watcher_signal(*state, 2, SIGTERM));
        struct watcher_event event = wait_event(*state);
        assert_int_equal(event.id, 2);
        assert_int_equal(WTERMSIG(event.status), SIGTERM);
        /* It has ended and been reported: no other process may be hit in its place. */
        assert_true(watcher_signal(*state, 2, SIGKILL));
        tell(first, RETURN, 5);
        event = wait_event(*state);
        assert_int_equal(event.id, 1);
        assert_true(WIFEXITED(event.status));
        assert_int_equal(WEXITSTATUS(event.status), 5);
        close(first);
        close(second);
    }
}

static void a_child_finds_signals_as_fbrun_did(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD, SIGUSR1};
    int link = start(*state, 1);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        tell(link, SHOW_SIGNAL, signals[i]);
        assert_int_equal(answer(link), 1);
    }
    close(link);
    assert_int_equal(WEXITSTATUS(wait_event(*state).status), 98);
}

static void processes_have_names(void **state)
{
    int link = start(*state, 1);
    tell(link, SHOW_NAME, 0);
    char name[32] = {0};
    assert_true(read(link, name, sizeof name - 1) > 0);
    assert_string_equal(name, "fbrun-script");
    close(link);
    wait_event(*state);
}

/* A child holds what the watcher was started with, and its link: no other child's, no socket of
 * the watcher's. */
static void a_child_inherits_no_descriptor(void **state)
{
    (void)state;
    int before = count_fds();
    struct watcher *w = watcher_start(child, NULL, NULL);
    assert_non_null(w);
    assert_int_equal(count_fds(), before + 1);
    int first = start(w, 1), second = start(w, 2);
    for (int i = 0; i < 2; i++) {
        tell(i == 0 ? first : second, SHOW_FDS, 0);
        assert_int_equal(answer(i == 0 ? first : second), before + 1);
    }
    close(first);
    assert_int_equal(wait_event(w).id, 1); /* its link was open nowhere else */
    close(second);
    assert_int_equal(wait_event(w).id, 2);
    watcher_finish(w);
    assert_int_equal(count_fds(), before);
}

static void finish_ends_children_that_run(void **state)
{
    (void)state;
    struct watcher *w = watcher_start(child, NULL, NULL);
    assert_non_null(w);
    int link = start(w, 1);
    tell(link, HANG, 0);
    assert_int_equal(answer(link), 'h');
    watcher_finish(w);
    char byte;
    assert_int_equal(read(link, &byte, 1), 0);
    close(link);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void more_children_than_there_is_room_for(void **state)
{
    int links[9];
    for (uint32_t i = 0; i < 9; i++)
        links[i] = start(*state, i);
    struct watcher_event event = wait_event(*state);
    assert_int_equal(event.id, 8);
    assert_int_equal(WEXITSTATUS(event.status), 1);
    for (uint32_t i = 0; i < 9; i++)
        close(links[i]);
    for (int i = 0; i < 8; i++)
        assert_int_equal(WEXITSTATUS(wait_event(*state).status), 98);
    close(start(*state, 20));
    assert_int_equal(wait_event(*state).id, 20);
}

static void watcher_that_is_killed(void **state)
{
    (void)state;
    struct watcher *w = watcher_start(child, NULL, NULL);
    assert_non_null(w);
    int link = start(w, 1);
    tell(link, HANG, 0);
    assert_int_equal(answer(link), 'h');
    /* The only child of this process is the watcher. */
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *children = fopen(path, "r");
    int pid = 0;
    if (children == NULL || fscanf(children, "%d", &pid) != 1) { /* some kernels lack the file */
        close(link);
        watcher_finish(w);
        skip();
    }
    fclose(children);
    kill(pid, SIGKILL);
    char byte;
    assert_int_equal(read(link, &byte, 1), 0); /* the script process died with it */
    struct watcher_event event;
    struct pollfd gone = {.fd = watcher_fd(w), .events = POLLIN};
    poll(&gone, 1, -1); /* its threads, which a sanitizer starts, do not all end at once */
    assert_int_equal(watcher_receive(w, &event), -1);
    assert_string_equal(error_text(), "the watcher process is gone");
    assert_false(watcher_signal(w, 1, SIGTERM));
    assert_false(watcher_spawn(w, 2, link, false));
    close(link);
    watcher_finish(w);
}

/* A stand-in for the screen process, which is killed while a script process runs. Both it and its
 * descendants hold the pipe, so that the end of the file means that all of them are gone. */
static void kill_screen(int signal_first, const char *said)
{
    int pipe_ends[2], ready[2];
    assert_int_equal(pipe(pipe_ends), 0);
    assert_int_equal(pipe(ready), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(pipe_ends[1], STDERR_FILENO);
        close(pipe_ends[0]);
        close(pipe_ends[1]);
        struct watcher *w = watcher_start(child, NULL, NULL);
        int link = start(w, 1);
        tell(link, HANG, 0);
        say(ready[1], answer(link));
        for (;;)
            pause();
    }
    close(pipe_ends[1]);
    assert_int_equal(answer(ready[0]), 'h');
    if (signal_first != 0)
        kill(pid, signal_first);
    kill(pid, SIGKILL);
    char text[256] = {0};
    size_t used = 0;
    ssize_t got;
    while ((got = read(pipe_ends[0], text + used, sizeof text - 1 - used)) > 0)
        used += (size_t)got;
    assert_int_equal(got, 0);
    assert_string_equal(text, said);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    close(pipe_ends[0]);
    close(ready[0]);
    close(ready[1]);
}

static void screen_process_that_is_killed_leaves_nothing(void **state)
{
    (void)state;
    kill_screen(0, "fbrun: the screen process died; its script process was killed\n");
    kill_screen(SIGSTOP, "fbrun: the screen process died; its script process was killed\n");
}

#define WATCHER_TEST(f) cmocka_unit_test_setup_teardown(f, start_watcher, finish_watcher)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finish_accepts_null),
        WATCHER_TEST(nothing_happens_without_children),
        WATCHER_TEST(exit_status_is_reported),
        WATCHER_TEST(deadly_signals_are_reported),
        WATCHER_TEST(signals_reach_the_right_child),
        WATCHER_TEST(a_child_finds_signals_as_fbrun_did),
        WATCHER_TEST(processes_have_names),
        cmocka_unit_test(a_child_inherits_no_descriptor),
        cmocka_unit_test(finish_ends_children_that_run),
        WATCHER_TEST(more_children_than_there_is_room_for),
        cmocka_unit_test(watcher_that_is_killed),
        cmocka_unit_test(screen_process_that_is_killed_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
