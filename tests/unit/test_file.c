/* Reading must find out sizes by itself; replacing must leave the old file or the new one, whatever
 * fails on the way. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "scratch.h"

static char path[PATH_MAX], other[PATH_MAX];

static int enter(void **state)
{
    if (scratch_make(state) != 0)
        return -1;
    snprintf(path, sizeof path, "%s", scratch_path("file"));
    snprintf(other, sizeof other, "%s", scratch_path("other"));
    return 0;
}

/* Fails when anything but the two files was left in the folder. */
static int leave(void **state)
{
    unlink(path);
    unlink(other);
    int left_over = scratch_entries(1);
    return scratch_remove(state) != 0 || left_over > 0;
}

static void put(const char *name, const void *bytes, size_t size)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static void assert_holds(const char *name, const void *bytes, size_t size)
{
    char *data;
    size_t got;
    assert_true(file_read(name, 1 << 20, &data, &got));
    assert_int_equal(got, size);
    assert_memory_equal(data, bytes, size);
    assert_int_equal(data[got], 0);
    free(data);
}

__attribute__((format(printf, 1, 2))) static void assert_text(const char *format, ...)
{
    char expected[2 * PATH_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(expected, sizeof expected, format, args);
    va_end(args);
    assert_string_equal(error_text(), expected);
}

static void read_what_is_not_there(void **state)
{
    (void)state;
    char *data;
    size_t size;
    assert_false(file_read(path, 100, &data, &size));
    assert_text("cannot read %s: No such file or directory", path);
    assert_int_equal(error_code(), ENOENT);
    assert_false(file_read(scratch_folder, 100, &data, &size));
    assert_text("cannot read %s: Is a directory", scratch_folder);
    assert_false(file_read("", 100, &data, &size));
}

static void read_only_what_is_a_file(void **state)
{
    (void)state;
    char *data;
    size_t size;
    put(path, "abc", 3);
    assert_true(file_read_regular(path, 3, &data, &size));
    assert_int_equal(size, 3);
    assert_string_equal(data, "abc");
    free(data);
    assert_false(file_read_regular(path, 2, &data, &size));
    assert_text("cannot read %s: it is longer than 2 bytes", path);
    /* Nobody will ever write into it: to open it would be to wait. */
    assert_int_equal(mkfifo(other, 0600), 0);
    assert_false(file_read_regular(other, 3, &data, &size));
    assert_text("cannot read %s: it is a device, pipe or socket, not a regular file", other);
    assert_false(file_read_regular(scratch_folder, 3, &data, &size));
    assert_text("cannot read %s: it is a directory, not a regular file", scratch_folder);
    assert_false(file_read_regular("-", 3, &data, &size));
    assert_int_equal(error_code(), ENOENT);
}

static void read_every_length_about_the_buffer_sizes(void **state)
{
    (void)state;
    static char bytes[70000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 31);
    const size_t sizes[] = {0, 1, 16383, 16384, 16385, 32767, 32768, 32769, 65536, 70000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        put(path, bytes, sizes[i]);
        assert_holds(path, bytes, sizes[i]);
    }
}

static void read_limit(void **state)
{
    (void)state;
    char *data;
    size_t size;
    put(path, "12345", 5);
    assert_true(file_read(path, 5, &data, &size));
    assert_string_equal(data, "12345");
    free(data);
    assert_false(file_read(path, 4, &data, &size));
    assert_text("cannot read %s: it is longer than 4 bytes", path);
    assert_false(file_read(path, 0, &data, &size));
    assert_false(file_read("/dev/zero", 100000, &data, &size)); /* never ends by itself */
    put(path, "", 0);
    assert_true(file_read(path, 0, &data, &size));
    assert_int_equal(size, 0);
    free(data);
}

/* As files in sysfs are, and as nobody promised that they are not. */
static void read_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *line;
    } cases[] = {
        {"tty1\n", "tty1"},    {"no end", "no end"},      {"tty1 \t\r\n", "tty1"},
        {"one\ntwo\n", "one"}, {"1234567890", "1234567"}, {" a b", " a b"},
    };
    char line[8];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put(path, cases[i].bytes, strlen(cases[i].bytes));
        assert_true(file_read_line(path, line, sizeof line));
        assert_string_equal(line, cases[i].line);
    }
    put(path, "\nsecond\n", 8);
    assert_false(file_read_line(path, line, sizeof line));
    assert_string_equal(line, "");
    put(path, "", 0);
    assert_false(file_read_line(path, line, sizeof line));
    assert_string_equal(line, "");
    assert_false(file_read_line(scratch_folder, line, sizeof line));
    assert_false(file_read_line(other, line, sizeof line));
    assert_string_equal(line, "");
}

/* The bytes come in two parts, so that one read(2) is not enough. */
static void read_standard_input_and_pipes(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    int saved = dup(STDIN_FILENO);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), 0);
    close(ends[0]);
    pid_t child = fork();
    if (child == 0) {
        char big[50000];
        memset(big, 'a', sizeof big);
        ssize_t n = write(ends[1], big, sizeof big);
        n += write(ends[1], "\0z", 2);
        _exit(n != sizeof big + 2);
    }
    close(ends[1]);
    char *data;
    size_t size;
    assert_true(file_read("-", 1 << 20, &data, &size));
    assert_int_equal(size, 50002);
    assert_memory_equal(data + 49999, "a\0z", 4);
    free(data);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    dup2(saved, STDIN_FILENO);
    close(saved);
}

static void standard_input_has_a_name(void **state)
{
    (void)state;
    int saved = dup(STDIN_FILENO), fd = open(scratch_folder, O_RDONLY);
    char *data;
    size_t size;
    dup2(fd, STDIN_FILENO);
    assert_false(file_read("-", 100, &data, &size));
    assert_text("cannot read standard input: Is a directory");
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(fd);
}

static mode_t mode_of(const char *name)
{
    struct stat s;
    assert_int_equal(stat(name, &s), 0);
    return s.st_mode & 07777;
}

static void replace_makes_a_file(void **state)
{
    (void)state;
    mode_t old = umask(027);
    struct file_replace r;
    assert_true(file_replace_begin(&r, path));
    umask(old);
    fputs("new", r.stream);
    assert_int_equal(access(path, F_OK), -1); /* not before it is whole */
    assert_true(file_replace_commit(&r));
    assert_holds(path, "new", 3);
    assert_int_equal(mode_of(path), 0640);
    assert_null(r.stream);
}

static void replace_keeps_the_mode(void **state)
{
    (void)state;
    put(path, "old", 3);
    chmod(path, 0606);
    struct file_replace r;
    assert_true(file_replace_begin(&r, path));
    fputs("newer", r.stream);
    assert_holds(path, "old", 3);
    assert_true(file_replace_commit(&r));
    assert_holds(path, "newer", 5);
    assert_int_equal(mode_of(path), 0606);
}

static void replace_without_a_folder_in_the_path(void **state)
{
    (void)state;
    int here = open(".", O_RDONLY | O_DIRECTORY);
    assert_int_equal(chdir(scratch_folder), 0);
    struct file_replace r;
    assert_true(file_replace_begin(&r, "file"));
    fputs("x", r.stream);
    assert_true(file_replace_commit(&r));
    assert_int_equal(fchdir(here), 0);
    close(here);
    assert_holds(path, "x", 1);
}

static void abort_leaves_the_old_file(void **state)
{
    (void)state;
    struct file_replace r = {0};
    file_replace_abort(&r);
    put(path, "old", 3);
    assert_true(file_replace_begin(&r, path));
    fputs("new", r.stream);
    file_replace_abort(&r);
    assert_holds(path, "old", 3);
    file_replace_abort(&r);
}

static void replace_follows_links(void **state)
{
    (void)state;
    put(other, "old", 3);
    assert_int_equal(symlink("other", path), 0);
    struct file_replace r;
    assert_true(file_replace_begin(&r, path));
    fputs("new", r.stream);
    assert_true(file_replace_commit(&r));
    struct stat s;
    assert_int_equal(lstat(path, &s), 0);
    assert_true(S_ISLNK(s.st_mode));
    assert_holds(other, "new", 3);
}

static void replace_a_link_to_nothing(void **state)
{
    (void)state;
    assert_int_equal(symlink("missing", path), 0);
    struct file_replace r;
    assert_true(file_replace_begin(&r, path));
    fputs("new", r.stream);
    assert_true(file_replace_commit(&r));
    assert_holds(path, "new", 3);
}

static void replace_refuses_what_is_no_file(void **state)
{
    (void)state;
    struct file_replace r;
    assert_false(file_replace_begin(&r, scratch_folder));
    assert_text("cannot write %s: it is a directory, not a regular file", scratch_folder);
    assert_null(r.stream);
    assert_false(file_replace_begin(&r, "/dev/null"));
    assert_text("cannot write /dev/null: it is a device, pipe or socket, not a regular file");
    const char *missing = scratch_path("no/file");
    assert_false(file_replace_begin(&r, missing));
    assert_text("cannot write %s: No such file or directory", missing);
    assert_false(file_replace_begin(&r, ""));
    assert_int_equal(error_code(), ENOENT);
}

/* Begins to replace the old file and writes so many bytes while files may have 1000 only, which is
 * as good as a full disk and needs no root. Then, if there is room again, commits. */
static void replace_on_full_disk(size_t count, bool room_again)
{
    struct rlimit old, small = {.rlim_cur = 1000};
    getrlimit(RLIMIT_FSIZE, &old);
    small.rlim_max = old.rlim_max;
    struct file_replace r;
    put(path, "old", 3);
    assert_true(file_replace_begin(&r, path));
    setrlimit(RLIMIT_FSIZE, &small);
    for (size_t i = 0; i < count; i++)
        putc('x', r.stream);
    if (room_again)
        setrlimit(RLIMIT_FSIZE, &old);
    bool ok = file_replace_commit(&r);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_false(ok);
    assert_null(r.stream);
    assert_holds(path, "old", 3);
}

static void full_disk(void **state)
{
    (void)state;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    replace_on_full_disk(1500, false); /* found when the stream is flushed */
    assert_text("cannot write %s: File too large", path);
    assert_int_equal(error_code(), EFBIG);
    replace_on_full_disk(1000000, false); /* found by the first writes */
    replace_on_full_disk(1000000, true);
    assert_text("cannot write %s: an earlier write failed", path);
    signal(SIGXFSZ, handler);
}

/* The folder is gone when the rename comes. */
static void rename_that_fails(void **state)
{
    (void)state;
    const char *sub = scratch_path("sub"), *file = scratch_path("sub/file");
    assert_int_equal(mkdir(sub, 0777), 0);
    struct file_replace r;
    assert_true(file_replace_begin(&r, file));
    assert_int_equal(unlink(r.temporary), 0);
    assert_int_equal(rmdir(sub), 0);
    assert_false(file_replace_commit(&r));
    assert_text("cannot write %s: No such file or directory", file);
}

static void two_at_a_time(void **state)
{
    (void)state;
    struct file_replace a, b;
    assert_true(file_replace_begin(&a, path));
    assert_true(file_replace_begin(&b, path));
    fputs("a", a.stream);
    fputs("b", b.stream);
    assert_true(file_replace_commit(&a));
    assert_holds(path, "a", 1);
    assert_true(file_replace_commit(&b));
    assert_holds(path, "b", 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(read_what_is_not_there),
        TEST(read_only_what_is_a_file),
        TEST(read_every_length_about_the_buffer_sizes),
        TEST(read_limit),
        TEST(read_a_line),
        TEST(read_standard_input_and_pipes),
        TEST(standard_input_has_a_name),
        TEST(replace_makes_a_file),
        TEST(replace_keeps_the_mode),
        TEST(replace_without_a_folder_in_the_path),
        TEST(abort_leaves_the_old_file),
        TEST(replace_follows_links),
        TEST(replace_a_link_to_nothing),
        TEST(replace_refuses_what_is_no_file),
        TEST(full_disk),
        TEST(rename_that_fails),
        TEST(two_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
