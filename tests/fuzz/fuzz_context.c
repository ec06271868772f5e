/* Any bytes as a program of calls of the 2D context and the quick functions, with hostile numbers,
 * texts and pictures among them, on canvases that draw each other and come and go. */
#include "fuzz.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "../unit/svg_libraries.h"
#include "canvas/context2d.h"
#include "canvas/gradient.h"
#include "canvas/image_data.h"
#include "canvas/path2d.h"
#include "canvas/pattern.h"
#include "canvas/quick.h"
#include "canvas/svg_path.h"
#include "fuzz_context.h"

enum {
    SIZE_MAX_BYTES = 1024,
    STYLES = 4,
    SCENE_USES = 256, /* executions: finding fonts takes far longer than one */
};

static const uint8_t *input;
static size_t left;

struct scene *scene;
static struct canvas *canvases[CANVASES];
struct context2d contexts[CANVASES];
struct quick quicks[CANVASES];
static struct gradient *gradients[STYLES];
static struct pattern *patterns[STYLES];
static struct path paths[2];

uint8_t byte(void)
{
    if (left == 0)
        return 0;
    left--;
    return *input++;
}

unsigned pick(unsigned count)
{
    return byte() % count;
}

double number(void)
{
    static const double hostile[] = {
        0,        -0.0,         1,         -1,    0.5,   1e-9,    1e-300, NAN,
        INFINITY, -INFINITY,    1e30,      -1e30, 1e308, 1e6,     -1e6,   32767,
        32768.5,  2147483648.0, 6.2831853, 1e18,  -1e9,  255.999,
    };
    const uint8_t b = byte();
    if (b < sizeof hostile / sizeof *hostile)
        return hostile[b];
    return ((b << 8 | byte()) - 32768) / 256.0;
}

const char *bytes(size_t most, size_t *length)
{
    const char *at = (const char *)input;
    *length = most < left ? most : left;
    input += *length;
    left -= *length;
    return at;
}

static const char *text(size_t *length)
{
    static const char *const texts[] = {
        "red",
        "rgba(10, 200, 30, 0.5)",
        "transparent",
        "blur(3px)",
        "drop-shadow(2px 1px 4px #8888)",
        "sepia(50%) blur(1e9px)",
        "none",
        "hue-rotate(1e30deg)",
        "M0 0L9 9A1 1 0 0 1 40 3Z",
        "m1e30 5q3 3 nan",
        "repeat",
        "no-repeat",
        "round",
        "square",
        "bevel",
        "multiply",
    };
    const char *t = texts[pick(sizeof texts / sizeof *texts)];
    for (*length = 0; t[*length] != '\0';)
        ++*length;
    return t;
}

static struct context2d *context(void)
{
    return &contexts[pick(CANVASES)];
}

static struct matrix matrix(void)
{
    const double a = number(), b = number(), c = number(), d = number();
    return (struct matrix){a, b, c, d, number(), number()};
}

static void transforms(struct context2d *c)
{
    const struct matrix m = matrix();
    switch (pick(6)) {
    case 0:
        context2d_scale(c, m.a, m.b);
        break;
    case 1:
        context2d_rotate(c, m.a);
        break;
    case 2:
        context2d_translate(c, m.a, m.b);
        break;
    case 3:
        context2d_transform(c, &m);
        break;
    case 4:
        context2d_set_transform(c, &m);
        break;
    default:
        context2d_reset_transform(c);
    }
}

static void states(struct context2d *c)
{
    if (pick(8) == 0)
        context2d_reset(c);
    else if (pick(2) == 0)
        context2d_save(c);
    else
        context2d_restore(c);
}

static void numbers(struct context2d *c)
{
    static void (*const setters[])(struct state *, double) = {
        state_set_global_alpha,     state_set_line_width,  state_set_miter_limit,
        state_set_line_dash_offset, state_set_shadow_blur, state_set_shadow_offset_x,
        state_set_shadow_offset_y,
    };
    setters[pick(7)](&c->state, number());
}

static void names(struct context2d *c)
{
    static void (*const setters[])(struct state *, const char *, size_t) = {
        state_set_shadow_color, state_set_global_composite_operation, state_set_line_cap,
        state_set_line_join,    state_set_image_smoothing_quality,
    };
    size_t length;
    const char *t = text(&length);
    const unsigned which = pick(7);
    if (which < 5)
        setters[which](&c->state, t, length);
    else
        state_set_filter(&c->state, t, length);
    if (which == 1) /* the names of operators are many */
        c->state.global_composite_operation = (enum composite_operator)pick(COMPOSITE_OPERATORS);
}

static void dashes(struct context2d *c)
{
    double list[5];
    const unsigned count = pick(6);
    for (unsigned i = 0; i < count; i++)
        list[i] = number();
    state_set_line_dash(&c->state, list, count);
}

static void path_calls(struct context2d *c)
{
    const unsigned which = pick(3);
    struct path *p = which == 0 ? &c->path : &paths[which - 1];
    const struct matrix m = which == 0 ? c->state.matrix : MATRIX_IDENTITY;
    double v[8];
    for (int i = 0; i < 8; i++)
        v[i] = number();
    const struct point radii[] = {{v[4], v[5]}, {v[6], v[7]}, {v[0], v[3]}, {v[7], v[7]}};
    size_t length;
    switch (pick(14)) {
    case 0:
        path2d_close_path(p);
        break;
    case 1:
        path2d_move_to(p, &m, v[0], v[1]);
        break;
    case 2:
    case 3:
        path2d_line_to(p, &m, v[0], v[1]);
        break;
    case 4:
        path2d_quadratic_curve_to(p, &m, v[0], v[1], v[2], v[3]);
        break;
    case 5:
        path2d_bezier_curve_to(p, &m, v[0], v[1], v[2], v[3], v[4], v[5]);
        break;
    case 6:
        path2d_arc_to(p, &m, v[0], v[1], v[2], v[3], v[4]);
        break;
    case 7:
        path2d_arc(p, &m, v[0], v[1], v[2], v[3], v[4], pick(2) == 0);
        break;
    case 8:
        path2d_ellipse(p, &m, v[0], v[1], v[2], v[3], v[4], v[5], v[6], pick(2) == 0);
        break;
    case 9:
        path2d_rect(p, &m, v[0], v[1], v[2], v[3]);
        break;
    case 10:
        path2d_round_rect(p, &m, v[0], v[1], v[2], v[3], radii, pick(6));
        break;
    case 11:
        if (paths[0].verb_count + paths[1].verb_count < 4000)
            path2d_add_path(p, &paths[pick(2)], &m);
        break;
    case 12: {
        const char *t = text(&length);
        svg_path_parse(t, length, p);
        break;
    }
    default:
        context2d_begin_path(c);
        path_clear(&paths[pick(2)]);
    }
}

static void draws(struct context2d *c)
{
    const unsigned which = pick(3);
    const struct path *p = which == 0 ? NULL : &paths[which - 1];
    double v[8];
    for (int i = 0; i < 8; i++)
        v[i] = number();
    switch (pick(9)) {
    case 0:
        context2d_fill(c, p, pick(2) == 0);
        break;
    case 1:
        context2d_stroke(c, p);
        break;
    case 2:
        context2d_clip(c, p, pick(2) == 0);
        break;
    case 3:
        context2d_is_point_in_path(c, p, v[0], v[1], pick(2) == 0);
        break;
    case 4:
        context2d_is_point_in_stroke(c, p, v[0], v[1]);
        break;
    case 5:
        context2d_clear_rect(c, v[0], v[1], v[2], v[3]);
        break;
    case 6:
        context2d_fill_rect(c, v[0], v[1], v[2], v[3]);
        break;
    case 7:
        context2d_stroke_rect(c, v[0], v[1], v[2], v[3]);
        break;
    default:
        context2d_draw_image(c, canvases[pick(CANVASES)], (struct box){v[0], v[1], v[2], v[3]},
                             (struct box){v[4], v[5], v[6], v[7]});
    }
}

static void make_style(struct context2d *c)
{
    const unsigned slot = pick(STYLES);
    size_t length;
    double v[6];
    for (int i = 0; i < 6; i++)
        v[i] = number();
    const char *t = text(&length);
    const unsigned which = pick(4);
    if (which == 3) {
        pattern_unref(patterns[slot]);
        patterns[slot] = pattern_create(canvases[pick(CANVASES)], t, length);
        if (patterns[slot] != NULL) {
            const struct matrix m = matrix();
            pattern_set_transform(patterns[slot], &m);
            style_set_pattern(&c->state.fill_style, patterns[slot]);
        }
        return;
    }
    gradient_unref(gradients[slot]);
    gradients[slot] = which == 0   ? gradient_create_linear(v[0], v[1], v[2], v[3])
                      : which == 1 ? gradient_create_radial(v[0], v[1], v[2], v[3], v[4], v[5])
                                   : gradient_create_conic(v[0], v[1], v[2]);
    for (unsigned i = pick(5); i > 0 && gradients[slot] != NULL; i--)
        gradient_add_color_stop(gradients[slot], pick(256) / 255.0,
                                (uint32_t)pick(256) * 0x1020305);
    if (gradients[slot] != NULL)
        style_set_gradient(pick(2) == 0 ? &c->state.fill_style : &c->state.stroke_style,
                           gradients[slot]);
}

static void colors(struct context2d *c)
{
    size_t length;
    const char *t = text(&length);
    style_set_text(pick(2) == 0 ? &c->state.fill_style : &c->state.stroke_style, t, length);
}

static void image_datas(struct context2d *c)
{
    struct image_data d;
    int64_t v[8];
    for (int i = 0; i < 8; i++) {
        const double n = number();
        v[i] = isfinite(n) && fabs(n) < 9e18 ? (int64_t)n : 0;
    }
    if (v[2] * 1.0 * (double)v[3] > 1e6) /* what is not refused takes a while */
        v[2] = 7;
    if (!image_data_get(&d, c->canvas, v[0], v[1], v[2] % 5000, v[3] % 5000))
        return;
    d.data[d.size - 1] = byte();
    image_data_put(&d, canvases[pick(CANVASES)], v[4], v[5], v[6], v[7], v[2], v[3]);
    image_data_finish(&d);
}

static void quick_calls(struct context2d *c)
{
    struct quick *q = &quicks[c - contexts];
    double v[8];
    for (int i = 0; i < 8; i++)
        v[i] = number();
    const struct style *style = &c->state.fill_style;
    const struct quick_pen pen = {.width = v[6],
                                  .cap = (enum line_cap)pick(3),
                                  .join = (enum line_join)pick(3),
                                  .dashes = v,
                                  .dash_count = pick(3)};
    struct canvas *source = canvases[pick(CANVASES)];
    struct quick_image how = quick_image_defaults(source);
    switch (pick(16)) {
    case 0:
        quick_push(q);
        break;
    case 1:
        quick_pop(q);
        break;
    case 2:
        quick_translate(q, v[0], v[1]);
        quick_shear(q, v[2], v[3]);
        break;
    case 3:
        quick_rotate(q, v[0], v[1], v[2]);
        break;
    case 4:
        quick_scale(q, v[0], v[1]);
        break;
    case 5:
        quick_alpha(q, v[0]);
        quick_blend(q, (enum composite_operator)pick(COMPOSITE_OPERATORS));
        break;
    case 6:
        quick_clip(q, v[0], v[1], v[2], v[3]);
        break;
    case 7:
        quick_restart(q, c->canvas);
        break;
    case 8:
        quick_clear(q, style);
        break;
    case 9:
        quick_fill(q, v[0], v[1], v[2], v[3], style);
        break;
    case 10:
        quick_line(q, v[0], v[1], v[2], v[3], style, &pen);
        break;
    case 11:
        quick_polyline(q, v, pick(9), style, &pen);
        break;
    case 12:
        quick_rect(q, v[0], v[1], v[2], v[3], v[4], style, pick(2) == 0 ? &pen : NULL);
        break;
    case 13:
        quick_arc(q, v[0], v[1], v[2], v[3], v[4], style, pick(2) == 0 ? &pen : NULL);
        break;
    case 14:
        quick_polygon(q, v, pick(9), style, pick(2) == 0 ? &pen : NULL);
        break;
    default:
        how.has_size = pick(2) == 0;
        how.w = v[2];
        how.h = v[3];
        how.rotate = v[4];
        how.anchor = (struct point){v[5], v[6]};
        how.fit = (enum image_fit)pick(3);
        how.smooth = pick(2) == 0;
        quick_image(q, source, v[0], v[1], &how);
    }
}

/* Another canvas in its place, while others may still have to read the old one. */
static void replace(struct context2d *c)
{
    static const int sizes[][2] = {{64, 48}, {1, 1}, {33, 70}, {200, 3}};
    const size_t i = (size_t)(c - contexts);
    const int *size = sizes[pick(4)];
    struct canvas *new = canvas_create(scene, size[0], size[1]);
    if (new == NULL)
        return;
    struct canvas *old = canvases[i];
    canvases[i] = new;
    context2d_attach(c, new);
    quick_restart(&quicks[i], new);
    canvas_destroy(old);
}

static void flush(struct context2d *c)
{
    target_flush(canvas_target(c->canvas));
}

static void start(void)
{
    static unsigned uses;
    if (uses++ % SCENE_USES == 0) {
        scene_destroy(scene);
        scene = scene_create(&(struct scene_options){.threads = 1});
    }
    pictures_start();
    for (int i = 0; i < CANVASES; i++) {
        canvases[i] = canvas_create(scene, 64, 48);
        context2d_init(&contexts[i], canvases[i]);
        quick_init(&quicks[i], canvases[i]);
    }
}

static void finish(void)
{
    for (int i = 0; i < CANVASES; i++)
        flush(&contexts[i]);
    for (int i = 0; i < CANVASES; i++) {
        context2d_finish(&contexts[i]);
        quick_finish(&quicks[i]);
        canvas_destroy(canvases[i]);
    }
    for (int i = 0; i < STYLES; i++) {
        gradient_unref(gradients[i]);
        pattern_unref(patterns[i]);
        gradients[i] = NULL;
        patterns[i] = NULL;
    }
    path_finish(&paths[0]);
    path_finish(&paths[1]);
    pictures_finish();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const calls[])(struct context2d *) = {
        transforms, states,          numbers,     names,       dashes,      path_calls,
        path_calls, path_calls,      draws,       draws,       draws,       make_style,
        colors,     image_datas,     quick_calls, quick_calls, replace,     flush,
        fonts,      text_attributes, texts,       texts,       quick_texts, picture_calls,
    };
    if (size > SIZE_MAX_BYTES)
        return -1;
    input = data;
    left = size;
    start();
    while (left > 0)
        calls[pick(sizeof calls / sizeof *calls)](context());
    finish();
    return 0;
}
