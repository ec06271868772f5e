/* Gradients and patterns: their errors, and what they become as paints. */
#include "canvas/style.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "canvas/canvas.h"
#include "canvas/gradient.h"
#include "canvas/pattern.h"

static struct scene *scene;

static int set_up(void **state)
{
    (void)state;
    scene = scene_create(&(struct scene_options){.threads = 1});
    return scene == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    scene_destroy(scene);
    return 0;
}

static void check_error(bool result, const char *name)
{
    assert_false(result);
    assert_int_equal(strncmp(error_text(), name, strlen(name)), 0);
}

static void gradients_refuse_what_the_standard_refuses(void **state)
{
    (void)state;
    const double bad[] = {NAN, INFINITY, -INFINITY};
    gradient_unref(NULL);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 6; k++) {
            double v[6] = {1, 2, 3, 4, 5, 6};
            v[k] = bad[i];
            if (k < 3)
                check_error(gradient_create_conic(v[0], v[1], v[2]), "TypeError: ");
            if (k < 4)
                check_error(gradient_create_linear(v[0], v[1], v[2], v[3]), "TypeError: ");
            check_error(gradient_create_radial(v[0], v[1], v[2], v[3], v[4], v[5]), "TypeError: ");
        }
    }
    check_error(gradient_create_radial(0, 0, -1, 0, 0, 1), "IndexSizeError: ");
    check_error(gradient_create_radial(0, 0, 1, 0, 0, -1), "IndexSizeError: ");
}

static void stops_are_checked(void **state)
{
    (void)state;
    struct gradient *g = gradient_create_linear(0, 0, 1, 0);
    assert_non_null(g);
    check_error(gradient_add_color_stop(g, NAN, 0), "TypeError: ");
    check_error(gradient_add_color_stop(g, INFINITY, 0), "TypeError: ");
    check_error(gradient_add_color_stop(g, -0.001, 0), "IndexSizeError: ");
    check_error(gradient_add_color_stop(g, 1.001, 0), "IndexSizeError: ");
    check_error(gradient_add_color_stop_text(g, 2, "what", 4), "IndexSizeError: ");
    check_error(gradient_add_color_stop_text(g, NAN, "what", 4), "TypeError: ");
    check_error(gradient_add_color_stop_text(g, 0.5, "what", 4), "SyntaxError: ");
    assert_true(gradient_add_color_stop_text(g, 0, "red", 3));
    assert_true(gradient_add_color_stop_text(g, 1, "hsl(0, 100%, 50%)", 17));
    gradient_unref(g);
}

static void check_nothing(struct gradient *g)
{
    assert_non_null(g);
    struct paint p = {.kind = PAINT_IMAGE};
    assert_true(gradient_add_color_stop(g, 0, 0xffffffff));
    assert_true(gradient_paint(g, &p));
    assert_int_equal(p.kind, PAINT_SOLID);
    assert_int_equal(p.color, 0);
    gradient_unref(g);
}

static void degenerate_gradients_paint_nothing(void **state)
{
    (void)state;
    check_nothing(gradient_create_linear(1, 2, 1, 2));
    check_nothing(gradient_create_radial(1, 2, 3, 1, 2, 3));
    struct paint p = {.kind = PAINT_IMAGE};
    struct gradient *g = gradient_create_linear(0, 0, 1, 0); /* no stops */
    assert_true(gradient_paint(g, &p));
    assert_int_equal(p.kind, PAINT_SOLID);
    gradient_unref(g);
    g = gradient_create_radial(1, 2, 3, 1, 2, 4);
    assert_true(gradient_add_color_stop(g, 0, 0) && gradient_paint(g, &p));
    assert_int_equal(p.kind, PAINT_RADIAL);
    gradient_unref(g);
}

static void a_drawing_keeps_the_stops_it_was_made_with(void **state)
{
    (void)state;
    struct gradient *g = gradient_create_linear(0, 0, 1, 0);
    struct paint first = {.kind = PAINT_SOLID}, again = first, later = first;
    assert_true(gradient_add_color_stop(g, 0, 0xff0000ff));
    assert_true(gradient_paint(g, &first) && gradient_paint(g, &again));
    assert_ptr_equal(first.gradient.stops, again.gradient.stops);
    struct gradient_stops *kept = (struct gradient_stops *)first.gradient.stops;
    gradient_stops_ref(kept);
    const struct key before = gradient_stops_key(kept);
    assert_true(gradient_add_color_stop(g, 0, 0xffff0000) && gradient_paint(g, &later));
    assert_true(key_equal(gradient_stops_key(kept), before));
    assert_false(key_equal(gradient_stops_key(later.gradient.stops), before));
    gradient_stops_unref(kept);
    gradient_unref(g);
}

/* Two ways to the same list: by offset, and of those that are alike the first added first. */
static void stops_are_sorted_and_stay_in_order(void **state)
{
    (void)state;
    struct gradient *g = gradient_create_linear(0, 0, 1, 0),
                    *h = gradient_create_linear(0, 0, 1, 0);
    struct paint p = {.kind = PAINT_SOLID}, q = p;
    for (uint32_t i = 0; i < 3000; i++) {
        assert_true(gradient_add_color_stop(g, i % 3 / 2.0, i));
        if (i == 1000)
            assert_true(gradient_paint(g, &p)); /* sorts in between */
    }
    for (uint32_t k = 0; k < 3; k++)
        for (uint32_t i = k; i < 3000; i += 3)
            assert_true(gradient_add_color_stop(h, k / 2.0, i));
    assert_true(gradient_paint(g, &p) && gradient_paint(h, &q));
    assert_true(
        key_equal(gradient_stops_key(p.gradient.stops), gradient_stops_key(q.gradient.stops)));
    gradient_unref(g);
    gradient_unref(h);
}

static void repetitions_have_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum paint_extend x, y;
    } good[] = {
        {"", EXTEND_REPEAT, EXTEND_REPEAT},       {"repeat", EXTEND_REPEAT, EXTEND_REPEAT},
        {"repeat-x", EXTEND_REPEAT, EXTEND_NONE}, {"repeat-y", EXTEND_NONE, EXTEND_REPEAT},
        {"no-repeat", EXTEND_NONE, EXTEND_NONE},
    };
    static const char *const bad[] = {"Repeat", "repeat ", "null", "repeat-xy", "none"};
    struct canvas *source = canvas_create(scene, 3, 2);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct pattern *p = pattern_create(source, good[i].name, strlen(good[i].name));
        struct paint paint = {.kind = PAINT_SOLID};
        assert_non_null(p);
        assert_non_null(pattern_paint(p, &MATRIX_IDENTITY, &paint));
        assert_int_equal(paint.kind, PAINT_IMAGE);
        assert_int_equal(paint.image.extend_x, good[i].x);
        assert_int_equal(paint.image.extend_y, good[i].y);
        assert_int_equal(paint.image.part.x1, 3);
        pattern_unref(p);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        check_error(pattern_create(source, bad[i], strlen(bad[i])), "SyntaxError: ");
    check_error(pattern_create(source, "repeat\0", 7), "SyntaxError: ");
    pattern_unref(NULL);
    canvas_destroy(source);
}

static void a_pattern_has_the_pixels_of_its_birth(void **state)
{
    (void)state;
    struct canvas *source = canvas_create(scene, 2, 2);
    canvas_clear(source, 0xff123456);
    struct pattern *p = pattern_create(source, "repeat", 6);
    canvas_clear(source, 0xffffffff);
    canvas_destroy(source);
    struct paint paint = {.kind = PAINT_SOLID};
    struct target *pixels = pattern_paint(p, &MATRIX_IDENTITY, &paint);
    assert_int_equal(*surface_at(target_read(pixels), 1, 1), 0xff123456);
    pattern_unref(p);
}

static void a_patterns_transform_goes_before_the_contexts(void **state)
{
    (void)state;
    struct canvas *source = canvas_create(scene, 2, 2);
    struct pattern *p = pattern_create(source, "", 0);
    struct paint paint = {.kind = PAINT_SOLID};
    pattern_set_transform(p, &(struct matrix){2, 0, 0, 2, 10, 0});
    pattern_set_transform(p, &(struct matrix){2, 0, NAN, 2, 10, 0}); /* ignored */
    const struct matrix inverse = {1, 0, 0, 1, -5, 0};               /* of a translation by 5 */
    assert_non_null(pattern_paint(p, &inverse, &paint));
    const struct point at = matrix_apply(&paint.inverse, (struct point){19, 4});
    assert_true(at.x == 2 && at.y == 2);
    pattern_set_transform(p, &(struct matrix){0, 0, 0, 0, 0, 0});
    assert_null(pattern_paint(p, &inverse, &paint));
    assert_int_equal(paint.kind, PAINT_SOLID);
    assert_int_equal(paint.color, 0);
    pattern_unref(p);
    canvas_destroy(source);
}

static void alpha_is_in_the_paint(void **state)
{
    (void)state;
    struct style s = {.color = 0x80ff0000};
    struct drawing d = {.path = NULL};
    assert_true(style_paint(&s, &MATRIX_IDENTITY, 1, SAMPLE_NEAREST, &d));
    assert_int_equal(d.paint.color, 0x80800000);
    assert_true(style_paint(&s, &MATRIX_IDENTITY, 0.5, SAMPLE_NEAREST, &d));
    assert_int_equal(d.paint.color, 0x40400000);
    assert_true(style_paint(&s, &MATRIX_IDENTITY, 0, SAMPLE_NEAREST, &d));
    assert_int_equal(d.paint.color, 0);
    struct gradient *g = gradient_create_linear(0, 0, 1, 0);
    assert_true(gradient_add_color_stop(g, 0, 0xffffffff));
    style_set_gradient(&s, g);
    gradient_unref(g);
    assert_true(style_paint(&s, &MATRIX_IDENTITY, 0.2, SAMPLE_NEAREST, &d));
    assert_int_equal(d.paint.kind, PAINT_LINEAR);
    assert_int_equal(d.paint.alpha, 51);
    style_finish(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_refuse_what_the_standard_refuses),
        cmocka_unit_test(stops_are_checked),
        cmocka_unit_test(degenerate_gradients_paint_nothing),
        cmocka_unit_test(a_drawing_keeps_the_stops_it_was_made_with),
        cmocka_unit_test(stops_are_sorted_and_stay_in_order),
        cmocka_unit_test(repetitions_have_names),
        cmocka_unit_test(a_pattern_has_the_pixels_of_its_birth),
        cmocka_unit_test(a_patterns_transform_goes_before_the_contexts),
        cmocka_unit_test(alpha_is_in_the_paint),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
