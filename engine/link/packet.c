/* The two system calls of the link, with their corner cases: interrupted calls, descriptors that
 * nobody asked for, and what Linux says when the other side is gone. */
#include "link/packet.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

/* Room for descriptors, aligned as the kernel wants it. A message carries one at most; the second
 * place shows a message with more by itself, since qemu-user does not pass MSG_CTRUNC on. */
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(2 * sizeof(int))];
};

bool packet_pair(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0)
        return true;
    ends[0] = ends[1] = -1;
    return error_set_errno("no socket pair between the processes");
}

bool packet_send(int fd, const struct iovec *parts, int count, int pass)
{
    struct msghdr header = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)count};
    union control control;
    if (pass >= 0) {
        memset(&control, 0, sizeof control);
        header.msg_control = control.bytes;
        header.msg_controllen = CMSG_SPACE(sizeof pass);
        struct cmsghdr *c = CMSG_FIRSTHDR(&header);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof pass);
        memcpy(CMSG_DATA(c), &pass, sizeof pass);
    }
    ssize_t sent;
    do
        sent = sendmsg(fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

/* Counts the descriptors that came along, and keeps one only if it is the only one. */
static void take_descriptors(struct msghdr *header, struct packet *p)
{
    int total = (header->msg_flags & MSG_CTRUNC) != 0 ? 2 : 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t bytes = c->cmsg_len - CMSG_LEN(0);
        for (size_t at = 0; at + sizeof(int) <= bytes; at += sizeof(int)) {
            if (p->fd >= 0)
                close(p->fd);
            memcpy(&p->fd, CMSG_DATA(c) + at, sizeof(int));
            total++;
        }
    }
    p->descriptors = total < 2 ? total : 2;
    if (total > 1 && p->fd >= 0) {
        close(p->fd);
        p->fd = -1;
    }
}

enum packet_result packet_receive(int fd, const struct iovec *parts, int count, struct packet *p)
{
    *p = (struct packet){.fd = -1};
    union control control;
    struct msghdr header = {
        .msg_iov = (struct iovec *)parts,
        .msg_iovlen = (size_t)count,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes,
    };
    /* MSG_TRUNC asks for the message's full length even if the parts are too small for it. Linux
     * says ECONNRESET, once, when the other side closed while messages from here were unread; what
     * it sent before is still there. */
    ssize_t got;
    do
        got = recvmsg(fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC | MSG_TRUNC);
    while (got < 0 && (errno == EINTR || errno == ECONNRESET));
    if (got < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? PACKET_NOTHING : PACKET_FAILED;

    take_descriptors(&header, p);
    p->size = (size_t)got;
    return got == 0 && p->descriptors == 0 ? PACKET_CLOSED : PACKET_RECEIVED;
}
