/* Lines against stepping along them, one pixel at a time. */
#include "raster/line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SIDE = 40, MAX = LINE_COORDINATE_MAX };

static void assert_span(const struct line *l, int y, int from, int to)
{
    int got_from, got_to;
    assert_true(line_span(l, y, &got_from, &got_to));
    assert_int_equal(got_from, from);
    assert_int_equal(got_to, to);
}

/* Marks the pixels of the line: from the upper end (of two, the left one) a pixel a step of the
 * longer axis, halves of the other rounded away from that end. */
static void step_along(uint8_t picture[SIDE][SIDE], int x0, int y0, int x1, int y1)
{
    if (y1 < y0 || (y1 == y0 && x1 < x0)) {
        step_along(picture, x1, y1, x0, y0);
        return;
    }
    const int dx = abs(x1 - x0), dy = y1 - y0, steps = dx > dy ? dx : dy;
    for (int i = 0; i <= steps; i++) {
        const int along = steps == 0 ? 0 : (2 * i * dx + steps) / (2 * steps);
        const int down = steps == 0 ? 0 : (2 * i * dy + steps) / (2 * steps);
        picture[y0 + down][x1 >= x0 ? x0 + along : x0 - along] = 1;
    }
}

static void draw_spans(uint8_t picture[SIDE][SIDE], const struct line *l)
{
    for (int y = 0; y < SIDE; y++) {
        int from, to;
        if (!line_span(l, y, &from, &to))
            continue;
        assert_true(from < to);
        for (int x = from; x < to; x++)
            picture[y][x] = 1;
    }
}

static void compare(int x0, int y0, int x1, int y1)
{
    uint8_t want[SIDE][SIDE] = {{0}}, got[SIDE][SIDE] = {{0}}, reversed[SIDE][SIDE] = {{0}};
    const struct line l = line_make(x0, y0, x1, y1), r = line_make(x1, y1, x0, y0);
    step_along(want, x0, y0, x1, y1);
    draw_spans(got, &l);
    draw_spans(reversed, &r);
    assert_memory_equal(got, want, sizeof want);
    assert_memory_equal(reversed, want, sizeof want);

    struct rect bounds = {SIDE, SIDE, 0, 0};
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            if (want[y][x] != 0)
                bounds = rect_union(bounds, (struct rect){x, y, x + 1, y + 1});
    const struct rect said = line_bounds(&l);
    assert_memory_equal(&said, &bounds, sizeof said);
}

static void all_short_lines_are_what_stepping_gives(void **state)
{
    (void)state;
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++)
            compare(SIDE / 2, SIDE / 2, x, y);
    srand(1);
    for (int i = 0; i < 500; i++)
        compare(rand() % SIDE, rand() % SIDE, rand() % SIDE, rand() % SIDE);
}

static void rows_beside_the_line_have_no_pixels(void **state)
{
    (void)state;
    const struct line l = line_make(3, 5, 9, 7);
    int from, to;
    assert_false(line_span(&l, 4, &from, &to));
    assert_false(line_span(&l, 8, &from, &to));
    assert_false(line_span(&l, INT32_MIN, &from, &to));
    assert_false(line_span(&l, INT32_MAX, &from, &to));
}

static void a_point_is_a_line(void **state)
{
    (void)state;
    const struct line l = line_make(-3, 7, -3, 7);
    assert_span(&l, 7, -3, -2);
}

static void far_ends_do_not_overflow(void **state)
{
    (void)state;
    const struct line diagonal = line_make(MAX, MAX, -MAX, -MAX);
    assert_span(&diagonal, 0, 0, 1);
    assert_span(&diagonal, 1000, 1000, 1001);
    assert_span(&diagonal, MAX, MAX, MAX + 1);
    const struct line other = line_make(-MAX, MAX, MAX, -MAX);
    assert_span(&other, 1000, -1000, -999);
    assert_span(&other, -MAX, MAX, MAX + 1);
    const struct line flat = line_make(-MAX, 5, MAX, 5);
    assert_span(&flat, 5, -MAX, MAX + 1);
    const struct line upright = line_make(5, -MAX, 5, MAX);
    assert_span(&upright, 12345, 5, 6);
    /* Almost flat: the upper row holds the half that begins at x = -MAX. */
    const struct line shallow = line_make(-MAX, 0, MAX, 1);
    assert_span(&shallow, 0, -MAX, 0);
    assert_span(&shallow, 1, 0, MAX + 1);
    const struct line steep = line_make(1, -MAX, 0, MAX);
    assert_span(&steep, -1, 1, 2);
    assert_span(&steep, 0, 0, 1);
}

/* Spans of neighbouring rows leave no pixel of the longer axis out and take none twice. */
static void far_lines_have_no_holes(void **state)
{
    (void)state;
    srand(1);
    for (int i = 0; i < 200; i++) {
        const int x = rand() % 1000 - 500, y = rand() % 1000 - 500;
        const struct line l = line_make(-MAX + x, -(rand() % MAX), MAX - y, rand() % MAX);
        const int dx = abs(l.x1 - l.x0), dy = l.y1 - l.y0;
        assert_true(dx >= dy);
        int from, to, before_from, before_to;
        for (int row = -50; row < 50; row++)
            if (line_span(&l, row, &from, &to) && line_span(&l, row - 1, &before_from, &before_to))
                assert_true(l.x0 < l.x1 ? from == before_to : to == before_from);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_short_lines_are_what_stepping_gives),
        cmocka_unit_test(rows_beside_the_line_have_no_pixels),
        cmocka_unit_test(a_point_is_a_line),
        cmocka_unit_test(far_ends_do_not_overflow),
        cmocka_unit_test(far_lines_have_no_holes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
