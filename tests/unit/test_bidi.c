/* Levels and visual order against Unicode's BidiCharacterTest.txt, all 91,000 of its lines. */
#include "font/bidi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unicode_file.h"

#ifdef FBRUN_HAVE_FONTS
enum { HAVE_FRIBIDI = 1 };
#else
enum { HAVE_FRIBIDI = 0 };
#endif

enum { REMOVED = 255 }; /* by rule X9: its level is of no interest */

static int checked;

static void assert_order(const uint8_t *expected, const uint8_t *levels, size_t count, char *text,
                         int number)
{
    uint8_t kept[UNICODE_MOST];
    uint32_t from[UNICODE_MOST], order[UNICODE_MOST];
    size_t kept_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (expected[i] == REMOVED)
            continue;
        from[kept_count] = (uint32_t)i;
        kept[kept_count++] = levels[i];
    }
    bidi_order(kept, kept_count, order);
    for (size_t i = 0; i < kept_count; i++) {
        const unsigned long index = strtoul(text, &text, 10);
        if (from[order[i]] != index)
            fail_msg("line %d: at place %zu is character %u, not %lu", number, i, from[order[i]],
                     index);
    }
}

static void check_line(char *line, int number)
{
    uint32_t text[UNICODE_MOST];
    uint8_t levels[UNICODE_MOST], expected[UNICODE_MOST], base;
    const enum text_direction directions[] = {DIRECTION_LTR, DIRECTION_RTL, DIRECTION_AUTO};
    const size_t count = unicode_code_points(&line, text);
    const enum text_direction direction = directions[strtol(line + 1, &line, 10)];
    const long paragraph = strtol(line + 1, &line, 10);
    assert_true(bidi_levels(text, count, direction, levels, &base));
    if (base != paragraph)
        fail_msg("line %d: the paragraph's level is %d, not %ld", number, base, paragraph);
    line++;
    for (size_t i = 0; i < count; i++) {
        line += strspn(line, " ");
        expected[i] = *line == 'x' ? REMOVED : (uint8_t)strtol(line, &line, 10);
        if (expected[i] == REMOVED)
            line++;
        else if (levels[i] != expected[i])
            fail_msg("line %d: level %zu is %d, not %d", number, i, levels[i], expected[i]);
    }
    assert_order(expected, levels, count, line + 1, number);
    checked++;
}

static void unicode_test(void **state)
{
    (void)state;
    if (!HAVE_FRIBIDI || !unicode_each_line("BidiCharacterTest.txt", check_line))
        skip();
    assert_true(checked > 90000 / UNICODE_STRIDE);
}

static void nothing(void **state)
{
    (void)state;
    uint8_t level = 7, base = 7;
    uint32_t order = 7;
    assert_true(bidi_levels(&order, 0, DIRECTION_AUTO, &level, &base));
    assert_int_equal(base, 0);
    bidi_order(&level, 0, &order);
    assert_int_equal(order, 7);
    assert_int_equal(bidi_trailing(&order, 0, 0), 0);
}

static void latin_runs_from_left_to_right(void **state)
{
    (void)state;
    const uint32_t text[] = {'a', ' ', '1', 0x4E00, ' '};
    uint8_t levels[5] = {9, 9, 9, 9, 9}, base = 9;
    assert_true(bidi_levels(text, 5, DIRECTION_AUTO, levels, &base));
    assert_int_equal(base, 0);
    for (int i = 0; i < 5; i++)
        assert_int_equal(levels[i], 0);
    assert_int_equal(bidi_trailing(text, 0, 5), 4);
    assert_int_equal(bidi_trailing(text, 0, 4), 4);
}

static void order_of_levels(void **state)
{
    (void)state;
    const uint8_t levels[] = {0, 1, 1, 2, 3, 1, 0};
    const uint32_t expected[] = {0, 5, 3, 4, 2, 1, 6};
    uint32_t order[7];
    bidi_order(levels, 7, order);
    for (int i = 0; i < 7; i++)
        assert_int_equal(order[i], expected[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing),
        cmocka_unit_test(latin_runs_from_left_to_right),
        cmocka_unit_test(order_of_levels),
        cmocka_unit_test(unicode_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
