/* UTF-8, read as the Encoding Standard reads it. */
#ifndef FONT_UTF8_H
#define FONT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xFFFDu

/* Reads one code point at `text`, of which `length` bytes (at least 1) are left, into *codepoint
 * and returns how many bytes it took (1 to 4). Bytes that are no UTF-8 give U+FFFD for each maximal
 * subpart of a sequence, as the Encoding Standard's decoder does. */
size_t utf8_next(const char *text, size_t length, uint32_t *codepoint);

/* Decodes all of `text`. `codepoints` has room for `length` entries, `offsets` for one more: the
 * byte at which each code point begins, and `length` behind the last one (length fits 32 bits).
 * Returns the number of code points. */
size_t utf8_decode(const char *text, size_t length, uint32_t *codepoints, uint32_t *offsets);

/* Writes the code point (a Unicode scalar value) to `out`; returns how many bytes that took. */
size_t utf8_encode(uint32_t codepoint, char out[4]);

#endif
