/* The part of the drawing state that is about text (HTML: CanvasTextDrawingStyles). The setters
 * ignore, without an error, what the standard has ignored. Text values come with their length
 * because a NUL inside of them makes them invalid. */
#ifndef CANVAS_TEXT_STATE_H
#define CANVAS_TEXT_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "canvas/css_length.h"
#include "canvas/font_parse.h"
#include "font/layout.h"

enum text_align { ALIGN_START, ALIGN_END, ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER };
enum text_baseline {
    BASELINE_ALPHABETIC,
    BASELINE_TOP,
    BASELINE_HANGING,
    BASELINE_MIDDLE,
    BASELINE_IDEOGRAPHIC,
    BASELINE_BOTTOM,
};
enum text_rendering { RENDERING_AUTO, RENDERING_SPEED, RENDERING_LEGIBILITY, RENDERING_PRECISION };

/* Reference counted and never changed. */
struct language {
    unsigned references;
    size_t length;
    char text[]; /* with a NUL */
};

/* Zeroed, these are the defaults. */
struct text_state {
    struct font_value *font; /* NULL: "10px sans-serif" */
    struct language *lang;   /* NULL: "inherit" */
    double font_stretch;     /* percent; 0: "normal", and then what `font` says */
    struct css_length letter_spacing, word_spacing;
    enum text_align text_align;
    enum text_baseline text_baseline;
    enum text_direction direction; /* DIRECTION_AUTO: "inherit" */
    enum text_kerning font_kerning;
    enum text_caps font_variant_caps; /* CAPS_NORMAL: what `font` says */
    enum text_rendering text_rendering;
};

/* For a copy of the struct: takes a reference more to what it refers to. */
void text_state_ref(const struct text_state *s);
void text_state_finish(struct text_state *s);

/* False with an error text when memory is missing. */
bool text_state_set_font(struct text_state *s, const char *text, size_t length);
bool text_state_set_lang(struct text_state *s, const char *text, size_t length);

void text_state_set_letter_spacing(struct text_state *s, const char *text, size_t length);
void text_state_set_word_spacing(struct text_state *s, const char *text, size_t length);
void text_state_set_font_stretch(struct text_state *s, const char *name, size_t length);

void text_state_set_text_align(struct text_state *s, const char *name, size_t length);
void text_state_set_text_baseline(struct text_state *s, const char *name, size_t length);
void text_state_set_direction(struct text_state *s, const char *name, size_t length);
void text_state_set_font_kerning(struct text_state *s, const char *name, size_t length);
void text_state_set_font_variant_caps(struct text_state *s, const char *name, size_t length);
void text_state_set_text_rendering(struct text_state *s, const char *name, size_t length);

/* What the attributes read. */
const char *text_state_font(const struct text_state *s, size_t *length);
const char *text_state_lang(const struct text_state *s, size_t *length);
const char *text_state_font_stretch(const struct text_state *s);
const char *text_state_text_align(const struct text_state *s);
const char *text_state_text_baseline(const struct text_state *s);
const char *text_state_direction(const struct text_state *s);
const char *text_state_font_kerning(const struct text_state *s);
const char *text_state_font_variant_caps(const struct text_state *s);
const char *text_state_text_rendering(const struct text_state *s);

/* What text is laid out with; borrows from the state. Features and variations are none. */
struct text_style text_state_style(const struct text_state *s);

#endif
