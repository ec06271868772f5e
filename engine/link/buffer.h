/* The buffer that both processes map: a memfd that holds the screen's pixels and one key a tile.
 * The screen process makes it and seals its size, so that the script process cannot pull the
 * memory from under it; whatever the script process writes there is only ever pixels and keys. */
#ifndef LINK_BUFFER_H
#define LINK_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "link/link.h"
#include "pixel/surface.h"
#include "pixel/tiles.h"

struct link_buffer {
    int fd; /* the memfd, or -1 */
    void *map;
    size_t size;            /* bytes */
    struct surface surface; /* inside the map */
    struct key *keys;       /* inside the map, one a tile */
    struct tile_grid grid;
};

/* Screen side: makes a zeroed buffer (transparent black, unknown keys), mapped for writing.
 * False with an error text; the struct is then zeroed with fd -1. */
bool link_buffer_create(struct link_buffer *b, int width, int height, int tile_width,
                        int tile_height);

/* Script side: maps the buffer that came with SETUP, whose fd it takes over in any case. Checks
 * size, grid, file size and seals. False with an error text. */
bool link_buffer_open(struct link_buffer *b, const struct link_message *setup);

/* Unmaps and closes. A struct with fd -1 and map NULL is accepted. */
void link_buffer_finish(struct link_buffer *b);

#endif
