/* What shapes are painted with: a colour, a gradient or a pattern (HTML: "fill and stroke styles").
 */
#ifndef CANVAS_STYLE_H
#define CANVAS_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "raster/matrix.h"
#include "scene/target.h"

struct gradient;
struct pattern;

enum style_kind { STYLE_COLOR, STYLE_GRADIENT, STYLE_PATTERN };

/* Holds a reference to its gradient or pattern. Zeroed: transparent black. */
struct style {
    enum style_kind kind;
    uint32_t color; /* STYLE_COLOR: straight */
    union {
        struct gradient *gradient;
        struct pattern *pattern;
    };
};

/* Each releases what the style held before. The gradient or pattern gets a reference more. */
void style_set_color(struct style *s, uint32_t color);
void style_set_gradient(struct style *s, struct gradient *g);
void style_set_pattern(struct style *s, struct pattern *p);

/* Takes a CSS colour; one that is invalid leaves the style as it is and returns false (without an
 * error text). `text` needs no NUL. */
bool style_set_text(struct style *s, const char *text, size_t length);

/* For a copy of the struct: takes a reference more. */
void style_ref(const struct style *s);

/* Releases the reference and makes it transparent black. */
void style_finish(struct style *s);

/* Fills in d->paint and d->source: the style as it is now, in the user space that `inverse` leads
 * to from device space, with its alpha times `alpha` (0 to 1); `sampling` is for patterns. False
 * with an error text when memory is missing. */
bool style_paint(const struct style *s, const struct matrix *inverse, double alpha,
                 enum paint_sampling sampling, struct drawing *d);

/* A colour with its alpha times `alpha`, premultiplied. */
uint32_t style_color(uint32_t straight, double alpha);

#endif
