/* Random polygons against exact clipping of the polygon to each pixel in doubles, and every kernel
 * level, cut into random tiles, against the plain one in one piece: the same bytes. Outputs,
 * surfaces and accumulators stand between guard pages. Run with "error" as the argument, it tells
 * how far the coverage of pixels in which a path overlaps itself is from the true one. */
#include <math.h>
#include <stdbool.h>

#include "base/size.h"
#include "guard.h"
#include "pixel/color.h"
#include "raster/edges_impl.h"
#include "raster/kernels.h"
#include "seed.h"

static const struct kernels *kernels_used;
#define kernels_get() kernels_used
/* Drawing with a chosen level. */
#include "raster/area.c" // NOLINT(bugprone-suspicious-include)

enum { POINTS_MAX = 40 };

static double uniform(double from, double to)
{
    return from + (to - from) * (double)(random_bits() >> 11) / (double)(UINT64_C(1) << 53);
}

struct polygon {
    struct point points[POINTS_MAX];
    int count;
    bool simple; /* does not cross itself */
    bool even_odd;
    struct rect bounds;
};

/* A coordinate as it may come: any, on a pixel's border, on its middle. */
static double snap(double v, int how)
{
    return how == 0 ? v : how == 1 ? floor(v) : floor(v) + 0.5;
}

/* Points in order around a centre: never crosses itself. */
static void make_star(struct polygon *p, double cx, double cy, double rx, double ry)
{
    const double turn = uniform(0, 6);
    for (int i = 0; i < p->count; i++) {
        const double t = turn + (i + uniform(0, 0.9)) * 2 * M_PI / p->count;
        const double r = uniform(0.2, 1);
        p->points[i] = (struct point){cx + rx * r * cos(t), cy + ry * r * sin(t)};
    }
    p->simple = true;
}

static void make_polygon(struct polygon *p)
{
    *p = (struct polygon){.even_odd = pick(2)};
    p->bounds.x0 = pick(3) == 0 ? 0 : pick(200) - 100;
    p->bounds.y0 = pick(3) == 0 ? 0 : pick(200) - 100;
    p->bounds.x1 = p->bounds.x0 + 1 + pick(pick(4) == 0 ? 300 : 70);
    p->bounds.y1 = p->bounds.y0 + 1 + pick(70);
    const double w = p->bounds.x1 - p->bounds.x0, h = p->bounds.y1 - p->bounds.y0;
    const double cx = p->bounds.x0 + uniform(-0.2, 1.2) * w;
    const double cy = p->bounds.y0 + uniform(-0.2, 1.2) * h;
    static const double sizes[] = {0.3, 3, 20, 100, 3000, 50000, 1e6};
    const double size = sizes[pick(7)];
    const int how = pick(3);
    p->count = 3 + pick(6);
    switch (pick(5)) {
    case 0: /* crosses itself */
        p->count = 3 + pick(POINTS_MAX - 3);
        for (int i = 0; i < p->count; i++)
            p->points[i] = (struct point){snap(cx + uniform(-size, size), how),
                                          snap(cy + uniform(-size, size), how)};
        p->simple = p->count == 3;
        break;
    case 1: /* level and upright edges, across themselves */
        p->count = 4 + 2 * pick(POINTS_MAX / 2 - 2);
        for (int i = 0; i < p->count; i += 2) {
            p->points[i].y = snap(cy + uniform(-size, size), how);
            p->points[i].x = i == 0 ? floor(cx) : p->points[i - 1].x;
            p->points[i + 1].y = p->points[i].y;
            p->points[i + 1].x = snap(cx + uniform(-size, size), how);
        }
        break;
    case 2: /* a sliver: nearly level, nearly upright, or slanted */
        make_star(p, cx, cy, pick(2) ? size : 0.02, pick(2) ? size : 0.02);
        break;
    case 3: /* a triangle with corners on pixels' borders and middles */
        p->count = 3;
        p->simple = true;
        for (int i = 0; i < 3; i++)
            p->points[i] = (struct point){snap(cx + uniform(-size, size), 1 + pick(2)),
                                          snap(cy + uniform(-size, size), 1 + pick(2))};
        break;
    default:
        make_star(p, cx, cy, size, size);
        break;
    }
}

/* Keeps the side of `axis` (0: x, 1: y) where sign * (value - at) >= 0. Sutherland and Hodgman. */
static int clip_side(struct point *p, int count, int axis, double at, double sign)
{
    struct point out[2 * POINTS_MAX + 16];
    int n = 0;
    for (int i = 0; i < count; i++) {
        const struct point a = p[i], b = p[(i + 1) % count];
        const double da = sign * ((axis == 0 ? a.x : a.y) - at);
        const double db = sign * ((axis == 0 ? b.x : b.y) - at);
        if (da >= 0)
            out[n++] = a;
        if ((da >= 0) != (db >= 0)) {
            struct point c = {a.x + (b.x - a.x) * (da / (da - db)),
                              a.y + (b.y - a.y) * (da / (da - db))};
            *(axis == 0 ? &c.x : &c.y) = at;
            out[n++] = c;
        }
    }
    memcpy(p, out, (size_t)n * sizeof *out);
    return n;
}

/* Signed area of the polygon's part inside of the box. Parts that the clipping joins by edges along
 * the box's sides have the right sum. */
static double area_in(const struct polygon *p, double x0, double y0, double x1, double y1)
{
    struct point v[2 * POINTS_MAX + 16];
    memcpy(v, p->points, (size_t)p->count * sizeof *v);
    int n = clip_side(v, p->count, 0, x0, 1);
    n = clip_side(v, n, 0, x1, -1);
    n = clip_side(v, n, 1, y0, 1);
    n = clip_side(v, n, 1, y1, -1);
    double sum = 0;
    for (int i = 0; i < n; i++) {
        const struct point a = v[i], b = v[(i + 1) % n];
        sum += (a.x - x0) * (b.y - y0) - (b.x - x0) * (a.y - y0);
    }
    return sum / 2;
}

static int winding_at(const struct polygon *p, double x, double y)
{
    int winding = 0;
    for (int i = 0; i < p->count; i++) {
        const struct point a = p->points[i], b = p->points[(i + 1) % p->count];
        if ((a.y <= y) == (b.y <= y))
            continue;
        if (a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)) <= x)
            winding += a.y < b.y ? 1 : -1;
    }
    return winding;
}

static bool is_inside(const struct polygon *p, double x, double y)
{
    const int winding = winding_at(p, x, y);
    return p->even_odd ? winding & 1 : winding != 0;
}

/* How many edges have a part in the pixel, or near it. */
static int edges_near(const struct polygon *p, int x, int y)
{
    const double reach = 1e-3;
    int n = 0;
    for (int i = 0; i < p->count; i++) {
        struct polygon line = {.points = {p->points[i], p->points[(i + 1) % p->count]}, .count = 2};
        int left = clip_side(line.points, 2, 0, x - reach, 1);
        left = left > 0 ? clip_side(line.points, left, 0, x + 1 + reach, -1) : 0;
        left = left > 0 ? clip_side(line.points, left, 1, y - reach, 1) : 0;
        left = left > 0 ? clip_side(line.points, left, 1, y + 1 + reach, -1) : 0;
        n += left > 0;
    }
    return n;
}

static double sampled(const struct polygon *p, int x, int y, int side)
{
    int n = 0;
    for (int i = 0; i < side * side; i++)
        n += is_inside(p, x + (i % side + 0.5) / side, y + (i / side + 0.5) / side); // NOLINT
    return (double)n / (side * side);
}

static double error_sum;
static long error_count;

/* Each pixel of the polygon's coverage. */
static void check_exact(const struct polygon *p, const uint8_t *out, size_t stride)
{
    const struct rect b = p->bounds;
    for (int y = b.y0; y < b.y1; y++) {
        for (int x = b.x0; x < b.x1; x++) {
            const double got = out[(size_t)(y - b.y0) * stride + (size_t)(x - b.x0)];
            double exact;
            if (p->simple) {
                exact = fabs(area_in(p, x, y, x + 1, y + 1));
            } else if (edges_near(p, x, y) == 0) {
                exact = is_inside(p, x + 0.5, y + 0.5);
            } else {
                error_sum += fabs(sampled(p, x, y, 8) * 255 - got);
                error_count++;
                continue;
            }
            if (fabs(exact * 255 - got) > 1) {
                fprintf(stderr, "pixel %d, %d: %g instead of %g\n", x, y, got, exact * 255);
                CHECK(false);
            }
        }
    }
}

/* Memory for drawing, between guard pages. */
struct place {
    struct guard area, touched, out, pixels;
    struct scratch scratch;
    struct surface surface;
};

static struct place make_place(int width, int height, int surface_width, enum guard_edge edge)
{
    struct place p = {.scratch = {.width = width}};
    p.scratch.stride = size_round_up((size_t)width + SCRATCH_PAD, 128);
    p.area = guard_make(SCRATCH_ROWS * p.scratch.stride * 4, edge);
    p.touched = guard_make(SCRATCH_ROWS * p.scratch.stride / 16, edge);
    p.out = guard_make((size_t)width * (size_t)height, edge);
    memset(p.area.data, 0, p.area.size);
    memset(p.touched.data, 0, p.touched.size);
    p.scratch.area = (void *)p.area.data;
    p.scratch.touched = p.touched.data;
    p.surface.width = surface_width;
    p.surface.height = height;
    p.surface.stride = surface_stride(surface_width);
    p.pixels = guard_make((size_t)p.surface.stride * (size_t)height * 4, edge);
    p.surface.pixels = (void *)p.pixels.data;
    return p;
}

static void finish_place(struct place *p)
{
    for (size_t i = 0; i < p->area.size; i++)
        CHECK(p->area.data[i] == 0);
    for (size_t i = 0; i < p->touched.size; i++)
        CHECK(p->touched.data[i] == 0);
    CHECK(guard_finish(&p->area));
    CHECK(guard_finish(&p->touched));
    CHECK(guard_finish(&p->out));
    CHECK(guard_finish(&p->pixels));
}

/* The coverage of r in tiles as large as `tile_width` and `tile_height`; `out` holds the bounds. */
static void draw_tiles(const struct edges *e, struct rect bounds, int tile_width, int tile_height,
                       struct place *to)
{
    const size_t stride = (size_t)(bounds.x1 - bounds.x0);
    for (int y = bounds.y0; y < bounds.y1; y += tile_height) {
        for (int x = bounds.x0; x < bounds.x1; x += tile_width) {
            const struct rect r =
                rect_intersect(bounds, (struct rect){x, y, x + tile_width, y + tile_height});
            uint8_t *out = to->out.data + (size_t)(y - bounds.y0) * stride + (x - bounds.x0);
            int x0 = 0, x1 = 0;
            const bool touched = edges_touched(e, r.y0, r.y1, &x0, &x1);
            if (!area_coverage(e, r, out, stride, &to->scratch)) {
                for (int row = r.y0; row < r.y1; row++)
                    memset(out + (size_t)(row - r.y0) * stride, 0, (size_t)(r.x1 - r.x0));
                continue;
            }
            bool any = false;
            for (int i = 0; i < (r.y1 - r.y0) * (r.x1 - r.x0); i++) {
                const int column = r.x0 + i % (r.x1 - r.x0);
                const uint8_t c =
                    out[(size_t)(i / (r.x1 - r.x0)) * stride + (size_t)(column - r.x0)];
                any |= c > 0;
                CHECK(c == 0 || (touched && column >= x0 && column < x1));
            }
            CHECK(any);
        }
    }
}

/* Composes with a colour, tile by tile; each pixel's value follows from the coverage. */
static void check_fill(const struct edges *e, const struct polygon *p, const uint8_t *coverage,
                       size_t stride, struct place *place)
{
    const struct rect all =
        rect_intersect(p->bounds, (struct rect){0, 0, place->surface.width, place->surface.height});
    if (rect_empty(all))
        return;
    const uint32_t straight = (uint32_t)random_bits() | (pick(2) ? 0xff000000 : 0);
    const uint32_t color = color_scale(straight | 0xff000000, straight >> 24);
    uint32_t *pixels = place->surface.pixels;
    const size_t count = place->pixels.size / 4;
    uint32_t *before = malloc(count * sizeof *before);
    CHECK(before != NULL);
    for (size_t i = 0; i < count; i++)
        pixels[i] = 0xff000000 | (uint32_t)random_bits();
    memcpy(before, pixels, count * sizeof *before);
    const int tile_width = 1 + pick(100), tile_height = 1 + pick(100);
    for (int y = all.y0; y < all.y1; y += tile_height)
        for (int x = all.x0; x < all.x1; x += tile_width)
            area_fill(e, &place->surface,
                      rect_intersect(all, (struct rect){x, y, x + tile_width, y + tile_height}),
                      color, &place->scratch);
    for (int y = 0; y < place->surface.height; y++) {
        for (int x = 0; x < place->surface.stride; x++) {
            const size_t i = (size_t)y * (size_t)place->surface.stride + (size_t)x;
            uint32_t want = before[i];
            if (x >= all.x0 && x < all.x1 && y >= all.y0 && y < all.y1)
                want = color_over(want,
                                  color_scale(color, coverage[(size_t)(y - p->bounds.y0) * stride +
                                                              (size_t)(x - p->bounds.x0)]));
            CHECK(pixels[i] == want);
        }
    }
    free(before);
}

/* Covered columns are really covered. */
static void check_covered(const struct edges *e, struct rect b, const uint8_t *coverage,
                          size_t stride)
{
    for (int i = 0; i < 10; i++) {
        const int y0 = b.y0 + pick(b.y1 - b.y0), y1 = y0 + 1 + pick(b.y1 - y0);
        int x0, x1;
        if (!edges_covered(e, y0, y1, &x0, &x1))
            continue;
        CHECK(x0 < x1 && x0 >= b.x0 && x1 <= b.x1);
        for (int y = y0; y < y1; y++)
            for (int x = x0; x < x1; x++)
                CHECK(coverage[(size_t)(y - b.y0) * stride + (size_t)(x - b.x0)] == 255);
    }
}

static void run(void)
{
    struct polygon p;
    make_polygon(&p);
    struct path path = {0};
    for (int i = 0; i < p.count; i++)
        CHECK(i == 0 ? path_move(&path, p.points[0]) : path_line(&path, p.points[i]));
    struct arena arena = {0};
    const struct edges *e = edges_from_path(&path, p.even_odd, p.bounds, &arena);
    CHECK(e != NULL && rect_contains(p.bounds, edges_box(e)));
    const int width = p.bounds.x1 - p.bounds.x0, height = p.bounds.y1 - p.bounds.y0;
    const enum guard_edge edge = pick(2) ? GUARD_AFTER : GUARD_BEFORE;

    kernels_used = kernels_find("none");
    struct place plain = make_place(width, height, width, edge);
    draw_tiles(e, p.bounds, width, height, &plain);
    check_exact(&p, plain.out.data, (size_t)width);
    check_covered(e, p.bounds, plain.out.data, (size_t)width);
    static const char *const names[] = {"none", "sse2", "avx2", "avx512", "neon"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        kernels_used = kernels_find(names[i]);
        if (kernels_used == NULL)
            continue;
        struct place place = make_place(width, height, 1 + pick(200), edge);
        for (int round = 0; round < 2; round++) {
            memset(place.out.data, GUARD_PATTERN, place.out.size);
            draw_tiles(e, p.bounds, round == 0 ? width : 1 + pick(width),
                       round == 0 ? height : 1 + pick(height), &place);
            CHECK(memcmp(place.out.data, plain.out.data, place.out.size) == 0);
        }
        check_fill(e, &p, plain.out.data, (size_t)width, &place);
        finish_place(&place);
    }
    finish_place(&plain);
    path_finish(&path);
    arena_finish(&arena);
}

int main(int argc, char **argv)
{
    const bool tell = argc > 1 && strcmp(argv[1], "error") == 0;
    const int result = seed_main(tell ? 1 : argc, argv, 400, run);
    if (tell)
        printf("where paths overlap themselves: mean error %.2f of 255 in %ld pixels\n",
               error_sum / (double)error_count, error_count);
    return result;
}
