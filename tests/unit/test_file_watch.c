/* Whoever watches a file hears of each change once, however it was made. */
#include "base/file_watch.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/error.h"
#include "descriptors.h"
#include "scratch.h"

enum { FIRST = 1, SECOND = 2 };

static struct file_watch *watch;

static int open_watch(void **state)
{
    watch = file_watch_create();
    return watch == NULL ? -1 : scratch_make(state);
}

static int close_watch(void **state)
{
    (void)state;
    char command[PATH_MAX + 16];
    file_watch_destroy(watch);
    snprintf(command, sizeof command, "rm -r '%s'", scratch_folder);
    return system(command);
}

static void put(const char *name, const char *text)
{
    FILE *f = fopen(scratch_path(name), "wb");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void add(const char *name)
{
    struct file_state seen = file_state_of(scratch_path(name));
    assert_true(file_watch_add(watch, scratch_path(name), &seen, FIRST));
}

/* Waits for the next change. */
static const char *next(void)
{
    const char *path;
    while ((path = file_watch_take(watch)) == NULL)
        poll(&(struct pollfd){.fd = file_watch_fd(watch), .events = POLLIN}, 1, -1);
    return path;
}

static void expect(const char *name)
{
    assert_string_equal(next(), scratch_path(name));
    assert_null(file_watch_take(watch));
}

static void every_way_of_saving(void **state)
{
    (void)state;
    put("a", "one");
    add("a");
    put("a", "two!");
    expect("a");
    put("b", "three");
    assert_int_equal(rename(scratch_path("b"), scratch_path("a")), 0);
    expect("a");
    unlink(scratch_path("a"));
    expect("a");
    put("a", "four");
    expect("a");
    assert_int_equal(rename(scratch_path("a"), scratch_path("a~")), 0);
    put("a", "fives");
    expect("a");
}

/* A file that is emptied is about to be written. */
static void one_change_for_several_steps(void **state)
{
    (void)state;
    put("a", "one");
    put("z", "");
    add("a");
    add("z");
    FILE *f = fopen(scratch_path("a"), "wb");
    assert_non_null(f);
    for (int i = 0; i < 5; i++) {
        assert_null(file_watch_take(watch));
        fputs("more", f);
        fflush(f);
    }
    fclose(f);
    put("z", "last");
    const char *first = next();
    bool a_first = strcmp(first, scratch_path("a")) == 0;
    assert_string_equal(next(), scratch_path(a_first ? "z" : "a"));
    assert_null(file_watch_take(watch));
}

static void folders_and_links_on_the_way(void **state)
{
    (void)state;
    char folder[PATH_MAX], file[PATH_MAX];
    add("link/sub/a"); /* nothing of it is there yet */
    snprintf(folder, sizeof folder, "%s", scratch_path("one"));
    mkdir(folder, 0777);
    mkdir(scratch_path("one/sub"), 0777);
    put("one/sub/a", "one");
    assert_int_equal(symlink("one", scratch_path("link")), 0);
    expect("link/sub/a");
    mkdir(scratch_path("two"), 0777);
    mkdir(scratch_path("two/sub"), 0777);
    put("two/sub/a", "two");
    assert_int_equal(symlink("two", scratch_path("next")), 0);
    assert_int_equal(rename(scratch_path("next"), scratch_path("link")), 0);
    expect("link/sub/a");
    put("two/sub/a", "three");
    expect("link/sub/a");
    snprintf(file, sizeof file, "%s", scratch_path("two/sub"));
    assert_int_equal(rename(file, scratch_path("away")), 0);
    expect("link/sub/a");
    assert_int_equal(rename(scratch_path("away"), file), 0);
    expect("link/sub/a");
}

/* The kernel tells of a folder's deletion when the last one has left it. */
static void a_folder_that_somebody_is_in(void **state)
{
    (void)state;
    mkdir(scratch_path("folder"), 0700);
    put("folder/a", "one");
    add("folder/a");
    int inside = open(scratch_path("folder"), O_PATH | O_CLOEXEC);
    assert_true(inside >= 0);
    unlink(scratch_path("folder/a"));
    expect("folder/a");
    rmdir(scratch_path("folder"));
    assert_null(file_watch_take(watch));
    mkdir(scratch_path("folder"), 0700);
    put("folder/a", "two!");
    expect("folder/a");
    close(inside);
}

static void contents_of_a_folder(void **state)
{
    (void)state;
    mkdir(scratch_path("folder"), 0777);
    add("folder");
    put("folder/a", "one");
    expect("folder");
    unlink(scratch_path("folder/a"));
    expect("folder");
}

/* A change between reading and watching is not missed; none is none. */
static void what_was_seen_counts(void **state)
{
    (void)state;
    put("a", "one");
    put("b", "one");
    struct file_state seen = file_state_of(scratch_path("b"));
    add("a");
    put("b", "later");
    assert_true(file_watch_add(watch, scratch_path("b"), &seen, FIRST));
    expect("b");
}

static void owners(void **state)
{
    (void)state;
    const struct file_state none = {0};
    assert_true(file_watch_add(watch, scratch_path("a"), &none, FIRST));
    assert_true(file_watch_add(watch, scratch_path("b"), &none, SECOND));
    assert_true(file_watch_add(watch, scratch_path("c"), &none, FIRST | SECOND));
    file_watch_hand_over(watch, SECOND, FIRST); /* b and c are left */
    put("a", "not watched");
    put("b", "one");
    expect("b");
    put("c", "one");
    expect("c");
    file_watch_drop(watch, FIRST);
    put("c", "two");
    assert_null(file_watch_take(watch));
}

static void bad_paths(void **state)
{
    (void)state;
    const struct file_state none = {0};
    assert_false(file_watch_add(watch, "relative", &none, FIRST));
    assert_string_equal(error_text(), "cannot watch relative: not an absolute path");
    assert_int_equal(symlink("loop", scratch_path("loop")), 0);
    add("loop/a");
    char *path;
    assert_true(asprintf(&path, "%s/%0300d", scratch_folder, 0) > 0); /* no name is that long */
    assert_true(file_watch_add(watch, path, &none, FIRST));
    free(path);
    assert_null(file_watch_take(watch));
    file_watch_destroy(NULL);
}

static void nothing_is_left_open(void **state)
{
    (void)state;
    int before = count_fds();
    struct file_watch *w = file_watch_create();
    assert_non_null(w);
    file_watch_destroy(w);
    assert_int_equal(count_fds(), before);
}

#define WATCH_TEST(f) cmocka_unit_test_setup_teardown(f, open_watch, close_watch)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WATCH_TEST(every_way_of_saving),
        WATCH_TEST(one_change_for_several_steps),
        WATCH_TEST(folders_and_links_on_the_way),
        WATCH_TEST(a_folder_that_somebody_is_in),
        WATCH_TEST(contents_of_a_folder),
        WATCH_TEST(what_was_seen_counts),
        WATCH_TEST(owners),
        WATCH_TEST(bad_paths),
        WATCH_TEST(nothing_is_left_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
