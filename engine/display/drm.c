/* DRM/KMS screens: the display's table, and what is done when something fails. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "display/drm_calls.h"
#include "display/drm_impl.h"
#include "display/uevent.h"

#define LOG_MODULE "drm"
#include "base/log.h"

#define CARD_WAIT    (10 * CLOCK_SECOND) /* for a card at the start */
#define PROBE_PAUSE  (CLOCK_SECOND / 4)  /* between looks at the connectors */
#define RETRY_FIRST  (CLOCK_SECOND / 250)
#define MASTER_RETRY (CLOCK_SECOND / 50)

enum {
    PROBES_OF_NEW_NODE = 20,
    FAILURES_BEFORE_MODESET = 6, /* in a row, of a kind that should pass */
    RETRY_DOUBLINGS = 8,         /* the pause between retries stays at about a second */
};

static struct drm *drm_of(struct display *d)
{
    assert(d->impl == &display_drm);
    return (struct drm *)d;
}

static void sooner(uint64_t *deadline, uint64_t at)
{
    if (at != 0 && (*deadline == 0 || at < *deadline))
        *deadline = at;
}

/* To be called before every return to the screen process. */
static void set_deadline(struct drm *d)
{
    uint64_t deadline = d->give_up;
    if (d->card.fd < 0 || d->active) {
        sooner(&deadline, d->probe_at);
        sooner(&deadline, d->retry_at);
        sooner(&deadline, drm_flip_deadline(d));
    }
    if (d->events != 0)
        deadline = 1; /* long past */
    d->base.deadline = deadline;
}

static int drm_begin(struct display *display)
{
    struct drm *d = drm_of(display);
    if (display->off || d->output_count == 0 || !d->active || d->refused || d->flip.pending > 0 ||
        d->retry_at != 0)
        return DISPLAY_BUSY;
    d->back = display->buffers > 1 && d->front == 0 ? 1 : 0;
    return d->back;
}

static bool drm_write(struct display *display, const struct surface *s, struct rect from, int x,
                      int y)
{
    struct drm *d = drm_of(display);
    struct drm_buffer *b = &d->buffers[d->back];
    rows_write(&b->rows, b->map, s, from, x, y);
    return true;
}

/* Every time in a row it takes twice as long. */
static void retry_later(struct drm *d)
{
    int doublings = d->failures < RETRY_DOUBLINGS ? d->failures : RETRY_DOUBLINGS;
    d->failures++;
    d->retry_at = clock_monotonic() + (RETRY_FIRST << doublings);
}

/* The kernel does not do what it said it would: ask for less. */
static void degrade(struct drm *d)
{
    if (!d->legacy)
        d->legacy = true;
    else
        d->one_buffer = true;
    log_debug("trying %s with %s", d->legacy ? "legacy" : "atomic",
              d->one_buffer ? "one buffer" : "flips");
    if (!drm_configure(d)) {
        log_warning("%s", error_text());
        d->output_count = 0;
        drm_configure(d);
    }
    d->events |= DISPLAY_CHANGED;
}

/* A frame could not be shown. */
static void failed(struct drm *d, int error)
{
    log_debug("%s: a frame was not shown: %s", d->card.path, strerror(-error));
    switch (-error) {
    case EACCES:
    case EPERM: /* the session ended before its seat said so */
        d->refused = true;
        d->lit = false;
        return;
    case ENODEV:
    case ENXIO:
        drm_remove(d);
        return;
    case EBUSY:
    case EAGAIN:
    case EINTR:
    case ENOMEM:
    case ENOSPC:
        if (d->failures >= FAILURES_BEFORE_MODESET)
            d->lit = false;
        break;
    case ENOENT: /* a connector may have gone */
        d->probe_at = clock_monotonic();
        d->lit = false;
        break;
    default:
        if (d->failures > 0 && (!d->legacy || !d->one_buffer)) {
            degrade(d);
            return;
        }
        d->lit = false;
    }
    retry_later(d);
    d->events |= DISPLAY_LOST;
}

static bool drm_end(struct display *display, const struct rect *damage, int count)
{
    struct drm *d = drm_of(display);
    bool was_lit = d->lit;
    if (d->output_count == 0)
        return true;
    int error =
        atomic_load(&d->buffers[d->back].fault.faulted) ? -ENODEV : drm_show(d, damage, count);
    if (error != 0) {
        failed(d, error);
    } else if (count > 0 || !was_lit) {
        d->front = d->back;
        d->frames++;
        if (was_lit)
            d->failures = 0;
    }
    set_deadline(d);
    return true;
}

/* One piece of news of a device. */
static void take_uevent(struct drm *d, const struct uevent *e)
{
    bool change = strcmp(e->action, "change") == 0;
    if (strcmp(e->subsystem, "drm") != 0 && !(e->subsystem[0] == '\0' && e->hotplug))
        return;
    bool ours = d->card.fd >= 0 && strncmp(d->card.path, "/dev/", 5) == 0 &&
                strcmp(d->card.path + 5, e->device) == 0;
    if (strcmp(e->action, "remove") == 0 && ours) {
        drm_remove(d);
        return;
    }
    bool of_card = ours || e->device[0] == '\0' || d->output_count == 0;
    if (!of_card || !(change || strcmp(e->action, "add") == 0))
        return;
    if (d->card.fd < 0)
        d->probes_left = PROBES_OF_NEW_NODE;
    uint64_t now = clock_monotonic(), next = d->probed + PROBE_PAUSE;
    d->probe_at = next > now ? next : now;
}

/* Without being master nothing can be shown; who asks for it may be a moment early. */
static void take_master(struct drm *d)
{
    if (d->card.fd < 0 || drmIsMaster(d->card.fd) || drm_calls.set_master(d->card.fd) == 0) {
        d->refused = false;
        d->failures = 0;
        drm_reprobe(d);
        if (d->output_count > 0 && (d->events & DISPLAY_CHANGED) == 0) {
            d->lit = false;
            d->events |= DISPLAY_LOST | DISPLAY_READY;
        }
    } else {
        d->refused = true;
        retry_later(d);
    }
}

static void take_time(struct drm *d)
{
    uint64_t now = clock_monotonic(), lost = drm_flip_deadline(d);
    if (d->card.fd >= 0 && !d->active)
        return;
    if (lost != 0 && now >= lost)
        drm_flip_lose(d);
    if (d->probe_at != 0 && now >= d->probe_at)
        drm_reprobe(d);
    if (d->retry_at == 0 || now < d->retry_at)
        return;
    d->retry_at = 0;
    if (d->refused)
        take_master(d);
    else
        d->events |= DISPLAY_READY;
}

/* True once, with an error text, when the first card has not come in time. */
static bool waited_in_vain(struct drm *d)
{
    if (d->card.fd >= 0)
        d->give_up = 0;
    if (d->give_up == 0 || clock_monotonic() < d->give_up)
        return false;
    d->give_up = 0;
    drm_reprobe(d);
    if (d->card.fd >= 0)
        return false;
    d->probe_at = d->base.deadline = 0;
    return true;
}

static int drm_dispatch(struct display *display)
{
    struct drm *d = drm_of(display);
    struct uevent event;
    while (d->uevents >= 0 && uevent_next(d->uevents, &event))
        take_uevent(d, &event);
    if (d->card.fd >= 0) {
        int error = drm_flip_events(d);
        if (error == -ENODEV || error == -ENXIO)
            drm_remove(d);
    }
    take_time(d);
    if (waited_in_vain(d)) {
        error_prefix("no screen came within %d s", (int)(CARD_WAIT / CLOCK_SECOND));
        return -1;
    }
    drm_follow_power(d);
    int events = d->events;
    d->events = 0;
    set_deadline(d);
    return events;
}

static void drm_set_active(struct display *display, bool active)
{
    struct drm *d = drm_of(display);
    d->retry_at = 0;
    d->failures = 0;
    d->dark = false; /* others light it */
    if (active) {
        d->active = true;
        take_master(d);
    } else {
        drm_flip_wait(d);
        d->active = d->lit = false;
        if (d->card.fd >= 0)
            drmDropMaster(d->card.fd); /* where the seat has not done so */
    }
    set_deadline(d);
}

static bool drm_close(struct display *display)
{
    struct drm *d = drm_of(display);
    if (d->active)
        drm_flip_wait(d);
    drm_release(d, true);
    log_debug("%" PRIu64 " frames, %" PRIu64 " bytes written", d->frames, d->bytes);
    if (d->uevents >= 0)
        close(d->uevents);
    if (d->base.fd >= 0)
        close(d->base.fd);
    free(d->path);
    free(d);
    return true;
}

static bool parse_settings(struct drm *d, const char *settings)
{
    enum { CONNECTOR, MODE, COUNT };
    struct display_setting set[COUNT] = {
        [CONNECTOR] = {.key = "connector"}, [MODE] = {.key = "mode"}};
    if (!display_settings_parse(settings, set, COUNT) || !drm_wish_mode(&d->wish, set[MODE].value))
        return false;
    memcpy(d->wish.connector, set[CONNECTOR].value, sizeof d->wish.connector);
    return true;
}

/* One descriptor for whatever may happen. */
static bool open_watch(struct drm *d)
{
    struct epoll_event event = {.events = EPOLLIN};
    d->base.fd = epoll_create1(EPOLL_CLOEXEC);
    if (d->base.fd < 0)
        return error_set_errno("cannot watch devices");
    d->base.has_fd = true;
    d->uevents = uevent_open();
    if (d->uevents < 0)
        log_debug("%s", error_text());
    else
        epoll_ctl(d->base.fd, EPOLL_CTL_ADD, d->uevents, &event);
    return true;
}

/* Finds a card and sets it up, or begins to wait for one. */
static bool start(struct drm *d, const struct display_options *options)
{
    enum drm_card_result result = drm_find(d);
    if (result == DRM_CARD_OK)
        return drm_configure(d);
    if (result != DRM_CARD_ABSENT || !options->wait)
        return false;
    log_info("%s; waiting for a screen", error_text());
    d->probed = clock_monotonic();
    d->give_up = options->patient ? 0 : d->probed + CARD_WAIT;
    if (d->uevents < 0)
        d->probe_at = d->probed + CLOCK_SECOND;
    return true;
}

static struct display *drm_open(const char *path, const char *settings,
                                const struct display_options *options)
{
    struct drm *d = calloc(1, sizeof *d);
    if (d == NULL) {
        error_set("no memory for the display");
        return NULL;
    }
    *d = (struct drm){
        .base = {.impl = &display_drm,
                 .alignment = 1,
                 .buffers = 1,
                 .period = CLOCK_SECOND / 60,
                 .has_power = true,
                 .fd = -1},
        .seat = options->seat,
        .path = path != NULL ? strdup(path) : NULL,
        .dither = options->dither,
        .uevents = -1,
        .card.fd = -1,
        .front = -1,
    };
    if (parse_settings(d, settings) && open_watch(d) && start(d, options)) {
        set_deadline(d);
        return &d->base;
    }
    drm_close(&d->base);
    return NULL;
}

const struct display_impl display_drm = {
    .name = "drm",
    .help = "drm[:/dev/dri/cardN][,connector=NAME,mode=WxH[@HZ]]\n"
            "                                a DRM/KMS screen",
    .uses_seat = true,
    .open = drm_open,
    .close = drm_close,
    .begin = drm_begin,
    .write = drm_write,
    .end = drm_end,
    .dispatch = drm_dispatch,
    .set_active = drm_set_active,
};
