/* The font attribute's text. */
#include "canvas/font_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Parses a copy that ends where the text does, so that a sanitizer sees a byte read too many. */
static struct font_value *parse(const char *text, size_t length)
{
    struct font_value *f;
    char *copy = malloc(length + 1);
    assert_non_null(copy);
    char *start = copy + 1; /* a length of 0 has a valid pointer too */
    memcpy(start, text, length);
    assert_true(font_parse(start, length, &f));
    free(copy);
    return f;
}

static void what_is_not_valid_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "bogus",
        "inherit",
        "initial",
        "20px",
        "20 serif",
        "serif",
        "serif 20px",
        "20px {bogus}",
        "20px inherit",
        "20px Initial",
        "20px serif, default",
        "20px unset thing",
        "20px serif,",
        "20px ,serif",
        "20px serif;",
        "20px serif !important",
        "20px 20serif",
        "20px 'a\nb'",
        "20px \"a\" b",
        "20px a \"b\"",
        "20px -1",
        "20px a\\\nb",
        "-1px serif",
        "-5% serif",
        "1vw serif",
        "1foo serif",
        "1e serif",
        "calc(1px) serif",
        "bold bold 20px serif",
        "italic oblique 20px serif",
        "small-caps small-caps 20px serif",
        "condensed expanded 20px serif",
        "normal normal normal normal normal 20px serif",
        "0.5 20px serif",
        "1001 20px serif",
        "-1 20px serif",
        "20px/ serif",
        "20px/-1 serif",
        "20px/-1px serif",
        "20px/1foo serif",
        "20px/bold serif",
        "caption, serif",
        "bold caption",
        "italic20px serif",
        "var(--x)",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (parse(texts[i], strlen(texts[i])) != NULL)
            fail_msg("'%s' was taken", texts[i]);
    assert_null(parse("20px se\0rif", 11));
    assert_null(parse("20px serif\0", 11));
    assert_null(parse("20px \"a\0b\"", 10));
}

static void values_are_serialised(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"10px sans-serif", "10px sans-serif"},
        {"20PX   SERIF", "20px serif"},
        {" \t\n20px\fserif\r ", "20px serif"},
        {"1px sans-serif", "1px sans-serif"},
        {"small-caps italic 400 12px/2 Unknown Font, sans-serif",
         "italic small-caps 12px \"Unknown Font\", sans-serif"},
        {"20px cursive,fantasy,monospace,sans-serif,serif,UnquotedFont,\"QuotedFont\\\\\\\",\"",
         "20px cursive, fantasy, monospace, sans-serif, serif, UnquotedFont, "
         "\"QuotedFont\\\\\\\",\""},
        {"normal normal 400 normal 12px a", "12px a"},
        {"bold 12px a", "bold 12px a"},
        {"700 12px a", "bold 12px a"},
        {"bolder 12px a", "bold 12px a"},
        {"lighter 12px a", "100 12px a"},
        {"1 12px a", "1 12px a"},
        {"1000 12px a", "1000 12px a"},
        {"condensed 600 oblique 12px a", "oblique 600 condensed 12px a"},
        {"oblique 20deg 12px a", "oblique 20deg 12px a"},
        {"oblique 0.25Turn 12px a", "oblique 90deg 12px a"},
        {"oblique -50grad 12px a", "oblique -45deg 12px a"},
        {"oblique 14deg 12px a", "oblique 12px a"},
        {"ultra-expanded 12px a", "ultra-expanded 12px a"},
        {"50% serif", "5px serif"},
        {"1000% serif", "100px serif"},
        {"2em serif", "20px serif"},
        {"2ex serif", "10px serif"},
        {"2rem serif", "32px serif"},
        {"12pt serif", "16px serif"},
        {"1pc serif", "16px serif"},
        {"1in serif", "96px serif"},
        {"2.54cm serif", "96px serif"},
        {"25.4mm serif", "96px serif"},
        {"101.6Q serif", "96px serif"},
        {"0 serif", "0px serif"},
        {"0px serif", "0px serif"},
        {"0.125px serif", "0.125px serif"},
        {"smaller serif", "8.33333px serif"},
        {"larger serif", "12px serif"},
        {"medium serif", "16px serif"},
        {"xx-small serif", "9px serif"},
        {"xxx-large serif", "48px serif"},
        {"1e9px serif", "1000000px serif"},
        {"12px/normal a", "12px a"},
        {"12px/1.2 a", "12px a"},
        {"12px / 120% a", "12px a"},
        {"12px/0 a", "12px a"},
        {"12px/20px a", "12px a"},
        {"12px \"Arial\"", "12px Arial"},
        {"12px 'Noto  Sans'", "12px \"Noto  Sans\""},
        {"12px Noto  Sans", "12px \"Noto Sans\""},
        {"12px 'serif'", "12px \"serif\""},
        {"12px 'Inherit'", "12px \"Inherit\""},
        {"12px ''", "12px \"\""},
        {"12px '3'", "12px \"3\""},
        {"12px -a, --b, _c", "12px -a, --b, _c"},
        {"12px \\33 d", "12px \"3d\""},
        {"12px a\\,b", "12px \"a,b\""},
        {"12px '\\0'", "12px \xef\xbf\xbd"},
        {"12px '\\110000 \\e9'", "12px \xef\xbf\xbd\xc3\xa9"},
        {"12px '\\1F600'", "12px \xf0\x9f\x98\x80"},
        {"12px 'a\\\nb'", "12px ab"},
        {"12px '\\9 x'", "12px \"\\9 x\""},
        {"12px 'open", "12px open"},
        {"12px \xe6\x98\x8e\xe6\x9c\x9d", "12px \xe6\x98\x8e\xe6\x9c\x9d"},
        {"caption", "13px system-ui"},
        {" Menu ", "13px system-ui"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct font_value *f = parse(texts[i][0], strlen(texts[i][0]));
        if (f == NULL) {
            fail_msg("'%s' was not taken", texts[i][0]);
            return;
        }
        assert_string_equal(f->text, texts[i][1]);
        assert_int_equal(f->length, strlen(f->text));
        struct font_value *again = parse(f->text, f->length);
        assert_non_null(again);
        assert_string_equal(again->text, f->text);
        font_value_unref(again);
        font_value_unref(f);
    }
}

static void values_mean_what_they_say(void **state)
{
    (void)state;
    static const char text[] = "oblique 650 expanded small-caps 20px 'A b', c, SERIF";
    struct font_value *f = parse(text, sizeof text - 1);
    assert_non_null(f);
    assert_int_equal(f->words.slant, SLANT_OBLIQUE);
    assert_int_equal(f->words.weight, 650);
    assert_true(f->words.stretch == 125);
    assert_true(f->words.small_caps);
    assert_true(f->size == 20);
    assert_string_equal(f->families[0], "A b");
    assert_string_equal(f->families[1], "c");
    assert_string_equal(f->families[2], "serif");
    assert_null(f->families[3]);
    font_value_unref(f);
    font_value_unref(NULL);
}

static void words_alone_end_where_a_family_begins(void **state)
{
    (void)state;
    struct font_words w;
    static const struct {
        const char *text;
        size_t bytes;
        int weight;
    } texts[] = {
        {"", 0, 400},          {"bold", 4, 700},           {" bold  Noto Sans", 7, 700},
        {"Noto Sans", 0, 400}, {"300 Noto Sans", 4, 300},  {"boldish", 0, 400},
        {"3dfont", 0, 400},    {"italic bold x", 12, 700},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(font_parse_words(texts[i].text, strlen(texts[i].text), &w),
                         texts[i].bytes);
        assert_int_equal(w.weight, texts[i].weight);
    }
    assert_int_equal(w.slant, SLANT_ITALIC);
}

static void long_texts_have_room(void **state)
{
    (void)state;
    enum { BYTES = 100000 };
    static const char fillers[] = "\\\"\1a-,'";
    static const char quoted[] = {'1', 'p', 'x', ' ', '\''}, plain[] = {'1', 'p', 'x', ' ', 'a'};
    for (const char *filler = fillers; *filler != '\0'; filler++) {
        char *text = malloc(BYTES);
        assert_non_null(text);
        memset(text, *filler, BYTES);
        memcpy(text, quoted, sizeof quoted);
        font_value_unref(parse(text, BYTES));
        memcpy(text, plain, sizeof plain);
        font_value_unref(parse(text, BYTES));
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_valid_is_refused),
        cmocka_unit_test(values_are_serialised),
        cmocka_unit_test(values_mean_what_they_say),
        cmocka_unit_test(words_alone_end_where_a_family_begins),
        cmocka_unit_test(long_texts_have_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
