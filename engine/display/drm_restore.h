/* What the screens showed before, and how it comes back. */
#ifndef DISPLAY_DRM_RESTORE_H
#define DISPLAY_DRM_RESTORE_H

#include "display/drm_card.h"

struct drm_saved_crtc {
    drmModeCrtc *crtc;       /* as it was; NULL: unknown */
    uint32_t connectors[16]; /* ids of those that it drove */
    int connector_count;
    uint16_t *gamma; /* red, green, blue tables of crtc->gamma_size each; NULL: unknown */
};

struct drm_saved {
    struct drm_saved_crtc crtcs[DRM_CRTCS_MAX];
    int count;
};

/* Notes what the card's CRTCs show. What cannot be read is left out. */
void drm_save(struct drm_saved *saved, const struct drm_card *card);

/* Shows that again as far as it still exists; colour tables too if `gamma`. */
void drm_restore(const struct drm_saved *saved, const struct drm_card *card, bool gamma);

/* Frees. A zeroed one is accepted. */
void drm_saved_finish(struct drm_saved *saved);

#endif
