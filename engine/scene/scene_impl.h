/* What the files of the scene share. */
#ifndef SCENE_SCENE_IMPL_H
#define SCENE_SCENE_IMPL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "raster/line.h"
#include "scene/pool.h"
#include "scene/target.h"

enum {
    /* A list that grows beyond one of these is flushed by itself. */
    COMMANDS_MAX = 65536,  /* 4 MB of commands */
    ENTRIES_MAX = 1 << 20, /* 24 MB of band entries */
};

enum command_kind { COMMAND_FILL, COMMAND_LINE, COMMAND_COPY };

/* One recorded drawing call. 64 bytes, in the order in which they pack. */
struct command {
    struct key hash; /* of all that decides its pixels */
    struct rect box; /* the pixels that it may touch, inside the target, never empty */
    uint8_t kind;    /* enum command_kind */
    bool over;       /* composes with source-over; false: replaces, which needs no old pixels */
    uint32_t color;  /* COMMAND_FILL, COMMAND_LINE; premultiplied */
    union {
        struct line line;
        struct {
            const struct surface *source;
            int dx, dy; /* target position of the source's pixel (0, 0) */
        } copy;
    };
};

/* A command's place in a band (a row of tiles). */
struct band_entry {
    uint32_t command; /* index in the list */
    uint64_t touched; /* a bit for each tile that it touches */
    uint64_t covered; /* those that it covers as a whole and opaquely */
};

/* The bands of one flush: entries[start[b]] to entries[start[b + 1] - 1] belong to band b, in the
 * order of the list. Memory is kept from flush to flush. */
struct bands {
    struct band_entry *entries;
    uint32_t *start; /* one more than there are bands */
    uint32_t entry_capacity;
    int band_capacity;
};

struct scene {
    struct scene_options options;
    struct pool *pool;
    struct target *waiting; /* targets with commands, linked by next_waiting */
    struct bands bands;
    struct key nonce; /* start of keys that nothing else in any process has */
    uint64_t fresh;   /* how many of those were handed out */
    struct {
        uint64_t commands, flushes, lists_skipped;
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
    uint32_t entries; /* how many band entries they will need */
    struct key list;  /* hash of the commands so far */
    struct target *next_waiting;

    struct target **sources; /* other targets that commands read, each once */
    int source_count, source_capacity;
    struct surface copy; /* of this target, for the command that draws it into itself */

    struct key last_list; /* what was flushed last … */
    bool repeatable;      /* … and drawing it again would change nothing */

    struct key content; /* stands for all pixels; computed when content_known is false */
    bool content_known;
};

/* A key that nothing else has: for pixels of unknown origin. */
struct key scene_fresh_key(struct scene *s);

/* The key that stands for all pixels of the target, which must have nothing waiting. */
struct key target_content(struct target *t);

/* Sorts the target's commands into bands. False without memory. */
bool bands_fill(struct bands *b, const struct target *t);

void bands_finish(struct bands *b);

/* Draws the target's list from the first command to the last, without bands. */
void draw_plainly(struct target *t);

/* Draws the target's list, already sorted into the scene's bands, where keys say that it is not
 * there yet. Returns whether drawing it once more would change nothing. */
bool draw_bands(struct target *t);

#endif
