/* Text of the 2D context (HTML: CanvasText). Strings are UTF-8; bytes that are none are U+FFFD. */
#ifndef CANVAS_CONTEXT2D_TEXT_H
#define CANVAS_CONTEXT2D_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "canvas/context2d.h"

/* TextMetrics. Pixels; left, right: from the alignment point; the others: from the line that
 * text_baseline names, positive upwards but for the two descents. */
struct text_metrics {
    double width;
    double actual_bounding_box_left, actual_bounding_box_right;
    double font_bounding_box_ascent, font_bounding_box_descent;
    double actual_bounding_box_ascent, actual_bounding_box_descent;
    double em_height_ascent, em_height_descent;
    double hanging_baseline, alphabetic_baseline, ideographic_baseline;
};

/* fillText and strokeText. `max_width` is NULL if it was not given. False with an error text:
 * memory is missing, or the text is too long. */
bool context2d_fill_text(struct context2d *c, const char *text, size_t length, double x, double y,
                         const double *max_width);
bool context2d_stroke_text(struct context2d *c, const char *text, size_t length, double x, double y,
                           const double *max_width);

/* measureText. False with an error text. */
bool context2d_measure_text(struct context2d *c, const char *text, size_t length,
                            struct text_metrics *metrics);

#endif
