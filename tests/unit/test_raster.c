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

/* A flat line is a rectangle, so that the same check tells what lies inside the clip. */
static void lines_are_cut_to_the_clip(void **state)
{
    (void)state;
    const struct rect clip = {4, 3, 30, 8};
    const struct line flat = line_make(-100, 5, 100, 5), upright = line_make(6, -9, 6, 99);
    const struct line outside = line_make(0, 2, 50, 2), beside = line_make(30, 0, 30, 10);
    struct picture p;
    picture_init(&p);
    raster_line(&p.surface, clip, &flat, COLOR, false);
    check(&p, (struct rect){4, 5, 30, 6}, replaced);
    picture_init(&p);
    raster_line(&p.surface, clip, &upright, COLOR, true);
    check(&p, (struct rect){6, 3, 7, 8}, composed);
    picture_init(&p);
    raster_line(&p.surface, clip, &outside, COLOR, false);
    raster_line(&p.surface, clip, &beside, COLOR, false);
    raster_line(&p.surface, (struct rect){5, 5, 5, 5}, &flat, COLOR, false);
    check(&p, (struct rect){0, 0, 0, 0}, replaced);
}

/* Drawing a line piece by piece is drawing it: what makes tiles invisible. */
static void lines_do_not_depend_on_how_they_are_cut(void **state)
{
    (void)state;
    for (int x = -20; x < 60; x += 3) {
        const struct line l = line_make(x, -5, 40 - x, 17);
        struct picture whole, pieces;
        picture_init(&whole);
        picture_init(&pieces);
        raster_line(&whole.surface, (struct rect){0, 0, WIDTH, HEIGHT}, &l, COLOR, true);
        for (int top = 0; top < HEIGHT; top += 4)
            for (int left = 0; left < WIDTH; left += 7) {
                struct rect piece = {left, top, left + 7, top + 4};
                piece = rect_intersect(piece, surface_bounds(&pieces.surface));
                raster_line(&pieces.surface, piece, &l, COLOR, true);
            }
        assert_memory_equal(whole.pixels, pieces.pixels, sizeof whole.pixels);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_touch_the_rectangle_only),
        cmocka_unit_test(fills_without_a_gap_between_rows_end_in_time),
        cmocka_unit_test(copies_are_moved),
        cmocka_unit_test(lines_are_cut_to_the_clip),
        cmocka_unit_test(lines_do_not_depend_on_how_they_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
