/* From coordinates as scripts give them to whole pixels. What lies far out is cut off while it is
 * still a double: an int, and the arithmetic of the scene, could not hold it. */
#include "canvas/canvas.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "pixel/color.h"
#include "raster/line.h"

struct canvas {
    struct scene *scene;
    struct target *target;
    bool screen;
};

static const uint32_t BLACK = 0xff000000;

/* Beyond any canvas, and far enough from INT_MAX for sums. */
static const double FAR = LINE_COORDINATE_MAX;

static struct canvas *create(struct scene *scene, struct target *target, bool screen)
{
    if (target == NULL)
        return NULL;
    struct canvas *c = malloc(sizeof *c);
    if (c == NULL) {
        target_destroy(target);
        error_set("no memory for a canvas");
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

void canvas_destroy(struct canvas *c)
{
    if (c == NULL)
        return;
    target_destroy(c->target);
    free(c);
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
bool canvas_thins(const struct canvas *c, enum composite_operator op)
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

/* v, brought within +-limit. */
static double clamp(double v, double limit)
{
    return v < -limit ? -limit : v > limit ? limit : v;
}

/* floor(v) of a finite or infinite coordinate, no farther out than FAR; NaN must have been sorted
 * out before. floor() itself is slow on processors that have no instruction for it. */
static int to_int(double v)
{
    v = clamp(v, FAR);
    const int i = (int)v;
    return i - (i > v);
}

static int snap(double v)
{
    return to_int(v + 0.5);
}

void canvas_clear(struct canvas *c, uint32_t color)
{
    uint32_t premultiplied = color_premultiply(color);
    if (c->screen)
        premultiplied = color_over(BLACK, premultiplied);
    target_fill(c->target, canvas_bounds(c), premultiplied, COMPOSITE_COPY);
}

void canvas_fill(struct canvas *c, double x, double y, double w, double h, uint32_t color)
{
    const double right = x + w, bottom = y + h;
    if (isnan(right) || isnan(bottom)) /* holds too if x, y, w or h is NaN */
        return;
    struct rect r = {
        snap(w < 0 ? right : x),
        snap(h < 0 ? bottom : y),
        snap(w < 0 ? x : right),
        snap(h < 0 ? y : bottom),
    };
    target_fill(c->target, r, color_premultiply(color), COMPOSITE_SOURCE_OVER);
}

void canvas_point(struct canvas *c, double x, double y, uint32_t color)
{
    if (isnan(x) || isnan(y))
        return;
    const int px = to_int(x), py = to_int(y);
    target_fill(c->target, (struct rect){px, py, px + 1, py + 1}, color_premultiply(color),
                COMPOSITE_SOURCE_OVER);
}

/* Within this a clipped line is exact to 1/256 of a pixel; farther out the products lose that. */
static const double CLIPPABLE = 0x1p44;

/* Cuts one side of the line from p to q (q - p = d): keeps the part of it, as parameters
 * *t0 .. *t1, where p + t d <= limit. Liang and Barsky, "A New Concept and Method for Line
 * Clipping", 1984. */
static bool clip_side(double p, double d, double limit, double *t0, double *t1)
{
    const double room = limit - p;
    if (d == 0)
        return room >= 0;
    const double t = room / d;
    if (d > 0)
        *t1 = t < *t1 ? t : *t1;
    else
        *t0 = t > *t0 ? t : *t0;
    return *t0 <= *t1;
}

static bool is_far(double x, double y)
{
    return !(fabs(x) <= CLIPPABLE && fabs(y) <= CLIPPABLE);
}

/* Brings an end of a line within CLIPPABLE: along the line as seen from the other end (ax, ay), so
 * that the line does not turn; if that end is far too, or this one at infinity, to the nearest
 * place. */
static void pull_in(double ax, double ay, double *x, double *y)
{
    const double dx = *x - ax, dy = *y - ay;
    const double reach = fabs(dx) > fabs(dy) ? fabs(dx) : fabs(dy);
    if (is_far(*x, *y) && !is_far(ax, ay) && isfinite(reach)) {
        *x = ax + dx * (CLIPPABLE / reach);
        *y = ay + dy * (CLIPPABLE / reach);
    }
    *x = clamp(*x, CLIPPABLE);
    *y = clamp(*y, CLIPPABLE);
}

/* Brings the ends of a line that reaches very far out within +-FAR. False if nothing of it is. */
static bool clip_far(double *x0, double *y0, double *x1, double *y1)
{
    double ax = *x0, ay = *y0, bx = *x1, by = *y1;
    pull_in(*x1, *y1, &ax, &ay);
    pull_in(*x0, *y0, &bx, &by);
    const double dx = bx - ax, dy = by - ay;
    double t0 = 0, t1 = 1;
    if (!clip_side(ax, dx, FAR, &t0, &t1) || !clip_side(-ax, -dx, FAR, &t0, &t1) ||
        !clip_side(ay, dy, FAR, &t0, &t1) || !clip_side(-ay, -dy, FAR, &t0, &t1))
        return false;
    *x0 = ax + t0 * dx; /* for t0 = 0 exactly ax */
    *y0 = ay + t0 * dy;
    *x1 = t1 < 1 ? ax + t1 * dx : bx;
    *y1 = t1 < 1 ? ay + t1 * dy : by;
    return true;
}

void canvas_line(struct canvas *c, double x0, double y0, double x1, double y1, uint32_t color)
{
    if (isnan(x0) || isnan(y0) || isnan(x1) || isnan(y1) || !clip_far(&x0, &y0, &x1, &y1))
        return;
    target_line(c->target, canvas_bounds(c), to_int(x0), to_int(y0), to_int(x1), to_int(y1),
                color_premultiply(color), COMPOSITE_SOURCE_OVER);
}

bool canvas_image(struct canvas *c, struct canvas *source, struct rect from, double x, double y)
{
    /* What begins that far above or left of the source ends up beyond any canvas. */
    if (isnan(x) || isnan(y) || from.x0 < -FAR || from.y0 < -FAR)
        return true;
    /* Nothing of an opaque source needs blending. */
    enum composite_operator op = source->screen ? COMPOSITE_COPY : COMPOSITE_SOURCE_OVER;
    return target_copy(c->target, canvas_bounds(c), source->target, from, snap(x), snap(y), op);
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
