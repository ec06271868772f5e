/* Maps as scripts do not see them: that begin inside a page, whose file is cut, that are resized,
 * and what they leave open. */
#include "map/map.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "descriptors.h"
#include "scratch.h"
#include "sigbus.h"

enum { EXTRA = 100 }; /* bytes beyond the last whole page */

static size_t page;
static const char *path;

/* A file of three pages and EXTRA bytes; byte i holds i / 7. */
static int set_up(void **state)
{
    if (scratch_make(state) != 0)
        return -1;
    page = map_page_size();
    path = scratch_path("file");
    FILE *f = fopen(path, "w");
    for (size_t i = 0; f != NULL && i < 3 * page + EXTRA; i++)
        fputc((int)(i / 7 & 255), f);
    return f != NULL && fclose(f) == 0 ? 0 : -1;
}

static void open_map(struct map *m, uint64_t offset, uint64_t length, enum map_access access)
{
    const struct map_options o = {.offset = offset, .length = length, .access = access};
    assert_true(map_open(m, path, &o));
    assert_false(map_faulted(m));
}

static uint64_t file_size(void)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return (uint64_t)status.st_size;
}

static void all_is_given_back(void **state)
{
    (void)state;
    const int before = count_fds();
    struct map m;
    open_map(&m, 0, 0, MAP_ACCESS_READ);
    assert_int_equal(m.length, 3 * page + EXTRA);
    map_close(&m);
    map_close(&m);
    const struct map_options o = {.length = 1};
    assert_false(map_open(&m, "/nowhere/at/all", &o));
    assert_false(map_open(&m, scratch_folder, &o));
    assert_non_null(strstr(error_text(), "a file or device expected, it is a directory"));
    assert_true(map_anonymous(&m, 1));
    map_close(&m);
    assert_int_equal(count_fds(), before);
}

static void a_map_may_begin_inside_a_page(void **state)
{
    (void)state;
    struct map m;
    open_map(&m, page + 14, page, MAP_ACCESS_WRITE);
    for (size_t i = 0; i < m.length; i++)
        assert_int_equal(m.bytes[i], (page + 14 + i) / 7 & 255);
    m.bytes[page - 1] = 200; /* in the next page */
    assert_true(map_flush(&m, page - 1, 1));
    assert_true(map_advise(&m, 0, page - 1, 1));
    map_close(&m);
    open_map(&m, 0, 0, MAP_ACCESS_READ);
    assert_int_equal(m.bytes[2 * page + 13], 200);
    assert_int_equal(m.bytes[2 * page + 14], (2 * page + 14) / 7 & 255);
    map_close(&m);
}

/* As of a device that is gone: zeros stay, and so does the mark. A socket is asked and refuses. */
static void check_what_cannot_be_mapped_again(struct map *m)
{
    const int file = m->fd;
    m->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(m->fd >= 0);
    for (int i = 0; i < 2; i++) {
        const uint8_t gone = *(volatile uint8_t *)&m->bytes[2 * page];
        assert_int_equal(gone, 0);
        assert_true(map_faulted(m));
        assert_false(map_recover(m));
        assert_true(map_faulted(m));
    }
    close(m->fd);
    m->fd = file;
    assert_int_equal(truncate(path, (off_t)(3 * page)), 0);
    assert_false(map_recover(m));
    m->bytes[2 * page] = 7;
    assert_false(map_faulted(m));
}

/* What is left can be read again after map_recover, and what is not fails again. The first of the
 * tests: cmocka sets a handler of its own around each, and only the first map of all sets ours. */
static void a_file_that_is_cut(void **state)
{
    (void)state;
    if (!sigbus_tells_address())
        skip();
    struct map m;
    open_map(&m, 14, 0, MAP_ACCESS_WRITE);
    assert_int_equal(truncate(path, (off_t)page), 0);
    for (int i = 0; i < 2; i++) {
        const uint8_t gone = *(volatile uint8_t *)&m.bytes[2 * page];
        assert_int_equal(gone, 0);
        assert_true(map_faulted(&m));
        assert_false(map_recover(&m));
        assert_non_null(strstr(error_text(), "the file was cut short: it has "));
        assert_false(map_faulted(&m));
        assert_int_equal(m.bytes[0], 2);
        assert_false(map_faulted(&m));
    }
    assert_false(map_flush(&m, 0, m.length));
    assert_true(map_flush(&m, 0, 10));
    check_what_cannot_be_mapped_again(&m);
    map_close(&m);
}

static void a_map_is_resized_with_its_file(void **state)
{
    (void)state;
    struct map m;
    uint64_t size;
    open_map(&m, page, 0, MAP_ACCESS_WRITE);
    assert_true(map_resize(&m, 40 * page));
    assert_int_equal(file_size(), 41 * page);
    assert_int_equal(m.bytes[7], (page + 7) / 7 & 255);
    assert_int_equal(m.bytes[40 * page - 1], 0);
    assert_true(map_resize(&m, 5));
    assert_int_equal(file_size(), page + 5);
    assert_true(map_file_size(&m, &size));
    assert_int_equal(size, page + 5);
    assert_false(map_resize(&m, UINT64_MAX));
    assert_false(map_resize(&m, INT64_MAX));
    assert_int_equal(file_size(), page + 5);
    assert_int_equal(m.length, 5);
    assert_int_equal(m.bytes[4], (page + 4) / 7 & 255);
    map_close(&m);
}

static void a_copy_leaves_the_file_alone(void **state)
{
    (void)state;
    struct map copy, m;
    open_map(&copy, 0, 0, MAP_ACCESS_COPY);
    open_map(&m, 0, 0, MAP_ACCESS_READ);
    copy.bytes[70] = 99;
    assert_int_equal(m.bytes[70], 10);
    assert_true(map_flush(&copy, 0, copy.length)); /* nothing to do */
    map_close(&copy);
    assert_int_equal(m.bytes[70], 10);
    map_close(&m);
}

static void lengths_that_are_not_there(void **state)
{
    (void)state;
    static const struct {
        uint64_t offset, length;
    } wrong[] = {{0, UINT64_MAX}, {UINT64_MAX, 1}, {1 << 30, 0}, {0, 1 << 30}, {INT64_MAX, 1}};
    struct map m;
    const int before = count_fds();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct map_options o = {.offset = wrong[i].offset, .length = wrong[i].length};
        assert_false(map_open(&m, path, &o));
        assert_non_null(strstr(error_text(), path));
    }
    assert_false(map_anonymous(&m, UINT64_MAX));
    assert_int_equal(count_fds(), before);
    assert_int_equal(file_size(), 3 * page + EXTRA);
}

static void names_of_shared_memory(void **state)
{
    (void)state;
    char name[300];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    static const char *const wrong[] = {"", "/", "a/b", "/a/b", ".", "..", "//"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(map_name_is_good(wrong[i]));
    assert_false(map_name_is_good(name));
    name[254] = '\0';
    assert_true(map_name_is_good(name));

    struct map a, b;
    snprintf(name, sizeof name, "fbrun-test-map-%ld", (long)getpid());
    assert_false(map_shared(&a, name, 10, false, MAP_ACCESS_WRITE));
    assert_true(map_shared(&a, name, 10, true, MAP_ACCESS_WRITE));
    assert_true(map_shared(&b, name, 0, false, MAP_ACCESS_READ));
    assert_int_equal(b.length, 10);
    a.bytes[9] = 77;
    assert_int_equal(b.bytes[9], 77);
    assert_true(map_unlink(name));
    assert_false(map_unlink(name));
    map_close(&a);
    map_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_that_is_cut, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(all_is_given_back, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(a_map_may_begin_inside_a_page, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(a_map_is_resized_with_its_file, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(a_copy_leaves_the_file_alone, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(lengths_that_are_not_there, set_up, scratch_remove),
        cmocka_unit_test(names_of_shared_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
