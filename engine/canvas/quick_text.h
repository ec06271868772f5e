/* Text for sketches and signage: lines in a box, aligned, wrapped, fitted or cut.
 * Strings are UTF-8; bytes that are none are U+FFFD. */
#ifndef CANVAS_QUICK_TEXT_H
#define CANVAS_QUICK_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/quick.h"
#include "canvas/text_state.h"
#include "font/layout.h"

enum text_valign { VALIGN_TOP, VALIGN_MIDDLE, VALIGN_BOTTOM, VALIGN_BASELINE };

struct quick_text {
    struct text_style style; /* the size is the largest where the text is fitted */
    double width, height;    /* of the box; 0 (or less, or infinite): none in that direction */
    enum text_align align;   /* in the box; without a width about x, where start is left */
    enum text_valign valign; /* in the box; without a height about y. VALIGN_BASELINE: y is on the
                                first line's baseline, with a height too */
    bool wrap;               /* lines are broken to fit the width */
    bool fit;                /* shrunk until it fits, down to one pixel */
    bool ellipsis;           /* what does not fit is cut, and ends with "…" */
    double line_height;      /* from baseline to baseline, in parts of the size; 0: the font's */
};

/* The advance box of what was drawn. */
struct quick_text_size {
    double w, h;
    uint32_t lines;
};

/* Draws nothing, but tells the size, where x or y is not finite. False with an error text: memory
 * is missing, or the text is too long (LAYOUT_BYTES_MAX). */
bool quick_text(struct quick *q, const char *text, size_t length, double x, double y,
                const struct style *color, const struct quick_text *how,
                struct quick_text_size *size);

/* The same without drawing. */
bool quick_measure_text(struct fonts *fonts, const char *text, size_t length,
                        const struct quick_text *how, struct quick_text_size *size);

#endif
