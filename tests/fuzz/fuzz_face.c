/* Hostile fonts: whatever opens as a face is asked for all that text asks of one, of some of its
 * glyphs, and once more varied, bold and slanted. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>

#include "font/face.h"

enum { BYTES_MAX = 1 << 16, GLYPHS = 48, AXES = 8 };

static void read_glyph(struct face *f, uint32_t glyph)
{
    struct path path = {0};
    struct surface picture;
    double left, top, scale;
    if (!isfinite(face_advance(f, glyph)))
        abort();
    face_outline(f, glyph, 31.5, false, &path);
    face_outline(f, glyph, 13, true, &path);
    if (!path_is_finite(&path))
        abort();
    if (face_glyph_is_color(f, glyph) &&
        face_picture(f, glyph, 24, 0x80FF0000, &picture, &left, &top, &scale)) {
        if (picture.width < 1 || !isfinite(left) || !isfinite(top) || !isfinite(scale))
            abort();
        surface_finish(&picture);
    }
    path_finish(&path);
}

static void read_face(struct face *f)
{
    static const uint32_t codepoints[] = {'A', 'B', 'C', 'D', 'E', 'F', 0x5D0, 0x4E00, 0x1F600};
    const struct face_info *info = face_info(f);
    if (!isfinite(info->ascent) || !isfinite(info->descent) || info->ascent < 0 ||
        info->descent < 0 || !isfinite(info->hanging_baseline) || info->weight < 1 ||
        info->weight > 1000)
        abort();
    for (size_t i = 0; i < sizeof codepoints / sizeof *codepoints; i++)
        read_glyph(f, face_glyph(f, codepoints[i], i % 2 == 0 ? 0 : 0xFE0F));
    for (uint32_t glyph = 0; glyph <= info->glyphs && glyph < GLYPHS; glyph++)
        read_glyph(f, glyph);
    read_glyph(f, UINT32_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > BYTES_MAX)
        return -1;
    struct face *f = face_open_bytes(data, size, 0, "input");
    if (f == NULL)
        return 0;
    struct face_axis axes[AXES];
    struct face_variation variations[AXES];
    int count = face_axes(f, axes, AXES);
    count = count < AXES ? count : AXES;
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < 5; k++)
            variations[i].tag[k] = axes[i].tag[k];
        variations[i].value = axes[i].most;
    }
    read_face(f);
    struct face *derived = face_derive(f, variations, count, 0.02, 0.25);
    if (derived != NULL)
        read_face(derived);
    face_unref(derived);
    face_unref(f);
    return 0;
}
