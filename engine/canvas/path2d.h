/* Building paths by HTML's rules (CanvasPath, Path2D). Every function takes the path and the
 * transform that its points go through as they are added: a Path2D is a struct path that takes
 * them as they are (MATRIX_IDENTITY), a context's current path takes them through the context's
 * matrix and so is in device space.
 * Calls with NaN or infinite numbers are ignored. False with an error text means a mistake that the
 * standard has an exception for, whose name the text begins with, or missing memory. Points that
 * the transform carries beyond 1e100 are brought back to there, so paths stay finite. */
#ifndef CANVAS_PATH2D_H
#define CANVAS_PATH2D_H

#include <stdbool.h>
#include <stddef.h>

#include "raster/path.h"

bool path2d_close_path(struct path *p);
bool path2d_move_to(struct path *p, const struct matrix *m, double x, double y);
bool path2d_line_to(struct path *p, const struct matrix *m, double x, double y);
bool path2d_quadratic_curve_to(struct path *p, const struct matrix *m, double cpx, double cpy,
                               double x, double y);
bool path2d_bezier_curve_to(struct path *p, const struct matrix *m, double cp1x, double cp1y,
                            double cp2x, double cp2y, double x, double y);

/* IndexSizeError for a negative radius. */
bool path2d_arc_to(struct path *p, const struct matrix *m, double x1, double y1, double x2,
                   double y2, double radius);
bool path2d_arc(struct path *p, const struct matrix *m, double x, double y, double radius,
                double start_angle, double end_angle, bool counterclockwise);
bool path2d_ellipse(struct path *p, const struct matrix *m, double x, double y, double radius_x,
                    double radius_y, double rotation, double start_angle, double end_angle,
                    bool counterclockwise);

bool path2d_rect(struct path *p, const struct matrix *m, double x, double y, double w, double h);

/* `radii` are 1 to 4 (`count`; anything else is a RangeError), as in CSS border-radius: a number r
 * is the point {r, r}. RangeError for a negative one. */
bool path2d_round_rect(struct path *p, const struct matrix *m, double x, double y, double w,
                       double h, const struct point *radii, size_t count);

/* Path2D.addPath: a copy of `other`, transformed, and then a new subpath where it ended. `other`
 * may be `p` itself. A transform that is not finite adds nothing, nor does what fails. */
bool path2d_add_path(struct path *p, const struct path *other, const struct matrix *transform);

/* Without HTML's extra point behind it: the rounded rectangle alone. Radii, all 0 or more,
 * clockwise from the top left, in user space; they are made smaller together where they do not fit.
 */
bool path2d_add_round_rect(struct path *p, const struct matrix *m, double x, double y, double w,
                           double h, const struct point radii[4]);

#endif
