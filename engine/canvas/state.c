/* The attributes: their defaults, and what they take. */
#include "canvas/state.h"

#include <math.h>
#include <string.h>

#include "base/budget.h"
#include "base/error.h"
#include "canvas/color.h"
#include "canvas/filter_parse.h"

enum { DASHES_MAX = 65536 };

static const uint32_t BLACK = 0xff000000;

void state_init(struct state *s)
{
    *s = (struct state){
        .matrix = MATRIX_IDENTITY,
        .global_alpha = 1,
        .image_smoothing_enabled = true,
        .fill_style = {.kind = STYLE_COLOR, .color = BLACK},
        .stroke_style = {.kind = STYLE_COLOR, .color = BLACK},
        .line_width = 1,
        .miter_limit = 10,
    };
}

void state_copy(struct state *to, const struct state *from)
{
    *to = *from;
    clip_ref(to->clip);
    style_ref(&to->fill_style);
    style_ref(&to->stroke_style);
    if (to->line_dash != NULL)
        to->line_dash->references++;
    if (to->filter != NULL)
        to->filter->references++;
    text_state_ref(&to->text);
}

static size_t dashes_bytes(size_t count)
{
    return sizeof(struct dash_list) + count * sizeof(double);
}

static void release_dashes(struct state *s)
{
    if (s->line_dash != NULL && --s->line_dash->references == 0)
        budget_free(s->line_dash, dashes_bytes(s->line_dash->count));
    s->line_dash = NULL;
}

/* With `length` bytes of text behind them. */
static size_t filters_bytes(int count, size_t length)
{
    return sizeof(struct filter_list) + (size_t)count * sizeof(struct filter) + length + 1;
}

static void release_filter(struct state *s)
{
    if (s->filter != NULL && --s->filter->references == 0)
        budget_free(s->filter, filters_bytes(s->filter->count, s->filter->length));
    s->filter = NULL;
}

void state_finish(struct state *s)
{
    clip_unref(s->clip);
    style_finish(&s->fill_style);
    style_finish(&s->stroke_style);
    release_dashes(s);
    release_filter(s);
    text_state_finish(&s->text);
    *s = (struct state){0};
}

void state_set_global_alpha(struct state *s, double alpha)
{
    if (alpha >= 0 && alpha <= 1)
        s->global_alpha = alpha;
}

void state_set_line_width(struct state *s, double width)
{
    if (isfinite(width) && width > 0)
        s->line_width = width;
}

void state_set_miter_limit(struct state *s, double limit)
{
    if (isfinite(limit) && limit > 0)
        s->miter_limit = limit;
}

void state_set_line_dash_offset(struct state *s, double offset)
{
    if (isfinite(offset))
        s->line_dash_offset = offset;
}

void state_set_shadow_blur(struct state *s, double blur)
{
    if (isfinite(blur) && blur >= 0)
        s->shadow_blur = blur;
}

void state_set_shadow_offset_x(struct state *s, double offset)
{
    if (isfinite(offset))
        s->shadow_offset_x = offset;
}

void state_set_shadow_offset_y(struct state *s, double offset)
{
    if (isfinite(offset))
        s->shadow_offset_y = offset;
}

void state_set_shadow_color(struct state *s, const char *text, size_t length)
{
    color_parse(text, length, &s->shadow_color);
}

/* The index of the name in the list, or -1. */
static int find(const char *const *names, int count, const char *name, size_t length)
{
    for (int i = 0; i < count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return i;
    return -1;
}

static const char *const caps[] = {
    [CAP_BUTT] = "butt", [CAP_ROUND] = "round", [CAP_SQUARE] = "square"};
static const char *const joins[] = {
    [JOIN_MITER] = "miter", [JOIN_ROUND] = "round", [JOIN_BEVEL] = "bevel"};
static const char *const qualities[] = {
    [SMOOTHING_LOW] = "low", [SMOOTHING_MEDIUM] = "medium", [SMOOTHING_HIGH] = "high"};

const char *line_cap_name(enum line_cap cap)
{
    return caps[cap];
}

const char *line_join_name(enum line_join join)
{
    return joins[join];
}

const char *smoothing_quality_name(enum smoothing_quality quality)
{
    return qualities[quality];
}

bool line_cap_find(const char *name, size_t length, enum line_cap *cap)
{
    const int found = find(caps, 3, name, length);
    if (found >= 0)
        *cap = (enum line_cap)found;
    return found >= 0;
}

bool line_join_find(const char *name, size_t length, enum line_join *join)
{
    const int found = find(joins, 3, name, length);
    if (found >= 0)
        *join = (enum line_join)found;
    return found >= 0;
}

void state_set_global_composite_operation(struct state *s, const char *name, size_t length)
{
    for (int op = 0; op < COMPOSITE_OPERATORS; op++) {
        const char *known = composite_name((enum composite_operator)op);
        if (find(&known, 1, name, length) == 0)
            s->global_composite_operation = (enum composite_operator)op;
    }
}

void state_set_line_cap(struct state *s, const char *name, size_t length)
{
    line_cap_find(name, length, &s->line_cap);
}

void state_set_line_join(struct state *s, const char *name, size_t length)
{
    line_join_find(name, length, &s->line_join);
}

void state_set_image_smoothing_quality(struct state *s, const char *name, size_t length)
{
    const int found = find(qualities, 3, name, length);
    if (found >= 0)
        s->image_smoothing_quality = (enum smoothing_quality)found;
}

bool state_set_line_dash(struct state *s, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]) || values[i] < 0)
            return true;
    if (count == 0) {
        release_dashes(s);
        return true;
    }
    if (count > DASHES_MAX)
        return error_set("RangeError: a line dash has at most %d numbers, got %zu", DASHES_MAX,
                         count);
    const size_t twice = count % 2 == 0 ? count : count * 2;
    struct dash_list *d = budget_resize(NULL, 0, dashes_bytes(twice));
    if (d == NULL)
        return error_prefix("a line dash");
    d->references = 1;
    d->count = (uint32_t)twice;
    for (size_t i = 0; i < twice; i++)
        d->values[i] = values[i % count];
    release_dashes(s);
    s->line_dash = d;
    return true;
}

bool state_set_filter(struct state *s, const char *text, size_t length)
{
    struct filter filters[FILTER_LIST_MAX];
    const int count = filter_parse(text, length, filters);
    if (count < 0)
        return true;
    const size_t bytes = filters_bytes(count, length); /* a script has that text: no overflow */
    struct filter_list *list = budget_resize(NULL, 0, bytes);
    if (list == NULL)
        return error_prefix("a filter");
    char *kept = (char *)list + bytes - length - 1;
    memcpy(kept, text, length);
    kept[length] = '\0';
    *list = (struct filter_list){.references = 1, .count = count, .text = kept, .length = length};
    memcpy(list->filters, filters, (size_t)count * sizeof filters[0]);
    release_filter(s);
    s->filter = list;
    return true;
}

const char *state_filter_text(const struct state *s, size_t *length)
{
    static const char none[] = "none";
    *length = s->filter == NULL ? sizeof none - 1 : s->filter->length;
    return s->filter == NULL ? none : s->filter->text;
}
