/* Both sides must see one memory of one layout; what is not exactly that must be refused. */
#include "link/buffer.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "descriptors.h"

/* The SETUP that a screen process would send for `b`, with a descriptor of its own. */
static struct link_message setup_for(const struct link_buffer *b)
{
    return (struct link_message){
        .type = LINK_SETUP,
        .setup = {.serial = 1,
                  .width = b->surface.width,
                  .height = b->surface.height,
                  .tile_width = b->grid.tile_width,
                  .tile_height = b->grid.tile_height,
                  .period = 1},
        .fd = fcntl(b->fd, F_DUPFD_CLOEXEC, 0),
    };
}

static void assert_closed(const struct link_buffer *b)
{
    assert_int_equal(b->fd, -1);
    assert_null(b->map);
    assert_null(b->surface.pixels);
    assert_null(b->keys);
}

/* Opening must fail with this text and close the descriptor. */
static void assert_refused(const struct link_message *setup, const char *text)
{
    struct link_buffer b;
    assert_false(link_buffer_open(&b, setup));
    assert_string_equal(error_text(), text);
    assert_closed(&b);
    assert_int_equal(fcntl(setup->fd, F_GETFD), -1);
}

static void finish_accepts_what_was_never_made(void **state)
{
    (void)state;
    struct link_buffer b = {.fd = -1};
    link_buffer_finish(&b);
    link_buffer_finish(&b);
    assert_closed(&b);
}

static void impossible_sizes_cannot_be_made(void **state)
{
    (void)state;
    static const int sizes[][2] = {{0, 1}, {1, 0}, {-1, 5}, {5, -1}, {32768, 1}, {32767, 32767}};
    int lowest = lowest_free();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct link_buffer b;
        assert_false(link_buffer_create(&b, sizes[i][0], sizes[i][1], 0, 0));
        assert_closed(&b);
    }
    assert_int_equal(lowest_free(), lowest);
}

static void both_sides_share_pixels_and_keys(void **state)
{
    (void)state;
    static const int sizes[][4] = {{1, 1, 0, 0},      {17, 5, 16, 1},    {1280, 720, 0, 0},
                                   {2001, 33, 16, 8}, {640, 480, 17, 7}, {32767, 3, 32767, 32767}};
    int lowest = lowest_free();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct link_buffer here, there;
        assert_true(link_buffer_create(&here, sizes[i][0], sizes[i][1], sizes[i][2], sizes[i][3]));
        struct link_message setup = setup_for(&here);
        assert_true(link_buffer_open(&there, &setup));
        assert_int_equal(there.fd, setup.fd);
        assert_memory_equal(&there.grid, &here.grid, sizeof here.grid);
        assert_int_equal(there.surface.width, sizes[i][0]);
        assert_int_equal(there.surface.height, sizes[i][1]);
        assert_int_equal(there.surface.stride, here.surface.stride);
        assert_int_equal((uintptr_t)there.surface.pixels % SURFACE_ALIGNMENT, 0);
        assert_int_equal((uintptr_t)there.keys % SURFACE_ALIGNMENT, 0);

        int count = tile_grid_count(&here.grid);
        const struct key zero = {0, 0};
        for (int k = 0; k < count; k++)
            assert_true(key_equal(here.keys[k], zero));
        int right = sizes[i][0] - 1, low = sizes[i][1] - 1;
        assert_int_equal(*surface_at(&here.surface, right, low), 0);
        *surface_at(&there.surface, right, low) = 0xff123456;
        there.keys[0].a = 1;
        there.keys[count - 1].b = 2;
        assert_int_equal(*surface_at(&here.surface, right, low), 0xff123456);
        assert_int_equal(here.keys[0].a, 1);
        assert_int_equal(here.keys[count - 1].b, 2);
        /* Pixels and keys do not overlap, and the last key ends inside the file. */
        assert_true((char *)here.keys >=
                    (char *)(surface_at(&here.surface, 0, low) + here.surface.stride));
        assert_true((char *)(here.keys + count) <= (char *)here.map + here.size);
        link_buffer_finish(&there);
        link_buffer_finish(&here);
        assert_closed(&here);
    }
    assert_int_equal(lowest_free(), lowest);
}

static void size_is_sealed(void **state)
{
    (void)state;
    struct link_buffer b;
    assert_true(link_buffer_create(&b, 64, 64, 0, 0));
    assert_int_equal(ftruncate(b.fd, 0), -1);
    assert_int_equal(ftruncate(b.fd, 1 << 20), -1);
    assert_int_equal(fcntl(b.fd, F_ADD_SEALS, F_SEAL_WRITE), -1);
    struct stat st;
    assert_int_equal(fstat(b.fd, &st), 0);
    assert_int_equal(st.st_size, b.size);
    link_buffer_finish(&b);
}

static void setups_that_do_not_fit_the_buffer(void **state)
{
    (void)state;
    struct link_buffer b;
    assert_true(link_buffer_create(&b, 640, 480, 0, 0));
    assert_int_equal(b.size, 640 * 480 * 4 + 10 * 15 * 16);

    struct link_message m = setup_for(&b);
    m.setup.height = 481;
    assert_refused(&m, "the screen's buffer has 1231200 bytes instead of 1233920");
    m = setup_for(&b);
    m.setup.tile_height = 16;
    assert_refused(&m, "the screen's buffer has 1231200 bytes instead of 1233600");

    static const int32_t tiles[][2] = {{0, 32}, {64, 0}, {-64, 32}, {64, INT32_MIN}};
    for (size_t i = 0; i < sizeof tiles / sizeof tiles[0]; i++) {
        m = setup_for(&b);
        m.setup.tile_width = tiles[i][0];
        m.setup.tile_height = tiles[i][1];
        struct link_buffer open;
        assert_false(link_buffer_open(&open, &m));
        assert_non_null(strstr(error_text(), "pixels, not at least 1x1"));
        assert_closed(&open);
        assert_int_equal(fcntl(m.fd, F_GETFD), -1);
    }
    static const int32_t sizes[][2] = {
        {0, 480},       {640, 0},  {-640, 480}, {640, -480}, {INT32_MAX, INT32_MAX},
        {INT32_MIN, 1}, {32768, 1}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        m = setup_for(&b);
        m.setup.width = sizes[i][0];
        m.setup.height = sizes[i][1];
        struct link_buffer open;
        assert_false(link_buffer_open(&open, &m));
        assert_closed(&open);
        assert_int_equal(fcntl(m.fd, F_GETFD), -1);
    }
    link_buffer_finish(&b);
}

static void files_that_are_not_the_buffer(void **state)
{
    (void)state;
    struct link_buffer b;
    assert_true(link_buffer_create(&b, 64, 32, 0, 0));
    struct link_message m = setup_for(&b);
    close(m.fd);
    m.fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_refused(&m, "the screen's buffer has 0 bytes instead of 8208");

    /* The right size without the seals could be cut short later. */
    m.fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_int_equal(ftruncate(m.fd, (off_t)b.size), 0);
    assert_refused(&m, "the screen's buffer could change its size");
    m.fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_int_equal(ftruncate(m.fd, (off_t)b.size), 0);
    assert_int_equal(fcntl(m.fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SEAL), 0);
    assert_refused(&m, "the screen's buffer could change its size");

    int ends[2];
    assert_int_equal(pipe(ends), 0);
    m.fd = ends[0];
    assert_refused(&m, "the screen's buffer has 0 bytes instead of 8208");
    close(ends[1]);
    link_buffer_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finish_accepts_what_was_never_made),
        cmocka_unit_test(impossible_sizes_cannot_be_made),
        cmocka_unit_test(both_sides_share_pixels_and_keys),
        cmocka_unit_test(size_is_sealed),
        cmocka_unit_test(setups_that_do_not_fit_the_buffer),
        cmocka_unit_test(files_that_are_not_the_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
