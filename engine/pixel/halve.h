/* A picture at half its size: for showing large ones small, as often as it takes. */
#ifndef PIXEL_HALVE_H
#define PIXEL_HALVE_H

#include <stdbool.h>

#include "pixel/surface.h"

/* Makes *half of *s: each pixel is the mean, rounded, of four. Sides are rounded up; where four are
 * not there, those at the edge count twice. False with an error text without memory. */
bool surface_halve(const struct surface *s, struct surface *half);

#endif
