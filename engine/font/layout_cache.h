/* Layouts that have been made, by a key of all that decides them. Bounded: those longest out of use
 * give way. One cache belongs to a `struct fonts`, which empties it when fonts are added. */
#ifndef FONT_LAYOUT_CACHE_H
#define FONT_LAYOUT_CACHE_H

#include <stddef.h>

#include "base/hash.h"
#include "font/layout.h"

/* What is kept; a layout larger than a quarter of that is not. */
enum { LAYOUT_CACHE_BYTES = 8 << 20 };

struct layout_cache;

/* Keeps about `bytes`. NULL with an error text without memory. */
struct layout_cache *layout_cache_create(size_t bytes);
void layout_cache_destroy(struct layout_cache *c); /* NULL is accepted */

/* NULL if it is not there. The reference is the cache's, and lasts until the next call. */
struct layout *layout_cache_find(struct layout_cache *c, struct key key);

/* Adds a layout under a key that is not there, and takes a reference; without memory, or if it is
 * too large, it is not kept. */
void layout_cache_add(struct layout_cache *c, struct key key, struct layout *layout);

/* The memory that the layouts in it take. */
size_t layout_cache_bytes(const struct layout_cache *c);

#endif
