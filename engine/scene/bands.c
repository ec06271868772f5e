/* Binning: which tiles each command touches. A counting sort by bands keeps the commands of a band
 * in the order of the list, with two bit masks each; drawing then needs no further geometry. */
#include "scene/scene_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/minmax.h"

/* Bits from .. to - 1. */
static uint64_t bit_range(int from, int to)
{
    uint64_t below_to = to >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << to) - 1;
    return from >= to ? 0 : below_to & ~((UINT64_C(1) << from) - 1);
}

/* The columns that the command touches between rows y0 and y1 (without y1), as pixels. A line is
 * monotonic: its first and last row there bound the rest. */
static bool touched_pixels(const struct command *c, int y0, int y1, int *x0, int *x1)
{
    *x0 = c->box.x0;
    *x1 = c->box.x1;
    if (c->kind != COMMAND_LINE)
        return true;
    y0 = int_max(y0, c->box.y0);
    y1 = int_min(y1, c->box.y1);
    int from[2], to[2];
    if (!line_span(&c->line, y0, &from[0], &to[0]) ||
        !line_span(&c->line, y1 - 1, &from[1], &to[1]))
        return false;
    *x0 = int_max(*x0, int_min(from[0], from[1]));
    *x1 = int_min(*x1, int_max(to[0], to[1]));
    return *x0 < *x1;
}

/* True if the command gives every pixel of its box a colour. */
static bool fills_box(const struct command *c)
{
    switch ((enum command_kind)c->kind) {
    case COMMAND_FILL:
    case COMMAND_COPY:
        return true;
    case COMMAND_LINE:
        return false;
    }
    return false;
}

static struct band_entry make_entry(const struct tile_grid *g, const struct command *c,
                                    uint32_t index, int row)
{
    int y0 = row * g->tile_height;
    int y1 = int_min(y0 + g->tile_height, g->height);
    struct band_entry e = {.command = index};
    int x0, x1;
    if (!touched_pixels(c, y0, y1, &x0, &x1))
        return e;
    e.touched = bit_range(x0 / g->tile_width, (x1 - 1) / g->tile_width + 1);
    if (fills_box(c) && !c->over && c->box.y0 <= y0 && c->box.y1 >= y1) {
        /* The last tile of a row may be narrow: reaching the edge covers it. */
        int last = x1 == g->width ? g->columns : x1 / g->tile_width;
        e.covered = bit_range((x0 + g->tile_width - 1) / g->tile_width, last);
    }
    return e;
}

static bool reserve(struct bands *b, int rows, uint32_t entries)
{
    if (rows > b->band_capacity) {
        uint32_t *start = realloc(b->start, ((size_t)rows + 1) * sizeof *start);
        if (start == NULL)
            return false;
        b->start = start;
        b->band_capacity = rows;
    }
    if (entries > b->entry_capacity) {
        struct band_entry *grown = realloc(b->entries, entries * sizeof *grown);
        if (grown == NULL)
            return false;
        b->entries = grown;
        b->entry_capacity = entries;
    }
    return true;
}

bool bands_fill(struct bands *b, const struct target *t)
{
    const struct tile_grid *g = &t->memory.grid;
    if (!reserve(b, g->rows, t->entries))
        return false;

    /* Count into start[band], then make each the place of the band's next entry: filling moves it
     * to the band's end, which is where the next band starts. So count one place further on. */
    memset(b->start, 0, ((size_t)g->rows + 1) * sizeof *b->start);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct rect *box = &t->commands[i].box;
        for (int row = box->y0 / g->tile_height; row <= (box->y1 - 1) / g->tile_height; row++)
            b->start[row + 1]++;
    }
    for (int row = 0; row < g->rows; row++)
        b->start[row + 1] += b->start[row];
    for (int row = g->rows; row > 0; row--)
        b->start[row] = b->start[row - 1];
    /* Now start[row + 1] is where row begins; it becomes where row ends. */
    for (uint32_t i = 0; i < t->count; i++) {
        const struct command *c = &t->commands[i];
        for (int row = c->box.y0 / g->tile_height; row <= (c->box.y1 - 1) / g->tile_height; row++)
            b->entries[b->start[row + 1]++] = make_entry(g, c, i, row);
    }
    assert(b->start[g->rows] == t->entries);
    return true;
}

void bands_finish(struct bands *b)
{
    free(b->entries);
    free(b->start);
}
