/* cairo's image surfaces. */
#include <cairo.h>
#include <math.h>
#include <stddef.h>

#include "scenes.h"

const char *const peer_name = "cairo";

static cairo_surface_t *screen, *images[16];
static cairo_t *cr;

static cairo_surface_t *wrap(const struct image *m)
{
    return cairo_image_surface_create_for_data((unsigned char *)m->pixels,
                                               m->opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32,
                                               m->width, m->height, m->width * 4);
}

static void prepare_text(struct item *e)
{
    const int count = (e->count - 1) / 3;
    cairo_glyph_t *glyphs = cairo_glyph_allocate(count), *one = NULL;
    int ones = 0;
    cairo_set_font_size(cr, e->v[0]);
    for (int i = 0; i < count; i++) {
        const double *v = e->v + 1 + (ptrdiff_t)i * 3;
        cairo_scaled_font_text_to_glyphs(cairo_get_scaled_font(cr), v[1], v[2],
                                         (const char[]){(char)v[0], '\0'}, 1, &one, &ones, NULL,
                                         NULL, NULL);
        glyphs[i] = one[0];
    }
    cairo_glyph_free(one);
    e->prepared = glyphs;
}

static void open_text(const struct scenes *s)
{
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_SLIGHT);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(cr, o);
    cairo_font_options_destroy(o);
    cairo_select_font_face(cr, TEXT_FAMILY, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    for (int i = 0; i < s->frame_count; i++)
        for (int k = 0; k < s->frames[i].count; k++)
            if (s->frames[i].items[k].kind == ITEM_TEXT)
                prepare_text(&s->frames[i].items[k]);
}

void peer_open(const struct scenes *s, int threads)
{
    (void)threads;
    screen = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, s->width, s->height);
    cr = cairo_create(screen);
    cairo_set_tolerance(cr, 0.02);
    for (int i = 0; i < s->image_count; i++)
        images[i] = wrap(&s->images[i]);
    open_text(s);
}

void peer_record(const struct frame *f)
{
    (void)f;
}

static void set_color(uint32_t c)
{
    cairo_set_source_rgba(cr, (c >> 16 & 255) / 255.0, (c >> 8 & 255) / 255.0, (c & 255) / 255.0,
                          (c >> 24) / 255.0);
}

static void add_stop(cairo_pattern_t *p, double at, uint32_t c)
{
    cairo_pattern_add_color_stop_rgba(p, at, (c >> 16 & 255) / 255.0, (c >> 8 & 255) / 255.0,
                                      (c & 255) / 255.0, (c >> 24) / 255.0);
}

static void draw_image(const struct item *e)
{
    const double *v = e->v;
    const double w = cairo_image_surface_get_width(images[e->image]);
    const double h = cairo_image_surface_get_height(images[e->image]);
    cairo_save(cr);
    cairo_translate(cr, v[0], v[1]);
    if (e->kind == ITEM_SCALED)
        cairo_scale(cr, v[2] / w, v[3] / h);
    if (e->kind == ITEM_ROTATED) {
        cairo_rotate(cr, v[2]);
        cairo_translate(cr, -w / 2, -h / 2);
    }
    cairo_set_source_surface(cr, images[e->image], 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BILINEAR);
    if (e->kind == ITEM_SCALED)
        cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_rectangle(cr, 0, 0, w, h);
    cairo_fill(cr);
    cairo_restore(cr);
}

static void draw_gradient(const struct item *e)
{
    const double *v = e->v;
    cairo_pattern_t *p = e->kind == ITEM_LINEAR
                             ? cairo_pattern_create_linear(v[4], v[5], v[6], v[7])
                             : cairo_pattern_create_radial(v[4], v[5], 0, v[4], v[5], v[6]);
    add_stop(p, 0, e->color);
    add_stop(p, 1, e->color2);
    cairo_set_source(cr, p);
    cairo_rectangle(cr, v[0], v[1], v[2], v[3]);
    cairo_fill(cr);
    cairo_pattern_destroy(p);
}

static void round_rectangle(const double *v)
{
    const double x = v[0], y = v[1], w = v[2], h = v[3], r = v[4];
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - r, y + r, r, -M_PI / 2, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI / 2);
    cairo_arc(cr, x + r, y + h - r, r, M_PI / 2, M_PI);
    cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(cr);
}

static void draw_shape(const struct item *e)
{
    const double *v = e->v;
    set_color(e->color);
    cairo_new_path(cr);
    switch (e->kind) {
    case ITEM_FILL:
        cairo_rectangle(cr, v[0], v[1], v[2], v[3]);
        break;
    case ITEM_POLYGON:
        for (int i = 0; i < e->count; i += 2)
            cairo_line_to(cr, v[i], v[i + 1]);
        break;
    case ITEM_CIRCLE:
        cairo_arc(cr, v[0], v[1], v[2], 0, 2 * M_PI);
        break;
    case ITEM_ROUND:
        round_rectangle(v);
        break;
    case ITEM_LINE:
        cairo_move_to(cr, v[1], v[2]);
        cairo_line_to(cr, v[3], v[4]);
        break;
    default:
        cairo_move_to(cr, v[1], v[2]);
        cairo_curve_to(cr, v[3], v[4], v[5], v[6], v[7], v[8]);
        break;
    }
    if (e->kind == ITEM_LINE || e->kind == ITEM_CURVE) {
        cairo_set_line_width(cr, v[0]);
        cairo_stroke(cr);
    } else {
        cairo_fill(cr);
    }
}

bool peer_draw(const struct frame *f)
{
    for (int i = 0; i < f->count; i++) {
        const struct item *e = &f->items[i];
        switch (e->kind) {
        case ITEM_IMAGE:
        case ITEM_SCALED:
        case ITEM_ROTATED:
            draw_image(e);
            break;
        case ITEM_LINEAR:
        case ITEM_RADIAL:
            draw_gradient(e);
            break;
        case ITEM_TEXT:
            set_color(e->color);
            cairo_set_font_size(cr, e->v[0]);
            cairo_show_glyphs(cr, e->prepared, (e->count - 1) / 3);
            break;
        default:
            draw_shape(e);
        }
    }
    cairo_surface_flush(screen);
    return true;
}

const uint32_t *peer_pixels(int *stride)
{
    *stride = cairo_image_surface_get_stride(screen) / 4;
    return (const uint32_t *)(const void *)cairo_image_surface_get_data(screen);
}
