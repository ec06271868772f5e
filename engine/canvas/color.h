/* CSS colour strings (CSS Color Module Level 4): hexadecimal with 3, 4, 6 or 8 digits, the named
 * colours and "transparent", rgb() and rgba(), hsl() and hsla(), hwb(), in the comma and the space
 * syntax; lab(), lch(), oklab(), oklch() and color() with its predefined spaces, whose colours are
 * brought to sRGB, channel by channel to what that has. System colours and calc() are not known. */
#ifndef CANVAS_COLOR_H
#define CANVAS_COLOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parses the `length` bytes at `text`, which need no NUL, to a straight 0xAARRGGBB.
 * False when it is not a colour; no error text, since only the caller knows what was expected. */
bool color_parse(const char *text, size_t length, uint32_t *color);

#endif
