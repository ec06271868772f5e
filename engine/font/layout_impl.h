/* Making a layout: what its steps share. layout.c goes through the paragraphs; lines.c fills lines
 * with pieces of shaped runs; place.c puts the pieces of a line in visual order and its glyphs in
 * place. */
#ifndef FONT_LAYOUT_IMPL_H
#define FONT_LAYOUT_IMPL_H

#include "font/caps.h"
#include "font/itemize.h"
#include "font/layout.h"
#include "font/shaper.h"

/* A run, or a piece of one, and its glyphs. */
struct shaped_run {
    struct text_run run;
    size_t first, count; /* in layout_work.glyphs */
};

struct shaped_runs {
    struct shaped_run *at;
    size_t count, room;
};

struct layout_work {
    struct layout *layout;
    size_t line_room;
    struct fonts *fonts;
    const struct text_style *style;
    struct text_box box; /* width is infinite where there is no limit */
    struct shaper *shaper;
    struct face_list table;
    int first; /* the style's first face, in the table */

    /* The paragraph that is laid out. */
    struct paragraph paragraph;
    const uint32_t *offsets; /* the byte of each of its code points, and of its end */
    uint8_t base;            /* its level */
    bool is_last;            /* no other follows */
    struct shaped_glyphs glyphs;
    size_t kept;             /* glyphs of whole runs; those of pieces made anew come behind */
    struct shaped_runs runs; /* in logical order */
    float *advances;         /* of the cluster that begins at each code point, pixels */

    /* The line that is filled: its pieces in logical order. */
    struct shaped_runs line;
    uint8_t *levels; /* scratch for their visual order; */
    uint32_t *order; /* room for line.room of each */
    size_t order_room;
};

/* Appends a run; false with an error text without memory. */
bool shaped_runs_add(struct shaped_runs *list, const struct shaped_run *run);

/* Shapes `run`, a part of the paragraph, and sets *shaped. */
bool layout_shape(struct layout_work *w, const struct paragraph *p, const struct text_run *run,
                  struct shaped_run *shaped);

/* Shapes what a line that is cut ends with, "…" or a hyphen, or what the style's faces have
 * instead.
 */
bool layout_ending(struct layout_work *w, bool hyphen, struct shaped_run *ending);

/* Breaks the paragraph into lines and places them. False with an error text without memory. */
bool layout_lines(struct layout_work *w);

/* Whether lines_max lets no further line come. */
bool layout_is_full(const struct layout_work *w);

/* Appends a line to the layout: the pieces in w->line, which show the code points begin to end - 1.
 * False with an error text without memory. */
bool layout_place(struct layout_work *w, uint32_t begin, uint32_t end);

/* The box around a glyph's ink at `size`, from its origin, y down, pixels; false if it has none.
 * With outlines it is the one that the font file states, or that the outline's points have. */
bool layout_ink(struct face *face, uint32_t glyph, double size, struct point *least,
                struct point *most);

#endif
