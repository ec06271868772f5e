/* Faces by key: a hash table that holds a reference to each. */
#ifndef FONT_FACE_TABLE_H
#define FONT_FACE_TABLE_H

#include "font/face.h"

/* A zeroed one is empty. */
struct face_table {
    struct face_slot *slots; /* a power of two of them, or NULL */
    uint32_t count, capacity;
};

/* NULL if there is none. The reference is the table's. */
struct face *face_table_find(const struct face_table *t, struct key key);

/* Adds a face under a key that is not in the table yet, and returns it; takes over the reference.
 * NULL with an error text without memory; the reference is then gone. */
struct face *face_table_add(struct face_table *t, struct key key, struct face *face);

/* Empties it; keeps the memory. */
void face_table_clear(struct face_table *t);

void face_table_finish(struct face_table *t);

#endif
