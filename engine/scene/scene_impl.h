/* What the files of the scene share. */
#ifndef SCENE_SCENE_IMPL_H
#define SCENE_SCENE_IMPL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "font/glyph_cache.h"
#include "raster/raster.h"
#include "scene/layers.h"
#include "scene/pool.h"
#include "scene/reach.h"
#include "scene/target.h"

enum {
    /* A list that grows beyond one of these is flushed by itself. */
    COMMANDS_MAX = 65536,           /* 4 MB of commands */
    ENTRIES_MAX = 1 << 20,          /* 24 MB of band entries */
    COMMANDS_SHORT = 1024,          /* where memory is short (budget_short) */
    RECORDS_SHORT = 256 << 10,      /* the same */
    RECORDS_MAX = 16 << 20,         /* bytes of paths and what belongs to them, clips and stops */
    GLYPHS_MAX = GLYPH_CACHE_BYTES, /* bytes of masks, if all glyphs are different */
};

enum command_kind {
    COMMAND_FILL,
    COMMAND_COPY,
    COMMAND_DRAW,   /* a record's drawing */
    COMMAND_SHADOW, /* a record's shadow, which comes right before it */
};

/* One recorded drawing call. 56 bytes, in the order in which they pack. */
struct command {
    struct key hash; /* of all that decides its pixels */
    struct rect box; /* the pixels that it may change, inside the target, never empty */
    uint8_t kind;    /* enum command_kind */
    uint8_t op;      /* enum composite_operator. Of fills and copies: what is opaque is
                        COMPOSITE_COPY, and nothing outside of the box changes */
    uint32_t color;  /* COMMAND_FILL; premultiplied */
    union {
        struct {
            const struct surface *source;
            int dx, dy; /* target position of the source's pixel (0, 0) */
        } copy;
        const struct record *record;
    };
};

/* What a struct drawing says, kept in the list's arena until the list is drawn. */
struct record {
    struct path path;          /* of text from prepare on, and then with memory of its own */
    struct glyph_list *glyphs; /* text: a reference; else NULL */
    uint32_t first_glyph, glyph_count; /* the record's part of it */
    bool even_odd;
    bool stroked;
    struct stroke_style style;
    struct matrix matrix;
    struct clip *clip;            /* a reference */
    struct gradient_stops *stops; /* of the paint: a reference; NULL if it has none */
    struct shadow shadow;
    const struct filter *filters;
    int filter_count;
    struct reach reach;
    struct key shape_key;  /* of path, rule and pen */
    struct key paint_key;  /* of all that decides the paint's colours */
    struct key filter_key; /* of the filters */

    /* From prepare on. */
    struct layer *clip_layer, *picture_layer, *shadow_layer; /* NULL: it needs none */
    struct glyph_strike **strikes;    /* of text that is masks, one a face; else NULL … */
    const struct glyph_sorter *masks; /* … and of text that is masks and has layers */
    bool waits;                       /* the glyph cache lacks some of its glyphs */
    struct ink ink;         /* the drawing; operator and paint are the recorded ones at first */
    struct ink *shadow_ink; /* NULL without one; allocated from the start */
};

/* A command's place in a band (a row of tiles). */
struct band_entry {
    uint32_t command; /* index in the list */
    uint64_t touched; /* a bit for each tile that it touches */
    uint64_t covered; /* those whose old pixels it hides as a whole */
};

/* The bands of one flush: entries[start[b]] to entries[start[b + 1] - 1] belong to band b, in the
 * order of the list. Memory is kept from flush to flush. */
struct bands {
    struct band_entry *entries;
    uint32_t *start; /* one more than there are bands */
    uint32_t entry_capacity;
    int band_capacity;
};

/* What a drawing thread owns. */
struct worker_memory {
    struct scratch scratch;
    struct arena arena;         /* shapes and paints, until the list is drawn */
    struct path moved, outline; /* intermediate steps of a path; memory is kept */
};

struct scene {
    struct scene_options options;
    struct pool *pool;
    struct worker_memory *workers; /* one a thread */
    struct target *waiting;        /* targets with commands, linked by next_waiting */
    struct bands bands;
    struct layers layers;
    struct fonts *fonts;               /* NULL before the first text … */
    struct glyph_cache *glyph_cache;   /* … and before it is drawn */
    struct color_glyphs *color_glyphs; /* NULL before the first */
    struct key nonce;                  /* start of keys that nothing else in any process has */
    uint64_t fresh;                    /* how many of those were handed out */
    struct {
        uint64_t commands, flushes, lists_skipped, layers;
        atomic_uint_fast64_t tiles_skipped, tiles_drawn; /* counted by the workers */
    } stats;
};

struct target {
    struct scene *scene;
    struct target_memory memory;
    bool owns_memory;
    bool mapped;

    struct command *commands;
    uint32_t count, capacity;
    struct record **records; /* those that the commands need, each once */
    uint32_t record_count, record_capacity;
    struct arena arena;           /* what the records are made of */
    size_t held_bytes;            /* what they hold besides: clips and colour stops */
    uint32_t entries;             /* at most so many band entries will be needed */
    size_t layer_bytes;           /* at most so much memory for layers */
    size_t glyph_bytes;           /* … and for masks of glyphs */
    const struct clip *last_clip; /* is counted already, and so are … */
    const struct gradient_stops *last_stops;
    struct key list; /* hash of the commands so far */
    struct target *next_waiting;

    struct target **sources; /* other targets that commands read, each once */
    int source_count, source_capacity;
    struct surface copy; /* of this target, for the command that draws it into itself */

    uint64_t *changed; /* of each row the tiles that got new pixels; NULL: not tracked */

    struct key last_list; /* what was flushed last … */
    bool repeatable;      /* … and drawing it again would change nothing */

    struct key content; /* stands for all pixels; computed when content_known is false */
    bool content_known;
};

/* A key that nothing else has: for pixels of unknown origin. */
struct key scene_fresh_key(struct scene *s);

/* Makes room in the scratch of every thread for rows of `width` pixels. Returns how many threads
 * can draw: without memory fewer, or none. */
int scene_reserve_scratch(struct scene *s, int width);

/* The key that stands for all pixels of the target, which must have nothing waiting. */
struct key target_content(struct target *t);

/* Makes sure that the source is drawn before it changes. False with an error text. */
bool target_add_source(struct target *t, struct target *source);

/* Empties the list, undrawn. */
void target_drop_list(struct target *t);

/* Makes the list's records ready to be drawn: shapes, paints and layers. False when memory was
 * missing for a part of it (it was logged, and that part draws nothing). */
bool prepare_list(struct target *t);

/* The shape of a record's path, stroke or text, moved by (dx, dy), as far as it lies in `bounds`.
 * Text is moved by whole pixels (of shadows: text_shadow_shape). Its memory is the worker's. False
 * with an error text. */
bool prepare_shape(const struct record *r, double dx, double dy, struct rect bounds,
                   struct worker_memory *worker, struct shape *shape);

/* The ink that a command of a record's draws. */
static inline const struct ink *command_ink(const struct command *c)
{
    return c->kind == COMMAND_SHADOW ? c->record->shadow_ink : &c->record->ink;
}

/* Sorts the target's commands into bands, and cuts their boxes to what they turned out to be.
 * Which tiles the entries touch is left to bands_mark. False without memory. */
bool bands_fill(struct bands *b, struct target *t);

/* Works out which tiles the entries of a band touch and cover. */
void bands_mark(const struct target *t, struct band_entry *entries, uint32_t count, int row);

void bands_finish(struct bands *b);

/* Draws the target's list from the first command to the last, without bands. */
void draw_plainly(struct target *t);

/* Draws the target's list, already sorted into the scene's bands, where keys say that it is not
 * there yet. Returns whether drawing it once more would change nothing. */
bool draw_bands(struct target *t);

#endif
