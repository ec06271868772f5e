/* The link must carry every message whole, and refuse everything else without leaking. */
#include "link/link.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "descriptors.h"

static int make_pair(void **state)
{
    static int ends[2];
    *state = ends;
    return link_pair(ends) ? 0 : -1;
}

static struct link_message setup_message(int fd)
{
    return (struct link_message){
        .type = LINK_SETUP,
        .setup = {.serial = 7,
                  .width = 1280,
                  .height = 720,
                  .tile_width = 64,
                  .tile_height = 32,
                  .period = UINT64_C(0x123456789abcdef0)},
        .fd = fd,
    };
}

static const struct link_message frame_message = {
    .type = LINK_FRAME,
    .frame = {.serial = 7, .still = 1, .frame = UINT64_C(1) << 40},
    .fd = -1,
};

/* Sends raw bytes with `count` copies of standard error as descriptors. */
static void send_raw(int end, const void *bytes, size_t size, int count)
{
    int fds[8];
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof fds)];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {(void *)bytes, size};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        header.msg_control = control.bytes;
        header.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
        struct cmsghdr *c = CMSG_FIRSTHDR(&header);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
        for (int i = 0; i < count; i++)
            fds[i] = STDERR_FILENO;
        memcpy(CMSG_DATA(c), fds, (size_t)count * sizeof(int));
    }
    assert_int_equal(sendmsg(end, &header, MSG_NOSIGNAL), size);
}

/* The bytes of a message as link_send puts them on the wire. */
static size_t wire(const struct link_message *m, size_t body, char *out)
{
    memcpy(out, &m->type, sizeof m->type);
    memcpy(out + sizeof m->type, &m->setup, body);
    return sizeof m->type + body;
}

static void assert_broken(int end, enum link_side side, const char *text)
{
    struct link_message got;
    assert_int_equal(link_receive(end, side, &got), LINK_BROKEN);
    assert_string_equal(error_text(), text);
    assert_int_equal(got.fd, -1);
    assert_int_equal(link_receive(end, side, &got), LINK_NOTHING);
}

static void pair_is_closed_on_exec_and_never_blocks(void **state)
{
    int *ends = *state;
    for (int i = 0; i < 2; i++) {
        assert_true((fcntl(ends[i], F_GETFD) & FD_CLOEXEC) != 0);
        assert_true((fcntl(ends[i], F_GETFL) & O_NONBLOCK) != 0);
        struct link_message got;
        assert_int_equal(link_receive(ends[i], i == 0 ? LINK_SCREEN : LINK_SCRIPT, &got),
                         LINK_NOTHING);
    }
}

static void setup_carries_its_descriptor(void **state)
{
    int *ends = *state;
    int file = memfd_create("test", MFD_CLOEXEC);
    assert_true(file >= 0);
    struct link_message sent = setup_message(file), got;
    assert_true(link_send(ends[0], &sent));
    assert_int_equal(link_receive(ends[1], LINK_SCRIPT, &got), LINK_MESSAGE);
    assert_int_equal(got.type, LINK_SETUP);
    assert_memory_equal(&got.setup, &sent.setup, sizeof got.setup);
    assert_true(got.fd >= 0 && got.fd != file);
    assert_true((fcntl(got.fd, F_GETFD) & FD_CLOEXEC) != 0);
    assert_int_equal(pwrite(got.fd, "x", 1, 0), 1);
    char c = 0;
    assert_int_equal(pread(file, &c, 1, 0), 1);
    assert_int_equal(c, 'x');
    close(got.fd);
    close(file);
}

static void the_other_messages_arrive_whole(void **state)
{
    int *ends = *state;
    struct link_message got;
    const struct link_message taken = {
        .type = LINK_TAKEN,
        .taken = {.serial = 3, .last = 1, .frame = UINT64_MAX, .due = UINT64_C(1) << 63},
        .fd = -1,
    };
    const struct link_message quit = {.type = LINK_QUIT, .fd = -1};
    assert_true(link_send(ends[0], &taken));
    assert_true(link_send(ends[0], &quit));
    assert_int_equal(link_receive(ends[1], LINK_SCRIPT, &got), LINK_MESSAGE);
    assert_int_equal(got.type, LINK_TAKEN);
    assert_memory_equal(&got.taken, &taken.taken, sizeof got.taken);
    assert_int_equal(got.fd, -1);
    assert_int_equal(link_receive(ends[1], LINK_SCRIPT, &got), LINK_MESSAGE);
    assert_int_equal(got.type, LINK_QUIT);
    assert_int_equal(got.fd, -1);

    const struct link_message key = {
        .type = LINK_KEY, .key = {.code = 30, .action = 1, .symbol = 'a', .text = "a"}, .fd = -1};
    assert_true(link_send(ends[0], &key));
    assert_int_equal(link_receive(ends[1], LINK_SCRIPT, &got), LINK_MESSAGE);
    assert_int_equal(got.type, LINK_KEY);
    assert_memory_equal(&got.key, &key.key, sizeof got.key);
    assert_int_equal(got.fd, -1);

    assert_true(link_send(ends[1], &frame_message));
    assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_MESSAGE);
    assert_int_equal(got.type, LINK_FRAME);
    assert_memory_equal(&got.frame, &frame_message.frame, sizeof got.frame);
    assert_int_equal(got.fd, -1);
}

/* The link does not remember: that a number comes twice is for the screen process to judge. */
static void repeated_messages_arrive_as_often(void **state)
{
    int *ends = *state;
    struct link_message got;
    for (int i = 0; i < 3; i++)
        assert_true(link_send(ends[1], &frame_message));
    for (int i = 0; i < 3; i++)
        assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_MESSAGE);
    assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_NOTHING);
}

static void wrong_lengths(void **state)
{
    int *ends = *state;
    char bytes[4096] = {0};
    size_t size = wire(&frame_message, sizeof frame_message.frame, bytes);

    send_raw(ends[1], bytes, 3, 0);
    assert_broken(ends[0], LINK_SCREEN, "a message of 3 bytes, too short for its type");
    send_raw(ends[1], bytes, size - 1, 0);
    assert_broken(ends[0], LINK_SCREEN, "FRAME with 19 bytes instead of 20");
    send_raw(ends[1], bytes, size + 1, 0);
    assert_broken(ends[0], LINK_SCREEN, "FRAME with 21 bytes instead of 20");
    send_raw(ends[1], bytes, sizeof bytes, 0);
    assert_broken(ends[0], LINK_SCREEN, "FRAME with 4096 bytes instead of 20");
    send_raw(ends[1], bytes, size, 0);
    struct link_message got;
    assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_MESSAGE);
}

static void unknown_types(void **state)
{
    int *ends = *state;
    uint32_t words[5] = {0};
    send_raw(ends[1], words, sizeof words, 0);
    assert_broken(ends[0], LINK_SCREEN, "a message of unknown type 0");
    words[0] = LINK_DROPPED + 1;
    send_raw(ends[1], words, sizeof words, 0);
    assert_broken(ends[0], LINK_SCREEN, "a message of unknown type 18");
    words[0] = UINT32_MAX;
    send_raw(ends[1], words, sizeof words, 0);
    assert_broken(ends[0], LINK_SCREEN, "a message of unknown type 4294967295");
}

static void messages_from_the_wrong_side(void **state)
{
    int *ends = *state;
    struct link_message setup = setup_message(STDERR_FILENO);
    const struct link_message taken = {.type = LINK_TAKEN, .fd = -1};
    const struct link_message quit = {.type = LINK_QUIT, .fd = -1};
    const struct link_message key = {.type = LINK_KEY, .fd = -1};
    int lowest = lowest_free();
    assert_true(link_send(ends[1], &setup));
    assert_broken(ends[0], LINK_SCREEN, "SETUP is not for this side");
    assert_true(link_send(ends[1], &taken));
    assert_broken(ends[0], LINK_SCREEN, "TAKEN is not for this side");
    assert_true(link_send(ends[1], &quit));
    assert_broken(ends[0], LINK_SCREEN, "QUIT is not for this side");
    assert_true(link_send(ends[1], &key));
    assert_broken(ends[0], LINK_SCREEN, "KEY is not for this side");
    assert_true(link_send(ends[0], &frame_message));
    assert_broken(ends[1], LINK_SCRIPT, "FRAME is not for this side");
    assert_int_equal(lowest_free(), lowest);
}

static void bad_values(void **state)
{
    int *ends = *state;
    int lowest = lowest_free();
    struct link_message m = setup_message(STDERR_FILENO);
    m.setup.kept = 2;
    assert_true(link_send(ends[0], &m));
    assert_broken(ends[1], LINK_SCRIPT, "SETUP with kept = 2 instead of 0 or 1");
    m = setup_message(STDERR_FILENO);
    m.setup.period = 0;
    assert_true(link_send(ends[0], &m));
    assert_broken(ends[1], LINK_SCRIPT, "SETUP with a frame period of 0");
    m = frame_message;
    m.frame.still = 3;
    assert_true(link_send(ends[1], &m));
    assert_broken(ends[0], LINK_SCREEN, "FRAME with still = 3 instead of 0 to 2");
    m = (struct link_message){.type = LINK_TAKEN, .taken = {.last = 0x80000000}, .fd = -1};
    assert_true(link_send(ends[0], &m));
    assert_broken(ends[1], LINK_SCRIPT, "TAKEN with last = 2147483648 instead of 0 or 1");
    m = (struct link_message){.type = LINK_KEY, .key = {.code = 30, .action = 3}, .fd = -1};
    assert_true(link_send(ends[0], &m));
    assert_broken(ends[1], LINK_SCRIPT, "KEY with action = 3");
    m = (struct link_message){.type = LINK_FILE, .file.path = "relative", .fd = -1};
    assert_true(link_send(ends[1], &m));
    assert_broken(ends[0], LINK_SCREEN, "FILE without an absolute path");
    memset(m.file.path, '/', sizeof m.file.path); /* without an end */
    assert_true(link_send(ends[1], &m));
    assert_broken(ends[0], LINK_SCREEN, "FILE without an absolute path");
    assert_int_equal(lowest_free(), lowest);
}

/* A script maps what the message says. */
static void memory_that_is_none(void **state)
{
    int *ends = *state;
    const int lowest = lowest_free();
    static const struct {
        struct link_memory memory;
        const char *text;
    } wrong[] = {
        {{.stride = 4, .height = 1, .buffers = 1}, "MEMORY of 0x1 pixels in 1 buffers"},
        {{.stride = 4, .width = 1, .buffers = 1}, "MEMORY of 1x0 pixels in 1 buffers"},
        {{.stride = 4, .width = 1, .height = 1}, "MEMORY of 1x1 pixels in 0 buffers"},
        {{.width = 1, .height = 1, .buffers = 1}, "MEMORY that is longer than any file"},
        {{.stride = UINT64_MAX, .width = 1, .height = 2, .buffers = 1},
         "MEMORY that is longer than any file"},
        {{.offset = INT64_MAX, .stride = 4, .width = 1, .height = 1, .buffers = 1},
         "MEMORY that is longer than any file"},
        {{.stride = 4, .width = 1, .height = 1, .buffers = 1}, NULL},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct link_message m = {
            .type = LINK_MEMORY, .memory = wrong[i].memory, .fd = STDERR_FILENO};
        assert_true(link_send(ends[0], &m));
        if (wrong[i].text != NULL) {
            assert_broken(ends[1], LINK_SCRIPT, wrong[i].text);
            continue;
        }
        assert_int_equal(link_receive(ends[1], LINK_SCRIPT, &m), LINK_MESSAGE);
        close(m.fd);
        memset(m.memory.format, 'X', sizeof m.memory.format);
        m.fd = STDERR_FILENO;
        assert_true(link_send(ends[0], &m));
        assert_broken(ends[1], LINK_SCRIPT, "MEMORY with a format without an end");
    }
    assert_int_equal(lowest_free(), lowest);
}

static void assert_refused(int *ends, struct link_message m, const char *text)
{
    m.fd = -1;
    assert_true(link_send(ends[0], &m));
    assert_broken(ends[1], LINK_SCRIPT, text);
}

/* Places that are none, and things that do not exist, must not reach a script. */
static void bad_input(void **state)
{
    int *ends = *state;
    struct link_message m = {.type = LINK_KEY, .key = {.symbol = 0x110000}};
    assert_refused(ends, m, "KEY with symbol = 1114112, which is no character");
    m = (struct link_message){.type = LINK_KEY};
    memset(m.key.text, 'x', sizeof m.key.text);
    assert_refused(ends, m, "KEY with a text without an end");
    m = (struct link_message){.type = LINK_POINTER, .pointer = {.action = LINK_REPEATED}};
    assert_refused(ends, m, "POINTER with action = 2");
    m.pointer = (struct link_pointer){.action = LINK_PRESSED};
    assert_refused(ends, m, "POINTER with action = 1 and button = 0");
    m.pointer = (struct link_pointer){.action = LINK_PRESSED, .button = 9};
    assert_refused(ends, m, "POINTER with action = 1 and button = 9");
    m.pointer = (struct link_pointer){.action = LINK_MOVED, .button = 1};
    assert_refused(ends, m, "POINTER with action = 3 and button = 1");
    m.pointer = (struct link_pointer){.action = LINK_MOVED, .x = INFINITY};
    assert_refused(ends, m, "POINTER at (inf, 0)");
    m.pointer = (struct link_pointer){.action = LINK_WHEEL, .y = -2e6F};
    assert_refused(ends, m, "POINTER at (0, -2e+06)");
    m = (struct link_message){.type = LINK_TOUCH, .touch = {.id = 33}};
    assert_refused(ends, m, "TOUCH with id = 33 instead of 1 to 32");
    m.touch = (struct link_touch){.id = 0};
    assert_refused(ends, m, "TOUCH with id = 0 instead of 1 to 32");
    m.touch = (struct link_touch){.id = 1, .action = LINK_WHEEL};
    assert_refused(ends, m, "TOUCH with action = 4");
    m.touch = (struct link_touch){.id = 1, .pressure = 1.5F};
    assert_refused(ends, m, "TOUCH with pressure = 1.5 instead of 0 to 1");
    m.touch = (struct link_touch){.id = 1, .x = -INFINITY};
    assert_refused(ends, m, "TOUCH at (-inf, 0)");
    m.touch = (struct link_touch){.id = 1, .pressure = NAN};
    assert_true(
        link_send(ends[0], &(struct link_message){.type = LINK_TOUCH, .touch = m.touch, .fd = -1}));
    assert_int_equal(link_receive(ends[1], LINK_SCRIPT, &m), LINK_BROKEN);
}

static void wrong_numbers_of_descriptors(void **state)
{
    int *ends = *state;
    char bytes[64];
    size_t size = wire(&frame_message, sizeof frame_message.frame, bytes);
    int lowest = lowest_free();
    send_raw(ends[1], bytes, size, 1);
    assert_broken(ends[0], LINK_SCREEN, "FRAME with one descriptor instead of no descriptor");
    send_raw(ends[1], bytes, size, 8);
    assert_broken(ends[0], LINK_SCREEN, "FRAME with several descriptors instead of no descriptor");
    assert_int_equal(lowest_free(), lowest);

    struct link_message setup = setup_message(-1);
    size = wire(&setup, sizeof setup.setup, bytes);
    send_raw(ends[0], bytes, size, 0);
    assert_broken(ends[1], LINK_SCRIPT, "SETUP with no descriptor instead of one descriptor");
    send_raw(ends[0], bytes, size, 2);
    assert_broken(ends[1], LINK_SCRIPT, "SETUP with several descriptors instead of one descriptor");
    send_raw(ends[0], bytes, size, 8);
    assert_broken(ends[1], LINK_SCRIPT, "SETUP with several descriptors instead of one descriptor");
    assert_int_equal(lowest_free(), lowest);
    /* An empty message with a descriptor is no way round the check. */
    send_raw(ends[0], bytes, 0, 1);
    assert_broken(ends[1], LINK_SCRIPT, "a message of 0 bytes, too short for its type");
    assert_int_equal(lowest_free(), lowest);
}

static void closed_peer(void **state)
{
    int *ends = *state;
    struct link_message got;
    assert_true(link_send(ends[1], &frame_message));
    close(ends[1]);
    ends[1] = -1;
    assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_MESSAGE);
    assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_CLOSED);
    assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_CLOSED);
    const struct link_message quit = {.type = LINK_QUIT, .fd = -1};
    assert_false(link_send(ends[0], &quit));
    assert_int_equal(error_code(), EPIPE);
    assert_string_equal(error_text(), "cannot send QUIT to the other process: Broken pipe");
}

static void peer_that_closed_without_reading(void **state)
{
    int *ends = *state;
    struct link_message got;
    const struct link_message quit = {.type = LINK_QUIT, .fd = -1};
    assert_true(link_send(ends[0], &quit));
    close(ends[1]);
    ends[1] = -1;
    assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_CLOSED);
    assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_CLOSED);
}

static void full_socket_is_a_failure(void **state)
{
    int *ends = *state;
    int sent = 0;
    while (sent < 1000000 && link_send(ends[1], &frame_message))
        sent++;
    assert_in_range(sent, 2, 999999);
    assert_int_equal(error_code(), EAGAIN);
    struct link_message got;
    for (int i = 0; i < sent; i++)
        assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_MESSAGE);
    assert_int_equal(link_receive(ends[0], LINK_SCREEN, &got), LINK_NOTHING);
    assert_true(link_send(ends[1], &frame_message));
}

static void not_a_socket(void **state)
{
    (void)state;
    struct link_message got;
    assert_int_equal(link_receive(-1, LINK_SCREEN, &got), LINK_BROKEN);
    assert_string_equal(error_text(), "cannot receive from the other process: Bad file descriptor");
    assert_false(link_send(-1, &frame_message));
    assert_int_equal(error_code(), EBADF);
}

static uint32_t next_random(uint32_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 17;
    *s ^= *s << 5;
    return *s;
}

/* Random bytes, half of them with a likely type word and length. Whatever is accepted must be
 * what an honest sender could have sent. */
static void random_bytes(void **state)
{
    int *ends = *state;
    int lowest = lowest_free();
    uint32_t seed = 20240607;
    int accepted = 0;
    for (int i = 0; i < 200000; i++) {
        uint32_t words[12];
        for (int j = 0; j < 12; j++)
            words[j] = next_random(&seed) % 3 == 0 ? next_random(&seed) % 4 : next_random(&seed);
        bool likely = next_random(&seed) % 2 == 0;
        if (likely)
            words[0] = 1 + next_random(&seed) % 5;
        size_t size =
            likely ? (size_t)4 * (1 + next_random(&seed) % 9) : next_random(&seed) % sizeof words;
        int fds = next_random(&seed) % 4 == 0 ? (int)(next_random(&seed) % 4) : 0;
        int from = (int)(next_random(&seed) % 2);
        enum link_side side = from == 0 ? LINK_SCRIPT : LINK_SCREEN;
        send_raw(ends[from], words, size, fds);
        struct link_message got;
        enum link_result result = link_receive(ends[1 - from], side, &got);
        if (result == LINK_MESSAGE) {
            accepted++;
            assert_int_equal(got.fd >= 0, got.type == LINK_SETUP);
            assert_int_equal(side, got.type == LINK_FRAME ? LINK_SCREEN : LINK_SCRIPT);
            if (got.fd >= 0)
                close(got.fd);
        } else {
            assert_int_equal(result, size == 0 && fds == 0 ? LINK_CLOSED : LINK_BROKEN);
            assert_int_equal(got.fd, -1);
        }
    }
    assert_true(accepted > 1000);
    assert_int_equal(lowest_free(), lowest);
}

#define LINK_TEST(f) cmocka_unit_test_setup_teardown(f, make_pair, close_pair)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LINK_TEST(not_a_socket),
        LINK_TEST(pair_is_closed_on_exec_and_never_blocks),
        LINK_TEST(setup_carries_its_descriptor),
        LINK_TEST(the_other_messages_arrive_whole),
        LINK_TEST(repeated_messages_arrive_as_often),
        LINK_TEST(wrong_lengths),
        LINK_TEST(unknown_types),
        LINK_TEST(messages_from_the_wrong_side),
        LINK_TEST(bad_values),
        LINK_TEST(memory_that_is_none),
        LINK_TEST(bad_input),
        LINK_TEST(wrong_numbers_of_descriptors),
        LINK_TEST(closed_peer),
        LINK_TEST(peer_that_closed_without_reading),
        LINK_TEST(full_socket_is_a_failure),
        LINK_TEST(random_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
