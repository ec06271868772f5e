/* A target's life, and that of its list. Two rules make what reads other targets exact: a source is
 * flushed before it is read, and its readers are drawn before it changes. */
#define LOG_MODULE "scene"
#include "scene/target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/log.h"
#include "scene/key_words.h"
#include "scene/scene_impl.h"

/* Few, since a script may have very many small canvases. */
enum { COMMANDS_FIRST = 8, FIRST_BYTES = COMMANDS_FIRST * sizeof(struct command) };

/* The key of tiles that were never drawn on. */
static const struct key TRANSPARENT = {UINT64_C(0x7472616e73706172), UINT64_C(0x656e74)};
static const struct key EMPTY_LIST = {UINT64_C(0x6c697374), UINT64_C(0x656d707479)};

static struct target *create(struct scene *scene)
{
    struct target *t = budget_resize(NULL, 0, sizeof *t);
    struct command *commands = t == NULL ? NULL : budget_resize(NULL, 0, FIRST_BYTES);
    if (commands == NULL) {
        budget_free(t, sizeof *t);
        error_prefix("a canvas");
        return NULL;
    }
    *t = (struct target){.scene = scene, .commands = commands};
    t->capacity = COMMANDS_FIRST;
    t->list = EMPTY_LIST;
    return t;
}

static size_t keys_bytes(const struct target *t)
{
    return (size_t)tile_grid_count(&t->memory.grid) * sizeof *t->memory.keys;
}

/* A target that owns the pixels, which become its own. NULL with an error text. */
static struct target *create_owner(struct scene *scene, struct surface *pixels)
{
    struct target *t = create(scene);
    if (t == NULL)
        return NULL;
    const int width = pixels->width, height = pixels->height;
    t->memory.grid =
        tile_grid_make(width, height, scene->options.tile_width, scene->options.tile_height);
    t->memory.keys = budget_resize(NULL, 0, keys_bytes(t));
    if (t->memory.keys == NULL) {
        error_prefix("a canvas of %dx%d pixels", width, height);
        target_destroy(t);
        return NULL;
    }
    t->owns_memory = true;
    t->memory.surface = *pixels;
    *pixels = (struct surface){0};
    return t;
}

struct target *target_create(struct scene *scene, int width, int height)
{
    struct surface pixels;
    if (!surface_init(&pixels, width, height))
        return NULL;
    struct target *t = create_owner(scene, &pixels);
    if (t == NULL) {
        surface_finish(&pixels);
        return NULL;
    }
    for (int i = 0; i < tile_grid_count(&t->memory.grid); i++)
        t->memory.keys[i] = TRANSPARENT;
    return t;
}

/* The tiles under r hold something that no list of commands describes. */
static void mark_fresh(struct target *t, struct rect r)
{
    const struct tile_grid *g = &t->memory.grid;
    t->repeatable = false;
    t->content_known = false;
    if (rect_empty(r))
        return;
    const struct key fresh = scene_fresh_key(t->scene);
    for (int row = r.y0 / g->tile_height; row <= (r.y1 - 1) / g->tile_height; row++)
        for (int column = r.x0 / g->tile_width; column <= (r.x1 - 1) / g->tile_width; column++) {
            t->memory.keys[row * g->columns + column] = fresh;
            if (t->changed != NULL)
                t->changed[row] |= UINT64_C(1) << column;
        }
}

struct target *target_create_from(struct scene *scene, struct surface *pixels)
{
    struct target *t = create_owner(scene, pixels);
    if (t != NULL)
        mark_fresh(t, surface_bounds(&t->memory.surface));
    return t;
}

struct target *target_create_on(struct scene *scene, const struct target_memory *memory)
{
    struct target *t = create(scene);
    if (t == NULL)
        return NULL;
    t->memory = *memory;
    mark_fresh(t, surface_bounds(&t->memory.surface));
    return t;
}

static bool reads(const struct target *reader, const struct target *source)
{
    for (int i = 0; i < reader->source_count; i++)
        if (reader->sources[i] == source)
            return true;
    return false;
}

/* Lets others draw what they recorded from this target's present pixels, before those change. No
 * circle is possible: recording a read flushes the source, so of the reads that wait in a circle
 * the last one recorded would have emptied its source's list. */
static void flush_readers(struct target *t)
{
    for (struct target *w = t->scene->waiting; w != NULL;) {
        if (w != t && reads(w, t)) {
            target_flush(w);
            w = t->scene->waiting; /* the flush changed the chain */
        } else {
            w = w->next_waiting;
        }
    }
}

static void stop_waiting(struct target *t)
{
    for (struct target **link = &t->scene->waiting; *link != NULL; link = &(*link)->next_waiting) {
        if (*link == t) {
            *link = t->next_waiting;
            break;
        }
    }
    t->next_waiting = NULL;
}

/* The arrays of an empty list become as small as they were. */
static void shrink(struct target *t)
{
    budget_free(t->records, t->record_capacity * sizeof(struct record *));
    t->records = NULL;
    t->record_capacity = 0;
    if (t->capacity == COMMANDS_FIRST)
        return;
    /* A new one: cutting the old one in place would leave heaps full of holes. */
    struct command *few = budget_resize(NULL, 0, FIRST_BYTES);
    if (few != NULL) {
        budget_free(t->commands, t->capacity * sizeof *t->commands);
        t->commands = few;
        t->capacity = COMMANDS_FIRST;
    }
}

void target_drop_list(struct target *t)
{
    for (uint32_t i = 0; i < t->record_count; i++) {
        struct record *r = t->records[i];
        clip_unref(r->clip);
        gradient_stops_unref(r->stops);
        if (r->glyphs != NULL)
            path_finish(&r->path);
        glyph_list_unref(r->glyphs);
    }
    t->record_count = 0;
    if (budget_short())
        shrink(t);
    arena_reset(&t->arena);
    surface_finish(&t->copy);
    t->source_count = 0;
    t->count = 0;
    t->entries = 0;
    t->held_bytes = 0;
    t->layer_bytes = 0;
    t->glyph_bytes = 0;
    t->last_clip = NULL;
    t->last_stops = NULL;
    t->list = EMPTY_LIST;
    stop_waiting(t);
}

void target_destroy(struct target *t)
{
    if (t == NULL)
        return;
    flush_readers(t);
    target_drop_list(t);
    if (t->owns_memory) {
        surface_finish(&t->memory.surface);
        budget_free(t->memory.keys, keys_bytes(t));
    }
    arena_finish(&t->arena);
    free(t->changed);
    budget_free(t->commands, t->capacity * sizeof *t->commands);
    budget_free(t->records, t->record_capacity * sizeof(struct record *));
    budget_free(t->sources, (size_t)t->source_capacity * sizeof(struct target *));
    budget_free(t, sizeof *t);
}

int target_width(const struct target *t)
{
    return t->memory.surface.width;
}

int target_height(const struct target *t)
{
    return t->memory.surface.height;
}

/* Turns the list into pixels. False when memory was missing: what the pixels are is then unknown.
 */
static bool draw_list(struct target *t)
{
    struct scene *s = t->scene;
    if (scene_reserve_scratch(s, target_width(t)) == 0) {
        log_warning("%u drawings are left out: %s", (unsigned)t->count, error_text());
        return false;
    }
    const bool prepared = prepare_list(t);
    if (!bands_fill(&s->bands, t)) {
        draw_plainly(t); /* slower, and as if by hand */
        return false;
    }
    t->repeatable = draw_bands(t);
    return prepared;
}

void target_flush(struct target *t)
{
    if (t->count == 0)
        return;
    struct scene *s = t->scene;
    s->stats.flushes++;
    if (t->repeatable && key_equal(t->list, t->last_list) && !s->options.redraw_all) {
        s->stats.lists_skipped++;
        target_drop_list(t);
        return;
    }
    flush_readers(t);
    layers_begin(&s->layers);
    if (!draw_list(t))
        mark_fresh(t, surface_bounds(&t->memory.surface));
    layers_end(&s->layers);
    if (s->glyph_cache != NULL)
        glyph_cache_end(s->glyph_cache);
    for (int i = 0; i < pool_threads(s->pool); i++)
        arena_reset(&s->workers[i].arena);
    t->last_list = t->list;
    t->content_known = false;
    target_drop_list(t);
}

struct key target_content(struct target *t)
{
    assert(t->count == 0);
    if (!t->content_known) {
        const struct tile_grid *g = &t->memory.grid;
        struct key k = {key_pair(g->width, g->height), key_pair(g->tile_width, g->tile_height)};
        for (int i = 0; i < tile_grid_count(g); i++)
            k = key_mix(k, t->memory.keys[i].a, t->memory.keys[i].b);
        t->content = k;
        t->content_known = true;
    }
    return t->content;
}

bool target_add_source(struct target *t, struct target *source)
{
    if (reads(t, source))
        return true;
    if (t->source_count == t->source_capacity) {
        int capacity = t->source_capacity == 0 ? 8 : t->source_capacity * 2;
        struct target **grown =
            budget_resize(t->sources, (size_t)t->source_capacity * sizeof *grown,
                          (size_t)capacity * sizeof *grown);
        if (grown == NULL)
            return error_prefix("to draw a canvas");
        t->sources = grown;
        t->source_capacity = capacity;
    }
    t->sources[t->source_count++] = source;
    return true;
}

const struct surface *target_read(struct target *t)
{
    target_flush(t);
    return &t->memory.surface;
}

const struct key *target_keys(const struct target *t)
{
    return t->memory.keys;
}

const struct tile_grid *target_grid(const struct target *t)
{
    return &t->memory.grid;
}

bool target_track(struct target *t)
{
    if (t->changed == NULL)
        t->changed = calloc((size_t)t->memory.grid.rows, sizeof *t->changed);
    return t->changed != NULL || error_set("no memory to count what changes on a canvas");
}

int64_t target_take_changed(struct target *t, struct rect *box)
{
    const struct tile_grid *g = &t->memory.grid;
    int64_t pixels = 0;
    *box = (struct rect){0};
    for (int row = 0; t->changed != NULL && row < g->rows; row++) {
        for (uint64_t bits = t->changed[row]; bits != 0; bits &= bits - 1) {
            const int column = __builtin_ctzll(bits);
            const struct rect tile = tile_grid_run(g, row, column, column + 1);
            *box = rect_union(*box, tile);
            pixels += (int64_t)(tile.x1 - tile.x0) * (tile.y1 - tile.y0);
        }
        t->changed[row] = 0;
    }
    return pixels;
}

struct surface *target_map(struct target *t)
{
    target_flush(t);
    flush_readers(t);
    t->mapped = true;
    return &t->memory.surface;
}

void target_unmap(struct target *t, struct rect touched)
{
    t->mapped = false;
    mark_fresh(t, rect_intersect(touched, surface_bounds(&t->memory.surface)));
}
