/* A file display must hold the bytes that a device would, and must survive what other programs do
 * to the file meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"
#include "display/display_impl.h"
#include "scratch.h"
#include "show.h"
#include "sigbus.h"

static bool disk_is_full;

/* Takes the place of the C library's. A file system may stop half-way and leave it at that. */
int posix_fallocate(int fd, off_t offset, off_t len)
{
    if (!disk_is_full)
        return fallocate(fd, 0, offset, len) == 0 ? 0 : errno;
    assert_int_equal(ftruncate(fd, offset + len / 2), 0);
    return ENOSPC;
}

static struct display *try_open(const char *file, const char *settings)
{
    char spec[PATH_MAX + 512];
    snprintf(spec, sizeof spec, "file:%s%s", scratch_path(file), settings);
    return display_open(&(struct display_options){.spec = spec});
}

static struct display *open_file(const char *file, const char *settings)
{
    struct display *d = try_open(file, settings);
    if (d == NULL)
        fail_msg("%s", error_text());
    return d;
}

/* Asserts that the file cannot be opened and that the message contains the text. */
static void assert_refused(const char *file, const char *settings, const char *text)
{
    assert_null(try_open(file, settings));
    if (strstr(error_text(), text) == NULL)
        fail_msg("expected \"%s\" in \"%s\"", text, error_text());
    assert_non_null(strstr(error_text(), scratch_path(file)));
}

static void make_file(const char *file, const void *bytes, size_t size)
{
    FILE *f = fopen(scratch_path(file), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    fclose(f);
}

/* Asserts that the file has these bytes and no others. */
static void assert_bytes(const char *file, const char *hex)
{
    char *data, got[512] = "";
    size_t size;
    assert_true(file_read(scratch_path(file), 200, &data, &size));
    for (size_t i = 0; i < size; i++)
        sprintf(got + strlen(got), "%02x", (unsigned char)data[i]);
    assert_string_equal(got, hex);
    free(data);
}

static off_t file_size(const char *file)
{
    struct stat st;
    return stat(scratch_path(file), &st) == 0 ? st.st_size : -1;
}

static void bad_settings_create_nothing(void **state)
{
    (void)state;
    assert_null(display_open(&(struct display_options){.spec = "file"}));
    assert_string_equal(error_text(), "--display=file: a path is missing: file:PATH");
    assert_refused("x", ",size=0x0", "size must be");
    assert_refused("x", ",format=XRGB9999", "RGB565");
    assert_refused("x", ",size=10x10,stride=39",
                   "stride=39 is too small: 10 pixels of XRGB8888 have 40 bytes");
    assert_refused("x", ",size=10x10,stride=0", "stride=0 is too small");
    assert_refused("x", ",size=10x10,stride=9223372036854775807", "is too large: 10 such rows");
    assert_refused("x", ",size=10x10,stride=99999999999999999999999", "is too large: 10 such rows");
    assert_refused("no/x", ",size=3x3", "No such file or directory");
    assert_int_equal(scratch_entries(0), 0);
}

static void only_plain_files_are_taken(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch_path("folder"), 0777), 0);
    assert_refused("folder", "", "expected a plain file, but it is a directory");
    assert_int_equal(mkfifo(scratch_path("pipe"), 0666), 0);
    assert_refused("pipe", "", "expected a plain file, but it is a pipe");
    assert_int_equal(symlink("/dev/null", scratch_path("device")), 0);
    assert_refused("device", "", "expected a plain file, but it is a device");
    assert_int_equal(symlink("nowhere", scratch_path("link")), 0);
    assert_refused("link", "", "No such file or directory");
    scratch_entries(1);
}

static void what_is_drawn_has_the_bytes_of_the_format(void **state)
{
    (void)state;
    const struct {
        const char *settings, *hex;
    } cases[] = {
        {",size=3x2", "332211003322110033221100665544006655440033221100"},
        {",size=3x2,format=xbgr8888", "112233001122330011223300445566004455660011223300"},
        {",size=3x2,format=XRGB8888_BE", "001122330011223300112233004455660044556600112233"},
        {",size=3x2,format=RGB888", "332211332211332211665544665544332211"},
        {",size=3x2,format=RGB888,stride=10", "33221133221133221100665544665544332211"
                                              "00"},
        {",size=3x2,stride=13", "332211003322110033221100"
                                "00"
                                "665544006655440033221100"
                                "00"},
        {",size=3x2,stride=16", "33221100332211003322110000000000"
                                "66554400665544003322110000000000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct display *d = open_file("fb", cases[i].settings);
        assert_string_equal(display_name(d), "file");
        assert_int_equal(display_width(d), 3);
        assert_int_equal(display_height(d), 2);
        assert_int_equal(display_buffers(d), 1);
        assert_true(display_ends_when_still(d));
        assert_true(show(d, (struct rect){0, 0, 3, 2}, 0xff112233));
        assert_true(show(d, (struct rect){0, 1, 2, 2}, 0xff445566));
        assert_true(display_close(d));
        assert_bytes("fb", cases[i].hex);
        assert_int_equal(scratch_entries(1), 1);
    }
}

static void mono_is_written_by_whole_bytes(void **state)
{
    (void)state;
    struct display *d = open_file("fb", ",size=20x2,format=MONO10");
    assert_int_equal(display_alignment(d), 8);
    assert_true(show(d, (struct rect){0, 0, 20, 2}, 0xffffffff));
    assert_true(show(d, (struct rect){8, 1, 16, 2}, 0xff000000));
    assert_true(display_close(d));
    assert_bytes("fb", "fffff0"
                       "ff00f0");
    scratch_entries(1);
}

static void the_default_is_as_large_as_headless(void **state)
{
    (void)state;
    struct display *d = open_file("fb", "");
    assert_int_equal(display_width(d), 1280);
    assert_int_equal(display_height(d), 720);
    assert_true(display_close(d));
    assert_int_equal(file_size("fb"), 1280 * 720 * 4);
    scratch_entries(1);
}

static void a_file_is_extended_but_not_cut(void **state)
{
    (void)state;
    make_file("fb", "abcdefghijkl", 12);
    struct display *d = open_file("fb", ",size=2x1,format=RGB565");
    assert_true(show(d, (struct rect){0, 0, 1, 1}, 0xffffffff));
    assert_true(display_close(d));
    assert_bytes("fb", "ffff636465666768696a6b6c");
    d = open_file("fb", ",size=4x1,stride=20");
    assert_true(show(d, (struct rect){3, 0, 4, 1}, 0xffffffff));
    assert_true(display_close(d));
    assert_bytes("fb", "ffff636465666768696a6b6cffffff00"
                       "00000000");
    scratch_entries(1);
}

/* The upper half of the first picture that this project ever showed. */
static void tophalf(void **state)
{
    (void)state;
    struct display *d = open_file("fb.bin", ",size=3200x2000,format=XRGB8888");
    assert_true(show(d, (struct rect){0, 0, 3200, 2000}, 0xff000000));
    assert_true(show(d, (struct rect){0, 0, 3200, 1000}, 0xffffffff));
    assert_true(display_close(d));
    char *data;
    size_t size;
    assert_true(file_read(scratch_path("fb.bin"), 1 << 25, &data, &size));
    assert_int_equal(size, 3200 * 2000 * 4);
    for (size_t i = 0; i < size; i += 4)
        if (memcmp(data + i, i < size / 2 ? "\xff\xff\xff" : "\0\0\0", 4) != 0)
            fail_msg("pixel %zu", i / 4);
    free(data);
    scratch_entries(1);
}

/* Reads what the file holds, and shows it again with the pixel (1, 0) in `color`. */
static void read_and_show(const char *settings, uint32_t color, uint32_t *first, uint32_t *second)
{
    struct display *d = open_file("fb", settings);
    struct surface s;
    assert_true(surface_init(&s, display_width(d), display_height(d)));
    assert_true(display_read(d, &s));
    *first = *surface_at(&s, 0, 0);
    *second = *surface_at(&s, 1, 0);
    *surface_at(&s, 1, 0) = color;
    for (int frame = 0; frame < 2; frame++) {
        assert_int_equal(display_begin(d), 0);
        assert_true(display_write(d, &s, surface_bounds(&s), 0, 0));
        assert_true(display_end(d, NULL, 0));
    }
    surface_finish(&s);
    assert_true(display_close(d));
}

static void what_is_kept_keeps_its_bytes(void **state)
{
    (void)state;
    uint32_t first, second;
    make_file("fb", "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c", 12);
    read_and_show(",size=2x1,stride=12", 0xff112233, &first, &second);
    assert_int_equal(first, 0xff030201);
    assert_int_equal(second, 0xff070605);
    assert_bytes("fb", "0102030433221100090a0b0c");

    /* The top bit is padding, which the conversion alone would clear. */
    make_file("fb", "\xff\xff\x00\x80\x01\x84", 6);
    read_and_show(",size=3x1,format=XRGB1555", 0xff0000ff, &first, &second);
    assert_int_equal(first, 0xffffffff);
    assert_int_equal(second, 0xff000000);
    assert_bytes("fb", "ffff1f000184");

    /* Two rows, and a part of the second only. */
    make_file("fb", "abcdefghijklmnop", 16);
    struct display *d = open_file("fb", ",size=2x2");
    struct surface s;
    assert_true(surface_init(&s, 2, 2));
    assert_true(display_read(d, &s));
    assert_true(display_write(d, &s, (struct rect){1, 1, 2, 2}, 1, 1));
    *surface_at(&s, 0, 1) = 0xff000000;
    assert_true(display_write(d, &s, (struct rect){0, 1, 1, 2}, 0, 1));
    assert_true(display_end(d, NULL, 0));
    surface_finish(&s);
    assert_true(display_close(d));
    assert_bytes("fb", "6162636465666768000000006d6e6f70");
    scratch_entries(1);
}

static void mono_can_be_kept(void **state)
{
    (void)state;
    uint32_t first, second;
    make_file("fb", "\xa5\x5a", 2);
    read_and_show(",size=8x2,format=MONO10", 0xffffffff, &first, &second);
    assert_int_equal(first, 0xffffffff);
    assert_int_equal(second, 0xff000000);
    assert_bytes("fb", "e55a");
    scratch_entries(1);
}

static void a_file_that_shrinks_is_a_message(void **state)
{
    (void)state;
    if (!sigbus_tells_address())
        skip();
    show_faults();
    const struct rect all = {0, 0, 100, 100};
    const off_t ends[] = {0, 1, 4096, 39999};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char expected[PATH_MAX + 512];
        struct display *d = open_file("fb", ",size=100x100");
        assert_true(show(d, all, 0xff112233));
        assert_int_equal(truncate(scratch_path("fb"), ends[i]), 0);
        assert_false(show(d, all, 0xff445566));
        snprintf(expected, sizeof expected,
                 "file:%s: the file was cut from 40000 to %d bytes while it was mapped",
                 scratch_path("fb"), (int)ends[i]);
        assert_string_equal(error_text(), expected);
        assert_false(show(d, (struct rect){0, 0, 0, 0}, 0));
        assert_true(display_close(d));
        assert_int_equal(file_size("fb"), ends[i]);
        scratch_entries(1);
    }
}

/* The size is right again when it is asked for, but pixels were lost. */
static void a_file_that_shrank_for_a_moment_is_a_message(void **state)
{
    (void)state;
    if (!sigbus_tells_address())
        skip();
    show_faults();
    struct display *d = open_file("fb", ",size=100x100");
    struct surface s;
    assert_true(surface_init(&s, 100, 100));
    assert_int_equal(truncate(scratch_path("fb"), 0), 0);
    assert_true(display_write(d, &s, surface_bounds(&s), 0, 0));
    assert_int_equal(truncate(scratch_path("fb"), 40000), 0);
    assert_false(display_end(d, NULL, 0));
    assert_non_null(strstr(error_text(), "part of the file was gone while it was mapped"));
    surface_finish(&s);
    assert_true(display_close(d));
    scratch_entries(1);
}

static void a_file_that_shrinks_before_it_is_read_is_a_message(void **state)
{
    (void)state;
    if (!sigbus_tells_address())
        skip();
    show_faults();
    struct display *d = open_file("fb", ",size=100x100");
    struct surface s;
    assert_true(surface_init(&s, 100, 100));
    assert_int_equal(truncate(scratch_path("fb"), 0), 0);
    assert_false(display_read(d, &s));
    assert_non_null(strstr(error_text(), "the file was cut from 40000 to 0 bytes"));
    surface_finish(&s);
    assert_true(display_close(d));
    scratch_entries(1);
}

static void without_space_nothing_is_left_behind(void **state)
{
    (void)state;
    make_file("old", "abc", 3);
    disk_is_full = true;
    assert_refused("new", ",size=100x100", "no space for the file's 40000 bytes: ");
    assert_refused("old", ",size=100x100", strerror(ENOSPC));
    disk_is_full = false;
    assert_int_equal(file_size("new"), -1);
    assert_bytes("old", "616263");
    scratch_entries(1);
}

/* Runs in a process that may mount: returns 0 when all was as expected, or the line that was not.
 */
static int on_a_full_disk(void)
{
    if (mount("fbrun-test", scratch_folder, "tmpfs", 0, "size=16k") != 0)
        return -1;
    int line = 0;
    if (try_open("new", ",size=100x100") != NULL)
        line = __LINE__;
    else if (strstr(error_text(), strerror(ENOSPC)) == NULL)
        line = __LINE__;
    else if (file_size("new") != -1)
        line = __LINE__;
    umount(scratch_folder);
    return line;
}

/* A real disk without room needs the right to mount one. */
static void a_full_disk_is_a_message(void **state)
{
    (void)state;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        bool allowed =
            unshare(CLONE_NEWNS) == 0 && mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0;
        int line = allowed ? on_a_full_disk() : -1;
        if (line > 0)
            fprintf(stderr, "line %d: %s\n", line, error_text());
        _exit(line < 0 ? 77 : line > 0);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    show_keep_fault_handler();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_settings_create_nothing),
        cmocka_unit_test(only_plain_files_are_taken),
        cmocka_unit_test(what_is_drawn_has_the_bytes_of_the_format),
        cmocka_unit_test(mono_is_written_by_whole_bytes),
        cmocka_unit_test(the_default_is_as_large_as_headless),
        cmocka_unit_test(a_file_is_extended_but_not_cut),
        cmocka_unit_test(tophalf),
        cmocka_unit_test(what_is_kept_keeps_its_bytes),
        cmocka_unit_test(mono_can_be_kept),
        cmocka_unit_test(a_file_that_shrinks_is_a_message),
        cmocka_unit_test(a_file_that_shrank_for_a_moment_is_a_message),
        cmocka_unit_test(a_file_that_shrinks_before_it_is_read_is_a_message),
        cmocka_unit_test(without_space_nothing_is_left_behind),
        cmocka_unit_test(a_full_disk_is_a_message),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
