/* Lines, order, faces and bounds of laid-out text: bad input first, then what a reader would see.
 */
#include "font/layout.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "font/breaks.h"
#include "text.h"

static struct fonts *fonts;

static int set_up(void **state)
{
    (void)state;
    fonts = fonts_create();
    return fonts != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    fonts_destroy(fonts);
    return 0;
}

static const char *const nobody[] = {"a family that nobody has", NULL};

static struct layout *lay_out(const char *text, double size, const struct text_box *box)
{
    const struct text_style style = text_style(nobody, size);
    return text_lay_out(fonts, text, &style, box);
}

static void assert_finite(const struct layout *l)
{
    assert_true(isfinite(l->width) && isfinite(l->ascent) && isfinite(l->descent));
    for (uint32_t i = 0; i < l->line_count; i++) {
        const struct layout_line *line = &l->lines[i];
        assert_true(isfinite(line->advance));
        assert_true(line->least.x <= line->most.x && line->least.y <= line->most.y);
        assert_true(isfinite(line->least.x) && isfinite(line->most.x));
        for (uint32_t k = 0; k < line->glyphs->count; k++) {
            assert_true(isfinite(line->glyphs->glyphs[k].x));
            assert_true(isfinite(line->glyphs->glyphs[k].y));
        }
    }
}

static void nothing(void **state)
{
    (void)state;
    struct layout *l = lay_out("", 16, NULL);
    assert_int_equal(l->line_count, 1);
    assert_int_equal(l->lines[0].glyphs->count, 0);
    assert_true(l->lines[0].advance == 0 && l->width == 0 && l->ascent > 0);
    layout_unref(l);
    layout_unref(NULL);
}

static void sizes_that_are_none(void **state)
{
    (void)state;
    static const double sizes[] = {0, -0.0, -1, -1e300, NAN, INFINITY, -INFINITY, 1e7, 1e300};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct layout *l = lay_out("text", sizes[i], NULL);
        assert_int_equal(l->line_count, 1);
        assert_int_equal(l->lines[0].glyphs->count, 0);
        assert_true(l->width == 0 && l->size == 0);
        layout_unref(l);
    }
}

static void large_and_tiny(void **state)
{
    (void)state;
    static const double sizes[] = {10000, 1e6, 1e-3, 1e-300};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct layout *l = lay_out("text", sizes[i], NULL);
        assert_int_equal(l->lines[0].glyphs->count, 4);
        assert_true(l->width < 4 * sizes[i] && (l->width > sizes[i] || sizes[i] < 1e-30));
        assert_finite(l);
        layout_unref(l);
    }
}

static void too_long(void **state)
{
    (void)state;
    const struct text_style style = text_style(nobody, 16);
    char *text = calloc(1, LAYOUT_BYTES_MAX + 1);
    assert_non_null(text);
    assert_null(layout_text(fonts, text, LAYOUT_BYTES_MAX + 1, &style, NULL));
    assert_string_equal(error_text(), "a text of 16777217 bytes: expected at most 16777216");
    free(text);
}

static void bytes_that_are_no_text(void **state)
{
    (void)state;
    const struct text_style style = text_style(nobody, 16);
    struct layout *l = layout_text(fonts, "a\0b\xFF\xC3", 5, &style, NULL);
    assert_non_null(l);
    /* NUL shows nothing; each of the others is U+FFFD. */
    assert_int_equal(l->lines[0].glyphs->count, 4);
    assert_int_equal(l->lines[0].end, 5);
    layout_unref(l);
}

static void controls_show_nothing(void **state)
{
    (void)state;
    struct layout *plain = lay_out("ab", 16, NULL);
    struct layout *l = lay_out("a\x01\x7F\xC2\x85\xE2\x80\x8B\xE2\x80\x8E\xEF\xBB\xBF\x0C"
                               "b",
                               16, NULL);
    assert_int_equal(l->lines[0].glyphs->count, 2);
    assert_true(l->width == plain->width);
    layout_unref(l);
    layout_unref(plain);
    struct layout *space = lay_out("a b", 16, NULL), *tab = lay_out("a\tb", 16, NULL);
    assert_true(space->width == tab->width);
    layout_unref(space);
    layout_unref(tab);
}

static void spacing_beyond_all_bounds(void **state)
{
    (void)state;
    static const double spacings[] = {1e300, -1e300, 1e6, NAN, INFINITY, -INFINITY};
    const struct text_box box = {.width = 100, .trim = true, .ellipsis = true};
    for (size_t i = 0; i < sizeof spacings / sizeof spacings[0]; i++) {
        struct text_style style = text_style(nobody, 16);
        style.letter_spacing = style.word_spacing = spacings[i];
        struct layout *l = text_lay_out(fonts, "some words of text", &style, &box);
        assert_finite(l);
        layout_unref(l);
    }
}

/* 1 MB in one call, and a cluster of 100,000 marks. */
static void long_text(void **state)
{
    (void)state;
    const size_t size = 1 << 20;
    const struct text_box box = {.width = 400, .trim = true};
    const struct text_style style = text_style(nobody, 16);
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < size; i++)
        text[i] = i % 7 == 6 ? ' ' : (char)('a' + i % 26);
    struct layout *l = layout_text(fonts, text, size, &style, &box);
    assert_non_null(l);
    assert_true(l->line_count > 10000 && l->width <= 400);
    assert_int_equal(l->lines[l->line_count - 1].end, size);
    layout_unref(l);
    for (size_t i = 0; i < 200000; i += 2)
        memcpy(text + i, "\xCC\x81", 2);
    l = layout_text(fonts, text, 200000, &style, &box);
    assert_non_null(l);
    assert_int_equal(l->line_count, 1);
    assert_finite(l);
    layout_unref(l);
    free(text);
}

static void assert_line(const struct layout *l, uint32_t i, const char *text, const char *expected)
{
    assert_true(i < l->line_count);
    const struct layout_line *line = &l->lines[i];
    const size_t length = line->end - line->begin;
    if (length != strlen(expected) || memcmp(text + line->begin, expected, length) != 0)
        fail_msg("line %u is \"%.*s\", not \"%s\"", i, (int)length, text + line->begin, expected);
}

static void newlines(void **state)
{
    (void)state;
    static const char text[] = "one\ntwo\r\nthree\rfour\xE2\x80\xA8"
                               "five\xE2\x80\xA9\n";
    struct layout *l = lay_out(text, 16, NULL);
    assert_int_equal(l->line_count, 7);
    assert_line(l, 0, text, "one");
    assert_line(l, 1, text, "two");
    assert_line(l, 2, text, "three");
    assert_line(l, 3, text, "four");
    assert_line(l, 4, text, "five");
    assert_line(l, 5, text, "");
    assert_line(l, 6, text, "");
    layout_unref(l);
}

static double width_of(const char *text)
{
    struct layout *l = lay_out(text, 16, NULL);
    const double width = l->width;
    layout_unref(l);
    return width;
}

static void wraps(void **state)
{
    (void)state;
    static const char text[] = "the quick  brown fox";
    struct text_box box = {.width = width_of("brown fox") + 0.1, .trim = true};
    struct layout *l = lay_out(text, 16, &box);
    assert_int_equal(l->line_count, 2);
    assert_line(l, 0, text, "the quick");
    assert_line(l, 1, text, "brown fox");
    assert_true(fabs(l->lines[0].advance - width_of("the quick")) < 1e-3);
    layout_unref(l);
    /* One that fits nowhere stands alone. */
    box.width = width_of("the");
    l = lay_out(text, 16, &box);
    assert_int_equal(l->line_count, 4);
    assert_line(l, 1, text, "quick");
    assert_true(l->lines[1].advance > box.width);
    layout_unref(l);
    /* Without trimming the spaces count. */
    box = (struct text_box){.width = width_of("brown fox") + 0.1};
    l = lay_out(text, 16, &box);
    assert_line(l, 0, text, "the ");
    layout_unref(l);
}

static void soft_hyphens(void **state)
{
    (void)state;
    static const char text[] = "in\xC2\xADvisible";
    const struct text_box box = {.width = width_of("visible") + 0.1, .trim = true};
    struct layout *l = lay_out(text, 16, &box);
    assert_int_equal(l->line_count, 2);
    assert_true(l->lines[0].advance > width_of("in") + 1);
    assert_int_equal(l->lines[0].glyphs->count, 3);
    assert_int_equal(l->lines[1].glyphs->count, 7);
    layout_unref(l);
    l = lay_out(text, 16, NULL);
    assert_int_equal(l->lines[0].glyphs->count, 9);
    layout_unref(l);
}

static void ellipsis(void **state)
{
    (void)state;
    static const char text[] = "the quick brown fox\njumps";
    const double dots = width_of("\xE2\x80\xA6");
    struct text_box box = {
        .width = width_of("the quick br") + dots + 0.1,
        .trim = true,
        .lines_max = 1,
        .ellipsis = true,
    };
    struct layout *l = lay_out(text, 16, &box);
    assert_int_equal(l->line_count, 1);
    assert_line(l, 0, text, "the quick br");
    assert_int_equal(l->lines[0].glyphs->count, 10 + 1);
    assert_true(l->width <= box.width);
    layout_unref(l);
    /* No space before it; and where nothing fits it stands alone. */
    box.width = width_of("the ") + dots + 0.1;
    l = lay_out(text, 16, &box);
    assert_line(l, 0, text, "the");
    layout_unref(l);
    box.width = dots / 2;
    l = lay_out(text, 16, &box);
    assert_line(l, 0, text, "");
    assert_int_equal(l->lines[0].glyphs->count, 1);
    layout_unref(l);
    /* A line that fits has one if others are left out. */
    box.width = 0;
    l = lay_out(text, 16, &box);
    assert_line(l, 0, text, "the quick brown fox");
    assert_true(fabs(l->width - width_of("the quick brown fox") - dots) < 1e-3);
    layout_unref(l);
    box.lines_max = 2;
    l = lay_out(text, 16, &box);
    assert_int_equal(l->line_count, 2);
    assert_line(l, 1, text, "jumps");
    assert_true(fabs(l->lines[1].advance - width_of("jumps")) < 1e-3);
    layout_unref(l);
    /* A word that is too wide for any line. */
    box = (struct text_box){.width = width_of("qui") + dots + 0.1, .trim = true, .ellipsis = true};
    l = lay_out("a quick one", 16, &box);
    assert_int_equal(l->line_count, 3);
    assert_line(l, 1, "a quick one", "qui");
    layout_unref(l);
}

static void lines_max(void **state)
{
    (void)state;
    const struct text_box box = {.width = 1, .lines_max = 2};
    struct layout *l = lay_out("a b c d", 16, &box);
    assert_int_equal(l->line_count, 2);
    layout_unref(l);
}

static void spacing(void **state)
{
    (void)state;
    struct text_style style = text_style(nobody, 16);
    const double plain = width_of("ab cd");
    style.letter_spacing = 2;
    struct layout *l = text_lay_out(fonts, "ab cd", &style, NULL);
    assert_true(fabs(l->width - plain - 5 * 2) < 1e-3);
    layout_unref(l);
    style.word_spacing = 10;
    l = text_lay_out(fonts, "ab cd", &style, NULL);
    assert_true(fabs(l->width - plain - 5 * 2 - 10) < 1e-3);
    layout_unref(l);
    /* A mark belongs to its letter. */
    style.word_spacing = 0;
    l = text_lay_out(fonts, "e\xCC\x81x", &style, NULL);
    struct layout *without = lay_out("e\xCC\x81x", 16, NULL);
    assert_true(fabs(l->width - without->width - 2 * 2) < 1e-3);
    layout_unref(l);
    layout_unref(without);
}

/* The same string in the same style is the same layout, and anything else is another one. */
static void kept(void **state)
{
    (void)state;
    struct text_box box = {.width = 100};
    struct layout *one = lay_out("kept", 16, &box), *same = lay_out("kept", 16, &box);
    assert_ptr_equal(one, same);
    layout_unref(same);
    struct layout *other = lay_out("kept", 17, &box);
    assert_ptr_not_equal(one, other);
    layout_unref(other);
    box.width = 101;
    other = lay_out("kept", 16, &box);
    assert_ptr_not_equal(one, other);
    layout_unref(other);
    struct text_style style = text_style(nobody, 16);
    style.language = "de";
    box.width = 100;
    other = text_lay_out(fonts, "kept", &style, &box);
    assert_ptr_not_equal(one, other);
    layout_unref(other);
    layout_unref(one);
}

static void the_key_of_a_list(void **state)
{
    (void)state;
    struct layout *a = lay_out("ab", 16, NULL), *b = lay_out("ab ", 16, NULL);
    struct layout *c = lay_out("ac", 16, NULL);
    assert_true(key_equal(a->lines[0].glyphs->key, b->lines[0].glyphs->key));
    assert_false(key_equal(a->lines[0].glyphs->key, c->lines[0].glyphs->key));
    layout_unref(a);
    layout_unref(b);
    layout_unref(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing),
        cmocka_unit_test(sizes_that_are_none),
        cmocka_unit_test(large_and_tiny),
        cmocka_unit_test(too_long),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(controls_show_nothing),
        cmocka_unit_test(spacing_beyond_all_bounds),
        cmocka_unit_test(long_text),
        cmocka_unit_test(newlines),
        cmocka_unit_test(wraps),
        cmocka_unit_test(soft_hyphens),
        cmocka_unit_test(ellipsis),
        cmocka_unit_test(lines_max),
        cmocka_unit_test(spacing),
        cmocka_unit_test(kept),
        cmocka_unit_test(the_key_of_a_list),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
