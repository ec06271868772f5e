/* Linux framebuffer devices. */
#include "base/error.h"
#include "display/display_impl.h"

static struct display *fbdev_open(const char *path, const char *settings,
                                  const struct display_options *options)
{
    (void)path, (void)settings, (void)options;
    error_set("no device");
    return NULL;
}

const struct display_impl display_fbdev = {
    .name = "fbdev",
    .help = "fbdev[:/dev/fbN]                a Linux framebuffer device",
    .uses_seat = true,
    .open = fbdev_open,
};
