/* Atomic mode setting: one request says what all objects shall be, and all of it happens or none.
 */
#include <errno.h>

#include "display/drm_calls.h"
#include "display/drm_impl.h"

enum { CLIPS_MAX = 64 }; /* more damage than that is handed over as its bounding box */

/* Adds a property if the object has it. */
static void add(drmModeAtomicReq *request, uint32_t object, const struct drm_prop *prop,
                uint64_t value)
{
    if (prop->id != 0)
        drmModeAtomicAddProperty(request, object, prop->id, value);
}

static const struct drm_output *output_of_crtc(const struct drm *d, int crtc)
{
    for (int i = 0; i < d->output_count; i++)
        if (d->outputs[i].crtc == crtc)
            return &d->outputs[i];
    return NULL;
}

static void add_connectors(const struct drm *d, drmModeAtomicReq *request)
{
    for (int i = 0; i < d->card.connector_count; i++) {
        const struct drm_connector *c = &d->card.connectors[i];
        const struct drm_output *output = NULL;
        for (int n = 0; n < d->output_count; n++)
            if (d->outputs[n].connector == c->id)
                output = &d->outputs[n];
        add(request, c->id, &c->props[DRM_CONNECTOR_CRTC_ID],
            output != NULL ? d->card.crtcs[output->crtc].id : 0);
        if (output != NULL)
            add(request, c->id, &c->props[DRM_CONNECTOR_LINK_STATUS], DRM_MODE_LINK_STATUS_GOOD);
    }
}

static void add_crtcs(const struct drm *d, drmModeAtomicReq *request)
{
    static const enum drm_crtc_prop inherited[] = {DRM_CRTC_GAMMA_LUT, DRM_CRTC_DEGAMMA_LUT,
                                                   DRM_CRTC_CTM, DRM_CRTC_VRR_ENABLED};
    for (int i = 0; i < d->card.crtc_count; i++) {
        const struct drm_crtc *crtc = &d->card.crtcs[i];
        const struct drm_output *output = output_of_crtc(d, i);
        add(request, crtc->id, &crtc->props[DRM_CRTC_MODE_ID],
            output != NULL ? d->mode_blobs[output - d->outputs] : 0);
        add(request, crtc->id, &crtc->props[DRM_CRTC_ACTIVE], output != NULL);
        for (size_t n = 0; output != NULL && n < sizeof inherited / sizeof inherited[0]; n++)
            add(request, crtc->id, &crtc->props[inherited[n]], 0);
    }
}

/* The whole buffer on the whole screen; source coordinates are 16.16 fixed point. */
static void add_plane(const struct drm *d, drmModeAtomicReq *request, const struct drm_plane *p,
                      const struct drm_output *output, uint32_t fb)
{
    uint64_t width = output != NULL ? output->mode.hdisplay : 0;
    uint64_t height = output != NULL ? output->mode.vdisplay : 0;
    add(request, p->id, &p->props[DRM_PLANE_FB_ID], output != NULL ? fb : 0);
    add(request, p->id, &p->props[DRM_PLANE_CRTC_ID],
        output != NULL ? d->card.crtcs[output->crtc].id : 0);
    if (output == NULL)
        return;
    add(request, p->id, &p->props[DRM_PLANE_SRC_X], 0);
    add(request, p->id, &p->props[DRM_PLANE_SRC_Y], 0);
    add(request, p->id, &p->props[DRM_PLANE_SRC_W], width << 16);
    add(request, p->id, &p->props[DRM_PLANE_SRC_H], height << 16);
    add(request, p->id, &p->props[DRM_PLANE_CRTC_X], 0);
    add(request, p->id, &p->props[DRM_PLANE_CRTC_Y], 0);
    add(request, p->id, &p->props[DRM_PLANE_CRTC_W], width);
    add(request, p->id, &p->props[DRM_PLANE_CRTC_H], height);
    add(request, p->id, &p->props[DRM_PLANE_ROTATION], DRM_MODE_ROTATE_0);
    add(request, p->id, &p->props[DRM_PLANE_DAMAGE], 0);
}

static void add_planes(const struct drm *d, drmModeAtomicReq *request, uint32_t fb)
{
    for (int i = 0; i < d->card.plane_count; i++) {
        const struct drm_output *output = NULL;
        for (int n = 0; n < d->output_count; n++)
            if (d->outputs[n].plane == i)
                output = &d->outputs[n];
        add_plane(d, request, &d->card.planes[i], output, fb);
    }
}

static int make_blobs(struct drm *d)
{
    drm_atomic_finish(d);
    for (int i = 0; i < d->output_count; i++) {
        int error = drmModeCreatePropertyBlob(d->card.fd, &d->outputs[i].mode,
                                              sizeof d->outputs[i].mode, &d->mode_blobs[i]);
        if (error != 0)
            return error;
    }
    return 0;
}

int drm_atomic_modeset(struct drm *d, uint32_t fb, bool test)
{
    int error = make_blobs(d);
    if (error != 0)
        return error;
    drmModeAtomicReq *request = drmModeAtomicAlloc();
    if (request == NULL)
        return -ENOMEM;
    add_connectors(d, request);
    add_crtcs(d, request);
    add_planes(d, request, fb);
    uint32_t flags = DRM_MODE_ATOMIC_ALLOW_MODESET | (test ? DRM_MODE_ATOMIC_TEST_ONLY : 0);
    error = drm_calls.atomic_commit(d->card.fd, request, flags, NULL);
    drmModeAtomicFree(request);
    return error;
}

/* The blob of FB_DAMAGE_CLIPS; 0, which stands for everything, if there is none. */
static uint32_t make_clips(const struct drm *d, const struct rect *damage, int count)
{
    struct drm_mode_rect clips[CLIPS_MAX];
    struct rect all = {0, 0, 0, 0};
    for (int i = 0; i < count; i++) {
        all = rect_union(all, damage[i]);
        if (i < CLIPS_MAX)
            clips[i] =
                (struct drm_mode_rect){damage[i].x0, damage[i].y0, damage[i].x1, damage[i].y1};
    }
    if (count > CLIPS_MAX) {
        clips[0] = (struct drm_mode_rect){all.x0, all.y0, all.x1, all.y1};
        count = 1;
    }
    uint32_t blob = 0;
    return drmModeCreatePropertyBlob(d->card.fd, clips, (size_t)count * sizeof clips[0], &blob) == 0
               ? blob
               : 0;
}

int drm_atomic_flip(struct drm *d, uint32_t fb, const struct rect *damage, int count)
{
    drmModeAtomicReq *request = drmModeAtomicAlloc();
    if (request == NULL)
        return -ENOMEM;
    uint32_t clips = 0;
    for (int i = 0; i < d->output_count; i++) {
        const struct drm_plane *plane = &d->card.planes[d->outputs[i].plane];
        add(request, plane->id, &plane->props[DRM_PLANE_FB_ID], fb);
        if (plane->props[DRM_PLANE_DAMAGE].id == 0)
            continue;
        if (clips == 0)
            clips = make_clips(d, damage, count);
        add(request, plane->id, &plane->props[DRM_PLANE_DAMAGE], clips);
    }
    int error = drm_calls.atomic_commit(d->card.fd, request,
                                        DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT,
                                        (void *)(uintptr_t)d->flip.serial);
    if (error == 0)
        d->flip.pending = d->output_count;
    drmModeAtomicFree(request);
    if (clips != 0) /* the kernel holds it as long as it needs it */
        drmModeDestroyPropertyBlob(d->card.fd, clips);
    return error;
}

void drm_atomic_finish(struct drm *d)
{
    for (int i = 0; i < DRM_OUTPUTS_MAX; i++) {
        if (d->mode_blobs[i] != 0 && d->card.fd >= 0)
            drmModeDestroyPropertyBlob(d->card.fd, d->mode_blobs[i]);
        d->mode_blobs[i] = 0;
    }
}
