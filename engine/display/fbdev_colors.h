/* The colours that a framebuffer device gives to pixel values (struct fb_cmap): 256 of a palette,
 * or one ramp a channel. They are the device's and not the pixels', so whoever sets them puts them
 * back. */
#ifndef DISPLAY_FBDEV_COLORS_H
#define DISPLAY_FBDEV_COLORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "display/fbdev_format.h"

struct fbdev_colors {
    size_t length;    /* entries */
    uint16_t *values; /* all of red, then green, then blue, 0 to 65535; NULL: none */
};

/* What has to be set for pixels of `format` to mean what they say: palette_default, or straight
 * lines. `kind` is not FBDEV_PALETTE_NONE. False with an error text without memory; finish frees
 * them. */
bool fbdev_colors_make(struct fbdev_colors *c, enum fbdev_palette kind,
                       const struct pixel_format *format);

/* A zeroed struct is accepted. */
void fbdev_colors_finish(struct fbdev_colors *c);

/* Replaces the entries by those of the device, as far as it has so many. False with an error text
 * when it has none. */
bool fbdev_colors_read(struct fbdev_colors *c, int fd);

/* Sets the device's. False with an error text. */
bool fbdev_colors_write(const struct fbdev_colors *c, int fd);

/* The first 256 entries as converter_create takes them. */
void fbdev_colors_palette(const struct fbdev_colors *c, uint32_t palette[256]);

#endif
