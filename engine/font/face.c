/* What all kinds of faces share: references, keys, and arguments that are checked once. */
#include "font/face.h"

#include <math.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "font/face_impl.h"

/* Sizes beyond this are drawn at this size: nothing of a glyph would be on any canvas. */
static const double SIZE_MOST = 1 << 24;

struct key face_new_key(void)
{
    static struct key process;
    static uint64_t count;
    if (count == 0 && getrandom(&process, sizeof process, 0) != (ssize_t)sizeof process)
        process = (struct key){(uint64_t)getpid(), clock_monotonic()};
    return key_mix(process, ++count, 0);
}

struct face *face_ref(struct face *f)
{
    f->references++;
    return f;
}

void face_unref(struct face *f)
{
    if (f != NULL && --f->references == 0)
        f->impl->destroy(f);
}

const struct face_info *face_info(const struct face *f)
{
    return &f->info;
}

struct key face_key(const struct face *f)
{
    return f->key;
}

struct face *face_derive(struct face *f, const struct face_variation *variations, int count,
                         double embolden, double slant)
{
    const double bold = isfinite(embolden) ? fmin(fmax(embolden, 0), 0.25) : 0;
    const double lean = isfinite(slant) ? fmin(fmax(slant, -2), 2) : 0;
    return f->impl->derive(f, variations, count, bold, lean);
}

int face_axes(const struct face *f, struct face_axis *axes, int most)
{
    return f->impl->axes(f, axes, most);
}

uint32_t face_glyph(const struct face *f, uint32_t codepoint, uint32_t selector)
{
    return f->impl->glyph(f, codepoint, selector);
}

double face_advance(const struct face *f, uint32_t glyph)
{
    return f->impl->advance(f, glyph);
}

bool face_glyph_is_color(struct face *f, uint32_t glyph)
{
    return f->impl->is_color(f, glyph);
}

bool face_outline(struct face *f, uint32_t glyph, double size, bool hinted, struct path *path)
{
    if (!(size > 0))
        return true; /* nothing has an outline at that size */
    return f->impl->outline(f, glyph, fmin(size, SIZE_MOST), hinted, path);
}

bool face_picture(struct face *f, uint32_t glyph, double size, uint32_t text_color,
                  struct surface *picture, double *left, double *top, double *scale)
{
    *picture = (struct surface){0};
    if (!(size > 0))
        return error_set("a glyph's picture needs a size above 0, not %g", size);
    return f->impl->picture(f, glyph, fmin(size, SIZE_MOST), text_color, picture, left, top, scale);
}
