/* Capitals, with ICU and without: what both must know, and what only ICU does. */
#include "font/letter_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "font/breaks.h"

static void assert_upper(uint32_t c, const char *language, uint32_t first, uint32_t second)
{
    uint32_t upper[UPPER_MOST];
    const size_t count = letter_upper(c, language, upper);
    assert_int_equal(count, second != 0 ? 2 : 1);
    assert_int_equal(upper[0], first);
    if (second != 0)
        assert_int_equal(upper[1], second);
    assert_int_equal(letter_is_lower(c, language), first != c);
}

static void no_letters(void **state)
{
    (void)state;
    static const uint32_t none[] = {0,     ' ',    '1',    '-',     0xD7,     0xF7,
                                    0x5D0, 0x4E00, 0xFFFD, 0x1F44B, 0x10FFFF, 0xAD};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_upper(none[i], "", none[i], 0);
        assert_upper(none[i], "not a language at all", none[i], 0);
        assert_false(letter_is_upper(none[i]));
    }
}

static void letters(void **state)
{
    (void)state;
    static const uint32_t pairs[][2] = {
        {'a', 'A'},       {'z', 'Z'},       {0xE4, 0xC4},   {0xFE, 0xDE},   {0xFF, 0x178},
        {0x101, 0x100},   {0x12F, 0x12E},   {0x13A, 0x139}, {0x17E, 0x17D}, {0x3AC, 0x386},
        {0x3AF, 0x38A},   {0x3B1, 0x391},   {0x3C9, 0x3A9}, {0x3CC, 0x38C}, {0x3CE, 0x38F},
        {0x436, 0x416},   {0x451, 0x401},   {0x4C2, 0x4C1}, {0x4CF, 0x4C0}, {0x4D1, 0x4D0},
        {0x1E01, 0x1E00}, {0x1EBF, 0x1EBE},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_upper(pairs[i][0], "", pairs[i][1], 0);
        assert_upper(pairs[i][1], "", pairs[i][1], 0);
        assert_true(letter_is_upper(pairs[i][1]));
        assert_false(letter_is_upper(pairs[i][0]));
    }
    assert_upper(0x3C2, "", 0x3A3, 0); /* a final sigma */
    assert_upper(0xDF, "de", 'S', 'S');
}

static void languages(void **state)
{
    (void)state;
    if (!breaks_have_icu())
        skip();
    assert_upper('i', "tr", 0x130, 0);
    assert_upper('i', "tr-TR", 0x130, 0);
    assert_upper('i', "en", 'I', 0);
    assert_upper(0x3AC, "el", 0x391, 0); /* Greek capitals have no accents */
    assert_upper(0xFB01, "", 'F', 'I');
    assert_upper(0x10428, "", 0x10400, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_letters),
        cmocka_unit_test(letters),
        cmocka_unit_test(languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
