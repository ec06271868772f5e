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
    assert_string_equal(error_text(), "a text of 4194305 bytes: expected at most 4194304");
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

/* 1 MB in one call, and a cluster of 100,000 marks; an emulator gets a part of them. */
#ifndef UNICODE_STRIDE
#define UNICODE_STRIDE 1
#endif
static void long_text(void **state)
{
    (void)state;
    const size_t size = (1 << 20) / UNICODE_STRIDE;
    const struct text_box box = {.width = 400, .trim = true};
    const struct text_style style = text_style(nobody, 16);
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < size; i++)
        text[i] = i % 7 == 6 ? ' ' : (char)('a' + i % 26);
    struct layout *l = layout_text(fonts, text, size, &style, &box);
    assert_non_null(l);
    assert_true(l->line_count > size / 100 && l->width <= 400);
    assert_int_equal(l->lines[l->line_count - 1].end, size);
    layout_unref(l);
    const size_t marks = 200000 / UNICODE_STRIDE;
    for (size_t i = 0; i < marks; i++)
        text[i] = "\xCC\x81"[i % 2];
    l = layout_text(fonts, text, marks, &style, &box);
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

/* A piece of a line from left to right: glyphs of one face. */
struct piece {
    const char *family;
    uint32_t count;
    uint32_t codepoints[6]; /* whose plain glyphs they are; 0: some shape of a letter */
};

static void assert_pieces(const struct glyph_list *list, const struct piece *pieces, size_t count)
{
    uint32_t at = 0;
    float x = -1;
    for (size_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < pieces[i].count; k++, at++) {
            assert_true(at < list->count);
            const struct placed_glyph *g = &list->glyphs[at];
            const struct face *face = list->faces[g->face].face;
            const uint32_t c = pieces[i].codepoints[k];
            if (strcmp(face_info(face)->family, pieces[i].family) != 0)
                fail_msg("glyph %u is of %s, not %s", at, face_info(face)->family,
                         pieces[i].family);
            if (g->id == 0 || (c != 0 && g->id != face_glyph(face, c, 0)))
                fail_msg("glyph %u is %u, not that of U+%04X", at, g->id, c);
        }
        const struct placed_glyph *last = &list->glyphs[at - 1];
        assert_true(last->x > x);
        x = last->x;
    }
    assert_int_equal(list->count, at);
}

static const char *const world[] = {"a", "b", "c", "d", "e", "f", "g", "h", NULL};

/* False where there is nothing to read font files with, or none of them. */
static bool add_world(void)
{
    static const char *const paths[] = {
        TEXT_NOTO "NotoSans-Regular.ttf",
        TEXT_NOTO "NotoSansHebrew-Regular.ttf",
        TEXT_NOTO "NotoNaskhArabic-Regular.ttf",
        TEXT_NOTO "NotoSansDevanagari-Regular.ttf",
        TEXT_NOTO "NotoSansThai-Regular.ttf",
        TEXT_CJK "NotoSansCJK-Regular.ttc",
        TEXT_DEJAVU "DejaVuSans.ttf",
        TEXT_NOTO "NotoColorEmoji.ttf",
    };
    for (int i = 0; world[i] != NULL; i++) {
        struct face *face = face_open_file(paths[i], 0);
        if (face == NULL)
            return false;
        assert_true(fonts_add(fonts, world[i], face));
        face_unref(face);
    }
    return true;
}

static void all_in_one_line(void **state)
{
    (void)state;
    if (!add_world())
        skip();
    const struct text_style style = text_style(world, 32);
    struct layout *l = text_lay_out(
        fonts, "Hello שלום مرحبا नमस्ते สวัสดี 你好 👋🏽",
        &style, NULL);
    /* Hebrew and Arabic are one stretch from right to left: the Arabic word is on the left. */
    static const struct piece pieces[] = {
        {"Noto Sans", 5, {'H', 'e', 'l', 'l', 'o'}},
        {"Noto Naskh Arabic", 5, {0}},
        {"Noto Sans Hebrew", 4, {0x5DD, 0x5D5, 0x5DC, 0x5E9}},
        {"Noto Sans Devanagari", 5, {0x928, 0x92E, 0, 0, 0}},
        {"Noto Sans Thai", 6, {0xE2A, 0xE27, 0, 0xE2A, 0xE14, 0}},
        {"Noto Sans CJK JP", 2, {0x4F60, 0x597D}},
    };
    const struct layout_line *line = &l->lines[0];
    assert_int_equal(l->line_count, 1);
    assert_false(line->rtl);
    assert_pieces(line->glyphs, pieces, sizeof pieces / sizeof pieces[0]);
    /* A hand and its skin are one picture, the last of the line. */
    assert_int_equal(line->picture_count, 1);
    assert_true(face_info(line->pictures[0].face)->color);
    assert_true(line->pictures[0].x > line->glyphs->glyphs[line->glyphs->count - 1].x);
    assert_true(line->most.x > line->pictures[0].x && line->most.x <= line->advance + 2);
    layout_unref(l);
}

static void from_right_to_left(void **state)
{
    (void)state;
    if (!add_world())
        skip();
    struct text_style style = text_style(world, 32);
    struct layout *l = text_lay_out(fonts, "שלום 12 ab!", &style, NULL);
    static const struct piece pieces[] = {
        {"Noto Sans", 5, {'!', 'a', 'b', '1', '2'}},
        {"Noto Sans Hebrew", 4, {0x5DD, 0x5D5, 0x5DC, 0x5E9}},
    };
    assert_true(l->lines[0].rtl);
    assert_pieces(l->lines[0].glyphs, pieces, 2);
    layout_unref(l);
    /* The direction of who asks goes before that of the text. */
    style.direction = DIRECTION_RTL;
    l = text_lay_out(fonts, "ab!", &style, NULL);
    static const struct piece turned = {"Noto Sans", 3, {'!', 'a', 'b'}};
    assert_true(l->lines[0].rtl);
    assert_pieces(l->lines[0].glyphs, &turned, 1);
    layout_unref(l);
    style.direction = DIRECTION_LTR;
    l = text_lay_out(fonts, "שלום!", &style, NULL);
    assert_false(l->lines[0].rtl);
    layout_unref(l);
}

/* Each line is put in order by itself: the words that come first are on the first line. */
static void wraps_from_right_to_left(void **state)
{
    (void)state;
    if (!add_world())
        skip();
    static const char text[] = "אב גד הו";
    const struct text_style style = text_style(world, 32);
    struct layout *whole = text_lay_out(fonts, "אב גד ", &style, NULL);
    const struct text_box box = {.width = whole->width, .trim = true};
    struct layout *l = text_lay_out(fonts, text, &style, &box);
    assert_line(l, 0, text, "אב גד");
    assert_line(l, 1, text, "הו");
    static const struct piece pieces = {"Noto Sans Hebrew", 4, {0x5D3, 0x5D2, 0x5D1, 0x5D0}};
    assert_pieces(l->lines[0].glyphs, &pieces, 1);
    assert_true(l->lines[0].glyphs->glyphs[0].x < 4);
    layout_unref(l);
    /* Spaces that are kept stand at the end of the line, which is on the left. */
    const struct text_box untrimmed = {.width = whole->width + 0.1};
    l = text_lay_out(fonts, text, &style, &untrimmed);
    assert_line(l, 0, text, "אב גד ");
    assert_true(l->lines[0].glyphs->glyphs[0].x > 4);
    layout_unref(l);
    layout_unref(whole);
    /* And in a paragraph from left to right on the right. */
    whole = text_lay_out(fonts, "ab אב", &style, NULL);
    const struct text_box narrow = {.width = whole->width + 20};
    l = text_lay_out(fonts, "ab אב גדדדד", &style, &narrow);
    assert_line(l, 0, "ab אב גדדדד", "ab אב ");
    assert_true(l->lines[0].glyphs->glyphs[3].x == whole->lines[0].glyphs->glyphs[3].x);
    layout_unref(l);
    layout_unref(whole);
}

/* What stands alone after a cut is shaped alone: no kerning with what is gone. */
static void cuts_are_shaped_anew(void **state)
{
    (void)state;
    if (!add_world())
        skip();
    const struct text_style style = text_style(world, 100);
    struct layout *alone = text_lay_out(fonts, "T", &style, NULL);
    struct layout *kerned = text_lay_out(fonts, "To", &style, NULL);
    struct layout *o = text_lay_out(fonts, "o", &style, NULL);
    struct layout *dots = text_lay_out(fonts, "…", &style, NULL);
    assert_true(kerned->width < alone->width + o->width - 1);
    const struct text_box box = {.width = alone->width + dots->width + 1, .ellipsis = true};
    struct layout *l = text_lay_out(fonts, "Toooooo", &style, &box);
    assert_line(l, 0, "Toooooo", "T");
    assert_true(fabs(l->width - alone->width - dots->width) < 1e-3);
    layout_unref(l);
    layout_unref(dots);
    layout_unref(o);
    layout_unref(kerned);
    layout_unref(alone);
}

static void emoji_or_text(void **state)
{
    (void)state;
    if (!add_world())
        skip();
    static const struct {
        const char *text;
        uint32_t pictures;
    } samples[] = {
        {"👋", 1},  {"😀😀", 2},     {"👩‍💻", 1}, {"🇩🇪🇫🇷", 2}, {"1️⃣", 1},
        {"12", 0}, {"❤️", 1}, {"☺︎", 0},      {"©", 0},
    };
    const struct text_style style = text_style(world, 32);
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct layout *l = text_lay_out(fonts, samples[i].text, &style, NULL);
        if (l->lines[0].picture_count != samples[i].pictures)
            fail_msg("%s: %u pictures, not %u", samples[i].text, l->lines[0].picture_count,
                     samples[i].pictures);
        layout_unref(l);
    }
}

/* The box that a line states holds all outlines, and no more than they need. */
static void ink(void **state)
{
    (void)state;
    const struct text_style style = text_style(nobody, 40);
    struct layout *l = text_lay_out(fonts, "Agj|", &style, NULL);
    const struct layout_line *line = &l->lines[0];
    struct path path = {0};
    struct point least, most;
    assert_true(glyph_list_outline(line->glyphs, &(struct matrix){1, 0, 0, 1, 0, 0}, &path));
    assert_true(path_bounds(&path, &least, &most));
    assert_true(fabs(least.x - line->least.x) < 0.1 && fabs(least.y - line->least.y) < 0.1);
    assert_true(fabs(most.x - line->most.x) < 0.1 && fabs(most.y - line->most.y) < 0.1);
    path_finish(&path);
    layout_unref(l);
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
        cmocka_unit_test(all_in_one_line),
        cmocka_unit_test(from_right_to_left),
        cmocka_unit_test(wraps_from_right_to_left),
        cmocka_unit_test(cuts_are_shaped_anew),
        cmocka_unit_test(emoji_or_text),
        cmocka_unit_test(ink),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
