/* The wire format is a type word and the struct of that type, as the processor has them: both
 * processes are the same program. SOCK_SEQPACKET keeps the limits of messages, so a length that is
 * not exactly the type's shows that something is wrong. */
#include "link/link.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "link/packet.h"

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
    [LINK_KEY] = {"KEY", sizeof(struct link_key), LINK_SCRIPT, 0},
};

/* Padding would be sent unwritten, and tell the other process what the stack held before. */
_Static_assert(sizeof(struct link_setup) == 6 * sizeof(uint32_t) + sizeof(uint64_t), "padding");
_Static_assert(sizeof(struct link_taken) == 2 * sizeof(uint32_t) + 2 * sizeof(uint64_t), "padding");
_Static_assert(sizeof(struct link_frame) == 2 * sizeof(uint32_t) + sizeof(uint64_t), "padding");
_Static_assert(sizeof(struct link_setup) >= sizeof(struct link_taken), "SETUP must be the largest");
_Static_assert(sizeof(struct link_setup) >= sizeof(struct link_frame), "SETUP must be the largest");

static bool type_known(uint32_t type)
{
    return type < sizeof types / sizeof types[0] && types[type].name != NULL;
}

bool link_pair(int ends[2])
{
    return packet_pair(ends);
}

bool link_send(int fd, const struct link_message *message)
{
    assert(type_known(message->type));
    assert((message->fd >= 0) == (types[message->type].descriptors == 1));

    const struct iovec parts[2] = {
        {(void *)&message->type, sizeof message->type},
        {(void *)&message->setup, types[message->type].size},
    };
    return packet_send(fd, parts, 2, message->fd) ||
           error_set_errno("cannot send %s to the other process", types[message->type].name);
}

/* What the form cannot show: values that no honest sender would send. */
static bool check_values(const struct link_message *m)
{
    switch (m->type) {
    case LINK_SETUP:
        if (m->setup.kept > 1)
            return error_set("SETUP with kept = %u instead of 0 or 1", (unsigned)m->setup.kept);
        return m->setup.period > 0 || error_set("SETUP with a frame period of 0");
    case LINK_TAKEN:
        return m->taken.last <= 1 ||
               error_set("TAKEN with last = %u instead of 0 or 1", (unsigned)m->taken.last);
    case LINK_FRAME:
        return m->frame.still <= 1 ||
               error_set("FRAME with still = %u instead of 0 or 1", (unsigned)m->frame.still);
    case LINK_KEY:
        return m->key.pressed <= 1 ||
               error_set("KEY with pressed = %u instead of 0 or 1", (unsigned)m->key.pressed);
    default:
        return true;
    }
}

static bool check(const struct link_message *m, enum link_side side, const struct packet *p)
{
    static const char *const counts[] = {"no descriptor", "one descriptor", "several descriptors"};
    if (p->size < sizeof m->type)
        return error_set("a message of %zu bytes, too short for its type", p->size);
    if (!type_known(m->type))
        return error_set("a message of unknown type %u", (unsigned)m->type);

    const char *name = types[m->type].name;
    size_t size = sizeof m->type + types[m->type].size;
    int descriptors = types[m->type].descriptors;
    if (types[m->type].receiver != side)
        return error_set("%s is not for this side", name);
    if (p->size != size)
        return error_set("%s with %zu bytes instead of %zu", name, p->size, size);
    if (p->descriptors != descriptors)
        return error_set("%s with %s instead of %s", name, counts[p->descriptors],
                         counts[descriptors]);
    return check_values(m);
}

enum link_result link_receive(int fd, enum link_side side, struct link_message *message)
{
    memset(message, 0, sizeof *message);
    message->fd = -1;
    const struct iovec parts[2] = {
        {&message->type, sizeof message->type},
        {&message->setup, sizeof message->setup},
    };
    struct packet p;
    switch (packet_receive(fd, parts, 2, &p)) {
    case PACKET_NOTHING:
        return LINK_NOTHING;
    case PACKET_CLOSED:
        return LINK_CLOSED;
    case PACKET_FAILED:
        error_set_errno("cannot receive from the other process");
        return LINK_BROKEN;
    case PACKET_RECEIVED:
        break;
    }
    if (!check(message, side, &p)) {
        if (p.fd >= 0)
            close(p.fd);
        return LINK_BROKEN;
    }
    message->fd = p.fd;
    return LINK_MESSAGE;
}
