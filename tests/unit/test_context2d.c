/* The 2D context: state stack, transforms, shapes, clips, shadows, filters. */
#include "canvas/context2d.h"

#include <math.h>

#include "context_check.h"
#include "screen_memory.h"

static void saved_states_come_back(void **state)
{
    (void)state;
    context2d_restore(&ctx); /* nothing was saved */
    state_set_line_width(&ctx.state, 3);
    context2d_translate(&ctx, 1, 2);
    assert_true(context2d_save(&ctx));
    state_set_line_width(&ctx.state, 5);
    set_fill(RED);
    context2d_reset_transform(&ctx);
    assert_true(context2d_save(&ctx));
    context2d_restore(&ctx);
    assert_true(ctx.state.line_width == 5);
    context2d_restore(&ctx);
    assert_true(ctx.state.line_width == 3 && ctx.state.matrix.e == 1);
    assert_int_equal(ctx.state.fill_style.color, 0xff000000);
    context2d_restore(&ctx);
    assert_true(ctx.state.line_width == 3);
}

static void a_million_saves_are_refused_in_time(void **state)
{
    (void)state;
    int kept = 0;
    for (int i = 0; i < 1000000; i++) {
        state_set_line_width(&ctx.state, i + 1);
        kept += context2d_save(&ctx);
    }
    assert_int_equal(kept, CONTEXT2D_SAVES_MAX);
    check_error(context2d_save(&ctx), "RangeError: ");
    for (int i = 0; i < 1000000; i++)
        context2d_restore(&ctx);
    assert_true(ctx.state.line_width == 1);
}

static void transforms_multiply(void **state)
{
    (void)state;
    const struct matrix *m = &ctx.state.matrix;
    context2d_translate(&ctx, 10, 20);
    context2d_scale(&ctx, 2, 3);
    context2d_transform(&ctx, &(struct matrix){1, 0, 1, 1, 5, 5});
    assert_true(m->a == 2 && m->b == 0 && m->c == 2 && m->d == 3 && m->e == 20 && m->f == 35);
    context2d_set_transform(&ctx, &(struct matrix){1, 2, 3, 4, 5, 6});
    assert_true(m->a == 1 && m->f == 6);
    context2d_reset_transform(&ctx);
    context2d_rotate(&ctx, 3.14159265358979323846 / 2);
    assert_true(fabs(m->a) < 1e-15 && fabs(m->b - 1) < 1e-15 && fabs(m->c + 1) < 1e-15);
}

static void transforms_that_are_not_finite_are_ignored(void **state)
{
    (void)state;
    const double bad[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        const double b = bad[i];
        context2d_translate(&ctx, b, 0);
        context2d_translate(&ctx, 0, b);
        context2d_scale(&ctx, b, 1);
        context2d_scale(&ctx, 1, b);
        context2d_rotate(&ctx, b);
        for (int k = 0; k < 6; k++) {
            double v[6] = {1, 0, 0, 1, 0, 0};
            v[k] = b;
            const struct matrix m = {v[0], v[1], v[2], v[3], v[4], v[5]};
            context2d_transform(&ctx, &m);
            context2d_set_transform(&ctx, &m);
        }
    }
    assert_memory_equal(&ctx.state.matrix, &MATRIX_IDENTITY, sizeof MATRIX_IDENTITY);
    for (int i = 0; i < 5; i++)
        context2d_scale(&ctx, 1e300, -1e300);
    assert_true(matrix_is_finite(&ctx.state.matrix));
}

static void rectangles_fill(void **state)
{
    (void)state;
    set_fill(RED);
    assert_true(context2d_fill_rect(&ctx, 3, 4, 5, 6));
    check_only(3, 4, 8, 10, RED);
    assert_true(context2d_fill_rect(&ctx, 8, 10, -5, -6));
    check_only(3, 4, 8, 10, RED);
    assert_true(context2d_fill_rect(&ctx, -1e30, -1e30, 2e30, 2e30));
    check_only(0, 0, WIDTH, HEIGHT, RED);
    assert_true(context2d_fill_rect(&ctx, 3, 4, 0, 6));
    assert_true(context2d_fill_rect(&ctx, 3, 4, 6, 0));
    assert_true(context2d_fill_rect(&ctx, 1e30, 0, 5, 5));
    const double bad[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 12; i++) {
        double v[4] = {1, 1, 9, 9};
        v[i % 4] = bad[i / 4];
        assert_true(context2d_fill_rect(&ctx, v[0], v[1], v[2], v[3]));
        assert_true(context2d_stroke_rect(&ctx, v[0], v[1], v[2], v[3]));
    }
    check_nothing();
    context2d_scale(&ctx, 2, -2);
    context2d_translate(&ctx, 1, -5);
    assert_true(context2d_fill_rect(&ctx, 0, 0, 3, 3)); /* x 2 to 8, y 10 to 4 */
    check_only(2, 4, 8, 10, RED);
}

static void parts_of_pixels_are_covered_in_part(void **state)
{
    (void)state;
    set_fill(RED);
    assert_true(context2d_fill_rect(&ctx, 3.5, 4, 5, 6.25));
    check_near(3, 4, 0x80ff0000, 1);
    check_near(8, 5, 0x80ff0000, 1);
    check_near(5, 10, 0x40ff0000, 1);
    check_near(3, 10, 0x20ff0000, 1);
    check_pixel(5, 5, RED);
    check_pixel(9, 5, 0);
}

static void global_alpha_and_operator_count(void **state)
{
    (void)state;
    state_set_global_alpha(&ctx.state, 0.5);
    set_fill(RED);
    assert_true(context2d_fill_rect(&ctx, 3, 4, 5, 6));
    check_pixel(4, 5, 0x80ff0000);
    set_operator("destination-over");
    state_set_global_alpha(&ctx.state, 1);
    set_fill(BLUE);
    assert_true(context2d_fill_rect(&ctx, 3, 4, 5, 6));
    check_pixel(4, 5, 0xff80007f);
    canvas_clear(canvas, GREEN);
    set_operator("copy"); /* also where nothing is drawn */
    assert_true(context2d_fill_rect(&ctx, 3, 4, 5, 6));
    check_only(3, 4, 8, 10, BLUE);
}

static void nothing_is_drawn_without_an_inverse(void **state)
{
    (void)state;
    set_fill(RED);
    set_stroke(RED);
    assert_true(path2d_rect(&ctx.path, &MATRIX_IDENTITY, 5, 5, 10, 10));
    context2d_scale(&ctx, 1, 0);
    assert_true(context2d_fill_rect(&ctx, 0, 0, 10, 10) && context2d_fill(&ctx, NULL, false));
    assert_true(context2d_stroke(&ctx, NULL) && context2d_stroke_rect(&ctx, 0, 0, 10, 10));
    assert_true(
        context2d_draw_image(&ctx, canvas, (struct box){0, 0, 5, 5}, (struct box){0, 0, 5, 5}));
    check_nothing();
    context2d_reset_transform(&ctx); /* the path is still there */
    assert_true(context2d_fill(&ctx, NULL, false));
    check_only(5, 5, 15, 15, RED);
}

/* Points go through the transform of the moment at which they are added. */
static void the_path_stays_where_it_is(void **state)
{
    (void)state;
    set_fill(RED);
    context2d_translate(&ctx, 5, 5);
    assert_true(path2d_rect(&ctx.path, &ctx.state.matrix, 0, 0, 4, 4));
    context2d_scale(&ctx, 3, 3);
    assert_true(context2d_fill(&ctx, NULL, false));
    check_only(5, 5, 9, 9, RED);
    context2d_begin_path(&ctx);
    assert_true(context2d_fill(&ctx, NULL, false));
    check_nothing();
}

static void both_rules_fill(void **state)
{
    (void)state;
    set_fill(RED);
    assert_true(path2d_rect(&ctx.path, &MATRIX_IDENTITY, 2, 2, 12, 12));
    assert_true(path2d_rect(&ctx.path, &MATRIX_IDENTITY, 5, 5, 4, 4));
    assert_true(context2d_fill(&ctx, NULL, true));
    check_pixel(3, 3, RED);
    check_pixel(6, 6, 0);
    assert_true(context2d_fill(&ctx, NULL, false));
    check_only(2, 2, 14, 14, RED);
}

static void path_objects_go_through_the_transform(void **state)
{
    (void)state;
    struct path path = {0};
    set_fill(RED);
    assert_true(path2d_rect(&path, &MATRIX_IDENTITY, 0, 0, 2, 2));
    context2d_set_transform(&ctx, &(struct matrix){3, 0, 0, 2, 4, 5});
    assert_true(context2d_fill(&ctx, &path, false));
    check_only(4, 5, 10, 9, RED);
    context2d_set_transform(&ctx, &(struct matrix){1e300, 0, 0, 1e300, 0, 0});
    path2d_line_to(&path, &MATRIX_IDENTITY, 1e300, -1e300);
    assert_true(context2d_fill(&ctx, &path, false) && context2d_stroke(&ctx, &path));
    target_flush(canvas_target(canvas));
    canvas_clear(canvas, 0);
    path_finish(&path);
}

static void lines_are_stroked(void **state)
{
    (void)state;
    set_stroke(RED);
    state_set_line_width(&ctx.state, 2);
    assert_true(path2d_move_to(&ctx.path, &MATRIX_IDENTITY, 5, 10));
    assert_true(path2d_line_to(&ctx.path, &MATRIX_IDENTITY, 15, 10));
    assert_true(context2d_stroke(&ctx, NULL));
    check_only(5, 9, 15, 11, RED);
    state_set_line_cap(&ctx.state, "square", 6);
    assert_true(context2d_stroke(&ctx, NULL));
    check_only(4, 9, 16, 11, RED);
    state_set_line_cap(&ctx.state, "butt", 4);
    assert_true(state_set_line_dash(&ctx.state, (const double[]){4}, 1));
    assert_true(context2d_stroke(&ctx, NULL));
    check_pixel(8, 9, RED);
    check_pixel(9, 9, 0);
    check_pixel(13, 9, RED);
    canvas_clear(canvas, 0);
    state_set_line_dash_offset(&ctx.state, 4);
    assert_true(context2d_stroke(&ctx, NULL));
    check_only(9, 9, 13, 11, RED);
    /* The pen is that of the transform when it is stroked. */
    assert_true(state_set_line_dash(&ctx.state, NULL, 0));
    context2d_scale(&ctx, 1, 3);
    assert_true(context2d_stroke(&ctx, NULL));
    check_only(5, 7, 15, 13, RED);
}

static void rectangles_are_stroked(void **state)
{
    (void)state;
    set_stroke(RED);
    state_set_line_width(&ctx.state, 2);
    assert_true(context2d_stroke_rect(&ctx, 5, 5, 10, 10));
    check_pixel(4, 4, RED);
    check_pixel(15, 15, RED);
    check_pixel(5, 5, RED);
    check_pixel(6, 6, 0);
    check_pixel(3, 4, 0);
    canvas_clear(canvas, 0);
    state_set_line_cap(&ctx.state, "round", 5); /* a line has ends … */
    assert_true(context2d_stroke_rect(&ctx, 5, 5, 0, 0));
    check_nothing();
    state_set_line_cap(&ctx.state, "butt", 4);
    assert_true(context2d_stroke_rect(&ctx, 5, 5, 10, 0)); /* … here without caps */
    check_only(5, 4, 15, 6, RED);
    assert_true(context2d_stroke_rect(&ctx, 5, 15, 0, -10));
    check_only(4, 5, 6, 15, RED);
}

static void clearing_leaves_transparency(void **state)
{
    (void)state;
    canvas_clear(canvas, RED);
    state_set_global_alpha(&ctx.state, 0.5);
    set_operator("copy");
    state_set_shadow_color(&ctx.state, "red", 3);
    state_set_shadow_offset_x(&ctx.state, 3);
    assert_true(context2d_clear_rect(&ctx, 5, 5, 3, 3));
    check_pixel(5, 5, 0);
    check_pixel(7, 7, 0);
    check_pixel(8, 7, RED);
    check_pixel(4, 5, RED);
    context2d_translate(&ctx, 0.5, 0);
    assert_true(context2d_clear_rect(&ctx, 20, 5, 3, 3));
    check_near(20, 5, 0x80ff0000, 1);
    check_pixel(21, 5, 0);
    assert_true(path2d_rect(&ctx.path, &MATRIX_IDENTITY, 0, 20, WIDTH, 10));
    assert_true(context2d_clip(&ctx, NULL, false));
    assert_true(context2d_clear_rect(&ctx, -100, -100, 200, 200));
    check_pixel(10, 20, 0);
    check_pixel(10, 19, RED);
    assert_true(context2d_clear_rect(&ctx, NAN, 0, 5, 5));
    context2d_reset(&ctx);
    canvas_clear(canvas, RED);
    assert_true(context2d_clear_rect(&ctx, 0, 0, WIDTH, HEIGHT));
    check_nothing();
}

static void clips_intersect_and_come_back(void **state)
{
    (void)state;
    set_fill(RED);
    assert_true(context2d_save(&ctx));
    assert_true(path2d_rect(&ctx.path, &MATRIX_IDENTITY, 5, 5, 10, 10));
    assert_true(context2d_clip(&ctx, NULL, false));
    assert_true(context2d_fill_rect(&ctx, 0, 0, WIDTH, HEIGHT));
    check_only(5, 5, 15, 15, RED);
    context2d_begin_path(&ctx);
    assert_true(path2d_rect(&ctx.path, &MATRIX_IDENTITY, 10, 0, 20, 10));
    assert_true(context2d_save(&ctx) && context2d_clip(&ctx, NULL, false));
    assert_true(context2d_fill_rect(&ctx, 0, 0, WIDTH, HEIGHT));
    check_only(10, 5, 15, 10, RED);
    /* "copy" clears what is in the clip, and nothing else. */
    canvas_clear(canvas, GREEN);
    set_operator("copy");
    assert_true(context2d_fill_rect(&ctx, 11, 6, 1, 1));
    check_pixel(11, 6, RED);
    check_pixel(12, 6, 0);
    check_pixel(9, 6, GREEN);
    canvas_clear(canvas, 0);
    context2d_begin_path(&ctx); /* an empty clip leaves nothing */
    assert_true(context2d_clip(&ctx, NULL, false));
    assert_true(context2d_fill_rect(&ctx, 0, 0, WIDTH, HEIGHT));
    check_nothing();
    context2d_restore(&ctx);
    context2d_restore(&ctx);
    assert_true(context2d_fill_rect(&ctx, 0, 0, WIDTH, HEIGHT));
    check_only(0, 0, WIDTH, HEIGHT, RED);
}

static void a_round_clip_is_smooth(void **state)
{
    (void)state;
    set_fill(RED);
    assert_true(path2d_arc(&ctx.path, &MATRIX_IDENTITY, 20, 15, 10, 0, 7, false));
    assert_true(context2d_clip(&ctx, NULL, false));
    assert_true(context2d_fill_rect(&ctx, 0, 0, WIDTH, HEIGHT));
    check_pixel(20, 15, RED);
    check_pixel(9, 15, 0);
    const uint32_t edge = pixel(12, 8) >> 24;
    assert_true(edge > 0 && edge < 255);
}

static void shadows_lie_beside_what_is_drawn(void **state)
{
    (void)state;
    set_fill(RED);
    state_set_shadow_color(&ctx.state, "#00f", 4);
    assert_true(context2d_fill_rect(&ctx, 5, 5, 4, 4)); /* neither moved nor blurred: none */
    check_only(5, 5, 9, 9, RED);
    state_set_shadow_offset_x(&ctx.state, 10);
    state_set_shadow_offset_y(&ctx.state, -2);
    context2d_scale(&ctx, 2, 1); /* does not move it */
    assert_true(context2d_fill_rect(&ctx, 2, 5, 2, 4));
    check_pixel(4, 5, RED);
    check_pixel(14, 3, BLUE);
    check_pixel(17, 6, BLUE);
    check_pixel(18, 6, 0);
    check_pixel(14, 7, 0);
    canvas_clear(canvas, 0);
    /* Alpha of paint, colour and context. */
    set_fill(0x80ff0000);
    state_set_shadow_color(&ctx.state, "rgba(0, 0, 255, 0.5)", 20);
    state_set_global_alpha(&ctx.state, 0.5);
    assert_true(context2d_fill_rect(&ctx, 2, 5, 2, 4));
    check_near(14, 3, 0x200000ff, 8); /* its channels are divided by its small alpha */
    assert_true(abs((int)(pixel(14, 3) >> 24) - 0x20) <= 1);
    canvas_clear(canvas, 0);
    set_operator("copy"); /* would replace it at once */
    assert_true(context2d_fill_rect(&ctx, 2, 5, 2, 4));
    check_pixel(14, 3, 0);
    canvas_clear(canvas, 0);
    set_operator("source-over");
    state_set_shadow_color(&ctx.state, "transparent", 11);
    assert_true(context2d_fill_rect(&ctx, 2, 5, 2, 4));
    check_pixel(14, 3, 0);
    canvas_clear(canvas, 0);
}

static void blurred_shadows_fade(void **state)
{
    (void)state;
    set_fill(RED);
    state_set_shadow_color(&ctx.state, "#00f", 4);
    state_set_shadow_offset_x(&ctx.state, 1000);
    state_set_shadow_blur(&ctx.state, 8);
    assert_true(context2d_fill_rect(&ctx, -995, 0, 15, HEIGHT));
    const int inside = (int)(pixel(12, 15) >> 24), edge = (int)(pixel(20, 15) >> 24);
    assert_true(inside > 230 && abs(edge - 115) < 14); /* half at the edge */
    assert_true(pixel(25, 15) >> 24 < (uint32_t)edge && pixel(38, 15) >> 24 == 0);
    state_set_shadow_blur(&ctx.state, 1e30);
    assert_true(context2d_fill_rect(&ctx, 0, 0, 5, 5));
    target_flush(canvas_target(canvas));
}

static void filters_change_what_is_drawn(void **state)
{
    (void)state;
    set_fill(0xffffffff);
    assert_true(state_set_filter(&ctx.state, "brightness(50%)", 15));
    assert_true(context2d_fill_rect(&ctx, 5, 5, 4, 4));
    check_near(6, 6, 0xff808080, 1);
    check_pixel(4, 5, 0);
    canvas_clear(canvas, 0);
    /* Global alpha comes after the filter. */
    state_set_global_alpha(&ctx.state, 0.5);
    assert_true(state_set_filter(&ctx.state, "drop-shadow(10px 0 #00f)", 24));
    assert_true(context2d_fill_rect(&ctx, 5, 5, 4, 4));
    check_near(6, 6, 0x80ffffff, 1);
    check_near(16, 6, 0x800000ff, 1);
    canvas_clear(canvas, 0);
    set_fill(0x80ffffff); /* the shadow shows through it */
    assert_true(state_set_filter(&ctx.state, "drop-shadow(1px 0 #00f)", 23));
    assert_true(context2d_fill_rect(&ctx, 5, 5, 4, 4));
    check_near(7, 6, 0x60aaaaff, 3);
    canvas_clear(canvas, 0);
}

static void points_are_found_in_paths(void **state)
{
    (void)state;
    struct path path = {0};
    assert_false(context2d_is_point_in_path(&ctx, NULL, 0, 0, false));
    context2d_translate(&ctx, 10, 0);
    assert_true(path2d_rect(&ctx.path, &ctx.state.matrix, 0, 0, 10, 10));
    assert_true(context2d_is_point_in_path(&ctx, NULL, 15, 5, false)); /* (x, y) is not moved */
    assert_false(context2d_is_point_in_path(&ctx, NULL, 5, 5, false));
    assert_true(path2d_rect(&path, &MATRIX_IDENTITY, 0, 0, 10, 10));
    assert_true(context2d_is_point_in_path(&ctx, &path, 15, 5, false));
    assert_true(context2d_is_point_in_path(&ctx, &path, 20, 10, true));
    assert_false(context2d_is_point_in_path(&ctx, &path, 5, 5, true));
    assert_false(context2d_is_point_in_path(&ctx, &path, NAN, 5, true));
    path_finish(&path);
}

static void points_are_found_in_strokes(void **state)
{
    (void)state;
    assert_true(path2d_rect(&ctx.path, &MATRIX_IDENTITY, 5, 5, 20, 20));
    state_set_line_width(&ctx.state, 4);
    assert_true(context2d_is_point_in_stroke(&ctx, NULL, 6.9, 15));
    assert_true(context2d_is_point_in_stroke(&ctx, NULL, 3, 15)); /* on its edge */
    assert_false(context2d_is_point_in_stroke(&ctx, NULL, 7.1, 15));
    assert_false(context2d_is_point_in_stroke(&ctx, NULL, 15, 15));
    context2d_scale(&ctx, 2, 2); /* the pen grows, the path stays */
    assert_true(context2d_is_point_in_stroke(&ctx, NULL, 8.9, 15));
    context2d_scale(&ctx, 0, 1);
    assert_false(context2d_is_point_in_stroke(&ctx, NULL, 5, 15));
    context2d_reset_transform(&ctx);
    assert_false(context2d_is_point_in_stroke(&ctx, NULL, INFINITY, 15));
}

static void reset_is_a_new_context(void **state)
{
    (void)state;
    set_fill(RED);
    assert_true(context2d_save(&ctx));
    context2d_translate(&ctx, 5, 5);
    assert_true(path2d_rect(&ctx.path, &ctx.state.matrix, 0, 0, 10, 10));
    assert_true(context2d_fill(&ctx, NULL, false) && context2d_clip(&ctx, NULL, false));
    context2d_reset(&ctx);
    assert_memory_equal(&ctx.state.matrix, &MATRIX_IDENTITY, sizeof MATRIX_IDENTITY);
    assert_null(ctx.state.clip);
    assert_int_equal(ctx.state.fill_style.color, 0xff000000);
    assert_int_equal(ctx.path.verb_count, 0);
    context2d_restore(&ctx);
    assert_int_equal(ctx.state.fill_style.color, 0xff000000);
    check_nothing();
    struct canvas *other = canvas_create(scene, 3, 3);
    set_fill(RED);
    context2d_attach(&ctx, other);
    assert_int_equal(ctx.state.fill_style.color, 0xff000000);
    assert_true(context2d_fill_rect(&ctx, 0, 0, 9, 9));
    check_nothing(); /* the old one is as it was */
    context2d_attach(&ctx, canvas);
    canvas_destroy(other);
}

/* Every operator, with every alpha of source and coverage: a screen's pixels are opaque. */
static void a_screen_stays_opaque(void **state)
{
    (void)state;
    struct screen_memory memory;
    struct canvas *screen = screen_memory_canvas(&memory, scene, WIDTH, HEIGHT);
    struct context2d c;
    uint32_t color;
    context2d_init(&c, screen);
    for (int op = 0; op < COMPOSITE_OPERATORS; op++) {
        canvas_clear(screen, 0xff3366cc);
        c.state.global_composite_operation = (enum composite_operator)op;
        style_set_color(&c.state.fill_style, 0x80ff8000);
        assert_true(context2d_fill_rect(&c, 3.5, 3.5, 9, 9));
        assert_true(context2d_fill_rect(&c, 20, 3, 9, 9));
        const struct surface *s = target_read(canvas_target(screen));
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                assert_int_equal(*surface_at(s, x, y) >> 24, 255);
    }
    c.state.global_composite_operation = COMPOSITE_DESTINATION_OUT;
    canvas_clear(screen, 0xff3366cc);
    assert_true(context2d_fill_rect(&c, 0, 0, 5, 5)); /* what goes is black */
    assert_true(canvas_pixel(screen, 1, 1, &color));
    assert_int_equal(color, 0xff193366);
    assert_true(context2d_clear_rect(&c, 0.5, 0, 5, 5));
    assert_true(canvas_pixel(screen, 1, 1, &color));
    assert_int_equal(color, 0xff000000);
    assert_true(canvas_pixel(screen, 5, 1, &color));
    assert_int_equal(color >> 24, 255);
    canvas_map(screen)->pixels[0] = 0x40400000;
    canvas_unmap(screen, (struct rect){0, 0, 1, 1});
    assert_int_equal(*surface_at(target_read(canvas_target(screen)), 0, 0), 0xff400000);
    context2d_finish(&c);
    canvas_destroy(screen);
    screen_memory_finish(&memory);
}

static void hostile_numbers_do_no_harm(void **state)
{
    (void)state;
    const double v[] = {1e30, -1e30, 1e-30, 1e300, 5e-324, 1e6, -3, 2147483648.0, 0.1};
    enum { COUNT = sizeof v / sizeof *v };
    for (int i = 0; i < COUNT * COUNT; i++) {
        const double a = v[i % COUNT], b = v[i / COUNT];
        context2d_save(&ctx);
        state_set_line_width(&ctx.state, fabs(a));
        state_set_shadow_color(&ctx.state, "red", 3);
        state_set_shadow_offset_x(&ctx.state, b);
        state_set_shadow_blur(&ctx.state, i % 7 == 0 ? 3 : 0);
        assert_true(state_set_line_dash(&ctx.state, (const double[]){fabs(b), fabs(a)}, 2));
        context2d_transform(&ctx, &(struct matrix){1, a, 0, 1, b, 0});
        context2d_begin_path(&ctx);
        path2d_move_to(&ctx.path, &ctx.state.matrix, a, b);
        path2d_bezier_curve_to(&ctx.path, &ctx.state.matrix, b, b, 3, a, 8, 8);
        path2d_arc_to(&ctx.path, &ctx.state.matrix, a, 1, 2, b, 5);
        path2d_arc(&ctx.path, &ctx.state.matrix, a, b, fabs(b), a, b, i & 1);
        assert_true(context2d_fill(&ctx, NULL, i & 1));
        assert_true(context2d_stroke(&ctx, NULL));
        assert_true(context2d_fill_rect(&ctx, a, b, b, a));
        assert_true(context2d_stroke_rect(&ctx, b, 0, a, 3));
        assert_true(context2d_clip(&ctx, NULL, false));
        assert_true(context2d_clear_rect(&ctx, a, b, 1e3, 1e3));
        context2d_is_point_in_path(&ctx, NULL, a, b, false);
        context2d_is_point_in_stroke(&ctx, NULL, 3, b);
        target_flush(canvas_target(canvas));
        context2d_restore(&ctx);
    }
    canvas_clear(canvas, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, context_set_up, context_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(saved_states_come_back),
        TEST(a_million_saves_are_refused_in_time),
        TEST(transforms_multiply),
        TEST(transforms_that_are_not_finite_are_ignored),
        TEST(rectangles_fill),
        TEST(parts_of_pixels_are_covered_in_part),
        TEST(global_alpha_and_operator_count),
        TEST(nothing_is_drawn_without_an_inverse),
        TEST(the_path_stays_where_it_is),
        TEST(both_rules_fill),
        TEST(path_objects_go_through_the_transform),
        TEST(lines_are_stroked),
        TEST(rectangles_are_stroked),
        TEST(clearing_leaves_transparency),
        TEST(clips_intersect_and_come_back),
        TEST(a_round_clip_is_smooth),
        TEST(shadows_lie_beside_what_is_drawn),
        TEST(blurred_shadows_fade),
        TEST(filters_change_what_is_drawn),
        TEST(points_are_found_in_paths),
        TEST(points_are_found_in_strokes),
        TEST(reset_is_a_new_context),
        TEST(a_screen_stays_opaque),
        TEST(hostile_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
