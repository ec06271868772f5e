/* The Encoding Standard's UTF-8 decoder: a lead byte says how many follow and which the first of
 * them may be (no overlong forms, no surrogates, nothing beyond U+10FFFF); a sequence that breaks
 * off is one U+FFFD, and the byte that broke it is read anew. */
#include "font/utf8.h"

#include <stdbool.h>

/* How many bytes follow a lead byte; 0: it leads nothing. */
static int following(unsigned char lead)
{
    if (lead >= 0xC2 && lead <= 0xDF)
        return 1;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 2;
    return lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
}

/* Whether `byte` may be the first that follows the lead. */
static bool may_follow(unsigned char lead, unsigned char byte)
{
    const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return byte >= least && byte <= most;
}

size_t utf8_next(const char *text, size_t length, uint32_t *codepoint)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const unsigned char lead = bytes[0];
    *codepoint = lead;
    if (lead < 0x80)
        return 1;
    const int count = following(lead);
    uint32_t value = lead & (0x3Fu >> count);
    for (int i = 1; i <= count; i++) {
        const bool good =
            (size_t)i < length && (i == 1 ? may_follow(lead, bytes[1]) : (bytes[i] & 0xC0) == 0x80);
        if (!good) {
            *codepoint = UTF8_REPLACEMENT;
            return (size_t)i;
        }
        value = value << 6 | (bytes[i] & 0x3Fu);
    }
    *codepoint = count > 0 ? value : UTF8_REPLACEMENT;
    return (size_t)count + 1;
}

size_t utf8_decode(const char *text, size_t length, uint32_t *codepoints, uint32_t *offsets)
{
    size_t count = 0;
    for (size_t i = 0; i < length; count++) {
        offsets[count] = (uint32_t)i;
        i += utf8_next(text + i, length - i, &codepoints[count]);
    }
    offsets[count] = (uint32_t)length;
    return count;
}

size_t utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    const size_t count = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = count - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((0xF00u >> count & 0xF0) | c);
    return count;
}
