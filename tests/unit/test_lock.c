/* One at a time, over processes and objects, and the next one is told of a death. */
#include "map/lock.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>

#include "base/error.h"
#include "descriptors.h"
#include "processes.h"
#include "sigbus.h"

enum { OFFSET = 4092 }; /* over the border of a page */

static int fd;
static const struct patience for_ever = {.deadline = UINT64_MAX};
static const struct patience at_once = {0};

struct opened {
    struct part part;
    struct lock lock;
};

static void open_lock(struct opened *o)
{
    assert_true(part_open(&o->part, fd, OFFSET, LOCK_SIZE));
    assert_true(lock_open(&o->lock, &o->part, 0));
}

static int make_file(void **state)
{
    (void)state;
    fd = zeros(10000);
    return 0;
}

static int close_file(void **state)
{
    (void)state;
    return close(fd);
}

static void places_that_are_none(void **state)
{
    (void)state;
    static const struct {
        uint64_t position;
        size_t length;
        const char *text;
    } cases[] = {
        {9985, 16, "16 bytes at 9985 of the file expected, it has 10000"},
        {10001, 0, "0 bytes at 10001 of the file expected, it has 10000"},
        {UINT64_MAX, 16, "16 bytes at 18446744073709551615 of the file expected, it has 10000"},
        {16, SIZE_MAX, NULL},
        {2, 16, "a place that is a multiple of 4 expected, got 2"},
    };
    const int lowest = lowest_free();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct part p;
        assert_false(part_open(&p, fd, cases[i].position, cases[i].length));
        if (cases[i].text != NULL)
            assert_string_equal(error_text(), cases[i].text);
        assert_int_equal(p.fd, -1);
        part_close(&p);
    }
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct part p;
    assert_false(part_open(&p, ends[0], 0, 16));
    assert_string_equal(error_text(), "a file or shared memory expected, got a device or the like");
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(lowest_free(), lowest);
}

static void objects_of_one_process_exclude_each_other(void **state)
{
    (void)state;
    struct opened a, b;
    bool died = true;
    open_lock(&a);
    open_lock(&b);
    assert_int_equal(lock_acquire(&a.lock, &for_ever, &died), WAIT_DONE);
    assert_false(died);
    assert_int_equal(lock_acquire(&b.lock, &at_once, &died), WAIT_TIMEOUT);
    assert_false(b.lock.held);
    lock_release(&a.lock);
    assert_int_equal(lock_acquire(&b.lock, &at_once, &died), WAIT_DONE);
    assert_false(died);
    lock_release(&b.lock);
    part_close(&a.part);
    part_close(&b.part);
    part_close(&b.part);
}

static void so_many_can_have_it_open(void **state)
{
    (void)state;
    static struct part parts[LOCK_USERS];
    struct lock l;
    const int shared = zeros(100);
    for (int i = 0; i < 40; i++) { /* more would be more mappings than can be watched */
        assert_true(part_open(&parts[i], shared, 0, LOCK_SIZE));
        assert_true(lock_open(&l, &parts[i], 0));
        assert_int_equal(l.number, i + 1);
    }
    part_close(&parts[7]);
    assert_true(part_open(&parts[7], shared, 0, LOCK_SIZE));
    assert_true(lock_open(&l, &parts[7], 0));
    assert_int_equal(l.number, 8);
    for (int i = 0; i < 40; i++)
        part_close(&parts[i]);
    /* All numbers at once, as lock.h says where they are. */
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", shared);
    const int other = open(path, O_RDWR);
    struct flock all = {.l_type = F_WRLCK, .l_start = ((off_t)1 << 62) + 1, .l_len = LOCK_USERS};
    assert_int_equal(fcntl(other, F_OFD_SETLK, &all), 0);
    assert_true(part_open(&parts[0], shared, 0, LOCK_SIZE));
    assert_false(lock_open(&l, &parts[0], 0));
    assert_string_equal(error_text(), "a lock is opened at most 250 times, and this one is");
    part_close(&parts[0]);
    close(other);
    close(shared);
}

/* A number is given to somebody else, who is not taken for its dead owner. */
static void a_number_is_used_again(void **state)
{
    (void)state;
    struct opened a, b, again;
    bool died;
    open_lock(&a);
    open_lock(&b);
    assert_int_equal(lock_acquire(&a.lock, &at_once, &died), WAIT_DONE);
    part_close(&a.part);
    open_lock(&again);
    assert_int_equal(again.lock.number, 1);
    assert_int_equal(lock_acquire(&b.lock, &at_once, &died), WAIT_DONE);
    assert_true(died);
    lock_release(&b.lock);
    assert_int_equal(lock_acquire(&again.lock, &at_once, &died), WAIT_DONE);
    assert_false(died);
    assert_int_equal(lock_acquire(&b.lock, &at_once, &died), WAIT_TIMEOUT);
    lock_release(&again.lock);
    part_close(&again.part);
    part_close(&b.part);
}

enum { STEPS = 2000 };

/* Counts up what all count, in two steps that nobody may come between. */
static void count_up(void *counter)
{
    volatile uint32_t *value = counter;
    struct opened o;
    CHECK(part_open(&o.part, fd, OFFSET, LOCK_SIZE));
    CHECK(lock_open(&o.lock, &o.part, 0));
    for (int i = 0; i < STEPS; i++) {
        bool died;
        CHECK(lock_acquire(&o.lock, &for_ever, &died) == WAIT_DONE && !died);
        const uint32_t seen = *value;
        if (i % 16 == 0)
            usleep(0); /* others get their chance to break in */
        *value = seen + 1;
        lock_release(&o.lock);
    }
}

static void four_processes_count_together(void **state)
{
    (void)state;
    uint32_t *value =
        mmap(NULL, sizeof *value, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t children[4];
    for (int i = 0; i < 4; i++)
        children[i] = start(count_up, value);
    for (int i = 0; i < 4; i++)
        assert_ends_well(children[i]);
    assert_int_equal(*value, 4 * STEPS);
    munmap(value, sizeof *value);
}

static int told[2]; /* a pipe: the child says that it has the lock */

static void hold_for_ever(void *unused)
{
    (void)unused;
    struct opened o;
    bool died;
    CHECK(part_open(&o.part, fd, OFFSET, LOCK_SIZE));
    CHECK(lock_open(&o.lock, &o.part, 0));
    CHECK(lock_acquire(&o.lock, &for_ever, &died) == WAIT_DONE && !died);
    CHECK(write(told[1], "x", 1) == 1);
    for (;;)
        pause();
}

static void kill_holder(pid_t child)
{
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_true(WIFSIGNALED(wait_for(child)));
}

static void the_next_one_is_told_of_a_death(void **state)
{
    (void)state;
    struct opened o, waiting;
    bool died;
    char byte;
    open_lock(&o);
    open_lock(&waiting);
    assert_int_equal(pipe(told), 0);
    for (int i = 0; i < 2; i++) {
        pid_t child = start(hold_for_ever, NULL);
        assert_int_equal(read(told[0], &byte, 1), 1);
        assert_int_equal(lock_acquire(&o.lock, &at_once, &died), WAIT_TIMEOUT);
        if (i == 0) {
            kill_holder(child);
            assert_int_equal(lock_acquire(&o.lock, &for_ever, &died), WAIT_DONE);
        } else {
            /* While somebody waits, too; a SIGKILL wakes nobody. */
            pid_t killer = fork();
            if (killer == 0) {
                while (((uint32_t *)o.part.bytes)[1] == 0)
                    usleep(100);
                kill(child, SIGKILL);
                _exit(0);
            }
            assert_int_equal(lock_acquire(&o.lock, &for_ever, &died), WAIT_DONE);
            wait_for(child);
            assert_ends_well(killer);
        }
        assert_true(died);
        lock_release(&o.lock);
        assert_int_equal(lock_acquire(&o.lock, &at_once, &died), WAIT_DONE);
        assert_false(died); /* once */
        lock_release(&o.lock);
    }
    /* Who closes it without releasing leaves a word of that as well. */
    assert_int_equal(lock_acquire(&waiting.lock, &at_once, &died), WAIT_DONE);
    part_close(&waiting.part);
    assert_int_equal(lock_acquire(&o.lock, &at_once, &died), WAIT_DONE);
    assert_true(died);
    part_close(&o.part);
    close(told[0]);
    close(told[1]);
}

static void words_that_others_scribble_do_no_harm(void **state)
{
    (void)state;
    struct opened o;
    bool died;
    open_lock(&o);
    memset(o.part.bytes, 0xa5, LOCK_SIZE);
    assert_int_equal(lock_acquire(&o.lock, &at_once, &died), WAIT_DONE);
    assert_true(died);
    memset(o.part.bytes, 0xff, LOCK_SIZE);
    lock_release(&o.lock);
    assert_int_equal(lock_acquire(&o.lock, &at_once, &died), WAIT_DONE);
    lock_release(&o.lock);
    part_close(&o.part);
}

static void cut_file(void *unused)
{
    (void)unused;
    signal(SIGBUS, SIG_DFL); /* cmocka's handler */
    struct opened o;
    bool died;
    CHECK(part_open(&o.part, fd, 8192, LOCK_SIZE));
    CHECK(lock_open(&o.lock, &o.part, 0));
    CHECK(ftruncate(fd, 0) == 0);
    CHECK(lock_acquire(&o.lock, &at_once, &died) == WAIT_FAILED);
    CHECK(strcmp(error_text(), "the mapped file has been cut short; 16 bytes at 8192 are gone") ==
          0);
    CHECK(!o.lock.held);
    part_close(&o.part);
}

static void a_file_that_is_cut_short_is_an_error(void **state)
{
    (void)state;
    if (!sigbus_tells_address())
        skip();
    assert_ends_well(start(cut_file, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* first, since its child needs a handler that cmocka has not replaced */
        cmocka_unit_test_setup_teardown(a_file_that_is_cut_short_is_an_error, make_file,
                                        close_file),
        cmocka_unit_test_setup_teardown(places_that_are_none, make_file, close_file),
        cmocka_unit_test_setup_teardown(objects_of_one_process_exclude_each_other, make_file,
                                        close_file),
        cmocka_unit_test_setup_teardown(so_many_can_have_it_open, make_file, close_file),
        cmocka_unit_test_setup_teardown(a_number_is_used_again, make_file, close_file),
        cmocka_unit_test_setup_teardown(four_processes_count_together, make_file, close_file),
        cmocka_unit_test_setup_teardown(the_next_one_is_told_of_a_death, make_file, close_file),
        cmocka_unit_test_setup_teardown(words_that_others_scribble_do_no_harm, make_file,
                                        close_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
