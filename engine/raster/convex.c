/* A polygon is cut to the bounds, its vertices are rounded to 2^-16 pixel, and its outline is
 * parted at the highest and the lowest one into left and right sides. */
#include "raster/convex.h"

#include <assert.h>
#include <math.h>

#include "base/error.h"
#include "raster/convex_kernels.h"
#include "raster/kernels.h"

enum { ONE = 65536 };

struct convex_piece convex_piece(const struct convex_edge *e, int32_t y)
{
    if (y >= e->first && y < e->last) {
        const int64_t row = e->slope * ONE, x = convex_x_fine(e, y * ONE);
        return (struct convex_piece){
            .x = (int32_t)((x + (row < 0 ? row : 0)) >> CONVEX_SLOPE_BITS),
            .width = e->width,
            .inverse = e->inverse,
            .height = 1,
        };
    }
    const int32_t from = e->y0 > y * ONE ? e->y0 : y * ONE;
    const int32_t to = e->y1 - y * ONE < ONE ? e->y1 : (y + 1) * ONE;
    const int32_t a = (int32_t)(convex_x_fine(e, from) >> CONVEX_SLOPE_BITS);
    const int32_t b = (int32_t)(convex_x_fine(e, to) >> CONVEX_SLOPE_BITS);
    const int32_t width = a < b ? b - a : a - b;
    struct convex_piece p = {.x = a < b ? a : b, .height = (float)(to - from) / ONE};
    p.width = width > 0 ? (float)width : CONVEX_WIDTH_MIN;
    p.inverse = 0.5F / p.width;
    return p;
}

/* Sutherland and Hodgman, "Reentrant polygon clipping" (1974), one side: what has
 * sign * coordinate above the limit is moved onto it. */
static uint32_t cut(const struct point *from, uint32_t count, struct point *to, bool vertical,
                    double sign, double limit)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct point a = from[i], b = from[i + 1 < count ? i + 1 : 0];
        const double at_a = sign * (vertical ? a.y : a.x), at_b = sign * (vertical ? b.y : b.x);
        if (at_a <= limit)
            to[n++] = a;
        if ((at_a <= limit) == (at_b <= limit))
            continue;
        /* From the same end either way, so that shapes that share the edge cut it alike. */
        const bool swap = at_b < at_a;
        const struct point p = swap ? b : a, q = swap ? a : b;
        const double t = (limit - (swap ? at_b : at_a)) / fabs(at_b - at_a);
        struct point crossing = {p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)};
        *(vertical ? &crossing.y : &crossing.x) = sign * limit;
        to[n++] = crossing;
    }
    return n;
}

struct extent {
    double x0, y0, x1, y1;
};

static struct extent find_extent(const struct point *points, uint32_t count)
{
    struct extent e = {points[0].x, points[0].y, points[0].x, points[0].y};
    for (uint32_t i = 1; i < count; i++) {
        e.x0 = points[i].x < e.x0 ? points[i].x : e.x0;
        e.y0 = points[i].y < e.y0 ? points[i].y : e.y0;
        e.x1 = points[i].x > e.x1 ? points[i].x : e.x1;
        e.y1 = points[i].y > e.y1 ? points[i].y : e.y1;
    }
    return e;
}

/* A vertex in 2^-16 pixel from the origin. */
struct vertex {
    int32_t x, y;
};

static int32_t to_fixed(double v)
{
    return (int32_t)floor(v * ONE + 0.5);
}

static void set_edge(struct convex_edge *e, struct vertex a, struct vertex b)
{
    const double slope = (double)(b.x - a.x) / (b.y - a.y);
    *e = (struct convex_edge){.x0 = a.x, .y0 = a.y, .x1 = b.x, .y1 = b.y};
    e->slope = (int64_t)(slope * ((int64_t)1 << CONVEX_SLOPE_BITS));
    e->first = (a.y >> 16) + ((a.y & 0xffff) != 0);
    e->last = b.y >> 16;
    const float width = (float)fabs(slope) * ONE;
    e->width = width > CONVEX_WIDTH_MIN ? width : CONVEX_WIDTH_MIN;
    e->inverse = 0.5F / e->width;
}

/* Writes the sides from vertex `top` on in direction `step` (1 or count - 1) as long as they lead
 * down. */
static int add_side(struct convex_edge *out, const struct vertex *v, uint32_t count, uint32_t top,
                    uint32_t step)
{
    int n = 0;
    for (uint32_t i = top, k = 0; k < count; k++) {
        const uint32_t next = (i + step) % count;
        if (v[next].y < v[i].y)
            break;
        if (v[next].y > v[i].y)
            set_edge(&out[n++], v[i], v[next]);
        i = next;
    }
    return n;
}

static const struct convex *build(const struct vertex *v, uint32_t count, int left, int top,
                                  struct arena *arena)
{
    struct convex *c = arena_take(arena, sizeof *c + count * sizeof c->edges[0]);
    if (c == NULL)
        return NULL;
    *c = (struct convex){.left = left, .top = top};
    int64_t area = 0;
    uint32_t highest = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct vertex a = v[i], b = v[i + 1 < count ? i + 1 : 0];
        area += ((int64_t)a.x - v[0].x) * (b.y - v[0].y) - ((int64_t)b.x - v[0].x) * (a.y - v[0].y);
        if (a.y < v[highest].y)
            highest = i;
    }
    /* Clockwise on the screen, the way on from the top leads down the right. */
    const uint32_t onward = 1, back = count - 1;
    c->left_count = add_side(c->edges, v, count, highest, area > 0 ? back : onward);
    c->right_count =
        add_side(c->edges + c->left_count, v, count, highest, area > 0 ? onward : back);
    return c;
}

static struct rect find_box(const struct point *points, uint32_t count, struct rect bounds)
{
    const struct extent e = find_extent(points, count);
    if (e.x0 >= bounds.x1 || e.y0 >= bounds.y1 || e.x1 <= bounds.x0 || e.y1 <= bounds.y0)
        return (struct rect){0};
    const struct rect box = {(int)floor(e.x0), (int)floor(e.y0), (int)ceil(e.x1), (int)ceil(e.y1)};
    return rect_intersect(box, bounds);
}

const struct convex *convex_create(const struct point *points, uint32_t count, struct rect bounds,
                                   struct arena *arena, struct rect *box)
{
    struct point cut_points[2][CONVEX_EDGES_MAX];
    struct vertex vertices[CONVEX_EDGES_MAX];
    assert(count <= CONVEX_POINTS_MAX);
    *box = find_box(points, count, bounds);
    if (rect_empty(*box))
        return NULL;
    const struct extent e = find_extent(points, count);
    if (e.x0 < bounds.x0 || e.y0 < bounds.y0 || e.x1 > bounds.x1 || e.y1 > bounds.y1) {
        count = cut(points, count, cut_points[0], true, -1, -bounds.y0);
        count = cut(cut_points[0], count, cut_points[1], true, 1, bounds.y1);
        count = cut(cut_points[1], count, cut_points[0], false, -1, -bounds.x0);
        count = cut(cut_points[0], count, cut_points[1], false, 1, bounds.x1);
        points = cut_points[1];
        *box = count < 3 ? (struct rect){0} : find_box(points, count, bounds);
        if (rect_empty(*box))
            return NULL;
    }
    for (uint32_t i = 0; i < count; i++)
        vertices[i] = /* NOLINTNEXTLINE: the analyzer loses what cut() writes */
            (struct vertex){to_fixed(points[i].x - box->x0), to_fixed(points[i].y - box->y0)};
    const struct convex *c = build(vertices, count, box->x0, box->y0, arena);
    if (c == NULL)
        error_set("no memory for a polygon of %u points", (unsigned)count);
    return c;
}

void convex_fill(const struct convex *c, const struct surface *s, struct rect r, uint32_t color)
{
    kernels_get()->convex->fill(c, s, r, color);
}

void convex_coverage(const struct convex *c, struct rect r, uint8_t *out, size_t stride)
{
    kernels_get()->convex->coverage(c, r, out, stride);
}

/* The columns that the sides cross in rows y0 to y1 - 1 (from the origin). False if none. */
static bool side_extent(const struct convex_edge *edges, int count, int y0, int y1, int32_t *least,
                        int32_t *most)
{
    *least = INT32_MAX;
    *most = INT32_MIN;
    for (int i = 0; i < count; i++) {
        const struct convex_edge *e = &edges[i];
        const int32_t from = e->y0 > y0 * ONE ? e->y0 : y0 * ONE;
        const int32_t to = (e->y1 - 1) / ONE < y1 ? e->y1 : y1 * ONE;
        if (from >= to)
            continue;
        const int32_t a = (int32_t)(convex_x_fine(e, from) >> CONVEX_SLOPE_BITS);
        const int32_t b = (int32_t)(convex_x_fine(e, to) >> CONVEX_SLOPE_BITS);
        /* A little more on each side: a row's x is rounded by itself. */
        const int32_t slack = 4;
        *least = int_min(*least, int_min(a, b) - slack);
        *most = int_max(*most, int_max(a, b) + slack);
    }
    return *least <= *most;
}

/* Cuts rows y0 to y1 to those that the polygon has, counted from the origin. False if none. */
static bool rows_of(const struct convex *c, int *y0, int *y1)
{
    if (c->left_count == 0 || c->right_count == 0)
        return false;
    const struct convex_edge *last = &c->edges[c->left_count - 1];
    const int64_t from = (int64_t)*y0 - c->top, to = (int64_t)*y1 - c->top;
    const int end = (last->y1 - 1) / ONE + 1;
    *y0 = from < 0 ? 0 : from > end ? end : (int)from;
    *y1 = to < 0 ? 0 : to > end ? end : (int)to;
    return *y0 < *y1;
}

bool convex_touched(const struct convex *c, int y0, int y1, int *x0, int *x1)
{
    int32_t least, most, unused;
    if (!rows_of(c, &y0, &y1) || !side_extent(c->edges, c->left_count, y0, y1, &least, &unused) ||
        !side_extent(c->edges + c->left_count, c->right_count, y0, y1, &unused, &most))
        return false;
    *x0 = c->left + (least >> 16);
    *x1 = c->left + (most >> 16) + 1;
    return true;
}

bool convex_covered(const struct convex *c, int y0, int y1, int *x0, int *x1)
{
    const int rows = y1 - y0;
    int32_t least, most, unused;
    if (!rows_of(c, &y0, &y1) || y1 - y0 != rows || c->edges[0].y0 > y0 * ONE ||
        c->edges[c->left_count - 1].y1 < y1 * ONE ||
        !side_extent(c->edges, c->left_count, y0, y1, &unused, &least) ||
        !side_extent(c->edges + c->left_count, c->right_count, y0, y1, &most, &unused))
        return false;
    *x0 = c->left + (least >> 16) + 1;
    *x1 = c->left + (most >> 16);
    return *x0 < *x1;
}
