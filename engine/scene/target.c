/* Recording: a command is hashed when it is appended, and the list with it. Two rules make it
 * exact: a source is flushed before it is read, and its readers are drawn before it changes. */
#include "scene/target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "scene/scene_impl.h"

enum { COMMANDS_FIRST = 8 }; /* few, since a script may have very many small canvases */

/* The key of tiles that were never drawn on. */
static const struct key TRANSPARENT = {UINT64_C(0x7472616e73706172), UINT64_C(0x656e74)};
static const struct key EMPTY_LIST = {UINT64_C(0x6c697374), UINT64_C(0x656d707479)};

static struct target *create(struct scene *scene)
{
    struct target *t = calloc(1, sizeof *t);
    if (t == NULL || (t->commands = malloc(COMMANDS_FIRST * sizeof *t->commands)) == NULL) {
        free(t);
        error_set("no memory for a canvas");
        return NULL;
    }
    t->scene = scene;
    t->capacity = COMMANDS_FIRST;
    t->list = EMPTY_LIST;
    return t;
}

struct target *target_create(struct scene *scene, int width, int height)
{
    struct target *t = create(scene);
    if (t == NULL)
        return NULL;
    t->owns_memory = true;
    if (!surface_init(&t->memory.surface, width, height)) {
        target_destroy(t);
        return NULL;
    }
    t->memory.grid =
        tile_grid_make(width, height, scene->options.tile_width, scene->options.tile_height);
    const size_t tiles = (size_t)tile_grid_count(&t->memory.grid);
    t->memory.keys = malloc(tiles * sizeof *t->memory.keys);
    if (t->memory.keys == NULL) {
        error_set("no memory for a canvas of %dx%d pixels", width, height);
        target_destroy(t);
        return NULL;
    }
    for (size_t i = 0; i < tiles; i++)
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
        for (int column = r.x0 / g->tile_width; column <= (r.x1 - 1) / g->tile_width; column++)
            t->memory.keys[row * g->columns + column] = fresh;
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

static void drop_list(struct target *t)
{
    surface_finish(&t->copy);
    t->source_count = 0;
    t->count = 0;
    t->entries = 0;
    t->list = EMPTY_LIST;
    stop_waiting(t);
}

void target_destroy(struct target *t)
{
    if (t == NULL)
        return;
    flush_readers(t);
    drop_list(t);
    if (t->owns_memory) {
        surface_finish(&t->memory.surface);
        free(t->memory.keys);
    }
    free(t->commands);
    free(t->sources);
    free(t);
}

int target_width(const struct target *t)
{
    return t->memory.surface.width;
}

int target_height(const struct target *t)
{
    return t->memory.surface.height;
}

void target_flush(struct target *t)
{
    if (t->count == 0)
        return;
    t->scene->stats.flushes++;
    if (t->repeatable && key_equal(t->list, t->last_list) && !t->scene->options.redraw_all) {
        t->scene->stats.lists_skipped++;
        drop_list(t);
        return;
    }
    flush_readers(t);
    if (bands_fill(&t->scene->bands, t)) {
        t->repeatable = draw_bands(t);
        t->last_list = t->list;
        t->content_known = false;
    } else { /* no memory: slower, and as if by hand */
        draw_plainly(t);
        mark_fresh(t, surface_bounds(&t->memory.surface));
    }
    drop_list(t);
}

static uint64_t pair(int a, int b)
{
    return (uint64_t)(uint32_t)a << 32 | (uint32_t)b;
}

/* Makes room for one more command: more memory, or, at a bound, by drawing what is there. */
static void make_room(struct target *t)
{
    if (t->count == t->capacity && t->capacity < COMMANDS_MAX) {
        struct command *grown = realloc(t->commands, 2 * sizeof *grown * t->capacity);
        if (grown != NULL) {
            t->commands = grown;
            t->capacity *= 2;
        }
    }
    if (t->count == t->capacity || t->entries >= ENTRIES_MAX)
        target_flush(t);
}

static inline void reserve(struct target *t)
{
    assert(!t->mapped);
    if (t->count == t->capacity || t->entries >= ENTRIES_MAX)
        make_room(t);
}

/* Adds a command whose union the caller fills in; there must be room. `detail` stands for what is
 * in that union. Written in place: building a command elsewhere and copying it takes three times
 * as long, since its narrow stores are read back by wide loads too soon. */
static inline struct command *append(struct target *t, enum command_kind kind, struct rect box,
                                     uint32_t color, bool over, struct key detail)
{
    if (t->count == 0) {
        t->next_waiting = t->scene->waiting;
        t->scene->waiting = t;
    }
    struct key k = key_mix(detail, pair(box.x0, box.y0), pair(box.x1, box.y1));
    k = key_mix(k, pair((int)color, over), kind);
    t->list = key_mix(t->list, k.a, k.b);
    const int height = t->memory.grid.tile_height;
    t->entries += (uint32_t)((box.y1 - 1) / height - box.y0 / height + 1);
    t->scene->stats.commands++;
    struct command *c = &t->commands[t->count++];
    c->hash = k;
    c->box = box;
    c->kind = (uint8_t)kind;
    c->over = over;
    c->color = color;
    return c;
}

/* True if the colour changes nothing below it; sets *over to false if it hides all below it. */
static bool is_invisible(uint32_t color, bool *over)
{
    if (*over && color >> 24 == 255)
        *over = false;
    return *over && color == 0;
}

void target_fill(struct target *t, struct rect r, uint32_t color, enum composite_operator op)
{
    bool over = op == COMPOSITE_SOURCE_OVER;
    r = rect_intersect(r, surface_bounds(&t->memory.surface));
    if (rect_empty(r) || is_invisible(color, &over))
        return;
    reserve(t);
    append(t, COMMAND_FILL, r, color, over, (struct key){0, 0});
}

void target_line(struct target *t, struct rect clip, int x0, int y0, int x1, int y1, uint32_t color,
                 enum composite_operator op)
{
    bool over = op == COMPOSITE_SOURCE_OVER;
    const struct line l = line_make(x0, y0, x1, y1);
    struct rect box = rect_intersect(clip, surface_bounds(&t->memory.surface));
    box = rect_intersect(box, line_bounds(&l));
    if (rect_empty(box) || is_invisible(color, &over))
        return;
    reserve(t);
    const struct key detail = {pair(l.x0, l.y0), pair(l.x1, l.y1)};
    append(t, COMMAND_LINE, box, color, over, detail)->line = l;
}

struct key target_content(struct target *t)
{
    assert(t->count == 0);
    if (!t->content_known) {
        const struct tile_grid *g = &t->memory.grid;
        struct key k = {pair(g->width, g->height), pair(g->tile_width, g->tile_height)};
        for (int i = 0; i < tile_grid_count(g); i++)
            k = key_mix(k, t->memory.keys[i].a, t->memory.keys[i].b);
        t->content = k;
        t->content_known = true;
    }
    return t->content;
}

static bool add_source(struct target *t, struct target *source)
{
    if (reads(t, source))
        return true;
    if (t->source_count == t->source_capacity) {
        int capacity = t->source_capacity == 0 ? 8 : t->source_capacity * 2;
        struct target **grown = realloc(t->sources, (size_t)capacity * sizeof *grown);
        if (grown == NULL)
            return error_set("no memory to draw a canvas");
        t->sources = grown;
        t->source_capacity = capacity;
    }
    t->sources[t->source_count++] = source;
    return true;
}

/* Copies the target's present pixels `r`, for a command that draws them into the target itself.
 * One copy is enough: such a command is the first of its list. */
static bool make_copy(struct target *t, struct rect r)
{
    assert(t->count == 0 && t->copy.pixels == NULL);
    if (!surface_init(&t->copy, r.x1 - r.x0, r.y1 - r.y0))
        return false;
    for (int y = r.y0; y < r.y1; y++)
        memcpy(surface_at(&t->copy, 0, y - r.y0), surface_at(&t->memory.surface, r.x0, y),
               (size_t)(r.x1 - r.x0) * sizeof *t->copy.pixels);
    return true;
}

bool target_copy(struct target *t, struct rect clip, struct target *source, struct rect from, int x,
                 int y, enum composite_operator op)
{
    const struct rect cut = rect_intersect(from, surface_bounds(&source->memory.surface));
    if (rect_empty(cut))
        return true;
    const int dx = x - from.x0, dy = y - from.y0;
    struct rect box = {cut.x0 + dx, cut.y0 + dy, cut.x1 + dx, cut.y1 + dy};
    box = rect_intersect(box, rect_intersect(clip, surface_bounds(&t->memory.surface)));
    if (rect_empty(box))
        return true;

    target_flush(source);
    reserve(t); /* may flush t: before its present pixels are copied or its sources noted */
    const struct key detail = key_mix(target_content(source), pair(dx, dy), 0);
    const struct surface *pixels = &source->memory.surface;
    if (source == t) {
        if (!make_copy(t, (struct rect){box.x0 - dx, box.y0 - dy, box.x1 - dx, box.y1 - dy}))
            return false;
        pixels = &t->copy;
    } else if (!add_source(t, source)) {
        return false;
    }
    struct command *c = append(t, COMMAND_COPY, box, 0, op == COMPOSITE_SOURCE_OVER, detail);
    c->copy.source = pixels;
    c->copy.dx = source == t ? box.x0 : dx;
    c->copy.dy = source == t ? box.y0 : dy;
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
