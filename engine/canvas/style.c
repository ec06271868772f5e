/* A style becomes a paint at the moment of drawing. */
#include "canvas/style.h"

#include "canvas/color.h"
#include "canvas/gradient.h"
#include "canvas/pattern.h"
#include "pixel/color.h"

void style_ref(const struct style *s)
{
    if (s->kind == STYLE_GRADIENT)
        gradient_ref(s->gradient);
    else if (s->kind == STYLE_PATTERN)
        pattern_ref(s->pattern);
}

void style_finish(struct style *s)
{
    if (s->kind == STYLE_GRADIENT)
        gradient_unref(s->gradient);
    else if (s->kind == STYLE_PATTERN)
        pattern_unref(s->pattern);
    *s = (struct style){.kind = STYLE_COLOR};
}

void style_set_color(struct style *s, uint32_t color)
{
    style_finish(s);
    s->color = color;
}

/* The new reference is taken first: it may be the one that the style held. */
void style_set_gradient(struct style *s, struct gradient *g)
{
    gradient_ref(g);
    style_finish(s);
    s->kind = STYLE_GRADIENT;
    s->gradient = g;
}

void style_set_pattern(struct style *s, struct pattern *p)
{
    pattern_ref(p);
    style_finish(s);
    s->kind = STYLE_PATTERN;
    s->pattern = p;
}

bool style_set_text(struct style *s, const char *text, size_t length)
{
    uint32_t color;
    if (!color_parse(text, length, &color))
        return false;
    style_set_color(s, color);
    return true;
}

/* alpha, 0 to 1, in 255ths. */
static uint32_t to_byte(double alpha)
{
    return (uint32_t)(alpha * 255 + 0.5);
}

uint32_t style_color(uint32_t straight, double alpha)
{
    if (alpha < 1)
        straight = (straight & 0x00ffffff) | to_byte((straight >> 24) / 255.0 * alpha) << 24;
    return color_premultiply(straight);
}

bool style_paint(const struct style *s, const struct matrix *inverse, double alpha,
                 enum paint_sampling sampling, struct drawing *d)
{
    d->source = NULL;
    d->paint = (struct paint){.kind = PAINT_SOLID};
    if (s->kind == STYLE_COLOR) {
        d->paint.color = style_color(s->color, alpha);
        return true;
    }
    d->paint.alpha = (uint8_t)to_byte(alpha);
    d->paint.inverse = *inverse;
    if (s->kind == STYLE_GRADIENT)
        return gradient_paint(s->gradient, &d->paint);
    d->source = pattern_paint(s->pattern, inverse, &d->paint);
    if (d->source != NULL)
        d->paint.image.sampling = sampling;
    return true;
}
