/* Random drawings of every kind on several targets: shapes, strokes, gradients, images, clips,
 * operators, shadows, filters, text. The reference is the scene at its plainest: one thread, plain
 * C, one tile, everything drawn every time. Every other combination of threads, SIMD level, tile
 * size and skipping has to give the same bytes. A level is chosen once a process, so each
 * combination runs in a process of its own. Argument: a seed, to run that one alone. */
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/glyphs.h"
#include "base/simd.h"
#include "pixel/color.h"
#include "scene/target.h"
#include "seed.h"

enum { SEEDS = 60, TARGETS = 3, FRAMES = 6, FRAME_KINDS = 2, STEPS_MAX = 10, CLIPS = 3 };
enum { WIDTH_MAX = 260, HEIGHT_MAX = 110, PIXELS_MAX = WIDTH_MAX * HEIGHT_MAX };

/* What a process reports: the pixels of each target after each frame. */
struct result {
    uint32_t pixels[FRAMES][TARGETS][PIXELS_MAX];
};

static struct scene_options options;
static struct scene *scene;
static struct target *targets[TARGETS];
static struct face *face;

static double fraction(void)
{
    return (double)(random_bits() >> 11) * 0x1p-53;
}

static double between(double a, double b)
{
    return a + (b - a) * fraction();
}

static bool chance(int n)
{
    return pick(n) == 0;
}

/* Around and beyond 0 to `size`; now and then very far away. */
static double place(int size)
{
    if (chance(60))
        return (chance(2) ? -1 : 1) * (double[]){1e5, 1e6, 1e9, 1e30}[pick(4)];
    return chance(3) ? pick(size + 20) - 10 : between(-20, size + 20);
}

static struct point spot(void)
{
    return (struct point){place(200), place(100)};
}

static uint32_t premultiplied(void)
{
    static const uint32_t alphas[] = {0, 1, 90, 128, 254, 255, 255, 255};
    return color_premultiply((uint32_t)random_bits() >> 8 | alphas[pick(8)] << 24);
}

static void add_curves(struct path *p)
{
    CHECK(path_move(p, spot()));
    for (int i = 1 + pick(6); i > 0; i--) {
        const struct point centre = spot();
        const double r = between(0, 60), from = between(-7, 7);
        switch (pick(6)) {
        case 0:
            CHECK(path_quad(p, spot(), spot()));
            break;
        case 1:
            CHECK(path_cubic(p, spot(), spot(), spot()));
            break;
        case 2:
            CHECK(path_arc(p, centre, (struct point){r, 0}, (struct point){0, between(0, 60)}, from,
                           from + between(-6.2, 6.2)));
            break;
        default:
            CHECK(path_line(p, spot()));
            break;
        }
    }
    if (chance(2))
        CHECK(path_close(p));
}

static void add_round_rect(struct path *p)
{
    const double x = place(150), y = place(80), w = between(5, 200), h = between(5, 90);
    const double r = between(0, fmin(w, h) / 2), quarter = acos(0);
    const struct point u = {r, 0}, v = {0, r};
    CHECK(path_move(p, (struct point){x + r, y}));
    CHECK(path_arc(p, (struct point){x + w - r, y + r}, u, v, -quarter, 0));
    CHECK(path_arc(p, (struct point){x + w - r, y + h - r}, u, v, 0, quarter));
    CHECK(path_arc(p, (struct point){x + r, y + h - r}, u, v, quarter, 2 * quarter));
    CHECK(path_arc(p, (struct point){x + r, y + r}, u, v, 2 * quarter, 3 * quarter));
    CHECK(path_close(p));
}

static void add_figure(struct path *p)
{
    const struct point centre = spot();
    switch (pick(7)) {
    case 0: /* whole pixels, often large */
        CHECK(path_rect(p, pick(60) - 10, pick(30) - 10, pick(280), pick(130)));
        break;
    case 1:
        CHECK(path_rect(p, place(200), place(100), between(-90, 90), between(-90, 90)));
        break;
    case 2:
        CHECK(path_ellipse(p, centre, (struct point){between(0, 70), 0},
                           (struct point){0, between(0, 70)}));
        break;
    case 3:
        add_round_rect(p);
        break;
    case 4: /* a triangle */
        CHECK(path_move(p, spot()) && path_line(p, spot()) && path_line(p, spot()));
        break;
    default:
        add_curves(p);
        break;
    }
}

static void make_path(struct path *p)
{
    path_clear(p);
    for (int i = chance(20) ? 0 : chance(4) ? 2 : 1; i > 0; i--)
        add_figure(p);
    if (chance(4)) {
        const double t = between(0, 7), s = between(0.3, 2);
        const struct matrix m = {s * cos(t), s * sin(t), -sin(t), cos(t), between(0, 80), 20};
        path_transform(p, &m);
    }
}

static struct matrix make_matrix(void)
{
    switch (pick(4)) {
    case 0:
        return MATRIX_IDENTITY;
    case 1:
        return (struct matrix){1, 0, 0, 1, pick(40) - 20, pick(40) - 20};
    case 2:
        return (struct matrix){between(0.1, 3), 0, 0, between(0.1, 3), between(-50, 50), 3.25};
    default:
        return (struct matrix){between(-2, 2), between(-2, 2),   between(-2, 2),
                               between(-2, 2), between(-90, 90), between(-90, 90)};
    }
}

/* The stops have one reference that the caller gives back; NULL without any. */
static struct gradient_stops *make_gradient(struct paint *p)
{
    static const enum paint_kind kinds[] = {PAINT_LINEAR, PAINT_RADIAL, PAINT_CONIC};
    double offsets[4];
    uint32_t colors[4];
    const uint32_t count = 1 + (uint32_t)pick(4);
    for (uint32_t i = 0; i < count; i++) {
        offsets[i] = i == 0 ? between(0, 0.5) : between(offsets[i - 1], 1);
        colors[i] = (uint32_t)random_bits() | (chance(2) ? 0xff000000 : 0);
    }
    p->kind = kinds[pick(3)];
    p->gradient.x0 = between(0, 200);
    p->gradient.y0 = between(0, 100);
    p->gradient.r0 = between(0, 30);
    p->gradient.x1 = chance(9) ? p->gradient.x0 : between(0, 200);
    p->gradient.y1 = between(0, 100);
    p->gradient.r1 = between(0, 90);
    p->gradient.angle = between(-4, 4);
    struct gradient_stops *stops = gradient_stops_create(offsets, colors, count);
    CHECK(stops != NULL);
    p->gradient.stops = stops;
    return stops;
}

static void make_image(struct paint *p, struct target *source)
{
    const int w = target_width(source), h = target_height(source);
    p->kind = PAINT_IMAGE;
    p->image.part = (struct rect){pick(w), pick(h), w, h};
    if (chance(2))
        p->image.part = (struct rect){0, 0, w, h};
    p->image.sampling = (enum paint_sampling)pick(3);
    p->image.extend_x = (enum paint_extend)pick(3);
    p->image.extend_y = (enum paint_extend)pick(3);
}

static void make_stroke(struct stroke_style *s, double *dashes)
{
    *s = (struct stroke_style){
        .width = chance(3) ? 1 : between(0.1, 25),
        .miter_limit = between(0.5, 12),
        .cap = (enum line_cap)pick(3),
        .join = (enum line_join)pick(3),
        .dashes = dashes,
        .dash_count = chance(3) ? 2 : 0,
        .dash_offset = between(-20, 20),
    };
    dashes[0] = between(0, 30);
    dashes[1] = between(1, 20);
}

static int make_filters(struct filter *f)
{
    const int count = 1 + pick(2);
    for (int i = 0; i < count; i++) {
        f[i] = (struct filter){.kind = (enum filter_kind)pick(3),
                               .sigma = between(0, 6),
                               .dx = between(-20, 20),
                               .dy = between(-20, 20),
                               .color = (uint32_t)random_bits()};
        for (int k = 0; k < 4; k++) /* a channel may take from the others, not from nothing */
            for (int from = 0; from < 4; from++)
                f[i].matrix[k * 5 + from] = k < 3 && from < 3 ? (float)between(-0.5, 1) : k == from;
    }
    return count;
}

/* Letters side by side, on each other, and far away; the caller's reference. */
static struct glyph_list *make_text(void)
{
    static const double sizes[] = {3, 9, 12, 16, 16, 24.5, 60, 150};
    const struct key key = {seed_state, 1}; /* the same letters follow from the same state */
    char letters[40];
    const int count = chance(9) ? 0 : 1 + pick(chance(3) ? 39 : 5);
    for (int i = 0; i < count; i++)
        letters[i] = (char)(32 + pick(95));
    letters[count] = '\0';
    struct glyph_list *g = glyphs_of_text(face_ref(face), sizes[pick(8)], letters);
    g->key = key;
    for (uint32_t i = 0; i < g->count; i++)
        if (chance(4)) {
            g->glyphs[i].x = (float)between(-30, 30);
            g->glyphs[i].y = (float)between(-30, 60);
        }
    g->least = (struct point){-300, -300};
    g->most = (struct point){8000, 300};
    return g;
}

static struct clip *make_clip(struct path *p)
{
    const struct rect all = {0, 0, WIDTH_MAX, HEIGHT_MAX};
    struct clip *clip = NULL;
    for (int i = chance(2) ? 0 : 1 + pick(CLIPS); i > 0; i--) {
        struct clip *outer = clip;
        make_path(p);
        clip = chance(4) ? clip_create_rect(outer, (struct rect){10, 10, 150, 90}, all)
                         : clip_create(outer, p, chance(2), all);
        CHECK(clip != NULL);
        clip_unref(outer);
    }
    return clip;
}

static void draw(struct target *t)
{
    struct path path = {0};
    struct filter filters[2];
    struct stroke_style style;
    double dashes[2];
    struct gradient_stops *stops = NULL;
    struct drawing d = {.path = &path, .even_odd = chance(2), .matrix = MATRIX_IDENTITY};
    d.op = chance(2) ? COMPOSITE_SOURCE_OVER : (enum composite_operator)pick(COMPOSITE_OPERATORS);
    d.paint = (struct paint){.color = premultiplied(), .alpha = chance(2) ? 255 : 99};
    const struct matrix m = make_matrix();
    if (!matrix_invert(&m, &d.paint.inverse))
        d.paint.inverse = MATRIX_IDENTITY;
    const int kind = pick(4);
    if (kind == 0)
        stops = make_gradient(&d.paint);
    if (kind == 1)
        make_image(&d.paint, d.source = targets[pick(TARGETS)]);
    d.clip = make_clip(&path);
    if (chance(4))
        d.shadow = (struct shadow){(uint32_t)random_bits() | 0x80000000, between(-20, 20),
                                   chance(2) ? 5 : between(-20, 20), chance(4) ? 0 : between(0, 8)};
    if (chance(6)) {
        d.filters = filters;
        d.filter_count = make_filters(filters);
    }
    if (chance(3)) {
        make_stroke(&style, dashes);
        d.stroke = &style;
        d.matrix = m;
        if (!matrix_invert(&m, &(struct matrix){0}))
            d.matrix = MATRIX_IDENTITY;
    }
    make_path(&path);
    CHECK(path_is_finite(&path));
    struct glyph_list *text = chance(3) ? make_text() : NULL;
    if (text != NULL) {
        d.glyphs = text;
        if (d.stroke == NULL)
            d.matrix = chance(2) ? (struct matrix){1, 0, 0, 1, place(150), place(90)} : m;
    }
    CHECK(target_draw(t, &d));
    clip_unref(d.clip);
    glyph_list_unref(text);
    if (stops != NULL)
        gradient_stops_unref(stops);
    path_finish(&path);
}

static void fill(struct target *t)
{
    const int x = pick(200), y = pick(90);
    const enum composite_operator op =
        chance(2) ? COMPOSITE_SOURCE_OVER : (enum composite_operator)pick(COMPOSITE_OPERATORS);
    struct rect r = {x, y, x + pick(200), y + pick(90)};
    if (chance(3))
        r = (struct rect){0, 0, WIDTH_MAX, HEIGHT_MAX};
    target_fill(t, r, premultiplied(), op);
}

static void copy(struct target *t)
{
    const struct rect all = {0, 0, WIDTH_MAX, HEIGHT_MAX};
    const enum composite_operator op =
        chance(2) ? COMPOSITE_SOURCE_OVER : (enum composite_operator)pick(COMPOSITE_OPERATORS);
    CHECK(target_copy(t, all, targets[pick(TARGETS)], (struct rect){pick(50), pick(50), 200, 100},
                      pick(100) - 20, pick(60) - 20, op));
}

static void step(void)
{
    struct target *t = targets[pick(TARGETS)];
    switch (pick(10)) {
    case 0:
        target_flush(t);
        break;
    case 1:
        copy(t);
        break;
    case 2:
    case 3:
        fill(t);
        break;
    default:
        draw(t);
        break;
    }
}

static void report(uint32_t *out, struct target *t)
{
    const struct surface *s = target_read(t);
    for (int y = 0; y < s->height; y++)
        memcpy(out + (size_t)y * (size_t)s->width, surface_at(s, 0, y),
               (size_t)s->width * sizeof *out);
}

static void run_frames(struct result *result)
{
    uint64_t kinds[FRAME_KINDS];
    scene = scene_create(&options);
    CHECK(scene != NULL);
    face = any_face();
    for (int i = 0; i < TARGETS; i++)
        CHECK((targets[i] = target_create(scene, 20 + pick(WIDTH_MAX - 20),
                                          5 + pick(HEIGHT_MAX - 5))) != NULL);
    for (int i = 0; i < FRAME_KINDS; i++)
        kinds[i] = random_bits();
    for (int frame = 0; frame < FRAMES; frame++) {
        const uint64_t outside = seed_state;
        seed_state = kinds[frame == 0 ? 0 : pick(FRAME_KINDS)];
        for (int steps = 1 + pick(STEPS_MAX); steps > 0; steps--)
            step();
        seed_state = outside + 1;
        for (int i = 0; i < TARGETS; i++)
            report(result->pixels[frame][i], targets[i]);
    }
    for (int i = 0; i < TARGETS; i++)
        target_destroy(targets[i]);
    scene_destroy(scene);
    face_unref(face);
}

/* Runs the seed's frames in another process. */
static void run_process(enum simd_level level, struct result *result)
{
    fflush(NULL);
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        setenv("FBRUN_SIMD", simd_name(level), 1);
        run_frames(result);
        exit(EXIT_SUCCESS);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    if (status != 0)
        fprintf(stderr, "%s, %d threads, tiles %dx%d\n", simd_name(level), options.threads,
                options.tile_width, options.tile_height);
    CHECK(status == 0);
}

static void compare(const struct result *want, const struct result *got, enum simd_level level)
{
    for (int frame = 0; frame < FRAMES; frame++)
        for (int i = 0; i < TARGETS; i++)
            for (int k = 0; k < PIXELS_MAX; k++)
                if (want->pixels[frame][i][k] != got->pixels[frame][i][k]) {
                    fprintf(stderr,
                            "frame %d, target %d, word %d: %08" PRIx32 ", not %08" PRIx32
                            "; %s, %d threads, tiles %dx%d, redraw_all %d\n",
                            frame, i, k, got->pixels[frame][i][k], want->pixels[frame][i][k],
                            simd_name(level), options.threads, options.tile_width,
                            options.tile_height, options.redraw_all);
                    CHECK(!"pixels differ");
                }
}

static struct result *want, *got;

static void run(void)
{
    static const int tiles[][2] = {{16, 1}, {16, 16}, {0, 0}, {128, 7}, {64, 33}};
    options = (struct scene_options){1, 4096, 4096, true};
    memset(want, 0, sizeof *want);
    run_process(SIMD_NONE, want);
    for (int level = 0, k = (int)seed; level < SIMD_LEVELS; level++, k++) {
        if (!simd_supported((enum simd_level)level))
            continue;
        options = (struct scene_options){
            .threads = 1 + k % 4,
            .tile_width = tiles[k % 5][0],
            .tile_height = tiles[k % 5][1],
            .redraw_all = k % 3 == 0,
        };
        memset(got, 0, sizeof *got);
        run_process((enum simd_level)level, got);
        compare(want, got, (enum simd_level)level);
    }
}

static struct result *map_result(void)
{
    void *p = mmap(NULL, sizeof(struct result), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                   -1, 0);
    CHECK(p != MAP_FAILED);
    return p;
}

int main(int argc, char **argv)
{
    want = map_result();
    got = map_result();
    return seed_main(argc, argv, SEEDS, run);
}
