/* Lists of font families as CSS writes them: names in quotes or without, with escapes (CSS Fonts
 * Level 4, font-family; CSS Syntax Level 3). */
#ifndef CANVAS_FONT_FAMILY_H
#define CANVAS_FONT_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

#include "canvas/reader.h"

/* The names one after another; each has a byte before it ('"' if it was quoted, else ' ') and a NUL
 * behind. */
struct family_list {
    char *names;
    size_t length, count;
};

/* Makes room for what `length` bytes of text can hold. False with an error text. */
bool family_list_init(struct family_list *l, size_t length);
void family_list_finish(struct family_list *l);

/* Reads to the end of the text. False if that is no list of families. */
bool family_list_read(struct reader *r, struct family_list *l);

/* The bytes that family_list_write writes at most. */
size_t family_list_text_size(const struct family_list *l);

/* Writes the list as CSSOM serialises it, with a NUL; returns where that is. */
char *family_list_write(const struct family_list *l, char *at);

#endif
