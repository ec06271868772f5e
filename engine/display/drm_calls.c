/* The real calls. */
#include "display/drm_calls.h"

#include <unistd.h>

struct drm_calls drm_calls = {
    .ioctl = drmIoctl,
    .set_master = drmSetMaster,
    .get_connector = drmModeGetConnector,
    .get_properties = drmModeObjectGetProperties,
    .add_fb2 = drmModeAddFB2,
    .set_crtc = drmModeSetCrtc,
    .atomic_commit = drmModeAtomicCommit,
    .page_flip = drmModePageFlip,
    .dirty_fb = drmModeDirtyFB,
    .read = read,
};
