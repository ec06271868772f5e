/* Stops are kept as they were added; they are sorted and frozen when the gradient is used, and the
 * frozen ones are kept until another is added. */
#include "canvas/gradient.h"

#include <math.h>
#include <stdlib.h>

#include "base/budget.h"
#include "base/error.h"
#include "canvas/color.h"

struct stop {
    double offset;
    uint32_t color;
    uint32_t order; /* of being added, since qsort does not keep it */
};

struct gradient {
    unsigned references;
    struct paint paint; /* kind and geometry */
    struct stop *stops;
    uint32_t count, capacity;
    struct gradient_stops *frozen; /* NULL: out of date */
};

/* Takes what create_linear, create_radial and create_conic have checked. */
static struct gradient *create(const struct paint *paint)
{
    struct gradient *g = budget_resize(NULL, 0, sizeof *g);
    if (g == NULL) {
        error_prefix("a gradient");
        return NULL;
    }
    *g = (struct gradient){.references = 1, .paint = *paint};
    return g;
}

static struct gradient *refuse(const char *name)
{
    error_set("TypeError: a %s gradient's numbers must be finite", name);
    return NULL;
}

struct gradient *gradient_create_linear(double x0, double y0, double x1, double y1)
{
    if (!isfinite(x0) || !isfinite(y0) || !isfinite(x1) || !isfinite(y1))
        return refuse("linear");
    struct paint p = {.kind = PAINT_LINEAR};
    p.gradient.x0 = x0, p.gradient.y0 = y0;
    p.gradient.x1 = x1, p.gradient.y1 = y1;
    return create(&p);
}

struct gradient *gradient_create_radial(double x0, double y0, double r0, double x1, double y1,
                                        double r1)
{
    if (!isfinite(x0) || !isfinite(y0) || !isfinite(r0) || !isfinite(x1) || !isfinite(y1) ||
        !isfinite(r1))
        return refuse("radial");
    if (r0 < 0 || r1 < 0) {
        error_set("IndexSizeError: a radius of a gradient must be 0 or more, got %g", fmin(r0, r1));
        return NULL;
    }
    struct paint p = {.kind = PAINT_RADIAL};
    p.gradient.x0 = x0, p.gradient.y0 = y0, p.gradient.r0 = r0;
    p.gradient.x1 = x1, p.gradient.y1 = y1, p.gradient.r1 = r1;
    return create(&p);
}

struct gradient *gradient_create_conic(double angle, double x, double y)
{
    if (!isfinite(angle) || !isfinite(x) || !isfinite(y))
        return refuse("conic");
    struct paint p = {.kind = PAINT_CONIC};
    p.gradient.x0 = x, p.gradient.y0 = y;
    p.gradient.angle = angle;
    return create(&p);
}

struct gradient *gradient_ref(struct gradient *g)
{
    g->references++;
    return g;
}

void gradient_unref(struct gradient *g)
{
    if (g == NULL || --g->references > 0)
        return;
    gradient_stops_unref(g->frozen);
    budget_free(g->stops, g->capacity * sizeof *g->stops);
    budget_free(g, sizeof *g);
}

static bool reserve(struct gradient *g)
{
    if (g->count < g->capacity)
        return true;
    const size_t capacity = g->capacity == 0 ? 4 : (size_t)g->capacity * 2;
    if (capacity > UINT32_MAX || capacity > SIZE_MAX / sizeof(struct stop))
        return error_set("no memory for %zu stops of a gradient", capacity);
    struct stop *stops =
        budget_resize(g->stops, g->capacity * sizeof *stops, capacity * sizeof *stops);
    if (stops == NULL)
        return error_prefix("%zu stops of a gradient", capacity);
    g->stops = stops;
    g->capacity = (uint32_t)capacity;
    return true;
}

bool gradient_add_color_stop(struct gradient *g, double offset, uint32_t color)
{
    if (!isfinite(offset))
        return error_set("TypeError: the offset of a stop must be a finite number");
    if (!(offset >= 0 && offset <= 1))
        return error_set("IndexSizeError: the offset of a stop must be 0 to 1, got %g", offset);
    if (!reserve(g))
        return false;
    g->stops[g->count] = (struct stop){offset, color, g->count};
    g->count++;
    gradient_stops_unref(g->frozen);
    g->frozen = NULL;
    return true;
}

bool gradient_add_color_stop_text(struct gradient *g, double offset, const char *text,
                                  size_t length)
{
    uint32_t color = 0;
    const bool valid = color_parse(text, length, &color);
    if (!valid && offset >= 0 && offset <= 1)
        return error_set("SyntaxError: a stop needs a CSS colour, got \"%.*s\"",
                         (int)(length < 60 ? length : 60), text);
    return gradient_add_color_stop(g, offset, color);
}

static int compare(const void *a, const void *b)
{
    const struct stop *s = a, *t = b;
    if (s->offset != t->offset)
        return s->offset < t->offset ? -1 : 1;
    return s->order < t->order ? -1 : s->order > t->order;
}

static bool freeze(struct gradient *g)
{
    double *offsets = calloc(g->count, sizeof *offsets + sizeof(uint32_t));
    if (offsets == NULL)
        return error_set("no memory for %u stops of a gradient", (unsigned)g->count);
    uint32_t *colors = (uint32_t *)(offsets + g->count);
    qsort(g->stops, g->count, sizeof *g->stops, compare);
    for (uint32_t i = 0; i < g->count; i++) {
        offsets[i] = g->stops[i].offset;
        colors[i] = g->stops[i].color;
        g->stops[i].order = i; /* new ones come behind */
    }
    g->frozen = gradient_stops_create(offsets, colors, g->count);
    free(offsets);
    return g->frozen != NULL;
}

/* HTML: a line without length, and two equal circles, paint nothing. */
static bool paints_nothing(const struct gradient *g)
{
    const struct paint *p = &g->paint;
    if (g->count == 0)
        return true;
    return p->kind != PAINT_CONIC && p->gradient.x0 == p->gradient.x1 &&
           p->gradient.y0 == p->gradient.y1 && p->gradient.r0 == p->gradient.r1;
}

bool gradient_paint(struct gradient *g, struct paint *p)
{
    if (paints_nothing(g)) {
        *p = (struct paint){.kind = PAINT_SOLID};
        return true;
    }
    if (g->frozen == NULL && !freeze(g))
        return false;
    const struct paint kept = *p;
    *p = g->paint;
    p->alpha = kept.alpha;
    p->inverse = kept.inverse;
    p->gradient.stops = g->frozen;
    return true;
}
