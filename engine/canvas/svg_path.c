/* SVG path data, read command by command. The first error ends it. */
#include "canvas/svg_path.h"

#include <math.h>

#include "canvas/path2d.h"
#include "canvas/path2d_impl.h"
#include "canvas/reader.h"

struct svg {
    struct reader reader;
    struct path *path;
    struct point at, begin; /* current point; where the subpath began */
    struct point control;   /* the last curve's second control point, for S and T … */
    char before;            /* … if the command before, in lower case, was one that has it */
};

static void skip_comma(struct reader *r)
{
    reader_skip_space(r);
    if (reader_accept(r, ','))
        reader_skip_space(r);
}

static bool read_number(struct svg *s, double *number)
{
    reader_skip_space(&s->reader);
    if (!reader_number(&s->reader, number))
        return false;
    skip_comma(&s->reader);
    return true;
}

/* A digit of its own: "a1 1 0 00.5.5" is flags 0 and 0, then .5 and .5. */
static bool read_flag(struct svg *s, double *flag)
{
    reader_skip_space(&s->reader);
    const char c = reader_peek(&s->reader);
    if (c != '0' && c != '1')
        return false;
    s->reader.at++;
    *flag = c == '1';
    skip_comma(&s->reader);
    return true;
}

static bool is_small(struct point p)
{
    return fabs(p.x) <= PATH2D_LIMIT && fabs(p.y) <= PATH2D_LIMIT; /* NaN is not */
}

/* SVG 2, appendix B.2.4 and B.2.5: from end points to the centre. A radius of 0 is a line. */
static bool add_arc(struct svg *s, const double v[5], struct point to)
{
    double rx = fabs(v[0]), ry = fabs(v[1]);
    const double angle = fmod(v[2], 360) * (3.14159265358979323846 / 180);
    const double c = cos(angle), sn = sin(angle);
    if (to.x == s->at.x && to.y == s->at.y)
        return true;
    if (rx == 0 || ry == 0)
        return path2d_line_to(s->path, &MATRIX_IDENTITY, to.x, to.y);
    /* Half the chord, in units of the radii: the ellipse is then a circle of radius 1. */
    const double hx = (s->at.x - to.x) / 2, hy = (s->at.y - to.y) / 2;
    double x = (c * hx + sn * hy) / rx, y = (c * hy - sn * hx) / ry;
    const double half = hypot(x, y);
    if (half > 1) { /* too small to reach: made larger */
        rx *= half, ry *= half;
        x /= half, y /= half;
    }
    /* The centre is beside the chord's middle, at a right angle to it. */
    const double rest = fmax(0, 1 - x * x - y * y), aside = sqrt(rest / (x * x + y * y));
    const double sign = (v[3] != 0) == (v[4] != 0) ? -1 : 1;
    const double cx = sign * aside * y, cy = -sign * aside * x;
    const double from = atan2(y - cy, x - cx);
    double sweep = atan2(-y - cy, -x - cx) - from;
    if (v[4] != 0 && sweep < 0)
        sweep += 2 * 3.14159265358979323846;
    if (v[4] == 0 && sweep > 0)
        sweep -= 2 * 3.14159265358979323846;
    const struct point u = {rx * c, rx * sn}, w = {-ry * sn, ry * c};
    const struct point centre = {(s->at.x + to.x) / 2 + u.x * cx + w.x * cy,
                                 (s->at.y + to.y) / 2 + u.y * cx + w.y * cy};
    if (!is_small(centre) || !is_small(u) || !is_small(w) || !isfinite(sweep))
        return path2d_line_to(s->path, &MATRIX_IDENTITY, to.x, to.y);
    return path_arc(s->path, centre, u, w, from, from + sweep);
}

/* Reads the command's numbers; an arc's fourth and fifth are flags. */
static bool read_arguments(struct svg *s, char command, int count, double v[7])
{
    for (int i = 0; i < count; i++)
        if (!(command == 'a' && (i == 3 || i == 4) ? read_flag(s, &v[i]) : read_number(s, &v[i])))
            return false;
    return true;
}

static int argument_count(char command)
{
    switch (command) {
    case 'z':
        return 0;
    case 'h':
    case 'v':
        return 1;
    case 'm':
    case 'l':
    case 't':
        return 2;
    case 's':
    case 'q':
        return 4;
    case 'c':
        return 6;
    case 'a':
        return 7;
    default:
        return -1;
    }
}

/* The control point of a smooth curve: the last one's, mirrored, if the last was of that kind. */
static struct point mirrored(const struct svg *s, char curve, char smooth)
{
    if (s->before != curve && s->before != smooth)
        return s->at;
    return (struct point){2 * s->at.x - s->control.x, 2 * s->at.y - s->control.y};
}

static bool add_quad(struct svg *s, struct point control, struct point to)
{
    s->control = control;
    return path2d_quadratic_curve_to(s->path, &MATRIX_IDENTITY, control.x, control.y, to.x, to.y);
}

static bool add_cubic(struct svg *s, struct point first, struct point second, struct point to)
{
    s->control = second;
    return path2d_bezier_curve_to(s->path, &MATRIX_IDENTITY, first.x, first.y, second.x, second.y,
                                  to.x, to.y);
}

/* One segment; `o` is what its coordinates are relative to. False without memory. */
static bool add_segment(struct svg *s, char command, struct point o, const double v[7])
{
    const int count = argument_count(command);
    const struct point from = s->at;
    struct point to = s->begin;
    if (count >= 2)
        to = (struct point){o.x + v[count - 2], o.y + v[count - 1]};
    else if (command == 'h')
        to = (struct point){o.x + v[0], from.y};
    else if (command == 'v')
        to = (struct point){from.x, o.y + v[0]};

    bool ok = true;
    switch (command) {
    case 'z':
        ok = path2d_close_path(s->path);
        break;
    case 'm':
        ok = path2d_move_to(s->path, &MATRIX_IDENTITY, to.x, to.y);
        s->begin = to;
        break;
    case 'q':
        ok = add_quad(s, (struct point){o.x + v[0], o.y + v[1]}, to);
        break;
    case 't':
        ok = add_quad(s, mirrored(s, 'q', 't'), to);
        break;
    case 'c':
        ok = add_cubic(s, (struct point){o.x + v[0], o.y + v[1]},
                       (struct point){o.x + v[2], o.y + v[3]}, to);
        break;
    case 's':
        ok = add_cubic(s, mirrored(s, 'c', 's'), (struct point){o.x + v[0], o.y + v[1]}, to);
        break;
    case 'a':
        ok = add_arc(s, v, to);
        break;
    default:
        ok = path2d_line_to(s->path, &MATRIX_IDENTITY, to.x, to.y);
        break;
    }
    s->at = to;
    s->before = command;
    return ok;
}

static bool begins_number(char c)
{
    return reader_is_digit(c) || c == '.' || c == '+' || c == '-';
}

bool svg_path_parse(const char *text, size_t length, struct path *path)
{
    struct svg s = {.reader = {text, text + length}, .path = path};
    for (bool first = true;; first = false) {
        reader_skip_space(&s.reader);
        const char letter = reader_peek(&s.reader);
        char command = reader_lower(letter);
        const bool relative = letter == command;
        const int count = argument_count(command);
        if (count < 0 || (first && command != 'm'))
            return true;
        s.reader.at++;
        do { /* a letter counts for all numbers that follow; after a move they are lines */
            double v[7] = {0};
            const struct point o = relative ? s.at : (struct point){0, 0};
            if (!read_arguments(&s, command, count, v) || !isfinite(o.x) || !isfinite(o.y))
                return true;
            if (!add_segment(&s, command, o, v))
                return false;
            command = command == 'm' ? 'l' : command;
        } while (count > 0 && begins_number(reader_peek(&s.reader)));
    }
}
