/* A target, and what makes a screen of it: opaque pixels. Or a picture: pixels that stay. */
#define LOG_MODULE "canvas"
#include "canvas/canvas.h"

#include "base/budget.h"
#include "base/error.h"
#include "base/log.h"
#include "pixel/color.h"
#include "pixel/halve.h"

struct canvas {
    struct scene *scene;
    struct target *target;
    bool screen;
    bool picture, opaque;
    struct canvas *half; /* of a picture; NULL until somebody wants it … */
    bool unhalved;       /* … and there is no memory for it */
};

static const uint32_t BLACK = 0xff000000;

static struct canvas *create(struct scene *scene, struct target *target, bool screen)
{
    if (target == NULL)
        return NULL;
    struct canvas *c = budget_resize(NULL, 0, sizeof *c);
    if (c == NULL) {
        target_destroy(target);
        error_prefix("a canvas");
        return NULL;
    }
    *c = (struct canvas){.scene = scene, .target = target, .screen = screen};
    return c;
}

struct canvas *canvas_create(struct scene *scene, int width, int height)
{
    return create(scene, target_create(scene, width, height), false);
}

struct canvas *canvas_create_screen(struct scene *scene, const struct target_memory *memory)
{
    return create(scene, target_create_on(scene, memory), true);
}

struct canvas *canvas_create_picture(struct scene *scene, struct surface *pixels, bool opaque)
{
    struct canvas *c = create(scene, target_create_from(scene, pixels), false);
    if (c == NULL)
        return NULL;
    c->picture = true;
    c->opaque = opaque;
    return c;
}

void canvas_destroy(struct canvas *c)
{
    if (c == NULL)
        return;
    canvas_destroy(c->half);
    target_destroy(c->target);
    budget_free(c, sizeof *c);
}

int canvas_width(const struct canvas *c)
{
    return target_width(c->target);
}

int canvas_height(const struct canvas *c)
{
    return target_height(c->target);
}

bool canvas_is_screen(const struct canvas *c)
{
    return c->screen;
}

bool canvas_is_picture(const struct canvas *c)
{
    return c->picture;
}

bool canvas_is_opaque(const struct canvas *c)
{
    return c->screen || c->opaque;
}

/* NULL if it has none. */
static struct canvas *find_half(struct canvas *c)
{
    if (c->half != NULL || !c->picture || c->unhalved || canvas_width(c) + canvas_height(c) == 2)
        return c->half;
    struct surface half;
    if (surface_halve(target_read(c->target), &half))
        c->half = canvas_create_picture(c->scene, &half, c->opaque);
    if (c->half == NULL) {
        surface_finish(&half);
        c->unhalved = true; /* it is slower, but said once only */
        log_warning("a picture is drawn from more pixels than needed: %s", error_text());
    }
    return c->half;
}

/* The range in a picture of half the size. False if it begins or ends between two pixels there. */
static bool halve_range(int *begin, int *end, int size)
{
    if (*begin % 2 != 0 || (*end % 2 != 0 && *end != size))
        return false;
    *begin /= 2;
    *end = (*end + 1) / 2;
    return true;
}

struct canvas *canvas_shrink(struct canvas *source, struct matrix *device, struct rect *part,
                             enum paint_sampling *sampling)
{
    static const struct matrix twice = {2, 0, 0, 2, 0, 0};
    while (fmax(hypot(device->a, device->b), hypot(device->c, device->d)) < 0.5) {
        struct rect r = *part;
        if (!halve_range(&r.x0, &r.x1, canvas_width(source)) ||
            !halve_range(&r.y0, &r.y1, canvas_height(source)))
            break;
        struct canvas *half = find_half(source);
        if (half == NULL)
            break;
        source = half;
        *part = r;
        *device = matrix_multiply(device, &twice);
    }
    const double least = fmin(hypot(device->a, device->b), hypot(device->c, device->d));
    *sampling = least < 0.5 ? SAMPLE_AREA : SAMPLE_BILINEAR;
    return source;
}

struct target *canvas_target(struct canvas *c)
{
    return c->target;
}

struct scene *canvas_scene(const struct canvas *c)
{
    return c->scene;
}

struct rect canvas_bounds(const struct canvas *c)
{
    return (struct rect){0, 0, canvas_width(c), canvas_height(c)};
}

/* Black under a premultiplied pixel leaves its channels as they are and makes it opaque. */
void canvas_make_opaque(struct canvas *c, struct rect r)
{
    if (c->screen)
        target_fill(c->target, rect_intersect(r, canvas_bounds(c)), BLACK,
                    COMPOSITE_DESTINATION_OVER);
}

/* On an opaque pixel the others leave an opaque one. */
bool canvas_loses_opacity(const struct canvas *c, enum composite_operator op)
{
    return c->screen &&
           (op == COMPOSITE_SOURCE_IN || op == COMPOSITE_SOURCE_OUT ||
            op == COMPOSITE_DESTINATION_IN || op == COMPOSITE_DESTINATION_OUT ||
            op == COMPOSITE_DESTINATION_ATOP || op == COMPOSITE_COPY || op == COMPOSITE_XOR);
}

struct surface *canvas_map(struct canvas *c)
{
    return target_map(c->target);
}

void canvas_unmap(struct canvas *c, struct rect touched)
{
    target_unmap(c->target, touched);
    canvas_make_opaque(c, touched);
}

void canvas_clear(struct canvas *c, uint32_t color)
{
    uint32_t premultiplied = color_premultiply(color);
    if (c->screen)
        premultiplied = color_over(BLACK, premultiplied);
    target_fill(c->target, canvas_bounds(c), premultiplied, COMPOSITE_COPY);
}

bool canvas_pixel(struct canvas *c, double x, double y, uint32_t *color)
{
    if (!(x >= 0 && x < canvas_width(c) && y >= 0 && y < canvas_height(c)))
        return false;
    uint32_t word = *surface_at(target_read(c->target), (int)x, (int)y);
    /* A screen shows what is transparent over black: the premultiplied channels as they are. */
    *color = canvas_is_screen(c) ? 0xff000000u | word : color_unpremultiply(word);
    return true;
}
