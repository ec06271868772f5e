/* Faces: files that are no fonts first; then metrics, glyphs, advances and outlines against what
 * the fonts of Debian's packages have, as hb-shape and their own tables tell it. */
#include "font/face.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "made_font.h"
#include "scratch.h"

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

static void a_file_that_is_too_large(void **state)
{
    (void)state;
    const char *path = scratch_path("large.ttf");
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), 300000000), 0); /* it takes no room */
    fclose(file);
    assert_error(face_open_file(path, 0), "a font may have 268435456 bytes, not 300000000");
    scratch_entries(1);
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
    assert_near(i->em_over, 1556 / 2048.0); /* OS/2's typographic ascent, and -492 */
    assert_near(i->descent, 483 / 2048.0);
    assert_near(i->line_gap, 0);
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

static struct face *open_made(void)
{
    struct made_font font;
    make_font(&font);
    struct face *f = face_open_bytes(font.bytes, font.size, 0, "made");
    if (f == NULL)
        fail_msg("%s", error_text());
    return f;
}

/* However much of a font is there: an error that names it, or a face that can be asked anything. */
static void cut_fonts(void **state)
{
    (void)state;
    struct made_font font;
    make_font(&font);
    for (uint32_t size = 0; size < font.size; size++) {
        struct face *f = face_open_bytes(font.bytes, size, 0, "made");
        if (f == NULL) {
            assert_non_null(strstr(error_text(), "made: "));
            continue;
        }
        for (uint32_t glyph = 0; glyph < 9; glyph++) {
            struct path path = {0};
            struct surface picture;
            double left, top, scale;
            face_outline(f, glyph, 20, glyph % 2 == 0, &path);
            face_advance(f, glyph);
            if (face_picture(f, glyph, 20, 0xFF000000, &picture, &left, &top, &scale))
                surface_finish(&picture);
            path_finish(&path);
        }
        face_unref(f);
    }
}

static void variations(void **state)
{
    (void)state;
    struct face *f = open_made();
    struct face_axis axis;
    assert_true(face_info(f)->variable);
    assert_int_equal(face_axes(f, &axis, 1), 1);
    assert_string_equal(axis.tag, "wght");
    assert_near(axis.least, 100);
    assert_near(axis.normal, 400);
    assert_near(axis.most, 900);
    struct path path = {0};
    struct point least, most;
    static const double weights[][2] = {{100, 1000}, {400, 1000},  {650, 1100},
                                        {900, 1200}, {9999, 1200}, {NAN, 1000}};
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        const struct face_variation v[] = {{"none", 3}, {"wght", weights[i][0]}};
        struct face *varied = face_derive(f, v, 2, 0, 0);
        assert_non_null(varied);
        assert_near(face_advance(varied, 1), weights[i][1] / 1000);
        path_clear(&path);
        assert_true(face_outline(varied, 1, 1000, false, &path));
        assert_true(path_bounds(&path, &least, &most));
        assert_near(most.x, weights[i][1]);
        assert_near(least.y, -1000);
        /* What is derived from it stays where it stands. */
        struct face *slanted = face_derive(varied, NULL, 0, 0, 0.5);
        assert_near(face_advance(slanted, 1), weights[i][1] / 1000);
        face_unref(slanted);
        face_unref(varied);
    }
    struct face *bold = face_derive(f, (struct face_variation[]){{"wght", 700}}, 1, 0, 0);
    assert_int_equal(face_info(bold)->weight, 700);
    face_unref(bold);
    path_finish(&path);
    face_unref(f);
}

static void assert_pixel(const struct surface *s, int x, int y, uint32_t expected)
{
    const uint32_t pixel = *surface_at(s, x, y);
    for (int shift = 0; shift < 32; shift += 8)
        if (abs((int)(pixel >> shift & 255) - (int)(expected >> shift & 255)) > 1)
            fail_msg("%d, %d: %08x is not %08x", x, y, (unsigned)pixel, (unsigned)expected);
}

static void assert_picture(struct face *f, uint32_t glyph, double size, struct surface *picture)
{
    double left, top, scale;
    assert_true(face_glyph_is_color(f, glyph));
    if (!face_picture(f, glyph, size, 0xFF112233, picture, &left, &top, &scale))
        fail_msg("%s", error_text());
    assert_near(left, 0);
    assert_near(top, -size);
    assert_near(picture->width * scale, size);
    assert_near(picture->height * scale, size);
}

static void layers(void **state)
{
    (void)state;
    struct face *f = open_made();
    struct surface s;
    assert_true(face_info(f)->color);
    assert_false(face_glyph_is_color(f, 1));
    assert_false(face_glyph_is_color(f, 70000));
    assert_picture(f, 3, 100, &s); /* flat ones; the second in the text's colour */
    assert_pixel(&s, 10, 90, 0xFFFF0000);
    assert_pixel(&s, 90, 10, 0xFFFF0000);
    assert_pixel(&s, 60, 60, 0xFF112233);
    surface_finish(&s);
    assert_picture(f, 4, 100, &s); /* a gradient, and a translucent square that was moved up */
    assert_pixel(&s, 0, 10, 0xFFFE0001);
    assert_pixel(&s, 99, 99, 0xFF0100FE);
    assert_pixel(&s, 50, 90, 0xFF7F0080);
    assert_pixel(&s, 75, 10, 0xFF208060);
    surface_finish(&s);
    assert_picture(f, 6, 2000, &s); /* one cut out of the other; larger than it is drawn */
    assert_int_equal(s.width, 512);
    assert_pixel(&s, 10, 10, 0xFFFF0000);
    assert_pixel(&s, 500, 500, 0);
    surface_finish(&s);
    double number;
    assert_false(face_picture(f, 5, 100, 0, &s, &number, &number, &number));
    assert_string_equal(error_text(), "made: a glyph is made of too many layers");
    assert_null(s.pixels);
    assert_false(face_picture(f, 1, 100, 0, &s, &number, &number, &number));
    assert_string_equal(error_text(), "made: glyph 1 is no picture");
    face_unref(f);
}

static void color_bitmaps(void **state)
{
    (void)state;
    struct face *f = open_file("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf");
    const uint32_t face = face_glyph(f, 0x1F600, 0);
    assert_true(face_info(f)->color);
    assert_false(face_info(f)->scalable);
    assert_true(face_glyph_is_color(f, face));
    assert_false(face_glyph_is_color(f, face_glyph(f, ' ', 0)));
    struct surface s;
    double left, top, scale;
    assert_true(face_picture(f, face, 54.5, 0, &s, &left, &top, &scale));
    assert_int_equal(s.width, 136);
    assert_int_equal(s.height, 128);
    assert_near(scale, 0.5); /* it is there for 109 pixels an em */
    assert_near(left, 0);
    assert_near(top, -50.5);                        /* hb-shape: 1898 of 2048 units, 101 pixels */
    const uint32_t cheek = *surface_at(&s, 20, 64); /* yellow: more red than blue */
    assert_true(cheek >> 24 == 255 && (cheek >> 16 & 255) > 200 && (cheek & 255) < 100);
    assert_int_equal(*surface_at(&s, 0, 0), 0);
    surface_finish(&s);
    struct path path = {0};
    assert_true(face_outline(f, face, 54.5, false, &path));
    assert_int_equal(path.verb_count, 0);
    assert_false(face_picture(f, 999999, 54.5, 0, &s, &left, &top, &scale));
    face_unref(f);
}

static void collections(void **state)
{
    (void)state;
    const char *path = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
    struct face *japanese = open_file(path);
    struct face *chinese = face_open_file(path, 2);
    assert_non_null(chinese);
    assert_string_equal(face_info(japanese)->family, "Noto Sans CJK JP");
    assert_string_equal(face_info(chinese)->family, "Noto Sans CJK SC");
    assert_true(face_glyph(japanese, 0x9AA8, 0) != face_glyph(chinese, 0x9AA8, 0));
    assert_near(face_advance(chinese, face_glyph(chinese, 0x9AA8, 0)), 1);
    assert_near(face_info(chinese)->ideographic_baseline, -0.12); /* its table BASE */
    assert_near(face_info(chinese)->em_over, 0.88);               /* OS/2: 880 and -120 */
    assert_error(face_open_file(path, 10), "the file has no typeface 10");
    face_unref(japanese);
    face_unref(chinese);
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
        cmocka_unit_test(a_file_that_is_too_large),
        cmocka_unit_test(typefaces_that_are_not_there),
        cmocka_unit_test(metrics),
        cmocka_unit_test(glyphs_and_advances),
        cmocka_unit_test(outlines),
        cmocka_unit_test(bold_and_slanted),
        cmocka_unit_test(cut_fonts),
        cmocka_unit_test(variations),
        cmocka_unit_test(layers),
        cmocka_unit_test(color_bitmaps),
        cmocka_unit_test(collections),
#else
        cmocka_unit_test(no_libraries),
#endif
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
