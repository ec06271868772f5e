/* fbrun's own engine from the scene down, recording included. Every tile is drawn every time: what
 * an unchanged frame saves is measured elsewhere. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "pixel/color.h"
#include "scene/target.h"
#include "scenes.h"

const char *const peer_name = "fbrun";

static const double QUARTER = 1.5707963267948966;

static struct scene *scene;
static struct target *screen, *images[16];
static const struct image *pictures;
static struct path path;

static void check(bool ok)
{
    if (ok)
        return;
    fprintf(stderr, "fbrun: %s\n", error_text());
    exit(2);
}

static struct target *make_target(int width, int height)
{
    struct target *t = target_create(scene, width, height);
    check(t != NULL);
    return t;
}

/* The glyphs of a text, as layout would place them. */
static struct glyph_list *make_glyphs(const struct item *e, struct face *face)
{
    const uint32_t count = (uint32_t)(e->count - 1) / 3;
    struct glyph_list *g = calloc(1, sizeof *g);
    check(g != NULL);
    *g = (struct glyph_list){.references = 1,
                             .key = {(uintptr_t)e, 1},
                             .size = e->v[0],
                             .faces = malloc(sizeof *g->faces),
                             .face_count = 1,
                             .glyphs = calloc(count, sizeof *g->glyphs),
                             .count = count,
                             .least = {1e9, 1e9},
                             .most = {-1e9, -1e9}};
    check(g->faces != NULL && g->glyphs != NULL);
    g->faces[0] = (struct sized_face){face, g->size};
    for (uint32_t i = 0; i < count; i++) {
        const double *v = e->v + 1 + (size_t)i * 3, em = g->size;
        g->glyphs[i] = (struct placed_glyph){
            .id = face_glyph(face, (uint32_t)v[0], 0), .x = (float)v[1], .y = (float)v[2]};
        g->least = (struct point){fmin(g->least.x, v[1] - em), fmin(g->least.y, v[2] - em)};
        g->most = (struct point){fmax(g->most.x, v[1] + em), fmax(g->most.y, v[2] + em)};
    }
    return g;
}

static void open_text(const struct scenes *s)
{
    struct face *face = face_open_file(TEXT_FONT, 0);
    check(face != NULL);
    for (int i = 0; i < s->frame_count; i++)
        for (int k = 0; k < s->frames[i].count; k++) {
            struct item *e = &s->frames[i].items[k];
            if (e->kind == ITEM_TEXT)
                e->prepared = make_glyphs(e, face);
        }
}

void peer_open(const struct scenes *s, int threads)
{
    scene = scene_create(&(struct scene_options){.threads = threads, .redraw_all = true});
    check(scene != NULL);
    screen = make_target(s->width, s->height);
    pictures = s->images;
    for (int i = 0; i < s->image_count; i++) {
        const struct image *m = &s->images[i];
        images[i] = make_target(m->width, m->height);
        struct surface *to = target_map(images[i]);
        for (int y = 0; y < m->height; y++)
            for (int x = 0; x < m->width; x++)
                *surface_at(to, x, y) = m->pixels[y * m->width + x];
        target_unmap(images[i], surface_bounds(to));
    }
    open_text(s);
}

void peer_record(const struct frame *f)
{
    (void)f;
}

static struct paint solid(uint32_t color)
{
    return (struct paint){.kind = PAINT_SOLID, .color = color_premultiply(color)};
}

static void draw(const struct paint *paint, const struct stroke_style *stroke, int source)
{
    check(target_draw(screen, &(struct drawing){
                                  .path = &path,
                                  .stroke = stroke,
                                  .matrix = MATRIX_IDENTITY,
                                  .paint = *paint,
                                  .source = source < 0 ? NULL : images[source],
                              }));
}

/* draw_image with the transform `m` from the picture's pixels to the screen's. */
static void draw_image(const struct item *e, struct matrix m)
{
    const struct image *picture = &pictures[e->image];
    struct paint paint = {
        .kind = PAINT_IMAGE,
        .alpha = 255,
        .image = {.part = {0, 0, picture->width, picture->height},
                  .sampling = SAMPLE_BILINEAR,
                  .opaque = picture->opaque},
    };
    check(matrix_invert(&m, &paint.inverse));
    check(path_rect(&path, 0, 0, picture->width, picture->height));
    path_transform(&path, &m);
    draw(&paint, NULL, e->image);
}

static void draw_picture(const struct item *e)
{
    const double *v = e->v;
    const struct image *picture = &pictures[e->image];
    const double w = picture->width, h = picture->height;
    struct matrix m = {1, 0, 0, 1, v[0], v[1]};
    if (e->kind == ITEM_SCALED) {
        m.a = v[2] / w;
        m.d = v[3] / h;
    } else if (e->kind == ITEM_ROTATED) {
        const double c = cos(v[2]), s = sin(v[2]);
        m = (struct matrix){c, s, -s, c, v[0] - (c * w - s * h) / 2, v[1] - (s * w + c * h) / 2};
    }
    draw_image(e, m);
}

static void draw_gradient(const struct item *e)
{
    const double *v = e->v;
    struct gradient_stops *stops =
        gradient_stops_create((double[]){0, 1}, (uint32_t[]){e->color, e->color2}, 2);
    check(stops != NULL && path_rect(&path, v[0], v[1], v[2], v[3]));
    struct paint paint = {
        .kind = e->kind == ITEM_LINEAR ? PAINT_LINEAR : PAINT_RADIAL,
        .alpha = 255,
        .inverse = MATRIX_IDENTITY,
        .gradient = {.stops = stops, .x0 = v[4], .y0 = v[5], .x1 = v[4], .y1 = v[5]},
    };
    if (e->kind == ITEM_LINEAR) {
        paint.gradient.x1 = v[6];
        paint.gradient.y1 = v[7];
    } else {
        paint.gradient.r1 = v[6];
    }
    draw(&paint, NULL, -1);
    gradient_stops_unref(stops);
}

static bool round_rectangle(const double *v)
{
    const double x = v[0], y = v[1], w = v[2], h = v[3], r = v[4];
    const struct point u = {r, 0}, d = {0, r};
    return path_move(&path, (struct point){x + r, y}) &&
           path_arc(&path, (struct point){x + w - r, y + r}, u, d, -QUARTER, 0) &&
           path_arc(&path, (struct point){x + w - r, y + h - r}, u, d, 0, QUARTER) &&
           path_arc(&path, (struct point){x + r, y + h - r}, u, d, QUARTER, 2 * QUARTER) &&
           path_arc(&path, (struct point){x + r, y + r}, u, d, 2 * QUARTER, 3 * QUARTER) &&
           path_close(&path);
}

static bool shape_path(const struct item *e)
{
    const double *v = e->v;
    const struct point *p = (const struct point *)(const void *)(v + 1);
    switch (e->kind) {
    case ITEM_POLYGON:
        check(path_move(&path, (struct point){v[0], v[1]}));
        for (int i = 2; i < e->count; i += 2)
            check(path_line(&path, (struct point){v[i], v[i + 1]}));
        return path_close(&path);
    case ITEM_CIRCLE:
        return path_ellipse(&path, (struct point){v[0], v[1]}, (struct point){v[2], 0},
                            (struct point){0, v[2]});
    case ITEM_ROUND:
        return round_rectangle(v);
    case ITEM_LINE:
        return path_move(&path, p[0]) && path_line(&path, p[1]);
    default:
        return path_move(&path, p[0]) && path_cubic(&path, p[1], p[2], p[3]);
    }
}

bool peer_draw(const struct frame *f)
{
    for (int i = 0; i < f->count; i++) {
        const struct item *e = &f->items[i];
        const double *v = e->v;
        path_clear(&path);
        if (e->kind == ITEM_FILL) {
            const struct rect r = {(int)v[0], (int)v[1], (int)(v[0] + v[2]), (int)(v[1] + v[3])};
            target_fill(screen, r, color_premultiply(e->color), COMPOSITE_SOURCE_OVER);
        } else if (e->kind == ITEM_TEXT) {
            check(target_draw(screen, &(struct drawing){.glyphs = e->prepared,
                                                        .matrix = MATRIX_IDENTITY,
                                                        .paint = solid(e->color)}));
        } else if (e->kind <= ITEM_ROTATED) {
            draw_picture(e);
        } else if (e->kind <= ITEM_RADIAL) {
            draw_gradient(e);
        } else {
            const struct paint paint = solid(e->color);
            const struct stroke_style pen = {.width = v[0], .miter_limit = 10};
            check(shape_path(e));
            draw(&paint, e->kind == ITEM_LINE || e->kind == ITEM_CURVE ? &pen : NULL, -1);
        }
    }
    target_flush(screen);
    return true;
}

const uint32_t *peer_pixels(int *stride)
{
    const struct surface *s = target_read(screen);
    *stride = s->stride;
    return s->pixels;
}
