/* A hash table of chains, and a list from the last used to the one longest out of use. */
#include "font/layout_cache.h"

#include <stdlib.h>

#include "base/budget.h"
#include "base/error.h"

enum { BUCKETS = 4096 };

struct entry {
    struct key key;
    struct layout *layout;
    size_t bytes;
    struct entry *chain;         /* the next one in its bucket */
    struct entry *newer, *older; /* by use */
};

struct layout_cache {
    struct entry *buckets[BUCKETS];
    struct entry *newest, *oldest;
    size_t bytes, limit;
};

struct layout_cache *layout_cache_create(size_t bytes)
{
    struct layout_cache *c = calloc(1, sizeof *c);
    if (c == NULL)
        error_set("no memory for a cache of text layouts");
    else
        c->limit = bytes;
    return c;
}

static struct entry **bucket_of(struct layout_cache *c, struct key key)
{
    return &c->buckets[key.a % BUCKETS];
}

static void unlink_use(struct layout_cache *c, struct entry *e)
{
    *(e->newer != NULL ? &e->newer->older : &c->newest) = e->older;
    *(e->older != NULL ? &e->older->newer : &c->oldest) = e->newer;
}

static void link_newest(struct layout_cache *c, struct entry *e)
{
    e->newer = NULL;
    e->older = c->newest;
    *(c->newest != NULL ? &c->newest->newer : &c->oldest) = e;
    c->newest = e;
}

static void drop_oldest(struct layout_cache *c)
{
    struct entry *e = c->oldest;
    struct entry **at = bucket_of(c, e->key);
    while (*at != e)
        at = &(*at)->chain;
    *at = e->chain;
    unlink_use(c, e);
    c->bytes -= e->bytes;
    layout_unref(e->layout);
    free(e);
}

void layout_cache_destroy(struct layout_cache *c)
{
    while (c != NULL && c->oldest != NULL)
        drop_oldest(c);
    free(c);
}

struct layout *layout_cache_find(struct layout_cache *c, struct key key)
{
    struct entry *e = *bucket_of(c, key);
    while (e != NULL && !key_equal(e->key, key))
        e = e->chain;
    if (e == NULL)
        return NULL;
    if (e != c->newest) {
        unlink_use(c, e);
        link_newest(c, e);
    }
    return e->layout;
}

static size_t size_of(const struct layout *l)
{
    size_t bytes = sizeof(struct entry) + sizeof *l + l->line_count * sizeof *l->lines;
    for (uint32_t i = 0; i < l->line_count; i++) {
        const struct layout_line *line = &l->lines[i];
        const struct glyph_list *g = line->glyphs;
        bytes += line->picture_count * sizeof *line->pictures + sizeof *g +
                 g->count * sizeof *g->glyphs + g->face_count * sizeof *g->faces;
    }
    return bytes;
}

void layout_cache_add(struct layout_cache *c, struct key key, struct layout *layout)
{
    const size_t bytes = size_of(layout);
    struct entry *e = bytes <= c->limit / 4 ? malloc(sizeof *e) : NULL;
    if (e == NULL)
        return;
    while (c->bytes + bytes > c->limit || (budget_short() && c->oldest != NULL))
        drop_oldest(c);
    struct entry **bucket = bucket_of(c, key);
    *e = (struct entry){key, layout_ref(layout), bytes, *bucket, NULL, NULL};
    *bucket = e;
    link_newest(c, e);
    c->bytes += bytes;
}

size_t layout_cache_bytes(const struct layout_cache *c)
{
    return c->bytes;
}
