/* The `font` attribute: CSS's font shorthand (CSS Fonts Level 4), parsed and serialised as HTML
 * ("text styles") and CSSOM ask for. Sizes that are relative are so to 10 pixels, weights to 400,
 * as HTML has it where there is no element. Comments and calc() are not supported. */
#ifndef CANVAS_FONT_PARSE_H
#define CANVAS_FONT_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "font/fonts.h"

/* The words before the size. */
struct font_words {
    enum font_slant slant;
    double angle; /* degrees, of SLANT_OBLIQUE */
    bool small_caps;
    int weight;     /* 1 to 1000 */
    double stretch; /* percent */
};

/* A value of the attribute. Reference counted and never changed. */
struct font_value {
    unsigned references;
    size_t bytes; /* of all of it */
    struct font_words words;
    double size;      /* pixels, 0 or more */
    const char *text; /* serialised, with a NUL; `length` bytes before that */
    size_t length;
    const char *families[]; /* names without quotes, generic ones in lower case; NULL at the end */
};

/* Parses the text, which needs no NUL. *font becomes the value, with one reference, or NULL if the
 * text is no font. False with an error text when memory is missing. */
bool font_parse(const char *text, size_t length, struct font_value **font);

void font_value_unref(struct font_value *f); /* NULL is accepted */

/* Reads style, variant, weight and stretch, in any order, from the beginning of the text. Returns
 * how many bytes they take, white space behind them included. */
size_t font_parse_words(const char *text, size_t length, struct font_words *words);

/* font-stretch's keywords. stretch_name returns NULL for a percentage that has none, stretch_find
 * 0 for what is no keyword. */
const char *font_stretch_name(double percent);
double font_stretch_find(const char *name, size_t length);

#endif
