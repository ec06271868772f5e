/* Small capitals where a face has none, and where it has them: what their widths and glyphs are. */
#include "font/caps.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "font/builtin.h"
#include "text.h"

static struct fonts *fonts;

static int set_up(void **state)
{
    (void)state;
    struct face *face = face_builtin();
    fonts = fonts_create();
    const bool ok = face != NULL && fonts != NULL && fonts_add(fonts, "plain", face);
    face_unref(face);
    return ok ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    fonts_destroy(fonts);
    return 0;
}

/* The family, with the file as its face; false if it cannot be read here. */
static bool add(const char *family, const char *path)
{
    struct face *face = fonts_has(fonts, family) ? NULL : face_open_file(path, 0);
    if (face != NULL && !fonts_add(fonts, family, face))
        fail_msg("%s", error_text());
    face_unref(face);
    return fonts_has(fonts, family);
}

static struct layout *lay_out(const char *family, enum text_caps caps, const char *text,
                              const struct text_box *box)
{
    const char *const families[] = {family, NULL};
    struct text_style style = text_style(families, 20);
    style.caps = caps;
    return text_lay_out(fonts, text, &style, box);
}

static double width(const char *family, enum text_caps caps, const char *text)
{
    struct layout *l = lay_out(family, caps, text, NULL);
    const double w = l->width;
    layout_unref(l);
    return w;
}

static void assert_near(double got, double expected)
{
    if (fabs(got - expected) > 1e-3)
        fail_msg("%g instead of %g", got, expected);
}

/* As wide as `large` at the full size and `small` at the small one. */
static void assert_width(const char *family, enum text_caps caps, const char *text,
                         const char *large, const char *small)
{
    assert_near(width(family, caps, text),
                width(family, CAPS_NORMAL, large) + CAPS_SCALE * width(family, CAPS_NORMAL, small));
}

static void assert_synthesised(const char *family)
{
    assert_width(family, CAPS_NORMAL, "Ab1", "Ab1", "");
    assert_width(family, CAPS_SMALL, "Ha 1", "H 1", "A");
    assert_width(family, CAPS_ALL_SMALL, "Ha 1", " 1", "HA");
    assert_width(family, CAPS_PETITE, "Ha 1", "H 1", "A");
    assert_width(family, CAPS_ALL_PETITE, "Ha 1", " 1", "HA");
    assert_width(family, CAPS_UNICASE, "Ha 1", "a 1", "H");
    assert_width(family, CAPS_TITLING, "Ha 1", "Ha 1", "");
    assert_width(family, CAPS_SMALL, "-ß-", "--", "SS");
    assert_width(family, CAPS_SMALL, "-é-", "--", "É");
    assert_width(family, CAPS_SMALL, "", "", "");
}

static void in_the_built_in_face(void **state)
{
    (void)state;
    assert_synthesised("plain");
}

static void in_a_face_without(void **state)
{
    (void)state;
    if (!add("DejaVu Test", TEXT_DEJAVU "DejaVuSans.ttf"))
        skip();
    assert_synthesised("DejaVu Test");
    /* A letter and its accent, with a capital of their own and without. */
    assert_width("DejaVu Test", CAPS_SMALL, "-e\u0301-x\u0323-", "---", "\u00C9X\u0323");
}

/* Two sizes of one face; their capitals have the same outlines, but for the scale. */
static void sizes(void **state)
{
    (void)state;
    struct layout *l = lay_out("plain", CAPS_SMALL, "Aa", NULL);
    const struct glyph_list *list = l->lines[0].glyphs;
    assert_int_equal(list->count, 2);
    assert_int_equal(list->glyphs[0].id, list->glyphs[1].id);
    assert_int_equal(list->face_count, 2);
    assert_near(list->faces[list->glyphs[0].face].size, 20);
    assert_near(list->faces[list->glyphs[1].face].size, 20 * CAPS_SCALE);
    assert_near(list->size, 20);
    struct layout *other = lay_out("plain", CAPS_NORMAL, "AA", NULL);
    assert_false(key_equal(list->key, other->lines[0].glyphs->key));
    layout_unref(other);
    other = lay_out("plain", CAPS_SMALL, "a", NULL);
    const struct layout_line *small = &other->lines[0];
    struct layout *large = lay_out("plain", CAPS_NORMAL, "A", NULL);
    assert_near(small->least.y, large->lines[0].least.y * CAPS_SCALE);
    assert_near(small->most.x, large->lines[0].most.x * CAPS_SCALE);
    assert_near(other->ascent, large->ascent); /* lines do not come closer */
    layout_unref(large);
    layout_unref(other);
    layout_unref(l);
}

static void outlines(void **state)
{
    (void)state;
    struct layout *l = lay_out("plain", CAPS_SMALL, "Hh", NULL);
    struct path path = {0};
    struct point least, most;
    assert_true(glyph_list_outline(l->lines[0].glyphs, &(struct matrix){1, 0, 0, 1, 0, 0}, &path));
    assert_true(path_bounds(&path, &least, &most));
    assert_near(most.x, l->lines[0].most.x);
    assert_near(least.y, l->lines[0].least.y);
    path_finish(&path);
    layout_unref(l);
}

static void wraps(void **state)
{
    (void)state;
    static const char text[] = "Some words Of text, Straße and more";
    const struct text_box box = {.width = 90, .trim = true};
    struct layout *l = lay_out("plain", CAPS_SMALL, text, &box);
    assert_true(l->line_count > 2);
    for (uint32_t i = 0; i < l->line_count; i++) {
        const struct layout_line *line = &l->lines[i];
        char part[64] = "";
        memcpy(part, text + line->begin, line->end - line->begin);
        assert_true(line->advance <= box.width);
        assert_near(line->advance, width("plain", CAPS_SMALL, part));
    }
    layout_unref(l);
}

static void spacing(void **state)
{
    (void)state;
    const char *const families[] = {"plain", NULL};
    struct text_style style = text_style(families, 20);
    style.caps = CAPS_SMALL;
    style.letter_spacing = 3;
    struct layout *l = text_lay_out(fonts, "Aab", &style, NULL);
    assert_near(l->width, width("plain", CAPS_SMALL, "Aab") + 9);
    layout_unref(l);
}

/* Noto Sans has small capitals for Latin letters, and names the feature for others. */
static void in_a_face_with_them(void **state)
{
    (void)state;
    if (!add("Noto Test", TEXT_NOTO "NotoSans-Regular.ttf"))
        skip();
    struct layout *l = lay_out("Noto Test", CAPS_SMALL, "Hand", NULL);
    assert_int_equal(l->lines[0].glyphs->face_count, 1);
    layout_unref(l);
    assert_true(width("Noto Test", CAPS_SMALL, "hand") !=
                CAPS_SCALE * width("Noto Test", CAPS_NORMAL, "HAND"));
    assert_width("Noto Test", CAPS_PETITE, "ж", "", "Ж");
    assert_near(width("Noto Test", CAPS_PETITE, "hand"), width("Noto Test", CAPS_SMALL, "hand"));
    assert_width("Noto Test", CAPS_UNICASE, "Ha", "a", "H");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_the_built_in_face),
        cmocka_unit_test(in_a_face_without),
        cmocka_unit_test(sizes),
        cmocka_unit_test(outlines),
        cmocka_unit_test(wraps),
        cmocka_unit_test(spacing),
        cmocka_unit_test(in_a_face_with_them),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
