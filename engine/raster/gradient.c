/* Where pixels are along a gradient. */
#include "raster/gradient.h"

#include <math.h>

/* Of a point p in gradient space, and in terms of device space:
 * linear: t; radial: p - (x0, y0); conic: p - (x0, y0). */
struct geometry {
    struct matrix place;   /* device space → (t, 0), or p from the first circle's centre */
    double dx, dy, dr, r0; /* PAINT_RADIAL: from circle to circle */
    double a;              /* PAINT_RADIAL: dx² + dy² - dr² */
    double turn;           /* PAINT_CONIC: where it begins, in turns */
};

static void fetch_nothing(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    (void)p, (void)x, (void)y;
    for (size_t i = 0; i < n; i++)
        out[i] = 0;
}

static void fetch_linear(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct geometry *g = p->state;
    for (size_t i = 0; i < n; i++) {
        const struct point center = {x + (double)i + 0.5, y + 0.5};
        out[i] = gradient_color(p->gradient.stops, matrix_apply(&g->place, center).x, p->alpha);
    }
}

/* The larger t with r(t) >= 0 for which circle t goes through `v`: |v - t d|² = (r0 + t dr)².
 * (A circle of radius 0 is not drawn; but its point would be a hole in the middle of gradients.) */
static bool radial_offset(const struct geometry *g, struct point v, double *t)
{
    const double b = v.x * g->dx + v.y * g->dy + g->r0 * g->dr;
    const double c = v.x * v.x + v.y * v.y - g->r0 * g->r0;
    double roots[2];
    if (g->a == 0) {
        roots[0] = roots[1] = c / (2 * b);
    } else {
        const double discriminant = b * b - g->a * c;
        if (!(discriminant >= 0))
            return false;
        /* Both without taking the difference of two nearly equal numbers. */
        const double q = b + copysign(sqrt(discriminant), b);
        const double one = q / g->a, other = q == 0 ? one : c / q;
        roots[0] = fmax(one, other);
        roots[1] = fmin(one, other);
    }
    for (int i = 0; i < 2; i++)
        if (isfinite(roots[i]) && g->r0 + roots[i] * g->dr >= 0) {
            *t = roots[i];
            return true;
        }
    return false;
}

static void fetch_radial(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct geometry *g = p->state;
    for (size_t i = 0; i < n; i++) {
        const struct point center = {x + (double)i + 0.5, y + 0.5};
        double t;
        out[i] = radial_offset(g, matrix_apply(&g->place, center), &t)
                     ? gradient_color(p->gradient.stops, t, p->alpha)
                     : 0;
    }
}

static void fetch_conic(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct geometry *g = p->state;
    for (size_t i = 0; i < n; i++) {
        const struct point v =
            matrix_apply(&g->place, (struct point){x + (double)i + 0.5, y + 0.5});
        const double turns = atan2(v.y, v.x) / (2 * M_PI) - g->turn;
        out[i] = gradient_color(p->gradient.stops, turns - floor(turns), p->alpha);
    }
}

/* False if there is no line to be along. */
static bool prepare_linear(struct paint *p, struct geometry *g)
{
    const double dx = p->gradient.x1 - p->gradient.x0, dy = p->gradient.y1 - p->gradient.y0;
    const double length = hypot(dx, dy);
    const double ux = dx / length, uy = dy / length;
    const struct matrix *m = &g->place;
    g->place = (struct matrix){
        .a = (m->a * ux + m->b * uy) / length,
        .c = (m->c * ux + m->d * uy) / length,
        .e = (m->e * ux + m->f * uy) / length,
    };
    p->fetch = fetch_linear;
    return length > 0;
}

static bool prepare_radial(struct paint *p, struct geometry *g)
{
    g->dx = p->gradient.x1 - p->gradient.x0;
    g->dy = p->gradient.y1 - p->gradient.y0;
    g->r0 = p->gradient.r0;
    g->dr = p->gradient.r1 - p->gradient.r0;
    g->a = g->dx * g->dx + g->dy * g->dy - g->dr * g->dr;
    p->fetch = fetch_radial;
    return isfinite(g->a) && isfinite(g->r0) && (g->dx != 0 || g->dy != 0 || g->dr != 0);
}

static bool prepare_conic(struct paint *p, struct geometry *g)
{
    g->turn = p->gradient.angle / (2 * M_PI);
    p->fetch = fetch_conic;
    return isfinite(g->turn);
}

bool gradient_prepare(struct paint *p, struct rect box, struct arena *arena)
{
    (void)box;
    struct geometry *g = arena_take(arena, sizeof *g);
    if (g == NULL)
        return false;
    *g = (struct geometry){.place = p->inverse};
    g->place.e -= p->gradient.x0;
    g->place.f -= p->gradient.y0;
    const bool paints = p->kind == PAINT_LINEAR   ? prepare_linear(p, g)
                        : p->kind == PAINT_RADIAL ? prepare_radial(p, g)
                                                  : prepare_conic(p, g);
    if (!paints || !matrix_is_finite(&g->place))
        p->fetch = fetch_nothing;
    p->state = g;
    return true;
}

bool gradient_covers_all(const struct paint *p)
{
    const double dx = p->gradient.x1 - p->gradient.x0, dy = p->gradient.y1 - p->gradient.y0;
    switch (p->kind) {
    case PAINT_LINEAR:
        return hypot(dx, dy) > 0;
    case PAINT_RADIAL: /* one circle is inside of the other */
        return hypot(dx, dy) < fabs(p->gradient.r1 - p->gradient.r0);
    default:
        return true;
    }
}
