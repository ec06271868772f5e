/* Colour spaces besides sRGB (CSS Color Module Level 4, chapters 9 and 10), on their way to the
 * bytes of a canvas, which are sRGB. */
#ifndef CANVAS_COLOR_SPACE_H
#define CANVAS_COLOR_SPACE_H

#include <stdbool.h>

enum color_space {
    COLOR_SRGB,
    COLOR_SRGB_LINEAR,
    COLOR_DISPLAY_P3,
    COLOR_DISPLAY_P3_LINEAR,
    COLOR_A98_RGB,
    COLOR_PROPHOTO_RGB,
    COLOR_REC2020,
    COLOR_XYZ_D50,
    COLOR_XYZ_D65,
    COLOR_LAB,   /* lightness 0 to 100, a, b */
    COLOR_OKLAB, /* lightness 0 to 1, a, b */
};

/* The space that CSS's color() calls so, in lower case; false if there is none. */
bool color_space_find(const char *name, enum color_space *space);

/* Brings a colour of that space to sRGB, encoded: 0 to 1, or beyond for what sRGB does not have.
 * The numbers of `color` must be finite and no larger than 1e6. */
void color_space_to_srgb(enum color_space space, const double color[3], double srgb[3]);

#endif
