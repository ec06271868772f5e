/* Canvas, scene and raster: filling, what an unchanged frame costs, and what threads gain. */
#include "bench.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "canvas/canvas.h"
#include "canvas/quick.h"
#include "pixel/color.h"
#include "raster/kernels.h"

enum {
    WIDTH = 1920,
    HEIGHT = 1080,
    FILLS = 1000,   /* in the unchanged frame */
    SPRITES = 500,  /* in the frame of sprites */
    SPRITE = 256,   /* pixels a side */
    FULL_FILLS = 8, /* in a frame that is drawn by threads */
};

struct fill {
    double x, y, w, h;
    uint32_t color;
};

struct screen {
    struct scene *scene;
    struct canvas *canvas;
    struct canvas *sprite; /* translucent */
    struct quick quick;    /* on the canvas */
    struct fill fills[FILLS];
    uint32_t frame; /* counts, for colours that change */
};

static struct screen screen_create(int threads, bool redraw_all)
{
    struct screen s = {.frame = 0};
    s.scene = scene_create(&(struct scene_options){.threads = threads, .redraw_all = redraw_all});
    if (s.scene != NULL) {
        s.canvas = canvas_create(s.scene, WIDTH, HEIGHT);
        s.sprite = canvas_create(s.scene, SPRITE, SPRITE);
    }
    if (s.canvas == NULL || s.sprite == NULL) {
        fprintf(stderr, "bench: %s\n", error_text());
        exit(2);
    }
    const struct surface *sprite = canvas_map(s.sprite);
    for (int y = 0; y < SPRITE; y++)
        for (int x = 0; x < SPRITE; x++)
            *surface_at(sprite, x, y) =
                color_premultiply((uint32_t)(x ^ y) << 24 | (uint32_t)(x << 16 | y));
    canvas_unmap(s.sprite, surface_bounds(sprite));
    quick_init(&s.quick, s.canvas);
    for (int i = 0; i < FILLS; i++)
        s.fills[i] = (struct fill){i * 37 % WIDTH, i * 91 % HEIGHT, 20 + i % 60, 10 + i % 40,
                                   0xff000000 | (uint32_t)i * 0x10305};
    canvas_clear(s.canvas, 0xff203040);
    target_flush(canvas_target(s.sprite));
    target_flush(canvas_target(s.canvas));
    return s;
}

static void fill(struct screen *s, double x, double y, double w, double h, uint32_t color)
{
    quick_fill(&s->quick, x, y, w, h, &(struct style){.color = color});
}

static void screen_destroy(struct screen *s)
{
    quick_finish(&s->quick);
    canvas_destroy(s->sprite);
    canvas_destroy(s->canvas);
    scene_destroy(s->scene);
}

static void flush(struct screen *s)
{
    target_flush(canvas_target(s->canvas));
}

/* The same pixels without the engine, in the same memory. In pieces as long as a band, since on
 * some machines memset takes twice as long over all in one. */
static void peer_memset(void *data)
{
    struct screen *s = data;
    const struct surface *surface = target_read(canvas_target(s->canvas));
    const int byte = (int)(++s->frame & 255);
    for (int y = 0; y < HEIGHT; y += TILE_HEIGHT) {
        const int rows = HEIGHT - y < TILE_HEIGHT ? HEIGHT - y : TILE_HEIGHT;
        memset(surface_at(surface, 0, y), byte, (size_t)rows * WIDTH * sizeof *surface->pixels);
    }
}

static void opaque_fill(void *data)
{
    struct screen *s = data;
    fill(s, 0, 0, WIDTH, HEIGHT, 0xff000000 | ++s->frame);
    flush(s);
}

static void translucent_fill(void *data)
{
    struct screen *s = data;
    fill(s, 0, 0, WIDTH, HEIGHT, 0x80000000 | ++s->frame);
    flush(s);
}

static void translucent_fills(void *data)
{
    struct screen *s = data;
    for (int i = 0; i < FULL_FILLS; i++)
        fill(s, 0, 0, WIDTH, HEIGHT, 0x80000000 | ++s->frame);
    flush(s);
}

static void frame_of_fills(void *data)
{
    struct screen *s = data;
    for (int i = 0; i < FILLS; i++) {
        const struct fill *f = &s->fills[i];
        fill(s, f->x, f->y, f->w, f->h, f->color);
    }
    flush(s);
}

static void frame_of_sprites(void *data)
{
    struct screen *s = data;
    const struct quick_image how = quick_image_defaults(s->sprite);
    canvas_clear(s->canvas, 0xff000000);
    for (int i = 0; i < SPRITES; i++)
        quick_image(&s->quick, s->sprite, i * 397 % (WIDTH - SPRITE), i * 211 % (HEIGHT - SPRITE),
                    &how);
    flush(s);
}

static void nothing(void *data)
{
    (void)data;
}

/* Two screens that race: the one drawn with everything switched on, and its peer. */
struct duel {
    struct screen ours, peer;
    void (*draw)(void *);
};

static void duel_ours(void *data)
{
    struct duel *d = data;
    d->draw(&d->ours);
}

static void duel_peer(void *data)
{
    struct duel *d = data;
    d->draw(&d->peer);
}

static struct bench_times duel(struct screen ours, struct screen peer, void (*draw)(void *))
{
    struct duel d = {ours, peer, draw};
    struct bench_times times = bench_race(duel_ours, duel_peer, &d);
    screen_destroy(&d.ours);
    screen_destroy(&d.peer);
    return times;
}

static void fills(void)
{
    struct screen s = screen_create(1, false);
    bench_ratio("opaque full-screen fill, against memset", bench_race(opaque_fill, peer_memset, &s),
                1.08);
    bench_ratio("50 % full-screen fill, against memset",
                bench_race(translucent_fill, peer_memset, &s), 1.6);
    screen_destroy(&s);
}

static void unchanged_fills(void)
{
    struct screen s = screen_create(0, false);
    frame_of_fills(&s);
    const uint64_t before = scene_stats(s.scene).tiles_drawn;
    struct bench_times times = bench_race(frame_of_fills, nothing, &s);
    bench_value("unchanged frame of 1,000 fills, a command", times.ours * 1e9 / FILLS, "ns", 20);
    bench_value("  tiles that it drew", (double)(scene_stats(s.scene).tiles_drawn - before), "", 0);
    screen_destroy(&s);
}

void bench_scene(void)
{
    fills();
    unchanged_fills();
    bench_ratio("500 sprites of 256x256 unchanged, against drawing",
                duel(screen_create(1, false), screen_create(1, true), frame_of_sprites), 0.01);
    bench_ratio("8 translucent full-screen fills, 2 threads against 1",
                duel(screen_create(2, false), screen_create(1, false), translucent_fills), 0.6);
}
