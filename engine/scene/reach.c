/* Doubles are cut to FAR before they become ints, so that sums of some of them fit. */
#include "scene/reach.h"

#include <math.h>

#include "base/minmax.h"
#include "scene/text.h"

enum {
    FAR = 1 << 27,     /* beyond any target */
    GROWTH_MAX = 8192, /* room for filters; what reaches farther is cut */
    SIDE_MAX = SURFACE_MAX_SIDE,
};

static int bounded_int(double v)
{
    return v > -FAR ? v < FAR ? (int)v : FAR : -FAR; /* NaN: -FAR */
}

static struct rect around(double x0, double y0, double x1, double y1)
{
    return (struct rect){bounded_int(floor(x0)), bounded_int(floor(y0)), bounded_int(ceil(x1)),
                         bounded_int(ceil(y1))};
}

static struct rect cut_far(struct rect r)
{
    return rect_intersect(r, (struct rect){-FAR, -FAR, FAR, FAR});
}

static struct rect grow(struct rect r, int by)
{
    return (struct rect){r.x0 - by, r.y0 - by, r.x1 + by, r.y1 + by};
}

bool reach_of_path(const struct path *path, struct rect *box)
{
    const double margin = 1.0 / 64; /* coordinates are rounded to 1/256 */
    struct point least, most;
    if (!path_bounds(path, &least, &most))
        return false;
    *box = around(least.x - margin, least.y - margin, most.x + margin, most.y + margin);
    return true;
}

/* How far a pen goes beyond the path, in pen radii. Without a corner there is no miter. */
static double pen_reach(const struct path *path, const struct stroke_style *style)
{
    double reach = style->cap == CAP_SQUARE ? 1.4142136 : 1;
    const bool corner = path == NULL || path->verb_count > 2; /* NULL: text */
    return corner && style->join == JOIN_MITER ? fmax(reach, style->miter_limit) : reach;
}

/* The corners of the text's box on the device. False if it has no ink. */
static bool text_bounds(const struct drawing *d, struct point *least, struct point *most)
{
    const struct point from = d->glyphs->least, to = d->glyphs->most;
    const struct matrix *m = &d->matrix;
    if (!(from.x < to.x && from.y < to.y))
        return false;
    const double ax = m->a * from.x, bx = m->a * to.x, cx = m->c * from.y, dx = m->c * to.y;
    const double ay = m->b * from.x, by = m->b * to.x, cy = m->d * from.y, dy = m->d * to.y;
    *least = (struct point){m->e + fmin(ax, bx) + fmin(cx, dx) - TEXT_MARGIN,
                            m->f + fmin(ay, by) + fmin(cy, dy) - TEXT_MARGIN};
    *most = (struct point){m->e + fmax(ax, bx) + fmax(cx, dx) + TEXT_MARGIN,
                           m->f + fmax(ay, by) + fmax(cy, dy) + TEXT_MARGIN};
    return true;
}

/* The pixels that the shape may cover, not cut to anything. */
static bool shape_reach(const struct drawing *d, struct rect *box)
{
    struct point least, most;
    if (d->stroke == NULL && d->glyphs == NULL)
        return reach_of_path(d->path, box);
    if (!(d->glyphs != NULL ? text_bounds(d, &least, &most) : path_bounds(d->path, &least, &most)))
        return false;
    if (d->stroke == NULL) {
        *box = around(least.x, least.y, most.x, most.y);
        return true;
    }
    const double radius = fmin(d->stroke->width / 2 * pen_reach(d->path, d->stroke), 1e15);
    const double x = hypot(d->matrix.a, d->matrix.c) * radius + 0.5;
    const double y = hypot(d->matrix.b, d->matrix.d) * radius + 0.5;
    *box = around(least.x - x, least.y - y, most.x + x, most.y + y);
    return true;
}

/* What can colour the pixels of `seen` through the filters: the way back of filter_reach. */
static struct rect needed(const struct drawing *d, struct rect seen)
{
    const struct rect u =
        cut_far(filter_reach(d->filters, d->filter_count, (struct rect){0, 0, 1, 1}));
    /* A surface must be able to hold it. */
    const int w = int_min(GROWTH_MAX, (SIDE_MAX - (seen.x1 - seen.x0)) / 2);
    const int h = int_min(GROWTH_MAX, (SIDE_MAX - (seen.y1 - seen.y0)) / 2);
    return (struct rect){
        seen.x0 - int_min(u.x1 - 1, w),
        seen.y0 - int_min(u.y1 - 1, h),
        seen.x1 + int_min(-u.x0, w),
        seen.y1 + int_min(-u.y0, h),
    };
}

static struct rect moved(struct rect r, double dx, double dy)
{
    return cut_far(around(r.x0 + dx, r.y0 + dy, r.x1 + dx, r.y1 + dy));
}

bool reach_find(const struct drawing *d, struct rect visible, struct reach *r)
{
    *r = (struct reach){0};
    if (rect_empty(visible))
        return false;
    struct rect source = {0};
    if (!shape_reach(d, &source))
        source = (struct rect){0};
    const bool filtered = d->filter_count > 0 && !rect_empty(source);
    if (filtered)
        source = cut_far(filter_reach(d->filters, d->filter_count, source));
    const bool bounded = composite_is_bounded(d->op);
    struct rect seen = rect_intersect(source, visible);
    r->drawing = bounded ? seen : visible;

    /* "copy" replaces its own shadow. */
    if (d->shadow.color >> 24 != 0 && d->op != COMPOSITE_COPY) {
        const int blur = filter_blur_reach(fmin(d->shadow.sigma, FILTER_SIGMA_MAX));
        struct rect cast = {0};
        if (!rect_empty(source))
            cast = grow(moved(source, d->shadow.dx, d->shadow.dy), blur);
        const struct rect shown = rect_intersect(cast, visible);
        r->shadow = bounded ? shown : visible;
        if (!rect_empty(shown))
            r->mask = rect_intersect(cast, grow(shown, blur));
        if (filtered && !rect_empty(shown))
            seen = rect_union(seen,
                              rect_intersect(source, moved(r->mask, -d->shadow.dx, -d->shadow.dy)));
    }
    if (filtered && !rect_empty(seen))
        r->picture = rect_intersect(source, needed(d, seen));
    return !rect_empty(r->drawing) || !rect_empty(r->shadow);
}

bool path_is_pixels(const struct path *path, struct rect *pixels)
{
    if (path->verb_count < 4 || path->verb_count > 6 || path->point_count < 4 ||
        path->point_count > 5)
        return false;
    for (uint32_t i = 1; i < path->verb_count; i++)
        if (path->verbs[i] != (i < path->point_count ? PATH_LINE : PATH_CLOSE))
            return false;
    const struct point *p = path->points;
    if (path->point_count == 5 && (p[4].x != p[0].x || p[4].y != p[0].y))
        return false;
    const bool across =
        p[0].y == p[1].y && p[1].x == p[2].x && p[2].y == p[3].y && p[3].x == p[0].x;
    const bool down = p[0].x == p[1].x && p[1].y == p[2].y && p[2].x == p[3].x && p[3].y == p[0].y;
    const double x0 = fmin(p[0].x, p[2].x), x1 = fmax(p[0].x, p[2].x);
    const double y0 = fmin(p[0].y, p[2].y), y1 = fmax(p[0].y, p[2].y);
    if (!(across || down) || x0 < -FAR || y0 < -FAR || x1 > FAR || y1 > FAR)
        return false;
    *pixels = (struct rect){(int)x0, (int)y0, (int)x1, (int)y1};
    return pixels->x0 == x0 && pixels->y0 == y0 && pixels->x1 == x1 && pixels->y1 == y1;
}
