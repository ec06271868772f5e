/* Colour stops: kept as they came, found by halving. */
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/size.h"
#include "raster/gradient.h"

struct gradient_stops *gradient_stops_create(const double *offsets, const uint32_t *colors,
                                             uint32_t count)
{
    size_t bytes;
    struct gradient_stops *s = NULL;
    if (size_multiply(count, sizeof s->stops[0], &bytes) && size_add(bytes, sizeof *s, &bytes))
        s = budget_resize(NULL, 0, bytes);
    else
        error_set("no memory");
    if (s == NULL) {
        error_prefix("a gradient of %u stops", (unsigned)count);
        return NULL;
    }
    *s = (struct gradient_stops){.references = 1, .count = count, .opaque = true};
    double least = 0;
    for (uint32_t i = 0; i < count; i++) {
        /* Searching needs offsets in order, whatever the caller did. */
        const double offset = offsets[i] >= least ? fmin(offsets[i], 1) : least;
        struct gradient_stop *stop = &s->stops[i];
        stop->offset = least = offset;
        for (int c = 0; c < 4; c++)
            stop->channels[c] = colors[i] >> 8 * c & 255;
        s->opaque = s->opaque && colors[i] >> 24 == 255;
        uint64_t bits;
        memcpy(&bits, &offset, sizeof bits);
        s->key = key_mix(s->key, bits, colors[i]);
    }
    return s;
}

struct gradient_stops *gradient_stops_ref(struct gradient_stops *s)
{
    s->references++;
    return s;
}

void gradient_stops_unref(struct gradient_stops *s)
{
    if (s != NULL && --s->references == 0)
        budget_free(s, gradient_stops_bytes(s));
}

struct key gradient_stops_key(const struct gradient_stops *s)
{
    return s->key;
}

size_t gradient_stops_bytes(const struct gradient_stops *s)
{
    return sizeof *s + s->count * sizeof s->stops[0];
}

uint32_t gradient_find(const struct gradient_stops *s, double t)
{
    uint32_t below = 0, above = s->count;
    while (below < above) {
        const uint32_t middle = below + (above - below) / 2;
        if (s->stops[middle].offset <= t)
            below = middle + 1;
        else
            above = middle;
    }
    return below;
}

uint32_t gradient_color(const struct gradient_stops *s, double t, uint8_t alpha)
{
    const uint32_t next = gradient_find(s, t);
    const struct gradient_stop *from = &s->stops[next > 0 ? next - 1 : 0];
    const struct gradient_stop *to = &s->stops[next < s->count ? next : s->count - 1];
    /* Between stops `from` is at t or below, `to` above it; else they are the same one. */
    const double part = from == to ? 0 : (t - from->offset) / (to->offset - from->offset);
    const double opacity =
        (from->channels[3] + (to->channels[3] - from->channels[3]) * part) * alpha / 255;
    const uint32_t most = (uint32_t)(opacity + 0.5);
    uint32_t color = most << 24;
    for (int c = 0; c < 3; c++) {
        const double straight = from->channels[c] + (to->channels[c] - from->channels[c]) * part;
        const uint32_t channel = (uint32_t)(straight * opacity / 255 + 0.5);
        color |= (channel < most ? channel : most) << 8 * c;
    }
    return color;
}
