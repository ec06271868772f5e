/* Registers in a plain file: the bytes are those of the accesses that were asked for, and every
 * other access is refused. */
#include "map/registers.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/clock.h"
#include "base/error.h"
#include "descriptors.h"
#include "processes.h"
#include "sigbus.h"

enum { SIZE = 3 * 4096 + 100, ADDRESS = 4096 + 0x10, LENGTH = 256 };

static char path[64];

static int make_file(void **state)
{
    (void)state;
    strcpy(path, "/tmp/fbrun-registers-XXXXXX");
    const int fd = mkstemp(path);
    return fd >= 0 && ftruncate(fd, SIZE) == 0 && close(fd) == 0 ? 0 : 1;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void refused(const char *name, uint64_t address, size_t length, const char *text)
{
    struct registers r;
    const int lowest = lowest_free();
    assert_false(registers_open(&r, name, address, length, "/nowhere"));
    assert_string_equal(error_text(), text);
    assert_null(r.bytes);
    assert_null(r.map);
    registers_close(&r);
    assert_int_equal(lowest_free(), lowest);
}

static void what_cannot_be_mapped(void **state)
{
    (void)state;
    char text[256];
    refused("/nowhere/file", 0, 4, "cannot open /nowhere/file: No such file or directory");
    refused("/tmp", 0, 4, "cannot open /tmp: Is a directory");
    refused("/dev/null", 0, 4, "/dev/null cannot be mapped: No such device");
    static const struct {
        uint64_t address;
        size_t length;
        const char *text;
    } cases[] = {
        {0, SIZE + 1, "12389 bytes at 0x0 of %s expected, there are 12388"},
        {SIZE - 3, 4, "4 bytes at 0x3061 of %s expected, there are 3"},
        {SIZE, 1, "1 bytes at 0x3064 of %s expected, there are 0"},
        {UINT64_MAX, 4, "4 bytes at 0xffffffffffffffff of %s expected, there are 0"},
        {0, 0, "a length of 1 or more bytes that can be mapped expected, got 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(text, sizeof text, cases[i].text, path);
#pragma GCC diagnostic pop
        refused(path, cases[i].address, cases[i].length, text);
    }
    snprintf(text, sizeof text, "a length of 1 or more bytes that can be mapped expected, got %zu",
             SIZE_MAX);
    refused(path, 0, SIZE_MAX, text);
    char fifo[80];
    snprintf(fifo, sizeof fifo, "%s.fifo", path);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    snprintf(text, sizeof text,
             "%s: a device of memory (/dev/mem, /dev/uio0), a PCI resource or a plain file "
             "expected",
             fifo);
    refused(fifo, 0, 4, text);
    unlink(fifo);
}

static void accesses_have_their_width(void **state)
{
    (void)state;
    struct registers r;
    uint8_t bytes[LENGTH], zeros_before[16];
    assert_true(registers_open(&r, path, ADDRESS, LENGTH, "/nowhere"));
    assert_true(registers_write(&r, 0, 32, 0x11223344));
    assert_true(registers_write(&r, 4, 16, 0x5566));
    assert_true(registers_write(&r, 7, 8, 0x77));
    assert_true(registers_write(&r, LENGTH - 1, 8, 0x88));
    if (REGISTERS_WIDEST == 64)
        assert_true(registers_write(&r, 8, 64, UINT64_C(0x99aabbccddeeff00)));
    const int fd = open(path, O_RDONLY);
    assert_int_equal(pread(fd, zeros_before, 16, ADDRESS - 16), 16);
    assert_int_equal(pread(fd, bytes, LENGTH, ADDRESS), LENGTH);
    close(fd);
    uint32_t word;
    uint16_t half;
    memcpy(&word, bytes, 4);
    memcpy(&half, bytes + 4, 2);
    assert_int_equal(word, 0x11223344);
    assert_int_equal(half, 0x5566);
    assert_int_equal(bytes[6], 0);
    assert_int_equal(bytes[7], 0x77);
    assert_int_equal(bytes[LENGTH - 1], 0x88);
    for (int i = 0; i < 16; i++)
        assert_int_equal(zeros_before[i], 0);
    uint64_t value;
    assert_true(registers_read(&r, 0, 32, &value));
    assert_int_equal(value, 0x11223344);
    assert_true(registers_read(&r, 4, 16, &value));
    assert_int_equal(value, 0x5566);
    assert_true(registers_read(&r, 7, 8, &value));
    assert_int_equal(value, 0x77);
    if (REGISTERS_WIDEST == 64) {
        assert_true(registers_read(&r, 8, 64, &value));
        assert_true(value == UINT64_C(0x99aabbccddeeff00));
    }
    registers_close(&r);
    registers_close(&r);
}

static void other_accesses_are_refused(void **state)
{
    (void)state;
    struct registers r;
    uint64_t value;
    assert_true(registers_open(&r, path, ADDRESS + 1, LENGTH, "/nowhere"));
    assert_true(registers_read(&r, 3, 32, &value)); /* the address counts, not the offset */
    static const struct {
        uint64_t offset;
        int width;
        const char *text;
    } cases[] = {
        {0, 32,
         "0x1011 is misaligned: a register of 32 bits is at an address that is a multiple of 4"},
        {2, 16,
         "0x1013 is misaligned: a register of 16 bits is at an address that is a multiple of 2"},
        {LENGTH, 8, "1 byte at 0x100 are not within the 256 bytes that are mapped"},
        {LENGTH - 3, 32, "4 bytes at 0xfd are not within the 256 bytes that are mapped"},
        {UINT64_MAX, 8,
         "1 byte at 0xffffffffffffffff are not within the 256 bytes that are mapped"},
        {0, 24, "a width of 8, 16, 32 or 64 bits expected, got 24"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct patience p = {0};
        assert_false(registers_read(&r, cases[i].offset, cases[i].width, &value));
        assert_string_equal(error_text(), cases[i].text);
        assert_false(registers_write(&r, cases[i].offset, cases[i].width, 0));
        assert_string_equal(error_text(), cases[i].text);
        assert_false(registers_change(&r, cases[i].offset, cases[i].width, 1, 1));
        assert_string_equal(error_text(), cases[i].text);
        assert_int_equal(registers_poll(&r, cases[i].offset, cases[i].width, 1, 1, &p),
                         WAIT_FAILED);
        assert_string_equal(error_text(), cases[i].text);
    }
    assert_false(registers_write(&r, 0, 8, 256));
    assert_string_equal(error_text(), "0x100 has more than the register's 8 bits");
    assert_false(registers_change(&r, 3, 32, UINT64_C(1) << 32, 0));
    if (REGISTERS_WIDEST == 32) {
        assert_false(registers_read(&r, 7, 64, &value));
        assert_string_equal(error_text(), "64 bits at once are more than this processor can; its "
                                          "widest access has 32");
    }
    registers_close(&r);
}

static void bits_and_fields(void **state)
{
    (void)state;
    struct registers r;
    uint64_t value;
    assert_true(registers_open(&r, path, 0, 16, "/nowhere"));
    assert_true(registers_write(&r, 4, 32, 0xf0f0f0f0));
    assert_true(registers_change(&r, 4, 32, 0xff00, 0x1234));
    assert_true(registers_read(&r, 4, 32, &value));
    assert_int_equal(value, 0xf0f012f0);
    assert_int_equal(registers_mask(32, 0, 0), 1);
    assert_int_equal(registers_mask(32, 1, 3), 0xe);
    assert_int_equal(registers_mask(8, 0, 7), 0xff);
    assert_true(registers_mask(64, 0, 63) == UINT64_MAX);
    assert_true(registers_mask(64, 63, 63) == UINT64_C(1) << 63);
    static const int64_t wrong[][2] = {{-1, 3}, {3, 1}, {0, 32}, {INT64_MIN, INT64_MAX}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_true(registers_mask(32, wrong[i][0], wrong[i][1]) == 0);
    assert_false(registers_mask(32, 3, 1) != 0);
    assert_string_equal(error_text(), "bits lo to hi of 0 to 31 expected, got 3 to 1");
    registers_close(&r);
}

static void set_ready(void *argument)
{
    struct registers r;
    (void)argument;
    CHECK(registers_open(&r, path, 0, 16, "/nowhere"));
    CHECK(registers_change(&r, 8, 16, 4, 4));
}

static void poll_waits_for_bits(void **state)
{
    (void)state;
    struct registers r;
    struct patience p = patience_for(0, NULL);
    assert_true(registers_open(&r, path, 0, 16, "/nowhere"));
    assert_true(registers_write(&r, 8, 16, 3));
    assert_int_equal(registers_poll(&r, 8, 16, 1, 1, &p), WAIT_DONE);
    assert_int_equal(registers_poll(&r, 8, 16, 4, 4, &p), WAIT_TIMEOUT);
    p = patience_for(CLOCK_SECOND / 50, NULL);
    const uint64_t before = clock_monotonic();
    assert_int_equal(registers_poll(&r, 8, 16, 4, 4, &p), WAIT_TIMEOUT);
    assert_true(clock_monotonic() - before >= CLOCK_SECOND / 50);
    p = patience_for(UINT64_MAX, NULL);
    pid_t child = start(set_ready, NULL);
    assert_int_equal(registers_poll(&r, 8, 16, 6, 6, &p), WAIT_DONE);
    assert_ends_well(child);
    assert_int_equal(registers_poll(&r, 8, 16, 1, 2, &p), WAIT_FAILED);
    assert_string_equal(error_text(), "0x2 has bits that the mask 0x1 has not");
    registers_close(&r);
}

static void read_only(void *argument)
{
    (void)argument;
    struct registers r;
    uint64_t value;
    CHECK(setgid(65534) == 0 && setuid(65534) == 0);
    CHECK(registers_open(&r, path, 0, 16, "/nowhere"));
    CHECK(registers_read(&r, 0, 32, &value));
    CHECK(!registers_write(&r, 0, 32, 0));
    CHECK(strstr(error_text(), " may only be read") != NULL);
    CHECK(!registers_open(&r, "/dev/mem", 0, 16, "/nowhere"));
    const char helps[] = "cannot open /dev/mem: it takes root (CAP_SYS_RAWIO)";
    CHECK(access("/dev/mem", F_OK) != 0 || strncmp(error_text(), helps, strlen(helps)) == 0);
}

static void what_may_only_be_read(void **state)
{
    (void)state;
    if (getuid() != 0)
        skip(); /* it takes root to become somebody else */
    assert_int_equal(chmod(path, 0444), 0);
    assert_ends_well(start(read_only, NULL));
}

static void cut_file(void *argument)
{
    (void)argument;
    signal(SIGBUS, SIG_DFL); /* cmocka's handler */
    struct registers r;
    uint64_t value = 0;
    CHECK(registers_open(&r, path, 8192, 16, "/nowhere"));
    CHECK(truncate(path, 4096) == 0);
    CHECK(!registers_read(&r, 0, 32, &value));
    char text[200];
    snprintf(
        text, sizeof text,
        "%s is gone: the device was removed, a driver has taken it, or the file was cut short (at "
        "0x2000)",
        path);
    CHECK(strcmp(error_text(), text) == 0);
    CHECK(!registers_write(&r, 4, 32, 1));
    registers_close(&r);
}

static void what_goes_away_is_an_error(void **state)
{
    (void)state;
    if (!sigbus_tells_address())
        skip();
    assert_ends_well(start(cut_file, NULL));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_file, remove_file)
    const struct CMUnitTest tests[] = {
        TEST(what_goes_away_is_an_error), /* first: a handler that cmocka has not replaced */
        TEST(what_cannot_be_mapped),      TEST(accesses_have_their_width),
        TEST(other_accesses_are_refused), TEST(bits_and_fields),
        TEST(poll_waits_for_bits),        TEST(what_may_only_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
