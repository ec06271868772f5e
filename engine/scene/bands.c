/* Binning: which tiles each command touches. A counting sort by bands keeps the commands of a band
 * in the order of the list, with two bit masks each; drawing then needs no further geometry. */
#include "scene/scene_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/minmax.h"

/* Bits from .. to - 1. */
static uint64_t bit_range(int from, int to)
{
    uint64_t below_to = to >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << to) - 1;
    return from >= to ? 0 : below_to & ~((UINT64_C(1) << from) - 1);
}

/* The columns that the command touches between rows y0 and y1 (without y1), as pixels. */
static bool touched_pixels(const struct command *c, int y0, int y1, int *x0, int *x1)
{
    *x0 = c->box.x0;
    *x1 = c->box.x1;
    y0 = int_max(y0, c->box.y0);
    y1 = int_min(y1, c->box.y1);
    int from, to;
    switch ((enum command_kind)c->kind) {
    case COMMAND_FILL:
    case COMMAND_COPY:
        return true;
    case COMMAND_DRAW:
    case COMMAND_SHADOW:
        if (!composite_is_bounded((enum composite_operator)c->op))
            return true;
        if (!shape_touched(&command_ink(c)->shape, y0, y1, &from, &to))
            return false;
        *x0 = int_max(*x0, from);
        *x1 = int_min(*x1, to);
        break;
    }
    return *x0 < *x1;
}

/* True if old pixels show nowhere inside of what the command covers. */
static bool hides(const struct command *c)
{
    switch ((enum command_kind)c->kind) {
    case COMMAND_FILL:
    case COMMAND_COPY:
        return c->op == COMPOSITE_COPY;
    case COMMAND_SHADOW:
        return false;
    case COMMAND_DRAW:
        break;
    }
    const struct ink *ink = &c->record->ink;
    return ink->clip == NULL && (ink->op == COMPOSITE_COPY || (ink->op == COMPOSITE_SOURCE_OVER &&
                                                               paint_is_opaque(&ink->paint)));
}

/* The columns that the command covers as a whole between those rows, which are inside its box. */
static bool covered_pixels(const struct command *c, int y0, int y1, int *x0, int *x1)
{
    *x0 = c->box.x0;
    *x1 = c->box.x1;
    if (c->kind != COMMAND_DRAW || c->op == COMPOSITE_COPY)
        return true;
    if (!shape_covered(&c->record->ink.shape, y0, y1, x0, x1))
        return false;
    *x0 = int_max(*x0, c->box.x0);
    *x1 = int_min(*x1, c->box.x1);
    return *x0 < *x1;
}

static void mark(const struct tile_grid *g, const struct command *c, struct band_entry *e, int row)
{
    const int y0 = row * g->tile_height;
    const int y1 = int_min(y0 + g->tile_height, g->height);
    int x0, x1;
    e->touched = e->covered = 0;
    if (!touched_pixels(c, y0, y1, &x0, &x1))
        return;
    e->touched = bit_range(x0 / g->tile_width, (x1 - 1) / g->tile_width + 1);
    if (c->box.y0 > y0 || c->box.y1 < y1 || !hides(c) || !covered_pixels(c, y0, y1, &x0, &x1))
        return;
    /* The last tile of a row may be narrow: reaching the edge covers it. */
    const int last = x1 == g->width ? g->columns : x1 / g->tile_width;
    e->covered = bit_range((x0 + g->tile_width - 1) / g->tile_width, last);
}

void bands_mark(const struct target *t, struct band_entry *entries, uint32_t count, int row)
{
    for (uint32_t i = 0; i < count; i++)
        mark(&t->memory.grid, &t->commands[entries[i].command], &entries[i], row);
}

static bool reserve_start(struct bands *b, int rows)
{
    if (rows > b->band_capacity) {
        uint32_t *start = realloc(b->start, ((size_t)rows + 1) * sizeof *start);
        if (start == NULL)
            return false;
        b->start = start;
        b->band_capacity = rows;
    }
    return true;
}

static bool reserve_entries(struct bands *b, uint32_t entries)
{
    if (entries > b->entry_capacity) {
        struct band_entry *grown = realloc(b->entries, entries * sizeof *grown);
        if (grown == NULL)
            return false;
        b->entries = grown;
        b->entry_capacity = entries;
    }
    return true;
}

/* Cuts the box to what the shape turned out to be. False if nothing is left. */
static bool cut_box(struct command *c)
{
    if (c->kind != COMMAND_DRAW && c->kind != COMMAND_SHADOW)
        return true;
    const struct shape *shape = &command_ink(c)->shape;
    if (!composite_is_bounded((enum composite_operator)c->op))
        return true;
    if (shape->kind == SHAPE_EMPTY)
        c->box.x1 = c->box.x0;
    c->box = rect_intersect(c->box, shape->box);
    return !rect_empty(c->box);
}

bool bands_fill(struct bands *b, struct target *t)
{
    const struct tile_grid *g = &t->memory.grid;
    if (!reserve_start(b, g->rows))
        return false;

    /* Count into start[band], then make each the place of the band's next entry: filling moves it
     * to the band's end, which is where the next band starts. So count one place further on. */
    memset(b->start, 0, ((size_t)g->rows + 1) * sizeof *b->start);
    for (uint32_t i = 0; i < t->count; i++) {
        if (!cut_box(&t->commands[i]))
            continue;
        const struct rect *box = &t->commands[i].box;
        for (int row = box->y0 / g->tile_height; row <= (box->y1 - 1) / g->tile_height; row++)
            b->start[row + 1]++;
    }
    for (int row = 0; row < g->rows; row++)
        b->start[row + 1] += b->start[row];
    if (!reserve_entries(b, b->start[g->rows]))
        return false;
    for (int row = g->rows; row > 0; row--)
        b->start[row] = b->start[row - 1];
    /* Now start[row + 1] is where row begins; it becomes where row ends. */
    for (uint32_t i = 0; i < t->count; i++) {
        const struct command *c = &t->commands[i];
        if (rect_empty(c->box))
            continue;
        for (int row = c->box.y0 / g->tile_height; row <= (c->box.y1 - 1) / g->tile_height; row++)
            b->entries[b->start[row + 1]++].command = i;
    }
    return true;
}

void bands_finish(struct bands *b)
{
    free(b->entries);
    free(b->start);
}
