/* The kernel's input devices (Documentation/input/event-codes.rst), for systems without udev. New
 * ones are noticed by their nodes in /dev/input: the directory is watched, and gone through again
 * when anything happens in it. A device that fails in any way is closed, and not tried again until
 * then. */
#define LOG_MODULE "input"
#include <dirent.h>
#include <errno.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "input/evdev_device.h"
#include "input/input_impl.h"

#define FOLDER "/dev/input"

enum { PATH_SIZE = 64 };

struct device {
    struct device *next;
    char path[PATH_SIZE];
    ino_t node; /* another one under the same name is another device */
    struct evdev_device state;
};

struct evdev {
    struct device *devices;
    int inotify; /* -1: new devices are not noticed */
};

static void close_device(struct input *in, struct device **place)
{
    struct device *d = *place;
    evdev_device_release(in, &d->state);
    epoll_ctl(in->epoll, EPOLL_CTL_DEL, d->state.fd, NULL);
    seat_close_device(in->seat, d->state.fd);
    *place = d->next;
    free(d);
}

static void close_devices(struct input *in)
{
    struct evdev *s = in->state;
    while (s->devices != NULL)
        close_device(in, &s->devices);
}

static void read_device(struct input *in, struct device *d)
{
    struct input_event events[64];
    ssize_t size = read(d->state.fd, events, sizeof events);
    if (size > 0) {
        for (size_t i = 0; i < (size_t)size / sizeof events[0]; i++)
            evdev_device_take(in, &d->state, &events[i]);
        if (d->state.dropped) {
            while (read(d->state.fd, events, sizeof events) > 0)
                ;
            evdev_device_recover(in, &d->state);
        }
        return;
    }
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    log_debug("%s is gone: %s", d->path, size == 0 ? "no more events" : strerror(errno));
    struct evdev *s = in->state;
    struct device **place = &s->devices;
    while (*place != d)
        place = &(*place)->next;
    close_device(in, place);
}

/* Opens the device if it is of use; NULL if not. */
static struct device *open_device(struct input *in, const char *path, ino_t node)
{
    int fd = input_open_device(in, path);
    if (fd < 0) {
        log_debug("%s", error_text());
        return NULL;
    }
    struct device *d = calloc(1, sizeof *d);
    if (d == NULL || !evdev_device_init(&d->state, fd) || !input_watch(in, fd, d)) {
        seat_close_device(in->seat, fd);
        free(d);
        return NULL;
    }
    snprintf(d->path, sizeof d->path, "%s", path);
    d->node = node;
    char name[64] = ""; /* the kernel ends it with a NUL if there is room */
    ioctl(fd, EVIOCGNAME(sizeof name - 1), name);
    log_debug("%s (%s) is a %s", path, name, evdev_device_kind(&d->state));
    return d;
}

static void consider(struct input *in, const char *path, ino_t node)
{
    struct evdev *s = in->state;
    struct device **place = &s->devices;
    while (*place != NULL && strcmp((*place)->path, path) != 0)
        place = &(*place)->next;
    if (*place != NULL) {
        if ((*place)->node == node)
            return;
        close_device(in, place); /* its end is still to be read */
    }
    struct device *d = open_device(in, path, node);
    if (d != NULL) {
        d->next = s->devices;
        s->devices = d;
    }
}

/* Opens all devices that are not open yet. */
static void scan(struct input *in)
{
    DIR *folder = opendir(FOLDER);
    if (folder == NULL)
        return; /* it comes with the first device */
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        char path[PATH_SIZE];
        struct stat node;
        int length = snprintf(path, sizeof path, FOLDER "/%s", entry->d_name);
        if (strncmp(entry->d_name, "event", strlen("event")) == 0 && length < PATH_SIZE &&
            stat(path, &node) == 0 && S_ISCHR(node.st_mode))
            consider(in, path, node.st_ino);
    }
    closedir(folder);
}

/* The folder goes with its last device and comes with the next one, so its parent is watched as
 * well. A node's rights may be set after it was made. */
static void watch_folders(const struct evdev *s)
{
    inotify_add_watch(s->inotify, "/dev", IN_CREATE);
    inotify_add_watch(s->inotify, FOLDER, IN_CREATE | IN_MOVED_TO | IN_ATTRIB);
}

static void notice_devices(struct input *in)
{
    const struct evdev *s = in->state;
    char news[4096];
    while (read(s->inotify, news, sizeof news) > 0)
        ; /* that there are some is all we need to know */
    watch_folders(s);
    if (!in->suspended)
        scan(in);
}

static bool evdev_open(struct input *in)
{
    struct evdev *s = calloc(1, sizeof *s);
    if (s == NULL)
        return error_set("no memory for input");
    in->state = s;
    s->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (s->inotify < 0 || !input_watch(in, s->inotify, s))
        log_debug("devices that come later are not noticed: %s", strerror(errno));
    else
        watch_folders(s); /* before the scan, so that nothing falls in between */
    scan(in);
    return true;
}

static void evdev_close(struct input *in)
{
    struct evdev *s = in->state;
    close_devices(in);
    if (s->inotify >= 0)
        close(s->inotify);
    free(s);
}

static void evdev_dispatch(struct input *in, void *data)
{
    if (data == in->state)
        notice_devices(in);
    else
        read_device(in, data);
}

/* Some seats revoke the descriptors; and what is typed on another VT must not be read here. */
static void evdev_suspend(struct input *in)
{
    close_devices(in);
}

static void evdev_resume(struct input *in)
{
    scan(in);
}

bool evdev_has_device(struct input *in)
{
    void *state = in->state;
    bool opened = evdev_open(in), found = opened && ((struct evdev *)in->state)->devices != NULL;
    if (opened)
        evdev_close(in);
    in->state = state;
    return found;
}

const struct input_source input_evdev = {
    .name = "evdev",
    .open = evdev_open,
    .close = evdev_close,
    .dispatch = evdev_dispatch,
    .suspend = evdev_suspend,
    .resume = evdev_resume,
};
