/* Canvases against immediate drawing, one pixel at a time, in this file's own arithmetic: random
 * drawing on several canvases, also from one to another and into themselves, over tile sizes,
 * thread counts and sizes. Frames repeat, so that what is there already is left out. Consumers
 * take what differs at random moments, and must end up with the pixels. Since the reference knows
 * neither tiles nor threads, it also shows that pixels do not depend on them.
 * Argument: a seed, to run that one alone. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas/canvas.h"
#include "canvas/quick.h"
#include "scene/target.h"
#include "seed.h"

enum { SEEDS = 200, FRAMES = 10, FRAME_KINDS = 3, STEPS_MAX = 24, CANVASES = 3, CONSUMERS = 2 };

/* What somebody who shows the canvas has of it. */
struct consumer {
    struct key *keys;
    uint32_t *pixels;
};

/* A canvas, and the pixels that it should have. */
struct subject {
    struct canvas *canvas;
    struct quick quick;
    int width, height;
    bool screen;
    uint32_t *pixels; /* premultiplied, width a row */
    struct consumer consumers[CONSUMERS];
    struct target_memory memory; /* the screen's */
};

static struct scene *scene;
static struct scene_options options;
static struct subject subjects[CANVASES];

static void *allocate(size_t count, size_t size)
{
    void *p = calloc(count, size);
    CHECK(p != NULL);
    return p;
}

/* The reference. */

static uint32_t channel(uint32_t color, int i)
{
    return color >> (8 * i) & 255;
}

/* a * b / 255 to nearest. */
static uint32_t part(uint32_t a, uint32_t b)
{
    return (a * b * 2 + 255) / 510;
}

static uint32_t over(uint32_t below, uint32_t color)
{
    uint32_t sum = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t value = channel(color, i) + part(channel(below, i), 255 - channel(color, 3));
        sum |= (value & 255) << (8 * i);
    }
    return sum;
}

static uint32_t premultiplied(uint32_t color)
{
    uint32_t result = color & 0xff000000;
    for (int i = 0; i < 3; i++)
        result |= part(channel(color, i), channel(color, 3)) << (8 * i);
    return result;
}

static uint32_t straight(uint32_t color)
{
    const uint32_t alpha = channel(color, 3);
    uint32_t result = color & 0xff000000;
    for (int i = 0; i < 3 && alpha > 0; i++) {
        uint32_t c = channel(color, i);
        result |= (c >= alpha ? 255 : (c * 255 + alpha / 2) / alpha) << (8 * i);
    }
    return result;
}

static void plot(struct subject *s, int x, int y, uint32_t color)
{
    if (x >= 0 && x < s->width && y >= 0 && y < s->height)
        s->pixels[y * s->width + x] = over(s->pixels[y * s->width + x], color);
}

static void reference_fill(struct subject *s, double x, double y, double w, double h,
                           uint32_t color)
{
    const double left = floor(fmin(x, x + w) + 0.5), right = floor(fmax(x, x + w) + 0.5);
    const double top = floor(fmin(y, y + h) + 0.5), bottom = floor(fmax(y, y + h) + 0.5);
    for (int py = 0; py < s->height; py++)
        for (int px = 0; px < s->width; px++)
            if (px >= left && px < right && py >= top && py < bottom)
                plot(s, px, py, premultiplied(color));
}

static void reference_image(struct subject *s, const struct subject *source, struct rect from,
                            int x, int y)
{
    const size_t count = (size_t)source->width * (size_t)source->height;
    uint32_t *copy = allocate(count, sizeof *copy); /* the source may be s */
    memcpy(copy, source->pixels, count * sizeof *copy);
    for (int sy = 0; sy < source->height; sy++)
        for (int sx = 0; sx < source->width; sx++) {
            const int px = x + sx - from.x0, py = y + sy - from.y0;
            const uint32_t color = copy[sy * source->width + sx];
            if (sx < from.x0 || sx >= from.x1 || sy < from.y0 || sy >= from.y1)
                continue;
            if (!source->screen)
                plot(s, px, py, color);
            else if (px >= 0 && px < s->width && py >= 0 && py < s->height)
                s->pixels[py * s->width + px] = color; /* a screen is opaque */
        }
    free(copy);
}

static void check_pixels(const struct subject *s, const uint32_t *pixels, int stride)
{
    for (int y = 0; y < s->height; y++)
        for (int x = 0; x < s->width; x++)
            if (pixels[y * stride + x] != s->pixels[y * s->width + x]) {
                fprintf(stderr,
                        "canvas %d (%dx%d): pixel (%d, %d) is %08" PRIx32 ", not %08" PRIx32
                        "; tiles %dx%d, %d threads\n",
                        (int)(s - subjects), s->width, s->height, x, y, pixels[y * stride + x],
                        s->pixels[y * s->width + x], options.tile_width, options.tile_height,
                        options.threads);
                CHECK(!"pixels differ");
            }
}

/* Random drawing, on canvas and reference alike. */

static uint32_t pick_color(void)
{
    static const uint32_t alphas[] = {0, 1, 127, 128, 254, 255, 255, 255};
    return (uint32_t)random_bits() >> 8 | alphas[pick(8)] << 24;
}

/* Around and beyond 0 to `size`, mostly whole, sometimes on a half or a random fraction. */
static double pick_place(int size)
{
    const int whole = pick(size + size / 2 + 20) - size / 4 - 10;
    switch (pick(4)) {
    case 0:
        return whole + 0.5;
    case 1:
        return whole + pick(1000) / 1000.0;
    default:
        return whole;
    }
}

static void draw_fill(struct subject *s)
{
    double x = pick_place(s->width), y = pick_place(s->height);
    double w = pick_place(s->width), h = pick_place(s->height);
    if (pick(3) == 0) { /* large, so that it covers tiles */
        x = y = -1;
        w = s->width + pick(5);
        h = s->height + pick(5);
    }
    const uint32_t color = pick_color();
    CHECK(quick_fill(&s->quick, x, y, w, h, &(struct style){.color = color}));
    reference_fill(s, x, y, w, h, color);
}

static void draw_clear(struct subject *s)
{
    const uint32_t color = pick_color();
    canvas_clear(s->canvas, color);
    uint32_t value = premultiplied(color);
    if (s->screen)
        value = over(0xff000000, value);
    for (int i = 0; i < s->width * s->height; i++)
        s->pixels[i] = value;
}

static void draw_point(struct subject *s)
{
    const double x = pick_place(s->width), y = pick_place(s->height);
    const uint32_t color = pick_color();
    CHECK(quick_point(&s->quick, x, y, &(struct style){.color = color}));
    plot(s, (int)floor(x), (int)floor(y), premultiplied(color));
}

/* A crisp one: both ends' pixels and those between. */
static void draw_line(struct subject *s)
{
    const struct quick_pen pen = {.width = 1};
    const double x = floor(pick_place(s->width)), y = floor(pick_place(s->height));
    const double length = floor(pick_place(s->width)) * (pick(4) == 0 ? 7 : 1);
    const double dx = pick(2) == 0 ? length : 0, dy = dx == 0 ? length : 0;
    const uint32_t color = pick_color();
    CHECK(quick_line(&s->quick, x, y, x + dx, y + dy, &(struct style){.color = color}, &pen));
    reference_fill(s, fmin(x, x + dx), fmin(y, y + dy), fabs(dx) + 1, fabs(dy) + 1, color);
}

static void draw_image(struct subject *s)
{
    struct subject *source = &subjects[pick(CANVASES)];
    struct quick_image how = quick_image_defaults(source->canvas);
    struct rect from = how.src;
    if (pick(2) == 0) {
        from.x0 = pick(source->width);
        from.y0 = pick(source->height);
        from.x1 = from.x0 + 1 + pick(source->width - from.x0);
        from.y1 = from.y0 + 1 + pick(source->height - from.y0);
    }
    how.src = from;
    const double x = pick_place(s->width), y = pick_place(s->height);
    CHECK(quick_image(&s->quick, source->canvas, x, y, &how));
    reference_image(s, source, from, (int)floor(x + 0.5), (int)floor(y + 0.5));
}

/* Words that need not be legal colours. */
static void write_by_hand(struct subject *s)
{
    struct surface *surface = target_map(canvas_target(s->canvas));
    check_pixels(s, surface->pixels, surface->stride);
    struct rect r = {pick(s->width), pick(s->height), 0, 0};
    if (pick(2) == 0)
        r.x0 = r.y0 = 0;
    r.x1 = r.x0 + pick(s->width - r.x0 + 1);
    r.y1 = r.y0 + pick(s->height - r.y0 + 1);
    for (int y = r.y0; y < r.y1; y++)
        for (int x = r.x0; x < r.x1; x++)
            *surface_at(surface, x, y) = s->pixels[y * s->width + x] = (uint32_t)random_bits();
    target_unmap(canvas_target(s->canvas), r);
}

static void read_pixel(struct subject *s)
{
    const double x = pick_place(s->width), y = pick_place(s->height);
    const bool inside = x >= 0 && y >= 0 && x < s->width && y < s->height;
    uint32_t color;
    CHECK(canvas_pixel(s->canvas, x, y, &color) == inside);
    if (!inside)
        return;
    const uint32_t pixel = s->pixels[(int)y * s->width + (int)x];
    CHECK(color == (s->screen ? pixel | 0xff000000 : straight(pixel)));
}

static void consume(struct subject *s)
{
    struct consumer *c = &s->consumers[pick(CONSUMERS)];
    const struct surface *surface = target_read(canvas_target(s->canvas));
    const struct tile_grid *grid = target_grid(canvas_target(s->canvas));
    struct rect *rects = allocate((size_t)tile_grid_count(grid), sizeof *rects);
    const int count = tile_grid_take(grid, target_keys(canvas_target(s->canvas)), c->keys, rects);
    for (int i = 0; i < count; i++)
        for (int y = rects[i].y0; y < rects[i].y1; y++)
            for (int x = rects[i].x0; x < rects[i].x1; x++)
                c->pixels[y * s->width + x] = *surface_at(surface, x, y);
    free(rects);
    check_pixels(s, c->pixels, s->width);
}

static void step(void)
{
    static void (*const steps[])(struct subject *) = {
        draw_fill,     draw_fill,  draw_fill,  draw_fill,  draw_point,
        draw_point,    draw_line,  draw_line,  draw_image, draw_image,
        write_by_hand, read_pixel, read_pixel, draw_clear, consume,
    };
    struct subject *s = &subjects[pick(CANVASES)];
    if (pick(12) == 0)
        target_flush(canvas_target(s->canvas));
    else
        steps[pick(sizeof steps / sizeof *steps)](s);
}

/* Canvases that come and go. */

static void pick_size(int *width, int *height)
{
    *width = 1 + pick(300);
    *height = 1 + pick(120);
    switch (pick(8)) {
    case 0:
        *width = *height = 1;
        break;
    case 1: /* needs tiles wider than the default */
        *width = 4090 + pick(1000);
        *height = 1 + pick(12);
        break;
    case 2:
        *width = 1 + pick(12);
        *height = 1000 + pick(1000);
        break;
    }
}

/* Memory as a screen has it: opaque pixels of unknown origin. */
static void make_screen_memory(struct subject *s)
{
    struct target_memory *m = &s->memory;
    CHECK(surface_init(&m->surface, s->width, s->height));
    m->grid = tile_grid_make(s->width, s->height, options.tile_width, options.tile_height);
    m->keys = allocate((size_t)tile_grid_count(&m->grid), sizeof *m->keys);
    for (int y = 0; y < s->height; y++)
        for (int x = 0; x < s->width; x++) {
            const uint32_t color = (uint32_t)random_bits() | 0xff000000;
            *surface_at(&m->surface, x, y) = s->pixels[y * s->width + x] = color;
        }
}

static void subject_create(struct subject *s, bool screen)
{
    *s = (struct subject){.screen = screen};
    pick_size(&s->width, &s->height);
    const size_t count = (size_t)s->width * (size_t)s->height;
    s->pixels = allocate(count, sizeof *s->pixels);
    if (screen) {
        make_screen_memory(s);
        s->canvas = canvas_create_screen(scene, &s->memory);
    } else {
        s->canvas = canvas_create(scene, s->width, s->height);
    }
    CHECK(s->canvas != NULL);
    quick_init(&s->quick, s->canvas);
    const struct tile_grid *grid = target_grid(canvas_target(s->canvas));
    for (int i = 0; i < CONSUMERS; i++) {
        s->consumers[i].keys = allocate((size_t)tile_grid_count(grid), sizeof(struct key));
        s->consumers[i].pixels = allocate(count, sizeof(uint32_t));
        memset(s->consumers[i].pixels, 0x5a, count * sizeof(uint32_t));
    }
}

static void subject_destroy(struct subject *s)
{
    quick_finish(&s->quick);
    canvas_destroy(s->canvas);
    for (int i = 0; i < CONSUMERS; i++) {
        free(s->consumers[i].keys);
        free(s->consumers[i].pixels);
    }
    surface_finish(&s->memory.surface);
    free(s->memory.keys);
    free(s->pixels);
}

static void frame(uint64_t frame_seed)
{
    const uint64_t outside = seed_state;
    seed_state = frame_seed;
    for (int steps = 1 + pick(STEPS_MAX); steps > 0; steps--)
        step();
    seed_state = outside;
}

static void run(void)
{
    static const int tiles[][2] = {{16, 1}, {16, 16}, {0, 0}, {128, 7}, {4096, 4096}};
    const int *tile = tiles[seed % 5];
    options = (struct scene_options){
        .threads = 1 + (int)(seed / 5 % 4),
        .tile_width = tile[0],
        .tile_height = tile[1],
        .redraw_all = seed / 20 % 4 == 3,
    };
    scene = scene_create(&options);
    CHECK(scene != NULL);
    for (int i = 0; i < CANVASES; i++)
        subject_create(&subjects[i], i == 0);

    uint64_t frames[FRAME_KINDS];
    for (int i = 0; i < FRAME_KINDS; i++)
        frames[i] = random_bits();
    for (int i = 0; i < FRAMES; i++) {
        frame(frames[pick(FRAME_KINDS)]);
        if (pick(4) == 0) { /* what still reads it must be drawn first */
            const int victim = 1 + pick(CANVASES - 1);
            subject_destroy(&subjects[victim]);
            subject_create(&subjects[victim], false);
        }
        if (pick(2) == 0)
            consume(&subjects[0]);
    }
    for (int i = 0; i < CANVASES; i++) {
        const struct surface *s = target_read(canvas_target(subjects[i].canvas));
        check_pixels(&subjects[i], s->pixels, s->stride);
    }
    for (int i = 0; i < CANVASES; i++)
        subject_destroy(&subjects[i]);
    scene_destroy(scene);
}

int main(int argc, char **argv)
{
    return seed_main(argc, argv, SEEDS, run);
}
