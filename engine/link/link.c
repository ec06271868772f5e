/* The wire format is a type word and the struct of that type, as the processor has them: both
 * processes are the same program. SOCK_SEQPACKET keeps the limits of messages, so a length that is
 * not exactly the type's shows that something is wrong. */
#include "link/link.h"

#include <assert.h>
#include <math.h>
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
    [LINK_POINTER] = {"POINTER", sizeof(struct link_pointer), LINK_SCRIPT, 0},
    [LINK_TOUCH] = {"TOUCH", sizeof(struct link_touch), LINK_SCRIPT, 0},
    [LINK_KEEP] = {"KEEP", 0, LINK_SCRIPT, 1},
    [LINK_ASK] = {"ASK", 0, LINK_SCRIPT, 0},
    [LINK_FILE] = {"FILE", sizeof(struct link_file), LINK_SCREEN, 0},
    [LINK_KEPT] = {"KEPT", 0, LINK_SCREEN, 1},
    [LINK_FAILED] = {"FAILED", sizeof(struct link_failed), LINK_SCREEN, 0},
    [LINK_MEMORY] = {"MEMORY", sizeof(struct link_memory), LINK_SCRIPT, 1},
    [LINK_PING] = {"PING", 0, LINK_SCRIPT, 0},
    [LINK_PONG] = {"PONG", 0, LINK_SCREEN, 0},
    [LINK_POWER] = {"POWER", sizeof(struct link_power), LINK_SCREEN, 0},
    [LINK_DROPPED] = {"DROPPED", 0, LINK_SCRIPT, 0},
};

/* Padding would be sent unwritten, and tell the other process what the stack held before. */
_Static_assert(sizeof(struct link_setup) == 6 * sizeof(uint32_t) + sizeof(uint64_t), "padding");
_Static_assert(sizeof(struct link_taken) == 2 * sizeof(uint32_t) + 2 * sizeof(uint64_t), "padding");
_Static_assert(sizeof(struct link_frame) == 2 * sizeof(uint32_t) + sizeof(uint64_t), "padding");
_Static_assert(sizeof(struct link_file) == 4 * sizeof(uint64_t) + LINK_PATH_MAX, "padding");
_Static_assert(sizeof(struct link_key) == 3 * sizeof(uint32_t) + LINK_TEXT_SIZE, "padding");
_Static_assert(sizeof(struct link_pointer) == 3 * sizeof(uint32_t) + 2 * sizeof(float), "padding");
_Static_assert(sizeof(struct link_touch) == 3 * sizeof(uint32_t) + 3 * sizeof(float), "padding");
_Static_assert(sizeof(struct link_memory) ==
                   2 * sizeof(uint64_t) + 3 * sizeof(uint32_t) + LINK_FORMAT_SIZE,
               "padding");

/* Of what follows the type word: the union, with the fd behind it. */
enum { BODY_MAX = offsetof(struct link_message, fd) - offsetof(struct link_message, setup) };

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

static bool is_place(float x, float y)
{
    return fabsf(x) <= (float)LINK_PLACE_MAX && fabsf(y) <= (float)LINK_PLACE_MAX; /* no NaN is */
}

static bool check_key(const struct link_key *key)
{
    if (key->action > LINK_REPEATED && key->action != LINK_HELD)
        return error_set("KEY with action = %u", (unsigned)key->action);
    if (key->symbol > 0x10ffff)
        return error_set("KEY with symbol = %u, which is no character", (unsigned)key->symbol);
    return memchr(key->text, '\0', sizeof key->text) != NULL ||
           error_set("KEY with a text without an end");
}

static bool check_pointer(const struct link_pointer *p)
{
    if (p->action > LINK_HELD || p->action == LINK_REPEATED)
        return error_set("POINTER with action = %u", (unsigned)p->action);
    bool any = p->action == LINK_HELD;
    if ((!any && (p->action <= LINK_PRESSED) != (p->button > 0)) || p->button > LINK_BUTTONS)
        return error_set("POINTER with action = %u and button = %u", (unsigned)p->action,
                         (unsigned)p->button);
    return is_place(p->x, p->y) || error_set("POINTER at (%g, %g)", (double)p->x, (double)p->y);
}

static bool check_touch(const struct link_touch *t)
{
    if ((t->action > LINK_MOVED && t->action != LINK_HELD) || t->action == LINK_REPEATED)
        return error_set("TOUCH with action = %u", (unsigned)t->action);
    if (t->id < 1 || t->id > LINK_TOUCHES)
        return error_set("TOUCH with id = %u instead of 1 to %d", (unsigned)t->id, LINK_TOUCHES);
    if (!(t->pressure >= 0 && t->pressure <= 1))
        return error_set("TOUCH with pressure = %g instead of 0 to 1", (double)t->pressure);
    return is_place(t->x, t->y) || error_set("TOUCH at (%g, %g)", (double)t->x, (double)t->y);
}

static bool check_memory(const struct link_memory *m)
{
    uint64_t size;
    if (m->width == 0 || m->height == 0 || m->buffers == 0)
        return error_set("MEMORY of %ux%u pixels in %u buffers", (unsigned)m->width,
                         (unsigned)m->height, (unsigned)m->buffers);
    if (__builtin_mul_overflow(m->stride, m->height, &size) || size == 0 ||
        __builtin_add_overflow(m->offset, size, &size) || size > INT64_MAX)
        return error_set("MEMORY that is longer than any file");
    return memchr(m->format, '\0', sizeof m->format) != NULL ||
           error_set("MEMORY with a format without an end");
}

/* What the form cannot show: values that no honest sender would send. */
static bool check_values(const struct link_message *m)
{
    switch (m->type) {
    case LINK_SETUP:
        if (m->setup.kept > 1)
            return error_set("SETUP with kept = %u instead of 0 or 1", (unsigned)m->setup.kept);
        if (m->setup.power > 1)
            return error_set("SETUP with power = %u instead of 0 or 1", (unsigned)m->setup.power);
        return m->setup.period > 0 || error_set("SETUP with a frame period of 0");
    case LINK_TAKEN:
        return m->taken.last <= 1 ||
               error_set("TAKEN with last = %u instead of 0 or 1", (unsigned)m->taken.last);
    case LINK_FRAME:
        return m->frame.still <= LINK_WAITS ||
               error_set("FRAME with still = %u instead of 0 to 2", (unsigned)m->frame.still);
    case LINK_FAILED:
        return m->failed.in_use <= 1 ||
               error_set("FAILED with in_use = %u instead of 0 or 1", (unsigned)m->failed.in_use);
    case LINK_KEY:
        return check_key(&m->key);
    case LINK_POINTER:
        return check_pointer(&m->pointer);
    case LINK_TOUCH:
        return check_touch(&m->touch);
    case LINK_FILE:
        if (memchr(m->file.path, '\0', sizeof m->file.path) == NULL || m->file.path[0] != '/')
            return error_set("FILE without an absolute path");
        return true;
    case LINK_MEMORY:
        return check_memory(&m->memory);
    case LINK_POWER:
        return m->power.on <= 1 ||
               error_set("POWER with on = %u instead of 0 or 1", (unsigned)m->power.on);
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
        {&message->setup, BODY_MAX},
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
