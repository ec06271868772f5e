/* Who gives the seat, and which devices it has open.
 *
 * A process that is killed needs no handler for fatal signals here: the watcher puts the VT back
 * after any death, and does not have to do it in a process whose memory may be broken. */
#include "seat/seat.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/major.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/error.h"
#include "seat/seat_impl.h"

#define LOG_MODULE "seat"
#include "base/log.h"

enum { DRM_DEVICE_MAJOR = 226, VT_MAX = 63 };

/* What libseat's server has for putting the VT back before the watcher does it. */
enum { SERVER_MS = 1000 };

struct device {
    int fd;
    int id; /* as from open_device; -1: it was opened directly */
};

struct seat {
    bool taken;
    int lock;                      /* from terminal_lock, until a screen is open; -1: not locked */
    struct session *session;       /* NULL: there is none */
    struct terminal terminal;      /* the VT that is put back at the end; tty -1: none */
    struct seat_rescue rescue;     /* what is put back on it */
    void (*on_rescue)(void *data); /* NULL: nobody wants to know */
    void *on_rescue_data;
    struct device *devices;
    int count, room;
};

struct seat *seat_create(void)
{
    struct seat *s = calloc(1, sizeof *s);
    if (s == NULL)
        error_set("no memory for the seat");
    else
        s->lock = s->terminal.tty = -1;
    return s;
}

void seat_destroy(struct seat *s)
{
    if (s == NULL)
        return;
    seat_release(s);
    free(s->devices);
    free(s);
}

void seat_on_rescue(struct seat *s, void (*changed)(void *data), void *data)
{
    s->on_rescue = changed;
    s->on_rescue_data = data;
}

static void tell_rescue(const struct seat *s)
{
    if (s->on_rescue != NULL)
        s->on_rescue(s->on_rescue_data);
}

/* Keeps `c`, on which something is to be put back from now on, for the seat's end. */
static void keep_terminal(struct seat *s, struct terminal *c)
{
    s->terminal = *c;
    *c = (struct terminal){.tty = -1};
    tell_rescue(s);
}

static bool take_libseat(struct seat *s, struct terminal *own, struct terminal *shown, bool free_vt)
{
    /* Root may open a VT if there is one. */
    bool no_vt = shown->tty < 0 && getenv("SEATD_VTBOUND") == NULL;
    bool builtin = free_vt && (own->tty < 0 || own->vt == shown->vt) &&
                   (geteuid() == 0 || getenv("LIBSEAT_BACKEND") != NULL);
    if (no_vt)
        setenv("SEATD_VTBOUND", "0", 1);
    s->session = session_open_libseat(builtin);
    if (no_vt)
        unsetenv("SEATD_VTBOUND");
    if (s->session == NULL)
        return false;
    /* An active session is on the VT that is shown, an inactive one of logind's on its own. */
    struct terminal *c = s->session->active ? shown : own;
    if (rescue_describe(&s->rescue, c, SERVER_MS))
        keep_terminal(s, c);
    return true;
}

static bool take_vt(struct seat *s, struct terminal *c)
{
    if (c->tty < 0)
        return error_set("there is no VT that we may use");
    s->session = session_open_vt(c);
    if (s->session != NULL ? rescue_describe(&s->rescue, c, 0) : rescue_hide_cursor(&s->rescue, c))
        keep_terminal(s, c);
    return s->session != NULL;
}

/* Two that start at once do not see a screen of the other's yet, and would take the VT from each
 * other. */
static void unlock(struct seat *s)
{
    if (s->lock >= 0)
        close(s->lock);
    s->lock = -1;
}

bool seat_take(struct seat *s)
{
    if (s->taken)
        return true;
    struct terminal own, shown;
    char holder[160];
    s->lock = terminal_lock();
    /* Who starts us on a VT wants to see us there, and libseat takes the one that is shown. */
    terminal_find_own(&own);
    terminal_show(&own);
    terminal_find_shown(&shown);
    bool held = (own.graphics || shown.graphics) && terminal_holder(holder, sizeof holder);
    s->taken = take_libseat(s, &own, &shown, !held);
    if (!s->taken) {
        log_debug("%s", error_text());
        s->taken = !held;
        if (held)
            error_set("VT %d is in use by %s (see fbrun --doctor)",
                      shown.graphics ? shown.vt : own.vt, holder);
        else if (!take_vt(s, own.tty >= 0 ? &own : &shown))
            log_debug("%s; devices are opened directly", error_text());
    }
    terminal_close(&own);
    terminal_close(&shown);
    if (s->terminal.tty < 0 || s->count > 0)
        unlock(s);
    return s->taken;
}

static void close_device(struct seat *s, const struct device *d)
{
    /* libseat wants to hear of it while the descriptor is still open. */
    if (d->id >= 0)
        s->session->impl->close_device(s->session, d->id);
    close(d->fd);
}

void seat_release(struct seat *s)
{
    while (s->count > 0)
        close_device(s, &s->devices[--s->count]);
    if (s->session != NULL)
        s->session->impl->close(s->session);
    s->session = NULL;
    if (s->terminal.tty >= 0) {
        s->rescue.wait = 0; /* the server has ended */
        seat_rescue_run(&s->rescue, s->terminal.tty);
        terminal_close(&s->terminal);
        tell_rescue(s);
    }
    unlock(s);
    s->taken = false;
}

const char *seat_name(const struct seat *s)
{
    return s->session != NULL ? s->session->name : "none";
}

bool seat_is_active(const struct seat *s)
{
    return s->taken && (s->session == NULL || s->session->active);
}

int seat_fd(const struct seat *s)
{
    return s->session != NULL ? s->session->fd : -1;
}

enum seat_event seat_dispatch(struct seat *s)
{
    return s->session != NULL ? s->session->impl->dispatch(s->session) : SEAT_NOTHING;
}

void seat_confirm_disable(struct seat *s)
{
    if (s->session != NULL)
        s->session->impl->confirm_disable(s->session);
}

/* libseat knows cards and input devices; the rest (fbdev) is for us. */
static bool is_for_session(const struct seat *s, const struct stat *status)
{
    unsigned number = major(status->st_rdev);
    return s->session != NULL && s->session->impl->open_device != NULL &&
           S_ISCHR(status->st_mode) && (number == DRM_DEVICE_MAJOR || number == INPUT_MAJOR);
}

/* Makes room for one more device. */
static bool grow(struct seat *s)
{
    if (s->count < s->room)
        return true;
    int room = s->room * 2 + 8;
    struct device *more = realloc(s->devices, (size_t)room * sizeof *more);
    if (more == NULL)
        return false;
    s->devices = more;
    s->room = room;
    return true;
}

static int open_directly(const char *path)
{
    int fd;
    do
        fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    return fd;
}

static void refused(const char *who, const char *path)
{
    bool denied = errno == EACCES || errno == EPERM || errno == EBUSY;
    error_set_errno("%s %s%s", who, path, denied ? " (see fbrun --doctor)" : "");
}

int seat_open_device(struct seat *s, const char *path)
{
    struct stat status;
    struct device d = {.fd = -1, .id = -1};
    if (!grow(s) || stat(path, &status) < 0) {
        refused("cannot open", path);
        return -1;
    }
    if (is_for_session(s, &status)) {
        d.id = s->session->impl->open_device(s->session, path, &d.fd);
        if (d.id < 0 && errno != ENOENT) { /* ENOENT: it does not know this kind of device */
            char text[64];
            snprintf(text, sizeof text, "%s does not open", s->session->name);
            refused(text, path);
            return -1;
        }
    }
    if (d.id < 0)
        d.fd = open_directly(path);
    if (d.fd < 0) {
        refused("cannot open", path);
        return -1;
    }
    s->devices[s->count++] = d;
    unlock(s);
    return d.fd;
}

void seat_close_device(struct seat *s, int fd)
{
    for (int i = 0; fd >= 0 && i < s->count; i++)
        if (s->devices[i].fd == fd) {
            close_device(s, &s->devices[i]);
            s->devices[i] = s->devices[--s->count];
            return;
        }
}

bool seat_switch_vt(struct seat *s, int vt)
{
    if (vt < 1 || vt > VT_MAX)
        return error_set("VTs have numbers from 1 to %d, not %d", VT_MAX, vt);
    if (s->session == NULL)
        return error_set("there is no VT to switch to VT %d from", vt);
    return s->session->impl->switch_vt(s->session, vt);
}

int seat_rescue_prepare(const struct seat *s, struct seat_rescue *r)
{
    *r = s->rescue;
    return s->terminal.tty;
}
