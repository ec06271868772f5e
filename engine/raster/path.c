/* Two growing arrays. Space for a verb and its points is made first, so that a failure leaves the
 * path as it was. */
#include "raster/path.h"

#include <string.h>

#include "base/budget.h"
#include "base/error.h"

static bool grow(void **array, uint32_t *capacity, uint32_t need, size_t item)
{
    if (need <= *capacity)
        return true;
    uint64_t wanted = need < 16 ? 16 : (uint64_t)need + need / 2;
    wanted = wanted > UINT32_MAX ? UINT32_MAX : wanted;
    if (wanted > SIZE_MAX / item)
        return error_set("no memory for a path of %u points", (unsigned)need);
    void *grown = budget_resize(*array, *capacity * item, (size_t)wanted * item);
    if (grown == NULL)
        return error_prefix("a path of %u points", (unsigned)need);
    *array = grown;
    *capacity = (uint32_t)wanted;
    return true;
}

/* Makes room for so many more verbs and points. */
static bool reserve(struct path *p, uint32_t verbs, uint32_t points)
{
    if (verbs > UINT32_MAX - p->verb_count || points > UINT32_MAX - p->point_count)
        return error_set("a path has too many points");
    void *v = p->verbs, *q = p->points;
    const bool ok = grow(&v, &p->verb_capacity, p->verb_count + verbs, sizeof *p->verbs) &&
                    grow(&q, &p->point_capacity, p->point_count + points, sizeof *p->points);
    p->verbs = v;
    p->points = q;
    return ok;
}

static void append(struct path *p, enum path_verb verb, const struct point *points)
{
    const uint32_t count = path_verb_points((uint8_t)verb);
    p->verbs[p->verb_count++] = (uint8_t)verb;
    for (uint32_t i = 0; i < count; i++)
        p->points[p->point_count++] = points[i];
}

void path_finish(struct path *p)
{
    budget_free(p->verbs, p->verb_capacity * sizeof *p->verbs);
    budget_free(p->points, p->point_capacity * sizeof *p->points);
    *p = (struct path){0};
}

void path_clear(struct path *p)
{
    if (budget_short())
        path_finish(p);
    p->verb_count = p->point_count = 0;
}

/* Where the subpath begins that the last verb belongs to. */
static struct point subpath_begin(const struct path *p)
{
    uint32_t point = p->point_count;
    for (uint32_t i = p->verb_count; i-- > 0;) {
        point -= path_verb_points(p->verbs[i]);
        if (p->verbs[i] == PATH_MOVE)
            break;
    }
    return p->points[point];
}

struct point path_arc_at(const struct point *a, double t)
{
    static const double quarter = 1.5707963267948966;
    static const double cosines[] = {1, 0, -1, 0}, sines[] = {0, 1, 0, -1};
    const double quarters = t * (1 / quarter);
    double c, s;
    if (fabs(quarters) <= 8 && quarters == (int)quarters) {
        c = cosines[(int)quarters & 3];
        s = sines[(int)quarters & 3];
    } else {
        c = cos(t);
        s = sin(t);
    }
    return (struct point){a[0].x + a[1].x * c + a[2].x * s, a[0].y + a[1].y * c + a[2].y * s};
}

bool path_end(const struct path *p, struct point *end)
{
    if (p->verb_count == 0)
        return false;
    switch ((enum path_verb)p->verbs[p->verb_count - 1]) {
    case PATH_CLOSE:
        *end = subpath_begin(p);
        return true;
    case PATH_ARC:
        *end = path_arc_at(&p->points[p->point_count - 4], p->points[p->point_count - 1].y);
        return true;
    case PATH_MOVE:
    case PATH_LINE:
    case PATH_QUAD:
    case PATH_CUBIC:
        break;
    }
    *end = p->points[p->point_count - 1];
    return true;
}

bool path_move(struct path *p, struct point to)
{
    if (!reserve(p, 1, 1))
        return false;
    append(p, PATH_MOVE, &to);
    return true;
}

/* Appends a segment; before it, what a path without an open subpath needs. */
static bool add_segment(struct path *p, enum path_verb verb, const struct point *points,
                        struct point first)
{
    const uint32_t count = path_verb_points((uint8_t)verb);
    if (!reserve(p, 2, count + 1))
        return false;
    if (p->verb_count == 0) {
        append(p, PATH_MOVE, &first);
    } else if (p->verbs[p->verb_count - 1] == PATH_CLOSE) {
        const struct point begin = subpath_begin(p);
        append(p, PATH_MOVE, &begin);
    }
    append(p, verb, points);
    return true;
}

bool path_line(struct path *p, struct point to)
{
    return add_segment(p, PATH_LINE, &to, to);
}

bool path_quad(struct path *p, struct point control, struct point to)
{
    return add_segment(p, PATH_QUAD, (struct point[]){control, to}, control);
}

bool path_cubic(struct path *p, struct point control1, struct point control2, struct point to)
{
    return add_segment(p, PATH_CUBIC, (struct point[]){control1, control2, to}, control1);
}

/* True but for what rounding does to the sines and sums of an arc's ends: a line so short would
 * have any direction, and its joins would stick out of a stroke. */
static bool is_there(struct point end, struct point begin, const struct point arc[4])
{
    const double size = fabs(arc[0].x) + fabs(arc[0].y) + fabs(arc[1].x) + fabs(arc[1].y) +
                        fabs(arc[2].x) + fabs(arc[2].y);
    return fabs(end.x - begin.x) + fabs(end.y - begin.y) <= size * 0x1p-40;
}

bool path_arc(struct path *p, struct point centre, struct point u, struct point v, double from,
              double to)
{
    const struct point arc[] = {centre, u, v, {from, to}};
    const struct point begin = path_arc_at(arc, from);
    struct point end;
    if (!reserve(p, 3, 6))
        return false;
    if (path_end(p, &end) && !is_there(end, begin, arc) && !path_line(p, begin))
        return false;
    return add_segment(p, PATH_ARC, arc, begin);
}

bool path_close(struct path *p)
{
    if (p->verb_count == 0 || p->verbs[p->verb_count - 1] == PATH_CLOSE)
        return true;
    if (!reserve(p, 1, 0))
        return false;
    append(p, PATH_CLOSE, NULL);
    return true;
}

bool path_rect(struct path *p, double x, double y, double w, double h)
{
    if (!reserve(p, 5, 4))
        return false;
    append(p, PATH_MOVE, &(struct point){x, y});
    append(p, PATH_LINE, &(struct point){x + w, y});
    append(p, PATH_LINE, &(struct point){x + w, y + h});
    append(p, PATH_LINE, &(struct point){x, y + h});
    append(p, PATH_CLOSE, NULL);
    return true;
}

bool path_ellipse(struct path *p, struct point centre, struct point u, struct point v)
{
    static const double turn = 6.283185307179586;
    const struct point arc[] = {centre, u, v, {0, turn}};
    const struct point begin = {centre.x + u.x, centre.y + u.y};
    if (!reserve(p, 3, 5))
        return false;
    append(p, PATH_MOVE, &begin);
    append(p, PATH_ARC, arc);
    append(p, PATH_CLOSE, NULL);
    return true;
}

bool path_polygon(struct path *p, const struct point *points, uint32_t count)
{
    if (count == UINT32_MAX || !reserve(p, count + 1, count))
        return false;
    memset(p->verbs + p->verb_count, PATH_LINE, count);
    p->verbs[p->verb_count] = PATH_MOVE;
    p->verbs[p->verb_count + count] = PATH_CLOSE;
    memcpy(p->points + p->point_count, points, count * sizeof *points);
    p->verb_count += count + 1;
    p->point_count += count;
    return true;
}

/* Transforms the points of one verb. */
static void transform_verb(enum path_verb verb, const struct point *from, struct point *to,
                           const struct matrix *m)
{
    if (verb == PATH_ARC) {
        to[0] = matrix_apply(m, from[0]);
        to[1] = matrix_apply_vector(m, from[1]);
        to[2] = matrix_apply_vector(m, from[2]);
        to[3] = from[3];
        return;
    }
    for (uint32_t i = 0; i < path_verb_points((uint8_t)verb); i++)
        to[i] = matrix_apply(m, from[i]);
}

static void transform(const struct path *p, uint32_t verb, uint32_t point, struct point *to,
                      const struct matrix *m)
{
    for (; verb < p->verb_count; verb++) {
        const uint32_t count = path_verb_points(p->verbs[verb]);
        transform_verb((enum path_verb)p->verbs[verb], &p->points[point], to, m);
        point += count;
        to += count;
    }
}

bool path_add(struct path *p, const struct path *other, const struct matrix *m)
{
    if (!reserve(p, other->verb_count, other->point_count))
        return false;
    if (other->verb_count == 0)
        return true;
    memcpy(p->verbs + p->verb_count, other->verbs, other->verb_count);
    transform(other, 0, 0, p->points + p->point_count, m);
    p->verb_count += other->verb_count;
    p->point_count += other->point_count;
    return true;
}

void path_transform(struct path *p, const struct matrix *m)
{
    transform(p, 0, 0, p->points, m);
}

bool path_is_finite(const struct path *p)
{
    for (uint32_t i = 0; i < p->point_count; i++)
        if (!isfinite(p->points[i].x) || !isfinite(p->points[i].y))
            return false;
    return true;
}

static void include(struct point q, struct point reach, struct point *least, struct point *most)
{
    least->x = fmin(least->x, q.x - reach.x);
    least->y = fmin(least->y, q.y - reach.y);
    most->x = fmax(most->x, q.x + reach.x);
    most->y = fmax(most->y, q.y + reach.y);
}

bool path_bounds(const struct path *p, struct point *least, struct point *most)
{
    if (p->point_count == 0)
        return false;
    *least = *most = p->points[0];
    const struct point *q = p->points;
    for (uint32_t i = 0; i < p->verb_count; i++) {
        const uint32_t count = path_verb_points(p->verbs[i]);
        if (p->verbs[i] == PATH_ARC) {
            /* An ellipse reaches that far from its centre along each axis. */
            const struct point reach = {hypot(q[1].x, q[2].x), hypot(q[1].y, q[2].y)};
            include(q[0], reach, least, most);
        } else {
            for (uint32_t k = 0; k < count; k++)
                include(q[k], (struct point){0, 0}, least, most);
        }
        q += count;
    }
    return true;
}
