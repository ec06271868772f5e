/* Every case runs in a child of its own: some end by SIGBUS, and cmocka sets handlers of its own
 * around each test. A check that fails in the child shows as its exit status, the line number. */
#include "base/fault.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sigbus.h"

enum { PAGES = 4 };

static size_t page;
static bool addresses_told;

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fail_in_child(__LINE__);                                                               \
    } while (0)

static _Noreturn void fail_in_child(int line)
{
    fprintf(stderr, "test_fault.c:%d failed\n", line);
    _exit(1);
}

/* A file of PAGES pages filled with `fill`, mapped. Returns its fd; *map is the mapping. */
static int map_file(char fill, volatile char **map)
{
    char name[] = "/tmp/test_fault.XXXXXX";
    int fd = mkstemp(name);
    CHECK(fd >= 0 && unlink(name) == 0);
    CHECK(ftruncate(fd, (off_t)(PAGES * page)) == 0);
    void *p = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    CHECK(p != MAP_FAILED);
    memset(p, fill, PAGES * page);
    *map = p;
    return fd;
}

/* Runs `body` in a child in which SIGBUS has its default meaning; returns its wait status. */
static int run(void (*body)(void))
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit no_core = {0};
        setrlimit(RLIMIT_CORE, &no_core);
        signal(SIGBUS, SIG_DFL); /* neither cmocka's handler nor a sanitizer's */
        body();
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void assert_good(void (*body)(void))
{
    int status = run(body);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void assert_killed(void (*body)(void))
{
    int status = run(body);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGBUS);
}

static void shrink(void)
{
    volatile char *map, *neighbour;
    int fd = map_file('x', &map);
    map_file('y', &neighbour);
    struct fault_range range, second;
    CHECK(fault_watch(&range, (void *)map, PAGES * page));
    CHECK(fault_watch(&second, (void *)neighbour, PAGES * page));
    CHECK(!range.faulted);
    CHECK(ftruncate(fd, (off_t)page) == 0);
    errno = 77;
    CHECK(map[0] == 'x' && !range.faulted); /* the page that is still there */
    CHECK(map[3 * page + 5] == 0 && range.faulted);
    CHECK(errno == 77);
    for (size_t i = page; i < PAGES * page; i++)
        CHECK(map[i] == 0);
    map[2 * page] = 'w'; /* writing goes on, to nowhere */
    CHECK(map[2 * page] == 'w' && map[0] == 'x');
    CHECK(!second.faulted);
    for (size_t i = 0; i < PAGES * page; i++)
        CHECK(neighbour[i] == 'y');
    fault_unwatch(&range);
    fault_unwatch(&second);
}

static void write_first(void)
{
    volatile char *map;
    int fd = map_file('x', &map);
    struct fault_range range;
    CHECK(fault_watch(&range, (void *)map, PAGES * page));
    CHECK(ftruncate(fd, 0) == 0);
    memset((void *)map, 'z', PAGES * page);
    CHECK(range.faulted && map[PAGES * page - 1] == 'z');
    fault_unwatch(&range);
}

static void read_only_mapping(void)
{
    volatile char *map;
    int fd = map_file('x', &map);
    const volatile char *p = mmap(NULL, PAGES * page, PROT_READ, MAP_SHARED, fd, 0);
    struct fault_range range;
    CHECK(fault_watch(&range, (void *)p, PAGES * page));
    CHECK(ftruncate(fd, 0) == 0);
    CHECK(p[0] == 0 && range.faulted);
}

static void file_that_shrinks_reads_as_zeros(void **state)
{
    (void)state;
    if (!addresses_told)
        skip();
    assert_good(shrink);
    assert_good(write_first);
    assert_good(read_only_mapping);
}

static void fault_outside(void)
{
    volatile char *map, *neighbour;
    map_file('x', &map);
    int fd = map_file('y', &neighbour);
    struct fault_range range, twice;
    CHECK(fault_watch(&range, (void *)map, PAGES * page));
    CHECK(fault_watch(&twice, (void *)map, PAGES * page)); /* must not take ours for the earlier */
    CHECK(ftruncate(fd, 0) == 0);
    neighbour[0];
}

/* The page before and the page behind the range are not in it. */
static void fault_at_page(size_t which)
{
    volatile char *map;
    int fd = map_file('x', &map);
    struct fault_range range;
    CHECK(fault_watch(&range, (void *)(map + page), (PAGES - 2) * page));
    CHECK(ftruncate(fd, 0) == 0);
    CHECK(map[page] == 0 && map[(PAGES - 1) * page - 1] == 0);
    map[which * page];
}

static void fault_before(void)
{
    fault_at_page(0);
}

static void fault_behind(void)
{
    fault_at_page(PAGES - 1);
}

static void fault_unwatched(void)
{
    volatile char *map;
    int fd = map_file('x', &map);
    struct fault_range range;
    CHECK(fault_watch(&range, (void *)map, PAGES * page));
    fault_unwatch(&range);
    fault_unwatch(&range);
    CHECK(ftruncate(fd, 0) == 0);
    map[0];
}

static void sent_by_kill(void)
{
    volatile char *map;
    map_file('x', &map);
    struct fault_range range;
    CHECK(fault_watch(&range, (void *)map, PAGES * page));
    raise(SIGBUS);
}

static void other_faults_end_the_process(void **state)
{
    (void)state;
    assert_killed(fault_outside);
    if (addresses_told) {
        assert_killed(fault_before);
        assert_killed(fault_behind);
    }
    assert_killed(fault_unwatched);
    assert_killed(sent_by_kill);
}

static void earlier_handler(void)
{
    struct sigaction action = {.sa_sigaction = sigbus_compare, .sa_flags = SA_SIGINFO};
    sigaction(SIGBUS, &action, NULL);
    volatile char *map, *neighbour;
    int watched = map_file('x', &map), fd = map_file('y', &neighbour);
    struct fault_range range;
    CHECK(fault_watch(&range, (void *)map, PAGES * page));
    CHECK(ftruncate(watched, 0) == 0 && ftruncate(fd, 0) == 0);
    CHECK(map[0] == 0);
    sigbus_expected = (void *)neighbour;
    neighbour[0];
}

static void an_earlier_handler_is_called(void **state)
{
    (void)state;
    if (!addresses_told)
        skip();
    int status = run(earlier_handler);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 42);
}

/* Scripts map thousands of files. */
static void fill_table(void)
{
    enum { MANY = 1000 };
    static struct fault_range ranges[MANY + 1];
    volatile char *map;
    int fd = map_file('x', &map);
    struct fault_range none = {0};
    fault_unwatch(&none);
    for (int i = 0; i < MANY; i++)
        CHECK(fault_watch(&ranges[i], malloc(1), 1)); /* never touched */
    fault_unwatch(&ranges[20]);
    CHECK(fault_watch(&ranges[MANY], (void *)map, PAGES * page));
    fault_unwatch(&ranges[999]);
    fault_unwatch(&ranges[0]);
    CHECK(ftruncate(fd, 0) == 0 && map[0] == 0 && ranges[MANY].faulted);
    for (int i = 0; i < MANY; i++)
        CHECK(!ranges[i].faulted);
}

static void the_table_grows(void **state)
{
    (void)state;
    if (!addresses_told)
        skip();
    assert_good(fill_table);
}

/* What is known of a fault is enough to put the mapping back where it was. */
static void restore(void)
{
    volatile char *map;
    int fd = map_file('x', &map);
    struct fault_range range;
    CHECK(fault_watch(&range, (void *)map, PAGES * page));
    CHECK(ftruncate(fd, (off_t)page) == 0);
    CHECK(map[2 * page + 7] == 0 && map[page] == 0 && range.faulted);
    CHECK(range.lowest == (uintptr_t)map + page && range.highest == (uintptr_t)map + 3 * page);
    CHECK(ftruncate(fd, (off_t)(PAGES * page)) == 0 && pwrite(fd, "new", 3, (off_t)page) == 3);
    CHECK(mmap((void *)range.lowest, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
               (off_t)page) == (void *)range.lowest);
    fault_forget(&range);
    CHECK(!range.faulted && map[page] == 'n' && !range.faulted);
    CHECK(ftruncate(fd, 0) == 0 && map[3 * page] == 0 && range.faulted);
    CHECK(range.lowest == (uintptr_t)map + 3 * page);
}

static void move(void)
{
    volatile char *map;
    int fd = map_file('x', &map);
    struct fault_range range;
    CHECK(fault_watch(&range, (void *)map, PAGES * page));
    volatile char *moved = mremap((void *)map, PAGES * page, page * 4 * PAGES, MREMAP_MAYMOVE);
    CHECK(moved != MAP_FAILED);
    fault_move(&range, (void *)moved, page * 4 * PAGES);
    CHECK(moved[0] == 'x' && !range.faulted);
    CHECK(ftruncate(fd, 0) == 0 && moved[0] == 0 && range.faulted);
}

static void a_mapping_may_be_restored_and_moved(void **state)
{
    (void)state;
    if (!addresses_told)
        skip();
    assert_good(restore);
    assert_good(move);
}

static void *watch_and_fault(void *argument)
{
    (void)argument;
    for (int i = 0; i < 200; i++) {
        volatile char *map;
        int fd = map_file('x', &map);
        struct fault_range range;
        CHECK(fault_watch(&range, (void *)map, PAGES * page));
        CHECK(ftruncate(fd, 0) == 0);
        CHECK(map[page] == 0 && range.faulted);
        fault_unwatch(&range);
        munmap((void *)map, PAGES * page);
        close(fd);
    }
    return NULL;
}

static void many_threads(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&threads[i], NULL, watch_and_fault, NULL) == 0);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
}

static void threads(void **state)
{
    (void)state;
    if (!addresses_told)
        skip();
    assert_good(many_threads);
}

int main(void)
{
    page = (size_t)sysconf(_SC_PAGESIZE);
    addresses_told = sigbus_tells_address();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_that_shrinks_reads_as_zeros),
        cmocka_unit_test(other_faults_end_the_process),
        cmocka_unit_test(an_earlier_handler_is_called),
        cmocka_unit_test(the_table_grows),
        cmocka_unit_test(a_mapping_may_be_restored_and_moved),
        cmocka_unit_test(threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
