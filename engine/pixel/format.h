/* Pixel formats as devices have them, described and not enumerated: bits per pixel plus offset and
 * length of each channel covers every packed format (as Linux's struct fb_var_screeninfo does).
 * Palette, grey and 1-bit formats are kinds of their own. */
#ifndef PIXEL_FORMAT_H
#define PIXEL_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pixel_kind {
    PIXEL_PACKED,  /* channels are bit fields of a word */
    PIXEL_PALETTE, /* 8 bits a pixel, an index into 256 colours */
    PIXEL_GREY,    /* 8 bits a pixel, luma */
    PIXEL_MONO,    /* 1 bit a pixel, 8 pixels a byte */
};

struct pixel_channel {
    uint8_t offset; /* of the lowest bit, in the pixel's word */
    uint8_t length; /* bits, 0 to 16; 0 when the format lacks the channel */
};

struct pixel_format {
    enum pixel_kind kind;
    uint8_t bits_per_pixel; /* 8, 16, 24 or 32; 1 for PIXEL_MONO */
    bool big_endian;        /* PIXEL_PACKED: the word's high byte comes first in memory */
    bool white_is_zero;     /* PIXEL_MONO: as FB_VISUAL_MONO01 */
    bool low_bit_first;     /* PIXEL_MONO: the leftmost pixel is bit 0 */
    struct pixel_channel red, green, blue, alpha; /* PIXEL_PACKED */
};

/* Finds a format by its name: DRM's fourcc names (XRGB8888, RGB565, BGR888 …; little-endian words,
 * the first letter highest), with the suffix _BE for big-endian words; C8 (palette), R8 (grey),
 * and MONO10 or MONO01 (which value is white: 1 or 0) with the suffix _LSB for low bit first.
 * Case does not matter. False with an error text that lists the valid names. */
bool pixel_format_from_name(const char *name, struct pixel_format *format);

/* The name of a format, or "unnamed" for one that has none. */
const char *pixel_format_name(const struct pixel_format *format);

/* Checks a format that came from a device: known depth, channels inside the word that do not
 * overlap, at least one colour channel. False with an error text that says what is wrong. */
bool pixel_format_check(const struct pixel_format *format);

/* Bytes of a row of `width` pixels without padding; mono rounds up to whole bytes. */
size_t pixel_format_row_bytes(const struct pixel_format *format, int width);

#endif
