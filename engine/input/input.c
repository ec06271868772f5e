/* One keyboard out of many: a key that is down on two devices is pressed once, and released when
 * the last one lets it go. Which source reads the devices is decided once, at the start. */
#define LOG_MODULE "input"
#include "input/input.h"

#include <errno.h>
#include <linux/input.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "input/input_impl.h"

void input_post(struct input *in, uint32_t code, bool pressed)
{
    if (code >= KEY_CODES)
        return;
    if (pressed)
        in->held[code]++;
    else if (in->held[code] > 0)
        in->held[code]--;
    key_queue_put(&in->queue, code, in->held[code] > 0);
}

int input_open_device(struct input *in, const char *path)
{
    int fd = seat_open_device(in->seat, path);
    if (fd < 0) {
        bool forbidden = error_code() == EACCES || error_code() == EPERM;
        if (forbidden && !in->refused)
            log_warning("no input from some devices: %s", error_text());
        in->refused |= forbidden;
        return -1;
    }
    if (in->grab && evdev_is_keyboard(fd) && ioctl(fd, EVIOCGRAB, 1) < 0)
        log_warning("others may read what is typed on %s: %s", path, strerror(errno));
    return fd;
}

bool input_watch(struct input *in, int fd, void *data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};
    return epoll_ctl(in->epoll, EPOLL_CTL_ADD, fd, &event) == 0 ||
           error_set_errno("cannot wait for input");
}

static bool open_source(struct input *in)
{
#ifdef FBRUN_HAVE_LIBINPUT
    in->source = &input_libinput;
    if (in->source->open(in))
        return true;
    log_debug("%s", error_text());
#endif
    in->source = &input_evdev;
    return in->source->open(in);
}

struct input *input_open(struct seat *seat)
{
    struct input *in = calloc(1, sizeof *in);
    if (in == NULL) {
        error_set("no memory for input");
        return NULL;
    }
    in->seat = seat;
    in->grab = strcmp(seat_name(seat), "none") == 0;
    in->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (in->epoll < 0)
        error_set_errno("cannot wait for input");
    if (in->epoll < 0 || !open_source(in)) {
        if (in->epoll >= 0)
            close(in->epoll);
        free(in);
        return NULL;
    }
    log_debug("input from %s%s", in->source->name, in->grab ? ", grabbed" : "");
    return in;
}

void input_close(struct input *in)
{
    if (in == NULL)
        return;
    in->source->close(in);
    close(in->epoll);
    free(in);
}

int input_fd(const struct input *in)
{
    return in->epoll;
}

bool input_next(struct input *in, struct ui_event *event)
{
    while (!key_queue_take(&in->queue, event))
        if (!in->source->dispatch(in))
            return false;
    return true;
}

void input_suspend(struct input *in)
{
    if (in->suspended)
        return;
    in->suspended = true;
    in->source->suspend(in);
    /* Whatever the source has said of it. */
    memset(in->held, 0, sizeof in->held);
    for (uint32_t code = 0; code < KEY_CODES; code++)
        key_queue_put(&in->queue, code, false);
}

void input_resume(struct input *in)
{
    if (!in->suspended)
        return;
    in->suspended = false;
    in->source->resume(in);
}
