/* Faces: files that are no fonts first; then metrics, glyphs, advances and outlines against what
 * the fonts of Debian's packages have, as hb-shape and their own tables tell it. */
#include "font/face.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"

#define DEJAVU "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

static void assert_error(struct face *f, const char *text)
{
    assert_null(f);
    if (strstr(error_text(), text) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error_text(), text);
}

#ifdef FBRUN_HAVE_FONTS

static struct face *open_file(const char *path)
{
    struct face *f = face_open_file(path, 0);
    if (f == NULL)
        fail_msg("%s", error_text());
    return f;
}

static void files_that_are_no_fonts(void **state)
{
    (void)state;
    assert_error(face_open_file("/nowhere/at all.ttf", 0),
                 "cannot open the font /nowhere/at all.ttf: No such file or directory");
    assert_error(face_open_file("/usr", 0),
                 "/usr: a font (TrueType, OpenType, WOFF) was expected, but it is a folder");
    assert_error(face_open_file("/dev/null", 0), "but it is no regular file");
    assert_error(face_open_bytes(NULL, 0, 0, "x.ttf"),
                 "x.ttf: a font (TrueType, OpenType, WOFF) was expected, but it is empty");
    assert_error(face_open_bytes("\x89PNG\r\n\x1a\n", 8, 0, "x.ttf"), "but it is a PNG picture");
    assert_error(face_open_bytes("hello", 5, 0, "x"), "but it begins with 68 65 6C 6C 6F");
    assert_error(face_open_bytes("\0\1\0\0", 4, 0, "x"), "x: not a whole font: ");
    assert_error(face_open_bytes("OTTO\0\1\0\0\0\0\0\0", 12, 0, "x"), "x: not a whole font: ");
}

static void typefaces_that_are_not_there(void **state)
{
    (void)state;
    assert_error(face_open_file(DEJAVU, -1), "the number of a typeface is 0 to 65535, not -1");
    assert_error(face_open_file(DEJAVU, 70000), "is 0 to 65535, not 70000");
    assert_error(face_open_file(DEJAVU, 1), DEJAVU ": the file has no typeface 1");
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-6))
        fail_msg("%.9g is not %.9g", value, expected);
}

static void metrics(void **state)
{
    (void)state;
    struct face *f = open_file(DEJAVU);
    const struct face_info *i = face_info(f);
    assert_string_equal(i->family, "DejaVu Sans");
    assert_int_equal(i->weight, 400);
    assert_near(i->stretch, 100);
    assert_false(i->italic || i->monospace || i->color || i->variable);
    assert_true(i->scalable);
    assert_int_equal(i->glyphs, 6253);
    assert_near(i->ascent, 1901 / 2048.0);
    assert_near(i->descent, 483 / 2048.0);
    assert_near(i->line_gap, 0);
    assert_near(i->x_height, 1120 / 2048.0);
    assert_near(i->cap_height, 1493 / 2048.0);
    assert_near(i->underline_thickness, 90 / 2048.0);
    face_unref(f);
}

static void glyphs_and_advances(void **state)
{
    (void)state;
    struct face *f = open_file(DEJAVU);
    assert_int_equal(face_glyph(f, 'A', 0), 36); /* hb-shape: [gid36=0+1401] */
    assert_near(face_advance(f, 36), 1401 / 2048.0);
    assert_int_equal(face_glyph(f, 0x1F600, 0), face_glyph(f, 0x1F600, 0xFE0F));
    assert_int_equal(face_glyph(f, 0x4E00, 0), 0);
    assert_int_equal(face_glyph(f, 0x110000, 0), 0);
    assert_false(face_glyph_is_color(f, 36));
    face_unref(f);
}

static void outlines(void **state)
{
    (void)state;
    struct face *f = open_file(DEJAVU);
    struct path path = {0};
    struct point least, most;
    assert_true(face_outline(f, face_glyph(f, 'H', 0), 0, false, &path));
    assert_true(face_outline(f, face_glyph(f, 'H', 0), NAN, false, &path));
    assert_true(face_outline(f, face_glyph(f, ' ', 0), 20, false, &path));
    assert_int_equal(path.verb_count, 0);
    assert_false(face_outline(f, 6253, 20, false, &path));
    assert_true(face_outline(f, face_glyph(f, 'H', 0), 2048, false, &path));
    assert_true(path_bounds(&path, &least, &most));
    assert_near(least.x, 201);
    assert_near(most.x, 1339);
    assert_near(least.y, -1493);
    assert_near(most.y, 0);
    path_clear(&path);
    /* 17.5 pixels high becomes 18 whole rows; its width stays. */
    assert_true(face_outline(f, face_glyph(f, 'H', 0), 24, true, &path));
    assert_true(path_bounds(&path, &least, &most));
    assert_near(least.y, -18);
    assert_near(most.y, 0);
    assert_true(fabs(most.x - least.x - (1339 - 201) * 24 / 2048.0) < 0.05);
    path_finish(&path);
    face_unref(f);
}

static void bold_and_slanted(void **state)
{
    (void)state;
    struct face *f = open_file(DEJAVU);
    struct face *bold = face_derive(f, NULL, 0, 0.01, 0);
    struct face *slanted = face_derive(f, NULL, 0, 0, 0.25);
    assert_non_null(bold);
    assert_non_null(slanted);
    assert_false(key_equal(face_key(f), face_key(bold)));
    const uint32_t h = face_glyph(f, 'H', 0);
    face_unref(f);
    struct path path = {0};
    struct point least, most;
    assert_true(face_outline(bold, h, 1000, false, &path));
    assert_true(path_bounds(&path, &least, &most));
    assert_true(fabs(least.x - (201 / 2.048 - 10)) < 0.2 &&
                fabs(most.x - (1339 / 2.048 + 10)) < 0.2);
    assert_true(fabs(least.y - (-1493 / 2.048 - 10)) < 0.2 && fabs(most.y - 10) < 0.2);
    path_clear(&path);
    assert_true(face_outline(slanted, h, 1000, false, &path));
    assert_true(path_bounds(&path, &least, &most));
    assert_true(fabs(least.x - 201 / 2.048) < 0.01);
    assert_true(fabs(most.x - (1339 + 0.25 * 1493) / 2.048) < 0.01);
    assert_true(face_info(slanted)->italic);
    path_finish(&path);
    face_unref(bold);
    face_unref(slanted);
}

#else

static void no_libraries(void **state)
{
    (void)state;
    assert_error(face_open_file(DEJAVU, 0), "this fbrun was built without FreeType and HarfBuzz");
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef FBRUN_HAVE_FONTS
        cmocka_unit_test(files_that_are_no_fonts),
        cmocka_unit_test(typefaces_that_are_not_there),
        cmocka_unit_test(metrics),
        cmocka_unit_test(glyphs_and_advances),
        cmocka_unit_test(outlines),
        cmocka_unit_test(bold_and_slanted),
#else
        cmocka_unit_test(no_libraries),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
