/* Finding fonts: CSS's font matching (CSS Fonts Level 4, "Font Matching Algorithm") on the families
 * that fontconfig knows, or, without it, on the files of some directories, and on what a program
 * has loaded itself. The built-in face comes last, so there is always one. The environment variable
 * FBRUN_FONT_PATH names directories (with ':' between them) to use instead of all that.
 * A `struct fonts` is what the text of one script process shares; not thread-safe. */
#ifndef FONT_FONTS_H
#define FONT_FONTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "font/face.h"

struct fonts;

/* Looks for nothing before the first font is asked for. NULL with an error text without memory. */
struct fonts *fonts_create(void);
void fonts_destroy(struct fonts *f); /* NULL is accepted */

enum font_slant { SLANT_NORMAL, SLANT_ITALIC, SLANT_OBLIQUE };

/* Opens what is else opened with the first text, where no library can be opened any more by then.
 */
void fonts_open_libraries(void);

/* What is asked for. */
struct font_query {
    const char *const *families; /* in order; generic names ("serif", "sans-serif", "monospace",
                                    "cursive", "fantasy", "system-ui", "emoji", "math", "ui-…")
                                    included; NULL at the end */
    int weight;                  /* 1 to 1000 */
    double stretch;              /* percent */
    enum font_slant slant;
    const struct face_variation *variations; /* beyond what weight and stretch decide */
    int variation_count;
};

/* The face for the first of the families that there is, else the default one ("sans-serif"). Bold
 * and slanted faces that the family lacks are made from what it has. Never NULL but without memory
 * (then with an error text). The reference is the library's; it lasts until the next fonts_match or
 * fonts_add, which let faces go when there are many. Cheap when the same has been asked before. */
struct face *fonts_match(struct fonts *f, const struct font_query *query);

/* The face to use where those of `query` lack what `text` (UTF-8, one grapheme cluster) needs:
 * first the query's later families, then what the system has for its script and language
 * (fontconfig's order; a BCP 47 tag or ""). `emoji` prefers colour faces. Falls back to the query's
 * own face, whose glyph 0 then shows. As fonts_match otherwise. */
struct face *fonts_fallback(struct fonts *f, const struct font_query *query, const char *text,
                            size_t length, const char *language, bool emoji);

/* Adds a face under a family name of the program's own, which then is found before all others.
 * Takes a reference. False with an error text without memory. */
bool fonts_add(struct fonts *f, const char *family, struct face *face);

/* Takes the face out again, under every name that it was added with. */
void fonts_remove(struct fonts *f, struct face *face);

/* Lets go of the layouts of texts that are kept to be quicker. */
void fonts_trim(struct fonts *f);

/* True if a font is found for the family: a generic one, one of the system's or of the program's
 * own. */
bool fonts_has(struct fonts *f, const char *family);

/* Where files are looked for without fontconfig; for tests. NULL at the end. */
extern const char *const fonts_directories[];

#endif
