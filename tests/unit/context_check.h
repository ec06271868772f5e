/* What tests of drawing share: a canvas with its context, and looks at its pixels. */
#ifndef CONTEXT_CHECK_H
#define CONTEXT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "canvas/canvas.h"
#include "canvas/context2d.h"
#include "canvas/path2d.h"

enum { WIDTH = 40, HEIGHT = 30 };

static const uint32_t RED = 0xffff0000, GREEN = 0xff00ff00, BLUE = 0xff0000ff;

static struct scene *scene;
static struct canvas *canvas;
static struct context2d ctx;

static inline int context_set_up(void **state)
{
    (void)state;
    scene = scene_create(&(struct scene_options){.threads = 1});
    canvas = canvas_create(scene, WIDTH, HEIGHT);
    if (canvas != NULL)
        context2d_init(&ctx, canvas);
    return canvas == NULL;
}

static inline int context_tear_down(void **state)
{
    (void)state;
    context2d_finish(&ctx);
    canvas_destroy(canvas);
    scene_destroy(scene);
    return 0;
}

static inline uint32_t pixel(int x, int y)
{
    uint32_t color = 0;
    assert_true(canvas_pixel(canvas, x, y, &color));
    return color;
}

static inline void check_pixel(int x, int y, uint32_t expected)
{
    if (pixel(x, y) != expected)
        fail_msg("pixel (%d, %d) is %08x, expected %08x", x, y, (unsigned)pixel(x, y),
                 (unsigned)expected);
}

/* No channel is off by more than `most`. */
static inline void check_near(int x, int y, uint32_t expected, int most)
{
    for (int shift = 0; shift < 32; shift += 8) {
        const int is = (int)(pixel(x, y) >> shift & 255), should = (int)(expected >> shift & 255);
        if (abs(is - should) > most)
            fail_msg("pixel (%d, %d) is %08x, expected %08x", x, y, (unsigned)pixel(x, y),
                     (unsigned)expected);
    }
}

/* Exactly the pixels of the rectangle have the colour, the others are transparent; then all are. */
static inline void check_only(int x0, int y0, int x1, int y1, uint32_t color)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            check_pixel(x, y, x >= x0 && x < x1 && y >= y0 && y < y1 ? color : 0);
    canvas_clear(canvas, 0);
}

static inline void check_nothing(void)
{
    check_only(0, 0, 0, 0, 0);
}

static inline void check_error(bool result, const char *name)
{
    assert_false(result);
    if (strncmp(error_text(), name, strlen(name)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", error_text(), name);
}

static inline void set_fill(uint32_t color)
{
    style_set_color(&ctx.state.fill_style, color);
}

static inline void set_stroke(uint32_t color)
{
    style_set_color(&ctx.state.stroke_style, color);
}

static inline void set_operator(const char *name)
{
    state_set_global_composite_operation(&ctx.state, name, strlen(name));
}

#endif
