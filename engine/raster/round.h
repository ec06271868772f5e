/* Rounded rectangles, ellipses and circles with axis-parallel axes. */
#ifndef RASTER_ROUND_H
#define RASTER_ROUND_H

/* Corners are x0 < x1, y0 < y1 in device pixels, not cut to anything; radii are those of all four
 * corners, above 0 and at most half a side. */
struct round {
    double x0, y0, x1, y1, rx, ry;
};

#endif
