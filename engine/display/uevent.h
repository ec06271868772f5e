/* The kernel's news of devices that come, go and change, straight from its netlink socket: there is
 * nothing to choose then between machines with udevd and those without. A device node's group may
 * be set a moment after the news, by udevd; who is refused then tries again. */
#ifndef DISPLAY_UEVENT_H
#define DISPLAY_UEVENT_H

#include <stdbool.h>

struct uevent {
    char action[16];    /* "add", "remove", "change" … */
    char subsystem[16]; /* "drm", "graphics" … */
    char device[64];    /* below /dev, such as "dri/card0"; empty if it has no node */
    bool hotplug;       /* HOTPLUG=1: a display was plugged, unplugged or changed */
};

/* Opens the socket, non-blocking and close-on-exec. -1 with an error text (containers may have
 * none: whoever asks then lives without news). */
int uevent_open(void);

/* Takes one piece of news. False when there is none. News that did not come from the kernel are
 * dropped; when the kernel had to drop some, one "change" with hotplug and no subsystem says so. */
bool uevent_next(int fd, struct uevent *event);

#endif
