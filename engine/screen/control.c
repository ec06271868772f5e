/* Each turn of the loop takes one connection and one request of each client, so that a flood of
 * them does not keep frames out. */
#define LOG_MODULE "screen"
#include "screen/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "link/packet.h"
#include "screen/control_socket.h"
#include "screen/session.h"

static void drop(struct control_client *client)
{
    session_unlisten(client->poll);
    client->poll = NULL;
    close(client->fd);
}

/* Only a memfd can be sealed, and only into one a write can be trusted to come back. */
static bool is_room(int fd, size_t size)
{
    struct stat st;
    return fd >= 0 && fcntl(fd, F_GET_SEALS) >= 0 && fstat(fd, &st) == 0 && st.st_size >= 0 &&
           (uintmax_t)st.st_size == size;
}

static bool write_picture(int fd, const struct surface *s, size_t size)
{
    for (size_t at = 0; at < size;) {
        const ssize_t written = pwrite(fd, (const char *)s->pixels + at, size - at, (off_t)at);
        if (written == 0 || (written < 0 && errno != EINTR))
            return false;
        at += written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* False if the client has broken the rules. */
static bool answer(const struct control *c, const struct control_client *client, int fd)
{
    struct control_answer a = {.type = CONTROL_PICTURE};
    const struct output *o = c->monitor->output;
    if (o != NULL && output_width(o) > 0) {
        const struct surface *shown = output_shown(o);
        const size_t size = (size_t)shown->stride * (size_t)shown->height * sizeof *shown->pixels;
        a.width = shown->width;
        a.height = shown->height;
        a.written = is_room(fd, size);
        if (a.written && !write_picture(fd, shown, size))
            return false;
    }
    const struct iovec part = {&a, sizeof a};
    return packet_send(client->fd, &part, 1, -1);
}

static struct control_client *client_of(struct control *c, const uv_poll_t *poll)
{
    struct control_client *client = c->clients;
    while (client->poll != poll)
        client++;
    return client;
}

static void on_request(uv_poll_t *poll, int status, int events)
{
    (void)status, (void)events; /* trouble shows when it is read */
    struct control *c = poll->data;
    struct control_client *client = client_of(c, poll);
    struct control_request request;
    const struct iovec part = {&request, sizeof request};
    struct packet p;
    const enum packet_result result = packet_receive(client->fd, &part, 1, &p);
    if (result == PACKET_NOTHING)
        return;
    if (result != PACKET_RECEIVED || p.size != sizeof request || p.descriptors > 1 ||
        request.type != CONTROL_PICTURE || !answer(c, client, p.fd))
        drop(client);
    if (p.fd >= 0)
        close(p.fd);
}

static bool is_welcome(int fd)
{
    struct ucred who;
    socklen_t size = sizeof who;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
           (who.uid == geteuid() || who.uid == 0);
}

/* A place for one more client. */
static struct control_client *find_place(struct control *c)
{
    struct control_client *place = c->clients;
    for (struct control_client *i = c->clients; i < c->clients + CONTROL_CLIENTS; i++) {
        if (i->poll == NULL)
            return i;
        if (i->number < place->number)
            place = i;
    }
    drop(place);
    return place;
}

/* There is no descriptor for whoever waits, and the listener would stay readable for ever. */
static void turn_away(struct control *c)
{
    close(c->spare);
    const int fd = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0)
        close(fd);
    c->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (c->spare >= 0)
        return;
    log_warning("--control is off from now on: there are no descriptors left");
    control_close(c);
}

static void on_connection(uv_poll_t *poll, int status, int events)
{
    (void)status, (void)events;
    struct control *c = poll->data;
    const int fd = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            turn_away(c);
        return;
    }
    if (!is_welcome(fd)) {
        close(fd);
        return;
    }
    struct control_client *place = find_place(c);
    *place = (struct control_client){.fd = fd, .number = c->accepted++};
    place->poll = session_listen(c->loop, fd, on_request, c);
    if (place->poll == NULL)
        close(fd);
}

bool control_open(struct control *c, uv_loop_t *loop, const char *path,
                  const struct monitor *monitor)
{
    *c = (struct control){
        .path = path, .listener = -1, .spare = -1, .loop = loop, .monitor = monitor};
    if (path == NULL)
        return true;
    c->listener = control_listen(path, &c->file);
    if (c->listener < 0)
        return error_prefix("--control");
    c->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (c->spare >= 0)
        c->poll = session_listen(loop, c->listener, on_connection, c);
    else
        error_set_errno("--control");
    if (c->poll == NULL)
        control_close(c);
    return c->poll != NULL;
}

void control_close(struct control *c)
{
    if (c->listener < 0)
        return;
    control_unlink(c->path, &c->file);
    for (int i = 0; i < CONTROL_CLIENTS; i++)
        if (c->clients[i].poll != NULL)
            drop(&c->clients[i]);
    session_unlisten(c->poll);
    c->poll = NULL;
    close(c->listener);
    c->listener = -1;
    if (c->spare >= 0)
        close(c->spare);
}
