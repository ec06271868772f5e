/* A seat without a session: devices are opened directly. */
#include "seat/seat.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"

struct seat {
    bool taken;
};

struct seat *seat_create(void)
{
    struct seat *s = calloc(1, sizeof *s);
    if (s == NULL)
        error_set("no memory for the seat");
    return s;
}

void seat_destroy(struct seat *s)
{
    free(s);
}

bool seat_take(struct seat *s)
{
    s->taken = true;
    return true;
}

void seat_release(struct seat *s)
{
    s->taken = false;
}

const char *seat_name(const struct seat *s)
{
    (void)s;
    return "none";
}

bool seat_is_active(const struct seat *s)
{
    return s->taken;
}

int seat_fd(const struct seat *s)
{
    (void)s;
    return -1;
}

enum seat_event seat_dispatch(struct seat *s)
{
    (void)s;
    return SEAT_NOTHING;
}

void seat_confirm_disable(struct seat *s)
{
    (void)s;
}

int seat_open_device(struct seat *s, const char *path)
{
    (void)s;
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        error_set_errno("cannot open %s", path);
    return fd;
}

void seat_close_device(struct seat *s, int fd)
{
    (void)s;
    if (fd >= 0)
        close(fd);
}

bool seat_switch_vt(struct seat *s, int vt)
{
    (void)s;
    return error_set("there is no VT to switch to VT %d from", vt);
}

int seat_rescue_prepare(const struct seat *s, struct seat_rescue *r)
{
    (void)s;
    (void)r;
    return -1;
}

void seat_rescue_run(const struct seat_rescue *r, int tty)
{
    (void)r;
    (void)tty;
}
