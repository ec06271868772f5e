/* HTML's rules for building paths, and hit tests. */
#include "canvas/path2d.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "canvas/path_hit.h"
#include "path_text.h"

static const struct matrix *const SAME = &MATRIX_IDENTITY;
static const double PI = 3.14159265358979323846;

static struct path path;

static int clean(void **state)
{
    (void)state;
    path_finish(&path);
    return 0;
}

static void check(const char *expected)
{
    assert_string_equal(path_text(&path), expected);
    path_clear(&path);
}

static void check_error(bool result, const char *name)
{
    assert_false(result);
    assert_int_equal(strncmp(error_text(), name, strlen(name)), 0);
}

static void segments_begin_a_subpath_where_there_is_none(void **state)
{
    (void)state;
    assert_true(path2d_line_to(&path, SAME, 1, 2));
    check("M 1 2");
    assert_true(path2d_line_to(&path, SAME, 1, 2) && path2d_line_to(&path, SAME, 3, 4));
    check("M 1 2 L 3 4");
    assert_true(path2d_quadratic_curve_to(&path, SAME, 1, 2, 3, 4));
    check("M 1 2 Q 1 2 3 4");
    assert_true(path2d_bezier_curve_to(&path, SAME, 1, 2, 3, 4, 5, 6));
    check("M 1 2 C 1 2 3 4 5 6");
    assert_true(path2d_close_path(&path));
    check("");
}

static void closing_begins_anew_at_the_first_point(void **state)
{
    (void)state;
    assert_true(path2d_move_to(&path, SAME, 1, 2) && path2d_line_to(&path, SAME, 3, 4));
    assert_true(path2d_close_path(&path) && path2d_close_path(&path));
    assert_true(path2d_line_to(&path, SAME, 5, 6));
    check("M 1 2 L 3 4 Z M 1 2 L 5 6");
    assert_true(path2d_rect(&path, SAME, 1, 2, 10, -20) && path2d_line_to(&path, SAME, 5, 6));
    check("M 1 2 L 11 2 L 11 -18 L 1 -18 Z M 1 2 L 5 6");
}

static void numbers_that_are_not_finite_are_ignored(void **state)
{
    (void)state;
    const double bad[] = {NAN, INFINITY, -INFINITY};
    const struct point one = {1, 1};
    for (int i = 0; i < 3; i++) {
        const double b = bad[i];
        assert_true(path2d_move_to(&path, SAME, b, 0) && path2d_move_to(&path, SAME, 0, b));
        assert_true(path2d_line_to(&path, SAME, b, 0) && path2d_line_to(&path, SAME, 0, b));
        for (int n = 0; n < 8; n++) {
            double v[8] = {1, 2, 3, 4, 5, 6, 7, 8};
            v[n] = b;
            if (n < 4)
                assert_true(path2d_quadratic_curve_to(&path, SAME, v[0], v[1], v[2], v[3]) &&
                            path2d_rect(&path, SAME, v[0], v[1], v[2], v[3]) &&
                            path2d_round_rect(&path, SAME, v[0], v[1], v[2], v[3], &one, 1));
            if (n < 5)
                assert_true(path2d_arc_to(&path, SAME, v[0], v[1], v[2], v[3], v[4]) &&
                            path2d_arc(&path, SAME, v[0], v[1], v[2], v[3], v[4], false));
            if (n < 6)
                assert_true(
                    path2d_bezier_curve_to(&path, SAME, v[0], v[1], v[2], v[3], v[4], v[5]));
            if (n < 7)
                assert_true(
                    path2d_ellipse(&path, SAME, v[0], v[1], v[2], v[3], v[4], v[5], v[6], true));
        }
        /* Also where another number would be an error. */
        assert_true(path2d_arc(&path, SAME, b, 0, -1, 0, 0, false));
        const struct point radii[] = {{b, -1}, {-1, 1}};
        assert_true(path2d_round_rect(&path, SAME, 0, 0, 1, 1, radii, 2));
    }
    check("");
}

static void points_go_through_the_transform(void **state)
{
    (void)state;
    const struct matrix m = {2, 0, 0, 3, 10, 20};
    assert_true(path2d_move_to(&path, &m, 1, 1) && path2d_line_to(&path, &m, 2, 2));
    assert_true(path2d_quadratic_curve_to(&path, SAME, 1, 2, 3, 4));
    assert_true(path2d_bezier_curve_to(&path, &m, 0, 0, 0, 1, 1, 0));
    check("M 12 23 L 14 26 Q 1 2 3 4 C 10 20 10 23 12 20");
    assert_true(path2d_arc(&path, &m, 1, 1, 2, 0, PI, false));
    check("M 16 23 A 12 23 4 0 0 6 0 3.142");
    /* Products beyond all numbers come back into reach. */
    const struct matrix huge = {1e300, -1e300, 1e300, 1e300, 0, 0};
    assert_true(path2d_move_to(&path, &huge, 1e300, 1e300));
    assert_true(path2d_arc(&path, &huge, 1, 1e300, 1e300, 0, 1, false));
    assert_true(path_is_finite(&path));
    path_clear(&path);
}

static void arcs_go_the_way_they_are_told(void **state)
{
    (void)state;
    assert_true(path2d_arc(&path, SAME, 0, 0, 10, 0, PI / 2, false));
    check("M 10 0 A 0 0 10 0 0 10 0 1.571");
    assert_true(path2d_arc(&path, SAME, 0, 0, 10, 0, PI / 2, true));
    check("M 10 0 A 0 0 10 0 0 10 0 -4.712");
    assert_true(path2d_move_to(&path, SAME, -5, 0));
    assert_true(path2d_arc(&path, SAME, 0, 0, 10, PI, 0, false));
    check("M -5 0 L -10 0 A 0 0 10 0 0 10 3.142 6.283");
    /* A whole turn or more is one turn, from the start. */
    assert_true(path2d_arc(&path, SAME, 0, 0, 10, 1, 1 + 2 * PI, false));
    check("M 5.403 8.415 A 0 0 10 0 0 10 1 7.283");
    assert_true(path2d_arc(&path, SAME, 0, 0, 10, 1, 100, false));
    check("M 5.403 8.415 A 0 0 10 0 0 10 1 7.283");
    assert_true(path2d_arc(&path, SAME, 0, 0, 10, 1, -100, true));
    check("M 5.403 8.415 A 0 0 10 0 0 10 1 -5.283");
    /* Turns the other way round are one too, as browsers have it. */
    assert_true(path2d_arc(&path, SAME, 0, 0, 10, 0, 4 * PI, true));
    check("M 10 0 A 0 0 10 0 0 10 0 -6.283");
    assert_true(path2d_arc(&path, SAME, 0, 0, 10, 0.5, 0.5, false));
    check("M 8.776 4.794");
    assert_true(path2d_arc(&path, SAME, 0, 0, 10, 1023 * PI, 512.5 * PI, false));
    check("M -10 0 A 0 0 10 0 0 10 3.142 7.854");
    assert_true(path2d_arc(&path, SAME, 1, 2, 0, 0, 3, false));
    check("M 1 2");
    check_error(path2d_arc(&path, SAME, 0, 0, -1, 0, 1, false), "IndexSizeError: ");
    check("");
}

static void ellipses_are_turned(void **state)
{
    (void)state;
    assert_true(path2d_ellipse(&path, SAME, 1, 2, 10, 5, PI / 2, 0, PI, false));
    check("M 1 12 A 1 2 0 10 -5 0 0 3.142");
    check_error(path2d_ellipse(&path, SAME, 0, 0, 1, -1, 0, 0, 1, false), "IndexSizeError: ");
    check_error(path2d_ellipse(&path, SAME, 0, 0, -1, 1, 0, 0, 1, false), "IndexSizeError: ");
    assert_true(path2d_ellipse(&path, SAME, 0, 0, 0, 5, 0, 0, 7, false));
    check("M 0 0 A 0 0 0 0 0 5 0 6.283");
}

static void arc_to_touches_both_lines(void **state)
{
    (void)state;
    assert_true(path2d_move_to(&path, SAME, 0, 0));
    assert_true(path2d_arc_to(&path, SAME, 10, 0, 10, 10, 4));
    check("M 0 0 L 6 0 A 6 4 0 -4 4 0 0 1.571");
    assert_true(path2d_move_to(&path, SAME, 0, 0));
    assert_true(path2d_arc_to(&path, SAME, 10, 0, 10, -10, 4));
    check("M 0 0 L 6 0 A 6 -4 0 4 4 0 0 1.571");
    /* A sharp corner: the points of contact are far from it. */
    assert_true(path2d_move_to(&path, SAME, 0, 0));
    assert_true(path2d_arc_to(&path, SAME, 10, 0, 0, 10, 1));
    check("M 0 0 L 7.586 0 A 7.586 1 0 -1 1 0 0 2.356");
    /* Under a transform the same in user space. */
    const struct matrix m = {2, 0, 0, 1, 0, 0};
    assert_true(path2d_move_to(&path, &m, 0, 0));
    assert_true(path2d_arc_to(&path, &m, 10, 0, 10, 10, 4));
    check("M 0 0 L 12 0 A 12 4 0 -4 8 0 0 1.571");
}

static void arc_to_without_a_circle_is_a_line(void **state)
{
    (void)state;
    assert_true(path2d_arc_to(&path, SAME, 1, 2, 3, 4, 5)); /* no subpath */
    check("M 1 2 L 1 2");
    const double cases[][5] = {
        {5, 6, 9, 0, 0},   /* no radius */
        {0, 0, 9, 0, 3},   /* begins at the corner */
        {5, 6, 5, 6, 3},   /* ends there */
        {5, 0, 10, 0, 3},  /* one line */
        {5, 0, -10, 0, 3}, /* one line, back */
    };
    static const char *const expected[] = {"M 0 0 L 5 6", "M 0 0 L 0 0", "M 0 0 L 5 6",
                                           "M 0 0 L 5 0", "M 0 0 L 5 0"};
    for (int i = 0; i < 5; i++) {
        const double *v = cases[i];
        assert_true(path2d_move_to(&path, SAME, 0, 0));
        assert_true(path2d_arc_to(&path, SAME, v[0], v[1], v[2], v[3], v[4]));
        check(expected[i]);
    }
    /* Where the matrix is not exact, and where it has no inverse. */
    const struct matrix odd = {0.1, 0.7, -0.3, 1.9, 0.77, 1e5}, flat = {1, 0, 0, 0, 0, 0};
    assert_true(path2d_move_to(&path, &odd, 0.1, 0.3));
    assert_true(path2d_arc_to(&path, &odd, 0.1, 0.3, 50, 50, 5));
    assert_int_equal(path.verb_count, 2);
    path_clear(&path);
    assert_true(path2d_move_to(&path, SAME, 3, 3));
    assert_true(path2d_arc_to(&path, &flat, 5, 6, 9, 9, 5));
    check("M 3 3 L 5 0");
    assert_true(path2d_move_to(&path, SAME, 0, 0));
    check_error(path2d_arc_to(&path, SAME, 5, 6, 9, 0, -1), "IndexSizeError: ");
    check("M 0 0");
}

static void rounded_rectangles_take_one_to_four_radii(void **state)
{
    (void)state;
    const struct point r[] = {{1, 1}, {2, 2}, {3, 3}, {4, 4}};
    assert_true(path2d_round_rect(&path, SAME, 0, 0, 100, 50, r + 1, 1));
    check("M 2 0 L 98 0 A 98 2 0 -2 2 0 0 1.571 L 100 48 A 98 48 2 0 0 2 0 1.571 "
          "L 2 50 A 2 48 0 2 -2 0 0 1.571 L 0 2 A 2 2 -2 0 0 -2 0 1.571 Z M 0 0");
    static const char *const expected[] = {
        "M 1 0 L 98 0 A 98 2 0 -2 2 0 0 1.571 L 100 49 A 99 49 1 0 0 1 0 1.571 "
        "L 2 50 A 2 48 0 2 -2 0 0 1.571 L 0 1 A 1 1 -1 0 0 -1 0 1.571 Z M 0 0",
        "M 1 0 L 98 0 A 98 2 0 -2 2 0 0 1.571 L 100 47 A 97 47 3 0 0 3 0 1.571 "
        "L 2 50 A 2 48 0 2 -2 0 0 1.571 L 0 1 A 1 1 -1 0 0 -1 0 1.571 Z M 0 0",
        "M 1 0 L 98 0 A 98 2 0 -2 2 0 0 1.571 L 100 47 A 97 47 3 0 0 3 0 1.571 "
        "L 4 50 A 4 46 0 4 -4 0 0 1.571 L 0 1 A 1 1 -1 0 0 -1 0 1.571 Z M 0 0",
    };
    for (size_t count = 2; count <= 4; count++) {
        assert_true(path2d_round_rect(&path, SAME, 0, 0, 100, 50, r, count));
        check(expected[count - 2]);
    }
    const struct point none = {0, 0}, wide = {5, 0};
    assert_true(path2d_round_rect(&path, SAME, 0, 0, 10, 5, &none, 1));
    check("M 0 0 L 10 0 L 10 5 L 0 5 Z M 0 0");
    assert_true(path2d_round_rect(&path, SAME, 0, 0, 10, 5, &wide, 1));
    check("M 0 0 L 10 0 L 10 5 L 0 5 Z M 0 0");
    check_error(path2d_round_rect(&path, SAME, 0, 0, 1, 1, r, 0), "RangeError: ");
    check_error(path2d_round_rect(&path, SAME, 0, 0, 1, 1, r, 5), "RangeError: ");
    const struct point negative[] = {{1, 1}, {1, -1}};
    check_error(path2d_round_rect(&path, SAME, 0, 0, 1, 1, negative, 2), "RangeError: ");
    const struct point after[] = {{0, -1}, {NAN, 1}}; /* what comes first counts */
    check_error(path2d_round_rect(&path, SAME, 0, 0, 1, 1, after, 2), "RangeError: ");
    check("");
}

static void radii_that_do_not_fit_shrink_together(void **state)
{
    (void)state;
    const struct point r[] = {{30, 10}, {10, 10}};
    assert_true(path2d_round_rect(&path, SAME, 0, 0, 20, 50, r, 2));
    check("M 15 0 A 15 5 0 -5 5 0 0 1.571 L 20 45 A 5 45 15 0 0 5 0 1.571 "
          "A 5 45 0 5 -5 0 0 1.571 L 0 5 A 15 5 -15 0 0 -5 0 1.571 Z M 0 0");
    const struct point zero_size = {5, 5};
    assert_true(path2d_round_rect(&path, SAME, 3, 4, 0, 50, &zero_size, 1));
    check("M 3 4 L 3 4 L 3 54 L 3 54 Z M 3 4");
}

/* The corners keep their order as seen from (x, y). */
static void negative_sizes_mirror_the_corners(void **state)
{
    (void)state;
    const struct point r[] = {{2, 2}, {0, 0}, {0, 0}, {0, 0}};
    assert_true(path2d_round_rect(&path, SAME, 10, 10, -10, 10, r, 4));
    check("M 8 10 L 0 10 L 0 20 L 10 20 L 10 12 A 8 12 2 0 0 -2 0 1.571 Z M 10 10");
}

static void paths_are_added(void **state)
{
    (void)state;
    struct path other = {0};
    const struct matrix m = {2, 0, 0, 2, 1, 1}, bad = {1, 0, 0, NAN, 0, 0};
    assert_true(path2d_add_path(&path, &other, SAME));
    check("");
    assert_true(path2d_rect(&other, SAME, 0, 0, 1, 1));
    assert_true(path2d_add_path(&path, &other, &bad));
    check("");
    assert_true(path2d_move_to(&path, SAME, 9, 9) && path2d_add_path(&path, &other, &m));
    assert_true(path2d_line_to(&path, SAME, 7, 7));
    check("M 9 9 M 1 1 L 3 1 L 3 3 L 1 3 Z M 1 1 L 7 7");
    assert_true(path2d_add_path(&other, &other, &m));
    assert_string_equal(path_text(&other),
                        "M 0 0 L 1 0 L 1 1 L 0 1 Z M 1 1 L 3 1 L 3 3 L 1 3 Z M 1 1");
    path_finish(&other);
}

static void points_are_inside_or_on_the_outline(void **state)
{
    (void)state;
    assert_false(path_hit(&path, false, 0, 0));
    assert_true(path2d_rect(&path, SAME, 10, 10, 20, 20));
    const double on[][2] = {{10, 10}, {30, 30}, {20, 10}, {10, 15.3}, {30, 22}, {20, 30}, {20, 20}};
    for (size_t i = 0; i < sizeof on / sizeof *on; i++)
        assert_true(path_hit(&path, false, on[i][0], on[i][1]));
    const double off[][2] = {{9.999, 20}, {30.001, 20}, {20, 9.999}, {20, 30.001}, {0, 0},
                             {0, 10},     {40, 10},     {40, 20},    {NAN, 20},    {20, INFINITY}};
    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        assert_false(path_hit(&path, false, off[i][0], off[i][1]));
    /* The same again, inside: nonzero has a hole only if it turns the other way. */
    assert_true(path2d_rect(&path, SAME, 15, 15, 5, 5));
    assert_true(path_hit(&path, false, 17, 17));
    assert_false(path_hit(&path, true, 17, 17));
    assert_true(path_hit(&path, true, 15, 17)); /* its outline is on it */
    path_clear(&path);
    assert_true(path2d_move_to(&path, SAME, 5, 5));
    assert_false(path_hit(&path, false, 5, 5));
}

static void curves_are_hit_exactly(void **state)
{
    (void)state;
    assert_true(path2d_arc(&path, SAME, 50, 50, 40, 0, 2 * PI, false));
    for (int i = 0; i < 100; i++) {
        const double t = i * 0.0628, x = cos(t), y = sin(t);
        assert_true(path_hit(&path, i & 1, 50 + 39.998 * x, 50 + 39.998 * y));
        assert_false(path_hit(&path, i & 1, 50 + 40.002 * x, 50 + 40.002 * y));
    }
    path_clear(&path);
    /* An open curve counts as closed; beside it, where its box is, nothing. */
    assert_true(path2d_move_to(&path, SAME, 0, 0));
    assert_true(path2d_bezier_curve_to(&path, SAME, 0, 40, 100, 40, 100, 0));
    assert_true(path_hit(&path, false, 50, 29.99));
    assert_false(path_hit(&path, false, 50, 30.01));
    assert_true(path_hit(&path, false, 50, 0));
    assert_false(path_hit(&path, false, 2, 39));
    assert_false(path_hit(&path, false, -3, 10)); /* its chord is crossed as often as it is */
    path_clear(&path);
    assert_true(path2d_move_to(&path, SAME, 0, 0));
    assert_true(path2d_quadratic_curve_to(&path, SAME, 50, 100, 100, 0));
    assert_true(path_hit(&path, true, 50, 49.99));
    assert_false(path_hit(&path, true, 50, 50.01));
    /* Huge ones end. */
    path_clear(&path);
    assert_true(path2d_move_to(&path, SAME, -1e90, -1e90));
    assert_true(path2d_bezier_curve_to(&path, SAME, 1e90, 3e90, -2e90, 1e90, 1e90, -1e90));
    path_hit(&path, false, 1, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(segments_begin_a_subpath_where_there_is_none, clean),
        cmocka_unit_test_teardown(closing_begins_anew_at_the_first_point, clean),
        cmocka_unit_test_teardown(numbers_that_are_not_finite_are_ignored, clean),
        cmocka_unit_test_teardown(points_go_through_the_transform, clean),
        cmocka_unit_test_teardown(arcs_go_the_way_they_are_told, clean),
        cmocka_unit_test_teardown(ellipses_are_turned, clean),
        cmocka_unit_test_teardown(arc_to_touches_both_lines, clean),
        cmocka_unit_test_teardown(arc_to_without_a_circle_is_a_line, clean),
        cmocka_unit_test_teardown(rounded_rectangles_take_one_to_four_radii, clean),
        cmocka_unit_test_teardown(radii_that_do_not_fit_shrink_together, clean),
        cmocka_unit_test_teardown(negative_sizes_mirror_the_corners, clean),
        cmocka_unit_test_teardown(paths_are_added, clean),
        cmocka_unit_test_teardown(points_are_inside_or_on_the_outline, clean),
        cmocka_unit_test_teardown(curves_are_hit_exactly, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
