/* HTML's path building steps ("4.12.5.1.6 Building paths"): straight segments, curves, rectangles.
 * Arcs are in path2d_arc.c. */
#include "canvas/path2d.h"

#include "base/error.h"
#include "canvas/path2d_impl.h"

/* NaN, which only overflows can give here, becomes the lower limit. */
static double limit(double v)
{
    return fmin(fmax(v, -PATH2D_LIMIT), PATH2D_LIMIT);
}

struct point path2d_limit(struct point p)
{
    return (struct point){limit(p.x), limit(p.y)};
}

struct point path2d_place(const struct matrix *m, double x, double y)
{
    return path2d_limit(matrix_apply(m, (struct point){x, y}));
}

struct point path2d_place_vector(const struct matrix *m, double x, double y)
{
    return path2d_limit(matrix_apply_vector(m, (struct point){x, y}));
}

static bool has_subpath(const struct path *p)
{
    return p->verb_count > 0;
}

bool path2d_ensure_subpath(struct path *p, struct point at)
{
    return has_subpath(p) || path_move(p, at);
}

bool path2d_close_path(struct path *p)
{
    /* A subpath of one point has nothing to close. */
    if (!has_subpath(p) || p->verbs[p->verb_count - 1] == PATH_MOVE)
        return true;
    return path_close(p);
}

bool path2d_move_to(struct path *p, const struct matrix *m, double x, double y)
{
    if (!isfinite(x) || !isfinite(y))
        return true;
    return path_move(p, path2d_place(m, x, y));
}

bool path2d_line_to(struct path *p, const struct matrix *m, double x, double y)
{
    if (!isfinite(x) || !isfinite(y))
        return true;
    const struct point to = path2d_place(m, x, y);
    return has_subpath(p) ? path_line(p, to) : path_move(p, to);
}

bool path2d_quadratic_curve_to(struct path *p, const struct matrix *m, double cpx, double cpy,
                               double x, double y)
{
    if (!isfinite(cpx) || !isfinite(cpy) || !isfinite(x) || !isfinite(y))
        return true;
    return path_quad(p, path2d_place(m, cpx, cpy), path2d_place(m, x, y));
}

bool path2d_bezier_curve_to(struct path *p, const struct matrix *m, double cp1x, double cp1y,
                            double cp2x, double cp2y, double x, double y)
{
    if (!isfinite(cp1x) || !isfinite(cp1y) || !isfinite(cp2x) || !isfinite(cp2y) || !isfinite(x) ||
        !isfinite(y))
        return true;
    return path_cubic(p, path2d_place(m, cp1x, cp1y), path2d_place(m, cp2x, cp2y),
                      path2d_place(m, x, y));
}

bool path2d_rect(struct path *p, const struct matrix *m, double x, double y, double w, double h)
{
    if (!isfinite(x) || !isfinite(y) || !isfinite(w) || !isfinite(h))
        return true;
    return path_move(p, path2d_place(m, x, y)) && path_line(p, path2d_place(m, x + w, y)) &&
           path_line(p, path2d_place(m, x + w, y + h)) && path_line(p, path2d_place(m, x, y + h)) &&
           path_close(p);
}

bool path2d_add(struct path *p, const struct path *other, const struct matrix *m)
{
    const uint32_t before = p->point_count;
    if (!path_add(p, other, m))
        return false;
    for (uint32_t i = before; i < p->point_count; i++)
        p->points[i] = path2d_limit(p->points[i]);
    return true;
}

bool path2d_add_path(struct path *p, const struct path *other, const struct matrix *transform)
{
    const uint32_t verbs = p->verb_count, points = p->point_count;
    struct path copy = {0};
    struct point end;
    if (!matrix_is_finite(transform) || other->verb_count == 0)
        return true;
    if (p == other) {
        if (!path_add(&copy, other, &MATRIX_IDENTITY)) {
            path_finish(&copy);
            return false;
        }
        other = &copy;
    }
    const bool ok = path2d_add(p, other, transform) && path_end(p, &end) && path_move(p, end);
    path_finish(&copy);
    if (!ok) {
        p->verb_count = verbs;
        p->point_count = points;
    }
    return ok;
}
