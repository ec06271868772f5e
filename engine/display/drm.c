/* DRM/KMS screens. */
#ifdef FBRUN_HAVE_DRM
#include "base/error.h"
#include "display/display_impl.h"

static struct display *drm_open(const char *path, const char *settings,
                                const struct display_options *options)
{
    (void)path, (void)settings, (void)options;
    error_set("no card");
    return NULL;
}

const struct display_impl display_drm = {
    .name = "drm",
    .help = "drm[:/dev/dri/cardN][,connector=NAME,mode=WxH[@HZ]]\n"
            "                                a DRM/KMS screen",
    .uses_seat = true,
    .open = drm_open,
};
#endif
