/* Tiles: how the engine knows what changed. A surface is cut into a grid of tiles and every tile
 * has a 128-bit key that stands for its pixels: same key, same pixels. Whoever shows or copies a
 * surface (a consumer: a scan-out buffer, a mapped file, a viewer) keeps the keys that it last got
 * and takes the tiles whose keys differ. A consumer that comes late, or misses frames, is right
 * without further bookkeeping. */
#ifndef PIXEL_TILES_H
#define PIXEL_TILES_H

#include <stddef.h>

#include "base/hash.h"
#include "base/rect.h"

enum {
    TILE_WIDTH = 64,  /* pixels, the default; wider when a row would need more than 64 tiles */
    TILE_HEIGHT = 32, /* pixels, the default; a row of tiles is a band, drawn in one go */
    TILE_COLUMNS_MAX = 64,
};

struct tile_grid {
    int width, height;           /* the surface, pixels */
    int tile_width, tile_height; /* pixels; tiles at the right and lower edge may be smaller */
    int columns, rows;           /* columns <= TILE_COLUMNS_MAX, so that a row fits a 64-bit mask */
};

/* Lays a grid over a surface of width x height pixels (both >= 1). Tile sizes of 0 mean the
 * defaults; tile_width is rounded up to a multiple of 16 (a cache line of pixels) and doubled
 * until a row has at most TILE_COLUMNS_MAX tiles. */
struct tile_grid tile_grid_make(int width, int height, int tile_width, int tile_height);

/* Number of tiles; tile (column, row) has index row * columns + column. */
static inline int tile_grid_count(const struct tile_grid *g)
{
    return g->columns * g->rows;
}

/* The pixels of the tiles from column0 up to but without column1 of a row, cut to the surface. */
struct rect tile_grid_run(const struct tile_grid *g, int row, int column0, int column1);

/* Compares `now` with `have` (both one key a tile), sets have = now, and writes the pixels of the
 * tiles that differed as rectangles: runs of neighbours in a row are one, and equal runs of
 * adjacent rows are joined. `out` needs room for tile_grid_count() rectangles.
 * Returns how many were written. */
int tile_grid_take(const struct tile_grid *g, const struct key *now, struct key *have,
                   struct rect *out);

#endif
