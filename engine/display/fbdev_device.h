/* One open framebuffer device: its mode, its memory, its colours. Whether to reopen it, and what is
 * drawn, is decided in fbdev.c. */
#ifndef DISPLAY_FBDEV_DEVICE_H
#define DISPLAY_FBDEV_DEVICE_H

#include <linux/fb.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "display/fbdev_colors.h"
#include "display/fbdev_mode.h"
#include "seat/seat.h"

enum { FBDEV_NUMBERS = FB_MAX }; /* /dev/fb0 to /dev/fb31 */

struct fbdev_device {
    struct seat *seat;
    int fd;          /* -1: not open */
    unsigned number; /* N of /dev/fbN */
    struct fb_fix_screeninfo fix;
    struct fb_var_screeninfo var;   /* as it is now */
    struct fb_var_screeninfo found; /* as it was before us */
    struct fbdev_mode mode;
    uint8_t *map; /* mode.map_length bytes */
    struct fault_range fault;
    bool hidden;               /* something else is shown instead */
    struct fbdev_colors set;   /* what we set; NULL values: nothing */
    struct fbdev_colors saved; /* what was there before */
    uint32_t palette[256];     /* of pixels that are indices: the colours, if not ours */
};

/* Opens the device at `path` and reads its mode; changes nothing on it. `d` is not in use. False
 * with an error text that begins with the path; error_code() tells absence (ENOENT, ENXIO, ENODEV)
 * from other reasons. */
bool fbdev_device_open(struct fbdev_device *d, struct seat *seat, const char *path,
                       const struct fbdev_overrides *overrides);

/* Wakes the screen, makes room for a second picture if that can be had, maps the memory, sets the
 * colours. `d` must not move from then on. False with an error text. */
bool fbdev_device_start(struct fbdev_device *d, const struct fbdev_overrides *overrides);

/* Puts back what was found: colours, and offset and virtual size unless others have set another
 * mode since. Only while the seat is active. */
void fbdev_device_restore(struct fbdev_device *d);

/* Unmaps and closes; the pixels stay. One that is not open is accepted. */
void fbdev_device_close(struct fbdev_device *d);

enum fbdev_state {
    FBDEV_SAME,
    FBDEV_MOVED,   /* the same mode, but others have panned it; `mode` is up to date */
    FBDEV_CHANGED, /* another mode, or part of the mapping is gone: close it and open it anew */
    FBDEV_GONE,    /* as changed, but opening it will fail, for now at least */
};

/* Asks the device whether it still is what it was. One system call. */
enum fbdev_state fbdev_device_check(struct fbdev_device *d,
                                    const struct fbdev_overrides *overrides);

/* Switches the screen on and sets its colours again, after others had it. */
void fbdev_device_wake(struct fbdev_device *d);

/* Switches the panel off, until fbdev_device_wake. False with an error text: this one cannot. */
bool fbdev_device_sleep(struct fbdev_device *d);

/* Has the screen show that buffer, 0 or 1. False with an error text, also when the driver said yes
 * and did something else. */
bool fbdev_device_pan(struct fbdev_device *d, int buffer);

/* Number of the framebuffer that the text console is on, or -1 if there is none. `d` may be any. */
int fbdev_device_console(const struct fbdev_device *d);

/* As display_orientation. */
int fbdev_device_orientation(const struct fbdev_device *d);

#endif
