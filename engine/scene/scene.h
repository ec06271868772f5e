/* The scene: drawing calls append commands to a target's list, and a flush turns the list into
 * pixels, drawing only tiles whose content changed. See engine/README.md, "How a frame becomes
 * pixels". A scene is what the targets of one script process share: worker threads, tile size,
 * counters, and the order among targets that read each other.
 * Not thread-safe: one thread records and flushes; the workers are the scene's own. */
#ifndef SCENE_SCENE_H
#define SCENE_SCENE_H

#include <stdbool.h>
#include <stdint.h>

struct fonts;
struct scene;

struct scene_options {
    int threads;     /* drawing threads, the caller's included; 0: one a core */
    int tile_width;  /* pixels; 0: TILE_WIDTH */
    int tile_height; /* pixels; 0: TILE_HEIGHT */
    bool redraw_all; /* draw every tile that a list touches even if its key says it is there */
};

/* Counts since scene_create. */
struct scene_stats {
    uint64_t commands;      /* appended */
    uint64_t flushes;       /* lists turned into pixels */
    uint64_t lists_skipped; /* lists that were there already as a whole */
    uint64_t tiles_skipped; /* tiles of other lists that were there already */
    uint64_t tiles_drawn;
    uint64_t layers; /* clips, shadows and filtered pictures that were rendered */
};

/* Creates a scene; NULL with an error text without memory. */
struct scene *scene_create(const struct scene_options *options);

/* Frees the scene; its targets must be destroyed first. NULL is accepted. */
void scene_destroy(struct scene *s);

/* Draws what waits on all targets. */
void scene_flush(struct scene *s);

/* Gives back what is kept only to be quicker: layers, glyphs, layouts of texts. */
void scene_trim(struct scene *s);

/* What its text is set with; made when it is first asked for, and the scene's. NULL with an error
 * text without memory. */
struct fonts *scene_fonts(struct scene *s);

/* Drawing threads, the caller's included. */
int scene_threads(const struct scene *s);

/* The counters, for stats() and for tests. */
struct scene_stats scene_stats(const struct scene *s);

#endif
