/* From a card to buffers that can be shown: its outputs, their format. The same way is gone at the
 * start, and whenever something is plugged in, out or over. */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <xf86drm.h>

#include "base/clock.h"
#include "base/error.h"
#include "display/drm_impl.h"

#define LOG_MODULE "drm"
#include "base/log.h"

#define NODE_RETRY  (CLOCK_SECOND / 10) /* for a node that udev has not given us yet */
#define BLIND_RETRY CLOCK_SECOND        /* for a card, where there is no news of devices */

static void free_buffers(struct drm *d)
{
    for (int i = 0; i < 2; i++) {
        d->bytes += d->buffers[i].rows.written;
        drm_buffer_finish(&d->buffers[i], &d->card);
    }
    d->front = -1;
    d->lit = d->tested = false;
}

/* Two buffers in d->format, or one where two are of no use or do not fit. */
static int make_buffers(struct drm *d)
{
    const drmModeModeInfo *mode = &d->outputs[0].mode;
    int error = 0, count = 0, wanted = d->one_buffer ? 1 : 2;
    free_buffers(d);
    for (; count < wanted && error == 0; count++)
        error = drm_buffer_init(&d->buffers[count], &d->card, &d->format, mode->hdisplay,
                                mode->vdisplay, d->dither);
    if (error != 0)
        drm_buffer_finish(&d->buffers[--count], &d->card);
    d->base.buffers = count;
    return count > 0 ? 0 : error;
}

/* Asks the kernel whether it would show the buffers on all outputs, or on the first alone. Without
 * the right to ask, the answer is not known before the seat is enabled. */
static int accept(struct drm *d)
{
    if (!d->active || d->refused)
        return 0;
    uint32_t fb = d->buffers[0].fb;
    int error = drm_modeset(d, fb, true), count = d->output_count;
    if (error != 0 && count > 1 && error != -EACCES && error != -EPERM && error != -ENODEV) {
        d->output_count = 1;
        error = drm_modeset(d, fb, true);
        if (error != 0)
            d->output_count = count;
    }
    d->tested = error == 0;
    if (error == -EACCES || error == -EPERM) {
        d->refused = true;
        return 0;
    }
    if (error != 0) {
        errno = -error;
        error_set_errno("%s does not accept %s in %dx%d", d->card.path, d->format.name,
                        d->outputs[0].mode.hdisplay, d->outputs[0].mode.vdisplay);
    }
    return error;
}

/* Tries formats until one is accepted. */
static int try_formats(struct drm *d)
{
    struct drm_format formats[DRM_FORMATS_MAX];
    int count = drm_formats_choose(&d->card, d->outputs, d->output_count, d->dither, formats);
    int error = -EINVAL;
    error_set("%s shows none of the pixel formats that are known here", d->card.path);
    for (int i = 0; i < count && error != 0 && error != -ENODEV; i++) {
        d->format = formats[i];
        error = make_buffers(d);
        if (error == 0)
            error = accept(d);
        if (error != 0)
            log_debug("%s", error_text());
    }
    return error;
}

/* The display's properties, as they follow from the first output. */
static void describe(struct drm *d)
{
    const struct drm_output *o = &d->outputs[0];
    const struct drm_connector *c = drm_connector_find(&d->card, o->connector);
    assert(c != NULL);
    d->base.width = o->mode.hdisplay;
    d->base.height = o->mode.vdisplay;
    d->base.orientation = c->orientation;
    d->base.alignment = converter_alignment(d->buffers[0].rows.converter);
    d->base.period = drm_mode_period(&o->mode);
    d->base.vblank = 0;
    d->said_no_output = false;
    log_debug("%s (%s), %s, %dx%d@%d, %s, %s, %d buffer%s, %d output%s", d->card.path,
              d->card.driver, c->name, d->base.width, d->base.height, drm_mode_rate(&o->mode),
              d->format.name, d->legacy ? "legacy" : "atomic", d->base.buffers,
              d->base.buffers > 1 ? "s" : "", d->output_count, d->output_count > 1 ? "s" : "");
}

/* Nothing is plugged in: everything is off until something is. */
static void go_dark(struct drm *d)
{
    d->output_count = 0;
    if (d->lit && d->active && !d->refused)
        drm_modeset(d, 0, false);
    free_buffers(d);
    d->base.width = d->base.height = 0;
    d->base.buffers = 1;
    d->base.vblank = 0;
    if (d->card.fd < 0 || d->said_no_output)
        return;
    char names[400] = "";
    drm_connector_names(&d->card, names, sizeof names);
    log_info("no screen is plugged into %s (%s); waiting for one", d->card.path, names);
    d->said_no_output = true;
}

bool drm_configure(struct drm *d)
{
    drm_flip_wait(d);
    d->dark = false; /* legacy tests light it */
    if (d->output_count == 0) {
        go_dark(d);
        return true;
    }
    int count = d->output_count, error = try_formats(d);
    if (error != 0 && error != -ENODEV && !d->legacy) {
        d->legacy = true;
        d->output_count = count;
        error = try_formats(d);
    }
    if (error == 0) {
        describe(d);
        return true;
    }
    free_buffers(d);
    return false;
}

static bool same_output(const struct drm_output *a, const struct drm_output *b)
{
    return a->connector == b->connector && a->crtc == b->crtc && a->plane == b->plane &&
           memcmp(&a->mode, &b->mode, sizeof a->mode) == 0;
}

static bool link_is_bad(const struct drm *d)
{
    for (int i = 0; i < d->output_count; i++) {
        const struct drm_connector *c = drm_connector_find(&d->card, d->outputs[i].connector);
        if (c != NULL && c->props[DRM_CONNECTOR_LINK_STATUS].value == DRM_MODE_LINK_STATUS_BAD)
            return true;
    }
    return false;
}

/* The buffers stay, the next frame sets the mode again. */
static void relight(struct drm *d)
{
    d->lit = false;
    d->events |= DISPLAY_LOST | DISPLAY_READY;
}

static bool same_outputs(const struct drm *d, const struct drm_output *old, int old_count)
{
    bool same = d->output_count == old_count;
    for (int i = 0; same && i < old_count; i++)
        same = same_output(&old[i], &d->outputs[i]);
    return same;
}

/* Outputs have been chosen anew; `old` are those from before. */
static void follow_change(struct drm *d, const struct drm_output *old, int old_count)
{
    int count = d->output_count;
    if (count == 0 && old_count == 0)
        return;
    /* When only mirrors come or go, the buffers stay. */
    bool same = same_outputs(d, old, old_count);
    if (!same && count > 0 && old_count > 0 && same_output(&old[0], &d->outputs[0]) && !d->legacy &&
        d->tested && accept(d) == 0) {
        d->lit = d->lit && same_outputs(d, old, old_count);
        same = true;
    }
    if (same && d->tested) {
        if (!d->lit || link_is_bad(d))
            relight(d);
        return;
    }
    if (!drm_configure(d)) {
        log_warning("%s", error_text());
        d->output_count = 0;
        d->said_no_output = true;
        go_dark(d);
    }
    d->events |= DISPLAY_CHANGED;
}

void drm_reprobe(struct drm *d)
{
    struct drm_output old[DRM_OUTPUTS_MAX];
    int old_count = d->output_count;
    drm_flip_wait(d);
    memcpy(old, d->outputs, sizeof old);
    d->probe_at = 0;
    d->probed = clock_monotonic();
    log_debug("looking at the connectors again");
    if (d->card.fd >= 0 && drm_card_probe(&d->card) != 0) {
        drm_remove(d);
        return;
    }
    enum drm_card_result result = drm_find(d);
    if (result == DRM_CARD_FAILED && d->card.fd >= 0) {
        /* Another screen, without the mode that was asked for: something is better than nothing. */
        struct drm_wish any = d->wish;
        any.width = any.height = any.rate = 0;
        log_warning("%s", error_text());
        d->output_count = int_max(0, drm_outputs_choose(&d->card, &any, d->outputs));
        result = DRM_CARD_OK;
    }
    if (result == DRM_CARD_OK)
        follow_change(d, old, old_count);
    else
        log_debug("%s", error_text());
    if (result == DRM_CARD_DENIED && d->probes_left-- > 0)
        d->probe_at = d->probed + NODE_RETRY;
    else if (result != DRM_CARD_OK && d->uevents < 0)
        d->probe_at = d->probed + BLIND_RETRY;
}

void drm_remove(struct drm *d)
{
    log_info("%s is gone; waiting for a screen", d->card.path);
    drm_release(d, false);
    d->events |= DISPLAY_CHANGED;
    d->probe_at = clock_monotonic();
}

void drm_release(struct drm *d, bool restore)
{
    if (d->card.fd >= 0 && restore && (d->lit || d->dark) && d->active && !d->refused)
        drm_restore(&d->saved, &d->card, d->legacy);
    d->lit = d->dark = false;
    d->output_count = 0;
    d->flip = (struct drm_flip){.serial = d->flip.serial};
    drm_atomic_finish(d);
    free_buffers(d);
    if (d->card.fd >= 0) {
        epoll_ctl(d->base.fd, EPOLL_CTL_DEL, d->card.fd, NULL);
        drmDropMaster(d->card.fd);
    }
    drm_card_close(&d->card, d->seat);
    drm_saved_finish(&d->saved);
    d->base.width = d->base.height = 0;
    d->base.device = NULL;
    d->refused = d->no_dirty = d->said_no_output = false;
    d->failures = 0;
    d->retry_at = 0;
}
