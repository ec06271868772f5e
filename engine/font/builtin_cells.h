/* The pictures of the built-in font: cells of 8 x 16 pixels. */
#ifndef FONT_BUILTIN_CELLS_H
#define FONT_BUILTIN_CELLS_H

#include <stdbool.h>
#include <stdint.h>

enum { CELL_WIDTH = 8, CELL_HEIGHT = 16, CELL_BASELINE = 12 };

struct cell {
    uint8_t rows[CELL_HEIGHT]; /* the highest bit is the pixel on the left */
};

/* How many glyphs there are. Glyph 0 is the box that stands for what is missing. */
uint32_t cells_count(void);

/* The glyph for a code point, 0 if there is none. */
uint32_t cells_find(uint32_t codepoint);

/* The glyph's picture; that of glyph 0 for what is no glyph. */
const struct cell *cells_get(uint32_t glyph);

/* Draws a character of the blocks Box Drawing and Block Elements (U+2500 to U+259F) into *cell, so
 * that lines and areas go on from cell to cell. */
void cells_draw_box(uint32_t codepoint, struct cell *cell);

#endif
