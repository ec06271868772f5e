/* The grid's geometry, and the comparison of keys that finds what a consumer lacks. */
#include "pixel/tiles.h"

#include <assert.h>
#include <stdint.h>

#include "base/minmax.h"
#include "base/size.h"

enum { TILE_WIDTH_UNIT = 16 }; /* pixels in a cache line of 64 bytes */

static int divide_up(int n, int by)
{
    return (int)(((int64_t)n + by - 1) / by);
}

struct tile_grid tile_grid_make(int width, int height, int tile_width, int tile_height)
{
    assert(width >= 1 && height >= 1 && tile_width >= 0 && tile_height >= 0);
    if (tile_width == 0)
        tile_width = TILE_WIDTH;
    if (tile_height == 0)
        tile_height = TILE_HEIGHT;
    /* A tile larger than the surface is the surface; this also keeps the sums below in an int. */
    tile_width = int_min(tile_width, width);
    tile_width = (int)size_round_up((size_t)tile_width, TILE_WIDTH_UNIT);
    tile_height = int_min(tile_height, height);
    while (divide_up(width, tile_width) > TILE_COLUMNS_MAX)
        tile_width *= 2;
    return (struct tile_grid){
        .width = width,
        .height = height,
        .tile_width = tile_width,
        .tile_height = tile_height,
        .columns = divide_up(width, tile_width),
        .rows = divide_up(height, tile_height),
    };
}

struct rect tile_grid_run(const struct tile_grid *g, int row, int column0, int column1)
{
    return (struct rect){
        .x0 = column0 * g->tile_width,
        .y0 = row * g->tile_height,
        .x1 = int_min(column1 * g->tile_width, g->width),
        .y1 = int_min((row + 1) * g->tile_height, g->height),
    };
}

/* Takes over the key of every tile that differs; returns the first column at or after `column`
 * whose tile is the same, so that [column, result) is a run. */
static int take_run(const struct key *now, struct key *have, int column, int columns)
{
    while (column < columns && !key_equal(now[column], have[column])) {
        have[column] = now[column];
        column++;
    }
    return column;
}

int tile_grid_take(const struct tile_grid *g, const struct key *now, struct key *have,
                   struct rect *out)
{
    int count = 0;
    /* The last rectangle that starts in each column: the one that a run below may extend. */
    int last[TILE_COLUMNS_MAX];
    for (int column = 0; column < g->columns; column++)
        last[column] = -1;

    for (int row = 0; row < g->rows; row++) {
        int column = 0;
        while (column < g->columns) {
            int end = take_run(now, have, column, g->columns);
            if (end == column) {
                column++;
                continue;
            }
            struct rect run = tile_grid_run(g, row, column, end);
            int above = last[column];
            if (above >= 0 && out[above].y1 == run.y0 && out[above].x1 == run.x1) {
                out[above].y1 = run.y1;
            } else {
                last[column] = count;
                out[count++] = run;
            }
            column = end;
        }
        now += g->columns;
        have += g->columns;
    }
    return count;
}
