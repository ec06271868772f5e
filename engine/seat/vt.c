/* Our own session on a VT, where libseat has none to give (VT_SETMODE in vt_ioctl(2), and
 * Documentation/admin-guide in the kernel).
 *
 * Graphics mode is only ever set together with process mode: a VT in graphics mode alone ignores
 * every wish to switch. The kernel then asks by one signal to release the VT, waits for the answer,
 * and tells by the other that it is ours again. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "seat/seat_impl.h"

#define LOG_MODULE "seat"
#include "base/log.h"

struct vt {
    struct session base;
    int tty;       /* the caller's descriptor */
    int number;    /* of the VT */
    bool released; /* the kernel waits for our answer */
};

/* The process that owns a VT is told so by signals; rescue.c knows ours by their numbers. */
static int release_signal(void)
{
    return SIGRTMIN + 7;
}

static int acquire_signal(void)
{
    return SIGRTMIN + 8;
}

/* From the handler to the event loop. */
static int news[2] = {-1, -1};

static void on_signal(int number)
{
    int saved = errno;
    const char byte = number == release_signal() ? 'r' : 'a';
    ssize_t written = write(news[1], &byte, 1); /* of a pipe that never fills */
    (void)written;
    errno = saved;
}

static void set_handlers(void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(release_signal(), &action, NULL);
    sigaction(acquire_signal(), &action, NULL);
}

/* The terminal may have been hung up under us (a getty does that); the VT is still there. */
static bool control(struct vt *v, unsigned long request, long argument)
{
    if (ioctl(v->tty, request, argument) == 0)
        return true;
    if (errno != EIO)
        return false;
    int fd = terminal_open(v->number);
    bool ok = fd >= 0 && ioctl(fd, request, argument) == 0;
    int saved = errno;
    if (fd >= 0)
        close(fd);
    errno = saved;
    return ok;
}

static enum seat_event vt_dispatch(struct session *s)
{
    struct vt *v = (struct vt *)s;
    char byte;
    while (read(s->fd, &byte, 1) == 1) {
        if (byte == 'r') {
            v->released = true;
            if (s->active) {
                s->active = false;
                return SEAT_DISABLE;
            }
            s->impl->confirm_disable(s);
        } else {
            control(v, VT_RELDISP, VT_ACKACQ);
            if (!s->active) {
                s->active = true;
                return SEAT_ENABLE;
            }
        }
    }
    return SEAT_NOTHING;
}

static void vt_confirm_disable(struct session *s)
{
    struct vt *v = (struct vt *)s;
    if (v->released && !control(v, VT_RELDISP, 1))
        log_debug("VT_RELDISP: errno %d", errno);
    v->released = false;
}

static bool vt_switch(struct session *s, int vt)
{
    return control((struct vt *)s, VT_ACTIVATE, vt) || error_set_errno("cannot show VT %d", vt);
}

static void vt_close(struct session *s)
{
    s->impl->confirm_disable(s);
    set_handlers(SIG_IGN); /* one may still be on its way, and would end us by default */
    close(news[0]);
    close(news[1]);
    news[0] = news[1] = -1;
    free(s);
}

static const struct session_impl vt_session = {
    .dispatch = vt_dispatch,
    .confirm_disable = vt_confirm_disable,
    .switch_vt = vt_switch,
    .close = vt_close,
};

/* Sets the modes, or none of them. */
static bool set_modes(const struct terminal *c)
{
    struct vt_mode mode = {
        .mode = VT_PROCESS, .relsig = (short)release_signal(), .acqsig = (short)acquire_signal()};
    struct seat_rescue undo;
    if (ioctl(c->tty, VT_SETMODE, &mode) < 0)
        return error_set_errno("no right to use VT %d", c->vt);
    if (ioctl(c->tty, KDSKBMODE, (long)K_OFF) < 0 && ioctl(c->tty, KDSKBMODE, (long)K_RAW) < 0)
        error_set_errno("cannot turn off the keyboard of VT %d", c->vt);
    else if (ioctl(c->tty, KDSETMODE, (long)KD_GRAPHICS) < 0)
        error_set_errno("cannot set the graphics mode of VT %d", c->vt);
    else
        return true;
    if (rescue_describe(&undo, c, 0))
        rescue_put_back(&undo, c->tty);
    return false;
}

struct session *session_open_vt(const struct terminal *c)
{
    struct vt *v = calloc(1, sizeof *v);
    if (v == NULL || pipe2(news, O_CLOEXEC | O_NONBLOCK) < 0) {
        error_set_errno("cannot make a session for VT %d", c->vt);
        free(v);
        return NULL;
    }
    v->base = (struct session){.impl = &vt_session, .name = "vt", .fd = news[0]};
    v->tty = c->tty;
    v->number = c->vt;
    set_handlers(on_signal);
    if (!set_modes(c)) {
        vt_close(&v->base);
        return NULL;
    }
    /* Asked only now: from here on a switch is not missed. */
    v->base.active = terminal_shown() == c->vt;
    return &v->base;
}
