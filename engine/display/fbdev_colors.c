/* Colour maps of framebuffer devices. */
#include "display/fbdev_colors.h"

#include <stdlib.h>
#include <sys/ioctl.h>

#include "base/error.h"
#include "base/minmax.h"
#include "pixel/convert.h"

enum { PALETTE_LENGTH = 256, VALUE_MOST = 65535 };

/* Entries of a ramp: one for each value of the longest channel. */
static size_t ramp_length(const struct pixel_format *format)
{
    if (format->kind != PIXEL_PACKED)
        return (size_t)1 << format->bits_per_pixel;
    int longest = int_max(format->red.length, int_max(format->green.length, format->blue.length));
    return (size_t)1 << longest;
}

/* A straight line through the values that a channel of `bits` has; a shorter channel than the
 * longest one ends with the brightest. */
static void fill_ramp(uint16_t *values, size_t length, unsigned bits)
{
    size_t most = ((size_t)1 << bits) - 1;
    for (size_t i = 0; i < length; i++)
        values[i] = (uint16_t)(i < most ? i * VALUE_MOST / most : VALUE_MOST);
}

static void fill_palette(uint16_t *values)
{
    const uint32_t *colors = palette_default();
    for (int channel = 0; channel < 3; channel++)
        for (int i = 0; i < PALETTE_LENGTH; i++)
            *values++ = (uint16_t)((colors[i] >> (16 - 8 * channel) & 255) * 257);
}

bool fbdev_colors_make(struct fbdev_colors *c, enum fbdev_palette kind,
                       const struct pixel_format *format)
{
    bool ramp = kind == FBDEV_PALETTE_RAMP;
    c->length = ramp ? ramp_length(format) : PALETTE_LENGTH;
    c->values = calloc(3 * c->length, sizeof *c->values);
    if (c->values == NULL)
        return error_set("no memory for a palette");
    bool packed = format->kind == PIXEL_PACKED;
    const unsigned bits[3] = {format->red.length, format->green.length, format->blue.length};
    if (!ramp)
        fill_palette(c->values);
    else
        for (size_t i = 0; i < 3; i++)
            fill_ramp(c->values + i * c->length, c->length,
                      packed ? bits[i] : format->bits_per_pixel);
    return true;
}

void fbdev_colors_finish(struct fbdev_colors *c)
{
    free(c->values);
    *c = (struct fbdev_colors){0};
}

static struct fb_cmap cmap_of(const struct fbdev_colors *c)
{
    return (struct fb_cmap){
        .len = (uint32_t)c->length,
        .red = c->values,
        .green = c->values + c->length,
        .blue = c->values + 2 * c->length,
    };
}

bool fbdev_colors_read(struct fbdev_colors *c, int fd)
{
    struct fb_cmap map = cmap_of(c);
    return ioctl(fd, FBIOGETCMAP, &map) == 0 || error_set_errno("cannot read its palette");
}

bool fbdev_colors_write(const struct fbdev_colors *c, int fd)
{
    struct fb_cmap map = cmap_of(c);
    return ioctl(fd, FBIOPUTCMAP, &map) == 0 || error_set_errno("cannot set its palette");
}

void fbdev_colors_palette(const struct fbdev_colors *c, uint32_t palette[256])
{
    for (size_t i = 0; i < PALETTE_LENGTH; i++) {
        uint32_t red = c->values[i] >> 8, green = c->values[c->length + i] >> 8,
                 blue = c->values[2 * c->length + i] >> 8;
        palette[i] = red << 16 | green << 8 | blue;
    }
}
