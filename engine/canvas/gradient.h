/* CanvasGradient: linear, radial or conic, with colour stops. Reference counted. It may get stops
 * while drawings that were made with it still wait: those have a frozen copy of the older ones. */
#ifndef CANVAS_GRADIENT_H
#define CANVAS_GRADIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "raster/paint.h"

struct gradient;

/* In user space when used. Numbers that are not finite are an error ("TypeError: …"), a negative
 * radius is one ("IndexSizeError: …"). `angle` in radians, clockwise from the x axis. The result
 * has one reference. NULL with an error text. */
struct gradient *gradient_create_linear(double x0, double y0, double x1, double y1);
struct gradient *gradient_create_radial(double x0, double y0, double r0, double x1, double y1,
                                        double r1);
struct gradient *gradient_create_conic(double angle, double x, double y);

struct gradient *gradient_ref(struct gradient *g);
void gradient_unref(struct gradient *g); /* NULL is accepted */

/* Adds a stop; of two with the same offset the first added comes first. False with an error text:
 * "TypeError: …" for an offset that is not finite, "IndexSizeError: …" for one outside of 0 to 1,
 * or when memory is missing. `color` is straight. */
bool gradient_add_color_stop(struct gradient *g, double offset, uint32_t color);

/* The same with a CSS colour; "SyntaxError: …" if it is none. */
bool gradient_add_color_stop_text(struct gradient *g, double offset, const char *text,
                                  size_t length);

/* Fills in *p but for p->alpha and p->inverse; p then borrows the gradient's frozen stops, which
 * last until a stop is added or the gradient is freed. A gradient that paints nothing (no stops, a
 * line without length, two equal circles) gives transparent black. False with an error text when
 * memory is missing. */
bool gradient_paint(struct gradient *g, struct paint *p);

#endif
