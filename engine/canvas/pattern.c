/* A pattern's pixels are a target of its own, so that commands that wait to be drawn can refer to
 * it as to any other picture. */
#include "canvas/pattern.h"

#include <string.h>

#include "base/budget.h"
#include "base/error.h"

struct pattern {
    unsigned references;
    struct target *pixels;
    bool opaque, repeat_x, repeat_y;
    struct matrix matrix; /* pattern space → user space */
};

static bool find_repetition(const char *text, size_t length, bool *x, bool *y)
{
    static const struct {
        const char *name;
        bool x, y;
    } repetitions[] = {
        {"", true, true},          {"repeat", true, true},      {"repeat-x", true, false},
        {"repeat-y", false, true}, {"no-repeat", false, false},
    };
    for (size_t i = 0; i < sizeof repetitions / sizeof repetitions[0]; i++) {
        const char *name = repetitions[i].name;
        if (strlen(name) == length && memcmp(name, text, length) == 0) {
            *x = repetitions[i].x;
            *y = repetitions[i].y;
            return true;
        }
    }
    return error_set("SyntaxError: a pattern's repetition must be repeat, repeat-x, repeat-y or "
                     "no-repeat, got \"%.*s\"",
                     (int)(length < 60 ? length : 60), text);
}

struct pattern *pattern_create(struct canvas *source, const char *repetition, size_t length)
{
    struct pattern p = {
        .references = 1, .matrix = MATRIX_IDENTITY, .opaque = canvas_is_opaque(source)};
    if (!find_repetition(repetition, length, &p.repeat_x, &p.repeat_y))
        return NULL;
    const struct rect all = canvas_bounds(source);
    p.pixels = target_create(canvas_scene(source), all.x1, all.y1);
    if (p.pixels == NULL)
        return NULL;
    struct pattern *made = budget_resize(NULL, 0, sizeof *made);
    if (made == NULL ||
        !target_copy(p.pixels, all, canvas_target(source), all, 0, 0, COMPOSITE_COPY)) {
        error_prefix("a pattern");
        target_destroy(p.pixels);
        budget_free(made, sizeof *made);
        return NULL;
    }
    *made = p;
    return made;
}

struct pattern *pattern_ref(struct pattern *p)
{
    p->references++;
    return p;
}

void pattern_unref(struct pattern *p)
{
    if (p == NULL || --p->references > 0)
        return;
    target_destroy(p->pixels);
    budget_free(p, sizeof *p);
}

void pattern_set_transform(struct pattern *p, const struct matrix *m)
{
    if (matrix_is_finite(m))
        p->matrix = *m;
}

struct target *pattern_paint(struct pattern *p, const struct matrix *inverse, struct paint *paint)
{
    struct matrix own;
    if (!matrix_invert(&p->matrix, &own))
        goto nothing;
    own = matrix_multiply(&own, inverse);
    if (!matrix_is_finite(&own))
        goto nothing;
    paint->kind = PAINT_IMAGE;
    paint->inverse = own;
    paint->image.surface = NULL;
    paint->image.part = (struct rect){0, 0, target_width(p->pixels), target_height(p->pixels)};
    paint->image.extend_x = p->repeat_x ? EXTEND_REPEAT : EXTEND_NONE;
    paint->image.extend_y = p->repeat_y ? EXTEND_REPEAT : EXTEND_NONE;
    paint->image.opaque = p->opaque;
    return p->pixels;
nothing:
    *paint = (struct paint){.kind = PAINT_SOLID};
    return NULL;
}
