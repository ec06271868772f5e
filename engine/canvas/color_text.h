/* Colours as text: HTML, "serialization of a color". */
#ifndef CANVAS_COLOR_TEXT_H
#define CANVAS_COLOR_TEXT_H

#include <stdint.h>

enum { COLOR_TEXT_SIZE = 32 };

/* Writes a straight colour as "#rrggbb" if it is opaque, else as "rgba(r, g, b, a)" with the
 * shortest alpha (two decimals, else three) that stands for the same byte, with a NUL. */
void color_serialize(uint32_t color, char text[COLOR_TEXT_SIZE]);

#endif
