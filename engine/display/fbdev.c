/* Linux framebuffer devices. They come and go: a driver that the firmware's framebuffer is handed
 * over to takes its place under the same name, and a device may be unbound under a running program.
 * The old descriptor is then good for nothing (ENODEV), and its mapping may fault; so whenever
 * something is wrong the device is closed, and opened anew when it is there again.
 *
 * What is found is noted (`events`, `suspect`) and told by fbdev_dispatch, which is asked for by a
 * deadline that has passed.
 *
 * Deferred I/O (the emulation on graphics cards, small panels) notices writes to the mapping by
 * page faults and needs no call; it shows them about 50 ms later. */
#define LOG_MODULE "fbdev"
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "display/display_impl.h"
#include "display/fbdev_device.h"
#include "display/rows.h"
#include "display/uevent.h"

enum { WAIT_SECONDS = 10, TRIES_A_SECOND = 10 };

struct fbdev {
    struct display base;
    char *path;                 /* NULL: the first one that can be used, until there is one */
    struct pixel_format format; /* if overrides.format points here */
    struct fbdev_overrides overrides;
    bool dither, stay;
    struct seat *seat;
    struct fbdev_device device;
    struct rows rows;       /* zeroed while there is no device */
    int front, back;        /* buffers: shown, and of the frame that has begun */
    uint64_t written;       /* rows.written when that was; bytes */
    struct display told;    /* what was reported last */
    int events;             /* to be reported */
    bool active;            /* the seat is */
    bool dark;              /* the panel was switched off, as base.off asks for */
    bool suspect;           /* the device is to be looked at */
    bool removed;           /* the kernel has said that it is gone */
    bool returned;          /* others had the device */
    bool was_open;          /* at any time */
    bool patient;           /* the first one is waited for without limit */
    uint64_t give_up;       /* when to stop looking for a device, nanoseconds; 0: do not look */
    uint64_t frames, bytes; /* shown; written to devices that are closed */
};

static struct fbdev *fbdev_of(struct display *d)
{
    assert(d->impl == &display_fbdev);
    return (struct fbdev *)d;
}

/* Has fbdev_dispatch called. */
static void call_soon(struct fbdev *f)
{
    f->base.deadline = clock_monotonic();
}

static void drop_device(struct fbdev *f)
{
    f->bytes += f->rows.written;
    rows_finish(&f->rows);
    fbdev_device_close(&f->device);
}

static void set_path(struct fbdev *f, unsigned number)
{
    char path[32];
    snprintf(path, sizeof path, "/dev/fb%u", number);
    f->path = strdup(path);
}

/* True if the last error says that there is no device, or not yet. */
static bool is_absent(void)
{
    return error_code() == ENOENT || error_code() == ENXIO || error_code() == ENODEV;
}

/* Opens the first device that can be used; of several, the one that shows the text console, since
 * that is where somebody sits. */
static bool open_first(struct fbdev *f)
{
    char path[32], why[512] = "";
    for (unsigned i = 0; i < FBDEV_NUMBERS; i++) {
        snprintf(path, sizeof path, "/dev/fb%u", i);
        if (access(path, F_OK) != 0)
            continue;
        if (fbdev_device_open(&f->device, f->seat, path, &f->overrides))
            break;
        if (why[0] == '\0' && !is_absent())
            snprintf(why, sizeof why, "%s", error_text());
    }
    if (f->device.fd < 0) {
        if (why[0] != '\0')
            return error_set("%s", why);
        errno = ENOENT;
        return error_set_errno("there is no framebuffer device (/dev/fb0 to /dev/fb%d)",
                               FBDEV_NUMBERS - 1);
    }
    int console = fbdev_device_console(&f->device);
    if (console >= 0 && console != (int)f->device.number) {
        struct fbdev_device other;
        snprintf(path, sizeof path, "/dev/fb%d", console);
        if (fbdev_device_open(&other, f->seat, path, &f->overrides)) {
            fbdev_device_close(&f->device);
            f->device = other;
        }
    }
    set_path(f, f->device.number);
    return f->path != NULL || error_set("no memory for the path");
}

/* Fills what display.h tells of a display. */
static void describe(struct fbdev *f)
{
    const struct fbdev_mode *m = &f->device.mode;
    struct display *d = &f->base;
    bool open = f->device.fd >= 0;
    d->device = f->path;
    d->width = open ? m->width : 0;
    d->height = open ? m->height : 0;
    d->has_memory = open;
    if (!open)
        return;
    d->memory = (struct display_memory){
        .fd = f->device.fd, .offset = m->visible, .stride = m->stride, .format = m->format};
    d->period = m->period;
    d->buffers = m->buffers;
    d->alignment = converter_alignment(f->rows.converter);
    d->orientation = fbdev_device_orientation(&f->device);
}

static void log_device(const struct fbdev *f)
{
    static const char *const palettes[] = {"", ", palette", ", fixed palette", ", ramps"};
    const struct fbdev_device *d = &f->device;
    const struct fbdev_mode *m = &d->mode;
    log_debug("%s: %.16s, %dx%d %s%s, %zu bytes a row, %u bytes, %d buffer%s, %.2f Hz, %d "
              "degrees",
              f->path, d->fix.id, m->width, m->height, pixel_format_name(&m->format),
              palettes[m->palette], m->stride, d->fix.smem_len, m->buffers,
              m->buffers > 1 ? "s" : "", (double)CLOCK_SECOND / (double)m->period,
              f->base.orientation);
    if (d->hidden)
        log_warning("%s: another program shows its own picture on this screen, so this one may not "
                    "be seen; fbrun --doctor tells which",
                    f->path);
}

/* Makes the open device ready to be drawn to. */
static bool start_device(struct fbdev *f)
{
    struct fbdev_device *d = &f->device;
    const struct fbdev_mode *m = &d->mode;
    f->dark = false;
    if (!fbdev_device_start(d, &f->overrides))
        return false;
    bool foreign = m->format.kind == PIXEL_PALETTE && d->set.values == NULL;
    return rows_init(&f->rows, &m->format, m->width, m->height, m->stride, f->dither,
                     foreign ? d->palette : NULL);
}

/* Opens the device, if the seat is active; else there is none until it is. False with an error
 * text, error_code() being fbdev_device_open's. */
static bool open_device(struct fbdev *f)
{
    struct fbdev_device *d = &f->device;
    bool opened =
        f->path != NULL ? fbdev_device_open(d, f->seat, f->path, &f->overrides) : open_first(f);
    if (!opened || (!f->stay && !seat_take(f->seat))) {
        drop_device(f);
        return false;
    }
    f->active = f->stay || seat_is_active(f->seat);
    if (!f->active || !start_device(f))
        drop_device(f);
    if (f->active && d->fd < 0)
        return false;
    f->was_open = true;
    f->give_up = 0;
    describe(f);
    if (!f->active)
        return true;
    f->front = d->mode.buffers == 2 && d->var.yoffset == d->mode.y_offsets[1];
    log_device(f);
    return true;
}

/* Compares with what was reported last. */
static void note_change(struct fbdev *f)
{
    const struct display *now = &f->base, *then = &f->told;
    bool same = now->width == then->width && now->height == then->height &&
                now->period == then->period && now->buffers == then->buffers &&
                now->alignment == then->alignment && now->orientation == then->orientation;
    if (!same)
        f->events |= DISPLAY_CHANGED;
    if (now->width != 0)
        f->events |= DISPLAY_LOST | DISPLAY_READY;
    f->told = *now;
}

static void look_for_device(struct fbdev *f)
{
    f->give_up = clock_monotonic() + WAIT_SECONDS * CLOCK_SECOND;
}

/* Closes the device and has it, or its successor, anew: at once if that may help. */
static void replace_device(struct fbdev *f, bool at_once)
{
    drop_device(f);
    if (!at_once || !open_device(f)) {
        log_warning("%s is gone; waiting for it to come back", f->path);
        look_for_device(f);
    }
    describe(f);
    note_change(f);
    if (f->device.fd >= 0)
        f->events |= DISPLAY_CHANGED; /* its bytes are others */
}

static void check_device(struct fbdev *f)
{
    /* A mapping that faults could do so again at once, and that for ever. */
    bool faulted = atomic_load(&f->device.fault.faulted);
    enum fbdev_state state = fbdev_device_check(&f->device, &f->overrides);
    if (f->removed) /* the news comes a moment before the device stops answering */
        state = FBDEV_GONE;
    switch (state) {
    case FBDEV_SAME:
        f->events |= DISPLAY_READY;
        break;
    case FBDEV_MOVED:
        f->events |= DISPLAY_LOST | DISPLAY_READY;
        break;
    case FBDEV_CHANGED:
        fbdev_device_restore(&f->device);
        replace_device(f, !faulted);
        break;
    case FBDEV_GONE:
        replace_device(f, true);
        break;
    }
    f->suspect = f->removed = false;
}

/* Looks for the device that is missing. False with an error text when it is given up. */
static bool try_device(struct fbdev *f)
{
    if (open_device(f)) {
        if (f->device.fd >= 0)
            log_info("display %s, %s, %dx%d", display_fbdev.name, f->path, f->base.width,
                     f->base.height);
        note_change(f);
        return true;
    }
    if (clock_monotonic() < f->give_up)
        return true;
    f->give_up = 0;
    bool waits = f->was_open || f->patient;
    if (!waits)
        error_prefix("no screen came within %d s", WAIT_SECONDS);
    /* It may come at any time, if there will be news of it. */
    return waits && f->base.has_fd;
}

static void take_news(struct fbdev *f)
{
    struct uevent e;
    char own[16];
    snprintf(own, sizeof own, "fb%u", f->device.number);
    while (f->base.has_fd && uevent_next(f->base.fd, &e)) {
        bool lost = e.subsystem[0] == '\0';
        if (!lost && strcmp(e.subsystem, "graphics") != 0)
            continue;
        f->suspect = true;
        if (f->device.fd >= 0 && strcmp(e.action, "remove") == 0 && strcmp(e.device, own) == 0)
            f->removed = true;
        if (f->device.fd < 0 && (lost || strcmp(e.action, "add") == 0))
            look_for_device(f);
    }
}

/* Switches the panel as base.off asks for, if it is ours. */
static void follow_power(struct fbdev *f)
{
    struct display *d = &f->base;
    if (f->device.fd < 0 || d->off == f->dark)
        return;
    if (d->off && !fbdev_device_sleep(&f->device)) {
        log_warning("%s", error_text());
        d->off = d->has_power = false;
    } else if (!d->off) {
        fbdev_device_wake(&f->device);
    }
    f->dark = d->off;
    if (!d->off)
        f->events |= DISPLAY_LOST | DISPLAY_READY;
}

static int fbdev_dispatch(struct display *d)
{
    struct fbdev *f = fbdev_of(d);
    take_news(f);
    d->deadline = 0;
    if (!f->active && f->was_open)
        return 0; /* the rest when the seat is enabled */
    bool missing = f->device.fd < 0 && f->give_up != 0;
    if (f->device.fd >= 0 && f->suspect)
        check_device(f);
    if (f->device.fd >= 0 && f->returned) {
        fbdev_device_wake(&f->device);
        f->events |= DISPLAY_LOST | DISPLAY_READY;
    }
    f->returned = false;
    if (missing && !try_device(f))
        return -1;
    follow_power(f);
    if (f->device.fd < 0 && f->give_up != 0)
        d->deadline = clock_monotonic() + CLOCK_SECOND / TRIES_A_SECOND;
    int events = f->events;
    f->events = 0;
    return events;
}

static void fbdev_set_active(struct display *d, bool active)
{
    struct fbdev *f = fbdev_of(d);
    d->deadline = 0;
    f->active = active;
    f->dark = false; /* others light it */
    if (!active)
        return;
    f->returned = f->suspect = true;
    if (f->device.fd < 0)
        look_for_device(f);
    call_soon(f);
}

static int fbdev_begin(struct display *d)
{
    struct fbdev *f = fbdev_of(d);
    if (f->device.fd < 0 || !f->active || d->off)
        return DISPLAY_BUSY;
    enum fbdev_state state = fbdev_device_check(&f->device, &f->overrides);
    if (state != FBDEV_SAME) {
        if (state == FBDEV_MOVED)
            f->events |= DISPLAY_LOST | DISPLAY_READY;
        else
            f->suspect = true;
        call_soon(f);
        return DISPLAY_BUSY;
    }
    f->back = f->base.buffers == 2 ? 1 - f->front : 0;
    f->written = f->rows.written;
    return f->back;
}

static bool fbdev_write(struct display *d, const struct surface *s, struct rect from, int x, int y)
{
    struct fbdev *f = fbdev_of(d);
    rows_write(&f->rows, f->device.map + f->device.mode.starts[f->back], s, from, x, y);
    return true;
}

static bool fbdev_end(struct display *d, const struct rect *damage, int count)
{
    (void)damage;
    struct fbdev *f = fbdev_of(d);
    f->frames++;
    bool pan = f->base.buffers == 2 && (count > 0 || f->rows.written != f->written);
    if (pan && fbdev_device_pan(&f->device, f->back)) {
        f->front = f->back;
    } else if (pan) {
        log_debug("%s; using one buffer", error_text());
        f->overrides.one_buffer = true;
    }
    if ((pan && f->overrides.one_buffer) || atomic_load(&f->device.fault.faulted)) {
        f->suspect = true;
        call_soon(f);
    }
    return true;
}

static bool fbdev_read(struct display *d, struct surface *s)
{
    struct fbdev *f = fbdev_of(d);
    if (f->device.fd < 0)
        return error_set("--keep: there is no device to start from");
    return rows_read(&f->rows, f->device.map + f->device.mode.visible, s);
}

static bool fbdev_close(struct display *d)
{
    struct fbdev *f = fbdev_of(d);
    if (f->device.fd >= 0 && f->active && f->dark)
        fbdev_device_wake(&f->device);
    if (f->device.fd >= 0 && f->active && !f->stay)
        fbdev_device_restore(&f->device);
    drop_device(f);
    if (f->was_open)
        log_debug("%s: %" PRIu64 " frames, %" PRIu64 " bytes written", f->path, f->frames,
                  f->bytes);
    if (d->has_fd)
        close(d->fd);
    free(f->path);
    free(f);
    return true;
}

static bool configure(struct fbdev *f, const char *path, const char *settings,
                      const struct display_options *options)
{
    enum { FORMAT, STRIDE, BUFFERS, COUNT };
    struct display_setting set[COUNT] = {
        [FORMAT] = {.key = "format"}, [STRIDE] = {.key = "stride"}, [BUFFERS] = {.key = "buffers"}};
    size_t buffers = 2;
    if (!display_settings_parse(settings, set, COUNT) ||
        !display_setting_number(&set[STRIDE], &f->overrides.stride) ||
        !display_setting_number(&set[BUFFERS], &buffers))
        return false;
    if (buffers < 1 || buffers > 2)
        return error_set("buffers=1 or 2 expected, got %zu", buffers);
    if (set[FORMAT].value[0] != '\0') {
        if (!pixel_format_from_name(set[FORMAT].value, &f->format))
            return false;
        f->overrides.format = &f->format;
    }
    /* What stays must be where the console is. */
    f->overrides.one_buffer = options->stay || buffers == 1;
    f->stay = options->stay;
    f->patient = options->patient;
    f->dither = options->dither;
    f->seat = options->seat;
    f->path = path != NULL ? strdup(path) : NULL;
    return path == NULL || f->path != NULL || error_set("no memory for the path");
}

static struct display *fbdev_open(const char *path, const char *settings,
                                  const struct display_options *options)
{
    struct fbdev *f = calloc(1, sizeof *f);
    if (f == NULL) {
        error_set("no memory for the display");
        return NULL;
    }
    struct display *d = &f->base;
    *d = (struct display){
        .impl = &display_fbdev,
        .alignment = 1,
        .buffers = 1,
        .period = CLOCK_SECOND / 60,
        .has_power = true,
    };
    f->device.fd = -1;
    f->active = true;
    /* Before the device, or what comes in between would be missed. */
    d->fd = uevent_open();
    d->has_fd = d->fd >= 0;
    bool opened = configure(f, path, settings, options) && open_device(f);
    if (!opened && !(options->wait && is_absent())) {
        fbdev_close(d);
        return NULL;
    }
    if (!opened) {
        if (f->patient)
            log_info("%s; waiting for one", error_text());
        else
            log_info("%s; waiting up to %d s for one", error_text(), WAIT_SECONDS);
        look_for_device(f);
        call_soon(f);
    }
    f->told = *d;
    return d;
}

const struct display_impl display_fbdev = {
    .name = "fbdev",
    .help =
        "fbdev[:/dev/fbN][,format=NAME,stride=BYTES,buffers=1]\n"
        "                                a Linux framebuffer device; format= and stride= where\n"
        "                                its driver is wrong about them",
    .uses_seat = true,
    .open = fbdev_open,
    .close = fbdev_close,
    .read = fbdev_read,
    .begin = fbdev_begin,
    .write = fbdev_write,
    .end = fbdev_end,
    .dispatch = fbdev_dispatch,
    .set_active = fbdev_set_active,
};
