/* Frames on their way to the screen, and the events that say when they are there. The kernel may
 * report late, too early (drivers without vertical blank complete at once), or never. */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "display/drm_calls.h"
#include "display/drm_impl.h"

#define FLIP_TIMEOUT      CLOCK_SECOND        /* then it is lost */
#define FLIP_TIMEOUT_LOST (CLOCK_SECOND / 20) /* the same, once one was lost */
#define FLIP_WAIT         (CLOCK_SECOND / 10) /* before the device is given away */

enum { DIRTY_CLIPS_MAX = 256 }; /* the kernel's limit */

int drm_modeset(struct drm *d, uint32_t fb, bool test)
{
    return d->legacy ? drm_legacy_modeset(d, fb) : drm_atomic_modeset(d, fb, test);
}

void drm_follow_power(struct drm *d)
{
    if (!d->base.off && d->dark) {
        d->dark = false;
        d->events |= DISPLAY_LOST | DISPLAY_READY;
    }
    if (!d->base.off || d->dark || d->output_count == 0 || !d->active || d->refused)
        return;
    const int count = d->output_count;
    drm_flip_wait(d);
    d->output_count = 0;
    const int error = drm_modeset(d, 0, false);
    d->output_count = count;
    if (error != 0)
        log_warning("%s: the screen cannot be switched off: %s", d->card.path, strerror(-error));
    d->dark = true;
    d->lit = false;
    d->base.vblank = 0;
}

/* The first frame. */
static int light(struct drm *d)
{
    int error = drm_modeset(d, d->buffers[d->back].fb, false);
    if (error != 0)
        return error;
    d->lit = true;
    d->flip = (struct drm_flip){.serial = d->flip.serial, .lost = d->flip.lost};
    d->base.vblank = 0;
    return 0;
}

static int flip(struct drm *d, const struct rect *damage, int count)
{
    uint32_t fb = d->buffers[d->back].fb;
    d->flip.serial++;
    d->flip.asked = clock_monotonic();
    return d->legacy ? drm_legacy_flip(d, fb) : drm_atomic_flip(d, fb, damage, count);
}

/* Tells a driver that copies pixels by itself what it has to copy. */
static int dirty(struct drm *d, const struct rect *damage, int count)
{
    drmModeClip clips[DIRTY_CLIPS_MAX];
    if (d->no_dirty)
        return 0;
    if (count > DIRTY_CLIPS_MAX)
        count = 0; /* everything */
    for (int i = 0; i < count; i++)
        clips[i] = (drmModeClip){(uint16_t)damage[i].x0, (uint16_t)damage[i].y0,
                                 (uint16_t)damage[i].x1, (uint16_t)damage[i].y1};
    int error =
        drm_calls.dirty_fb(d->card.fd, d->buffers[0].fb, count > 0 ? clips : NULL, (uint32_t)count);
    if (error != -ENOSYS && error != -EOPNOTSUPP)
        return error;
    d->no_dirty = true;
    return 0;
}

int drm_show(struct drm *d, const struct rect *damage, int count)
{
    if (!d->lit)
        return light(d);
    if (count == 0)
        return 0;
    return d->base.buffers == 1 ? dirty(d, damage, count) : flip(d, damage, count);
}

/* A frame has reached the screen. Its time is a vertical blank's only if the driver counts those,
 * and if they are not more frequent than they can be. */
static void flip_done(struct drm *d, const struct drm_event_vblank *event)
{
    uint64_t time = event->tv_sec * CLOCK_SECOND + event->tv_usec * UINT64_C(1000);
    bool counted = event->sequence != 0 && d->card.monotonic;
    bool early = d->flip.done != 0 && time - d->flip.done < d->base.period / 2;
    d->flip.done = time;
    d->base.vblank = counted && !early && !d->flip.lost ? time : 0;
}

/* `bytes` are the whole event, anywhere in memory. */
static void take_event(struct drm *d, const struct drm_event *e, const char *bytes)
{
    struct drm_event_vblank event;
    if (e->type != DRM_EVENT_FLIP_COMPLETE || e->length < sizeof event)
        return;
    memcpy(&event, bytes, sizeof event);
    if (event.user_data != d->flip.serial || d->flip.pending == 0)
        return; /* of a flip that was given up */
    uint32_t first = d->card.crtcs[d->outputs[0].crtc].id;
    if (event.crtc_id == first || event.crtc_id == 0) /* old kernels do not say */
        flip_done(d, &event);
    if (--d->flip.pending == 0)
        d->events |= DISPLAY_READY;
}

int drm_flip_events(struct drm *d)
{
    char buffer[1024];
    for (;;) {
        struct pollfd p = {.fd = d->card.fd, .events = POLLIN};
        if (poll(&p, 1, 0) < 1)
            return 0;
        if (p.revents & (POLLHUP | POLLERR | POLLNVAL))
            return -ENODEV;
        ssize_t got = drm_calls.read(d->card.fd, buffer, sizeof buffer);
        if (got < 0)
            return errno == EAGAIN || errno == EINTR ? 0 : -errno;
        size_t length = (size_t)got, at = 0;
        struct drm_event e;
        for (; length - at >= sizeof e; at += e.length) {
            memcpy(&e, buffer + at, sizeof e);
            if (e.length < sizeof e || e.length > length - at)
                break;
            take_event(d, &e, buffer + at);
        }
        if (length == 0)
            return 0;
    }
}

void drm_flip_wait(struct drm *d)
{
    uint64_t end = clock_monotonic() + FLIP_WAIT;
    while (d->card.fd >= 0 && d->flip.pending > 0) {
        uint64_t now = clock_monotonic();
        struct pollfd p = {.fd = d->card.fd, .events = POLLIN};
        if (now >= end || poll(&p, 1, (int)((end - now) / 1000000) + 1) < 0 ||
            drm_flip_events(d) != 0)
            break;
    }
    d->flip.pending = 0;
}

uint64_t drm_flip_deadline(const struct drm *d)
{
    if (d->flip.pending == 0)
        return 0;
    return d->flip.asked + (d->flip.lost ? FLIP_TIMEOUT_LOST : FLIP_TIMEOUT);
}

void drm_flip_lose(struct drm *d)
{
    d->flip.pending = 0;
    d->base.vblank = 0;
    d->events |= DISPLAY_READY;
    if (d->flip.lost)
        return;
    log_warning("%s did not report that a frame was shown within %d s; a timer paces them now",
                d->card.path, (int)(FLIP_TIMEOUT / CLOCK_SECOND));
    d->flip.lost = true;
    d->lit = false;
    d->events |= DISPLAY_LOST;
}
