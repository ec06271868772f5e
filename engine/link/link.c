/* The wire format is a type word and the struct of that type, as the processor has them: both
 * processes are the same program. SOCK_SEQPACKET keeps the limits of messages, so a length that is
 * not exactly the type's shows that something is wrong. */
#include "link/link.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/error.h"

static const struct {
    const char *name;
    size_t size; /* bytes after the type word */
    enum link_side receiver;
    int descriptors; /* that come along */
} types[] = {
    [LINK_SETUP] = {"SETUP", sizeof(struct link_setup), LINK_SCRIPT, 1},
    [LINK_TAKEN] = {"TAKEN", sizeof(struct link_taken), LINK_SCRIPT, 0},
    [LINK_QUIT] = {"QUIT", 0, LINK_SCRIPT, 0},
    [LINK_FRAME] = {"FRAME", sizeof(struct link_frame), LINK_SCREEN, 0},
};

/* Room for one descriptor, aligned as the kernel wants it. Where the padding leaves room for a
 * second one, the kernel may deliver that as well. */
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

_Static_assert(sizeof(struct link_setup) >= sizeof(struct link_taken), "SETUP must be the largest");
_Static_assert(sizeof(struct link_setup) >= sizeof(struct link_frame), "SETUP must be the largest");

static bool type_known(uint32_t type)
{
    return type < sizeof types / sizeof types[0] && types[type].name != NULL;
}

bool link_pair(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
        ends[0] = ends[1] = -1;
        return error_set_errno("no socket pair for the script process");
    }
    return true;
}

bool link_send(int fd, const struct link_message *message)
{
    assert(type_known(message->type));
    assert((message->fd >= 0) == (types[message->type].descriptors == 1));

    struct iovec parts[2] = {
        {(void *)&message->type, sizeof message->type},
        {(void *)&message->setup, types[message->type].size},
    };
    struct msghdr header = {.msg_iov = parts, .msg_iovlen = 2};
    union control control;
    if (message->fd >= 0) {
        memset(&control, 0, sizeof control);
        header.msg_control = control.bytes;
        header.msg_controllen = sizeof control.bytes;
        struct cmsghdr *c = CMSG_FIRSTHDR(&header);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &message->fd, sizeof(int));
    }
    ssize_t sent;
    do
        sent = sendmsg(fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return error_set_errno("cannot send %s to the other process", types[message->type].name);
    return true;
}

/* Keeps the first descriptor that came along in *kept and closes the others; returns how many
 * there were. */
static int take_descriptors(struct msghdr *header, int *kept)
{
    int count = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t bytes = c->cmsg_len - CMSG_LEN(0);
        for (size_t at = 0; at + sizeof(int) <= bytes; at += sizeof(int)) {
            int fd;
            memcpy(&fd, CMSG_DATA(c) + at, sizeof fd);
            if (count++ == 0)
                *kept = fd;
            else
                close(fd);
        }
    }
    return count;
}

/* What the form cannot show: values that no honest sender would send. */
static bool check_values(const struct link_message *m)
{
    switch (m->type) {
    case LINK_SETUP:
        if (m->setup.version != LINK_VERSION)
            return error_set("the other process speaks version %u of the link, this one %d",
                             (unsigned)m->setup.version, LINK_VERSION);
        if (m->setup.period == 0)
            return error_set("SETUP with a frame period of 0");
        return true;
    case LINK_TAKEN:
        return m->taken.last <= 1 ||
               error_set("TAKEN with last = %u instead of 0 or 1", (unsigned)m->taken.last);
    case LINK_FRAME:
        return m->frame.still <= 1 ||
               error_set("FRAME with still = %u instead of 0 or 1", (unsigned)m->frame.still);
    default:
        return true;
    }
}

static bool check(const struct link_message *m, enum link_side side, size_t bytes, int descriptors,
                  int flags)
{
    if (bytes < sizeof m->type)
        return error_set("a message of %zu bytes, too short for its type", bytes);
    if (!type_known(m->type))
        return error_set("a message of unknown type %u", (unsigned)m->type);

    const char *name = types[m->type].name;
    if (types[m->type].receiver != side)
        return error_set("%s is not for this side", name);
    if ((flags & MSG_TRUNC) != 0 || bytes != sizeof m->type + types[m->type].size)
        return error_set("%s with %s%zu bytes instead of %zu", name,
                         (flags & MSG_TRUNC) != 0 ? "more than " : "", bytes,
                         sizeof m->type + types[m->type].size);
    if ((flags & MSG_CTRUNC) != 0 || descriptors != types[m->type].descriptors)
        return error_set("%s with %s%d descriptors instead of %d", name,
                         (flags & MSG_CTRUNC) != 0 ? "more than " : "", descriptors,
                         types[m->type].descriptors);
    return check_values(m);
}

enum link_result link_receive(int fd, enum link_side side, struct link_message *message)
{
    memset(message, 0, sizeof *message);
    message->fd = -1;

    struct iovec parts[2] = {
        {&message->type, sizeof message->type},
        {&message->setup, sizeof message->setup},
    };
    union control control;
    struct msghdr header = {
        .msg_iov = parts,
        .msg_iovlen = 2,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes,
    };
    ssize_t got;
    do
        got = recvmsg(fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return LINK_NOTHING;
    /* Linux says ECONNRESET when the other side closed while messages from here were unread. */
    if (got < 0 && errno == ECONNRESET)
        return LINK_CLOSED;
    if (got < 0) {
        error_set_errno("cannot receive from the other process");
        return LINK_BROKEN;
    }

    int descriptors = take_descriptors(&header, &message->fd);
    /* An empty message looks like the end; whoever sends one has nothing more to say. */
    bool closed = got == 0 && descriptors == 0;
    if (!closed && check(message, side, (size_t)got, descriptors, header.msg_flags))
        return LINK_MESSAGE;
    if (message->fd >= 0)
        close(message->fd);
    message->fd = -1;
    return closed ? LINK_CLOSED : LINK_BROKEN;
}
