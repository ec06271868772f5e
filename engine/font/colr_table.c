/* Reading COLR and CPAL. */
#include "font/colr_table.h"

#include <math.h>

static uint32_t read(const uint8_t *bytes, uint32_t size, uint32_t at, uint32_t count)
{
    uint32_t value = 0;
    if (at > size || count > size - at)
        return 0;
    for (uint32_t i = 0; i < count; i++)
        value = value << 8 | bytes[at + i];
    return value;
}

uint32_t colr_u8(const struct colr_table *t, uint32_t at)
{
    return read(t->colr, t->colr_size, at, 1);
}

uint32_t colr_u16(const struct colr_table *t, uint32_t at)
{
    return read(t->colr, t->colr_size, at, 2);
}

uint32_t colr_u24(const struct colr_table *t, uint32_t at)
{
    return read(t->colr, t->colr_size, at, 3);
}

uint32_t colr_u32(const struct colr_table *t, uint32_t at)
{
    return read(t->colr, t->colr_size, at, 4);
}

double colr_i16(const struct colr_table *t, uint32_t at)
{
    return (int16_t)colr_u16(t, at);
}

double colr_f2dot14(const struct colr_table *t, uint32_t at)
{
    return colr_i16(t, at) / 16384;
}

double colr_fixed(const struct colr_table *t, uint32_t at)
{
    return (int32_t)colr_u32(t, at) / 65536.0;
}

/* The offset of the record that begins with the glyph's number, in a list that is sorted by it.
 * 0: none. */
static uint32_t find(const struct colr_table *t, uint32_t list, uint32_t count, uint32_t record,
                     uint32_t glyph)
{
    uint32_t below = 0, above = count;
    if (list == 0 || list > t->colr_size || count > (t->colr_size - list) / record)
        return 0;
    while (below < above) {
        const uint32_t middle = below + (above - below) / 2, at = list + middle * record;
        const uint32_t found = colr_u16(t, at);
        if (found == glyph)
            return at;
        if (found < glyph)
            below = middle + 1;
        else
            above = middle;
    }
    return 0;
}

bool colr_find_layers(const struct colr_table *t, uint32_t glyph, uint32_t *first, uint32_t *count)
{
    const uint32_t at = find(t, colr_u32(t, 4), colr_u16(t, 2), 6, glyph);
    if (at == 0)
        return false;
    const uint32_t index = colr_u16(t, at + 2), all = colr_u16(t, 12);
    *count = colr_u16(t, at + 4);
    if (index > all || *count > all - index)
        return false;
    *first = colr_u32(t, 8) + 4 * index;
    return true;
}

/* An offset from `base`, or 0 when it is none. */
static uint32_t from(const struct colr_table *t, uint32_t base, uint32_t offset)
{
    return offset == 0 || base > t->colr_size || offset >= t->colr_size - base ? 0 : base + offset;
}

uint32_t colr_find_paint(const struct colr_table *t, uint32_t glyph)
{
    const uint32_t list = colr_u16(t, 0) >= 1 ? from(t, 0, colr_u32(t, 14)) : 0;
    const uint32_t at = list > 0 ? find(t, list + 4, colr_u32(t, list), 6, glyph) : 0;
    return at > 0 ? from(t, list, colr_u32(t, at + 2)) : 0;
}

uint32_t colr_layer_paint(const struct colr_table *t, uint32_t layer)
{
    const uint32_t list = from(t, 0, colr_u32(t, 18));
    if (list == 0 || layer >= colr_u32(t, list) || layer >= t->colr_size / 4)
        return 0;
    return from(t, list, colr_u32(t, list + 4 + 4 * layer));
}

bool colr_clip_box(const struct colr_table *t, uint32_t glyph, double box[4])
{
    const uint32_t list = from(t, 0, colr_u32(t, 22));
    uint32_t below = 0, above = list > 0 ? colr_u32(t, list + 1) : 0;
    if (above > t->colr_size / 7)
        return false;
    while (below < above) {
        const uint32_t middle = below + (above - below) / 2, at = list + 5 + 7 * middle;
        if (glyph < colr_u16(t, at)) {
            above = middle;
        } else if (glyph > colr_u16(t, at + 2)) {
            below = middle + 1;
        } else {
            const uint32_t clip = from(t, list, colr_u24(t, at + 4));
            for (uint32_t i = 0; clip > 0 && i < 4; i++)
                box[i] = colr_i16(t, clip + 1 + 2 * i);
            return clip > 0;
        }
    }
    return false;
}

uint32_t colr_color(const struct colr_table *t, uint32_t entry, double alpha, uint32_t text_color)
{
    const uint8_t *p = t->palette;
    const uint32_t size = t->palette_size;
    uint32_t color = text_color;
    if (entry != 0xFFFF) {
        const uint32_t record = read(p, size, 12, 2) + entry, list = read(p, size, 8, 4);
        /* Blue, green, red, alpha; what is not there is transparent. */
        const uint32_t bgra =
            entry < read(p, size, 2, 2) && list < size ? read(p, size, list + 4 * record, 4) : 0;
        color = bgra << 24 | (bgra & 0xFF00) << 8 | (bgra >> 8 & 0xFF00) | bgra >> 24;
    }
    const double opacity = fmin(fmax(alpha, 0), 1) * (color >> 24);
    return (color & 0xFFFFFF) | (uint32_t)lround(opacity) << 24;
}
