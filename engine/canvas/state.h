/* The drawing state of a 2D context (HTML: "drawing state"): what save() keeps. Reading the fields
 * is reading the attributes; the setters ignore, without an error, what the standard has ignored.
 * Text values come with their length because a NUL inside of them makes them invalid. */
#ifndef CANVAS_STATE_H
#define CANVAS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/style.h"
#include "canvas/text_state.h"
#include "raster/composite.h"
#include "raster/filter.h"
#include "raster/matrix.h"
#include "raster/stroke.h"
#include "scene/clip.h"

/* Reference counted and never changed, so that a saved state costs no memory for them. */
struct dash_list {
    unsigned references;
    uint32_t count;  /* even */
    double values[]; /* finite, 0 or more */
};

struct filter_list {
    unsigned references;
    int count;
    const char *text; /* as it was set, with a NUL; `length` bytes before that */
    size_t length;
    struct filter filters[];
};

enum smoothing_quality { SMOOTHING_LOW, SMOOTHING_MEDIUM, SMOOTHING_HIGH };

struct state {
    struct matrix matrix; /* finite */
    struct clip *clip;    /* NULL: everything */
    double global_alpha;
    enum composite_operator global_composite_operation;
    bool image_smoothing_enabled;
    enum smoothing_quality image_smoothing_quality;
    struct style fill_style, stroke_style;
    double line_width, miter_limit, line_dash_offset;
    enum line_cap line_cap;
    enum line_join line_join;
    struct dash_list *line_dash; /* NULL: solid */
    uint32_t shadow_color;       /* straight */
    double shadow_offset_x, shadow_offset_y, shadow_blur;
    struct filter_list *filter; /* NULL: "none" */
    struct text_state text;
};

/* The defaults. */
void state_init(struct state *s);

/* *to, which need not be initialised, becomes a copy. Does not fail. */
void state_copy(struct state *to, const struct state *from);

/* Releases what it refers to. A zeroed one is accepted. */
void state_finish(struct state *s);

void state_set_global_alpha(struct state *s, double alpha);      /* 0 to 1 */
void state_set_line_width(struct state *s, double width);        /* above 0 */
void state_set_miter_limit(struct state *s, double limit);       /* above 0 */
void state_set_line_dash_offset(struct state *s, double offset); /* finite */
void state_set_shadow_blur(struct state *s, double blur);        /* finite, 0 or more */
void state_set_shadow_offset_x(struct state *s, double offset);  /* finite */
void state_set_shadow_offset_y(struct state *s, double offset);  /* finite */
void state_set_shadow_color(struct state *s, const char *text, size_t length);

void state_set_global_composite_operation(struct state *s, const char *name, size_t length);
void state_set_line_cap(struct state *s, const char *name, size_t length);
void state_set_line_join(struct state *s, const char *name, size_t length);
void state_set_image_smoothing_quality(struct state *s, const char *name, size_t length);

/* setLineDash: ignored if a number is negative or not finite; an odd list is taken twice, an empty
 * one is solid. At most 65,536 numbers. False with an error text when memory is missing. */
bool state_set_line_dash(struct state *s, const double *values, size_t count);

/* False with an error text when memory is missing; a filter that is not valid is ignored. */
bool state_set_filter(struct state *s, const char *text, size_t length);

/* What the attribute reads: "butt", "miter", "low", and so on; of the operator composite_name.
 * Colours: color_serialize. */
const char *line_cap_name(enum line_cap cap);
const char *line_join_name(enum line_join join);
const char *smoothing_quality_name(enum smoothing_quality quality);

/* By name, with the length; false, without an error text, if it is none. */
bool line_cap_find(const char *name, size_t length, enum line_cap *cap);
bool line_join_find(const char *name, size_t length, enum line_join *join);

/* The filter attribute's value ("none" if there is none), with a NUL. */
const char *state_filter_text(const struct state *s, size_t *length);

#endif
