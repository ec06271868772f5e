/* Itemisation: a paragraph is cut into runs of one script, level and face, each shaped at once. */
#ifndef FONT_ITEMIZE_H
#define FONT_ITEMIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "font/fonts.h"

/* The faces of a layout, each once. Zeroed is empty. */
struct face_list {
    struct face **faces; /* a reference to each */
    uint32_t count, room;
};

/* The face's index, with a reference taken if it is new; -1 with an error text without memory, or
 * where there are more than 65,535. */
int face_list_add(struct face_list *t, struct face *face);
void face_list_finish(struct face_list *t);

/* Code points begin to end - 1 of a paragraph. */
struct text_run {
    uint32_t begin, end;
    uint32_t script; /* font/script.h */
    uint16_t face;   /* in the table */
    uint8_t level;   /* font/bidi.h */
    uint8_t caps;    /* enum text_caps: what the face has, and is asked for */
    bool small;      /* or what it lacks: upper-cased, and smaller (font/caps.h) */
};

/* A list of them; free() frees `at`. */
struct text_runs {
    struct text_run *at;
    size_t count, room;
};

/* `at`, a list of `count` things of `size` bytes, or where it has moved to so that there is room
 * for one more; *room is for how many there is. NULL with an error text without memory, and `at`
 * stays. */
void *runs_reserve(void *at, size_t count, size_t *room, size_t size);

/* Appends a run; false with an error text without memory. */
bool text_runs_add(struct text_runs *list, const struct text_run *run);

/* A paragraph, as characters.h and breaks.h, bidi.h and script.h see it; `count` entries each. */
struct paragraph {
    const uint32_t *text;
    size_t count;
    const uint8_t *marks;
    const uint8_t *levels;
    const uint32_t *scripts;
};

/* No run is longer, so that work on one is bounded: where a line is broken inside a run, the run is
 * shaped anew. */
enum { RUN_MAX = 1024 };

/* Cuts the paragraph into runs, in logical order: the style's first face (`first`, which is in the
 * table) wherever it has what a grapheme cluster needs, else a fallback; emoji prefer faces with
 * colours. The caller frees the list. False with an error text without memory. */
bool itemize(const struct paragraph *p, struct fonts *fonts, const struct font_query *query,
             const char *language, int first, struct face_list *table, struct text_runs *runs);

#endif
