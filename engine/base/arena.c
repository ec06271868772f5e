/* Blocks double in size, so that a large list takes few of them. */
#include "base/arena.h"

#include <stdint.h>

#include "base/budget.h"
#include "base/size.h"

enum { ALIGNMENT = 16, FIRST_BLOCK = 4096, KEEP_MAX = 1 << 20 };

struct arena_block {
    struct arena_block *next;
    size_t size, used; /* bytes of `memory` */
    _Alignas(ALIGNMENT) unsigned char memory[];
};

static struct arena_block *add_block(struct arena *a, size_t least)
{
    size_t size = a->blocks == NULL ? FIRST_BLOCK : a->blocks->size;
    size = size < KEEP_MAX ? size * 2 : size;
    size = size < least ? least : size;
    /* malloc aligns to 8 bytes only on some 32-bit processors. */
    struct arena_block *b = budget_aligned(ALIGNMENT, sizeof *b + size);
    if (b == NULL)
        return NULL;
    b->size = size;
    b->used = 0;
    b->next = a->blocks;
    a->blocks = b;
    return b;
}

static void free_block(struct arena_block *b)
{
    if (b != NULL)
        budget_free(b, sizeof *b + b->size);
}

void *arena_take(struct arena *a, size_t size)
{
    size = size > SIZE_MAX / 2 ? SIZE_MAX / 2 : size; /* nobody has that */
    size = size_round_up(size, ALIGNMENT);
    struct arena_block *b = a->blocks;
    if (b == NULL || b->size - b->used < size)
        b = add_block(a, size);
    if (b == NULL)
        return NULL;
    void *memory = b->memory + b->used;
    b->used += size;
    a->bytes += size;
    return memory;
}

void arena_reset(struct arena *a)
{
    const size_t most = budget_short() ? 0 : KEEP_MAX;
    struct arena_block *keep = NULL;
    for (struct arena_block *b = a->blocks, *next; b != NULL; b = next) {
        next = b->next;
        if (b->size <= most && (keep == NULL || b->size > keep->size)) {
            free_block(keep);
            keep = b;
        } else {
            free_block(b);
        }
    }
    if (keep != NULL) {
        keep->used = 0;
        keep->next = NULL;
    }
    a->blocks = keep;
    a->bytes = 0;
}

void arena_finish(struct arena *a)
{
    for (struct arena_block *b = a->blocks, *next; b != NULL; b = next) {
        next = b->next;
        free_block(b);
    }
    *a = (struct arena){0};
}
