/* CSS angles (CSS Values and Units Level 4): hues, hue-rotate(), and the slant in `font`. */
#ifndef CANVAS_CSS_ANGLE_H
#define CANVAS_CSS_ANGLE_H

/* How many degrees a unit has, which is given in lower case; 0 if it is no unit of angles. */
double css_angle_degrees(const char *unit);

#endif
