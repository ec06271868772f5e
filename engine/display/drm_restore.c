/* The kernel brings its own console back when the last descriptor of a card is closed; this is for
 * whatever else was there, and for cards that others hold open. */
#include "display/drm_restore.h"

#include <stdlib.h>
#include <string.h>

#include "display/drm_calls.h"

static void save_gamma(struct drm_saved_crtc *s, const struct drm_card *card)
{
    size_t size = s->crtc->gamma_size > 0 ? (size_t)s->crtc->gamma_size : 0;
    s->gamma = size > 0 ? calloc(3 * size, sizeof *s->gamma) : NULL;
    if (s->gamma != NULL &&
        drmModeCrtcGetGamma(card->fd, s->crtc->crtc_id, (uint32_t)size, s->gamma, s->gamma + size,
                            s->gamma + 2 * size) == 0)
        return;
    free(s->gamma);
    s->gamma = NULL;
}

void drm_save(struct drm_saved *saved, const struct drm_card *card)
{
    saved->count = card->crtc_count;
    for (int i = 0; i < saved->count; i++) {
        struct drm_saved_crtc *s = &saved->crtcs[i];
        *s = (struct drm_saved_crtc){.crtc = drmModeGetCrtc(card->fd, card->crtcs[i].id)};
        if (s->crtc != NULL)
            save_gamma(s, card);
        for (int n = 0; n < card->connector_count && s->connector_count < 16; n++)
            if (card->connectors[n].lit_crtc == i)
                s->connectors[s->connector_count++] = card->connectors[n].id;
    }
}

void drm_restore(const struct drm_saved *saved, const struct drm_card *card, bool gamma)
{
    for (int i = 0; i < saved->count; i++) {
        const struct drm_saved_crtc *s = &saved->crtcs[i];
        if (s->crtc == NULL)
            continue;
        size_t size = s->gamma != NULL ? (size_t)s->crtc->gamma_size : 0;
        if (gamma && size > 0)
            drmModeCrtcSetGamma(card->fd, s->crtc->crtc_id, (uint32_t)size, s->gamma,
                                s->gamma + size, s->gamma + 2 * size);
        uint32_t connectors[sizeof s->connectors / sizeof s->connectors[0]];
        memcpy(connectors, s->connectors, sizeof connectors); /* libdrm wants one to write to */
        bool lit = s->crtc->mode_valid && s->crtc->buffer_id != 0 && s->connector_count > 0;
        if (lit)
            drm_calls.set_crtc(card->fd, s->crtc->crtc_id, s->crtc->buffer_id, s->crtc->x,
                               s->crtc->y, connectors, s->connector_count, &s->crtc->mode);
        else
            drm_calls.set_crtc(card->fd, s->crtc->crtc_id, 0, 0, 0, NULL, 0, NULL);
    }
}

void drm_saved_finish(struct drm_saved *saved)
{
    for (int i = 0; i < saved->count; i++) {
        drmModeFreeCrtc(saved->crtcs[i].crtc);
        free(saved->crtcs[i].gamma);
    }
    saved->count = 0;
}
