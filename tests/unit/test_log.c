/* Standard error is replaced by a datagram socket here: it shows what came in one write(2). */
#define LOG_MODULE "test"
#include "base/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static int ends[2], real_stderr;
static char got[8192];

static int replace_stderr(void **state)
{
    (void)state;
    log_set_level(LOG_INFO);
    real_stderr = dup(STDERR_FILENO);
    return socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends) < 0 ||
           dup2(ends[1], STDERR_FILENO) < 0;
}

static int restore_stderr(void **state)
{
    (void)state;
    dup2(real_stderr, STDERR_FILENO);
    close(real_stderr);
    close(ends[0]);
    close(ends[1]);
    return 0;
}

/* The next write to standard error, or "" when there was none. */
static const char *written(void)
{
    ssize_t n = recv(ends[0], got, sizeof got - 1, 0);
    got[n > 0 ? n : 0] = '\0';
    return got;
}

static void lines(void **state)
{
    (void)state;
    log_error("cannot open %s", "x");
    assert_string_equal(written(), "fbrun: cannot open x\n");
    log_info("%d", 5);
    assert_string_equal(written(), "fbrun: 5\n");
    assert_string_equal(written(), "");
}

static void escape_codes_are_not_for_the_terminal(void **state)
{
    (void)state;
    log_error("%s", "a\033[2Jb\rc\x7f\td\ne é");
    assert_string_equal(written(), "fbrun: a?[2Jb?c?\td\ne é\n");
}

static void levels(void **state)
{
    (void)state;
    log_debug("hidden");
    assert_string_equal(written(), "");
    log_set_level(LOG_DEBUG);
    log_debug("shown");
    assert_string_equal(written(), "fbrun[test]: shown\n");
    log_set_level(LOG_ERROR);
    log_warning("hidden");
    assert_string_equal(written(), "");
    log_error("shown");
    assert_string_equal(written(), "fbrun: shown\n");
}

static void long_lines_are_cut_and_still_end(void **state)
{
    (void)state;
    char longer[5000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    log_error("%s", longer);
    size_t length = strlen(written());
    assert_int_equal(length, 2047);
    assert_memory_equal(got, "fbrun: xxx", 10);
    assert_memory_equal(got + length - 2, "x\n", 2);
    assert_string_equal(written(), "");
}

static void closed_standard_error_is_survived(void **state)
{
    (void)state;
    close(STDERR_FILENO);
    log_error("to nobody");
}

/* If it waited, it would wait for ever. */
static void a_full_pipe_does_not_hold_us_up(void **state)
{
    (void)state;
    int pipe_ends[2];
    assert_int_equal(pipe2(pipe_ends, O_NONBLOCK), 0);
    while (write(pipe_ends[1], got, sizeof got) > 0 || write(pipe_ends[1], got, 1) > 0)
        ;
    assert_int_equal(fcntl(pipe_ends[1], F_SETFL, 0), 0); /* as programs find it: it blocks */
    dup2(pipe_ends[1], STDERR_FILENO);
    log_error("to nobody who reads");
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines, replace_stderr, restore_stderr),
        cmocka_unit_test_setup_teardown(escape_codes_are_not_for_the_terminal, replace_stderr,
                                        restore_stderr),
        cmocka_unit_test_setup_teardown(levels, replace_stderr, restore_stderr),
        cmocka_unit_test_setup_teardown(long_lines_are_cut_and_still_end, replace_stderr,
                                        restore_stderr),
        cmocka_unit_test_setup_teardown(a_full_pipe_does_not_hold_us_up, replace_stderr,
                                        restore_stderr),
        cmocka_unit_test_setup_teardown(closed_standard_error_is_survived, replace_stderr,
                                        restore_stderr),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
