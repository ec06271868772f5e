/* Shapes with kernels of their own against exact areas in doubles, every level against plain C,
 * parts against the whole, and what is told about rows against what is drawn. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "guard.h"
#include "pixel/color.h"
#include "raster/convex_kernels.h"
#include "raster/kernels.h"
#include "raster/round_kernels.h"
#include "raster/shape.h"
#include "seed.h"

enum { SIDE_MAX = 160, SHAPES = 12 };

static const char *const levels[] = {"sse2", "avx2", "avx512", "neon"};

static struct scratch scratch;
static struct arena arena;
static struct path path;
static struct rect bounds;

/* What is drawn, for the exact areas. */
static bool is_round;
static struct point corners[16];
static int corner_count;
static struct round exact_round;

static double real(double from, double to)
{
    return from + (to - from) * ((double)(random_bits() >> 11) / 9007199254740992.0);
}

/* --- exact areas --- */

/* Cuts a polygon to what is on one side of a line along an axis. */
static int cut(const struct point *in, int n, struct point *out, bool vertical, double sign,
               double at)
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        const struct point a = in[i], b = in[(i + 1) % n];
        const double da = sign * ((vertical ? a.y : a.x) - at);
        const double db = sign * ((vertical ? b.y : b.x) - at);
        if (da >= 0)
            out[count++] = a;
        if ((da >= 0) != (db >= 0))
            out[count++] = (struct point){a.x + (b.x - a.x) * (da / (da - db)),
                                          a.y + (b.y - a.y) * (da / (da - db))};
    }
    return count;
}

static double polygon_area(int x, int y)
{
    struct point a[32], b[32];
    int n = cut(corners, corner_count, a, false, 1, x);
    n = cut(a, n, b, false, -1, x + 1);
    n = cut(b, n, a, true, 1, y);
    n = cut(a, n, b, true, -1, y + 1);
    double sum = 0;
    for (int i = 0; i < n; i++) {
        const struct point p = b[i], q = b[(i + 1) % n];
        sum += (p.x - x) * (q.y - y) - (q.x - x) * (p.y - y);
    }
    return fabs(sum) / 2;
}

/* The upper outline of the rounded rectangle (from its centre up) is at -height(x): straight
 * between the corners, an ellipse in them. */
static double to_corner(double x) /* -1 to 1; 0 between the corners */
{
    const struct round *r = &exact_round;
    if (x < r->x0 + r->rx)
        return fmax(-1, (x - r->x0 - r->rx) / r->rx);
    return x > r->x1 - r->rx ? fmin(1, (x - r->x1 + r->rx) / r->rx) : 0;
}

/* How far the outline is inside of the rectangle's upper and lower side. */
static double inset(double x)
{
    const double t = to_corner(x);
    return exact_round.ry * (1 - sqrt(1 - t * t));
}

/* The integral of inset from a to b, which are in the same corner or between the corners. */
static double inset_integral(double a, double b)
{
    const double s = to_corner(a), t = to_corner(b);
    const double disc = (t * sqrt(1 - t * t) + asin(t) - s * sqrt(1 - s * s) - asin(s)) / 2;
    const bool corner = to_corner((a + b) / 2) != 0;
    return corner ? exact_round.ry * exact_round.rx * ((t - s) - disc) : 0;
}

/* The columns at which the inset is `depth`. */
static void add_breaks(double depth, double *breaks, int *count)
{
    const struct round *r = &exact_round;
    if (depth <= 0 || depth >= r->ry)
        return;
    const double t = 1 - depth / r->ry, reach = r->rx * sqrt(1 - t * t);
    breaks[(*count)++] = r->x0 + r->rx - reach;
    breaks[(*count)++] = r->x1 - r->rx + reach;
}

/* The area of pixel (x, y) that is below the upper outline if all of the shape's height were
 * infinite: the lower one is the same, mirrored. */
static double below_upper(int x, double y)
{
    const struct round *r = &exact_round;
    double breaks[16] = {r->x0, r->x1, r->x0 + r->rx, r->x1 - r->rx, x, x + 1};
    int count = 6;
    add_breaks(y - r->y0, breaks, &count);
    add_breaks(y + 1 - r->y0, breaks, &count);
    for (int i = 1; i < count; i++)
        for (int k = i; k > 0 && breaks[k] < breaks[k - 1]; k--) {
            const double t = breaks[k];
            breaks[k] = breaks[k - 1];
            breaks[k - 1] = t;
        }
    double area = 0;
    for (int i = 0; i + 1 < count; i++) {
        const double a = fmax(breaks[i], x), b = fmin(breaks[i + 1], x + 1), m = (a + b) / 2;
        if (a >= b || m < r->x0 || m > r->x1)
            continue;
        const double top = r->y0 + inset(m);
        if (top <= y)
            area += b - a;
        else if (top < y + 1)
            area += (y + 1 - r->y0) * (b - a) - inset_integral(a, b);
    }
    return area;
}

static double round_area(int x, int y)
{
    /* Below the upper outline and not below the lower one, whose mirror image is the upper one. */
    const struct round *r = &exact_round;
    const double width = fmax(0, fmin(r->x1, x + 1) - fmax(r->x0, x));
    return below_upper(x, y) + below_upper(x, r->y0 + r->y1 - y - 1) - width;
}

static double exact_area(int x, int y)
{
    return is_round ? round_area(x, y) : polygon_area(x, y);
}

/* --- random shapes --- */

static double size(void)
{
    static const double sizes[] = {0.3, 1, 3, 10, 30, 100, 1000};
    return real(0, sizes[pick(7)]);
}

/* Somewhere near the bounds; sometimes on a whole or half pixel. */
static struct point somewhere(double beyond)
{
    const struct point p = {real(bounds.x0 - beyond, bounds.x1 + beyond),
                            real(bounds.y0 - beyond, bounds.y1 + beyond)};
    if (pick(4) > 0)
        return p;
    return (struct point){floor(p.x * 2) / 2, floor(p.y * 2) / 2};
}

/* The corners go round an ellipse, so they are convex; few of them make slivers. */
static void make_polygon(void)
{
    const struct point c = somewhere(20);
    const double rx = size() + 0.01, ry = size() + 0.01, turn = real(0, 6.283);
    const double shear = pick(2) ? 0 : real(-2, 2);
    corner_count = 3 + pick(8);
    for (int i = 0; i < corner_count; i++) {
        const double t = turn + 6.283185307 * (i + real(0, 0.9)) / corner_count;
        const double x = rx * cos(t), y = ry * sin(t);
        corners[i] = (struct point){c.x + x + shear * y, c.y + y};
        if (pick(6) == 0)
            corners[i] = (struct point){round(corners[i].x), round(corners[i].y)};
    }
}

static void make_line(void)
{
    const struct point a = somewhere(200), b = somewhere(pick(2) ? 200 : 100000);
    const double length = hypot(b.x - a.x, b.y - a.y) + 1e-9, w = size() / 2;
    const double x = (b.y - a.y) / length * w, y = (a.x - b.x) / length * w;
    corner_count = 4;
    corners[0] = (struct point){a.x + x, a.y + y};
    corners[1] = (struct point){b.x + x, b.y + y};
    corners[2] = (struct point){b.x - x, b.y - y};
    corners[3] = (struct point){a.x - x, a.y - y};
}

static void make_rectangle(void)
{
    const struct point a = somewhere(20);
    const double w = size(), h = size();
    corner_count = 4;
    corners[0] = a;
    corners[1] = (struct point){a.x + w, a.y};
    corners[2] = (struct point){a.x + w, a.y + h};
    corners[3] = (struct point){a.x, a.y + h};
}

static void make_round(void)
{
    static const double radii[] = {0.5, 1, 3, 8, 20, 60, 300, 3000, 20000};
    const double most = radii[pick(9)];
    double rx = real(0.2, most), ry = pick(2) ? rx : real(0.2, most);
    const struct point c = somewhere(20);
    const double w = pick(2) ? 0 : size(), h = pick(2) ? 0 : size();
    /* Any point of the outline may be near the bounds. */
    const double t = real(0, 6.283), x = c.x - rx * cos(t), y = c.y - ry * sin(t);
    exact_round = (struct round){x - rx - w, y - ry - h, x + rx + w, y + ry + h, rx, ry};
}

static void add_round(bool clockwise)
{
    const struct round *r = &exact_round;
    const double q = 1.5707963267948966;
    const struct point u = {r->rx, 0}, v = {0, r->ry};
    if (r->x1 - r->x0 == 2 * r->rx && r->y1 - r->y0 == 2 * r->ry) {
        CHECK(path_ellipse(&path, (struct point){r->x0 + r->rx, r->y0 + r->ry}, u, v));
        return;
    }
    const int first = pick(4);
    for (int i = 0; i < 4; i++) {
        const int k = (clockwise ? first + i : first - i + 4) % 4;
        const struct point c = {k == 0 || k == 3 ? r->x1 - r->rx : r->x0 + r->rx,
                                k < 2 ? r->y1 - r->ry : r->y0 + r->ry};
        CHECK(path_arc(&path, c, u, v, q * (clockwise ? k : k + 1), q * (clockwise ? k + 1 : k)));
    }
    CHECK(path_close(&path));
}

static void make_path(void)
{
    path_clear(&path);
    is_round = pick(2);
    if (is_round) {
        make_round();
        add_round(pick(2));
        return;
    }
    switch (pick(3)) {
    case 0:
        make_polygon();
        break;
    case 1:
        make_line();
        break;
    case 2:
        make_rectangle();
        break;
    }
    const bool backwards = pick(2);
    const int first = pick(corner_count);
    for (int i = 0; i < corner_count; i++) {
        const int k = (backwards ? first - i + corner_count : first + i) % corner_count;
        CHECK(i == 0 ? path_move(&path, corners[k]) : path_line(&path, corners[k]));
    }
    if (pick(2))
        CHECK(path_close(&path));
}

/* --- checks --- */

static uint8_t whole[SIDE_MAX * SIDE_MAX];

static int width(void)
{
    return bounds.x1 - bounds.x0;
}

static uint8_t *whole_at(int x, int y)
{
    return &whole[(y - bounds.y0) * width() + (x - bounds.x0)];
}

static double worst;

static void check_areas(void)
{
    for (int y = bounds.y0; y < bounds.y1; y++)
        for (int x = bounds.x0; x < bounds.x1; x++) {
            const double error = fabs(*whole_at(x, y) - exact_area(x, y) * 255);
            if (error > 1)
                fprintf(stderr, "(%d, %d): %d, not %.3f\n", x, y, *whole_at(x, y),
                        exact_area(x, y) * 255);
            worst = fmax(worst, error);
            CHECK(error <= 1);
        }
}

static struct rect some_rect(struct rect r)
{
    const int x0 = r.x0 + pick(r.x1 - r.x0), y0 = r.y0 + pick(r.y1 - r.y0);
    return (struct rect){x0, y0, x0 + 1 + pick(r.x1 - x0), y0 + 1 + pick(r.y1 - y0)};
}

static void check_part(const struct shape *s)
{
    const struct rect r = some_rect(bounds);
    static uint8_t part[SIDE_MAX * SIDE_MAX];
    memset(part, 0x5a, sizeof part);
    const size_t stride = (size_t)(r.x1 - r.x0);
    if (!shape_coverage(s, r, part, stride, &scratch))
        memset(part, 0, sizeof part);
    for (int y = r.y0; y < r.y1; y++)
        CHECK(memcmp(part + (size_t)(y - r.y0) * stride, whole_at(r.x0, y), stride) == 0);
}

/* Rows are told truly. */
static void check_rows(const struct shape *s)
{
    const int y0 = bounds.y0 + pick(bounds.y1 - bounds.y0), y1 = y0 + 1 + pick(bounds.y1 - y0);
    int from = 0, to = 0, solid_from = 0, solid_to = 0;
    const bool touched = shape_touched(s, y0, y1, &from, &to);
    const bool covered = shape_covered(s, y0, y1, &solid_from, &solid_to);
    for (int y = y0; y < y1; y++)
        for (int x = bounds.x0; x < bounds.x1; x++) {
            const uint8_t c = *whole_at(x, y);
            CHECK(c == 0 || (touched && x >= from && x < to));
            CHECK(c == 255 || !covered || x < solid_from || x >= solid_to);
        }
}

/* A surface without a pixel to spare, between guard pages; its first pixel is (0, 0). */
static void check_levels(const struct shape *s)
{
    const struct rect all = rect_intersect(s->box, (struct rect){0, 0, bounds.x1, bounds.y1});
    if ((s->kind != SHAPE_CONVEX && s->kind != SHAPE_ROUND) || rect_empty(all))
        return;
    const struct rect r = pick(2) ? all : some_rect(all);
    const uint32_t color = color_premultiply((uint32_t)random_bits() | (pick(2) ? 0xff000000 : 0));
    const size_t w = (size_t)bounds.x1, h = (size_t)bounds.y1;
    for (int i = 0; i < 4; i++) {
        const struct kernels *level = kernels_find(levels[i]), *none = kernels_find("none");
        if (level == NULL)
            continue;
        struct guard got = guard_make(w * h * 4, pick(2) ? GUARD_AFTER : GUARD_BEFORE);
        struct guard want = guard_make(w * h * 4, GUARD_AFTER);
        for (size_t k = 0; k < w * h * 4; k++)
            got.data[k] = want.data[k] = (uint8_t)random_bits();
        const struct surface a = {(void *)got.data, (int)w, (int)h, (int)w};
        const struct surface b = {(void *)want.data, (int)w, (int)h, (int)w};
        if (s->kind == SHAPE_CONVEX) {
            level->convex->fill(s->convex, &a, r, color);
            none->convex->fill(s->convex, &b, r, color);
        } else {
            level->round->fill(&s->round, &a, r, color);
            none->round->fill(&s->round, &b, r, color);
        }
        CHECK(memcmp(got.data, want.data, got.size) == 0);
        CHECK(guard_finish(&got) && guard_finish(&want));
        const size_t stride = (size_t)(r.x1 - r.x0), size_of = stride * (size_t)(r.y1 - r.y0);
        got = guard_make(size_of, pick(2) ? GUARD_AFTER : GUARD_BEFORE);
        if (s->kind == SHAPE_CONVEX)
            level->convex->coverage(s->convex, r, got.data, stride);
        else
            level->round->coverage(&s->round, r, got.data, stride);
        for (int y = r.y0; y < r.y1; y++)
            CHECK(memcmp(got.data + (size_t)(y - r.y0) * stride, whole_at(r.x0, y), stride) == 0);
        CHECK(guard_finish(&got));
    }
}

/* A colour gives what composing the coverage gives. */
static void check_color(const struct shape *s)
{
    static uint32_t pixels[SIDE_MAX * SIDE_MAX], before[SIDE_MAX * SIDE_MAX];
    const struct surface surface = {pixels, bounds.x1, bounds.y1, bounds.x1};
    const uint32_t color = color_premultiply((uint32_t)random_bits() | (pick(2) ? 0xff000000 : 0));
    const struct rect r = some_rect((struct rect){0, 0, bounds.x1, bounds.y1});
    for (int i = 0; i < bounds.x1 * bounds.y1; i++)
        pixels[i] = before[i] = color_premultiply((uint32_t)random_bits());
    shape_fill(s, &surface, r, color, &scratch);
    for (int y = 0; y < bounds.y1; y++)
        for (int x = 0; x < bounds.x1; x++) {
            const bool inside = x >= r.x0 && x < r.x1 && y >= r.y0 && y < r.y1;
            const uint8_t c = inside && x >= bounds.x0 && y >= bounds.y0 ? *whole_at(x, y) : 0;
            const uint32_t old = before[y * bounds.x1 + x];
            CHECK(pixels[y * bounds.x1 + x] == color_over(old, color_scale(color, c)));
        }
}

static void run(void)
{
    bounds = (struct rect){0, 0, 1 + pick(SIDE_MAX), 1 + pick(SIDE_MAX)};
    if (pick(4) == 0) { /* as of a layer: its origin is anywhere */
        bounds.x0 = bounds.x1 - 1 - pick(bounds.x1);
        bounds.y0 = bounds.y1 - 1 - pick(bounds.y1);
    }
    CHECK(scratch_reserve(&scratch, SIDE_MAX));
    for (int i = 0; i < SHAPES; i++) {
        make_path();
        struct shape s;
        CHECK(shape_from_path(&s, &path, pick(2), bounds, &arena));
        CHECK(rect_empty(s.box) || rect_contains(bounds, s.box));
        const size_t stride = (size_t)width();
        if (!shape_coverage(&s, bounds, whole, stride, &scratch))
            memset(whole, 0, sizeof whole);
        check_areas();
        check_part(&s);
        check_rows(&s);
        check_color(&s);
        check_levels(&s);
        arena_reset(&arena);
    }
}

int main(int argc, char **argv)
{
    const int status = seed_main(argc, argv, 300, run);
    if (argc > 1)
        printf("worst error %.3f/255\n", worst);
    path_finish(&path);
    scratch_finish(&scratch);
    arena_finish(&arena);
    return status;
}
