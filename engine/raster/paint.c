/* What all paints have in common. */
#include "raster/paint.h"

#include <string.h>

#include "base/error.h"
#include "raster/gradient.h"
#include "raster/kernels.h"
#include "raster/sample.h"

static void fetch_solid(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    (void)x, (void)y;
    kernels_get()->fill(out, n, p->color);
}

bool paint_prepare(struct paint *p, struct rect box, struct arena *arena)
{
    p->fetch = fetch_solid;
    p->state = NULL;
    if (p->kind == PAINT_SOLID)
        return true;
    if (!(p->kind == PAINT_IMAGE ? sample_prepare(p, box, arena) : gradient_prepare(p, arena)))
        return error_set("no memory for a paint");
    return true;
}

bool paint_is_opaque(const struct paint *p)
{
    switch (p->kind) {
    case PAINT_SOLID:
        return p->color >> 24 == 255;
    case PAINT_IMAGE:
        return p->alpha == 255 && p->image.opaque && p->image.extend_x != EXTEND_NONE &&
               p->image.extend_y != EXTEND_NONE;
    default:
        return p->alpha == 255 && p->gradient.stops->opaque && gradient_covers_all(p);
    }
}

static struct key mix_numbers(struct key k, double x, double y)
{
    uint64_t bits[2];
    memcpy(bits, (const double[]){x, y}, sizeof bits);
    return key_mix(k, bits[0], bits[1]);
}

static struct key mix_rect(struct key k, struct rect r)
{
    k = key_mix(k, (uint32_t)r.x0, (uint32_t)r.y0);
    return key_mix(k, (uint32_t)r.x1, (uint32_t)r.y1);
}

struct key paint_key(const struct paint *p)
{
    struct key k = {0};
    if (p->kind == PAINT_SOLID)
        return key_mix(k, PAINT_SOLID, p->color);
    k = key_mix(k, p->kind, p->alpha);
    k = mix_numbers(k, p->inverse.a, p->inverse.b);
    k = mix_numbers(k, p->inverse.c, p->inverse.d);
    k = mix_numbers(k, p->inverse.e, p->inverse.f);
    if (p->kind == PAINT_IMAGE) {
        k = mix_rect(k, p->image.part);
        k = key_mix(k, p->image.sampling, p->image.opaque);
        return key_mix(k, p->image.extend_x, p->image.extend_y);
    }
    k = mix_numbers(k, p->gradient.x0, p->gradient.y0);
    if (p->kind == PAINT_CONIC)
        return mix_numbers(k, p->gradient.angle, 0);
    k = mix_numbers(k, p->gradient.x1, p->gradient.y1);
    return p->kind == PAINT_RADIAL ? mix_numbers(k, p->gradient.r0, p->gradient.r1) : k;
}
