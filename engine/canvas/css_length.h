/* CSS lengths (CSS Values and Units Level 4): letter_spacing, word_spacing, and the sizes in
 * `font`. Units of the viewport, and calc(), are not known. */
#ifndef CANVAS_CSS_LENGTH_H
#define CANVAS_CSS_LENGTH_H

#include <stdbool.h>
#include <stddef.h>

#include "canvas/reader.h"

struct css_length {
    double number; /* of the unit; finite, at most CSS_LENGTH_MAX from 0 */
    int unit;      /* 0: px; else as css_length_read gives it */
};

enum { CSS_LENGTH_MAX = 1000000, CSS_NUMBER_SIZE = 24, CSS_LENGTH_SIZE = CSS_NUMBER_SIZE + 4 };

/* Reads a number with its unit, or a bare 0. False if there is none; the reader may then have
 * moved. */
bool css_length_read(struct reader *r, struct css_length *l);

/* Reads a text that is one length and white space; else false, and *l is as it was. */
bool css_length_parse(const char *text, size_t length, struct css_length *l);

/* In pixels, for a font of `em` pixels. */
double css_length_pixels(const struct css_length *l, double em);

/* As CSSOM serialises it ("0px"), with a NUL. */
void css_length_serialize(const struct css_length *l, char text[CSS_LENGTH_SIZE]);

/* The number as CSSOM serialises it: up to six significant digits, no exponent. It is at most
 * CSS_LENGTH_MAX from 0. */
void css_number_serialize(double number, char text[CSS_NUMBER_SIZE]);

#endif
