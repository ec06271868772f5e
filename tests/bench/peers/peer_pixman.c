/* pixman, which has pictures, gradients, rectangles, and masks of glyphs; curves are its callers'
 * affair. The masks are FreeType's. */
#include <ft2build.h>
#include FT_FREETYPE_H
#include <math.h>
#include <pixman.h>
#include <stdlib.h>
#include <string.h>

#include "scenes.h"

const char *const peer_name = "pixman";

static pixman_image_t *screen, *images[16];

static pixman_glyph_cache_t *glyphs;
static FT_Face face;

/* The glyph's mask in the cache, keyed by its size and character. */
static const void *find_glyph(int size, int character)
{
    void *font = (void *)(uintptr_t)(1 + size), *code = (void *)(uintptr_t)character;
    const void *found = pixman_glyph_cache_lookup(glyphs, font, code);
    if (found != NULL)
        return found;
    FT_Set_Pixel_Sizes(face, 0, (FT_UInt)size);
    FT_Load_Char(face, (FT_ULong)character, FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT);
    const FT_Bitmap *b = &face->glyph->bitmap;
    const int width = (int)b->width, height = (int)b->rows;
    pixman_image_t *m = pixman_image_create_bits(PIXMAN_a8, width > 0 ? width : 1,
                                                 height > 0 ? height : 1, NULL, 0);
    for (int y = 0; y < height; y++)
        memcpy((char *)pixman_image_get_data(m) + (ptrdiff_t)y * pixman_image_get_stride(m),
               b->buffer + (ptrdiff_t)y * b->pitch, b->width);
    return pixman_glyph_cache_insert(glyphs, font, code, -face->glyph->bitmap_left,
                                     face->glyph->bitmap_top, m);
}

static void prepare_text(struct item *e)
{
    const int count = (e->count - 1) / 3;
    pixman_glyph_t *list = malloc((size_t)count * sizeof *list);
    for (int i = 0; i < count; i++) {
        const double *v = e->v + 1 + (ptrdiff_t)i * 3;
        list[i] = (pixman_glyph_t){(int)v[1], (int)v[2], find_glyph((int)e->v[0], (int)v[0])};
    }
    e->prepared = list;
}

static void open_text(const struct scenes *s)
{
    FT_Library library;
    if (FT_Init_FreeType(&library) != 0 || FT_New_Face(library, TEXT_FONT, 0, &face) != 0)
        exit(2);
    glyphs = pixman_glyph_cache_create();
    pixman_glyph_cache_freeze(glyphs);
    for (int i = 0; i < s->frame_count; i++)
        for (int k = 0; k < s->frames[i].count; k++)
            if (s->frames[i].items[k].kind == ITEM_TEXT)
                prepare_text(&s->frames[i].items[k]);
}

void peer_open(const struct scenes *s, int threads)
{
    (void)threads;
    screen = pixman_image_create_bits(PIXMAN_a8r8g8b8, s->width, s->height, NULL, 0);
    for (int i = 0; i < s->image_count; i++) {
        const struct image *m = &s->images[i];
        images[i] = pixman_image_create_bits(m->opaque ? PIXMAN_x8r8g8b8 : PIXMAN_a8r8g8b8,
                                             m->width, m->height, m->pixels, m->width * 4);
    }
    open_text(s);
}

void peer_record(const struct frame *f)
{
    (void)f;
}

static pixman_color_t color(uint32_t c)
{
    const uint32_t a = c >> 24;
    return (pixman_color_t){
        .red = (uint16_t)((c >> 16 & 255) * 257 * a / 255),
        .green = (uint16_t)((c >> 8 & 255) * 257 * a / 255),
        .blue = (uint16_t)((c & 255) * 257 * a / 255),
        .alpha = (uint16_t)(a * 257),
    };
}

static void composite(pixman_image_t *source, int x, int y, int w, int h)
{
    pixman_image_composite32(PIXMAN_OP_OVER, source, NULL, screen, 0, 0, 0, 0, x, y, w, h);
}

/* Device space to the picture's, relative to the target rectangle's corner. */
static void draw_image(const struct item *e)
{
    const double *v = e->v;
    pixman_image_t *m = images[e->image];
    const double w = pixman_image_get_width(m), h = pixman_image_get_height(m);
    pixman_f_transform_t t;
    pixman_transform_t fixed;
    pixman_f_transform_init_identity(&t);
    int x = (int)v[0], y = (int)v[1], cw = (int)w, ch = (int)h;
    pixman_image_set_filter(m, PIXMAN_FILTER_NEAREST, NULL, 0);
    if (e->kind == ITEM_SCALED) {
        pixman_f_transform_init_scale(&t, w / v[2], h / v[3]);
        cw = (int)v[2], ch = (int)v[3];
    } else if (e->kind == ITEM_ROTATED) {
        const int reach = (int)ceil(hypot(w, h) / 2);
        x -= reach, y -= reach;
        cw = ch = 2 * reach;
        pixman_f_transform_translate(&t, NULL, -reach, -reach);
        pixman_f_transform_rotate(&t, NULL, cos(v[2]), -sin(v[2]));
        pixman_f_transform_translate(&t, NULL, w / 2, h / 2);
    }
    if (e->kind != ITEM_IMAGE)
        pixman_image_set_filter(m, PIXMAN_FILTER_BILINEAR, NULL, 0);
    pixman_image_set_repeat(m, e->kind == ITEM_SCALED ? PIXMAN_REPEAT_PAD : PIXMAN_REPEAT_NONE);
    pixman_transform_from_pixman_f_transform(&fixed, &t);
    pixman_image_set_transform(m, &fixed);
    composite(m, x, y, cw, ch);
}

static void draw_gradient(const struct item *e)
{
    const double *v = e->v;
    const pixman_gradient_stop_t stops[] = {{0, color(e->color)}, {65536, color(e->color2)}};
    pixman_point_fixed_t from = {pixman_double_to_fixed(v[4]), pixman_double_to_fixed(v[5])};
    pixman_image_t *g;
    if (e->kind == ITEM_LINEAR) {
        pixman_point_fixed_t to = {pixman_double_to_fixed(v[6]), pixman_double_to_fixed(v[7])};
        g = pixman_image_create_linear_gradient(&from, &to, stops, 2);
    } else {
        g = pixman_image_create_radial_gradient(&from, &from, 0, pixman_double_to_fixed(v[6]),
                                                stops, 2);
    }
    pixman_image_set_repeat(g, PIXMAN_REPEAT_PAD);
    pixman_image_composite32(PIXMAN_OP_OVER, g, NULL, screen, (int)v[0], (int)v[1], 0, 0, (int)v[0],
                             (int)v[1], (int)v[2], (int)v[3]);
    pixman_image_unref(g);
}

static void draw_text(const struct item *e)
{
    const pixman_color_t c = color(e->color);
    pixman_image_t *source = pixman_image_create_solid_fill(&c);
    pixman_composite_glyphs_no_mask(PIXMAN_OP_OVER, source, screen, 0, 0, 0, 0, glyphs,
                                    (e->count - 1) / 3, e->prepared);
    pixman_image_unref(source);
}

bool peer_draw(const struct frame *f)
{
    for (int i = 0; i < f->count; i++) {
        const struct item *e = &f->items[i];
        if (e->kind == ITEM_FILL) {
            const pixman_color_t c = color(e->color);
            const pixman_box32_t box = {(int)e->v[0], (int)e->v[1], (int)(e->v[0] + e->v[2]),
                                        (int)(e->v[1] + e->v[3])};
            pixman_image_fill_boxes(PIXMAN_OP_OVER, screen, &c, 1, &box);
        } else if (e->kind <= ITEM_ROTATED) {
            draw_image(e);
        } else if (e->kind <= ITEM_RADIAL) {
            draw_gradient(e);
        } else if (e->kind == ITEM_TEXT) {
            draw_text(e);
        } else {
            return false;
        }
    }
    return true;
}

const uint32_t *peer_pixels(int *stride)
{
    *stride = pixman_image_get_stride(screen) / 4;
    return pixman_image_get_data(screen);
}
