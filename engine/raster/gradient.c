/* Rows of gradients. Whatever is worked out for a row depends on the row alone, not on the pixels
 * that are asked for. */
#include "raster/gradient.h"

#include <math.h>
#include <string.h>

#include "base/minmax.h"
#include "raster/gradient_kernels.h"
#include "raster/kernels.h"

enum {
    /* Entries of a table for t from 0 to 1. Four times as many as there are steps of a channel, so
     * that eight stops between black and white still fit. */
    CELLS = 4096,
    MARGIN = 3, /* entries before and after them: two for near misses, one for all the rest */
    ENTRIES = MARGIN + CELLS + MARGIN,
    CHUNK = 256, /* pixels; their offsets stay in the first cache */
};

struct geometry {
    struct matrix place; /* device space → linear: (t, 0); else: from (x0, y0) */
    struct gradient_row row;
    struct gradient_mix mix;
    const uint32_t *table; /* NULL: two colours, far enough apart */
    bool covers;           /* no pixel is GRADIENT_NOWHERE */
    /* How `row` gets t: one of struct gradient_kernels. */
    void (*offsets)(float *t, size_t blocks, int x, const struct gradient_row *r);
};

static void fetch_nothing(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    (void)p, (void)x, (void)y;
    memset(out, 0, n * sizeof *out);
}

/* The larger t with r(t) >= 0 for which circle t goes through `v`: |v - t d|² = (r0 + t dr)².
 * (A circle of radius 0 is not drawn; but its point would be a hole in the middle of gradients.) */
static bool radial_offset(const struct gradient_row *g, struct point v, double *t)
{
    const double b = v.x * g->dx + v.y * g->dy + g->r0 * g->dr;
    const double c = v.x * v.x + v.y * v.y - g->r0 * g->r0;
    const double discriminant = b * b - g->a * c;
    if (!(discriminant >= 0))
        return false;
    /* Both roots without taking the difference of two nearly equal numbers. */
    const double q = b + copysign(sqrt(discriminant), b);
    const double other = q == 0 ? 0 : c / q, one = g->a == 0 ? other : q / g->a;
    *t = fmax(one, other);
    if (g->r0 + *t * g->dr >= 0)
        return true;
    *t = fmin(one, other);
    return g->r0 + *t * g->dr >= 0;
}

/* The colour of one pixel, by definition. */
static uint32_t pixel_color(const struct paint *p, int x, int y)
{
    const struct geometry *g = p->state;
    const struct point v = matrix_apply(&g->place, (struct point){x + 0.5, y + 0.5});
    double t = v.x;
    if (p->kind == PAINT_RADIAL && !radial_offset(&g->row, v, &t))
        return 0;
    if (p->kind == PAINT_CONIC) {
        t = (atan2(v.y, v.x) - p->gradient.angle) / (2 * M_PI);
        t -= floor(t);
    }
    return gradient_color(p->gradient.stops, t, p->alpha);
}

static void fetch_curved(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct geometry *g = p->state;
    const struct gradient_kernels *k = kernels_get()->gradient;
    struct gradient_row row = g->row;
    row.u = g->place.a * 0.5 + g->place.c * (y + 0.5) + g->place.e;
    row.v = g->place.b * 0.5 + g->place.d * (y + 0.5) + g->place.f;
    float t[CHUNK + GRADIENT_BLOCK]; /* kernels read a vector beyond the end */
    while (n > 0) {
        const int first = x & -GRADIENT_BLOCK, before = x - first;
        const size_t count = n < (size_t)(CHUNK - before) ? n : (size_t)(CHUNK - before);
        const size_t blocks = ((size_t)before + count + GRADIENT_BLOCK - 1) / GRADIENT_BLOCK;
        g->offsets(t, blocks, first, &row);
        memset(t + blocks * GRADIENT_BLOCK, 0, GRADIENT_BLOCK * sizeof *t);
        if (g->table == NULL)
            k->mix(out, t + before, count, &g->mix);
        else if (k->lookup(out, t + before, count, g->table))
            for (size_t i = 0; i < count; i++)
                if (out[i] == GRADIENT_SEVERAL)
                    out[i] = pixel_color(p, x + (int)i, y);
        if (!g->covers)
            for (size_t i = 0; i < count; i++)
                if (t[(size_t)before + i] < 0)
                    out[i] = 0;
        x += (int)count, out += count, n -= count;
    }
}

static void fetch_linear(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    const struct matrix *m = &((const struct geometry *)p->state)->place;
    const double t = m->a * 0.5 + m->c * (y + 0.5) + m->e;
    gradient_row_of(p->gradient.stops, p->alpha, t, m->a, x, n, out);
}

/* For numbers beyond those that kernels take. */
static void fetch_slowly(const struct paint *p, int x, int y, size_t n, uint32_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = pixel_color(p, x + (int)i, y);
}

/* Entries that would be more than half a level off somewhere say so, and so do their neighbours,
 * for the kernels' t may be half an entry off. */
static void mark_steep(uint32_t *table, const struct gradient_stops *s)
{
    for (uint32_t i = 0; i + 1 < s->count; i++) {
        const struct gradient_stop *from = &s->stops[i], *to = from + 1;
        double change = 0;
        for (int c = 0; c < 3; c++)
            change = fmax(change, fabs(to->channels[c] - from->channels[c]));
        change += fabs(to->channels[3] - from->channels[3]);
        if (change <= 0.9 * CELLS * (to->offset - from->offset))
            continue;
        const int first = MARGIN + (int)(from->offset * CELLS) - 1;
        const int last = MARGIN + (int)(to->offset * CELLS) + 1;
        for (int k = first; k <= last; k++)
            table[k] = GRADIENT_SEVERAL;
    }
}

/* Colours at evenly spaced offsets. */
static bool make_table(const struct paint *p, struct geometry *g, struct arena *arena)
{
    const struct gradient_stops *s = p->gradient.stops;
    uint32_t *table = arena_take(arena, ENTRIES * sizeof *table);
    if (table == NULL)
        return false;
    gradient_row_of(s, p->alpha, (0.5 - MARGIN) / CELLS, 1.0 / CELLS, 0, ENTRIES, table);
    mark_steep(table, s);
    if (p->kind == PAINT_CONIC) /* where the last colour meets the first one */
        for (int k = -1; k <= 0; k++)
            table[MARGIN + k] = table[MARGIN + CELLS + k] = GRADIENT_SEVERAL;
    g->table = table;
    return true;
}

/* How t becomes a colour; in `row` t is scaled for it. */
static bool prepare_colors(const struct paint *p, struct geometry *g, struct arena *arena)
{
    const struct gradient_stops *s = p->gradient.stops;
    const struct gradient_stop *from = &s->stops[0], *to = &s->stops[s->count - 1];
    const double width = to->offset - from->offset;
    double scale = CELLS, offset = MARGIN;
    g->row.limit = ENTRIES - 1;
    if (p->kind == PAINT_RADIAL && s->count == 2 && width >= 1.0 / 16) {
        scale = 1 / width;
        offset = -from->offset * scale;
        g->row.limit = 1;
        g->mix.opaque = s->opaque && p->alpha == 255;
        for (int c = 0; c < 4; c++) {
            const double opacity = c == 3 ? p->alpha / 255.0 : 1;
            g->mix.from[c] = (float)(from->channels[c] * opacity);
            g->mix.by[c] = (float)((to->channels[c] - from->channels[c]) * opacity);
        }
    } else if (!make_table(p, g, arena)) {
        return false;
    }
    g->row.offset = (float)(g->row.offset * scale + offset);
    g->row.scale = (float)(g->row.scale * scale);
    return true;
}

/* False if there is no line to be along. */
static bool prepare_linear(struct paint *p, struct geometry *g)
{
    const double dx = p->gradient.x1 - p->gradient.x0, dy = p->gradient.y1 - p->gradient.y0;
    const double length = hypot(dx, dy), ux = dx / length, uy = dy / length;
    const struct matrix m = g->place;
    g->place = (struct matrix){
        .a = (m.a * ux + m.b * uy) / length,
        .c = (m.c * ux + m.d * uy) / length,
        .e = (m.e * ux + m.f * uy) / length,
    };
    p->fetch = fetch_linear;
    return length > 0;
}

/* Numbers that floats can square, with pixels far from the origin too. */
static bool moderate(const struct matrix *m)
{
    const double all[] = {m->a, m->b, m->c, m->d, m->e, m->f};
    for (int i = 0; i < 6; i++)
        if (!(fabs(all[i]) <= 1e12))
            return false;
    return true;
}

static bool prepare_radial(struct paint *p, struct geometry *g)
{
    struct gradient_row *row = &g->row;
    const double r0 = p->gradient.r0, r1 = p->gradient.r1;
    row->dx = p->gradient.x1 - p->gradient.x0;
    row->dy = p->gradient.y1 - p->gradient.y0;
    row->r0 = r0;
    row->dr = r1 - r0;
    row->a = row->dx * row->dx + row->dy * row->dy - row->dr * row->dr;
    p->fetch = fetch_curved;
    g->offsets = kernels_get()->gradient->circles;
    /* About one centre t is a distance. Floats lose too many digits of it if the ring is narrow. */
    const double size = fabs(row->dr);
    g->covers = row->dx == 0 && row->dy == 0 && fmax(r0, r1) <= 256 * size && size > 1e-12 &&
                size < 1e12 && moderate(&g->place);
    if (g->covers) {
        g->offsets = kernels_get()->gradient->distance;
        row->scale = (float)(1 / row->dr);
        row->offset = (float)(-r0 / row->dr);
    }
    return isfinite(row->a) && isfinite(r0) && (row->dx != 0 || row->dy != 0 || row->dr != 0);
}

static bool prepare_conic(struct paint *p, struct geometry *g)
{
    const double turns = p->gradient.angle / (2 * M_PI);
    g->covers = true;
    g->row.turn = (float)(turns - floor(turns));
    g->offsets = kernels_get()->gradient->angle;
    p->fetch = moderate(&g->place) ? fetch_curved : fetch_slowly;
    return isfinite(turns);
}

bool gradient_prepare(struct paint *p, struct arena *arena)
{
    struct geometry *g = arena_take(arena, sizeof *g);
    if (g == NULL)
        return false;
    *g = (struct geometry){.place = p->inverse, .row = {.scale = 1}};
    g->place.e -= p->gradient.x0;
    g->place.f -= p->gradient.y0;
    p->state = g;
    const bool paints = p->kind == PAINT_LINEAR   ? prepare_linear(p, g)
                        : p->kind == PAINT_RADIAL ? prepare_radial(p, g)
                                                  : prepare_conic(p, g);
    if (!paints || !matrix_is_finite(&g->place)) {
        p->fetch = fetch_nothing;
        return true;
    }
    g->row.du = g->place.a;
    g->row.dv = g->place.b;
    for (int i = 0; i < GRADIENT_BLOCK; i++) {
        g->row.lane_u[i] = (float)(i * g->row.du);
        g->row.lane_v[i] = (float)(i * g->row.dv);
    }
    return p->kind == PAINT_LINEAR || prepare_colors(p, g, arena);
}

bool gradient_covers_all(const struct paint *p)
{
    const double dx = p->gradient.x1 - p->gradient.x0, dy = p->gradient.y1 - p->gradient.y0;
    switch (p->kind) {
    case PAINT_LINEAR:
        return hypot(dx, dy) > 0;
    case PAINT_RADIAL: /* one circle is inside of the other */
        return hypot(dx, dy) < fabs(p->gradient.r1 - p->gradient.r0);
    default:
        return true;
    }
}
