/* Drawing a band: cull, key, raster. Bands do not touch each other's tiles, so that every one of
 * them can be drawn by another thread. */
#include "scene/scene_impl.h"

#include <string.h>

/* A band has at most this many tiles, one bit each. */
_Static_assert(TILE_COLUMNS_MAX == 64, "masks are 64 bits");

struct flush {
    struct target *target;
    const struct bands *bands;
    atomic_bool repeatable;
};

/* Where every key begins that does not depend on what was there before. */
static const struct key COVER = {UINT64_C(0x636f766572), UINT64_C(0x74696c65)};

/* From the last command back: what an opaque cover hides need not be drawn, and what its key says
 * starts at the cover. Returns the tiles that have a cover. */
static uint64_t cull(struct band_entry *entries, uint32_t count)
{
    uint64_t hidden = 0;
    for (uint32_t i = count; i > 0; i--) {
        struct band_entry *e = &entries[i - 1];
        e->touched &= ~hidden;
        e->covered &= ~hidden;
        hidden |= e->covered;
    }
    return hidden;
}

static int next_bit(uint64_t *bits)
{
    int bit = __builtin_ctzll(*bits);
    *bits &= *bits - 1;
    return bit;
}

/* The next run of set bits, removed from *bits, which must not be 0. */
static void next_run(uint64_t *bits, int *from, int *to)
{
    *from = __builtin_ctzll(*bits);
    uint64_t rest = ~(*bits >> *from);
    *to = rest == 0 ? 64 : *from + __builtin_ctzll(rest);
    *to = *to > 64 ? 64 : *to;
    *bits &= *to == 64 ? 0 : ~UINT64_C(0) << *to;
}

/* The key of a tile that the command covers. Inside a fill it is that colour, wherever the fill's
 * edges are. */
static struct key cover_key(const struct command *c)
{
    const struct paint *p = c->kind == COMMAND_DRAW ? &c->record->ink.paint : NULL;
    if (c->kind == COMMAND_FILL)
        return key_mix(COVER, c->color, COMMAND_FILL);
    /* "copy" covers beyond its shape. */
    if (p != NULL && p->kind == PAINT_SOLID && c->op == COMPOSITE_SOURCE_OVER)
        return key_mix(COVER, p->color, COMMAND_FILL);
    return key_mix(COVER, c->hash.a, c->hash.b);
}

/* The keys that the band's tiles have once its entries are drawn. */
static void compute_keys(const struct target *t, const struct band_entry *entries, uint32_t count,
                         struct key *keys)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct command *c = &t->commands[entries[i].command];
        uint64_t covered = entries[i].covered;
        uint64_t touched = entries[i].touched & ~covered;
        if (covered != 0) {
            const struct key start = cover_key(c);
            while (covered != 0)
                keys[next_bit(&covered)] = start;
        }
        while (touched != 0) {
            struct key *k = &keys[next_bit(&touched)];
            *k = key_mix(*k, c->hash.a, c->hash.b);
        }
    }
}

/* Fills and copies with the less common operators; they end at their box. */
static void draw_box(const struct surface *s, const struct command *c, struct rect r,
                     struct scratch *scratch)
{
    const enum composite_operator op = (enum composite_operator)c->op;
    if (rect_empty(r))
        return;
    const size_t n = (size_t)(r.x1 - r.x0);
    for (int y = r.y0; y < r.y1; y++) {
        uint32_t *d = surface_at(s, r.x0, y);
        if (c->kind == COMMAND_FILL) {
            composite_row_solid(op, d, c->color, NULL, NULL, n);
            continue;
        }
        memcpy(scratch->pixels, surface_at(c->copy.source, r.x0 - c->copy.dx, y - c->copy.dy),
               n * sizeof *d);
        composite_row(op, d, scratch->pixels, NULL, NULL, n);
    }
}

static void draw_command(const struct surface *s, const struct command *c, struct rect clip,
                         struct scratch *scratch)
{
    clip = rect_intersect(clip, c->box);
    const bool over = c->op == COMPOSITE_SOURCE_OVER;
    const bool simple = over || c->op == COMPOSITE_COPY;
    switch ((enum command_kind)c->kind) {
    case COMMAND_FILL:
        if (simple)
            raster_fill(s, clip, c->color, over);
        else
            draw_box(s, c, clip, scratch);
        break;
    case COMMAND_COPY:
        if (simple)
            raster_copy(s, clip, c->copy.source, c->copy.dx, c->copy.dy, over);
        else
            draw_box(s, c, clip, scratch);
        break;
    case COMMAND_DRAW:
    case COMMAND_SHADOW:
        raster_draw(s, clip, command_ink(c), scratch);
        break;
    }
}

void draw_plainly(struct target *t)
{
    for (uint32_t i = 0; i < t->count; i++)
        draw_command(&t->memory.surface, &t->commands[i], t->commands[i].box,
                     &t->scene->workers[0].scratch);
}

/* Has those of the tiles that several commands draw on fetched into the cache, from the first pixel
 * to the last: shapes touch a band's pixels in no order that a processor could foresee. 1,000 lines
 * or circles on old pixels take 0.85 to 0.95 of the time; behind a cover nothing has to be fetched.
 */
static void fetch_tiles(const struct target *t, const struct band_entry *entries, uint32_t count,
                        int row, uint64_t tiles)
{
    enum { LINE_PIXELS = SURFACE_ALIGNMENT / sizeof(uint32_t) };
    uint64_t once = 0, twice = 0, often = 0;
    for (uint32_t i = 0; i < count; i++) {
        often |= twice & entries[i].touched;
        twice |= once & entries[i].touched;
        once |= entries[i].touched;
    }
    tiles &= often;
    while (tiles != 0) {
        int from, to;
        next_run(&tiles, &from, &to);
        const struct rect r = tile_grid_run(&t->memory.grid, row, from, to);
        for (int y = r.y0; y < r.y1; y++)
            for (int x = r.x0; x < r.x1; x += LINE_PIXELS)
                __builtin_prefetch(surface_at(&t->memory.surface, x, y), 1, 2);
    }
}

static void draw_entries(const struct target *t, const struct band_entry *entries, uint32_t count,
                         int row, uint64_t tiles, struct scratch *scratch)
{
    for (uint32_t i = 0; i < count; i++) {
        uint64_t bits = entries[i].touched & tiles;
        while (bits != 0) {
            int from, to;
            next_run(&bits, &from, &to);
            draw_command(&t->memory.surface, &t->commands[entries[i].command],
                         tile_grid_run(&t->memory.grid, row, from, to), scratch);
        }
    }
}

/* True if drawing the command a second time gives other pixels, as far as it does not cover. */
static bool adds_up(const struct command *c)
{
    return c->op != COMPOSITE_COPY || ((c->kind == COMMAND_DRAW) && c->record->ink.clip != NULL);
}

/* Whether drawing the entries again would change nothing: every tile begins with a cover, or its
 * commands replace what was there without looking at it. */
static bool is_repeatable(const struct target *t, const struct band_entry *entries, uint32_t count,
                          uint64_t hidden)
{
    for (uint32_t i = 0; i < count; i++)
        if ((entries[i].touched & ~hidden) != 0 && adds_up(&t->commands[entries[i].command]))
            return false;
    return true;
}

static void draw_band(void *data, int row, int thread)
{
    struct flush *d = data;
    struct target *t = d->target;
    const int columns = t->memory.grid.columns;
    const uint32_t count = d->bands->start[row + 1] - d->bands->start[row];
    if (count == 0)
        return;

    struct band_entry *entries = d->bands->entries + d->bands->start[row];
    bands_mark(t, entries, count, row);
    uint64_t hidden = cull(entries, count);
    uint64_t touched = 0;
    for (uint32_t i = 0; i < count; i++)
        touched |= entries[i].touched;
    if (!is_repeatable(t, entries, count, hidden))
        atomic_store_explicit(&d->repeatable, false, memory_order_relaxed);

    struct key *old = t->memory.keys + (size_t)row * (size_t)columns;
    struct key keys[TILE_COLUMNS_MAX];
    memcpy(keys, old, (size_t)columns * sizeof *keys);
    compute_keys(t, entries, count, keys);
    uint64_t tiles = t->scene->options.redraw_all ? touched : 0;
    for (uint64_t bits = touched; bits != 0;) {
        int column = next_bit(&bits);
        if (!key_equal(keys[column], old[column]))
            tiles |= UINT64_C(1) << column;
    }
    fetch_tiles(t, entries, count, row, tiles & ~hidden);
    draw_entries(t, entries, count, row, tiles, &t->scene->workers[thread].scratch);
    memcpy(old, keys, (size_t)columns * sizeof *keys);
    if (t->changed != NULL)
        t->changed[row] |= tiles;

    int drawn = __builtin_popcountll(tiles), seen = __builtin_popcountll(touched);
    atomic_fetch_add_explicit(&t->scene->stats.tiles_drawn, (unsigned)drawn, memory_order_relaxed);
    atomic_fetch_add_explicit(&t->scene->stats.tiles_skipped, (unsigned)(seen - drawn),
                              memory_order_relaxed);
}

/* Waking a thread costs about as much as filling this many pixels. */
enum { WORTH_A_THREAD = 64 * 1024 };

/* About how many filled pixels the command costs as much as. */
static int64_t cost(const struct command *c)
{
    const int64_t width = c->box.x1 - c->box.x0, height = c->box.y1 - c->box.y0;
    if (c->kind != COMMAND_DRAW && c->kind != COMMAND_SHADOW)
        return width * height;
    return 4 * width * height + 128 * height; /* coverage, and some 20 ns a row */
}

static bool worth_threads(const struct target *t)
{
    int64_t pixels = 0;
    for (uint32_t i = 0; i < t->count && pixels < WORTH_A_THREAD; i++)
        if (!rect_empty(t->commands[i].box))
            pixels += cost(&t->commands[i]);
    return pixels >= WORTH_A_THREAD;
}

bool draw_bands(struct target *t)
{
    struct flush d = {.target = t, .bands = &t->scene->bands};
    atomic_init(&d.repeatable, true);
    pool_run(worth_threads(t) ? t->scene->pool : NULL, t->memory.grid.rows, draw_band, &d);
    return atomic_load_explicit(&d.repeatable, memory_order_relaxed);
}
