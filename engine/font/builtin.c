/* The built-in face: its cells as outlines. In bold ones strokes are half a pixel wider, slanted
 * ones lean, so it is a family of faces like any other. */
#include "font/builtin.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "font/builtin_cells.h"
#include "font/face_impl.h"

struct builtin_face {
    struct face base;
    bool bold;
    double slant;
};

static struct face *create(bool bold, double slant);

static struct face *builtin_derive(struct face *base, const struct face_variation *variations,
                                   int count, double embolden, double slant)
{
    (void)base;
    (void)variations;
    (void)count;
    return create(embolden > 0, slant);
}

static int builtin_axes(const struct face *f, struct face_axis *axes, int most)
{
    (void)f;
    (void)axes;
    (void)most;
    return 0;
}

static uint32_t builtin_glyph(const struct face *f, uint32_t codepoint, uint32_t selector)
{
    (void)f;
    (void)selector;
    return cells_find(codepoint);
}

static double builtin_advance(const struct face *f, uint32_t glyph)
{
    (void)f;
    (void)glyph;
    return (double)CELL_WIDTH / CELL_HEIGHT;
}

static bool builtin_is_color(struct face *f, uint32_t glyph)
{
    (void)f;
    (void)glyph;
    return false;
}

/* Pixels x0 to x1 - 1 of rows y0 to y1 - 1 as a contour. */
static bool add_rectangle(struct path *path, double slant, double pixel, double x0, int y0,
                          double x1, int y1)
{
    const double top = y0 - CELL_BASELINE, bottom = y1 - CELL_BASELINE;
    const struct point corners[4] = {
        {(x0 - slant * top) * pixel, top * pixel},
        {(x1 - slant * top) * pixel, top * pixel},
        {(x1 - slant * bottom) * pixel, bottom * pixel},
        {(x0 - slant * bottom) * pixel, bottom * pixel},
    };
    return path_polygon(path, corners, 4);
}

/* Runs of pixels that are alike in rows below each other become one rectangle. None of them overlap
 * (but bold ones), and those that touch add up exactly, so that there are no seams. */
static bool builtin_outline(struct face *base, uint32_t glyph, double size, bool hinted,
                            struct path *path)
{
    (void)hinted; /* there is nothing between its pixels */
    const struct builtin_face *f = (const struct builtin_face *)base;
    const uint32_t verbs = path->verb_count, points = path->point_count;
    struct cell left = *cells_get(glyph);
    for (int y = 0; y < CELL_HEIGHT; y++) {
        while (left.rows[y] != 0) {
            int x0 = 0, x1, y1 = y;
            while ((left.rows[y] & 0x80 >> x0) == 0)
                x0++;
            for (x1 = x0; x1 < CELL_WIDTH && (left.rows[y] & 0x80 >> x1) != 0;)
                x1++;
            const uint8_t run = (uint8_t)((0xFF >> x0) & ~(0xFF >> x1));
            for (; y1 < CELL_HEIGHT && (left.rows[y1] & run) == run; y1++)
                left.rows[y1] &= (uint8_t)~run;
            if (!add_rectangle(path, f->slant, size / CELL_HEIGHT, x0, y, x1 + (f->bold ? 0.5 : 0),
                               y1)) {
                path->verb_count = verbs;
                path->point_count = points;
                return false;
            }
        }
    }
    return true;
}

static bool builtin_picture(struct face *f, uint32_t glyph, double size, uint32_t text_color,
                            struct surface *picture, double *left, double *top, double *scale)
{
    (void)f;
    (void)size;
    (void)text_color;
    (void)picture;
    (void)left;
    (void)top;
    (void)scale;
    return error_set("glyph %u of the built-in font is no picture", (unsigned)glyph);
}

static void builtin_destroy(struct face *f)
{
    free(f);
}

static const struct face_impl builtin_impl = {
    .derive = builtin_derive,
    .axes = builtin_axes,
    .glyph = builtin_glyph,
    .advance = builtin_advance,
    .is_color = builtin_is_color,
    .outline = builtin_outline,
    .picture = builtin_picture,
    .destroy = builtin_destroy,
};

static struct face *create(bool bold, double slant)
{
    struct builtin_face *f = calloc(1, sizeof *f);
    if (f == NULL) {
        error_set("no memory for the built-in font");
        return NULL;
    }
    const double pixel = 1.0 / CELL_HEIGHT;
    f->bold = bold;
    f->slant = slant;
    f->base = (struct face){
        .impl = &builtin_impl,
        .references = 1,
        .key = face_new_key(),
        .info = {.family = "fbrun",
                 .weight = bold ? 700 : 400,
                 .stretch = 100,
                 .italic = slant != 0,
                 .monospace = true,
                 .scalable = true,
                 .glyphs = cells_count(),
                 .ascent = CELL_BASELINE * pixel,
                 .descent = (CELL_HEIGHT - CELL_BASELINE) * pixel,
                 .em_over = CELL_BASELINE / (double)CELL_HEIGHT,
                 .hanging_baseline = 10 * pixel,
                 .ideographic_baseline = (CELL_BASELINE - CELL_HEIGHT) * pixel},
    };
    return &f->base;
}

struct face *face_builtin(void)
{
    return create(false, 0);
}
