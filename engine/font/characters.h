/* What must be known of characters even where no library is there to ask: which are emoji by
 * themselves, which join the one before them, and which never show. */
#ifndef FONT_CHARACTERS_H
#define FONT_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CHARACTER_TAB = 0x9,
    CHARACTER_SOFT_HYPHEN = 0xAD,
    CHARACTER_ZERO_WIDTH_SPACE = 0x200B,
    CHARACTER_ZWJ = 0x200D, /* zero width joiner */
    CHARACTER_HYPHEN = 0x2010,
    CHARACTER_LINE_SEPARATOR = 0x2028,
    CHARACTER_PARAGRAPH_SEPARATOR = 0x2029,
    CHARACTER_ELLIPSIS = 0x2026,
    CHARACTER_KEYCAP = 0x20E3,
    CHARACTER_VS15 = 0xFE0E, /* what precedes it is shown as text … */
    CHARACTER_VS16 = 0xFE0F, /* … or as emoji */
};

/* True for those that end a line: LF, CR, U+2028, U+2029. */
bool character_ends_line(uint32_t c);

/* True for controls (Cc), which show nothing. */
bool character_is_control(uint32_t c);

/* True for what is invisible unless a font knows better (Default_Ignorable_Code_Point). */
bool character_is_ignorable(uint32_t c);

/* True for the variation selectors. */
bool character_is_selector(uint32_t c);

/* True for marks of the common blocks, joiners, variation selectors, emoji modifiers and tags:
 * what belongs to the grapheme cluster of the character before it. Less than Unicode's
 * Grapheme_Cluster_Break says; for builds without the library that knows. */
bool character_joins(uint32_t c);

bool character_is_regional_indicator(uint32_t c);

/* Ideographs, kana and Hangul syllables: lines may be broken between them. */
bool character_is_cjk(uint32_t c);

/* True for word separators, which word_spacing widens (CSS Text Level 3, "word-separator
 * character"). */
bool character_separates_words(uint32_t c);

/* Whether a grapheme cluster is shown as an emoji (UTS 51): its first character is one by itself
 * (Emoji_Presentation), or a selector, keycap or skin tone makes it one. */
bool characters_are_emoji(const uint32_t *cluster, size_t count);

#endif
