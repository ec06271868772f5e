/* Outlines of random strokes against the distance to the path: what is nearer than half the width
 * is inside, what is farther is outside. Paths are lines, curves with loops and cusps, and arcs,
 * open and closed, wide and thin, under transforms that turn, mirror, squeeze and shear. Distances
 * are taken in user space, where the pen is round. With butt caps and with miters only what is
 * true of all of them is asked for. No point may have a winding number below 0: the filler sums
 * signed areas, and a piece of the other orientation would be a hole.
 * Argument: a seed, to run that one alone. */
#include <math.h>
#include <stdlib.h>

#include "raster/flatten.h"
#include "raster/stroke.h"
#include "seed.h"

enum { SEEDS = 400, SAMPLES = 300, PIECES = 600 };

struct polyline {
    struct point *points;
    size_t count, capacity;
    bool *begins; /* a subpath begins with this point */
};

static double uniform(double from, double to)
{
    return from + (to - from) * ((double)(random_bits() >> 11) / 9007199254740992.0);
}

static void polyline_add(struct polyline *l, struct point p, bool begins)
{
    if (l->count == l->capacity) {
        l->capacity = l->capacity * 2 + 64;
        l->points = realloc(l->points, l->capacity * sizeof *l->points);
        l->begins = realloc(l->begins, l->capacity * sizeof *l->begins);
        CHECK(l->points != NULL && l->begins != NULL);
    }
    l->points[l->count] = p;
    l->begins[l->count++] = begins;
}

static void polyline_free(struct polyline *l)
{
    free(l->points);
    free(l->begins);
}

static struct point between(struct point a, struct point b, double t)
{
    return (struct point){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

/* De Casteljau's construction. */
static struct point bezier_at(const struct point *p, int degree, double t)
{
    struct point q[4];
    for (int i = 0; i <= degree; i++)
        q[i] = p[i];
    for (int n = degree; n > 0; n--)
        for (int i = 0; i < n; i++)
            q[i] = between(q[i], q[i + 1], t);
    return q[0];
}

/* The path in `pieces` straight pieces a curve, this file's own way. */
static struct polyline flatten(const struct path *p, int pieces)
{
    struct polyline l = {0};
    struct point begin = {0, 0}, at = {0, 0};
    const struct point *q = p->points;
    for (uint32_t i = 0; i < p->verb_count; i++) {
        struct point control[4] = {at};
        const uint32_t count = path_verb_points(p->verbs[i]);
        switch ((enum path_verb)p->verbs[i]) {
        case PATH_MOVE:
            begin = q[0];
            polyline_add(&l, q[0], true);
            break;
        case PATH_LINE:
            polyline_add(&l, q[0], false);
            break;
        case PATH_QUAD:
        case PATH_CUBIC:
            for (uint32_t k = 0; k < count; k++)
                control[k + 1] = q[k];
            for (int k = 1; k <= pieces; k++)
                polyline_add(&l, bezier_at(control, (int)count, (double)k / pieces), false);
            break;
        case PATH_ARC:
            for (int k = 1; k <= pieces; k++)
                polyline_add(&l, path_arc_at(q, q[3].x + (q[3].y - q[3].x) * k / pieces), false);
            break;
        case PATH_CLOSE:
            polyline_add(&l, begin, false);
            break;
        }
        CHECK(l.count > 0 && l.points != NULL); /* a path begins with a point */
        q += count;
        at = l.points[l.count - 1];
    }
    return l;
}

static double distance_to(const struct polyline *l, struct point p)
{
    double least = HUGE_VAL;
    for (size_t i = 1; i < l->count; i++) {
        if (l->begins[i])
            continue;
        const struct point a = l->points[i - 1], b = l->points[i];
        const double dx = b.x - a.x, dy = b.y - a.y, dd = dx * dx + dy * dy;
        double t = dd > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / dd : 0;
        t = fmin(fmax(t, 0), 1);
        least = fmin(least, hypot(a.x + t * dx - p.x, a.y + t * dy - p.y));
    }
    return least;
}

/* Contours are closed by nature. */
static int winding_at(const struct polyline *l, struct point p)
{
    int winding = 0;
    size_t begin = 0;
    for (size_t i = 0; i < l->count; i++) {
        if (l->begins[i])
            begin = i;
        const bool last = i + 1 == l->count || l->begins[i + 1];
        const struct point a = l->points[i], b = l->points[last ? begin : i + 1];
        const double side = (b.x - a.x) * (p.y - a.y) - (p.x - a.x) * (b.y - a.y);
        if (a.y <= p.y && b.y > p.y && side > 0)
            winding++;
        else if (a.y > p.y && b.y <= p.y && side < 0)
            winding--;
    }
    return winding;
}

static struct point pick_point(double size)
{
    if (pick(8) == 0) /* on a grid, so that points coincide and lines are parallel */
        return (struct point){size * pick(4) / 3, size * pick(4) / 3};
    return (struct point){uniform(0, size), uniform(0, size)};
}

static void add_random_segment(struct path *p, double size)
{
    const struct point c = pick_point(size);
    const double angle = uniform(-7, 7), rx = uniform(0.01, 0.5) * size;
    const double ry = pick(2) == 0 ? rx : uniform(0.01, 0.5) * size;
    struct point end, a = pick_point(size), b = pick_point(size);
    CHECK(path_end(p, &end));
    switch (pick(7)) {
    case 0:
        CHECK(path_quad(p, a, c));
        break;
    case 1: /* a control point on an end: no derivative there */
        CHECK(path_cubic(p, pick(2) == 0 ? end : a, pick(2) == 0 ? c : b, c));
        break;
    case 2: /* nearly a cusp, and exactly one */
        a = (struct point){end.x + 30, end.y + size};
        b = (struct point){end.x, end.y + size};
        end.x += 30;
        b.x += pick(2) == 0 ? uniform(-1, 1) : 0;
        CHECK(path_cubic(p, a, b, end));
        break;
    case 3:
        CHECK(path_cubic(p, a, b, c));
        break;
    case 4: {
        const struct point u = {rx * cos(angle), rx * sin(angle)};
        const struct point v = {-ry * sin(angle), ry * cos(angle)};
        const double from = uniform(-7, 7);
        CHECK(path_arc(p, c, u, v, from, from + uniform(-6.28, 6.28)));
        break;
    }
    default:
        CHECK(path_line(p, c));
    }
}

static void make_path(struct path *p, double size, bool *open)
{
    *open = false;
    for (int subpaths = 1 + pick(2); subpaths > 0; subpaths--) {
        CHECK(path_move(p, pick_point(size)));
        for (int segments = 1 + pick(4); segments > 0; segments--)
            add_random_segment(p, size);
        if (pick(3) == 0)
            CHECK(path_close(p));
        else
            *open = true;
    }
}

static struct matrix pick_matrix(void)
{
    switch (pick(4)) {
    case 0:
        return (struct matrix){
            uniform(-2, 2), uniform(-2, 2), uniform(-2, 2), uniform(-2, 2), 3, 4};
    case 1: {
        const double angle = uniform(0, 7), scale = uniform(0.3, 3);
        const double mirror = pick(2) == 0 ? 1 : -1;
        return (struct matrix){scale * cos(angle),
                               scale * sin(angle),
                               -mirror * scale * sin(angle),
                               mirror * scale * cos(angle),
                               -50,
                               20};
    }
    case 2:
        return (struct matrix){uniform(0.01, 0.1), 0, 0, 1, 0, 0};
    default:
        return MATRIX_IDENTITY;
    }
}

static double least_scale(const struct matrix *m)
{
    const double sum = (m->a * m->a + m->b * m->b + m->c * m->c + m->d * m->d) / 2;
    const double product = m->a * m->d - m->b * m->c;
    return fabs(product) / sqrt(sum + sqrt(fmax(0, sum * sum - product * product)));
}

static void check_point(const struct polyline *path, const struct polyline *outline,
                        const struct stroke_style *style, bool open, struct point p,
                        const struct matrix *m, double slack)
{
    const double far = distance_to(path, p), half = style->width / 2;
    const int winding = winding_at(outline, matrix_apply(m, p));
    const double wide = style->cap == CAP_SQUARE && open ? 1.4142135623731 : 1;
    const double most = half * fmax(wide, style->join == JOIN_MITER ? style->miter_limit : 1);
    const bool round = style->join == JOIN_ROUND && (style->cap == CAP_ROUND || !open);
    if ((round && far < half - slack && winding <= 0) || (far > most + slack && winding != 0) ||
        (winding < 0 && fabs(far - half) > slack)) {
        fprintf(stderr, "at (%g, %g): distance %g, half width %g, winding %d, slack %g\n", p.x, p.y,
                far, half, winding, slack);
        CHECK(!"the outline is wrong");
    }
}

static void run(void)
{
    struct path user = {0}, device = {0}, outline = {0};
    bool open;
    const double size = pick(3) == 0 ? 20 : 200;
    make_path(&user, size, &open);
    const struct matrix m = pick_matrix();
    const double scale = least_scale(&m);
    if (scale < 1e-3) {
        path_finish(&user);
        return;
    }
    CHECK(path_add(&device, &user, &m));
    const struct stroke_style style = {
        .width = pick(3) == 0 ? uniform(20, 150) : uniform(0.2, 10),
        .miter_limit = uniform(0.5, 4),
        .cap = pick(2) == 0 ? CAP_ROUND : (enum line_cap)pick(3),
        .join = pick(2) == 0 ? JOIN_ROUND : (enum line_join)pick(3),
    };
    const struct point all[2] = {{-1e9, -1e9}, {1e9, 1e9}};
    CHECK(stroke_path(&device, &style, &m, all, &outline));
    CHECK(path_is_finite(&outline));
    struct polyline a = flatten(&user, PIECES), b = flatten(&outline, PIECES);
    const double slack = 0.021 / scale + 0.002;
    for (int i = 0; i < SAMPLES; i++) {
        struct point p = {uniform(-0.5, 1.5) * size, uniform(-0.5, 1.5) * size};
        if (pick(2) == 0) { /* near an edge of the stroke */
            const double angle = uniform(0, 7), far = style.width / 2 * uniform(0.97, 1.03);
            const size_t k = random_bits() % a.count;
            p = (struct point){a.points[k].x + far * cos(angle), a.points[k].y + far * sin(angle)};
        }
        check_point(&a, &b, &style, open, p, &m, slack);
    }
    polyline_free(&a);
    polyline_free(&b);
    path_finish(&user);
    path_finish(&device);
    path_finish(&outline);
}

int main(int argc, char **argv)
{
    return seed_main(argc, argv, SEEDS, run);
}
