/* Arcs: arc, ellipse, arcTo and the corners of roundRect. They stay arcs, with half axes that have
 * gone through the transform, so that whatever draws them can see what they are. */
#include <math.h>

#include "base/error.h"
#include "canvas/path2d.h"
#include "canvas/path2d_impl.h"

static const double TURN = 6.283185307179586;

/* An arc in user space: centre + u cos t + v sin t. */
struct arc {
    struct point centre, u, v;
    double from, to;
};

static bool add_arc(struct path *p, const struct matrix *m, const struct arc *a)
{
    const struct point centre = path2d_place(m, a->centre.x, a->centre.y);
    const struct point u = path2d_place_vector(m, a->u.x, a->u.y);
    const struct point v = path2d_place_vector(m, a->v.x, a->v.y);
    if (a->from != a->to)
        return path_arc(p, centre, u, v, a->from, a->to);
    const struct point whole[] = {centre, u, v, {a->from, a->to}};
    const struct point at = path_arc_at(whole, a->from);
    return p->verb_count == 0 ? path_move(p, at) : path_line(p, at);
}

/* How far an arc goes: clockwise 0 to a whole turn, else 0 to minus one (HTML, "determine the point
 * on an ellipse"). Whole turns the other way leave open whether that is nothing or all; browsers
 * draw all, as in the well-known arc(x, y, r, 0, 2 pi, true), and so rounding must not decide. */
static double sweep(double start, double end, bool counterclockwise)
{
    const double way = counterclockwise ? start - end : end - start, rounding = 1e-9;
    double turn = TURN;
    if (way < TURN) {
        turn = fmod(way, TURN);
        if (way < 0)
            turn += TURN;
        if (way < -1 && turn < rounding)
            turn = TURN;
    }
    return counterclockwise ? -turn : turn;
}

bool path2d_ellipse(struct path *p, const struct matrix *m, double x, double y, double radius_x,
                    double radius_y, double rotation, double start_angle, double end_angle,
                    bool counterclockwise)
{
    if (!isfinite(x) || !isfinite(y) || !isfinite(radius_x) || !isfinite(radius_y) ||
        !isfinite(rotation) || !isfinite(start_angle) || !isfinite(end_angle))
        return true;
    if (radius_x < 0 || radius_y < 0)
        return error_set("IndexSizeError: a radius must be 0 or more, got %g",
                         fmin(radius_x, radius_y));
    const double c = cos(rotation), s = sin(rotation);
    struct arc a = {
        .centre = {x, y},
        .u = {radius_x * c, radius_x * s},
        .v = {-radius_y * s, radius_y * c},
        .from = fmod(start_angle, TURN),
    };
    a.to = a.from + sweep(start_angle, end_angle, counterclockwise);
    if (radius_x == 0 && radius_y == 0)
        a.to = a.from;
    return add_arc(p, m, &a);
}

bool path2d_arc(struct path *p, const struct matrix *m, double x, double y, double radius,
                double start_angle, double end_angle, bool counterclockwise)
{
    return path2d_ellipse(p, m, x, y, radius, radius, 0, start_angle, end_angle, counterclockwise);
}

/* The path's last point in user space. It comes out as `same` if that is where it is: going through
 * the transform and back is not exact. False if the transform has no inverse. */
static bool last_point(const struct path *p, const struct matrix *m, struct point same,
                       struct point *last)
{
    struct matrix inverse;
    struct point end = {0, 0};
    path_end(p, &end);
    const struct point placed = path2d_place(m, same.x, same.y);
    if (end.x == placed.x && end.y == placed.y) {
        *last = same;
        return true;
    }
    if (!matrix_invert(m, &inverse))
        return false;
    *last = matrix_apply(&inverse, end);
    return true;
}

/* The unit vector from a to b; hypot does not overflow in between. */
static struct point direction(struct point a, struct point b)
{
    const double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);
    return (struct point){dx / length, dy / length};
}

/* The circle that touches the lines from p1 to p0 and to p2. False if they are one line, or so
 * close to it that the circle is beyond all numbers. */
static bool touching_arc(struct point p0, struct point p1, struct point p2, double radius,
                         struct arc *a)
{
    const struct point back = direction(p1, p0), ahead = direction(p1, p2);
    const double dot = back.x * ahead.x + back.y * ahead.y;
    const double cross = back.x * ahead.y - back.y * ahead.x;
    const double reach = radius * (1 + dot) / fabs(cross); /* from p1 to where it touches */
    if (cross == 0 || !isfinite(reach))
        return false;
    /* From where it touches the first line to the centre. */
    const struct point normal = {-back.y * copysign(1, cross), back.x * copysign(1, cross)};
    a->centre.x = p1.x + back.x * reach + normal.x * radius;
    a->centre.y = p1.y + back.y * reach + normal.y * radius;
    a->u = (struct point){-normal.x * radius, -normal.y * radius};
    a->v = (struct point){-back.x * radius, -back.y * radius};
    a->from = 0;
    a->to = atan2(fabs(cross), -dot); /* pi less the angle between the lines */
    return true;
}

bool path2d_arc_to(struct path *p, const struct matrix *m, double x1, double y1, double x2,
                   double y2, double radius)
{
    if (!isfinite(x1) || !isfinite(y1) || !isfinite(x2) || !isfinite(y2) || !isfinite(radius))
        return true;
    const struct point p1 = {x1, y1}, p2 = {x2, y2};
    struct point p0;
    struct arc a;
    if (!path2d_ensure_subpath(p, path2d_place(m, x1, y1)))
        return false;
    if (radius < 0)
        return error_set("IndexSizeError: a radius must be 0 or more, got %g", radius);
    if (radius == 0 || (x1 == x2 && y1 == y2) || !last_point(p, m, p1, &p0) ||
        (p0.x == x1 && p0.y == y1) || !touching_arc(p0, p1, p2, radius, &a))
        return path_line(p, path2d_place(m, x1, y1));
    return add_arc(p, m, &a);
}

/* A corner of a rounded rectangle: from `corner` + u's way to `corner` + v's way. An arc begins
 * where the line before it ends because path_arc draws that line. */
static bool add_corner(struct path *p, const struct matrix *m, struct point corner, struct point u,
                       struct point v)
{
    const struct arc a = {
        .centre = {corner.x - u.x - v.x, corner.y - u.y - v.y},
        .u = u,
        .v = v,
        .to = TURN / 4,
    };
    if ((u.x == 0 && u.y == 0) || (v.x == 0 && v.y == 0))
        return path_line(p, path2d_place(m, corner.x, corner.y));
    return add_arc(p, m, &a);
}

/* What all radii are multiplied with so that those of each side fit. */
static double fit(double w, double h, const struct point r[4])
{
    const double sides[4][2] = {
        {w, r[0].x + r[1].x}, {h, r[1].y + r[2].y}, {w, r[2].x + r[3].x}, {h, r[3].y + r[0].y}};
    double scale = 1;
    for (int i = 0; i < 4; i++)
        if (sides[i][1] > 0)
            scale = fmin(scale, fabs(sides[i][0]) / sides[i][1]);
    return scale;
}

/* With a negative size the corners keep their order, from (x, y) on, and lie mirrored. */
bool path2d_add_round_rect(struct path *p, const struct matrix *m, double x, double y, double w,
                           double h, const struct point radii[4])
{
    const double right = w < 0 ? -1 : 1, down = h < 0 ? -1 : 1, scale = fit(w, h, radii);
    struct point r[4];
    for (int i = 0; i < 4; i++)
        r[i] = (struct point){radii[i].x * scale * right, radii[i].y * scale * down};
    /* It begins where the first corner's arc ends, so that closing adds no line. */
    const bool round = r[0].x != 0 && r[0].y != 0;
    const struct point begin = round ? (struct point){x + r[0].x, y} : (struct point){x, y};
    return path_move(p, path2d_place(m, begin.x, begin.y)) &&
           add_corner(p, m, (struct point){x + w, y}, (struct point){0, -r[1].y},
                      (struct point){r[1].x, 0}) &&
           add_corner(p, m, (struct point){x + w, y + h}, (struct point){r[2].x, 0},
                      (struct point){0, r[2].y}) &&
           add_corner(p, m, (struct point){x, y + h}, (struct point){0, r[3].y},
                      (struct point){-r[3].x, 0}) &&
           (!round || add_corner(p, m, (struct point){x, y}, (struct point){-r[0].x, 0},
                                 (struct point){0, -r[0].y})) &&
           path_close(p);
}

bool path2d_round_rect(struct path *p, const struct matrix *m, double x, double y, double w,
                       double h, const struct point *radii, size_t count)
{
    /* Which of the given radii belongs to which corner, clockwise from the top left. */
    static const uint8_t corners[4][4] = {{0, 0, 0, 0}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}};
    struct point all[4];
    if (!isfinite(x) || !isfinite(y) || !isfinite(w) || !isfinite(h))
        return true;
    if (count < 1 || count > 4)
        return error_set("RangeError: 1 to 4 radii expected, got %zu", count);
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(radii[i].x) || !isfinite(radii[i].y))
            return true;
        if (radii[i].x < 0 || radii[i].y < 0)
            return error_set("RangeError: a radius must be 0 or more, got %g",
                             fmin(radii[i].x, radii[i].y));
    }
    for (int i = 0; i < 4; i++)
        all[i] = radii[corners[count - 1][i]];
    return path2d_add_round_rect(p, m, x, y, w, h, all) && path_move(p, path2d_place(m, x, y));
}
