/* The kernel's news of devices that come, go and change, straight from its netlink socket: there is
 * nothing to choose then between machines with udevd and those without. A device node's group may
 * be set a moment after the news, by udevd; who is refused then tries again. */
#ifndef DISPLAY_UEVENT_H
#define DISPLAY_UEVENT_H

#include <stdbool.h>
#include <stddef.h>

struct uevent {
    char action[16];    /* "add", "remove", "change" … */
    char subsystem[16]; /* "drm", "graphics" … */
    char device[64];    /* below /dev, such as "dri/card0"; empty if it has no node */
    bool hotplug;       /* HOTPLUG=1: a display was plugged, unplugged or changed */
};

/* Opens the socket, non-blocking and close-on-exec. -1 with an error text (containers may have
 * none: whoever asks then lives without news). */
int uevent_open(void);

/* Takes one piece of news. False when there is none. News that did not come from the kernel is
 * dropped; when the kernel had to drop some, one "change" with hotplug and no subsystem says so. */
bool uevent_next(int fd, struct uevent *event);

/* Reads one datagram of the kernel's: "ACTION@PATH", a NUL, and KEY=VALUE pairs that end with NULs.
 * False, without an error text, when it is no such thing (udevd's own begin with "libudev"), lacks
 * an action or a subsystem, or has one that does not fit; no device that is waited for here has. */
bool uevent_parse(const char *datagram, size_t size, struct uevent *event);

#endif
