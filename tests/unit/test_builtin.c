/* The built-in font: the form of its source, what it has glyphs for, and outlines that are exactly
 * the drawn pixels, also where cells meet. */
#include "font/builtin.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "font/builtin_cells.h"
#include "font/utf8.h"
#include "raster/shape.h"

static struct face *face;

static int open_face(void **state)
{
    (void)state;
    face = face_builtin();
    return face != NULL ? 0 : -1;
}

static int close_face(void **state)
{
    (void)state;
    face_unref(face);
    return 0;
}

static const struct {
    const char *characters;
    const char *rows[CELL_HEIGHT];
} drawn[] = {
#include "font/builtin_glyphs.inc"
};

static void source_has_its_form(void **state)
{
    (void)state;
    for (size_t b = 0; b < sizeof drawn / sizeof *drawn; b++) {
        uint32_t codepoints[64], offsets[65];
        const size_t length = strlen(drawn[b].characters);
        assert_true(length < 64);
        const size_t cells = utf8_decode(drawn[b].characters, length, codepoints, offsets);
        assert_in_range(cells, 1, 8);
        for (int y = 0; y < CELL_HEIGHT; y++) {
            const char *row = drawn[b].rows[y];
            if (row == NULL || strlen(row) != 9 * cells - 1 || strspn(row, "#. ") != strlen(row)) {
                fail_msg("row %d of the block \"%s\"", y + 1, drawn[b].characters);
                return;
            }
            for (size_t i = 8; i < strlen(row); i += 9)
                assert_int_equal(row[i], ' ');
        }
    }
}

static void assert_glyphs(uint32_t first, uint32_t last)
{
    for (uint32_t c = first; c <= last; c++)
        if (face_glyph(face, c, 0) == 0)
            fail_msg("no glyph for U+%04X", (unsigned)c);
}

static void has_what_is_promised(void **state)
{
    (void)state;
    assert_glyphs(0x20, 0x7E);
    assert_glyphs(0xA0, 0xFF);
    assert_glyphs(0x2500, 0x259F);
    assert_glyphs(0x2190, 0x2193);
    assert_glyphs(0x2018, 0x201A);
    assert_glyphs(0x201C, 0x201E);
    static const uint32_t more[] = {0x2013, 0x2014, 0x2022, 0x2026, 0x20AC, 0x2122, 0xFFFD};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        assert_glyphs(more[i], more[i]);
    assert_int_equal(face_glyph(face, 0, 0), 0);
    assert_int_equal(face_glyph(face, 0x4E00, 0), 0);
    assert_int_equal(face_glyph(face, UINT32_MAX, 0), 0);
    assert_int_equal(face_info(face)->glyphs, cells_count());
}

static void every_character_looks_different(void **state)
{
    (void)state;
    for (uint32_t a = 0x21; a <= 0x24F; a++)
        for (uint32_t b = a + 1; b <= 0x24F; b++) {
            const uint32_t x = cells_find(a), y = cells_find(b);
            if (x != 0 && y != 0 && b != 0xA0 && b != 0xAD && /* a space and a hyphen */
                memcmp(cells_get(x), cells_get(y), sizeof(struct cell)) == 0)
                fail_msg("U+%04X looks like U+%04X", (unsigned)a, (unsigned)b);
        }
}

/* The coverage of a glyph whose origin is at (x, y) and whose pixels are `scale` wide. */
static void draw(uint32_t codepoint, double scale, double x, double y, uint8_t *out, int width,
                 int height)
{
    struct path path = {0};
    struct shape shape;
    struct arena arena = {0};
    struct scratch scratch = {0};
    const struct rect all = {0, 0, width, height};
    memset(out, 0, (size_t)width * (size_t)height);
    assert_true(face_outline(face, face_glyph(face, codepoint, 0), 16 * scale, false, &path));
    path_transform(&path, &(struct matrix){1, 0, 0, 1, x, y});
    assert_true(shape_from_path(&shape, &path, false, all, &arena));
    assert_true(scratch_reserve(&scratch, width));
    if (!shape_coverage(&shape, all, out, (size_t)width, &scratch))
        memset(out, 0, (size_t)width * (size_t)height);
    scratch_finish(&scratch);
    arena_finish(&arena);
    path_finish(&path);
}

static void outlines_are_the_pixels(void **state)
{
    (void)state;
    static uint8_t out[32 * 16];
    for (uint32_t c = 0x21; c <= 0xFFFD; c++) {
        if (cells_find(c) == 0)
            continue;
        draw(c, 2, 0, 2 * CELL_BASELINE, out, 16, 32);
        const struct cell *cell = cells_get(cells_find(c));
        for (int y = 0; y < 32; y++)
            for (int x = 0; x < 16; x++)
                if (out[16 * y + x] != (cell->rows[y / 2] >> (7 - x / 2) & 1 ? 255 : 0))
                    fail_msg("U+%04X at %d, %d: %d", (unsigned)c, x, y, out[16 * y + x]);
    }
}

static bool left_of(uint32_t c, int y)
{
    return cells_get(cells_find(c))->rows[y] & 0x80;
}

static bool right_of(uint32_t c, int y)
{
    return cells_get(cells_find(c))->rows[y] & 1;
}

/* Every box that has an arm to the right meets the line on its right in the same rows. */
static void boxes_meet(void **state)
{
    (void)state;
    static const uint32_t right[] = {0x250C, 0x2514, 0x251C, 0x252C,
                                     0x2534, 0x253C, 0x256D, 0x2570};
    for (int y = 0; y < CELL_HEIGHT; y++) {
        for (size_t i = 0; i < sizeof right / sizeof *right; i++)
            assert_int_equal(right_of(right[i], y), left_of(0x2500, y));
        assert_int_equal(right_of(0x2554, y), left_of(0x2550, y));
        assert_int_equal(right_of(0x2560, y), left_of(0x2550, y));
        assert_int_equal(right_of(0x256C, y), left_of(0x2563, y));
        assert_int_equal(right_of(0x250F, y), left_of(0x2501, y));
        assert_int_equal(left_of(0x2588, y), right_of(0x2588, y));
        assert_int_equal(left_of(0x2502, y), 0);
    }
    static const uint32_t down[] = {0x250C, 0x2510, 0x251C, 0x2524, 0x252C, 0x253C, 0x256D, 0x256E};
    for (size_t i = 0; i < sizeof down / sizeof *down; i++)
        assert_int_equal(cells_get(cells_find(down[i]))->rows[CELL_HEIGHT - 1],
                         cells_get(cells_find(0x2502))->rows[0]);
}

/* The joint of a double corner: no line crosses the space between the two. */
static void double_lines_join(void **state)
{
    (void)state;
    static const uint8_t corner[CELL_HEIGHT] = {0,    0,    0,    0,    0,    0x7F, 0x7F, 0x60,
                                                0x60, 0x67, 0x67, 0x66, 0x66, 0x66, 0x66, 0x66};
    static const uint8_t cross[CELL_HEIGHT] = {0x66, 0x66, 0x66, 0x66, 0x66, 0xE7, 0xE7, 0,
                                               0,    0xE7, 0xE7, 0x66, 0x66, 0x66, 0x66, 0x66};
    assert_memory_equal(cells_get(cells_find(0x2554))->rows, corner, sizeof corner);
    assert_memory_equal(cells_get(cells_find(0x256C))->rows, cross, sizeof cross);
    /* A single line begins at the nearer of two, or goes through both. */
    assert_int_equal(cells_get(cells_find(0x255F))->rows[7], 0x67);
    assert_int_equal(cells_get(cells_find(0x256B))->rows[7], 0xFF);
    assert_int_equal(cells_get(cells_find(0x2553))->rows[7], 0x7F);
}

static void bold_and_slanted(void **state)
{
    (void)state;
    struct face *bold = face_derive(face, NULL, 0, 0.02, 0);
    struct face *slanted = face_derive(face, NULL, 0, 0, 0.25);
    struct path path = {0};
    struct point least, most;
    assert_non_null(bold);
    assert_non_null(slanted);
    assert_int_equal(face_info(bold)->weight, 700);
    assert_true(face_info(slanted)->italic);
    assert_true(face_outline(bold, face_glyph(bold, 'I', 0), 16, true, &path));
    assert_true(path_bounds(&path, &least, &most));
    assert_true(least.x == 2 && most.x == 6.5 && least.y == -10 && most.y == 0);
    path_clear(&path);
    assert_true(face_outline(slanted, face_glyph(slanted, 'I', 0), 16, false, &path));
    assert_true(path_bounds(&path, &least, &most));
    assert_true(least.x == 2 && most.x == 8.5);
    path_finish(&path);
    face_unref(bold);
    face_unref(slanted);
}

static void hostile_questions(void **state)
{
    (void)state;
    struct path path = {0};
    struct surface picture;
    double left, top, scale;
    assert_true(face_outline(face, UINT32_MAX, 16, false, &path)); /* the box for what is missing */
    assert_true(path.verb_count > 0);
    path_clear(&path);
    assert_true(face_outline(face, 40, -1, false, &path));
    assert_true(face_outline(face, 40, NAN, false, &path));
    assert_int_equal(path.verb_count, 0);
    assert_true(face_outline(face, 40, INFINITY, false, &path));
    assert_true(path_is_finite(&path));
    assert_false(face_glyph_is_color(face, 40));
    assert_false(face_picture(face, 40, 16, 0, &picture, &left, &top, &scale));
    assert_int_equal(face_axes(face, NULL, 0), 0);
    path_finish(&path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_questions),
        cmocka_unit_test(source_has_its_form),
        cmocka_unit_test(has_what_is_promised),
        cmocka_unit_test(every_character_looks_different),
        cmocka_unit_test(outlines_are_the_pixels),
        cmocka_unit_test(boxes_meet),
        cmocka_unit_test(double_lines_join),
        cmocka_unit_test(bold_and_slanted),
    };
    return cmocka_run_group_tests(tests, open_face, close_face);
}
