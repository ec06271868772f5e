/* Where text may be cut: between grapheme clusters (UAX 29), and where a line may end (UAX 14, with
 * dictionaries for Thai, Khmer and the like). ICU knows; without it, clusters are characters with
 * what plainly joins them, and lines end after spaces and hyphens and between CJK characters. */
#ifndef FONT_BREAKS_H
#define FONT_BREAKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* marks[i] says what may happen before code point i. */
enum break_mark {
    BREAK_CLUSTER = 1, /* a grapheme cluster begins */
    BREAK_LINE = 2,    /* a line may begin; only where a cluster does */
};

/* Sets BREAK_CLUSTER, and clears all else, in the `count` marks of a paragraph. The first character
 * always begins a cluster. */
void breaks_find_clusters(const uint32_t *text, size_t count, uint8_t *marks);

/* Adds BREAK_LINE to marks that have BREAK_CLUSTER; never at the first character. `language` (BCP
 * 47, or "") chooses the rules where they differ. */
void breaks_find_lines(const uint32_t *text, size_t count, const char *language, uint8_t *marks);

/* True if ICU answers; opens it. For tests, which expect more of it. */
bool breaks_have_icu(void);

#endif
