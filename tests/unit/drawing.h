/* What the tests of drawings share: a canvas of 4x4 tiles (64, 64, 64 and 8 pixels wide, 32, 32, 32
 * and 4 high), and drawings in few words. */
#ifndef DRAWING_H
#define DRAWING_H

#include <stdbool.h>
#include <stdint.h>

#include "scene/target.h"

enum { WIDTH = 200, HEIGHT = 100, TILES = 16 };

static const uint32_t RED = 0xffff0000, GREEN = 0xff00ff00, BLUE = 0xff0000ff, GLASS = 0x80402010;
static const struct rect ALL = {0, 0, WIDTH, HEIGHT};

static struct scene *scene;

static inline int set_up(void **state)
{
    (void)state;
    scene = scene_create(&(struct scene_options){.threads = 2});
    return scene == NULL;
}

static inline int tear_down(void **state)
{
    (void)state;
    scene_destroy(scene);
    return 0;
}

static inline uint32_t pixel(struct target *t, int x, int y)
{
    return *surface_at(target_read(t), x, y);
}

/* Flushes; returns how many tiles that drew. */
static inline int flush_and_count(struct target *t)
{
    const uint64_t before = scene_stats(scene).tiles_drawn;
    target_flush(t);
    return (int)(scene_stats(scene).tiles_drawn - before);
}

/* A drawing with source-over and one colour. */
static inline struct drawing drawing_of(const struct path *path, uint32_t color)
{
    return (struct drawing){
        .path = path,
        .matrix = MATRIX_IDENTITY,
        .paint = {.kind = PAINT_SOLID, .color = color, .inverse = MATRIX_IDENTITY},
    };
}

/* The same with the pixels of a target as they are. */
static inline struct drawing drawing_of_image(const struct path *path, struct target *source)
{
    struct drawing d = drawing_of(path, 0);
    d.source = source;
    d.paint.kind = PAINT_IMAGE;
    d.paint.alpha = 255;
    d.paint.image.part = (struct rect){0, 0, target_width(source), target_height(source)};
    return d;
}

static inline struct path rect_path(double x, double y, double w, double h)
{
    struct path p = {0};
    if (!path_rect(&p, x, y, w, h))
        abort();
    return p;
}

static inline struct path circle_path(double x, double y, double r)
{
    struct path p = {0};
    if (!path_ellipse(&p, (struct point){x, y}, (struct point){r, 0}, (struct point){0, r}))
        abort();
    return p;
}

/* Draws, and frees the path. */
static inline bool draw_once(struct target *t, struct path p, struct drawing d)
{
    d.path = &p;
    const bool drawn = target_draw(t, &d);
    path_finish(&p);
    return drawn;
}

#endif
