/* Devices must be opened and closed without a leak, with and without a session, and libseat's own
 * server must neither hold what is ours nor be left behind. It is told to leave VTs alone: those of
 * whoever runs this are not for tests (tests/device/seat.lua has some). */
#include "seat/seat.h"

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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "descriptors.h"

static int create(void **state)
{
    *state = seat_create();
    return *state != NULL ? 0 : -1;
}

static int destroy(void **state)
{
    seat_destroy(*state);
    /* No child is left, not even a zombie. */
    return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD ? 0 : -1;
}

static void destroy_accepts_null(void **state)
{
    (void)state;
    seat_destroy(NULL);
}

static void a_seat_is_made_closed(void **state)
{
    struct seat_rescue rescue;
    assert_string_equal(seat_name(*state), "none");
    assert_false(seat_is_active(*state));
    assert_int_equal(seat_fd(*state), -1);
    assert_int_equal(seat_dispatch(*state), SEAT_NOTHING);
    assert_int_equal(seat_rescue_prepare(*state, &rescue), -1);
    seat_confirm_disable(*state);
    seat_release(*state);
    seat_release(*state);
}

static void vt_numbers_are_checked(void **state)
{
    assert_false(seat_switch_vt(*state, 0));
    assert_string_equal(error_text(), "VTs have numbers from 1 to 63, not 0");
    assert_false(seat_switch_vt(*state, 64));
    assert_false(seat_switch_vt(*state, -1));
    assert_false(seat_switch_vt(*state, 2));
    assert_string_equal(error_text(), "there is no VT to switch to VT 2 from");
}

static void open_and_close(struct seat *s)
{
    int before = count_fds();
    int fd = seat_open_device(s, "/dev/null");
    assert_true(fd >= 0);
    assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
    assert_int_equal(fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_RDWR | O_NONBLOCK);
    seat_close_device(s, fd);
    assert_int_equal(fcntl(fd, F_GETFD), -1);
    assert_int_equal(count_fds(), before);
    assert_int_equal(seat_open_device(s, "/dev/no such device"), -1);
    assert_int_equal(error_code(), ENOENT);
    assert_string_equal(error_text(), "cannot open /dev/no such device: No such file or directory");
    assert_int_equal(seat_open_device(s, "/"), -1);
    assert_int_equal(error_code(), EISDIR);
    seat_close_device(s, -1);
    assert_int_equal(count_fds(), before);
}

static void devices_are_opened_directly(void **state)
{
    open_and_close(*state);
}

static void devices_of_others_are_not_closed(void **state)
{
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    seat_close_device(*state, fd);
    assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
    close(fd);
}

static void what_is_still_open_is_closed_in_the_end(void **state)
{
    int before = count_fds();
    for (int i = 0; i < 50; i++)
        assert_true(seat_open_device(*state, "/dev/null") >= 0);
    assert_int_equal(count_fds(), before + 50);
    seat_release(*state);
    assert_int_equal(count_fds(), before);
}

/* With libseat's own server, or not at all in a build without libseat. */
static void take(struct seat *s)
{
#ifndef FBRUN_HAVE_LIBSEAT
    skip(); /* it would be a VT */
#endif
    setenv("LIBSEAT_BACKEND", "builtin", 1);
    setenv("SEATD_VTBOUND", "0", 1);
    assert_true(seat_take(s));
    assert_string_equal(getenv("LIBSEAT_BACKEND"), "builtin");
    assert_string_equal(seat_name(s), "builtin");
    assert_true(seat_is_active(s));
    assert_true(seat_fd(s) >= 0);
}

/* The only child of this process. Some kernels lack the file. */
static pid_t server(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *children = fopen(path, "r");
    int pid = 0;
    bool known = children != NULL && fscanf(children, "%d", &pid) == 1;
    if (children != NULL)
        fclose(children);
    if (!known)
        skip();
    return pid;
}

static void libseat_gives_a_seat(void **state)
{
    struct seat_rescue rescue;
    int before = count_fds();
    take(*state);
    assert_true(seat_take(*state)); /* once */
    assert_int_equal(seat_dispatch(*state), SEAT_NOTHING);
    assert_int_equal(seat_rescue_prepare(*state, &rescue), -1);
    open_and_close(*state); /* devices that libseat knows nothing of */
    seat_release(*state);
    assert_int_equal(count_fds(), before);
    assert_string_equal(seat_name(*state), "none");
    take(*state); /* again */
}

/* Else the other end of a socket would not hear of our death. */
static void its_server_holds_nothing_of_ours(void **state)
{
    int ends[2];
    char byte;
    assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
    take(*state);
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

/* A terminal's Ctrl-C, and `killall fbrun`, are not for the server. */
static void its_server_outlives_us(void **state)
{
    take(*state);
    char path[64], line[256], name[32] = {0};
    unsigned long long blocked = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)server());
    FILE *status = fopen(path, "r");
    assert_non_null(status);
    while (fgets(line, sizeof line, status) != NULL) {
        sscanf(line, "Name: %31s", name);
        sscanf(line, "SigBlk: %llx", &blocked);
    }
    fclose(status);
    assert_string_equal(name, "fbrun-seat");
    static const int ours[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP},
                     its[] = {SIGUSR1, SIGUSR2};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        assert_true(blocked >> (ours[i] - 1) & 1);
    for (size_t i = 0; i < sizeof its / sizeof its[0]; i++)
        assert_false(blocked >> (its[i] - 1) & 1);
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    assert_int_equal(sigismember(&mask, SIGINT), 0);
}

static void the_end_of_its_server_is_noticed(void **state)
{
    take(*state);
    int fd = seat_fd(*state);
    kill(server(), SIGKILL);
    struct pollfd gone = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&gone, 1, -1), 1);
    assert_int_equal(seat_dispatch(*state), SEAT_LOST);
    assert_string_equal(error_text(), "the session is lost: builtin has ended");
    assert_false(seat_is_active(*state));
    assert_int_equal(seat_fd(*state), -1);
    assert_int_equal(seat_dispatch(*state), SEAT_NOTHING);
    assert_false(seat_switch_vt(*state, 2));
    seat_confirm_disable(*state);
}

#define SEAT_TEST(f) cmocka_unit_test_setup_teardown(f, create, destroy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(destroy_accepts_null),
        SEAT_TEST(a_seat_is_made_closed),
        SEAT_TEST(vt_numbers_are_checked),
        SEAT_TEST(devices_are_opened_directly),
        SEAT_TEST(devices_of_others_are_not_closed),
        SEAT_TEST(what_is_still_open_is_closed_in_the_end),
        SEAT_TEST(libseat_gives_a_seat),
        SEAT_TEST(its_server_holds_nothing_of_ours),
        SEAT_TEST(its_server_outlives_us),
        SEAT_TEST(the_end_of_its_server_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
