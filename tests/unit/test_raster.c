/* Drawing on a surface: exactly the pixels of the rectangle, and none beside it. */
#include "raster/raster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pixel/color.h"

enum { WIDTH = 37, HEIGHT = 11, STRIDE = 48, BACKGROUND = 0x40302010 };

static const uint32_t COLOR = 0x80402010;

struct picture {
    uint32_t pixels[HEIGHT * STRIDE];
    struct surface surface;
};

static void picture_init(struct picture *p)
{
    for (int i = 0; i < HEIGHT * STRIDE; i++)
        p->pixels[i] = BACKGROUND + (uint32_t)i;
    p->surface = (struct surface){p->pixels, WIDTH, HEIGHT, STRIDE};
}

/* Checks every pixel, padding included: `want` inside r, as it was elsewhere. */
static void check(const struct picture *p, struct rect r, uint32_t (*want)(uint32_t, int, int))
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < STRIDE; x++) {
            const uint32_t before = BACKGROUND + (uint32_t)(y * STRIDE + x);
            const bool inside = x >= r.x0 && x < r.x1 && y >= r.y0 && y < r.y1;
            assert_int_equal(p->pixels[y * STRIDE + x], inside ? want(before, x, y) : before);
        }
}

static uint32_t replaced(uint32_t before, int x, int y)
{
    (void)before;
    (void)x;
    (void)y;
    return COLOR;
}

static uint32_t composed(uint32_t before, int x, int y)
{
    (void)x;
    (void)y;
    return color_over(before, COLOR);
}

static uint32_t source_at(int x, int y)
{
    return (uint32_t)(x * 7 + y) << 24 | (uint32_t)(x << 8 | y);
}

enum { DX = 5, DY = -2 };

static uint32_t copied(uint32_t before, int x, int y)
{
    (void)before;
    return source_at(x - DX, y - DY);
}

static uint32_t copied_over(uint32_t before, int x, int y)
{
    return color_over(before, source_at(x - DX, y - DY));
}

static const struct rect rects[] = {
    {0, 0, WIDTH, HEIGHT}, {0, 0, 1, 1},     {WIDTH - 1, HEIGHT - 1, WIDTH, HEIGHT},
    {3, 2, 20, 9},         {0, 4, WIDTH, 5}, {5, 5, 5, 9},
    {7, 7, 9, 7},          {9, 9, 3, 3},
};

enum { RECTS = sizeof rects / sizeof *rects };

static void fills_touch_the_rectangle_only(void **state)
{
    (void)state;
    for (int i = 0; i < RECTS; i++) {
        struct picture p;
        picture_init(&p);
        raster_fill(&p.surface, rects[i], COLOR, false);
        check(&p, rects[i], replaced);
        picture_init(&p);
        raster_fill(&p.surface, rects[i], COLOR, true);
        check(&p, rects[i], composed);
    }
}

static void fills_without_a_gap_between_rows_end_in_time(void **state)
{
    (void)state;
    struct picture p;
    picture_init(&p);
    p.surface.width = STRIDE;
    const struct rect r = {0, 3, STRIDE, 8};
    raster_fill(&p.surface, r, COLOR, false);
    check(&p, r, replaced);
}

static void copies_are_moved(void **state)
{
    (void)state;
    for (int i = 0; i < RECTS; i++) {
        struct surface source;
        assert_true(surface_init(&source, WIDTH - DX + 10, HEIGHT - DY));
        for (int y = 0; y < source.height; y++)
            for (int x = 0; x < source.width; x++)
                *surface_at(&source, x, y) = source_at(x, y);
        struct rect r = rects[i];
        r.x0 = r.x0 < DX ? DX : r.x0; /* the source begins there */
        struct picture p;
        picture_init(&p);
        raster_copy(&p.surface, r, &source, DX, DY, false);
        check(&p, r, copied);
        picture_init(&p);
        raster_copy(&p.surface, r, &source, DX, DY, true);
        check(&p, r, copied_over);
        surface_finish(&source);
    }
}

/* What raster_draw is held to: the same pixel by pixel, with nothing left out. */

enum { W = 90, H = 70 };

static struct arena arena;
static struct scratch scratch;
static struct surface image;
static const struct rect DRAWN = {3, 2, W - 1, H - 3};

static void draw_plainly(const struct surface *s, struct rect r, const struct ink *ink)
{
    const bool bounded = composite_is_bounded(ink->op);
    for (int y = r.y0; y < r.y1; y++)
        for (int x = r.x0; x < r.x1; x++) {
            const struct rect one = {x, y, x + 1, y + 1};
            uint8_t coverage[SCRATCH_PAD * 2] = {0};
            uint32_t color[1];
            const bool inside =
                ink->shape.kind != SHAPE_EMPTY && rect_contains(ink->shape.box, one);
            if (!inside && bounded)
                continue;
            if (inside && !shape_coverage(&ink->shape, one, coverage, 64, &scratch))
                coverage[0] = 0;
            const uint8_t *clip = ink->clip == NULL ? NULL : mask_at(ink->clip, x, y);
            if (clip != NULL && bounded) { /* rounded once, with the coverage */
                composite_multiply_masks(coverage, clip, 1);
                clip = NULL;
            }
            paint_fetch(&ink->paint, x, y, 1, color);
            composite_row(ink->op, surface_at(s, x, y), color, coverage, clip, 1);
        }
}

static void fill_noise(struct surface *s, uint32_t seed)
{
    for (int y = 0; y < s->height; y++)
        for (int x = 0; x < s->width; x++) {
            seed = seed * 1664525 + 1013904223;
            const uint32_t alphas[] = {0, 255, seed >> 24, seed >> 24};
            *surface_at(s, x, y) =
                color_premultiply((seed & 0xffffff) | alphas[seed >> 9 & 3] << 24);
        }
}

static void check_drawing(const struct ink *ink)
{
    struct surface want, got;
    assert_true(surface_init(&want, W, H));
    assert_true(surface_init(&got, W, H));
    fill_noise(&want, 7);
    fill_noise(&got, 7);
    draw_plainly(&want, DRAWN, ink);
    /* In four pieces, none of whose edges is at a round place. */
    const struct rect d = DRAWN;
    raster_draw(&got, (struct rect){d.x0, d.y0, 37, 41}, ink, &scratch);
    raster_draw(&got, (struct rect){37, d.y0, d.x1, 41}, ink, &scratch);
    raster_draw(&got, (struct rect){d.x0, 41, 38, d.y1}, ink, &scratch);
    raster_draw(&got, (struct rect){38, 41, d.x1, d.y1}, ink, &scratch);
    raster_draw(&got, (struct rect){5, 5, 5, 20}, ink, &scratch);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            if (*surface_at(&got, x, y) != *surface_at(&want, x, y))
                fail_msg("%s, shape %d, paint %d: (%d, %d) is %08x, not %08x",
                         composite_name(ink->op), ink->shape.kind, ink->paint.kind, x, y,
                         (unsigned)*surface_at(&got, x, y), (unsigned)*surface_at(&want, x, y));
    surface_finish(&want);
    surface_finish(&got);
}

enum { SHAPES = 7, PAINTS = 7 };

static struct shape make_shape(int which)
{
    struct path p = {0};
    struct shape s = {.kind = SHAPE_EMPTY};
    const struct point star[] = {{10, 60}, {45, 1}, {80, 60}, {5, 20}, {85, 20.5}};
    bool ok = true;
    switch (which) {
    case 0:
        break;
    case 1:
        ok = path_rect(&p, 10, 8, 70, 50);
        break;
    case 2:
        ok = path_rect(&p, 9.5, 8.25, 70.125, 50);
        break;
    case 3:
        ok = path_ellipse(&p, (struct point){45, 35}, (struct point){50, 0}, (struct point){0, 30});
        break;
    case 4:
        ok = path_move(&p, star[0]) && path_line(&p, star[1]) && path_line(&p, star[2]);
        break;
    default:
        for (int i = 0; i < 5; i++)
            ok = ok && (i == 0 ? path_move : path_line)(&p, star[i]);
        break;
    }
    ok = ok && shape_from_path(&s, &p, which == 6, (struct rect){0, 0, W, H}, &arena);
    assert_true(ok);
    path_finish(&p);
    return s;
}

static struct paint make_paint(int which, struct gradient_stops *stops)
{
    struct paint p = {.alpha = 255, .inverse = MATRIX_IDENTITY};
    p.color = which == 0 ? 0xff102030 : COLOR;
    if (which == 2 || which == 3) {
        p.kind = PAINT_LINEAR;
        p.alpha = which == 2 ? 255 : 100;
        p.gradient.stops = stops;
        p.gradient.x1 = 80;
    } else if (which > 3) { /* moved by whole pixels; at last beyond its edge */
        p.kind = PAINT_IMAGE;
        p.inverse.e = which == 6 ? 30 : 3;
        p.inverse.f = -2;
        p.image.surface = &image;
        p.image.part = surface_bounds(&image);
        p.image.sampling = which == 4 ? SAMPLE_NEAREST : SAMPLE_BILINEAR;
        p.image.extend_x = p.image.extend_y = which == 6 ? EXTEND_REPEAT : EXTEND_CLAMP;
    }
    assert_true(paint_prepare(&p, (struct rect){0, 0, W, H}, &arena));
    return p;
}

static void fast_ways_give_the_bytes_of_the_slow_one(void **state)
{
    (void)state;
    struct mask clip;
    assert_true(mask_init(&clip, (struct rect){0, 0, W, H}));
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) /* nothing, all, and in between */
            *mask_at(&clip, x, y) = (uint8_t)(x < 20 ? 0 : x > 50 ? 255 : x * 5);
    struct gradient_stops *stops =
        gradient_stops_create((double[]){0, 1}, (uint32_t[]){0xffff0000, 0xff00ff80}, 2);
    assert_non_null(stops);
    assert_true(surface_init(&image, W + 10, H + 10) && scratch_reserve(&scratch, W));
    fill_noise(&image, 3);
    for (int i = 0; i < SHAPES * PAINTS * 2; i++) {
        struct ink ink = {
            .shape = make_shape(i / 2 % SHAPES),
            .paint = make_paint(i / 2 / SHAPES, stops),
            .clip = i % 2 == 0 ? NULL : &clip,
        };
        for (int op = 0; op < COMPOSITE_OPERATORS; op++) {
            /* The rare ones share all but the operator itself. */
            if (op > COMPOSITE_XOR && op != COMPOSITE_MULTIPLY && op != COMPOSITE_HUE)
                continue;
            ink.op = (enum composite_operator)op;
            check_drawing(&ink);
        }
    }
    gradient_stops_unref(stops);
    surface_finish(&image);
    scratch_finish(&scratch);
    arena_finish(&arena);
    mask_finish(&clip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_touch_the_rectangle_only),
        cmocka_unit_test(fills_without_a_gap_between_rows_end_in_time),
        cmocka_unit_test(copies_are_moved),
        cmocka_unit_test(fast_ways_give_the_bytes_of_the_slow_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
