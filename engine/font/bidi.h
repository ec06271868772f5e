/* The Unicode Bidirectional Algorithm (UAX 9), by FriBidi; without it all text runs left to right.
 * Levels are its embedding levels: odd ones run right to left. */
#ifndef FONT_BIDI_H
#define FONT_BIDI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "font/layout.h"

/* The level of each of the `count` code points of a paragraph (rules P2 to I2, and L1 as if it were
 * one line); the paragraph's own level, 0 or 1, in *base. False with an error text when memory is
 * missing. */
bool bidi_levels(const uint32_t *text, size_t count, enum text_direction direction, uint8_t *levels,
                 uint8_t *base);

/* Where the white space, isolate controls and separators begin that text[begin] to text[end - 1]
 * ends with: on a line that ends there they have the paragraph's level (rule L1). */
size_t bidi_trailing(const uint32_t *text, size_t begin, size_t end);

/* Rule L2: order[i] is which of the `count` pieces, whose levels are given in logical order, comes
 * i-th from the left. */
void bidi_order(const uint8_t *levels, size_t count, uint32_t *order);

#endif
