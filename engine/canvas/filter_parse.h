/* The `filter` attribute: CSS filter functions (Filter Effects Module Level 1) as a list of what
 * raster/filter.h knows. Lengths are absolute
 * ones (px, in, pc, pt, cm, mm, q) or a bare 0. */
#ifndef CANVAS_FILTER_PARSE_H
#define CANVAS_FILTER_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "raster/filter.h"

enum { FILTER_LIST_MAX = 64 }; /* functions in one list; more are refused as invalid */

/* Parses "none" (0 filters) or a list of blur(), drop-shadow(), brightness(), contrast(),
 * grayscale(), hue-rotate(), invert(), opacity(), saturate() and sepia(). `text` needs no NUL.
 * Returns how many filters were written to `filters`, or -1, without an error text, if the text is
 * not valid. Functions that do nothing, such as blur(0), may be left out. */
int filter_parse(const char *text, size_t length, struct filter filters[FILTER_LIST_MAX]);

/* The filter opacity(alpha), 0 to 1. */
struct filter filter_opacity(double alpha);

/* Multiplies the channels with those of a straight colour: a tint. */
struct filter filter_tint(uint32_t color);

#endif
