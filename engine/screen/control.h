/* Answers other programs that ask for the picture over the control socket (control_socket.h).
 *
 * The asker brings the memory: it sends a request, learns the picture's size, and sends another one
 * with a memfd of that size, into which the picture is written. So no one can make the screen
 * process keep anything but a few descriptors, and nobody is waited for. */
#ifndef SCREEN_CONTROL_H
#define SCREEN_CONTROL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <uv.h>

#include "screen/monitor.h"

enum {
    CONTROL_PICTURE = 0x66620001, /* the only request; another meaning will have another number */
    CONTROL_CLIENTS = 4,          /* at a time; one more takes the place of the oldest */
};

/* In native byte order, as both ends are on one machine; perhaps with one memfd. */
struct control_request {
    uint32_t type; /* CONTROL_PICTURE */
};

struct control_answer {
    uint32_t type;         /* CONTROL_PICTURE */
    int32_t width, height; /* pixels; 0: there is no screen yet */
    uint32_t written;      /* 1: the memfd holds the picture, as a surface of this size has it */
};

struct control_client {
    uv_poll_t *poll; /* NULL: a free place */
    int fd;
    uint64_t number; /* how many came before it */
};

struct control {
    const char *path;
    struct stat file; /* what is at `path` */
    int listener;     /* -1: off */
    int spare;        /* a descriptor to give up when there are no more */
    uv_loop_t *loop;
    uv_poll_t *poll;
    const struct monitor *monitor;
    uint64_t accepted; /* so many */
    struct control_client clients[CONTROL_CLIENTS];
};

/* Listens at `path` (NULL: not at all), which as the monitor, perhaps yet to be opened, must last.
 * False with an error text; nothing is left then. */
bool control_open(struct control *c, uv_loop_t *loop, const char *path,
                  const struct monitor *monitor);

/* Removes the socket and drops all clients; the loop has to run once more. Closed already, or never
 * opened with listener -1, is accepted. */
void control_close(struct control *c);

#endif
