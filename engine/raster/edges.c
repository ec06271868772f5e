/* From paths to edges: flattened, clipped, rounded, and sorted into groups of rows.
 *
 * Coordinates are counted from an origin near the middle of the bounds, so that 32 bits hold them
 * with 16 bits of fraction. What lies beyond LIMIT is cut off there in doubles; that is at least
 * 16,000 pixels outside of the bounds for all but the largest surfaces, so that a shape's edges do
 * not depend on the bounds. */
#include "raster/edges.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/minmax.h"
#include "base/size.h"
#include "pixel/surface.h"
#include "raster/edges_impl.h"
#include "raster/flatten.h"

#define LIMIT     32767.0 /* pixels from the origin */
#define VALUE_MAX 1e12    /* coordinates beyond are taken as this, so that nothing overflows */

enum {
    UNIT = 1 << 16,
    ORIGIN_SHIFT = 16384, /* pixels from the bounds' corner; a multiple of EDGES_GROUP */
    EDGES_MAX = 1 << 28,  /* so that 10 entries an edge can be counted in 32 bits */
    EDGES_INLINE = 128,   /* 4 KB on the stack: most paths need no malloc */
    POINTS_INLINE = 256,  /* pieces of one curve */
};

struct builder {
    struct edge *edges;
    uint32_t count, capacity;
    struct point *points; /* of the curve at hand */
    uint32_t point_capacity;
    double origin_x, origin_y;
    int32_t x0, y0, x1, y1; /* the bounds in edges' coordinates */
    int32_t top, bottom;    /* least and greatest y of the edges inside */
    struct point at;        /* where the last line ended, counted from the origin */
    int32_t at_x, at_y;     /* the same in edges' coordinates, if within the limit */
    bool within;
    bool failed;
    struct edge edges_inline[EDGES_INLINE];
    struct point points_inline[POINTS_INLINE];
};

/* Room for one more edge. */
static bool grow(struct builder *b)
{
    const uint32_t capacity = b->capacity * 2;
    size_t size;
    struct edge *edges = NULL;
    if (capacity <= EDGES_MAX && size_multiply(capacity, sizeof *edges, &size))
        edges = realloc(b->edges == b->edges_inline ? NULL : b->edges, size);
    if (edges == NULL) {
        b->failed = true;
        return false;
    }
    if (b->edges == b->edges_inline)
        memcpy(edges, b->edges_inline, sizeof b->edges_inline);
    b->edges = edges;
    b->capacity = capacity;
    return true;
}

/* Nearest. The sum is positive, and a conversion towards zero rounds it down. */
static int32_t to_fixed(double v)
{
    const int64_t positive = INT64_C(1) << 32;
    return (int32_t)((int64_t)(v * UNIT + ((double)positive + 0.5)) - positive);
}

/* Beside the bounds an edge only has to be there: upright, it is cheap to draw. */
static inline void add_edge(struct builder *b, int32_t x0, int32_t y0, int32_t x1, int32_t y1)
{
    const int32_t top = int_min(y0, y1), bottom = int_max(y0, y1);
    if (top == bottom || bottom <= b->y0 || top >= b->y1)
        return;
    if (int_max(x0, x1) <= b->x0)
        x0 = x1 = b->x0;
    else if (int_min(x0, x1) >= b->x1)
        x0 = x1 = b->x1;
    if (b->count == b->capacity && !grow(b))
        return;
    b->edges[b->count++] = (struct edge){x0, y0, x1, y1};
    b->top = int_min(b->top, top);
    b->bottom = int_max(b->bottom, bottom);
}

static void add_piece(struct builder *b, struct point from, struct point to, bool down)
{
    if (down)
        add_edge(b, to_fixed(from.x), to_fixed(from.y), to_fixed(to.x), to_fixed(to.y));
    else
        add_edge(b, to_fixed(to.x), to_fixed(to.y), to_fixed(from.x), to_fixed(from.y));
}

static struct point cross_y(struct point a, struct point b, double y)
{
    return (struct point){a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)), y};
}

static struct point cross_x(struct point a, struct point b, double x)
{
    const double y = a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x));
    return (struct point){x, fmin(fmax(y, a.y), b.y)};
}

/* A line some of which is beyond the limit. Above and below it is dropped; left and right it
 * becomes upright at the limit, so that its winding is kept. */
static void add_clipped(struct builder *b, struct point from, struct point to)
{
    const bool down = from.y < to.y;
    if (!down) { /* always worked out downwards, whichever way it runs */
        const struct point p = from;
        from = to;
        to = p;
    }
    if (to.y <= -LIMIT || from.y >= LIMIT || from.y == to.y)
        return;
    const struct point a = from, z = to;
    if (from.y < -LIMIT)
        from = cross_y(a, z, -LIMIT);
    if (to.y > LIMIT)
        to = cross_y(a, z, LIMIT);
    for (int i = 0; i < 2; i++) {
        const double side = i == 0 ? -LIMIT : LIMIT;
        const bool from_beyond = side < 0 ? from.x < side : from.x > side;
        const bool to_beyond = side < 0 ? to.x < side : to.x > side;
        if (from_beyond && to_beyond) {
            from.x = to.x = side;
        } else if (from_beyond) {
            const struct point p = cross_x(from, to, side);
            add_piece(b, (struct point){side, from.y}, p, down);
            from = p;
        } else if (to_beyond) {
            const struct point p = cross_x(from, to, side);
            add_piece(b, p, (struct point){side, to.y}, down);
            to = p;
        }
    }
    add_piece(b, from, to, down);
}

static double clamp_value(double v)
{
    return double_min(double_max(v, -VALUE_MAX), VALUE_MAX);
}

/* The point counted from the origin. */
static struct point localize(const struct builder *b, struct point p)
{
    return (struct point){clamp_value(p.x) - b->origin_x, clamp_value(p.y) - b->origin_y};
}

/* Goes to `p` without a line. */
static void go_to(struct builder *b, struct point p)
{
    b->at = localize(b, p);
    b->within = fabs(b->at.x) <= LIMIT && fabs(b->at.y) <= LIMIT;
    if (b->within) {
        b->at_x = to_fixed(b->at.x);
        b->at_y = to_fixed(b->at.y);
    }
}

static inline void add_line(struct builder *b, struct point p)
{
    const double x = p.x - b->origin_x, y = p.y - b->origin_y;
    if (b->within && fabs(x) <= LIMIT && fabs(y) <= LIMIT) {
        const int32_t to_x = to_fixed(x), to_y = to_fixed(y);
        add_edge(b, b->at_x, b->at_y, to_x, to_y);
        b->at = (struct point){x, y};
        b->at_x = to_x;
        b->at_y = to_y;
    } else {
        const struct point from = b->at;
        go_to(b, p);
        add_clipped(b, from, b->at);
    }
}

/* True if a curve cannot be told from the line between its ends: all of it is above, below, left
 * or right of the bounds. */
static bool is_outside(const struct builder *b, enum path_verb verb, struct point from,
                       const struct point *points)
{
    struct point least = from, most = from;
    if (verb == PATH_ARC) {
        const double rx = fabs(points[1].x) + fabs(points[2].x);
        const double ry = fabs(points[1].y) + fabs(points[2].y);
        least = (struct point){fmin(from.x, points[0].x - rx), fmin(from.y, points[0].y - ry)};
        most = (struct point){fmax(from.x, points[0].x + rx), fmax(from.y, points[0].y + ry)};
    } else {
        for (uint32_t i = 0; i < path_verb_points((uint8_t)verb); i++) {
            least = (struct point){fmin(least.x, points[i].x), fmin(least.y, points[i].y)};
            most = (struct point){fmax(most.x, points[i].x), fmax(most.y, points[i].y)};
        }
    }
    least = localize(b, least);
    most = localize(b, most);
    return most.x * UNIT <= b->x0 || least.x * UNIT >= b->x1 || most.y * UNIT <= b->y0 ||
           least.y * UNIT >= b->y1;
}

/* Adds a curve; returns where it ends. */
static struct point add_curve(struct builder *b, enum path_verb verb, struct point from,
                              const struct point *points)
{
    if (is_outside(b, verb, from, points)) {
        const struct point end = verb == PATH_ARC    ? path_arc_at(points, points[3].y)
                                 : verb == PATH_QUAD ? points[1]
                                                     : points[2];
        add_line(b, end);
        return end;
    }
    const uint32_t count = flatten_count(verb, from, points, FLATTEN_TOLERANCE);
    if (count > b->point_capacity) {
        struct point *more = malloc(count * sizeof *more);
        if (more == NULL) {
            b->failed = true;
            return from;
        }
        if (b->points != b->points_inline)
            free(b->points);
        b->points = more;
        b->point_capacity = count;
    }
    flatten_points(verb, from, points, count, b->points);
    for (uint32_t i = 0; i < count; i++)
        add_line(b, b->points[i]);
    return b->points[count - 1];
}

/* All edges of the path. Subpaths are closed. */
static void add_path(struct builder *b, const struct path *path)
{
    const struct point *points = path->points;
    struct point begin = {0, 0}, at = {0, 0};
    go_to(b, at);
    for (uint32_t i = 0; i < path->verb_count && !b->failed; i++) {
        const enum path_verb verb = (enum path_verb)path->verbs[i];
        switch (verb) {
        case PATH_MOVE:
            add_line(b, begin);
            at = begin = points[0];
            go_to(b, at);
            break;
        case PATH_LINE:
            at = points[0];
            add_line(b, at);
            break;
        case PATH_QUAD:
        case PATH_CUBIC:
        case PATH_ARC:
            at = add_curve(b, verb, at, points);
            break;
        case PATH_CLOSE:
            at = begin;
            add_line(b, at);
            break;
        }
        points += path_verb_points(path->verbs[i]);
    }
    add_line(b, begin);
}

/* The groups from *first to *last that the edge touches, and the level where it is listed. */
static int edge_level(const struct edges *e, const struct edge *edge, int *first, int *last)
{
    const int32_t top = int_min(edge->y0, edge->y1), bottom = int_max(edge->y0, edge->y1);
    *first = int_max((top >> EDGES_FIXED_SHIFT) - e->first_group, 0);
    *last = int_min(((bottom - 1) >> EDGES_FIXED_SHIFT) - e->first_group, e->groups - 1);
    int level = 0;
    while ((*last - *first) >> (EDGES_LEVEL_SHIFT * level) > 1 << EDGES_LEVEL_SHIFT)
        level++;
    return level;
}

/* Widens the extents of the groups that the edge touches. */
static void add_extents(struct edges_extent *extents, const struct edges *e,
                        const struct edge *edge, int first, int last)
{
    if (first == last) { /* a little more than needed if only part of it is in the bounds */
        extents[first].x0 = int_min(extents[first].x0, int_min(edge->x0, edge->x1));
        extents[first].x1 = int_max(extents[first].x1, int_max(edge->x0, edge->x1));
        return;
    }
    const struct area_line l = area_line(edge);
    const int32_t top = (first + e->first_group) * (1 << EDGES_FIXED_SHIFT);
    int32_t x = area_x(&l, int_max(l.y0, top));
    for (int g = first; g <= last; g++) {
        const int64_t end = (int64_t)(g + e->first_group + 1) * (1 << EDGES_FIXED_SHIFT);
        const int32_t next = area_x(&l, end < l.y1 ? (int32_t)end : l.y1);
        extents[g].x0 = int_min(extents[g].x0, int_min(x, next));
        extents[g].x1 = int_max(extents[g].x1, int_max(x, next));
        x = next;
    }
}

/* Writes the list of each node, and where it begins. `start` has room for `nodes` + 1, and counts
 * what each node holds; `of_level` is where each level's nodes begin. */
static void fill_index(struct edges *e, const struct edge *edges, uint32_t count, uint32_t *start,
                       uint32_t nodes, const uint32_t *of_level, uint32_t *index)
{
    uint32_t sum = 0;
    for (uint32_t n = 0; n <= nodes; n++) {
        const uint32_t here = start[n];
        start[n] = sum;
        sum += here;
    }
    for (uint32_t i = 0; i < count; i++) {
        int first, last;
        const int level = edge_level(e, &edges[i], &first, &last);
        const int shift = EDGES_LEVEL_SHIFT * level;
        for (int n = first >> shift; n <= last >> shift; n++)
            index[start[of_level[level] + (uint32_t)n]++] = i;
    }
    /* Each node's start has become its end, which is the start of the next one. */
    memmove(start + 1, start, nodes * sizeof *start);
    start[0] = 0;
}

/* From the extents in edges' coordinates to columns, and the box around everything. */
static void finish_extents(struct edges *e, struct edges_extent *extents, const struct builder *b,
                           struct rect bounds)
{
    struct rect box = {bounds.x1, bounds.y1, bounds.x0, bounds.y0};
    for (int g = 0; g < e->groups; g++) {
        struct edges_extent *x = &extents[g];
        x->x0 = int_max(x->x0, b->x0) >> 16;
        x->x1 = (int_min(x->x1, b->x1) + (UNIT - 1)) >> 16;
        if (x->x0 >= x->x1)
            continue;
        box.x0 = int_min(box.x0, x->x0 + e->origin_x);
        box.x1 = int_max(box.x1, x->x1 + e->origin_x);
    }
    box.y0 = (int_max(b->top, b->y0) >> 16) + e->origin_y;
    box.y1 = ((int_min(b->bottom, b->y1) + (UNIT - 1)) >> 16) + e->origin_y;
    e->box = rect_empty(box) ? (struct rect){0} : box;
}

/* The result in one piece of the arena's memory. */
static const struct edges *finish(const struct builder *b, bool even_odd, struct rect bounds,
                                  struct arena *arena)
{
    struct edges e = {
        .even_odd = even_odd, .origin_x = (int)b->origin_x, .origin_y = (int)b->origin_y};
    if (b->count > 0) {
        e.first_group = int_max(b->top, b->y0) >> EDGES_FIXED_SHIFT;
        e.groups = ((int_min(b->bottom, b->y1) - 1) >> EDGES_FIXED_SHIFT) - e.first_group + 1;
    }
    uint32_t of_level[EDGES_LEVELS], nodes = 0;
    for (int level = 0; level < EDGES_LEVELS; level++) {
        of_level[level] = nodes;
        if (e.groups > 0)
            nodes += (uint32_t)((e.groups - 1) >> (EDGES_LEVEL_SHIFT * level)) + 1;
    }
    const size_t at_edges = size_round_up(sizeof e, 16);
    const size_t at_extents = at_edges + b->count * sizeof(struct edge);
    const size_t at_start = at_extents + (size_t)e.groups * sizeof(struct edges_extent);
    uint8_t *memory = arena_take(arena, at_start + (nodes + 1) * sizeof(uint32_t));
    if (memory == NULL)
        return NULL;
    struct edge *edges = memcpy(memory + at_edges, b->edges, b->count * sizeof *edges);
    struct edges_extent *extents = (void *)(memory + at_extents);
    uint32_t *start = (void *)(memory + at_start);

    for (int g = 0; g < e.groups; g++)
        extents[g] = (struct edges_extent){INT32_MAX, INT32_MIN};
    memset(start, 0, (nodes + 1) * sizeof *start);
    size_t entries = 0;
    for (uint32_t i = 0; i < b->count; i++) {
        int first, last;
        const int level = edge_level(&e, &edges[i], &first, &last);
        const int shift = EDGES_LEVEL_SHIFT * level;
        add_extents(extents, &e, &edges[i], first, last);
        for (int n = first >> shift; n <= last >> shift; n++, entries++)
            start[of_level[level] + (uint32_t)n]++;
    }
    uint32_t *index = arena_take(arena, entries * sizeof *index);
    if (index == NULL)
        return NULL;
    fill_index(&e, edges, b->count, start, nodes, of_level, index);
    finish_extents(&e, extents, b, bounds);
    e.edges = edges;
    e.extents = extents;
    e.index = index;
    for (int level = 0; level < EDGES_LEVELS; level++)
        e.start[level] = start + of_level[level];
    return memcpy(memory, &e, sizeof e);
}

const struct edges *edges_from_path(const struct path *path, bool even_odd, struct rect bounds,
                                    struct arena *arena)
{
    const int far = 1 << 30;
    bounds = rect_intersect(bounds, (struct rect){-far, -far, far, far});
    if (rect_empty(bounds))
        bounds = (struct rect){0};
    bounds.x1 = int_min(bounds.x1, bounds.x0 + SURFACE_MAX_SIDE);
    bounds.y1 = int_min(bounds.y1, bounds.y0 + SURFACE_MAX_SIDE);
    const int origin_x = (bounds.x0 & -AREA_BLOCK) + ORIGIN_SHIFT;
    const int origin_y = (bounds.y0 & -EDGES_GROUP) + ORIGIN_SHIFT;

    struct builder b; /* not cleared: most of it is arrays */
    b.edges = b.edges_inline;
    b.count = 0;
    b.capacity = EDGES_INLINE;
    b.points = b.points_inline;
    b.point_capacity = POINTS_INLINE;
    b.origin_x = origin_x;
    b.origin_y = origin_y;
    b.x0 = (bounds.x0 - origin_x) * UNIT;
    b.y0 = (bounds.y0 - origin_y) * UNIT;
    b.x1 = (bounds.x1 - origin_x) * UNIT;
    b.y1 = (bounds.y1 - origin_y) * UNIT;
    b.top = INT32_MAX;
    b.bottom = INT32_MIN;
    b.failed = false;

    const struct edges *e = NULL;
    add_path(&b, path);
    if (!b.failed)
        e = finish(&b, even_odd, bounds, arena);
    if (b.edges != b.edges_inline)
        free(b.edges);
    if (b.points != b.points_inline)
        free(b.points);
    if (e == NULL)
        error_set("no memory for a path of %u segments", path->verb_count);
    return e;
}

struct rect edges_box(const struct edges *e)
{
    return e->box;
}
