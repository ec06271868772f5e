/* Packets must arrive whole, say how long they really were, and never leave a descriptor open. */
#include "link/packet.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "descriptors.h"

static int make_pair(void **state)
{
    static int ends[2];
    *state = ends;
    return packet_pair(ends) ? 0 : -1;
}

static enum packet_result receive(int end, void *bytes, size_t size, struct packet *p)
{
    const struct iovec part = {bytes, size};
    return packet_receive(end, &part, 1, p);
}

static void bad_descriptors(void **state)
{
    (void)state;
    char byte = 'x';
    const struct iovec part = {&byte, 1};
    struct packet p;
    assert_false(packet_send(-1, &part, 1, -1));
    assert_int_equal(errno, EBADF);
    assert_int_equal(packet_receive(-1, &part, 1, &p), PACKET_FAILED);
    assert_int_equal(errno, EBADF);
    assert_int_equal(p.fd, -1);
}

static void parts_are_gathered_and_scattered(void **state)
{
    int *ends = *state;
    const struct iovec sent[2] = {{(void *)"abc", 3}, {(void *)"defgh", 5}};
    assert_true(packet_send(ends[0], sent, 2, -1));
    char first[5], second[8] = {0};
    const struct iovec got[2] = {{first, 5}, {second, 7}};
    struct packet p;
    assert_int_equal(packet_receive(ends[1], got, 2, &p), PACKET_RECEIVED);
    assert_int_equal(p.size, 8);
    assert_int_equal(p.descriptors, 0);
    assert_int_equal(p.fd, -1);
    assert_memory_equal(first, "abcde", 5);
    assert_string_equal(second, "fgh");
    assert_int_equal(receive(ends[1], first, 5, &p), PACKET_NOTHING);
}

static void long_packets_tell_their_length(void **state)
{
    int *ends = *state;
    char bytes[1000] = {0}, room[10];
    const struct iovec part = {bytes, sizeof bytes};
    struct packet p;
    assert_true(packet_send(ends[0], &part, 1, -1));
    assert_int_equal(receive(ends[1], room, sizeof room, &p), PACKET_RECEIVED);
    assert_int_equal(p.size, 1000);
    assert_int_equal(receive(ends[1], room, sizeof room, &p), PACKET_NOTHING);
}

static void one_descriptor(void **state)
{
    int *ends = *state;
    int pipe_ends[2];
    char byte = 'x';
    const struct iovec part = {&byte, 1};
    struct packet p;
    assert_int_equal(pipe(pipe_ends), 0);
    assert_true(packet_send(ends[0], &part, 1, pipe_ends[1]));
    close(pipe_ends[1]);
    assert_int_equal(receive(ends[1], &byte, 1, &p), PACKET_RECEIVED);
    assert_int_equal(p.descriptors, 1);
    assert_true((fcntl(p.fd, F_GETFD) & FD_CLOEXEC) != 0);
    assert_int_equal(write(p.fd, "y", 1), 1);
    assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    close(p.fd);
    close(pipe_ends[0]);
}

static void more_descriptors_are_closed(void **state)
{
    int *ends = *state;
    int lowest = lowest_free();
    for (int count = 2; count <= 5; count++) {
        int fds[5] = {0};
        union {
            struct cmsghdr header;
            char bytes[CMSG_SPACE(sizeof fds)];
        } control;
        memset(&control, 0, sizeof control);
        char byte = 'x';
        struct iovec part = {&byte, 1};
        struct msghdr header = {
            .msg_iov = &part,
            .msg_iovlen = 1,
            .msg_control = control.bytes,
            .msg_controllen = CMSG_SPACE((size_t)count * sizeof(int)),
        };
        struct cmsghdr *c = CMSG_FIRSTHDR(&header);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
        for (int i = 0; i < count; i++)
            fds[i] = STDERR_FILENO;
        memcpy(CMSG_DATA(c), fds, (size_t)count * sizeof(int));
        assert_int_equal(sendmsg(ends[0], &header, 0), 1);

        struct packet p;
        assert_int_equal(receive(ends[1], &byte, 1, &p), PACKET_RECEIVED);
        assert_int_equal(p.descriptors, 2);
        assert_int_equal(p.fd, -1);
        assert_int_equal(lowest_free(), lowest);
    }
}

static void the_end(void **state)
{
    int *ends = *state;
    char byte = 'x';
    const struct iovec part = {&byte, 1}, nothing = {&byte, 0};
    struct packet p;
    assert_true(packet_send(ends[0], &nothing, 1, -1));
    assert_int_equal(receive(ends[1], &byte, 1, &p), PACKET_CLOSED);
    /* What the other side left unread makes the kernel say ECONNRESET first; what it sent before
     * it closed must arrive all the same. */
    assert_true(packet_send(ends[1], &part, 1, -1));
    for (int i = 0; i < 3; i++)
        assert_true(packet_send(ends[0], &part, 1, -1));
    close(ends[0]);
    ends[0] = -1;
    for (int i = 0; i < 3; i++)
        assert_int_equal(receive(ends[1], &byte, 1, &p), PACKET_RECEIVED);
    assert_int_equal(receive(ends[1], &byte, 1, &p), PACKET_CLOSED);
    assert_int_equal(receive(ends[1], &byte, 1, &p), PACKET_CLOSED);
    assert_false(packet_send(ends[1], &part, 1, -1));
    assert_int_equal(errno, EPIPE);
}

#define PACKET_TEST(f) cmocka_unit_test_setup_teardown(f, make_pair, close_pair)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PACKET_TEST(bad_descriptors),
        PACKET_TEST(parts_are_gathered_and_scattered),
        PACKET_TEST(long_packets_tell_their_length),
        PACKET_TEST(one_descriptor),
        PACKET_TEST(more_descriptors_are_closed),
        PACKET_TEST(the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
