/* Open addressing with linear probing, at most half full. Keys are hashes already. */
#include "font/face_table.h"

#include <stdlib.h>

#include "base/error.h"

struct face_slot {
    struct key key;
    struct face *face; /* NULL: free */
};

/* Where the key is, or would be. */
static struct face_slot *slot(const struct face_table *t, struct key key)
{
    uint32_t i = (uint32_t)(key.a ^ key.b) & (t->capacity - 1);
    while (t->slots[i].face != NULL && !key_equal(t->slots[i].key, key))
        i = (i + 1) & (t->capacity - 1);
    return &t->slots[i];
}

struct face *face_table_find(const struct face_table *t, struct key key)
{
    return t->capacity > 0 ? slot(t, key)->face : NULL;
}

static bool grow(struct face_table *t)
{
    struct face_table larger = {.count = t->count,
                                .capacity = t->capacity > 0 ? 2 * t->capacity : 64};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL)
        return error_set("no memory for the table of fonts");
    for (uint32_t i = 0; i < t->capacity; i++)
        if (t->slots[i].face != NULL)
            *slot(&larger, t->slots[i].key) = t->slots[i];
    free(t->slots);
    *t = larger;
    return true;
}

struct face *face_table_add(struct face_table *t, struct key key, struct face *face)
{
    if (2 * t->count >= t->capacity && !grow(t)) {
        face_unref(face);
        return NULL;
    }
    *slot(t, key) = (struct face_slot){key, face};
    t->count++;
    return face;
}

void face_table_clear(struct face_table *t)
{
    for (uint32_t i = 0; i < t->capacity; i++) {
        face_unref(t->slots[i].face);
        t->slots[i].face = NULL;
    }
    t->count = 0;
}

void face_table_finish(struct face_table *t)
{
    face_table_clear(t);
    free(t->slots);
    *t = (struct face_table){0};
}
