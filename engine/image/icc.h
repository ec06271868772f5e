/* Colour profiles that files bring along (ICC.1, https://www.color.org/specification/), and from
 * their colours to sRGB through Little CMS, which is opened with the first of them. As Chrome and
 * Firefox go by default: the rendering intent is perceptual, whatever the profile asks for, and
 * without compensation for black points; the two differ from colorimetric in profiles made of
 * tables only. Without the library profiles are not followed. Thread-safe: each converter is one
 * thread's. */
#ifndef IMAGE_ICC_H
#define IMAGE_ICC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ICC_BYTES_MAX = 1 << 22 }; /* of a profile; those of printing presses have up to 3 MB */

/* What is converted in place. Alpha is straight, and stays what it is. */
enum icc_pixels {
    ICC_WORDS,   /* of a surface */
    ICC_RGBA_8,  /* bytes in this order */
    ICC_RGBA_16, /* two bytes a sample, the larger one first */
    /* Bytes in this order, which become opaque words of a surface. */
    ICC_CMYK,          /* 255 is all ink */
    ICC_CMYK_INVERTED, /* 255 is no ink */
};

struct icc {
    void *context, *transform; /* Little CMS's; NULL: nothing is to be converted */
    enum icc_pixels pixels;
};

/* Whether this build has the library. Without it icc_init finds nothing to be converted. */
bool icc_is_built_in(void);

/* Opens the library; cheap when it is. False with an error text. */
bool icc_open_library(void);

/* The converter for pixels of a picture with this profile, whose bytes are not needed any longer. A
 * profile of grey counts for pixels of grey alone (`grey`: red, green and blue are the same), which
 * one of RGB may have too. Profiles that mean sRGB need none. False with an error text, and nothing
 * to be converted, if the profile cannot be used for these pixels. The caller finishes *icc. */
bool icc_init(struct icc *icc, const void *profile, size_t size, enum icc_pixels pixels, bool grey);

static inline bool icc_is_needed(const struct icc *icc)
{
    return icc->transform != NULL;
}

/* Converts so many pixels. Only where it is needed. */
void icc_convert(const struct icc *icc, void *pixels, size_t count);

/* A zeroed one is accepted. */
void icc_finish(struct icc *icc);

#endif
