/* Shaping: a run of characters becomes glyphs with advances and offsets, by HarfBuzz; without it,
 * or in the built-in face, each character is its own glyph. */
#ifndef FONT_SHAPER_H
#define FONT_SHAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "font/itemize.h"
#include "font/layout.h"

struct shaped_glyph {
    uint32_t id;
    uint32_t cluster; /* the first code point of the paragraph that it comes from */
    float advance;    /* pixels, spacing included */
    float dx, dy;     /* from the pen to its origin, pixels, y down */
    bool safe;        /* the text may be cut before its cluster, and both parts keep their glyphs */
};

/* Zeroed is empty; free() frees `at`. */
struct shaped_glyphs {
    struct shaped_glyph *at;
    size_t count, room;
};

struct shaper;

/* For runs in this style, whose strings must last as long. NULL with an error text without memory.
 */
struct shaper *shaper_create(const struct text_style *style);
void shaper_destroy(struct shaper *s); /* NULL is accepted */

/* Appends the glyphs of the run, from left to right; in a run from right to left clusters thus
 * fall. The characters around the run are context: Arabic letters join across its ends. False with
 * an error text when memory is missing; the list is then as it was. */
bool shaper_shape(struct shaper *s, const struct paragraph *p, const struct text_run *run,
                  struct face *face, struct shaped_glyphs *glyphs);

#endif
