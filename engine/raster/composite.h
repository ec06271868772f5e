/* Porter-Duff operators, "lighter", and the blend modes of Compositing and Blending Level 1, on
 * premultiplied pixels; each channel is rounded once. */
#ifndef RASTER_COMPOSITE_H
#define RASTER_COMPOSITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of the HTML standard's list; COMPOSITE_SOURCE_OVER is 0, the default. */
enum composite_operator {
    COMPOSITE_SOURCE_OVER,
    COMPOSITE_SOURCE_IN,
    COMPOSITE_SOURCE_OUT,
    COMPOSITE_SOURCE_ATOP,
    COMPOSITE_DESTINATION_OVER,
    COMPOSITE_DESTINATION_IN,
    COMPOSITE_DESTINATION_OUT,
    COMPOSITE_DESTINATION_ATOP,
    COMPOSITE_LIGHTER,
    COMPOSITE_COPY,
    COMPOSITE_XOR,
    COMPOSITE_MULTIPLY,
    COMPOSITE_SCREEN,
    COMPOSITE_OVERLAY,
    COMPOSITE_DARKEN,
    COMPOSITE_LIGHTEN,
    COMPOSITE_COLOR_DODGE,
    COMPOSITE_COLOR_BURN,
    COMPOSITE_HARD_LIGHT,
    COMPOSITE_SOFT_LIGHT,
    COMPOSITE_DIFFERENCE,
    COMPOSITE_EXCLUSION,
    COMPOSITE_HUE,
    COMPOSITE_SATURATION,
    COMPOSITE_COLOR,
    COMPOSITE_LUMINOSITY,
    COMPOSITE_OPERATORS
};

/* CSS names: "source-over", "multiply", "lighter". NULL and false for what is none. */
const char *composite_name(enum composite_operator op);
bool composite_find(const char *name, enum composite_operator *op);

/* True if a transparent source leaves the destination as it is, so that nothing happens outside of
 * the source. False: "source-in", "source-out", "destination-in", "destination-atop", "copy". */
bool composite_is_bounded(enum composite_operator op);

/* d = s op d for n pixels (n may be 0; s and d do not overlap). `coverage`, unless NULL, scales the
 * source first. `clip`, unless NULL, says how much of the result replaces d. For bounded operators
 * the two mean the same, and one mask with both may be given as `coverage`; all of them but
 * source-over then take it as `clip`, which is the more exact way.
 * s may be changed. In every operator but source-over and copy, a channel above its alpha (only a
 * script's own pixels can have one) counts as its alpha. Source-over gives the bytes of color_over
 * (pixel/color.h). */
void composite_row(enum composite_operator op, uint32_t *d, uint32_t *s, const uint8_t *coverage,
                   const uint8_t *clip, size_t n);

/* The same for a source of one premultiplied colour. */
void composite_row_solid(enum composite_operator op, uint32_t *d, uint32_t color,
                         const uint8_t *coverage, const uint8_t *clip, size_t n);

/* a = a * b / 255. */
void composite_multiply_masks(uint8_t *a, const uint8_t *b, size_t n);

#endif
