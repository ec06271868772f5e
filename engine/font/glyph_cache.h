/* The cache of glyphs: masks of upright text, and outlines for all other, made when they are first
 * wanted and kept within a bound; those out of use give way, but never one that the list in flight
 * uses. A mask is hinted vertically at its size, its baseline is between two pixel rows, and
 * it exists at GLYPH_PHASES places between two pixel columns.
 * One thread at a time fills it. Meanwhile nobody may look in it; what it handed out may be read by
 * all. */
#ifndef FONT_GLYPH_CACHE_H
#define FONT_GLYPH_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "font/face.h"
#include "raster/glyphs.h"
#include "raster/path.h"

enum {
    GLYPH_PHASES = 4,             /* an eighth of a pixel is the most that a glyph is moved by */
    GLYPH_EMS_MAX = 16,           /* ink farther from its origin is cut off a mask */
    GLYPH_CACHE_BYTES = 16 << 20, /* kept; a list that needs more may have four times as much */
};

struct glyph_cache;

/* Keeps up to about `bytes` of glyphs. NULL with an error text without memory. */
struct glyph_cache *glyph_cache_create(size_t bytes);
void glyph_cache_destroy(struct glyph_cache *c); /* NULL is accepted */

/* A list begins: what is asked for from now on stays until the next glyph_cache_end. */
void glyph_cache_begin(struct glyph_cache *c);
void glyph_cache_end(struct glyph_cache *c);

/* The glyphs of one face at one size, in pixels an em: above 0 and finite. Valid until
 * glyph_cache_end. NULL with an error text without memory, or beyond the bound. */
struct glyph_strike;
struct glyph_strike *glyph_cache_strike(struct glyph_cache *c, struct face *f, double size);

/* The mask of a glyph, moved to the right by phase / GLYPH_PHASES of a pixel. A glyph whose outline
 * is broken has no ink. NULL with an error text without memory, or beyond the bound. */
const struct glyph_mask *glyph_cache_mask(struct glyph_strike *s, uint32_t glyph, unsigned phase);

/* The same if the cache has it, else NULL without an error text. Any number of threads at a time.
 */
const struct glyph_mask *glyph_cache_find(const struct glyph_strike *s, uint32_t glyph,
                                          unsigned phase);

/* The outline of a glyph, unhinted. As glyph_cache_mask otherwise. */
const struct path *glyph_cache_outline(struct glyph_strike *s, uint32_t glyph);

/* The memory that it has now: masks, outlines and what belongs to them. Never more than four times
 * its bound. */
size_t glyph_cache_bytes(const struct glyph_cache *c);

#endif
