/* Colour lines of COLR become stops of the rasteriser's gradients, which know only offsets from 0
 * to 1 and go on beyond with the last colour: offsets are stretched to that, and lines that repeat
 * or turn back are written out for some lengths to both sides. */
#include "font/colr_paint.h"

#include <math.h>

#include "pixel/color.h"

enum { STOPS_MAX = 64, REPEATS = 8, LINES_MAX = 2 * REPEATS + 1 };
enum { LINE_PAD, LINE_REPEAT, LINE_REFLECT };

static const double TURN = 6.283185307179586;

struct line {
    double offsets[STOPS_MAX];
    uint32_t colors[STOPS_MAX], count, extend;
    double first, last; /* the offsets that became 0 and 1 */
};

/* False if it has no stops. */
static bool read_line(const struct colr_table *t, uint32_t at, bool variable, uint32_t text_color,
                      struct line *l)
{
    const uint32_t count = colr_u16(t, at + 1);
    *l = (struct line){.extend = colr_u8(t, at), .count = count < STOPS_MAX ? count : STOPS_MAX};
    for (uint32_t i = 0; i < l->count; i++) {
        const uint32_t stop = at + 3 + (variable ? 10 : 6) * i;
        const double offset = colr_f2dot14(t, stop);
        uint32_t k = i; /* put where it belongs */
        for (; k > 0 && l->offsets[k - 1] > offset; k--) {
            l->offsets[k] = l->offsets[k - 1];
            l->colors[k] = l->colors[k - 1];
        }
        l->offsets[k] = offset;
        l->colors[k] = colr_color(t, colr_u16(t, stop + 2), colr_f2dot14(t, stop + 4), text_color);
    }
    if (l->count == 0)
        return false;
    l->first = l->offsets[0];
    l->last = l->offsets[l->count - 1];
    for (uint32_t i = 0; i < l->count; i++)
        l->offsets[i] = l->last > l->first ? (l->offsets[i] - l->first) / (l->last - l->first)
                                           : (double)(i > 0);
    return true;
}

/* The stops of the line, `before` and `after` more lengths of it included. */
static struct gradient_stops *repeat(const struct line *l, int before, int after)
{
    double offsets[LINES_MAX * STOPS_MAX];
    uint32_t colors[LINES_MAX * STOPS_MAX], count = 0;
    const int lengths = before + 1 + after;
    for (int n = 0; n < lengths; n++) {
        const bool back = l->extend == LINE_REFLECT && (n - before) % 2 != 0;
        for (uint32_t i = 0; i < l->count; i++) {
            const uint32_t k = back ? l->count - 1 - i : i;
            offsets[count] = (n + (back ? 1 - l->offsets[k] : l->offsets[k])) / lengths;
            colors[count++] = l->colors[k];
        }
    }
    return gradient_stops_create(offsets, colors, count);
}

static double mix(double a, double b, double t)
{
    return a + (b - a) * t;
}

/* Two circles, or for linear gradients two points. Moves both to where the stretched and written
 * out line begins and ends. */
static struct gradient_stops *place(struct line *l, struct paint *p)
{
    const double x0 = p->gradient.x0, y0 = p->gradient.y0, r0 = p->gradient.r0;
    const double x1 = p->gradient.x1, y1 = p->gradient.y1, r1 = p->gradient.r1;
    const double length = l->last - l->first, growth = (r1 - r0) * length;
    const double from = mix(r0, r1, l->first), to = mix(r0, r1, l->last);
    int before = 0, after = 0;
    if (l->extend != LINE_PAD && length > 0) {
        before = growth > 0 ? (int)fmin(REPEATS, fmax(from / growth, 0)) : REPEATS;
        after = growth < 0 ? (int)fmin(REPEATS, fmax(to / -growth, 0)) : REPEATS;
    }
    const double begin = l->first - before * length, end = l->last + after * length;
    p->gradient.x0 = mix(x0, x1, begin);
    p->gradient.y0 = mix(y0, y1, begin);
    p->gradient.r0 = fmax(mix(r0, r1, begin), 0);
    p->gradient.x1 = mix(x0, x1, end);
    p->gradient.y1 = mix(y0, y1, end);
    p->gradient.r1 = fmax(mix(r0, r1, end), 0);
    return repeat(l, before, after);
}

/* The third point turns the line: colours are the same along the way from the first to it. */
static bool read_linear(const struct colr_table *t, uint32_t at, struct paint *p)
{
    const double x0 = colr_i16(t, at + 4), y0 = colr_i16(t, at + 6);
    const double x1 = colr_i16(t, at + 8), y1 = colr_i16(t, at + 10);
    const double nx = -(colr_i16(t, at + 14) - y0), ny = colr_i16(t, at + 12) - x0;
    const double square = nx * nx + ny * ny;
    const double along = square > 0 ? ((x1 - x0) * nx + (y1 - y0) * ny) / square : 0;
    p->kind = PAINT_LINEAR;
    p->gradient.x0 = x0;
    p->gradient.y0 = y0;
    p->gradient.x1 = x0 + along * nx;
    p->gradient.y1 = y0 + along * ny;
    return along != 0;
}

static void read_radial(const struct colr_table *t, uint32_t at, struct paint *p)
{
    p->kind = PAINT_RADIAL;
    p->gradient.x0 = colr_i16(t, at + 4);
    p->gradient.y0 = colr_i16(t, at + 6);
    p->gradient.r0 = colr_u16(t, at + 8);
    p->gradient.x1 = colr_i16(t, at + 10);
    p->gradient.y1 = colr_i16(t, at + 12);
    p->gradient.r1 = colr_u16(t, at + 14);
}

/* A whole turn from where the line begins: the line, its last colour, and the first one again from
 * the angle 0 on. Lines that repeat are drawn as if they did not. */
static struct gradient_stops *read_sweep(const struct colr_table *t, uint32_t at, struct line *l,
                                         struct paint *p)
{
    const double a = (colr_f2dot14(t, at + 8) + 1) / 2, b = (colr_f2dot14(t, at + 10) + 1) / 2;
    const double one = mix(a, b, l->first), other = mix(a, b, l->last);
    const double begin = fmin(one, other), way = fabs(other - one),
                 zero = 1 - (begin - floor(begin));
    double offsets[STOPS_MAX + 2];
    uint32_t colors[STOPS_MAX + 2], count = l->count;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t k = other < one ? count - 1 - i : i;
        offsets[i] = way * (other < one ? 1 - l->offsets[k] : l->offsets[k]);
        colors[i] = l->colors[k];
    }
    if (zero > way) {
        offsets[count] = offsets[count + 1] = zero;
        colors[count] = l->colors[other < one ? 0 : l->count - 1];
        colors[count + 1] = l->colors[other < one ? l->count - 1 : 0];
        count += 2;
    }
    p->kind = PAINT_CONIC;
    p->gradient.x0 = colr_i16(t, at + 4);
    p->gradient.y0 = colr_i16(t, at + 6);
    p->gradient.angle = begin * TURN;
    return gradient_stops_create(offsets, colors, count);
}

bool colr_is_plane(const struct colr_table *t, uint32_t at)
{
    const uint32_t format = colr_u8(t, at);
    return format >= 2 && format <= 9;
}

bool colr_make_paint(const struct colr_table *t, uint32_t at, const struct matrix *m,
                     uint32_t text_color, struct paint *paint, struct gradient_stops **stops)
{
    struct line line;
    struct paint made = {.kind = PAINT_LINEAR, .alpha = 255};
    const uint32_t format = colr_u8(t, at), kind = format & ~1u;
    *paint = (struct paint){.kind = PAINT_SOLID};
    *stops = NULL;
    if (kind == 2) {
        const uint32_t color =
            colr_color(t, colr_u16(t, at + 1), colr_f2dot14(t, at + 3), text_color);
        paint->color = color_premultiply(color);
        return true;
    }
    if (!matrix_invert(m, &made.inverse) ||
        !read_line(t, at + colr_u24(t, at + 1), format != kind, text_color, &line))
        return true;
    if (kind == 4 && !read_linear(t, at, &made))
        return true;
    if (kind == 6)
        read_radial(t, at, &made);
    *stops = kind == 8 ? read_sweep(t, at, &line, &made) : place(&line, &made);
    if (*stops == NULL)
        return false;
    made.gradient.stops = *stops;
    *paint = made;
    return true;
}
