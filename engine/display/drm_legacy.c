/* Mode setting CRTC by CRTC, for drivers without atomic commits, or with broken ones. */
#include <stdlib.h>

#include "display/drm_calls.h"
#include "display/drm_impl.h"

/* Sets the table that changes no colour, unless it is there already. */
static void reset_gamma(const struct drm *d, int crtc)
{
    const struct drm_saved_crtc *saved = &d->saved.crtcs[crtc];
    uint32_t size = saved->gamma != NULL ? (uint32_t)saved->crtc->gamma_size : 0;
    uint16_t *ramp = size > 1 ? malloc(size * sizeof *ramp) : NULL;
    if (ramp == NULL)
        return;
    bool same = true;
    for (uint32_t i = 0; i < size; i++) {
        ramp[i] = (uint16_t)((uint64_t)i * 0xffff / (size - 1));
        for (uint32_t channel = 0; channel < 3; channel++) /* tables of 8 bits are rounded down */
            same = same && (saved->gamma[channel * size + i] ^ ramp[i]) < 0x100;
    }
    if (!same)
        drmModeCrtcSetGamma(d->card.fd, d->card.crtcs[crtc].id, size, ramp, ramp, ramp);
    free(ramp);
}

/* Overlays and cursors of other programs; primary planes follow their CRTCs. */
static void switch_planes_off(const struct drm *d)
{
    for (int i = 0; i < d->card.plane_count; i++) {
        const struct drm_plane *p = &d->card.planes[i];
        if (p->props[DRM_PLANE_TYPE].value != DRM_PLANE_TYPE_PRIMARY)
            drmModeSetPlane(d->card.fd, p->id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}

static int light(struct drm *d, const struct drm_output *o, uint32_t fb)
{
    uint32_t connector = o->connector;
    drmModeModeInfo mode = o->mode;
    const struct drm_connector *c = drm_connector_find(&d->card, connector);
    const struct drm_plane *plane = o->plane >= 0 ? &d->card.planes[o->plane] : NULL;
    if (plane != NULL && plane->props[DRM_PLANE_ROTATION].id != 0)
        drmModeObjectSetProperty(d->card.fd, plane->id, DRM_MODE_OBJECT_PLANE,
                                 plane->props[DRM_PLANE_ROTATION].id, DRM_MODE_ROTATE_0);
    int error =
        drm_calls.set_crtc(d->card.fd, d->card.crtcs[o->crtc].id, fb, 0, 0, &connector, 1, &mode);
    if (error != 0)
        return error;
    drmModeSetCursor(d->card.fd, d->card.crtcs[o->crtc].id, 0, 0, 0);
    reset_gamma(d, o->crtc);
    const struct drm_prop *dpms = c != NULL ? &c->props[DRM_CONNECTOR_DPMS] : NULL;
    if (dpms != NULL && dpms->id != 0 && dpms->value != DRM_MODE_DPMS_ON)
        drmModeConnectorSetProperty(d->card.fd, connector, dpms->id, DRM_MODE_DPMS_ON);
    return 0;
}

int drm_legacy_modeset(struct drm *d, uint32_t fb)
{
    for (int i = 0; i < d->card.crtc_count; i++) {
        bool used = false;
        for (int n = 0; n < d->output_count; n++)
            used = used || d->outputs[n].crtc == i;
        if (!used) /* one that is off already costs nothing */
            drm_calls.set_crtc(d->card.fd, d->card.crtcs[i].id, 0, 0, 0, NULL, 0, NULL);
    }
    switch_planes_off(d);
    for (int i = 0; i < d->output_count; i++) {
        int error = light(d, &d->outputs[i], fb);
        if (error != 0)
            return error;
    }
    return 0;
}

int drm_legacy_flip(struct drm *d, uint32_t fb)
{
    for (int i = 0; i < d->output_count; i++) {
        int error =
            drm_calls.page_flip(d->card.fd, d->card.crtcs[d->outputs[i].crtc].id, fb,
                                DRM_MODE_PAGE_FLIP_EVENT, (void *)(uintptr_t)d->flip.serial);
        if (error != 0)
            return error;
        d->flip.pending++;
    }
    return 0;
}
