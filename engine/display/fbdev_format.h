/* The pixel format that a framebuffer device's own description (linux/fb.h) means. Drivers fill it
 * in with little care, so it is read as a whole and never the depth alone; what can only be guessed
 * is, and what would show as garbage is refused. Nothing here touches a device. */
#ifndef DISPLAY_FBDEV_FORMAT_H
#define DISPLAY_FBDEV_FORMAT_H

#include <linux/fb.h>
#include <stdbool.h>

#include "pixel/format.h"

/* What the colours that a device gives to pixel values are, if it has such a table. */
enum fbdev_palette {
    FBDEV_PALETTE_NONE,  /* it has none */
    FBDEV_PALETTE_COLOR, /* pixels are indices of colours */
    FBDEV_PALETTE_FIXED, /* the same, but they cannot be set */
    FBDEV_PALETTE_RAMP,  /* each channel's value is an index, to be set to a straight line */
};

/* Reads the description; words are in this machine's byte order, which is what the kernel means.
 * False with an error text that says what cannot be used, without the device's name. */
bool fbdev_format_read(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var,
                       struct pixel_format *format);

/* Bits from a pixel to the next: the description's, rounded up to 1, 8, 16, 24 or 32 as drivers
 * with 12, 15 or 18 bits mean it. 0 when there is no such size. */
unsigned fbdev_format_bits(const struct fb_fix_screeninfo *fix,
                           const struct fb_var_screeninfo *var);

/* What to do about the palette, for the format that is used, whoever said it. */
enum fbdev_palette fbdev_format_palette(const struct fb_fix_screeninfo *fix,
                                        const struct pixel_format *format);

#endif
