/* The built-in face. */
#include "font/builtin.h"

#include <stdlib.h>

#include "base/error.h"
#include "font/face_impl.h"

static struct face *builtin_derive(struct face *f, const struct face_variation *variations,
                                   int count, double embolden, double slant)
{
    (void)variations;
    (void)count;
    (void)embolden;
    (void)slant;
    return face_ref(f);
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
    (void)codepoint;
    (void)selector;
    return 0;
}

static double builtin_advance(const struct face *f, uint32_t glyph)
{
    (void)f;
    (void)glyph;
    return 0.5;
}

static bool builtin_is_color(struct face *f, uint32_t glyph)
{
    (void)f;
    (void)glyph;
    return false;
}

static bool builtin_outline(struct face *f, uint32_t glyph, double size, bool hinted,
                            struct path *path)
{
    (void)f;
    (void)glyph;
    (void)hinted;
    return path_rect(path, 0, -size, size / 2, size);
}

static bool builtin_picture(struct face *f, uint32_t glyph, double size, uint32_t text_color,
                            struct surface *picture, double *left, double *top, double *scale)
{
    (void)f;
    (void)size;
    (void)text_color;
    (void)picture;
    *left = *top = 0;
    *scale = 1;
    return error_set("glyph %u is no picture", glyph);
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

struct face *face_builtin(void)
{
    struct face *f = calloc(1, sizeof *f);
    if (f == NULL) {
        error_set("no memory for the built-in font");
        return NULL;
    }
    *f = (struct face){
        .impl = &builtin_impl,
        .references = 1,
        .key = {UINT64_C(0x6275696c74696e), UINT64_C(0x666f6e74)},
        .info = {.family = "fbrun",
                 .weight = 400,
                 .stretch = 100,
                 .monospace = true,
                 .scalable = true,
                 .glyphs = 1,
                 .ascent = 0.75,
                 .descent = 0.25,
                 .x_height = 0.4375,
                 .cap_height = 0.625,
                 .underline_position = 0.0625,
                 .underline_thickness = 0.0625,
                 .hanging_baseline = 0.6,
                 .ideographic_baseline = -0.25},
    };
    return f;
}
