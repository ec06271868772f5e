/* What a service manager reads from its socket, and that nobody else is told or woken. */
#include "screen/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "descriptors.h"

static uv_loop_t loop;
static struct service service;
static int asked;

static void ask(void *data)
{
    (void)data;
    asked++;
}

static int set_up(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    asked = 0;
    return uv_loop_init(&loop);
}

static void close_handle(uv_handle_t *handle, void *data)
{
    (void)data;
    uv_close(handle, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    service_close(&service);
    uv_walk(&loop, close_handle, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    return uv_loop_close(&loop);
}

/* The manager's end, bound to `name` ("@…" is abstract). */
static int manager(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t length = strlen(name);
    memcpy(address.sun_path, name, length);
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_true(fd >= 0);
    const socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    setenv("NOTIFY_SOCKET", name, 1);
    return fd;
}

/* An abstract name that no other run has. */
static int any_manager(void)
{
    char name[64];
    snprintf(name, sizeof name, "@fbrun-test-service-%ld", (long)getpid());
    return manager(name);
}

static void assert_told(int fd, const char *expected)
{
    char message[1024];
    const ssize_t size = recv(fd, message, sizeof message - 1, 0);
    if (expected == NULL) {
        assert_true(size < 0);
        return;
    }
    assert_true(size >= 0);
    message[size] = '\0';
    assert_string_equal(message, expected);
}

static void nobody_is_told_without_a_manager(void **state)
{
    (void)state;
    setenv("WATCHDOG_USEC", "1000", 1);
    const int before = count_fds();
    service_open(&service, &loop, ask, NULL);
    service_ready(&service);
    service_alive(&service);
    service_status(&service, "fine");
    service_stopping(&service);
    assert_int_equal(count_fds(), before);
    assert_false(uv_loop_alive(&loop));
}

static void a_manager_is_told(void **state)
{
    (void)state;
    const int fd = any_manager();
    service_open(&service, &loop, ask, NULL);
    assert_null(getenv("NOTIFY_SOCKET")); /* the script is not asked to speak for us */
    assert_false(uv_loop_alive(&loop));   /* no watchdog */
    service_status(&service, "a %s\nand %d", "line", 7);
    assert_told(fd, "STATUS=a line and 7");
    service_ready(&service);
    service_ready(&service);
    service_alive(&service);
    service_stopping(&service);
    assert_told(fd, "READY=1");
    assert_told(fd, "WATCHDOG=1");
    assert_told(fd, "STOPPING=1");
    assert_told(fd, NULL);
    close(fd);
    service_alive(&service); /* it is gone */
}

static void a_socket_may_have_a_path(void **state)
{
    (void)state;
    char path[] = "/tmp/fbrun-service-XXXXXX";
    assert_non_null(mkdtemp(path));
    char name[64];
    snprintf(name, sizeof name, "%s/notify", path);
    const int fd = manager(name);
    service_open(&service, &loop, ask, NULL);
    service_ready(&service);
    assert_told(fd, "READY=1");
    close(fd);
    unlink(name);
    rmdir(path);
}

static void a_watchdog_is_fed_three_times(void **state)
{
    (void)state;
    char pid[32];
    const int fd = any_manager();
    snprintf(pid, sizeof pid, "%ld", (long)getpid());
    setenv("WATCHDOG_USEC", "30000000", 1);
    setenv("WATCHDOG_PID", pid, 1);
    service_open(&service, &loop, ask, NULL);
    assert_int_equal(uv_timer_get_repeat(&service.timer), 10000);
    service_close(&service);
    uv_close((uv_handle_t *)&service.timer, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    close(fd);

    const int again = any_manager();
    setenv("WATCHDOG_USEC", "3000", 1);
    service_open(&service, &loop, ask, NULL);
    while (asked < 3)
        uv_run(&loop, UV_RUN_ONCE);
    close(again);
}

/* Frames that come, or one that is shown: alive. Neither: not. */
static void a_picture_that_stays_behind_is_no_sign_of_life(void **state)
{
    (void)state;
    const int fd = any_manager();
    service_open(&service, &loop, ask, NULL);
    service_answered(&service, 1, true);
    assert_told(fd, "WATCHDOG=1");
    service_answered(&service, 1, true);
    assert_told(fd, NULL);
    service_answered(&service, 1, false);
    assert_told(fd, "WATCHDOG=1");
    service_answered(&service, 2, true);
    assert_told(fd, "WATCHDOG=1");
    close(fd);
}

static void what_is_wrong_is_nobody(void **state)
{
    (void)state;
    char name[300];
    static const char *const spans[] = {"0", "-1", "soon", "12x", "99999999999999999999"};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        const int fd = any_manager();
        setenv("WATCHDOG_USEC", spans[i], 1);
        service_open(&service, &loop, ask, NULL);
        assert_false(uv_loop_alive(&loop));
        service_close(&service);
        close(fd);
    }
    const int fd = any_manager();
    setenv("WATCHDOG_USEC", "30000000", 1);
    setenv("WATCHDOG_PID", "1", 1); /* for another process */
    service_open(&service, &loop, ask, NULL);
    assert_false(uv_loop_alive(&loop));
    service_close(&service);
    close(fd);

    memset(name, 'x', sizeof name - 1);
    name[0] = '/';
    name[sizeof name - 1] = '\0';
    static const char *const names[] = {"", "relative", "@", "/"};
    for (size_t i = 0; i <= sizeof names / sizeof *names; i++) {
        setenv("NOTIFY_SOCKET", i < sizeof names / sizeof *names ? names[i] : name, 1);
        service_open(&service, &loop, ask, NULL);
        assert_int_equal(service.socket, -1);
        service_ready(&service);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_is_told_without_a_manager, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_manager_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_socket_may_have_a_path, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_watchdog_is_fed_three_times, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_picture_that_stays_behind_is_no_sign_of_life, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_nobody, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
