/* Hostile messages on the link. An honest message of each type is spoilt with the input's bytes by
 * exclusive or, so that an input of zeros is honest and small changes stay near to it. */
#include "fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "link/buffer.h"
#include "link/link.h"

enum { HEADER = 4, MESSAGE_MAX = 2048, WIDTH = 100, HEIGHT = 70, TILE_SIDE = 32 };

/* Fails when a descriptor was lost or closed twice. */
static int lowest_free(void)
{
    int fd = dup(STDIN_FILENO);
    close(fd);
    return fd;
}

/* Puts the honest message of that type together; returns how many bytes it has. */
static size_t honest(uint32_t type, unsigned char bytes[MESSAGE_MAX])
{
    const struct link_setup setup = {
        .serial = 1,
        .width = WIDTH,
        .height = HEIGHT,
        .tile_width = TILE_SIDE,
        .tile_height = TILE_SIDE,
        .period = 1,
    };
    const struct link_memory memory = {.stride = sizeof(uint32_t) * WIDTH,
                                       .width = WIDTH,
                                       .height = HEIGHT,
                                       .buffers = 1,
                                       .format = "XRGB8888"};
    const uint32_t one = 1;
    static const size_t sizes[] = {
        [LINK_SETUP] = sizeof(struct link_setup),
        [LINK_TAKEN] = sizeof(struct link_taken),
        [LINK_QUIT] = 0,
        [LINK_FRAME] = sizeof(struct link_frame),
        [LINK_KEY] = sizeof(struct link_key),
        [LINK_POINTER] = sizeof(struct link_pointer),
        [LINK_TOUCH] = sizeof(struct link_touch),
        [LINK_KEEP] = 0,
        [LINK_ASK] = 0,
        [LINK_FILE] = sizeof(struct link_file),
        [LINK_KEPT] = 0,
        [LINK_FAILED] = sizeof(struct link_failed),
        [LINK_MEMORY] = sizeof(struct link_memory),
        [LINK_PING] = 0,
        [LINK_PONG] = 0,
        [LINK_POWER] = sizeof(struct link_power),
        [LINK_DROPPED] = 0,
    };
    memset(bytes, 0, MESSAGE_MAX);
    memcpy(bytes, &type, sizeof type);
    if (type == LINK_SETUP)
        memcpy(bytes + sizeof type, &setup, sizeof setup);
    if (type == LINK_POINTER || type == LINK_TOUCH) /* the release of button or touch 1 */
        memcpy(bytes + 2 * sizeof type, &one, sizeof one);
    if (type == LINK_MEMORY)
        memcpy(bytes + sizeof type, &memory, sizeof memory);
    if (type == LINK_FILE)
        bytes[sizeof type + offsetof(struct link_file, path)] = '/';
    return sizeof type + sizes[type];
}

static void send_raw(int to, void *bytes, size_t size, int descriptor, int count)
{
    int fds[8] = {descriptor, descriptor, descriptor, descriptor,
                  descriptor, descriptor, descriptor, descriptor};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof fds)];
    } control = {{0}};
    struct iovec part = {bytes, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        size_t length = (size_t)count * sizeof fds[0];
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(length);
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(length);
        memcpy(CMSG_DATA(c), fds, length);
    }
    if (sendmsg(to, &message, MSG_NOSIGNAL) < 0)
        abort();
}

static bool brings_descriptor(uint32_t type)
{
    return type == LINK_SETUP || type == LINK_KEEP || type == LINK_KEPT || type == LINK_MEMORY;
}

static bool is_for_screen(uint32_t type)
{
    return type == LINK_FRAME || type == LINK_FILE || type == LINK_KEPT || type == LINK_FAILED ||
           type == LINK_PONG || type == LINK_POWER;
}

static void receive(int from, enum link_side side)
{
    struct link_message m;
    struct link_buffer b;
    if (link_receive(from, side, &m) != LINK_MESSAGE)
        return;
    if (brings_descriptor(m.type) != (m.fd >= 0))
        abort();
    if (m.type == LINK_MEMORY && memchr(m.memory.format, 0, sizeof m.memory.format) == NULL)
        abort();
    if (m.type == LINK_FILE && memchr(m.file.path, 0, sizeof m.file.path) == NULL)
        abort();
    if (m.type != LINK_SETUP && m.fd >= 0)
        close(m.fd);
    if (m.type == LINK_SETUP && link_buffer_open(&b, &m)) {
        /* What the message said must be there. */
        memset(b.map, 1, b.size);
        b.keys[tile_grid_count(&b.grid) - 1].b = 1;
        *surface_at(&b.surface, b.surface.width - 1, b.surface.height - 1) = 1;
        link_buffer_finish(&b);
    }
}

/* The first bytes choose side, type, length (as a difference) and number of descriptors. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEADER || size > HEADER + MESSAGE_MAX)
        return -1;
    unsigned char bytes[MESSAGE_MAX];
    uint32_t type = LINK_SETUP + data[1] % LINK_DROPPED;
    size_t length = honest(type, bytes);
    length = (length + data[2]) % (MESSAGE_MAX + 1);
    for (size_t i = HEADER; i < size; i++)
        bytes[i - HEADER] ^= data[i];
    enum link_side side = is_for_screen(type) != (data[0] & 1) ? LINK_SCREEN : LINK_SCRIPT;
    int count = (brings_descriptor(type) + data[3]) % 9;

    int before = lowest_free(), ends[2];
    struct link_buffer b;
    if (!link_pair(ends) || !link_buffer_create(&b, WIDTH, HEIGHT, TILE_SIDE, TILE_SIDE))
        abort();
    send_raw(ends[side == LINK_SCREEN], bytes, length, b.fd, count);
    receive(ends[side == LINK_SCRIPT], side);
    link_buffer_finish(&b);
    close(ends[0]);
    close(ends[1]);
    if (lowest_free() != before)
        abort();
    return 0;
}
