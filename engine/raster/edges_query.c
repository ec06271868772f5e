/* What edges tell about some rows without drawing them: for sorting shapes into bands, and for
 * leaving out what opaque ones cover. */
#include "raster/edges.h"

#include "base/minmax.h"
#include "raster/edges_impl.h"

enum {
    EDGES_LOOKED_AT = 64, /* more than so many are not looked through for covered columns */
    SLOTS = 64,           /* of columns, a bit each */
};

bool edges_touched(const struct edges *e, int y0, int y1, int *x0, int *x1)
{
    y0 = int_max(y0, e->box.y0) - e->origin_y;
    y1 = int_min(y1, e->box.y1) - e->origin_y;
    if (y0 >= y1)
        return false;
    const int first = (y0 >> EDGES_GROUP_SHIFT) - e->first_group;
    const int last = ((y1 - 1) >> EDGES_GROUP_SHIFT) - e->first_group;
    int least = INT32_MAX, most = INT32_MIN;
    for (int g = first; g <= last; g++) {
        if (e->extents[g].x0 >= e->extents[g].x1)
            continue;
        least = int_min(least, e->extents[g].x0);
        most = int_max(most, e->extents[g].x1);
    }
    if (least >= most)
        return false;
    *x0 = least + e->origin_x;
    *x1 = most + e->origin_x;
    return true;
}

/* The lines in some rows. */
struct rows {
    int32_t top, bottom; /* edges' coordinates */
    int count;
    struct area_line lines[EDGES_LOOKED_AT];
    int32_t right[EDGES_LOOKED_AT]; /* the greatest x of each one in these rows */
};

/* Whether all rows are full right behind column `x` (edges' coordinates), through which no edge
 * goes. Vertical gaps count: level pieces of the outline are no edges, but where one begins or
 * ends, the windings to its left change. */
static bool is_full(const struct edges *e, const struct rows *rows, int32_t x)
{
    for (int i = -1; i < 2 * rows->count; i++) {
        int32_t y = rows->top;
        if (i >= 0) /* heights where something changes */
            y = i & 1 ? rows->lines[i / 2].y1 : rows->lines[i / 2].y0;
        if (y < rows->top || y >= rows->bottom)
            continue;
        int winding = 0;
        for (int j = 0; j < rows->count; j++)
            if (rows->right[j] <= x && rows->lines[j].y0 <= y && rows->lines[j].y1 > y)
                winding += rows->lines[j].winding;
        if (e->even_odd ? !(winding & 1) : winding == 0)
            return false;
    }
    return true;
}

/* Takes the line in; returns a bit for each slot of columns that it touches in these rows. */
static uint64_t take_line(const struct edges *e, struct rows *rows, const struct area_line *l,
                          int slot_width)
{
    const int32_t x0 = area_x(l, int_max(l->y0, rows->top));
    const int32_t x1 = area_x(l, int_min(l->y1, rows->bottom));
    rows->lines[rows->count] = *l;
    rows->right[rows->count++] = int_max(x0, x1);
    const int32_t box = e->box.x0 - e->origin_x;
    if (int_max(x0, x1) <= box * 65536)
        return 0;
    /* An upright line between two columns touches neither, but it has to end a run. */
    const int left = (int_min(x0, x1) >> 16) - box;
    const int right = int_max(((int_max(x0, x1) - 1) >> 16) - box, left);
    if (left >= slot_width * SLOTS)
        return 0;
    const int first = int_max(left, 0) / slot_width;
    const int last = int_min(right / slot_width, SLOTS - 1);
    return (UINT64_MAX >> (SLOTS - 1 - (last - first))) << first;
}

/* Takes in all edges in the rows, each once. False if they are too many. */
static bool take_edges(const struct edges *e, struct rows *rows, int slot_width, uint64_t *touched)
{
    const int first = (rows->top >> EDGES_FIXED_SHIFT) - e->first_group;
    const int last = ((rows->bottom - 1) >> EDGES_FIXED_SHIFT) - e->first_group;
    for (int level = 0; level < EDGES_LEVELS; level++) {
        const int shift = EDGES_LEVEL_SHIFT * level, begin = first >> shift;
        for (int n = begin; n <= last >> shift; n++) {
            for (uint32_t i = e->start[level][n]; i < e->start[level][n + 1]; i++) {
                const struct edge *edge = &e->edges[e->index[i]];
                const int32_t top = int_min(edge->y0, edge->y1);
                if (top >= rows->bottom || int_max(edge->y0, edge->y1) <= rows->top)
                    continue;
                const int own = ((top >> EDGES_FIXED_SHIFT) - e->first_group) >> shift;
                if (n > begin && n > own) /* it was in the node above this one */
                    continue;
                if (rows->count == EDGES_LOOKED_AT)
                    return false;
                const struct area_line line = area_line(edge);
                *touched |= take_line(e, rows, &line, slot_width);
            }
        }
    }
    return true;
}

bool edges_covered(const struct edges *e, int y0, int y1, int *x0, int *x1)
{
    if (y0 >= y1 || y0 < e->box.y0 || y1 > e->box.y1)
        return false;
    struct rows rows;
    rows.top = (y0 - e->origin_y) * 65536;
    rows.bottom = (y1 - e->origin_y) * 65536;
    rows.count = 0;
    const int width = e->box.x1 - e->box.x0, slot_width = (width + SLOTS - 1) / SLOTS;
    const int slots = (width + slot_width - 1) / slot_width;
    uint64_t touched = 0;
    if (!take_edges(e, &rows, slot_width, &touched))
        return false;
    int best = 0;
    for (int slot = 0; slot < slots;) {
        const uint64_t rest = touched >> slot;
        const int run = rest == 0 ? slots - slot : int_min(__builtin_ctzll(rest), slots - slot);
        if (run > best &&
            is_full(e, &rows, (e->box.x0 - e->origin_x + slot * slot_width) * 65536)) {
            best = run;
            *x0 = e->box.x0 + slot * slot_width;
            *x1 = int_min(*x0 + run * slot_width, e->box.x1);
        }
        slot += run + 1;
    }
    return best > 0;
}
