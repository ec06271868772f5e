/* Breaks against Unicode's GraphemeBreakTest.txt and LineBreakTest.txt, where ICU answers; and what
 * the simple rules know, where it does not. */
#include "font/breaks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "font/utf8.h"
#include "unicode_file.h"

static int checked, tailored;

static void check_clusters(char *line, int number)
{
    uint32_t text[UNICODE_MOST + 1];
    bool breaks[UNICODE_MOST + 1];
    uint8_t marks[UNICODE_MOST];
    const size_t count = unicode_break_line(line, text, breaks);
    checked++;
    for (size_t i = 1; i < count; i++)
        if (text[i] == '\n' && text[i - 1] == '\r')
            return; /* newlines are cut off before */
    breaks_find_clusters(text, count, marks);
    for (size_t i = 0; i < count; i++)
        if ((marks[i] & BREAK_CLUSTER) != (breaks[i] ? BREAK_CLUSTER : 0))
            fail_msg("line %d: before character %zu (U+%04X) there is %s break", number, i, text[i],
                     breaks[i] ? "no" : "a");
}

static void unicode_clusters(void **state)
{
    (void)state;
    checked = 0;
    if (!breaks_have_icu() || !unicode_each_line("auxiliary/GraphemeBreakTest.txt", check_clusters))
        skip();
    assert_true(checked >= 600 / UNICODE_STRIDE);
}

static bool is_mark(uint32_t c)
{
    return c == 0x308 || c == 0x200D;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Where ICU's rules differ from UAX 14's default (they are CLDR's): a hyphen that begins a word
 * stays with its letters, a digit stays with a full stop or comma before it, and so a number may
 * begin with one. */
static bool is_tailored(const uint32_t *text, size_t at, bool breaks)
{
    size_t before = at - 1;
    while (before > 0 && is_mark(text[before]))
        before--;
    if (!breaks)
        return text[at - 1] == ' ' && text[at] == '.' && is_digit(text[at + 1]);
    if (text[before] == '-' || text[before] == 0x2010)
        return before == 0 || text[before - 1] == ' ';
    return (text[before] == '.' || text[before] == ',') && is_digit(text[at]);
}

static void check_lines(char *line, int number)
{
    uint32_t text[UNICODE_MOST + 1] = {0};
    bool breaks[UNICODE_MOST + 1] = {0};
    uint8_t marks[UNICODE_MOST];
    const size_t count = unicode_break_line(line, text, breaks);
    text[count] = 0;
    memset(marks, BREAK_CLUSTER, count);
    breaks_find_lines(text, count, "", marks);
    checked++;
    for (size_t i = 1; i < count; i++) {
        if ((marks[i] & BREAK_LINE) == (breaks[i] ? BREAK_LINE : 0))
            continue;
        if (!is_tailored(text, i, breaks[i]))
            fail_msg("line %d: before character %zu (U+%04X) there is %s break", number, i, text[i],
                     breaks[i] ? "no" : "a");
        tailored++;
    }
}

static void unicode_lines(void **state)
{
    (void)state;
    checked = 0;
    if (!breaks_have_icu() || !unicode_each_line("auxiliary/LineBreakTest.txt", check_lines))
        skip();
    assert_true(checked >= 7000 / UNICODE_STRIDE);
    assert_true(tailored < 30);
}

/* '|' stands for a break that must be there; all others must not. */
static void assert_lines(const char *text, const char *language)
{
    uint32_t codepoints[UNICODE_MOST] = {0};
    bool breaks[UNICODE_MOST] = {false};
    uint8_t marks[UNICODE_MOST];
    size_t count = 0;
    for (const char *at = text; *at != '\0';) {
        if (*at == '|') {
            breaks[count] = true;
            at++;
            continue;
        }
        at += utf8_next(at, strlen(at), &codepoints[count]);
        breaks[++count] = false;
    }
    breaks_find_clusters(codepoints, count, marks);
    breaks_find_lines(codepoints, count, language, marks);
    for (size_t i = 0; i < count; i++)
        if (breaks[i] != ((marks[i] & BREAK_LINE) != 0))
            fail_msg("%s: before character %zu (U+%04X) there is %s break", text, i, codepoints[i],
                     breaks[i] ? "no" : "a");
}

/* What also the simple rules know. */
static void common_text(void **state)
{
    (void)state;
    assert_lines("", "");
    assert_lines(" ", "");
    assert_lines("one |two  |three, |four", "en");
    assert_lines("a |well-|known |word", "xx-no-such-language");
    assert_lines("from |-5 |to |10", "");
    assert_lines("a\xC2\xA0"
                 "b",
                 ""); /* no-break space */
    assert_lines("in\xC2\xAD|visible", "");
    assert_lines("zero\xE2\x80\x8B|width", "");
    assert_lines("\xE4\xBD\xA0|\xE5\xA5\xBD\xE3\x80\x82|\xE5\x86\x8D|\xE8\xA6\x8B", "zh");
    assert_lines("\xEC\x95\x88|\xEB\x85\x95 |a", "ko");
    assert_lines("e\xCC\x81 |\xF0\x9F\x91\x8B\xF0\x9F\x8F\xBD |x", "");
}

/* A dictionary: "this is Thai". */
static void thai(void **state)
{
    (void)state;
    if (!breaks_have_icu())
        skip();
    assert_lines("\xE0\xB8\x99\xE0\xB8\xB5\xE0\xB9\x88|\xE0\xB8\x84\xE0\xB8\xB7\xE0\xB8\xAD|"
                 "\xE0\xB8\xA0\xE0\xB8\xB2\xE0\xB8\xA9\xE0\xB8\xB2|\xE0\xB9\x84\xE0\xB8\x97"
                 "\xE0\xB8\xA2",
                 "th");
}

static void assert_clusters(const char *text, size_t expected)
{
    uint32_t codepoints[UNICODE_MOST], offsets[UNICODE_MOST + 1];
    uint8_t marks[UNICODE_MOST];
    size_t clusters = 0;
    const size_t count = utf8_decode(text, strlen(text), codepoints, offsets);
    breaks_find_clusters(codepoints, count, marks);
    for (size_t i = 0; i < count; i++)
        clusters += marks[i] & BREAK_CLUSTER;
    if (clusters != expected)
        fail_msg("\"%s\" has %zu clusters, not %zu", text, clusters, expected);
}

static void common_clusters(void **state)
{
    (void)state;
    assert_clusters("", 0);
    assert_clusters("abc\xC3\xA9", 4);
    assert_clusters("e\xCC\x81\xCC\xA3x", 2);
    assert_clusters("\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7", 2);
    assert_clusters("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB!", 2); /* joined by a ZWJ */
    assert_clusters("1\xEF\xB8\x8F\xE2\x83\xA3", 1);                     /* a keycap */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unicode_clusters), cmocka_unit_test(unicode_lines),
        cmocka_unit_test(common_text),      cmocka_unit_test(thai),
        cmocka_unit_test(common_clusters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
