/* The attributes: defaults, what they take, what they ignore. */
#include "canvas/state.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "canvas/gradient.h"

static struct state s;

static int set_up(void **state)
{
    (void)state;
    state_init(&s);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    state_finish(&s);
    return 0;
}

static void defaults_are_the_standards(void **state)
{
    (void)state;
    size_t length;
    assert_memory_equal(&s.matrix, &MATRIX_IDENTITY, sizeof MATRIX_IDENTITY);
    assert_null(s.clip);
    assert_true(s.global_alpha == 1 && s.line_width == 1 && s.miter_limit == 10);
    assert_string_equal(composite_name(s.global_composite_operation), "source-over");
    assert_true(s.image_smoothing_enabled);
    assert_string_equal(smoothing_quality_name(s.image_smoothing_quality), "low");
    assert_int_equal(s.fill_style.kind, STYLE_COLOR);
    assert_int_equal(s.fill_style.color, 0xff000000);
    assert_int_equal(s.stroke_style.color, 0xff000000);
    assert_string_equal(line_cap_name(s.line_cap), "butt");
    assert_string_equal(line_join_name(s.line_join), "miter");
    assert_null(s.line_dash);
    assert_true(s.line_dash_offset == 0 && s.shadow_blur == 0);
    assert_true(s.shadow_offset_x == 0 && s.shadow_offset_y == 0 && s.shadow_color == 0);
    assert_string_equal(state_filter_text(&s, &length), "none");
    assert_int_equal(length, 4);
}

struct number {
    void (*set)(struct state *s, double v);
    const double *field;
    double valid[3];
    double invalid[3]; /* besides NaN and the infinities */
};

static void numbers_out_of_range_are_ignored(void **state)
{
    (void)state;
    const struct number numbers[] = {
        {state_set_global_alpha, &s.global_alpha, {0.25, 0, 1}, {-0.1, 1.001, -1}},
        {state_set_line_width, &s.line_width, {3.5, 1e30, 1e-300}, {0, -1, -0.0}},
        {state_set_miter_limit, &s.miter_limit, {3.5, 1e30, 0.1}, {0, -1, -0.0}},
        {state_set_line_dash_offset, &s.line_dash_offset, {3.5, -1e30, 0}, {NAN, NAN, NAN}},
        {state_set_shadow_blur, &s.shadow_blur, {3.5, 1e30, 0}, {-1, -1e-9, NAN}},
        {state_set_shadow_offset_x, &s.shadow_offset_x, {3.5, -1e30, 0}, {NAN, NAN, NAN}},
        {state_set_shadow_offset_y, &s.shadow_offset_y, {3.5, -1e30, 0}, {NAN, NAN, NAN}},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct number *n = &numbers[i];
        for (int k = 0; k < 3; k++) {
            n->set(&s, n->valid[k]);
            assert_true(*n->field == n->valid[k]);
            n->set(&s, n->invalid[k]);
            n->set(&s, NAN);
            n->set(&s, INFINITY);
            n->set(&s, -INFINITY);
            assert_true(*n->field == n->valid[k]);
        }
    }
}

static void names_must_fit_exactly(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",     "Round",  "round ", " round",
                                        "roun", "rounds", "bevel2"};
    state_set_line_cap(&s, "square", 6);
    state_set_line_join(&s, "bevel", 5);
    state_set_image_smoothing_quality(&s, "high", 4);
    state_set_global_composite_operation(&s, "xor", 3);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        state_set_line_cap(&s, wrong[i], strlen(wrong[i]));
        state_set_line_join(&s, wrong[i], strlen(wrong[i]));
        state_set_image_smoothing_quality(&s, wrong[i], strlen(wrong[i]));
        state_set_global_composite_operation(&s, wrong[i], strlen(wrong[i]));
    }
    state_set_line_cap(&s, "round\0", 6);
    state_set_line_join(&s, "round\0", 6);
    state_set_image_smoothing_quality(&s, "low\0", 4);
    state_set_global_composite_operation(&s, "copy\0", 5);
    state_set_line_cap(&s, "bevel", 5);
    state_set_line_join(&s, "butt", 4);
    assert_string_equal(line_cap_name(s.line_cap), "square");
    assert_string_equal(line_join_name(s.line_join), "bevel");
    assert_string_equal(smoothing_quality_name(s.image_smoothing_quality), "high");
    assert_string_equal(composite_name(s.global_composite_operation), "xor");
    state_set_line_cap(&s, "round", 5);
    state_set_line_join(&s, "round", 5);
    state_set_image_smoothing_quality(&s, "medium", 6);
    assert_string_equal(line_cap_name(s.line_cap), "round");
    assert_string_equal(line_join_name(s.line_join), "round");
    assert_string_equal(smoothing_quality_name(s.image_smoothing_quality), "medium");
}

static void every_operator_has_its_name(void **state)
{
    (void)state;
    static const char *const names[] = {
        "source-over",
        "source-in",
        "source-out",
        "source-atop",
        "destination-over",
        "destination-in",
        "destination-out",
        "destination-atop",
        "lighter",
        "copy",
        "xor",
        "multiply",
        "screen",
        "overlay",
        "darken",
        "lighten",
        "color-dodge",
        "color-burn",
        "hard-light",
        "soft-light",
        "difference",
        "exclusion",
        "hue",
        "saturation",
        "color",
        "luminosity",
    };
    assert_int_equal(sizeof names / sizeof *names, COMPOSITE_OPERATORS);
    for (size_t i = 0; i < COMPOSITE_OPERATORS; i++) {
        state_set_global_composite_operation(&s, names[i], strlen(names[i]));
        assert_string_equal(composite_name(s.global_composite_operation), names[i]);
    }
    static const char *const others[] = {"clear", "darker", "over", "nonexistent", "Source-Over"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        state_set_global_composite_operation(&s, others[i], strlen(others[i]));
    assert_string_equal(composite_name(s.global_composite_operation), "luminosity");
}

static void colors_that_are_none_are_ignored(void **state)
{
    (void)state;
    state_set_shadow_color(&s, "#f00", 4);
    state_set_shadow_color(&s, "rot", 3);
    assert_int_equal(s.shadow_color, 0xffff0000);
    assert_true(style_set_text(&s.fill_style, "rgba(1, 2, 3, 0.5)", 18));
    assert_false(style_set_text(&s.fill_style, "", 0));
    assert_int_equal(s.fill_style.color, 0x80010203);
}

static void dashes_are_taken_as_a_whole_or_not(void **state)
{
    (void)state;
    assert_true(state_set_line_dash(&s, (const double[]){5, 0}, 2));
    assert_int_equal(s.line_dash->count, 2);
    assert_true(s.line_dash->values[0] == 5 && s.line_dash->values[1] == 0);
    assert_true(state_set_line_dash(&s, (const double[]){1, -1}, 2));
    assert_true(state_set_line_dash(&s, (const double[]){NAN, 1}, 2));
    assert_true(state_set_line_dash(&s, (const double[]){1, INFINITY}, 2));
    assert_true(s.line_dash->values[0] == 5);
    assert_true(state_set_line_dash(&s, (const double[]){1, 2, 3}, 3));
    assert_int_equal(s.line_dash->count, 6);
    for (int i = 0; i < 6; i++)
        assert_true(s.line_dash->values[i] == 1 + i % 3);
    assert_true(state_set_line_dash(&s, NULL, 0));
    assert_null(s.line_dash);
    double *many = calloc(100000, sizeof *many);
    assert_non_null(many);
    assert_false(state_set_line_dash(&s, many, 100000));
    free(many);
}

static void the_filter_reads_back_as_it_was_set(void **state)
{
    (void)state;
    static const char text[] = " Blur( 5px )  sepia(50%)";
    size_t length;
    assert_true(state_set_filter(&s, text, strlen(text)));
    assert_true(state_set_filter(&s, "blur(5em)", 9));
    assert_string_equal(state_filter_text(&s, &length), text);
    assert_int_equal(length, strlen(text));
    assert_int_equal(s.filter->count, 2);
    assert_true(state_set_filter(&s, "none", 4));
    assert_string_equal(state_filter_text(&s, &length), "none");
    assert_int_equal(s.filter->count, 0);
}

static void a_copy_keeps_what_changes_later(void **state)
{
    (void)state;
    struct gradient *g = gradient_create_linear(0, 0, 1, 0);
    assert_non_null(g);
    style_set_gradient(&s.fill_style, g);
    style_set_gradient(&s.fill_style, s.fill_style.gradient); /* the one it has */
    gradient_unref(g);
    assert_true(state_set_line_dash(&s, (const double[]){1, 2}, 2));
    assert_true(state_set_filter(&s, "blur(1px)", 9));
    struct state copy;
    state_copy(&copy, &s);
    style_set_color(&s.fill_style, 0xff112233);
    assert_true(state_set_line_dash(&s, (const double[]){3, 4}, 2));
    assert_true(state_set_filter(&s, "none", 4));
    assert_int_equal(copy.fill_style.kind, STYLE_GRADIENT);
    assert_true(gradient_add_color_stop(copy.fill_style.gradient, 0, 0));
    assert_true(copy.line_dash->values[0] == 1);
    size_t length;
    assert_string_equal(state_filter_text(&copy, &length), "blur(1px)");
    state_finish(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(defaults_are_the_standards, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_out_of_range_are_ignored, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_must_fit_exactly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_operator_has_its_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(colors_that_are_none_are_ignored, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dashes_are_taken_as_a_whole_or_not, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_filter_reads_back_as_it_was_set, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_copy_keeps_what_changes_later, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
