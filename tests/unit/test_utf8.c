/* UTF-8 against the Encoding Standard: each maximal subpart of what is none is one U+FFFD. */
#include "font/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 64, R = 0xFFFD };

/* `expected` ends with 0. */
static void assert_decodes(const char *bytes, size_t length, const uint32_t *expected)
{
    uint32_t codepoints[MOST] = {0}, offsets[MOST + 1] = {0};
    assert_true(length <= MOST);
    const size_t count = utf8_decode(bytes, length, codepoints, offsets);
    size_t right = 0;
    for (; right < MOST && expected[right] != 0 && codepoints[right] == expected[right]; right++)
        assert_true(offsets[right] < offsets[right + 1]);
    if (expected[right] != 0 || right != count)
        fail_msg("%zu code points, the first %zu of which are right", count, right);
    assert_int_equal(offsets[count], length);
}

#define ASSERT_DECODES(bytes, ...)                                                                 \
    assert_decodes(bytes, sizeof bytes - 1, (const uint32_t[]){__VA_ARGS__, 0})

static void nothing(void **state)
{
    (void)state;
    uint32_t codepoint, offset = 7;
    assert_int_equal(utf8_decode("", 0, &codepoint, &offset), 0);
    assert_int_equal(offset, 0);
}

static void bytes_that_lead_nothing(void **state)
{
    (void)state;
    ASSERT_DECODES("\x80", R);
    ASSERT_DECODES("\xBF\x80", R, R);
    ASSERT_DECODES("\xC0\x80", R, R); /* overlong */
    ASSERT_DECODES("\xC1\xBF", R, R);
    ASSERT_DECODES("\xF5\x80\x80\x80", R, R, R, R);
    ASSERT_DECODES("\xFE\xFF", R, R);
}

static void sequences_that_break_off(void **state)
{
    (void)state;
    ASSERT_DECODES("\xC3", R);
    ASSERT_DECODES("\xE2\x82", R);
    ASSERT_DECODES("\xF0\x9F\x98", R);
    ASSERT_DECODES("\xF0\x9F\x98x", R, 'x');
    ASSERT_DECODES("\xE2\xC3\xA9", R, 0xE9);
    ASSERT_DECODES("\xE0\x80\x80", R, R, R); /* overlong */
    ASSERT_DECODES("\xE0\x9F\xBF", R, R, R);
    ASSERT_DECODES("\xED\xA0\x80", R, R, R);        /* a surrogate */
    ASSERT_DECODES("\xF0\x8F\xBF\xBF", R, R, R, R); /* overlong */
    ASSERT_DECODES("\xF4\x90\x80\x80", R, R, R, R); /* beyond U+10FFFF */
    ASSERT_DECODES("a\xF1\x80\x80\xE1\x80\xC2"
                   "b\x80"
                   "c\x80\xBF"
                   "d",
                   'a', R, R, R, 'b', R, 'c', R, R, 'd'); /* The Unicode Standard, table 3-8 */
}

static void what_is_right(void **state)
{
    (void)state;
    ASSERT_DECODES("\x01 \x7F", 1, ' ', 0x7F);
    ASSERT_DECODES("\xC2\x80\xDF\xBF", 0x80, 0x7FF);
    ASSERT_DECODES("\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF", 0x800, 0xD7FF, 0xE000,
                   0xFFFF);
    ASSERT_DECODES("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 0x10000, 0x10FFFF);
    uint32_t codepoint;
    assert_int_equal(utf8_next("\0", 1, &codepoint), 1);
    assert_int_equal(codepoint, 0);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char text[4];
        uint32_t read;
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        const size_t length = utf8_encode(c, text);
        if (utf8_next(text, length, &read) != length || read != c)
            fail_msg("U+%04X is read as U+%04X", c, read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing),
        cmocka_unit_test(bytes_that_lead_nothing),
        cmocka_unit_test(sequences_that_break_off),
        cmocka_unit_test(what_is_right),
        cmocka_unit_test(what_is_written_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
