/* Upper case of single characters, by ICU with the rules of the text's language (SpecialCasing.txt:
 * "ß" becomes "SS", a Turkish "i" an "İ"); without it, of Latin, Greek and Cyrillic letters. */
#ifndef FONT_LETTER_CASE_H
#define FONT_LETTER_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UPPER_MOST = 3 }; /* characters that one can become */

/* Writes what the character becomes in upper case, and returns how many characters that is: one,
 * itself, where it has no upper case. `language` is BCP 47, or "". */
size_t letter_upper(uint32_t c, const char *language, uint32_t upper[UPPER_MOST]);

/* True for upper-case letters: those that a lower-case one exists for. */
bool letter_is_upper(uint32_t c);

/* True for what letter_upper changes. */
bool letter_is_lower(uint32_t c, const char *language);

#endif
