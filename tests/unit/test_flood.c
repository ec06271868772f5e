/* A script process that says more than anybody could want to hear: the screen process still hears
 * signals, and holds no more of it than it must. FLOOD in the environment is how many messages come
 * of each kind, for longer floods. */
#include "screen/session.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "base/error.h"
#include "stand_in.h"

static long flood_length(void)
{
    const char *text = getenv("FLOOD");
    return text != NULL ? atol(text) : 3000;
}

/* Reads what has come. False when the end was asked for, or the link is closed. */
static bool drain(int link)
{
    struct link_message m;
    enum link_result result;
    while ((result = link_receive(link, LINK_SCRIPT, &m)) == LINK_MESSAGE) {
        if (m.fd >= 0)
            close(m.fd);
        if (m.type == LINK_QUIT || (m.type == LINK_TAKEN && m.taken.last))
            return false;
    }
    return result == LINK_NOTHING;
}

static bool send_now(int link, const struct link_message *m)
{
    while (drain(link)) {
        if (link_send(link, m))
            return true;
        if (error_code() != EAGAIN)
            return false;
        struct pollfd room = {.fd = link, .events = POLLIN | POLLOUT};
        poll(&room, 1, -1);
    }
    return false;
}

static uint32_t kind; /* of the messages */

static struct link_message make_message(struct stand_in *p, long i, int fd)
{
    struct link_message m = {.type = kind, .fd = kind == LINK_KEPT ? fd : -1};
    if (kind == LINK_FRAME) {
        paint(p, 0xff000000 | (uint32_t)i);
        m.frame = (struct link_frame){.serial = p->serial, .frame = ++p->frame};
    } else if (kind == LINK_FAILED) {
        m.failed = (struct link_failed){.serial = p->serial, .top = 0, .height = HEIGHT};
    } else if (kind == LINK_FILE) {
        snprintf(m.file.path, sizeof m.file.path, "/nowhere/%ld/%0500ld", i, i);
    }
    return m;
}

/* Halfway a signal asks for the end; the flood goes on until the screen process says so. */
static int flood(struct stand_in *p)
{
    const long length = flood_length();
    const int fd = memfd_create("flood", MFD_CLOEXEC);
    signal(SIGINT, SIG_IGN); /* the message is enough */
    show(p, 0xff123456, false);
    for (long i = 0;; i++) {
        const struct link_message m = make_message(p, i, fd);
        if (!send_now(p->link, &m))
            return 0;
        if (i == length / 2)
            kill(shared->screen, SIGINT);
    }
}

static void signals_are_heard_in_a_flood(void **state)
{
    (void)state;
    static const uint32_t kinds[] = {LINK_FRAME, LINK_FAILED, LINK_FILE, LINK_KEPT};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        for (int reload = 0; reload < 2; reload++) {
            kind = kinds[i];
            /* Answers to frames may fill the link, and the script process is killed before it asks
             * for the end: a screen that stays would wait for a better version. */
            const struct screen_options o = {.virtual_clock = true,
                                             .reload = reload,
                                             .stay = kind != LINK_FRAME,
                                             .kiosk = i % 2 != 0};
            run(&o, flood);
            if (kind != LINK_FRAME)
                assert_null(strstr(log_text, "killed"));
            assert_int_equal(atomic_load(&shared->runs), 1);
        }
}

/* An answer to nothing is none: it would be passed on to a service manager. */
static int answer_nothing(struct stand_in *p)
{
    link_send(p->link, &(struct link_message){.type = LINK_PONG, .fd = -1});
    hang();
}

static void an_answer_that_nobody_asked_for_ends_it(void **state)
{
    (void)state;
    assert_int_equal(run(&plain, answer_nothing), 137);
    assert_non_null(strstr(log_text, "PONG without a PING"));
}

/* Sends messages without an end, from a process more, and reads none. Ends with the link. */
static _Noreturn void pour(const struct stand_in *p)
{
    const struct link_message m = {.type = LINK_FILE, .file.path = "/nowhere", .fd = -1};
    fork();
    atomic_store(&shared->first, getpid());
    while (link_send(p->link, &m) || error_code() == EAGAIN)
        ;
    _exit(0);
}

/* In place of the C library's. Whether a flood is faster than who reads it is the scheduler's to
 * say; here it is: the screen process waits for what comes next. */
ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    enum { WAIT = 50 }; /* milliseconds; for the watcher's messages it is in vain */
    ssize_t got = syscall(SYS_recvmsg, fd, message, flags);
    if (got >= 0 || errno != EAGAIN || shared == NULL || getpid() != shared->screen ||
        atomic_load(&shared->first) == 0)
        return got;
    poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, WAIT);
    return syscall(SYS_recvmsg, fd, message, flags);
}

static int pour_and_answer_nothing(struct stand_in *p)
{
    show(p, 0xff123456, false);
    pour(p);
}

static void a_flood_is_no_answer(void **state)
{
    (void)state;
    const struct screen_options o = {.virtual_clock = true, .patience = 0.1};
    assert_int_equal(run(&o, pour_and_answer_nothing), 128 + SIGKILL);
    assert_string_equal(log_text, "fbrun: the script did not answer for 0.1 s and was killed\n");
}

static int leave_a_flood_behind(struct stand_in *p)
{
    show(p, 0xff123456, false);
    if (fork() == 0)
        pour(p);
    while (atomic_load(&shared->first) == 0)
        sched_yield();
    return 7;
}

static void a_flood_that_outlives_its_script_process(void **state)
{
    (void)state;
    assert_int_equal(run(&plain, leave_a_flood_behind), 7);
    assert_string_equal(log_text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_are_heard_in_a_flood),
        cmocka_unit_test(an_answer_that_nobody_asked_for_ends_it),
        cmocka_unit_test(a_flood_is_no_answer),
        cmocka_unit_test(a_flood_that_outlives_its_script_process),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
