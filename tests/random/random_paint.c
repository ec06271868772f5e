/* Random gradients and images against their definitions in double precision, and against
 * themselves, asked for in other pieces. */
#include <math.h>
#include <string.h>

#include "raster/paint.h"
#include "seed.h"

enum { SIZE = 48, STOPS_MAX = 12 };

/* Pixel centres this near to a sharp edge may be on either side of it. */
#define NEAR 1e-4

struct colors {
    uint32_t count;
    double offsets[STOPS_MAX];
    uint32_t straight[STOPS_MAX];
};

struct channels {
    double c[4];
};

static double uniform(double from, double to)
{
    return from + (to - from) * (double)(random_bits() >> 11) * 0x1p-53;
}

/* --- gradients --- */

static struct colors random_colors(void)
{
    struct colors k = {.count = 1 + (uint32_t)pick(pick(2) ? 3 : STOPS_MAX)};
    const bool opaque = pick(2);
    for (uint32_t i = 0; i < k.count; i++) {
        k.straight[i] = (uint32_t)random_bits() | (opaque ? 0xff000000 : 0);
        k.offsets[i] = pick(4) ? uniform(0, 1) : pick(5) / 4.0;
    }
    if (pick(2))
        k.offsets[0] = 0;
    if (pick(2))
        k.offsets[k.count - 1] = 1;
    for (uint32_t i = 1; i < k.count; i++)
        for (uint32_t j = i; j > 0 && k.offsets[j] < k.offsets[j - 1]; j--) {
            const double swapped = k.offsets[j];
            k.offsets[j] = k.offsets[j - 1];
            k.offsets[j - 1] = swapped;
        }
    return k;
}

static struct channels premultiplied(const double straight[4], double alpha)
{
    struct channels result;
    const double opacity = straight[3] * alpha / 255;
    for (int c = 0; c < 3; c++)
        result.c[c] = straight[c] * opacity / 255;
    result.c[3] = opacity;
    return result;
}

static struct channels color_at(const struct colors *k, double t, double alpha)
{
    double straight[4];
    uint32_t i = 0; /* the first stop beyond t */
    while (i < k->count && k->offsets[i] <= t)
        i++;
    for (int c = 0; c < 4; c++) {
        const double before = k->straight[i > 0 ? i - 1 : 0] >> 8 * c & 255;
        const double after = k->straight[i < k->count ? i : i - 1] >> 8 * c & 255;
        straight[c] = before;
        if (i > 0 && i < k->count)
            straight[c] +=
                (after - before) * (t - k->offsets[i - 1]) / (k->offsets[i] - k->offsets[i - 1]);
    }
    return premultiplied(straight, alpha);
}

/* The largest t of the circles through v whose radius is not negative, by the quadratic formula. */
static bool circles(const struct paint *p, struct point v, double *t)
{
    const long double dx = p->gradient.x1 - p->gradient.x0, dy = p->gradient.y1 - p->gradient.y0;
    const long double r0 = p->gradient.r0, dr = p->gradient.r1 - p->gradient.r0;
    const long double px = v.x - p->gradient.x0, py = v.y - p->gradient.y0;
    const long double a = dx * dx + dy * dy - dr * dr, b = px * dx + py * dy + r0 * dr;
    const long double c = px * px + py * py - r0 * r0;
    bool found = false;
    for (int sign = -1; sign <= 1; sign += 2) {
        long double s = a == 0 ? c / (2 * b) : (b + sign * sqrtl(b * b - a * c)) / a;
        if (a * s != b) /* Newton's step: for a near 0 the formula is not exact enough */
            s -= (a * s * s - 2 * b * s + c) / (2 * a * s - 2 * b);
        if (isfinite(s) && r0 + s * dr >= 0 && (!found || s > *t)) {
            *t = (double)s;
            found = true;
        }
    }
    return found;
}

static struct channels gradient_at(const struct paint *p, const struct colors *k,
                                   struct point device)
{
    const struct point v = matrix_apply(&p->inverse, device);
    const double dx = p->gradient.x1 - p->gradient.x0, dy = p->gradient.y1 - p->gradient.y0;
    const double x = v.x - p->gradient.x0, y = v.y - p->gradient.y0;
    double t = 0;
    switch (p->kind) {
    case PAINT_LINEAR:
        if (dx == 0 && dy == 0)
            return (struct channels){{0}};
        t = (x * dx + y * dy) / (dx * dx + dy * dy);
        break;
    case PAINT_RADIAL:
        if ((dx == 0 && dy == 0 && p->gradient.r0 == p->gradient.r1) || !circles(p, v, &t))
            return (struct channels){{0}};
        break;
    default:
        t = fmod((atan2(y, x) - p->gradient.angle) / (2 * M_PI), 1);
        t = t < 0 ? t + 1 : t;
        break;
    }
    return color_at(k, t, p->alpha);
}

static struct matrix random_inverse(void)
{
    const double scale = exp(uniform(-3, 3)), angle = uniform(0, 2 * M_PI);
    switch (pick(4)) {
    case 0:
        return (struct matrix){1, 0, 0, 1, pick(20) - 10, pick(20) - 10};
    case 1:
        return (struct matrix){scale,           0, 0, pick(2) ? scale : -scale, uniform(-30, 60),
                               uniform(-30, 60)};
    case 2:
        return (struct matrix){scale * cos(angle), scale * sin(angle), -scale * sin(angle),
                               scale * cos(angle), uniform(-30, 60),   uniform(-30, 60)};
    default:
        return (struct matrix){uniform(-2, 2), uniform(-2, 2),   uniform(-2, 2),
                               uniform(-2, 2), uniform(-30, 60), uniform(-30, 60)};
    }
}

/* A number that is whole more often than chance has it. */
static double place(double from, double to)
{
    const double at = uniform(from, to);
    return pick(2) ? at : floor(at);
}

static struct paint random_gradient(const struct gradient_stops *stops)
{
    struct paint p = {
        .kind = (enum paint_kind)(PAINT_LINEAR + pick(3)),
        .alpha = pick(2) ? 255 : (uint8_t)pick(256),
        .inverse = random_inverse(),
        .gradient = {stops, place(-20, 70), place(-20, 70), place(0, 40), place(-20, 70),
                     place(-20, 70), place(0, 60), uniform(-10, 10)},
    };
    if (pick(3) == 0) {
        p.gradient.x1 = p.gradient.x0;
        if (pick(2) || p.kind == PAINT_RADIAL)
            p.gradient.y1 = p.gradient.y0;
    }
    if (pick(3) == 0)
        p.gradient.r0 = 0;
    if (pick(8) == 0) /* circles that touch */
        p.gradient.x1 = p.gradient.x0 + p.gradient.r1 - p.gradient.r0,
        p.gradient.y1 = p.gradient.y0;
    return p;
}

/* --- images --- */

static double pixel_channel(const struct paint *p, double column, double row, int c)
{
    const struct rect part = p->image.part;
    const int width = part.x1 - part.x0, height = part.y1 - part.y0;
    const enum paint_extend ways[2] = {p->image.extend_x, p->image.extend_y};
    const double at[2] = {column, row};
    const int sizes[2] = {width, height};
    int place[2];
    for (int i = 0; i < 2; i++) {
        if (ways[i] == EXTEND_NONE && (at[i] < 0 || at[i] >= sizes[i]))
            return 0;
        if (ways[i] == EXTEND_REPEAT)
            place[i] = (int)(at[i] - sizes[i] * floor(at[i] / sizes[i]));
        else
            place[i] = (int)fmax(fmin(at[i], sizes[i] - 1), 0);
    }
    return *surface_at(p->image.surface, part.x0 + place[0], part.y0 + place[1]) >> 8 * c & 255;
}

static struct channels image_at(const struct paint *p, struct point device)
{
    const struct point v = matrix_apply(&p->inverse, device);
    const double x = v.x - p->image.part.x0, y = v.y - p->image.part.y0;
    struct channels result;
    for (int c = 0; c < 4; c++) {
        if (p->image.sampling == SAMPLE_NEAREST) {
            result.c[c] = pixel_channel(p, floor(x), floor(y), c);
        } else {
            const double u = x - 0.5, w = y - 0.5, l = floor(u), t = floor(w);
            const double top =
                pixel_channel(p, l, t, c) * (1 - (u - l)) + pixel_channel(p, l + 1, t, c) * (u - l);
            const double bottom = pixel_channel(p, l, t + 1, c) * (1 - (u - l)) +
                                  pixel_channel(p, l + 1, t + 1, c) * (u - l);
            result.c[c] = top * (1 - (w - t)) + bottom * (w - t);
        }
        result.c[c] *= p->alpha / 255.0;
    }
    return result;
}

static struct paint random_image(struct surface *s)
{
    CHECK(surface_init(s, 1 + pick(pick(2) ? 4 : 60), 1 + pick(pick(2) ? 4 : 60)));
    for (int y = 0; y < s->height; y++)
        for (int x = 0; x < s->stride; x++) {
            const uint32_t alpha = (uint32_t)pick(256);
            uint32_t color = alpha << 24;
            for (int c = 0; c < 24; c += 8)
                color |= (uint32_t)pick((int)alpha + 1) << c;
            *surface_at(s, x, y) = x < s->width ? color : 0xdeadbeef;
        }
    const int x = pick(s->width), y = pick(s->height);
    return (struct paint){
        .kind = PAINT_IMAGE,
        .alpha = pick(2) ? 255 : (uint8_t)pick(256),
        .inverse = random_inverse(),
        .image = {s,
                  {x, y, x + 1 + pick(s->width - x), y + 1 + pick(s->height - y)},
                  pick(3) ? SAMPLE_BILINEAR : SAMPLE_NEAREST,
                  (enum paint_extend)pick(3),
                  (enum paint_extend)pick(3),
                  false},
    };
}

/* --- both --- */

/* The pixel may be anything between what is right up to NEAR pixels around its centre, and
 * `tolerance` levels more. */
static void check_pixel(const struct paint *p, const struct colors *k, int x, int y, uint32_t got,
                        double tolerance)
{
    const double near = p->kind == PAINT_IMAGE ? 1e-9 : NEAR;
    struct channels least, most;
    for (int i = 0; i < 9; i++) {
        const int dx = i % 3 - 1, dy = i / 3 - 1;
        const struct point at = {x + 0.5 + near * dx, y + 0.5 + near * dy};
        const struct channels want =
            p->kind == PAINT_IMAGE ? image_at(p, at) : gradient_at(p, k, at);
        for (int c = 0; c < 4; c++) {
            least.c[c] = i == 0 ? want.c[c] : fmin(least.c[c], want.c[c]);
            most.c[c] = i == 0 ? want.c[c] : fmax(most.c[c], want.c[c]);
        }
    }
    for (int c = 0; c < 4; c++) {
        const double channel = got >> 8 * c & 255;
        if (channel < least.c[c] - tolerance || channel > most.c[c] + tolerance)
            fprintf(stderr, "kind %d, pixel %d, %d, channel %d: %g, not %g to %g\n", p->kind, x, y,
                    c, channel, least.c[c], most.c[c]);
        CHECK(channel >= least.c[c] - tolerance && channel <= most.c[c] + tolerance);
        CHECK(channel <= got >> 24);
    }
}

static void check_paint(struct paint *p, const struct colors *k)
{
    struct arena arena = {0};
    const struct rect box = {pick(40) - 20, pick(40) - 20, SIZE, SIZE};
    CHECK(paint_prepare(p, box, &arena));
    const bool opaque = paint_is_opaque(p);
    /* Channels of images are rounded twice with an alpha. */
    const double tolerance = p->kind != PAINT_IMAGE                ? 1.01
                             : p->image.sampling == SAMPLE_NEAREST ? 0.51
                                                                   : 2;
    uint32_t row[2 * SIZE], piece[2 * SIZE];
    for (int y = box.y0; y < box.y1; y++) {
        const int width = box.x1 - box.x0;
        paint_fetch(p, box.x0, y, (size_t)width, row);
        for (int i = 0; i < width; i++) {
            check_pixel(p, k, box.x0 + i, y, row[i], tolerance);
            CHECK(!opaque || row[i] >> 24 == 255);
        }
        const int from = pick(width), count = pick(width - from + 1);
        memset(piece, 0xa5, sizeof piece);
        paint_fetch(p, box.x0 + from, y, (size_t)count, piece);
        CHECK(memcmp(piece, row + from, (size_t)count * sizeof *row) == 0);
        CHECK(piece[count] == 0xa5a5a5a5);
        /* Another box makes no difference. */
        struct paint other = *p;
        CHECK(paint_prepare(&other, (struct rect){box.x0 + from, y, box.x1, y + 1}, &arena));
        paint_fetch(&other, box.x0 + from, y, (size_t)count, piece);
        CHECK(memcmp(piece, row + from, (size_t)count * sizeof *row) == 0);
    }
    arena_finish(&arena);
}

static void run(void)
{
    const struct colors k = random_colors();
    struct gradient_stops *stops = gradient_stops_create(k.offsets, k.straight, k.count);
    CHECK(stops != NULL);
    struct paint gradient = random_gradient(stops);
    check_paint(&gradient, &k);
    gradient_stops_unref(stops);
    struct surface s;
    struct paint image = random_image(&s);
    check_paint(&image, NULL);
    surface_finish(&s);
}

int main(int argc, char **argv)
{
    return seed_main(argc, argv, 200, run);
}
