/* The mouse's pointer (--cursor): an arrow that is on the picture only while it is written to the
 * display. */
#ifndef SCREEN_CURSOR_H
#define SCREEN_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "pixel/surface.h"
#include "pixel/tiles.h"

enum { CURSOR_WIDTH = 13, CURSOR_HEIGHT = 18, CURSOR_SCALE_MAX = 4 }; /* pixels, once */

/* All zero: there is none. */
struct cursor {
    bool visible;
    int x, y; /* where it points to, pixels */
    uint32_t under[CURSOR_WIDTH * CURSOR_HEIGHT * CURSOR_SCALE_MAX * CURSOR_SCALE_MAX];
};

/* Draws it on the picture, if it is visible, and gives the tiles that it touches keys of their own,
 * which are others wherever it is. */
void cursor_draw(struct cursor *c, struct surface *picture, const struct tile_grid *grid,
                 struct key *keys);

/* Puts back what cursor_draw hid; the picture must be the same. */
void cursor_erase(const struct cursor *c, struct surface *picture);

#endif
