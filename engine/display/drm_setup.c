/* From nothing to buffers that can be shown: the card, its outputs, their format. The same way is
 * gone at the start, and whenever something is plugged in, out or over. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "base/error.h"
#include "display/drm_calls.h"
#include "display/drm_impl.h"

#define LOG_MODULE "drm"
#include "base/log.h"

#define NODE_RETRY  (CLOCK_SECOND / 10) /* for a node that udev has not given us yet */
#define BLIND_RETRY CLOCK_SECOND        /* for a card, where no news of devices come */

enum { CARDS_MAX = 16 };

/* How much a card has to show on: 2 what is plugged in for sure, 1 perhaps, 0 nothing, -1 not even
 * the connector that was asked for. */
static int rank_card(const struct drm *d, const struct drm_card *card)
{
    const struct drm_connector *c = drm_connector_choose(card, &d->wish);
    if (c != NULL)
        return drm_connector_is_connected(c) ? 2 : 1;
    bool known = d->wish.connector[0] == '\0';
    for (int i = 0; i < card->connector_count && !known; i++)
        known = strcmp(card->connectors[i].name, d->wish.connector) == 0;
    return known ? 0 : -1;
}

/* A card that is better than what is there, or why there is none. */
struct search {
    struct drm_card card;
    int rank; /* -2: none yet */
    enum drm_card_result result;
    char reason[700];
    char connectors[400];
};

static void search_path(struct drm *d, const char *path, struct search *s)
{
    struct drm_card card;
    enum drm_card_result result = drm_card_open(&card, d->seat, path);
    int rank = result == DRM_CARD_OK ? rank_card(d, &card) : -2;
    if (result == DRM_CARD_UNFIT) /* another card may still come */
        result = d->path != NULL ? DRM_CARD_FAILED : DRM_CARD_ABSENT;
    if (result == DRM_CARD_OK)
        drm_connector_names(&card, s->connectors, sizeof s->connectors);
    else if (result >= s->result) {
        s->result = result;
        snprintf(s->reason, sizeof s->reason, "%s", error_text());
    }
    if (rank > s->rank) {
        drm_card_close(&s->card, d->seat);
        s->card = card;
        s->rank = rank;
    } else {
        drm_card_close(&card, d->seat);
    }
}

static void watch_card(struct drm *d)
{
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(d->base.fd, EPOLL_CTL_ADD, d->card.fd, &event);
}

static void take_card(struct drm *d, const struct drm_card *card)
{
    drm_release(d, false);
    d->card = *card;
    d->base.device = d->card.path;
    d->legacy = !card->atomic;
    d->one_buffer = (card->quirks & DRM_QUIRK_ONE_BUFFER) != 0;
    d->active = seat_is_active(d->seat);
    drm_save(&d->saved, &d->card);
    watch_card(d);
}

/* A path that does not exist is a wrong one as a rule. */
static void add_known_cards(struct search *s)
{
    char paths[CARDS_MAX][128];
    int count = drm_card_list(paths, CARDS_MAX);
    for (int i = 0; i < count; i++) {
        size_t used = strlen(s->reason);
        snprintf(s->reason + used, sizeof s->reason - used, "%s%s",
                 i == 0 ? "; the cards are " : ", ", paths[i]);
    }
}

/* Opens the best card; d->card stays if no other is better. */
static enum drm_card_result find_card(struct drm *d)
{
    char paths[CARDS_MAX][128];
    struct search s = {.card.fd = -1, .rank = -2, .result = DRM_CARD_ABSENT};
    if (d->card.fd >= 0)
        s.rank = rank_card(d, &d->card);
    int count = 0;
    if (d->path != NULL)
        snprintf(paths[count++], sizeof paths[0], "%s", d->path);
    else
        count = drm_card_list(paths, CARDS_MAX);
    snprintf(s.reason, sizeof s.reason, "there is no card in /dev/dri");
    for (int i = 0; i < count && s.rank < 2; i++)
        if (d->card.fd < 0 || (d->path == NULL && strcmp(paths[i], d->card.path) != 0))
            search_path(d, paths[i], &s);
    if (s.card.fd >= 0 && s.rank >= 0) {
        take_card(d, &s.card);
        return DRM_CARD_OK;
    }
    drm_card_close(&s.card, d->seat);
    if (d->card.fd >= 0)
        return DRM_CARD_OK;
    if (d->path != NULL && s.result == DRM_CARD_ABSENT)
        add_known_cards(&s);
    if (s.rank == -1)
        error_set("there is no connector %s; there are %s", d->wish.connector,
                  s.connectors[0] != '\0' ? s.connectors : "none");
    else
        error_set("%s", s.reason);
    return s.rank == -1 ? DRM_CARD_FAILED : s.result;
}

enum drm_card_result drm_find(struct drm *d)
{
    enum drm_card_result result = find_card(d);
    if (result != DRM_CARD_OK)
        return result;
    int count = drm_outputs_choose(&d->card, &d->wish, d->outputs);
    d->output_count = count > 0 ? count : 0;
    return count >= 0 ? DRM_CARD_OK : DRM_CARD_FAILED;
}

static int test_modeset(struct drm *d)
{
    uint32_t fb = d->buffers[0].fb;
    return d->legacy ? drm_legacy_modeset(d, fb, true) : drm_atomic_modeset(d, fb, true);
}

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
    int error = test_modeset(d), count = d->output_count;
    if (error != 0 && count > 1 && error != -EACCES && error != -EPERM && error != -ENODEV) {
        d->output_count = 1;
        error = test_modeset(d);
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
    bool was_lit = d->lit;
    d->output_count = 0;
    if (was_lit && d->active && !d->refused) {
        if (d->legacy)
            drm_legacy_modeset(d, 0, false);
        else
            drm_atomic_modeset(d, 0, false);
    }
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
    if (d->card.fd >= 0 && restore && d->lit && d->active && !d->refused)
        drm_restore(&d->saved, &d->card, d->legacy);
    d->lit = false;
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
