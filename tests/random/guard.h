/* Memory between two inaccessible pages, so that code which reads or writes one byte outside dies
 * at that byte. Memory comes in whole pages, so a block touches only one of the two guards exactly;
 * tests take each in turn. The bytes that a block leaves over in its pages hold a pattern, which
 * guard_finish checks. */
#ifndef TESTS_GUARD_H
#define TESTS_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum guard_edge {
    GUARD_AFTER,  /* the block's last byte is the last one before the guard */
    GUARD_BEFORE, /* the block's first byte is the first one after the guard */
};

enum { GUARD_PATTERN = 0xa5 };

struct guard {
    uint8_t *data; /* the block; with GUARD_AFTER only as aligned as its size */
    size_t size;
    uint8_t *map; /* guard page, pages of the block, guard page */
    size_t map_size;
};

/* Maps a block of `size` bytes, all GUARD_PATTERN. Ends the test program if there is no memory. */
static inline struct guard guard_make(size_t size, enum guard_edge edge)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t inner = (size + page - 1) / page * page;
    struct guard g = {.size = size, .map_size = inner + 2 * page};
    g.map = mmap(NULL, g.map_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (g.map == MAP_FAILED ||
        (inner > 0 && mprotect(g.map + page, inner, PROT_READ | PROT_WRITE))) {
        perror("guard_make");
        abort();
    }
    memset(g.map + page, GUARD_PATTERN, inner);
    g.data = g.map + page + (edge == GUARD_AFTER ? inner - size : 0);
    return g;
}

/* Unmaps the block; false if bytes beside it were written. */
static inline bool guard_finish(struct guard *g)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    bool intact = true;
    for (uint8_t *p = g->map + page; p < g->map + g->map_size - page; p++)
        if ((p < g->data || p >= g->data + g->size) && *p != GUARD_PATTERN)
            intact = false;
    munmap(g->map, g->map_size);
    *g = (struct guard){0};
    return intact;
}

#endif
