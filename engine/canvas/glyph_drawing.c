/* A colour glyph is asked for at about the size in which it is seen, and then scaled as any picture
 * is: sizes that change from frame to frame would otherwise each have pictures of their own. */
#include "canvas/glyph_drawing.h"

#include <math.h>

#include "canvas/path2d.h"
#include "scene/color_glyphs.h"

static const double PICTURE_SIZE_MAX = 256; /* larger ones are scaled up */

/* How many device pixels an em is, in whole ones. */
static double seen_size(double size, const struct matrix *m)
{
    const double scale = sqrt(fabs(m->a * m->d - m->b * m->c));
    return fmin(fmax(ceil(size * scale), 1), PICTURE_SIZE_MAX);
}

bool glyph_drawing(struct canvas *canvas, const struct color_glyph *glyph, const struct matrix *m,
                   const struct style *style, double alpha, struct path *path, struct drawing *d)
{
    const bool plain = style->kind == STYLE_COLOR;
    const uint32_t color = plain ? style->color : 0xff000000;
    const double seen = seen_size(glyph->size, m), scale = glyph->size / seen;
    const struct glyph_picture p =
        scene_color_glyph(canvas_scene(canvas), glyph->face, glyph->id, seen, color | 0xff000000);
    *d = (struct drawing){.source = p.target};
    if (p.target == NULL)
        return true;
    const struct rect part = {0, 0, target_width(p.target), target_height(p.target)};
    const double pixel = p.scale * scale;
    const struct matrix place = {
        pixel, 0, 0, pixel, glyph->x + p.left * scale, glyph->y + p.top * scale};
    const struct matrix device = matrix_multiply(m, &place);
    const double opacity = plain ? alpha * (color >> 24) / 255 : alpha;
    d->paint = (struct paint){
        .kind = PAINT_IMAGE,
        .alpha = (uint8_t)(opacity * 255 + 0.5),
        .image = {.part = part,
                  .sampling = SAMPLE_AREA,
                  .extend_x = EXTEND_CLAMP,
                  .extend_y = EXTEND_CLAMP},
    };
    if (!matrix_invert(&device, &d->paint.inverse))
        return true;
    d->path = path;
    path_clear(path);
    return path2d_rect(path, &device, 0, 0, part.x1, part.y1);
}
