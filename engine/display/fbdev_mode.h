/* Where the pixels of a framebuffer device are, and how often it shows them, from its own
 * description (linux/fb.h). Drivers lie, so all of it is checked against the memory that there is.
 * Nothing here touches a device. */
#ifndef DISPLAY_FBDEV_MODE_H
#define DISPLAY_FBDEV_MODE_H

#include <linux/fb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "display/fbdev_format.h"
#include "pixel/format.h"

/* What the user knows better than the driver. */
struct fbdev_overrides {
    const struct pixel_format *format; /* NULL: the driver's */
    size_t stride;                     /* bytes; 0: the driver's */
    bool one_buffer;                   /* the screen is not panned */
};

struct fbdev_mode {
    struct pixel_format format;
    enum fbdev_palette palette;
    int width, height;     /* pixels */
    uint64_t period;       /* nanoseconds */
    size_t stride;         /* bytes from a row to the next */
    size_t map_length;     /* bytes to map */
    size_t visible;        /* where in the mapping the first pixel is that is shown now */
    int buffers;           /* 2 when the screen can be panned from one to the other, else 1 */
    uint32_t y_offsets[2]; /* of each, in rows of the virtual screen … */
    size_t starts[2];      /* … and of its first pixel in the mapping, in bytes */
};

/* Reads the description. False with an error text that says what cannot be used, without the
 * device's name. */
bool fbdev_mode_read(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var,
                     const struct fbdev_overrides *overrides, struct fbdev_mode *mode);

/* True if there is memory for a second picture which only a larger virtual screen would reach. */
bool fbdev_mode_may_grow(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var);

#endif
