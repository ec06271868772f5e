/* Finding fonts: where there are none, or only broken ones, first; then CSS's choice in a family,
 * and faces for what the asked-for ones lack. */
#include "font/fonts.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/error.h"
#include "font/fonts_impl.h"
#include "font/utf8.h"
#include "scratch.h"

#define DEJAVU "/usr/share/fonts/truetype/dejavu"

static struct fonts *fonts;
static const char *families[4];
static struct font_query query = {.families = families};

/* Asks for these families, upright and regular. */
static void ask(const char *first, const char *second)
{
    families[0] = first;
    families[1] = second;
    query = (struct font_query){.families = families, .weight = 400, .stretch = 100};
}

static const struct face_info *matched(void)
{
    struct face *face = fonts_match(fonts, &query);
    assert_non_null(face);
    assert_ptr_equal(face, fonts_match(fonts, &query)); /* asked again, the same */
    return face_info(face);
}

/* The face for one cluster that the query's own lacks. */
static struct face *fallback(const char *text, const char *language, bool emoji)
{
    struct face *face = fonts_fallback(fonts, &query, text, strlen(text), language, emoji);
    assert_non_null(face);
    assert_ptr_equal(face, fonts_fallback(fonts, &query, text, strlen(text), language, emoji));
    return face;
}

static void open_fonts(const char *path)
{
    if (path != NULL)
        setenv("FBRUN_FONT_PATH", path, 1);
    else
        unsetenv("FBRUN_FONT_PATH");
    fonts = fonts_create();
    assert_non_null(fonts);
    ask(NULL, NULL);
}

static int close_fonts(void **state)
{
    (void)state;
    fonts_destroy(fonts);
    fonts = NULL;
    return 0;
}

static void no_fonts_at_all(void **state)
{
    (void)state;
    fonts_destroy(NULL);
    open_fonts(scratch_folder);
    assert_string_equal(matched()->family, "fbrun");
    ask("no such family", "");
    assert_string_equal(matched()->family, "fbrun");
    ask("serif", "monospace");
    query.weight = 800;
    query.slant = SLANT_ITALIC;
    assert_string_equal(matched()->family, "fbrun");
    query.families = NULL;
    assert_string_equal(matched()->family, "fbrun");
    assert_string_equal(face_info(fallback("漢", "ja", false))->family, "fbrun");
    assert_string_equal(face_info(fallback("", "", false))->family, "fbrun");
    assert_string_equal(face_info(fallback("\xff\xfe", "x", true))->family, "fbrun");
    fonts_destroy(fonts);
    open_fonts("/nowhere::/dev/null:");
    assert_string_equal(matched()->family, "fbrun");
}

static bool is_better(double a_least, double a_most, double b_least, double b_most, int wanted)
{
    struct font_family family = {0};
    const struct font_record a = {.weight_least = a_least,
                                  .weight_most = a_most,
                                  .stretch_least = 100,
                                  .stretch_most = 100},
                             b = {.weight_least = b_least,
                                  .weight_most = b_most,
                                  .stretch_least = 100,
                                  .stretch_most = 100};
    ask(NULL, NULL);
    query.weight = wanted;
    assert_true(family_add(&family, &b) && family_add(&family, &a));
    const bool chosen = family_choose(&family, &query) == &family.records[1];
    family_finish(&family);
    return chosen;
}

/* The examples and the rules of CSS Fonts 4, 5.2, step 4. */
static void weights(void **state)
{
    (void)state;
    assert_true(is_better(500, 500, 300, 300, 400));
    assert_true(is_better(450, 450, 500, 500, 400));
    assert_true(is_better(300, 300, 600, 600, 400));
    assert_true(is_better(100, 100, 600, 600, 500));
    assert_true(is_better(400, 400, 600, 600, 500));
    assert_true(is_better(600, 600, 700, 700, 500));
    assert_true(is_better(500, 500, 400, 400, 450));
    assert_true(is_better(200, 200, 400, 400, 350));
    assert_true(is_better(400, 400, 500, 500, 300));
    assert_true(is_better(900, 900, 500, 500, 600));
    assert_true(is_better(700, 700, 900, 900, 600));
    assert_true(is_better(100, 900, 400, 400, 650));
    assert_true(is_better(400, 400, 500, 900, 400));
}

static void stretch_before_slant_before_weight(void **state)
{
    (void)state;
    const struct font_record records[] = {
        {.weight_least = 700, .weight_most = 700, .stretch_least = 75, .stretch_most = 75},
        {.weight_least = 400, .weight_most = 400, .stretch_least = 100, .stretch_most = 100},
        {.weight_least = 100,
         .weight_most = 100,
         .stretch_least = 100,
         .stretch_most = 100,
         .slant = SLANT_ITALIC},
        {.weight_least = 400, .weight_most = 400, .stretch_least = 150, .stretch_most = 150},
    };
    struct font_family family = {0};
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        assert_true(family_add(&family, &records[i]));
    ask(NULL, NULL);
    assert_ptr_equal(family_choose(&family, &query), &family.records[1]);
    query.stretch = 62.5;
    assert_ptr_equal(family_choose(&family, &query), &family.records[0]);
    query.stretch = 90; /* narrower ones first */
    assert_ptr_equal(family_choose(&family, &query), &family.records[0]);
    query.stretch = 110; /* wider ones first */
    assert_ptr_equal(family_choose(&family, &query), &family.records[3]);
    query.stretch = 100;
    query.slant = SLANT_OBLIQUE;
    query.weight = 900;
    assert_ptr_equal(family_choose(&family, &query), &family.records[2]);
    family.records[2].broken = true;
    assert_ptr_equal(family_choose(&family, &query), &family.records[1]);
    family_finish(&family);
    assert_null(family_choose(&family, &query));
}

#ifdef FBRUN_HAVE_FONTS

static void write_file(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(scratch_path(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void only_broken_fonts(void **state)
{
    (void)state;
    static char bytes[100000];
    FILE *whole = fopen(DEJAVU "/DejaVuSans.ttf", "rb");
    assert_non_null(whole);
    assert_int_equal(fread(bytes, 1, sizeof bytes, whole), sizeof bytes);
    fclose(whole);
    write_file("cut.ttf", bytes, 100);
    write_file("half.ttf", bytes, sizeof bytes);
    write_file("empty.ttf", "", 0);
    write_file("picture.otf", "\x89PNG\r\n\x1a\n", 8);
    write_file("text.ttc", "ttcf", 4);
    assert_int_equal(symlink(".", scratch_path("within")), 0);
    assert_int_equal(symlink("nowhere", scratch_path("dangling.ttf")), 0);
    assert_int_equal(mkfifo(scratch_path("pipe.ttf"), 0600), 0);
    open_fonts(scratch_folder);
    struct face *face = fonts_match(fonts, &query);
    assert_non_null(face);
    /* What is left of a font may be used as far as it goes; here nothing has to be. */
    fallback("漢", "", false);
    scratch_entries(1);
}

static void families_and_styles(void **state)
{
    (void)state;
    open_fonts(DEJAVU);
    ask("no such family", "dejavu SANS");
    assert_string_equal(matched()->family, "DejaVu Sans");
    assert_int_equal(matched()->weight, 400);
    query.weight = 700;
    assert_int_equal(matched()->weight, 700);
    query.weight = 650; /* bolder ones are looked at first */
    assert_int_equal(matched()->weight, 700);
    query.weight = 300;
    assert_int_equal(matched()->weight, 200);
    query.weight = 400;
    query.slant = SLANT_ITALIC;
    assert_true(matched()->italic);
    ask("serif", NULL);
    assert_string_equal(matched()->family, "DejaVu Serif");
    ask("monospace", NULL);
    assert_true(matched()->monospace);
    ask("cursive", NULL);
    assert_string_equal(matched()->family, "DejaVu Sans");
    ask(NULL, NULL);
    assert_string_equal(matched()->family, "DejaVu Sans");
}

static void bold_and_slanted_ones_are_made(void **state)
{
    (void)state;
    open_fonts(scratch_folder);
    struct face *face = face_open_file(DEJAVU "/DejaVuMathTeXGyre.ttf", 0);
    assert_non_null(face);
    assert_true(fonts_add(fonts, "Mine", face));
    ask("mine", NULL);
    assert_ptr_equal(fonts_match(fonts, &query), face);
    query.weight = 700;
    struct face *bold = fonts_match(fonts, &query);
    assert_ptr_not_equal(bold, face);
    query.weight = 500;
    assert_ptr_equal(fonts_match(fonts, &query), face);
    query.slant = SLANT_OBLIQUE;
    assert_true(matched()->italic);
    /* Any number of them may be asked for. */
    for (int i = 1; i <= 1000; i++) {
        query.weight = i;
        assert_string_equal(matched()->family, "DejaVu Math TeX Gyre");
    }
    for (int i = 0; i < 1000; i++) {
        char name[32];
        snprintf(name, sizeof name, "unknown %d", i);
        ask(name, "mine");
        assert_ptr_equal(fonts_match(fonts, &query), face);
    }
    /* One that is added later under the same name counts as well, for what has been asked too. */
    ask("Mine", NULL);
    query.slant = SLANT_ITALIC;
    assert_string_equal(matched()->family, "DejaVu Math TeX Gyre");
    struct face *oblique = face_open_file(DEJAVU "/DejaVuSans-Oblique.ttf", 0);
    assert_non_null(oblique);
    assert_true(fonts_add(fonts, "MINE", oblique));
    assert_ptr_equal(fonts_match(fonts, &query), oblique);
    face_unref(face);
    face_unref(oblique);
}

static bool has(struct face *face, const char *text)
{
    uint32_t codepoints[16], offsets[17];
    const size_t count = utf8_decode(text, strlen(text), codepoints, offsets);
    for (size_t i = 0; i < count; i++)
        if (codepoints[i] != 0x200D && codepoints[i] != 0xFE0F &&
            face_glyph(face, codepoints[i], 0) == 0)
            return false;
    return true;
}

/* What the system has, by fontconfig or without it. */
static void check_scripts(void)
{
    static const char *const texts[] = {"ש", "ع", "नि", "กำ", "漢", "あ", "한", "ք", "ქ", "க", "⌘"};
    ask("DejaVu Serif", "no such family");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct face *face = fallback(texts[i], "", false);
        if (!has(face, texts[i]) || face_info(face)->color)
            fail_msg("%s: %s", texts[i], face_info(face)->family);
    }
    static const char *const emoji[] = {"👋", "👩‍👧", "❤️", "🇩🇪", "☺"};
    for (size_t i = 0; i < sizeof emoji / sizeof *emoji; i++) {
        struct face *face = fallback(emoji[i], "", true);
        if (!has(face, emoji[i]) || !face_info(face)->color)
            fail_msg("%s: %s", emoji[i], face_info(face)->family);
    }
    assert_false(face_info(fallback("☺", "", false))->color);
    assert_non_null(strstr(face_info(fallback("骨", "ja", false))->family, "JP"));
    assert_non_null(strstr(face_info(fallback("骨", "zh-Hans", false))->family, "SC"));
    assert_non_null(strstr(face_info(fallback("骨", "ko", false))->family, "KR"));
    /* Nobody has a glyph for this: the query's own face shows what is missing. */
    assert_string_equal(face_info(fallback("\xf4\x8f\xbf\xbd", "", false))->family, "DejaVu Serif");
    /* A mark that no font has in one with its base: the base counts. */
    assert_true(face_glyph(fallback("漢\xf4\x8f\xbf\xbd", "", false), 0x6F22, 0) != 0);
    /* A bold query gets a bold face, drawn so or made so. */
    query.weight = 700;
    assert_true(has(fallback("ש", "", false), "ש"));
}

static void scripts_without_fontconfig(void **state)
{
    (void)state;
    open_fonts(DEJAVU ":/usr/share/fonts/opentype/noto:/usr/share/fonts/truetype/noto");
    check_scripts();
}

#ifdef FBRUN_HAVE_FONTCONFIG

static void scripts_with_fontconfig(void **state)
{
    (void)state;
    open_fonts(NULL);
    check_scripts();
}

/* fontconfig knows Liberation and others by the names of the fonts that they stand for, but does
 * not put just any font in the place of a family that is not there. */
static void unknown_families_are_passed_over(void **state)
{
    (void)state;
    open_fonts(NULL);
    ask("no such family", "DejaVu Sans Mono");
    assert_string_equal(matched()->family, "DejaVu Sans Mono");
    ask("ui-monospace", NULL);
    assert_true(matched()->monospace);
    ask("no such family", NULL);
    const char *unknown = matched()->family;
    ask("sans-serif", NULL);
    assert_string_equal(matched()->family, unknown);
}

#endif
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(no_fonts_at_all, close_fonts),
        cmocka_unit_test(weights),
        cmocka_unit_test(stretch_before_slant_before_weight),
#ifdef FBRUN_HAVE_FONTS
        cmocka_unit_test_teardown(only_broken_fonts, close_fonts),
        cmocka_unit_test_teardown(families_and_styles, close_fonts),
        cmocka_unit_test_teardown(bold_and_slanted_ones_are_made, close_fonts),
        cmocka_unit_test_teardown(scripts_without_fontconfig, close_fonts),
#ifdef FBRUN_HAVE_FONTCONFIG
        cmocka_unit_test_teardown(scripts_with_fontconfig, close_fonts),
        cmocka_unit_test_teardown(unknown_families_are_passed_over, close_fonts),
#endif
#endif
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
