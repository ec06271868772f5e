/* From what a path is to the kernel that draws it. */
#include "raster/shape.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "pixel/color.h"
#include "raster/area.h"
#include "raster/composite.h"
#include "raster/convex.h"
#include "raster/edges.h"
#include "raster/kernels.h"
#include "raster/recognize.h"

/* What the caller has asked for, on the way from a path to a shape. */
struct making {
    struct rect bounds;
    struct arena *arena;
};

static void cut_box(struct shape *s, enum shape_kind kind, struct rect box, struct rect bounds)
{
    s->box = rect_intersect(box, bounds);
    s->kind = rect_empty(s->box) ? SHAPE_EMPTY : kind;
}

static bool make_edges(struct shape *s, const struct making *m, const struct path *path)
{
    s->edges = edges_from_path(path, s->even_odd, m->bounds, m->arena);
    if (s->edges == NULL)
        return false;
    cut_box(s, SHAPE_EDGES, edges_box(s->edges), m->bounds);
    return true;
}

static bool make_rectangle(struct shape *s, const struct making *m, const struct round *r)
{
    const struct rectangle q = {
        .x0 = (int64_t)(r->x0 * 65536),
        .y0 = (int64_t)(r->y0 * 65536),
        .x1 = (int64_t)(r->x1 * 65536),
        .y1 = (int64_t)(r->y1 * 65536),
    };
    const bool whole = ((q.x0 | q.y0 | q.x1 | q.y1) & 0xffff) == 0;
    const bool empty = q.x0 == q.x1 || q.y0 == q.y1;
    s->rectangle = q;
    cut_box(s, empty ? SHAPE_EMPTY : whole ? SHAPE_BOX : SHAPE_RECT, rectangle_box(&q), m->bounds);
    return true;
}

static bool make_edges_of(struct shape *s, const struct making *m, const struct point *points,
                          uint32_t count)
{
    struct path path = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < count; i++)
        ok = i == 0 ? path_move(&path, points[i]) : path_line(&path, points[i]);
    ok = ok && make_edges(s, m, &path);
    path_finish(&path);
    return ok;
}

/* Points that go round a convex shape once. */
static bool make_polygon(struct shape *s, const struct making *m, const struct point *points,
                         uint32_t count)
{
    struct rect box;
    if (count > CONVEX_POINTS_MAX)
        return make_edges_of(s, m, points, count);
    s->convex = convex_create(points, count, m->bounds, m->arena, &box);
    if (s->convex == NULL && !rect_empty(box))
        return false;
    cut_box(s, SHAPE_CONVEX, box, m->bounds);
    return true;
}

/* What the kernel for it does not draw is a polygon with so many corners that nobody sees them:
 * its vertices are outside of the ellipse by as much that the area is the same. */
static bool make_ellipse_polygon(struct shape *s, const struct making *m, const struct round *r)
{
    const double quarter = 1.5707963267948966, sagitta = 0.001;
    const double step = sqrt(8 * sagitta / fmax(r->rx, r->ry));
    const uint32_t steps = (uint32_t)ceil(quarter / fmin(step, 0.3)), count = 4 * (steps + 1);
    const double angle = quarter / steps, more = sqrt(angle / sin(angle));
    struct point *points = arena_take(m->arena, count * sizeof *points);
    if (points == NULL)
        return error_set("no memory for an ellipse of %u points", (unsigned)count);
    const double cx[] = {r->x1 - r->rx, r->x0 + r->rx}, cy[] = {r->y1 - r->ry, r->y0 + r->ry};
    for (uint32_t corner = 0, n = 0; corner < 4; corner++)
        for (uint32_t i = 0; i <= steps; i++) {
            const double t = corner * quarter + i * angle;
            points[n++] = (struct point){
                outline_quantise(cx[corner == 1 || corner == 2] + r->rx * more * cos(t)),
                outline_quantise(cy[corner > 1] + r->ry * more * sin(t))};
        }
    return make_polygon(s, m, points, count);
}

static bool make_round(struct shape *s, const struct making *m, const struct round *r)
{
    if (!round_init(&s->round, r))
        return make_ellipse_polygon(s, m, r);
    cut_box(s, SHAPE_ROUND, round_box(&s->round), m->bounds);
    return true;
}

bool shape_from_path(struct shape *s, const struct path *path, bool even_odd, struct rect bounds,
                     struct arena *arena)
{
    const struct making m = {bounds, arena};
    *s = (struct shape){.kind = SHAPE_EMPTY, .even_odd = even_odd};
    if (rect_empty(bounds) || path->verb_count == 0)
        return true;
    struct outline o;
    outline_recognize(&o, path);
    switch (o.kind) {
    case OUTLINE_NOTHING:
        return true;
    case OUTLINE_RECT:
        return make_rectangle(s, &m, &o.round);
    case OUTLINE_CONVEX:
        return make_polygon(s, &m, o.points, o.count);
    case OUTLINE_ROUND:
        return make_round(s, &m, &o.round);
    case OUTLINE_OTHER:
        break;
    }
    return make_edges(s, &m, path);
}

struct shape shape_from_mask(const struct mask *mask)
{
    const bool empty = rect_empty(mask->box);
    return (struct shape){.kind = empty ? SHAPE_EMPTY : SHAPE_MASK, .box = mask->box, .mask = mask};
}

bool shape_from_glyphs(struct shape *s, const struct glyph_sorter *sorter, struct arena *arena)
{
    *s = (struct shape){.kind = SHAPE_EMPTY, .glyphs = glyphs_sort(sorter, arena)};
    if (s->glyphs == NULL)
        return false;
    cut_box(s, SHAPE_GLYPHS, sorter->box, sorter->bounds);
    return true;
}

static void fill_box(const struct surface *s, struct rect r, uint32_t color)
{
    const struct kernels *k = kernels_get();
    for (int y = r.y0; y < r.y1; y++)
        (color >> 24 == 255 ? k->fill : k->fill_over)(surface_at(s, r.x0, y), (size_t)(r.x1 - r.x0),
                                                      color);
}

static void fill_mask(const struct mask *m, const struct surface *s, struct rect r, uint32_t color)
{
    for (int y = r.y0; y < r.y1; y++)
        composite_row_solid(COMPOSITE_SOURCE_OVER, surface_at(s, r.x0, y), color,
                            mask_at(m, r.x0, y), NULL, (size_t)(r.x1 - r.x0));
}

void shape_fill(const struct shape *s, const struct surface *surface, struct rect r, uint32_t color,
                struct scratch *scratch)
{
    r = rect_intersect(r, s->box);
    if (rect_empty(r))
        return;
    switch (s->kind) {
    case SHAPE_EMPTY:
        return;
    case SHAPE_BOX:
        fill_box(surface, r, color);
        return;
    case SHAPE_RECT:
        rectangle_fill(&s->rectangle, surface, r, color);
        return;
    case SHAPE_MASK:
        fill_mask(s->mask, surface, r, color);
        return;
    case SHAPE_ROUND:
        round_fill(&s->round, surface, r, color);
        return;
    case SHAPE_CONVEX:
        convex_fill(s->convex, surface, r, color);
        return;
    case SHAPE_EDGES:
        area_fill(s->edges, surface, r, color, scratch);
        return;
    case SHAPE_GLYPHS:
        glyphs_fill(s->glyphs, surface, r, color);
        return;
    }
}

/* Zeroes what of `r` is outside of `inner`, which lies within. */
static void clear_around(uint8_t *out, size_t stride, struct rect r, struct rect inner)
{
    const size_t width = (size_t)(r.x1 - r.x0);
    for (int y = r.y0; y < r.y1; y++, out += stride) {
        if (y < inner.y0 || y >= inner.y1) {
            memset(out, 0, width);
            continue;
        }
        memset(out, 0, (size_t)(inner.x0 - r.x0));
        memset(out + (inner.x1 - r.x0), 0, (size_t)(r.x1 - inner.x1));
    }
}

bool shape_coverage(const struct shape *s, struct rect r, uint8_t *out, size_t stride,
                    struct scratch *scratch)
{
    const struct rect inner = rect_intersect(r, s->box);
    if (s->kind == SHAPE_EMPTY || rect_empty(inner))
        return false;
    clear_around(out, stride, r, inner);
    const size_t width = (size_t)(inner.x1 - inner.x0);
    out += (size_t)(inner.y0 - r.y0) * stride + (size_t)(inner.x0 - r.x0);
    switch (s->kind) {
    case SHAPE_EMPTY:
        break;
    case SHAPE_BOX:
        for (int y = inner.y0; y < inner.y1; y++, out += stride)
            memset(out, 255, width);
        break;
    case SHAPE_RECT:
        rectangle_coverage(&s->rectangle, inner, out, stride);
        break;
    case SHAPE_MASK:
        for (int y = inner.y0; y < inner.y1; y++, out += stride)
            memcpy(out, mask_at(s->mask, inner.x0, y), width);
        break;
    case SHAPE_ROUND:
        round_coverage(&s->round, inner, out, stride);
        break;
    case SHAPE_CONVEX:
        convex_coverage(s->convex, inner, out, stride);
        break;
    case SHAPE_EDGES:
        if (!area_coverage(s->edges, inner, out, stride, scratch))
            clear_around(out, stride, inner, (struct rect){0});
        break;
    case SHAPE_GLYPHS:
        glyphs_coverage(s->glyphs, inner, out, stride);
        break;
    }
    return true;
}

bool shape_touched(const struct shape *s, int y0, int y1, int *x0, int *x1)
{
    if (s->kind == SHAPE_EMPTY || y1 <= s->box.y0 || y0 >= s->box.y1)
        return false;
    *x0 = s->box.x0;
    *x1 = s->box.x1;
    if (s->kind == SHAPE_EDGES)
        return edges_touched(s->edges, y0, y1, x0, x1);
    if (s->kind == SHAPE_CONVEX)
        return convex_touched(s->convex, y0, y1, x0, x1);
    if (s->kind == SHAPE_ROUND)
        return round_touched(&s->round, y0, y1, x0, x1);
    return true;
}

/* The columns of a rectangle of fully covered pixels, if it holds the rows. */
static bool columns_of(struct rect covered, int y0, int y1, int *x0, int *x1)
{
    *x0 = covered.x0;
    *x1 = covered.x1;
    return y0 >= covered.y0 && y1 <= covered.y1 && covered.x0 < covered.x1;
}

bool shape_covered(const struct shape *s, int y0, int y1, int *x0, int *x1)
{
    switch (s->kind) {
    case SHAPE_BOX:
        return columns_of(s->box, y0, y1, x0, x1);
    case SHAPE_RECT:
        return columns_of(rect_intersect(rectangle_covered(&s->rectangle), s->box), y0, y1, x0, x1);
    case SHAPE_EDGES:
        return edges_covered(s->edges, y0, y1, x0, x1);
    case SHAPE_CONVEX:
        return convex_covered(s->convex, y0, y1, x0, x1);
    case SHAPE_ROUND:
        return round_covered(&s->round, y0, y1, x0, x1);
    case SHAPE_EMPTY:
    case SHAPE_MASK:
    case SHAPE_GLYPHS:
        break;
    }
    return false;
}
