/* From paths to segments, and the one case that needs no chains. */
#include "raster/stroke.h"

#include "raster/dash.h"
#include "raster/stroke_impl.h"

static bool add_ellipse(struct path *outline, const struct point *arc, double scale, double sign)
{
    const struct point u = {scale * arc[1].x, scale * arc[1].y};
    const struct point v = {sign * scale * arc[2].x, sign * scale * arc[2].y};
    return path_ellipse(outline, arc[0], u, v);
}

/* Whether the path is a whole ellipse whose stroke has no visible ends. */
static bool is_ring(const struct path *path, enum line_cap cap)
{
    static const double turn = 6.283185307179586;
    if (path->verb_count < 2 || path->verb_count > 3 || path->verbs[1] != PATH_ARC)
        return false;
    if (path->verb_count == 3 ? path->verbs[2] != PATH_CLOSE : cap == CAP_SQUARE)
        return false;
    const struct point *arc = path->points + 1, begin = path_arc_at(arc, arc[3].x);
    return fabs(fabs(arc[3].y - arc[3].x) - turn) < 1e-9 && path->points[0].x == begin.x &&
           path->points[0].y == begin.y;
}

/* A whole ellipse that is a circle to the pen: both are circles under the same transform, so that
 * the edges are scaled copies. */
static bool stroke_ring(struct stroker *s, const struct path *path)
{
    if (!is_ring(path, s->cap))
        return false;
    const struct point *arc = path->points + 1;
    struct point u, v = {0, 0};
    const double radius = pen_direction(&s->pen, arc[1], &u);
    if (radius == 0 || fabs(radius - pen_direction(&s->pen, arc[2], &v)) > 1e-9 * radius ||
        fabs(u.x * v.x + u.y * v.y) > 1e-9)
        return false;
    const double sign = arc[1].x * arc[2].y < arc[1].y * arc[2].x ? -1 : 1;
    s->failed = !add_ellipse(s->outline, arc, 1 + 1 / radius, sign) ||
                (radius > 1 && !add_ellipse(s->outline, arc, 1 - 1 / radius, -sign));
    return true;
}

static void stroke_solid(struct stroker *s, const struct path *path)
{
    struct walk walk = {.path = path};
    struct segment g;
    while (!s->failed && walk_subpath(&walk)) {
        stroker_begin(s, walk.closed);
        while (walk_segment(&walk, &g))
            stroker_segment(s, &g);
        stroker_end(s);
    }
}

static void stroke_dashes(struct stroker *s, const struct path *path, struct dasher *d)
{
    struct walk walk = {.path = path};
    while (!s->failed && !d->failed && walk_subpath(&walk))
        dash_subpath(d, &walk, s);
    s->failed |= d->failed;
}

static bool stroke(const struct path *path, const struct stroke_style *style,
                   const struct matrix *m, const struct point clip[2], struct path *outline)
{
    struct stroker s;
    struct dasher d;
    stroker_init(&s, style, m, clip, outline);
    if (dash_init(&d, style, m, path, &s))
        stroke_dashes(&s, path, &d);
    else if (!stroke_ring(&s, path))
        stroke_solid(&s, path);
    dash_finish(&d);
    const bool ok = !s.failed;
    stroker_finish(&s);
    return ok;
}

static bool is_huge(const struct path *path, double limit)
{
    for (uint32_t i = 0; i < path->point_count; i++)
        if (!(fabs(path->points[i].x) <= limit) || !(fabs(path->points[i].y) <= limit))
            return true;
    return false;
}

bool stroke_path(const struct path *path, const struct stroke_style *style, const struct matrix *m,
                 const struct point clip[2], struct path *outline)
{
    static const double limit = 1e60; /* what is larger would overflow when it is squared */
    if (!is_huge(path, limit))
        return stroke(path, style, m, clip, outline);
    struct path tame = {0};
    bool ok = path_add(&tame, path, &MATRIX_IDENTITY);
    for (uint32_t i = 0; i < tame.point_count; i++) {
        struct point *p = &tame.points[i];
        *p = (struct point){fmax(-limit, fmin(p->x, limit)), fmax(-limit, fmin(p->y, limit))};
    }
    ok = ok && stroke(&tame, style, m, clip, outline);
    path_finish(&tame);
    return ok;
}
