/* Text between recording and drawing: upright text becomes masks of the glyph cache, all other
 * text (large, turned, sheared, stretched, stroked) a path. Upright is what is only moved and
 * scaled alike in both directions. Faces are for one thread at a time, so glyphs that the cache
 * does not have are made by one; looking up and sorting those that it has is the threads' work.
 * What a glyph is and where its mask stands follows from the drawing alone. */
#ifndef SCENE_TEXT_H
#define SCENE_TEXT_H

#include <stdbool.h>

#include "base/arena.h"
#include "raster/shape.h"

struct drawing;
struct record;
struct target;

enum { TEXT_MARGIN = 2 }; /* pixels by which hinting and rounding move ink, and more */

/* Pixels an em up to which text is drawn by masks. Kept masks are faster at any size (a letter of
 * 16 pixels 0.07 us against 2.5 us as a path, of 96 0.5 against 6, of 256 2.3 against 14), but they
 * grow with the square of it, are made anew for every size of a text that zooms, and stand between
 * whole rows, which in large text that moves can be seen. */
enum { TEXT_MASK_SIZE_MAX = 96 };

/* Glyphs that a record has at most: a longer text is drawn in pieces, one after the other, so that
 * several threads can prepare it. 10,000 glyphs take 0.57 of one thread's time with two, and 0.9 as
 * one piece. */
enum { TEXT_PIECE = 2560 };

/* True if drawing the text in pieces gives the same pixels: each glyph is composed by itself. */
bool text_has_pieces(const struct drawing *d);

/* Gets the texts of the target's records, whose layers are known, ready: strikes for
 * text_find_shape, masks where there are layers, or paths. False when memory was missing for some
 * of it; that was logged, and it is left out. */
bool text_prepare(struct target *t);

/* The shape of a record's text that has strikes, as far as it is in `bounds`. Memory is the
 * arena's. text_find_shape is for any thread and fails, without an error text, where the cache
 * lacks a glyph; text_make_shape makes them, on one thread, and fails with an error text. */
bool text_find_shape(const struct record *r, struct rect bounds, struct arena *arena,
                     struct shape *shape);
bool text_make_shape(const struct record *r, struct rect bounds, struct arena *arena,
                     struct shape *shape);

/* The shape of a record's text that is masks (record.masks), moved by (dx, dy); or of its shadow,
 * which has masks of its own where it belongs. Memory is the arena's. False with an error text. */
bool text_shape(const struct record *r, int dx, int dy, struct rect bounds, struct arena *arena,
                struct shape *shape);
bool text_shadow_shape(const struct record *r, struct rect bounds, struct arena *arena,
                       struct shape *shape);

#endif
