/* Arenas: memory that is taken piece by piece and given back all at once. Their blocks are counted
 * (base/budget.h). */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

/* Zeroed is empty and ready. */
struct arena {
    struct arena_block *blocks; /* the newest first */
    size_t bytes;               /* handed out since the last reset */
};

/* `size` bytes at a multiple of 16, not cleared, valid until arena_reset; NULL with an error text
 * without memory. size may be 0. */
void *arena_take(struct arena *a, size_t size);

/* Gives everything back; keeps its largest block up to 1 MB for the next time unless memory is
 * short (budget_short). */
void arena_reset(struct arena *a);

/* Frees all memory. A zeroed one is accepted. */
void arena_finish(struct arena *a);

#endif
