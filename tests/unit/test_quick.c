/* The quick functions: snapping, state, shapes, images. */
#include "canvas/quick.h"

#include <math.h>

#include "context_check.h"
#include "screen_memory.h"

static struct quick q;
static const struct quick_pen THIN = {.width = 1}, THICK = {.width = 2};
static const double PI = 3.14159265358979323846;

static int set_up(void **state)
{
    if (context_set_up(state) != 0)
        return -1;
    quick_init(&q, canvas);
    return 0;
}

static int tear_down(void **state)
{
    quick_finish(&q);
    return context_tear_down(state);
}

static void fill(double x, double y, double w, double h, uint32_t color)
{
    assert_true(quick_fill(&q, x, y, w, h, &(struct style){.color = color}));
}

static void point(double x, double y, uint32_t color)
{
    assert_true(quick_point(&q, x, y, &(struct style){.color = color}));
}

static void line(double x0, double y0, double x1, double y1, const struct quick_pen *pen)
{
    assert_true(quick_line(&q, x0, y0, x1, y1, &(struct style){.color = RED}, pen));
}

static void fills_snap_to_the_nearest_pixel(void **state)
{
    (void)state;
    fill(3, 4, 5, 6, RED);
    check_only(3, 4, 8, 10, RED);
    fill(3.5, 3.49, 5, 5, RED);
    check_only(4, 3, 9, 8, RED);
    fill(0, 0, WIDTH, 15 / 2.0, RED); /* half of an odd height */
    check_only(0, 0, WIDTH, 8, RED);
    fill(5, 5, 0.5, 0.5, RED);
    check_only(5, 5, 6, 6, RED);
    fill(-0.5, -0.51, 1, 2, RED);
    check_only(0, 0, 1, 1, RED);
    fill(8.5, 10, -5, -6, RED);
    check_only(4, 4, 9, 10, RED);
    fill(5, 5, 0.49, 3, RED);
    fill(5, 5, 0, 9, RED);
    check_nothing();
}

/* Translucent, so that an overlap shows as well as a gap. */
static void neighbours_neither_overlap_nor_leave_a_gap(void **state)
{
    (void)state;
    for (int pieces = 1; pieces <= 50; pieces++) {
        const double side = (double)WIDTH / pieces;
        double x = 0;
        for (int i = 0; i < pieces; i++) {
            fill(x, 0, side, HEIGHT, 0x80ff0000);
            x += side;
        }
        for (int px = 0; px < WIDTH; px++)
            check_pixel(px, 0, 0x80ff0000);
        canvas_clear(canvas, 0);
    }
}

static void nan_draws_nothing(void **state)
{
    (void)state;
    const struct style red = {.color = RED};
    const struct quick_image how = quick_image_defaults(canvas);
    for (int i = 0; i < 4; i++) {
        double v[] = {1, 1, 5, 5};
        v[i] = NAN;
        fill(v[0], v[1], v[2], v[3], RED);
        line(v[0], v[1], v[2], v[3], &THIN);
        line(v[0], v[1], v[2], v[3], &THICK);
        assert_true(quick_rect(&q, v[0], v[1], v[2], v[3], 0, &red, NULL));
        assert_true(quick_ellipse(&q, v[0], v[1], v[2], v[3], &red, NULL));
        assert_true(
            quick_polygon(&q, (const double[]){v[0], v[1], v[2], v[3], 9, 1}, 6, &red, NULL));
        assert_true(quick_arc(&q, v[0], v[1], v[2], v[3], 9, &red, NULL));
    }
    point(NAN, 1, RED);
    point(1, NAN, RED);
    fill(-INFINITY, 0, INFINITY, 5, RED); /* its right edge is nowhere */
    assert_true(quick_image(&q, canvas, NAN, 0, &how) && quick_image(&q, canvas, 0, NAN, &how));
    check_nothing();
}

static void far_rectangles_reach_the_edges(void **state)
{
    (void)state;
    const double far[] = {1e3, 1e9, 2147483648.0, 1e18, 1e300, INFINITY};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        fill(5, 6, far[i], far[i], RED);
        check_only(5, 6, WIDTH, HEIGHT, RED);
        fill(5, 6, -far[i], -far[i], RED);
        check_only(0, 0, 5, 6, RED);
        fill(far[i], 0, 5, 5, RED);
        fill(0, far[i], 5, -5, RED);
        point(far[i], 0, RED);
        point(0, -far[i], RED);
        check_nothing();
    }
}

static void points_take_the_pixel_that_holds_them(void **state)
{
    (void)state;
    point(3.99, 4, RED);
    check_only(3, 4, 4, 5, RED);
    point(-0.01, 4, RED);
    point(WIDTH, 4, RED);
    check_nothing();
    quick_translate(&q, 0.5, 0);
    quick_scale(&q, 3, 3);
    point(1.6, 1, RED);
    check_only(5, 3, 6, 4, RED);
}

static void crisp_lines_join_the_pixels_of_their_ends(void **state)
{
    (void)state;
    line(3, 5, 10, 5, &THIN);
    check_only(3, 5, 11, 6, RED);
    line(10, 5, 3, 5, &THIN);
    check_only(3, 5, 11, 6, RED);
    line(7, 20, 7, -5, &THIN);
    check_only(7, 0, 8, 21, RED);
    line(7, 8, 7, 8, &THIN);
    check_only(7, 8, 8, 9, RED);
    quick_translate(&q, 2, 1);
    line(3, 5, 1e8, 5, &THIN);
    check_only(5, 6, WIDTH, 7, RED);
}

static void other_lines_are_smooth(void **state)
{
    (void)state;
    line(3, 5, 10, 5, &THICK);
    check_only(3, 4, 10, 6, RED);
    line(3, 5.5, 10, 5.5, &THIN); /* not between whole coordinates */
    check_only(3, 5, 10, 6, RED);
    line(3, 5, 10, 5, &(struct quick_pen){.width = 2, .cap = CAP_SQUARE});
    check_only(2, 4, 11, 6, RED);
    const double dash = 2;
    line(3, 5, 9, 5, &(struct quick_pen){.width = 2, .dashes = &dash, .dash_count = 1});
    check_pixel(4, 4, RED);
    check_pixel(5, 4, 0);
    check_pixel(8, 5, RED);
    canvas_clear(canvas, 0);
    line(3, 5, 10, 5, &(struct quick_pen){.width = 0});
    line(3, 5, 10, 5, &(struct quick_pen){.width = -1});
    line(3, 5, 10, 5, &(struct quick_pen){.width = INFINITY});
    line(3, 5, 10, INFINITY, &THIN);
    check_nothing();
    quick_scale(&q, 2, 2); /* the pen grows too */
    line(2, 3, 5, 3, &THIN);
    check_only(4, 5, 10, 7, RED);
}

static void shapes_are_filled_and_stroked(void **state)
{
    (void)state;
    const struct style red = {.color = RED};
    assert_true(quick_rect(&q, 3, 4, 5, 6, 0, &red, NULL));
    check_only(3, 4, 8, 10, RED);
    assert_true(quick_rect(&q, 3.5, 4, 5, 6, 0, &red, NULL)); /* not snapped */
    check_near(3, 5, 0x80ff0000, 1);
    canvas_clear(canvas, 0);
    assert_true(quick_rect(&q, 4, 4, 6, 6, 0, &red, &THICK));
    check_pixel(3, 3, RED);
    check_pixel(10, 10, RED);
    check_pixel(6, 6, 0);
    canvas_clear(canvas, 0);
    assert_true(quick_rect(&q, 4, 4, 12, 12, 6, &red, NULL)); /* a circle */
    check_pixel(4, 4, 0);
    check_pixel(10, 4, pixel(9, 15));
    check_pixel(10, 10, RED);
    canvas_clear(canvas, 0);
    assert_true(quick_ellipse(&q, 20, 15, 10, 5, &red, NULL));
    check_pixel(11, 15, RED);
    check_pixel(20, 9, 0);
    check_pixel(9, 15, 0);
    canvas_clear(canvas, 0);
    assert_true(quick_polygon(&q, (const double[]){2, 2, 12, 2, 12, 12, 2, 12, 99}, 9, &red, NULL));
    check_only(2, 2, 12, 12, RED);
    assert_true(quick_polyline(&q, (const double[]){2, 3, 12, 3, 12, 13}, 6, &red, &THICK));
    check_pixel(12, 2, RED); /* the miter */
    check_pixel(11, 12, RED);
    check_pixel(5, 8, 0); /* not closed */
    canvas_clear(canvas, 0);
    assert_true(
        quick_polyline(&q, NULL, 0, &red, &THICK) && quick_polygon(&q, NULL, 0, &red, NULL) &&
        quick_polyline(&q, (const double[]){1}, 1, &red, &THICK) &&
        quick_ellipse(&q, 5, 5, -1, 2, &red, NULL) && quick_arc(&q, 5, 5, -1, 2, 3, &red, NULL));
    check_nothing();
}

static void an_arc_is_a_pie_or_open(void **state)
{
    (void)state;
    const struct style red = {.color = RED};
    assert_true(quick_arc(&q, 20, 15, 10, 0, PI / 2, &red, NULL)); /* clockwise: right to bottom */
    check_pixel(21, 16, RED);
    check_pixel(26, 20, RED);
    check_pixel(19, 16, 0);
    check_pixel(21, 13, 0);
    canvas_clear(canvas, 0);
    assert_true(quick_arc(&q, 20, 15, 10, 0, PI / 2, &red, &THICK));
    check_pixel(21, 16, 0);
    check_pixel(29, 16, RED);
    check_pixel(20, 24, RED);
    canvas_clear(canvas, 0);
}

static void state_is_pushed_and_popped(void **state)
{
    (void)state;
    assert_false(quick_pop(&q));
    quick_translate(&q, 3, 4);
    assert_true(quick_push(&q));
    quick_scale(&q, 2, 2);
    quick_alpha(&q, 0.5);
    quick_blend(&q, COMPOSITE_XOR);
    assert_true(quick_clip(&q, 0, 0, 1, 1));
    fill(0, 0, 9, 9, RED);
    check_only(3, 4, 5, 6, 0x80ff0000);
    assert_true(quick_pop(&q));
    fill(0, 0, 2, 2, RED);
    check_only(3, 4, 5, 6, RED);
    assert_true(quick_push(&q));
    quick_restart(&q, canvas);
    fill(0, 0, 2, 2, RED);
    check_only(0, 0, 2, 2, RED);
    assert_false(quick_pop(&q));
    int kept = 0;
    for (int i = 0; i < 1000000; i++)
        kept += quick_push(&q);
    assert_int_equal(kept, QUICK_PUSHES_MAX);
}

static void transforms_move_what_is_drawn(void **state)
{
    (void)state;
    quick_rotate(&q, PI / 2, 10, 10);
    fill(10, 10, 4, 2, RED); /* turned about (10, 10): to the lower left */
    check_near(9, 12, RED, 1);
    check_near(8, 10, RED, 1);
    check_near(10, 10, 0, 1);
    canvas_clear(canvas, 0);
    quick_restart(&q, canvas);
    quick_shear(&q, 1, 0);
    fill(5, 4, 4, 4, RED);
    check_pixel(11, 5, RED);
    check_pixel(8, 4, 0);
    canvas_clear(canvas, 0);
    quick_restart(&q, canvas);
    quick_translate(&q, NAN, 0);
    quick_rotate(&q, INFINITY, 0, 0);
    quick_scale(&q, 1, NAN);
    quick_shear(&q, -INFINITY, 0);
    quick_alpha(&q, NAN);
    fill(5, 4, 4, 4, RED);
    check_only(5, 4, 9, 8, RED);
    quick_scale(&q, 0, 1);
    fill(5, 4, 4, 4, RED);
    point(1, 1, RED); /* still a pixel: its place is known */
    check_only(0, 1, 1, 2, RED);
}

static void clips_intersect(void **state)
{
    (void)state;
    assert_true(quick_clip(&q, 5, 5, 10, 10) && quick_clip(&q, 10.4, 0, 30, 10));
    fill(0, 0, WIDTH, HEIGHT, RED);
    check_only(10, 5, 15, 10, RED);
    line(0, 7, WIDTH, 7, &THIN);
    check_only(10, 7, 15, 8, RED);
    assert_true(quick_rect(&q, 0, 6.5, WIDTH, 1, 0, &(struct style){.color = RED}, NULL));
    check_near(12, 6, 0x80ff0000, 1);
    check_pixel(9, 6, 0);
    canvas_clear(canvas, 0);
    assert_true(quick_clear(&q, &(struct style){.color = GREEN}));
    check_only(10, 5, 15, 10, GREEN);
    assert_true(quick_clip(&q, 0, 0, 5, 5)); /* nothing is left */
    fill(0, 0, WIDTH, HEIGHT, RED);
    assert_true(quick_clear(&q, &(struct style){.color = GREEN}));
    assert_true(quick_ellipse(&q, 10, 10, 9, 9, &(struct style){.color = RED}, NULL));
    check_nothing();
    quick_clip_reset(&q);
    quick_rotate(&q, PI / 4, 20, 15);
    assert_true(quick_clip(&q, 15, 10, 10, 10)); /* a diamond */
    quick_restart(&q, canvas);
    assert_true(quick_push(&q));
    quick_rotate(&q, PI / 4, 20, 15);
    assert_true(quick_clip(&q, 15, 10, 10, 10) && quick_clip(&q, -99, -99, 200, 200));
    q.state.matrix = MATRIX_IDENTITY;
    assert_true(quick_clip(&q, 0, 0, 20, HEIGHT)); /* its left half */
    fill(0, 0, WIDTH, HEIGHT, RED);
    check_pixel(15, 15, RED);
    check_pixel(14, 11, 0);
    check_pixel(20, 15, 0);
    assert_true(quick_clear(&q, &(struct style){.color = GREEN}));
    check_pixel(15, 15, GREEN);
    check_pixel(14, 11, 0);
    canvas_clear(canvas, 0);
}

static void clearing_does_not_look_at_the_state(void **state)
{
    (void)state;
    quick_alpha(&q, 0.5);
    quick_blend(&q, COMPOSITE_XOR);
    quick_scale(&q, 3, 3);
    assert_true(quick_clear(&q, &(struct style){.color = 0x80ff0000}));
    assert_true(quick_clear(&q, &(struct style){.color = 0x80ff0000}));
    check_only(0, 0, WIDTH, HEIGHT, 0x80ff0000);
}

/* A source whose pixel (x, y) says where it is. */
static struct canvas *make_source(int width, int height)
{
    struct canvas *source = canvas_create(scene, width, height);
    assert_non_null(source);
    struct surface *s = canvas_map(source);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            *surface_at(s, x, y) = 0xff000000 | (uint32_t)(x * 16) << 16 | (uint32_t)(y * 16);
    canvas_unmap(source, (struct rect){0, 0, width, height});
    return source;
}

static uint32_t place(int x, int y)
{
    return 0xff000000 | (uint32_t)(x * 16) << 16 | (uint32_t)(y * 16);
}

static void images_go_to_whole_pixels(void **state)
{
    (void)state;
    struct canvas *source = make_source(4, 3);
    struct quick_image how = quick_image_defaults(source);
    assert_true(quick_image(&q, source, 5.5, 6.4, &how));
    for (int i = 0; i < 12; i++)
        check_pixel(6 + i % 4, 6 + i / 4, place(i % 4, i / 4));
    check_pixel(5, 6, 0);
    check_pixel(10, 6, 0);
    canvas_clear(canvas, 0);
    how.src = (struct rect){1, 1, 3, 2};
    how.anchor = (struct point){1, 0};
    assert_true(quick_image(&q, source, 10, 10, &how));
    check_pixel(8, 10, place(1, 1));
    check_pixel(9, 10, place(2, 1));
    check_pixel(10, 10, 0);
    canvas_clear(canvas, 0);
    how = quick_image_defaults(source);
    how.alpha = 0.5;
    assert_true(quick_images(&q, source, (const double[]){0, 0, 10, 10, 99}, 5, &how));
    assert_int_equal(pixel(0, 0) >> 24, 0x80);
    assert_int_equal(pixel(13, 12) >> 24, 0x80);
    canvas_clear(canvas, 0);
    assert_true(quick_image(&q, source, 1e300, 0, &how));
    assert_true(quick_image(&q, source, 0, -INFINITY, &how));
    how.src = (struct rect){0, 0, 5, 3}; /* not inside */
    assert_true(quick_image(&q, source, 0, 0, &how));
    check_nothing();
    canvas_destroy(source);
}

static void images_are_scaled_and_turned(void **state)
{
    (void)state;
    struct canvas *source = make_source(4, 4);
    struct quick_image how = quick_image_defaults(source);
    how.smooth = false;
    how.has_size = true;
    how.w = 8, how.h = 12;
    assert_true(quick_image(&q, source, 10, 10, &how));
    check_pixel(10, 10, place(0, 0));
    check_pixel(17, 21, place(3, 3));
    check_pixel(13, 16, place(1, 2));
    check_pixel(18, 21, 0);
    canvas_clear(canvas, 0);
    how.fit = FIT_CONTAIN; /* 8x8, in the middle */
    assert_true(quick_image(&q, source, 10, 10, &how));
    check_pixel(10, 11, 0);
    check_pixel(10, 12, place(0, 0));
    check_pixel(17, 19, place(3, 3));
    check_pixel(17, 20, 0);
    canvas_clear(canvas, 0);
    how.fit = FIT_COVER; /* the middle third of the width is cut off on both sides */
    how.w = 4, how.h = 8;
    assert_true(quick_image(&q, source, 10, 10, &how));
    check_pixel(10, 10, place(1, 0));
    check_pixel(13, 17, place(2, 3));
    check_pixel(14, 17, 0);
    canvas_clear(canvas, 0);
    how = quick_image_defaults(source);
    how.smooth = false;
    how.anchor = (struct point){0.5, 0.5};
    how.rotate = PI / 2; /* the top goes to the right */
    assert_true(quick_image(&q, source, 10, 10, &how));
    check_near(11, 8, place(0, 0), 1);
    check_near(11, 11, place(3, 0), 1);
    check_near(8, 8, place(0, 3), 1);
    canvas_clear(canvas, 0);
    canvas_destroy(source);
}

static void images_are_tinted_and_sliced(void **state)
{
    (void)state;
    struct canvas *source = make_source(6, 6);
    struct quick_image how = quick_image_defaults(source);
    how.has_tint = true;
    how.tint = 0xffff0000;
    assert_true(quick_image(&q, source, 10, 10, &how));
    check_near(15, 15, place(5, 0), 1);
    canvas_clear(canvas, 0);
    how = quick_image_defaults(source);
    how.smooth = false;
    how.has_size = how.has_slice = true;
    how.left = how.top = 1, how.right = how.bottom = 2;
    how.w = 20, how.h = 15;
    assert_true(quick_image(&q, source, 5, 5, &how));
    check_pixel(5, 5, place(0, 0));
    check_pixel(24, 19, place(5, 5));
    check_pixel(23, 18, place(4, 4));
    check_pixel(6, 6, place(1, 1));
    check_pixel(22, 17, place(3, 3));
    check_pixel(25, 19, 0);
    canvas_clear(canvas, 0);
    canvas_destroy(source);
}

static void a_canvas_is_drawn_into_itself(void **state)
{
    (void)state;
    fill(0, 0, 2, 2, RED);
    struct quick_image how = quick_image_defaults(canvas);
    how.src = (struct rect){0, 0, 4, 4};
    assert_true(quick_image(&q, canvas, 1, 1, &how));
    check_pixel(2, 2, RED);
    check_pixel(3, 3, 0);
    how.rotate = 1;
    assert_true(quick_image(&q, canvas, 20, 10, &how));
    target_flush(canvas_target(canvas));
    canvas_clear(canvas, 0);
}

static void a_screen_is_black_where_it_is_cleared(void **state)
{
    (void)state;
    struct screen_memory memory;
    struct canvas *screen = screen_memory_canvas(&memory, scene, 9, 9);
    uint32_t color;
    quick_restart(&q, screen);
    assert_true(quick_clear(&q, &(struct style){.color = 0x80ff0000}));
    assert_true(canvas_pixel(screen, 3, 3, &color));
    assert_int_equal(color, 0xff800000);
    quick_blend(&q, COMPOSITE_SOURCE_OUT);
    fill(0, 0, 5, 5, GREEN);
    assert_int_equal(*surface_at(target_read(canvas_target(screen)), 1, 1), 0xff000000);
    assert_int_equal(*surface_at(target_read(canvas_target(screen)), 7, 7), 0xff000000);
    quick_restart(&q, canvas);
    canvas_destroy(screen);
    screen_memory_finish(&memory);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fills_snap_to_the_nearest_pixel),
        TEST(neighbours_neither_overlap_nor_leave_a_gap),
        TEST(nan_draws_nothing),
        TEST(far_rectangles_reach_the_edges),
        TEST(points_take_the_pixel_that_holds_them),
        TEST(crisp_lines_join_the_pixels_of_their_ends),
        TEST(other_lines_are_smooth),
        TEST(shapes_are_filled_and_stroked),
        TEST(an_arc_is_a_pie_or_open),
        TEST(state_is_pushed_and_popped),
        TEST(transforms_move_what_is_drawn),
        TEST(clips_intersect),
        TEST(clearing_does_not_look_at_the_state),
        TEST(images_go_to_whole_pixels),
        TEST(images_are_scaled_and_turned),
        TEST(images_are_tinted_and_sliced),
        TEST(a_canvas_is_drawn_into_itself),
        TEST(a_screen_is_black_where_it_is_cleared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
