/* A strike is a hash table of the glyphs of one face at one size, so that looking up a glyph of a
 * text compares one number. All strikes' glyphs are in one chain, from which those go that were not
 * wanted since they were linked; the others are linked anew (second chance). Looking up a glyph
 * thus changes nothing but the number of the list that wants it. */
#define LOG_MODULE "font"
#include "font/glyph_cache.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/log.h"
#include "base/minmax.h"
#include "raster/flatten.h"
#include "raster/scratch.h"
#include "raster/shape.h"

enum {
    STRIKES = 256,     /* buckets of strikes */
    BUCKETS_FIRST = 8, /* of a strike; doubled when as many glyphs are in it */
    OUTLINE = GLYPH_PHASES,
    VARIANTS = 8, /* phases, and the outline */
};

/* A mask is kept, so its curves may have three times as many pieces as those of other paths: then
 * it is the exact area within 1/255. */
static const double TOLERANCE = 0.001;

/* A mask or an outline. What looking up a mask reads stands together at the end. */
struct glyph {
    struct glyph *newer, *older;
    struct glyph_strike *strike;
    size_t block, bytes;  /* of this; with the outline */
    uint64_t used_before; /* `used` when it got its place in the chain … */
    uint64_t linked;      /* … which was in this list */
    struct path outline;

    uint64_t code; /* glyph and variant */
    struct glyph *next_in_bucket;
    atomic_uint_fast64_t used; /* the list that wanted it last */
    struct glyph_mask mask;
};

struct glyph_strike {
    struct glyph_cache *cache;
    struct key key; /* the face's */
    struct face *face;
    double size;
    struct glyph **buckets;
    uint32_t mask, count; /* buckets, less one; glyphs */
    struct glyph_strike *next_in_bucket;
};

struct glyph_cache {
    size_t bytes, bytes_max;
    uint64_t list; /* counts lists */
    struct glyph *newest, *oldest;
    struct glyph_strike *strikes[STRIKES];
    bool any_empty;   /* perhaps a strike without glyphs */
    struct path path; /* the glyph that is being made … */
    struct path flat; /* … in straight pieces */
    struct arena arena;
    struct scratch scratch;
};

struct glyph_cache *glyph_cache_create(size_t bytes)
{
    struct glyph_cache *c = calloc(1, sizeof *c);
    if (c == NULL)
        error_set("no memory for glyphs");
    else
        c->bytes_max = bytes;
    return c;
}

static struct glyph_strike **strike_bucket(struct glyph_cache *c, struct key face, double size)
{
    uint64_t bits;
    memcpy(&bits, &size, sizeof bits);
    return &c->strikes[key_mix(face, bits, 0).a % STRIKES];
}

static size_t strike_bytes(const struct glyph_strike *s)
{
    return sizeof *s + (s->mask + (size_t)1) * sizeof *s->buckets;
}

static void free_empty_strikes(struct glyph_cache *c)
{
    for (int i = 0; i < STRIKES; i++)
        for (struct glyph_strike **link = &c->strikes[i], *s; (s = *link) != NULL;) {
            if (s->count > 0) {
                link = &s->next_in_bucket;
                continue;
            }
            *link = s->next_in_bucket;
            c->bytes -= strike_bytes(s);
            free(s->buckets);
            free(s);
        }
    c->any_empty = false;
}

static void unlink_chain(struct glyph_cache *c, struct glyph *g)
{
    *(g->newer != NULL ? &g->newer->older : &c->newest) = g->older;
    *(g->older != NULL ? &g->older->newer : &c->oldest) = g->newer;
}

static void link_newest(struct glyph_cache *c, struct glyph *g)
{
    g->newer = NULL;
    g->older = c->newest;
    *(c->newest != NULL ? &c->newest->newer : &c->oldest) = g;
    c->newest = g;
    g->used_before = atomic_load_explicit(&g->used, memory_order_relaxed);
    g->linked = c->list;
}

/* Which bucket. The codes' own low bits would not do: most text is at few of the phases. */
static uint32_t place(const struct glyph_strike *s, uint64_t code)
{
    return (uint32_t)(code * UINT64_C(0x9e3779b97f4a7c15) >> 32) & s->mask;
}

static void free_glyph(struct glyph_cache *c, struct glyph *g)
{
    struct glyph_strike *s = g->strike;
    struct glyph **link = &s->buckets[place(s, g->code)];
    while (*link != g)
        link = &(*link)->next_in_bucket;
    *link = g->next_in_bucket;
    unlink_chain(c, g);
    c->bytes -= g->bytes;
    path_finish(&g->outline);
    budget_free(g, g->block);
    s->count--;
    c->any_empty |= s->count == 0;
}

/* Frees what the list in flight does not use until there is room for `bytes` more; all of it where
 * memory is short. */
static void make_room(struct glyph_cache *c, size_t bytes)
{
    /* One that was linked in this list has been looked at already, and so have those behind it. */
    while (c->oldest != NULL && c->oldest->linked != c->list &&
           (c->bytes + bytes > c->bytes_max || budget_short())) {
        struct glyph *g = c->oldest;
        if (atomic_load_explicit(&g->used, memory_order_relaxed) == g->used_before) {
            free_glyph(c, g);
        } else {
            unlink_chain(c, g);
            link_newest(c, g);
        }
    }
}

/* Makes it. False with an error text if the list in flight uses too much already. */
static bool have_room(struct glyph_cache *c, size_t bytes)
{
    make_room(c, bytes);
    if (c->bytes + bytes > 4 * c->bytes_max)
        return error_set("a text of more than %zu MB of different glyphs", 4 * c->bytes_max >> 20);
    return true;
}

void glyph_cache_begin(struct glyph_cache *c)
{
    c->list++;
}

void glyph_cache_end(struct glyph_cache *c)
{
    c->list++;
    make_room(c, 0);
    if (c->any_empty)
        free_empty_strikes(c);
}

void glyph_cache_destroy(struct glyph_cache *c)
{
    if (c == NULL)
        return;
    while (c->oldest != NULL)
        free_glyph(c, c->oldest);
    free_empty_strikes(c);
    path_finish(&c->path);
    path_finish(&c->flat);
    arena_finish(&c->arena);
    scratch_finish(&c->scratch);
    free(c);
}

size_t glyph_cache_bytes(const struct glyph_cache *c)
{
    return c->bytes;
}

static struct glyph_strike *make_strike(struct glyph_cache *c, struct key face, double size)
{
    if (!have_room(c, sizeof(struct glyph_strike) + BUCKETS_FIRST * sizeof(struct glyph *)))
        return NULL;
    struct glyph_strike *s = calloc(1, sizeof *s);
    struct glyph **buckets = calloc(BUCKETS_FIRST, sizeof *buckets);
    if (s == NULL || buckets == NULL) {
        free(s);
        free(buckets);
        error_set("no memory for glyphs");
        return NULL;
    }
    *s = (struct glyph_strike){
        .cache = c, .key = face, .size = size, .buckets = buckets, .mask = BUCKETS_FIRST - 1};
    c->bytes += strike_bytes(s);
    c->any_empty = true; /* until it has a glyph */
    return s;
}

struct glyph_strike *glyph_cache_strike(struct glyph_cache *c, struct face *f, double size)
{
    const struct key key = face_key(f);
    struct glyph_strike **bucket = strike_bucket(c, key, size), *s = *bucket;
    while (s != NULL && !(key_equal(s->key, key) && s->size == size))
        s = s->next_in_bucket;
    if (s == NULL) {
        s = make_strike(c, key, size);
        if (s == NULL)
            return NULL;
        s->next_in_bucket = *bucket;
        *bucket = s;
    }
    s->face = f; /* the caller's, who has it at least until the list is drawn */
    return s;
}

static void grow(struct glyph_strike *s)
{
    const uint32_t old = s->mask + 1;
    const size_t more = old * sizeof *s->buckets;
    struct glyph **before = s->buckets, **buckets = NULL;
    if (have_room(s->cache, more))
        buckets = calloc((size_t)2 * old, sizeof *buckets);
    if (buckets == NULL)
        return; /* longer chains */
    s->buckets = buckets;
    s->mask = 2 * old - 1;
    for (uint32_t i = 0; i < old; i++)
        for (struct glyph *g = before[i], *next; g != NULL; g = next) {
            struct glyph **bucket = &buckets[place(s, g->code)];
            next = g->next_in_bucket;
            g->next_in_bucket = *bucket;
            *bucket = g;
        }
    free(before);
    s->cache->bytes += more;
}

/* Adds a glyph with room for `coverage` bytes; its outline will take so many `more`. */
static struct glyph *add(struct glyph_strike *s, uint64_t code, size_t coverage, size_t more)
{
    struct glyph_cache *c = s->cache;
    const size_t block = sizeof(struct glyph) + coverage, bytes = block + more;
    if (!have_room(c, bytes))
        return NULL;
    struct glyph *g = budget_resize(NULL, 0, block);
    if (g == NULL) {
        error_prefix("a glyph");
        return NULL;
    }
    memset(g, 0, block);
    g->code = code;
    g->strike = s;
    atomic_init(&g->used, c->list);
    g->block = block;
    g->bytes = bytes;
    c->bytes += bytes;
    if (s->count++ > s->mask)
        grow(s);
    struct glyph **bucket = &s->buckets[place(s, code)];
    g->next_in_bucket = *bucket;
    *bucket = g;
    link_newest(c, g);
    return g;
}

/* The outline as the face has it, in c->path; none if it is broken. False with an error text if
 * there was no memory for it: that passes. */
static bool take_outline(struct glyph_strike *s, uint32_t glyph, bool hinted)
{
    struct path *p = &s->cache->path;
    const unsigned refusals = budget_refusals();
    path_clear(p);
    if (!face_outline(s->face, glyph, s->size, hinted, p)) {
        if (budget_refusals() != refusals)
            return error_prefix("a glyph");
        log_warning("a glyph is left out: %s", error_text());
        path_clear(p);
    }
    if (!path_is_finite(p))
        path_clear(p);
    return true;
}

/* Appends a curve or a line in straight pieces. */
static bool add_pieces(struct path *flat, enum path_verb verb, const struct point *points)
{
    enum { PIECES_MAX = 256 };
    struct point ends[PIECES_MAX], from = {0, 0};
    path_end(flat, &from); /* a subpath has been begun: paths are made so */
    uint32_t count = flatten_count(verb, from, points, TOLERANCE);
    count = count < PIECES_MAX ? count : PIECES_MAX;
    flatten_points(verb, from, points, count, ends);
    bool ok = true;
    for (uint32_t i = 0; ok && i < count; i++)
        ok = path_line(flat, ends[i]);
    return ok;
}

/* c->path, moved to the right, in straight pieces: c->flat. */
static bool flatten(struct glyph_cache *c, double dx)
{
    path_transform(&c->path, &(struct matrix){1, 0, 0, 1, dx, 0});
    path_clear(&c->flat);
    bool ok = true;
    const struct point *p = c->path.points;
    for (uint32_t i = 0; ok && i < c->path.verb_count; i++) {
        const enum path_verb verb = (enum path_verb)c->path.verbs[i];
        if (verb == PATH_MOVE)
            ok = path_move(&c->flat, p[0]);
        else if (verb == PATH_CLOSE)
            ok = path_close(&c->flat);
        else
            ok = add_pieces(&c->flat, verb, p);
        p += path_verb_points((uint8_t)verb);
    }
    return ok;
}

static double clamp(double v, double far)
{
    return fmax(fmin(v, far), -far);
}

/* The pixels that a mask may have, about its origin. */
static struct rect ink_bounds(const struct path *p, double size)
{
    struct point least, most;
    if (!path_bounds(p, &least, &most))
        return (struct rect){0};
    const double far = fmin(GLYPH_EMS_MAX * size, SURFACE_MAX_SIDE * 0.5);
    return (struct rect){(int)floor(clamp(least.x, far)), (int)floor(clamp(least.y, far)),
                         (int)ceil(clamp(most.x, far)), (int)ceil(clamp(most.y, far))};
}

static void cover(struct glyph_mask *m, const struct shape *shape, struct scratch *scratch)
{
    const int stride = glyph_stride(m->width);
    struct rect r = shape->box;
    for (uint8_t *out = m->coverage; r.y0 < shape->box.y1; r.y0 = r.y1) {
        r.y1 = int_min(r.y0 + SCRATCH_ROWS, shape->box.y1);
        const bool any = shape_coverage(shape, r, scratch->coverage, scratch->stride, scratch);
        for (int y = r.y0; y < r.y1; y++, out += stride)
            if (any)
                memcpy(out, scratch->coverage + (size_t)(y - r.y0) * scratch->stride,
                       (size_t)m->width);
    }
}

static struct glyph *make_mask(struct glyph_strike *s, uint64_t code, uint32_t glyph,
                               unsigned phase)
{
    struct glyph_cache *c = s->cache;
    struct shape shape;
    arena_reset(&c->arena);
    if (!take_outline(s, glyph, true) || !flatten(c, (double)phase / GLYPH_PHASES) ||
        !shape_from_path(&shape, &c->flat, false, ink_bounds(&c->flat, s->size), &c->arena))
        return NULL;
    if (shape.kind == SHAPE_EMPTY)
        return add(s, code, 0, 0);
    const int width = shape.box.x1 - shape.box.x0, height = shape.box.y1 - shape.box.y0;
    if (!scratch_reserve(&c->scratch, width))
        return NULL;
    struct glyph *g = add(s, code, glyph_bytes(width, height), 0);
    if (g == NULL)
        return NULL;
    g->mask.left = shape.box.x0;
    g->mask.top = shape.box.y0;
    g->mask.width = width;
    g->mask.height = height;
    cover(&g->mask, &shape, &c->scratch);
    return g;
}

static struct glyph *make_outline(struct glyph_strike *s, uint64_t code, uint32_t glyph)
{
    const struct path *p = &s->cache->path;
    if (!take_outline(s, glyph, false))
        return NULL;
    struct glyph *g = add(s, code, 0, p->verb_count + p->point_count * sizeof *p->points);
    if (g != NULL && !path_add(&g->outline, p, &MATRIX_IDENTITY)) {
        free_glyph(s->cache, g);
        return NULL;
    }
    return g;
}

/* Counts it as used. */
static struct glyph *find(const struct glyph_strike *s, uint64_t code)
{
    const uint64_t list = s->cache->list;
    struct glyph *g = s->buckets[place(s, code)];
    while (g != NULL && g->code != code)
        g = g->next_in_bucket;
    /* Not written in vain, which would take it out of other cores' caches. */
    if (g != NULL && atomic_load_explicit(&g->used, memory_order_relaxed) != list)
        atomic_store_explicit(&g->used, list, memory_order_relaxed);
    return g;
}

static uint64_t mask_code(uint32_t glyph, unsigned phase)
{
    return (uint64_t)glyph * VARIANTS + phase;
}

const struct glyph_mask *glyph_cache_find(const struct glyph_strike *s, uint32_t glyph,
                                          unsigned phase)
{
    const struct glyph *g = find(s, mask_code(glyph, phase));
    return g == NULL ? NULL : &g->mask;
}

const struct glyph_mask *glyph_cache_mask(struct glyph_strike *s, uint32_t glyph, unsigned phase)
{
    const uint64_t code = mask_code(glyph, phase);
    struct glyph *g = find(s, code);
    if (g == NULL)
        g = make_mask(s, code, glyph, phase);
    return g == NULL ? NULL : &g->mask;
}

const struct path *glyph_cache_outline(struct glyph_strike *s, uint32_t glyph)
{
    const uint64_t code = (uint64_t)glyph * VARIANTS + OUTLINE;
    struct glyph *g = find(s, code);
    if (g == NULL)
        g = make_outline(s, code, glyph);
    return g == NULL ? NULL : &g->outline;
}
