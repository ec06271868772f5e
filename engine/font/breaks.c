/* ICU's break iterators on UTF-16, which it reads best, or simple rules.
 *
 * ICU's functions carry its version in their names (ubrk_open_72): its headers rename them, so the
 * names to look up come from the headers as well. A system with another version has none of them,
 * and the simple rules serve. */
#include "font/breaks.h"

#include <stdlib.h>

#define LOG_MODULE "font"
#include "base/error.h"
#include "base/log.h"
#include "font/characters.h"

#ifdef FBRUN_HAVE_ICU

#include <unicode/ubrk.h>
#include <unicode/uvernum.h>

#include "base/module.h"

#define FUNCTIONS(X) X(open) X(close) X(next)

#define POINTER(name)  __typeof__(ubrk_##name) *(name);
#define TEXT(name)     #name
#define RENAMED(name)  TEXT(name)
#define FUNCTION(name) {RENAMED(ubrk_##name), &icu.name},

static struct {
    FUNCTIONS(POINTER)
} icu;

bool breaks_have_icu(void)
{
    static enum { UNKNOWN, HERE, MISSING } state;
    if (state == UNKNOWN) {
        const struct module_function functions[] = {FUNCTIONS(FUNCTION)};
        const size_t count = sizeof functions / sizeof functions[0];
        state = module_open("libicuuc.so." U_ICU_VERSION_SHORT, functions, count) ? HERE : MISSING;
        if (state == MISSING)
            log_debug("text is broken by simple rules: %s", error_text());
    }
    return state == HERE;
}

static size_t to_utf16(const uint32_t *text, size_t count, UChar *units)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] >= 0x10000) {
            units[length++] = (UChar)(0xD7C0 + (text[i] >> 10));
            units[length++] = (UChar)(0xDC00 | (text[i] & 0x3FF));
        } else {
            units[length++] = (UChar)text[i];
        }
    }
    return length;
}

/* Adds `mark` where the iterator stops, if what is there has all of `needed`. */
static void mark_stops(UBreakIterator *iterator, const uint32_t *text, size_t count, uint8_t mark,
                       uint8_t needed, uint8_t *marks)
{
    int32_t unit = 0, stop;
    size_t i = 0;
    while ((stop = icu.next(iterator)) != UBRK_DONE) {
        for (; i < count && unit < stop; i++)
            unit += text[i] >= 0x10000 ? 2 : 1;
        if (i < count && (marks[i] & needed) == needed)
            marks[i] |= mark;
    }
}

static bool find_by_icu(UBreakIteratorType type, const char *language, const uint32_t *text,
                        size_t count, uint8_t mark, uint8_t needed, uint8_t *marks)
{
    UChar *units = breaks_have_icu() ? malloc(count * 2 * sizeof *units) : NULL;
    if (units == NULL)
        return false;
    const size_t length = to_utf16(text, count, units);
    UErrorCode error = U_ZERO_ERROR;
    UBreakIterator *iterator = icu.open(type, language, units, (int32_t)length, &error);
    const bool ok = U_SUCCESS(error);
    if (ok)
        mark_stops(iterator, text, count, mark, needed, marks);
    if (iterator != NULL)
        icu.close(iterator);
    free(units);
    return ok;
}

static bool icu_clusters(const uint32_t *text, size_t count, uint8_t *marks)
{
    return find_by_icu(UBRK_CHARACTER, "", text, count, BREAK_CLUSTER, 0, marks);
}

/* A language that ICU cannot read must not change more than the language. */
static bool icu_lines(const uint32_t *text, size_t count, const char *language, uint8_t *marks)
{
    return find_by_icu(UBRK_LINE, language, text, count, BREAK_LINE, BREAK_CLUSTER, marks) ||
           find_by_icu(UBRK_LINE, "", text, count, BREAK_LINE, BREAK_CLUSTER, marks);
}

#else

bool breaks_have_icu(void)
{
    return false;
}

static bool icu_clusters(const uint32_t *text, size_t count, uint8_t *marks)
{
    (void)text, (void)count, (void)marks;
    return false;
}

static bool icu_lines(const uint32_t *text, size_t count, const char *language, uint8_t *marks)
{
    (void)text, (void)count, (void)language, (void)marks;
    return false;
}

#endif

/* A pair of regional indicators is a flag: of a row of them, each second one joins. */
static void simple_clusters(const uint32_t *text, size_t count, uint8_t *marks)
{
    bool odd = false;
    for (size_t i = 1; i < count; i++) {
        const bool indicator = character_is_regional_indicator(text[i]);
        odd = indicator && character_is_regional_indicator(text[i - 1]) && !odd;
        if (character_joins(text[i]) || text[i - 1] == CHARACTER_ZWJ || odd)
            continue;
        marks[i] = BREAK_CLUSTER;
    }
}

/* Below U+0300 each character is a cluster of its own; a CR LF has been cut off before. */
static bool all_simple(const uint32_t *text, size_t count)
{
    uint32_t all = 0;
    for (size_t i = 0; i < count; i++)
        all |= text[i] >= 0x300;
    return all == 0;
}

void breaks_find_clusters(const uint32_t *text, size_t count, uint8_t *marks)
{
    const bool simple = all_simple(text, count);
    for (size_t i = 0; i < count; i++)
        marks[i] = simple || i == 0 ? BREAK_CLUSTER : 0;
    if (!simple && !icu_clusters(text, count, marks))
        simple_clusters(text, count, marks);
}

static bool is_space(uint32_t c)
{
    return c == ' ' || c == CHARACTER_TAB || c == CHARACTER_ZERO_WIDTH_SPACE || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200A && c != 0x2007) || c == 0x1680 || c == 0x205F;
}

static bool is_hyphen(uint32_t c)
{
    return c == '-' || c == CHARACTER_SOFT_HYPHEN || c == CHARACTER_HYPHEN || c == 0x2013;
}

/* Punctuation of CJK text that stays with what is before it. */
static bool closes(uint32_t c)
{
    return c == 0x3001 || c == 0x3002 || c == 0x30FB || c == 0x30FC || c == 0x3005 || c == 0x303B ||
           (c >= 0x309B && c <= 0x309E) || c == 0x30FD || c == 0x30FE;
}

/* Of a number such as -1, or a double hyphen, nothing may be left behind. */
static bool allows(uint32_t before, uint32_t after)
{
    if (is_space(after) || closes(after))
        return false;
    if (is_space(before))
        return true;
    if (is_hyphen(before))
        return !is_hyphen(after) && !(after >= '0' && after <= '9');
    const bool one = character_is_cjk(before), other = character_is_cjk(after);
    return (one && (other || closes(before))) || (closes(before) && after > 0x2E80) ||
           (one && after >= '0' && after <= 'z' && (after >= 'a' || after <= 'Z')) ||
           (other && before >= '0' && before <= 'z');
}

void breaks_find_lines(const uint32_t *text, size_t count, const char *language, uint8_t *marks)
{
    if (count == 0 || icu_lines(text, count, language, marks))
        return;
    for (size_t i = 1; i < count; i++)
        if ((marks[i] & BREAK_CLUSTER) && allows(text[i - 1], text[i]))
            marks[i] |= BREAK_LINE;
}
