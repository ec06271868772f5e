/* Reading text token by token, as CSS Syntax 3 cuts it, and never beyond its end. Comments and
 * escapes are not supported. */
#ifndef CANVAS_READER_H
#define CANVAS_READER_H

#include <stdbool.h>

struct reader {
    const char *at, *end;
};

enum { READER_NAME_SIZE = 21 }; /* the longest name that means anything, and its NUL */

bool reader_is_digit(char c);
bool reader_is_space(char c);
char reader_lower(char c);

/* Letters, digits, '_', '-' and whatever is not ASCII continue a name or a unit. */
bool reader_is_name(char c);

/* The next byte, or NUL at the end; a NUL in the text fits nothing either. */
static inline char reader_peek(const struct reader *r)
{
    return r->at < r->end ? *r->at : '\0';
}

void reader_skip_space(struct reader *r);

/* Takes the byte c, which white space may precede, if it comes next. */
bool reader_accept(struct reader *r, char c);

/* Reads a name in lower case; it comes out empty if it is too long to mean anything. */
void reader_name(struct reader *r, char name[READER_NAME_SIZE]);

/* A number as CSS and SVG have it, whatever the locale; strtod would take "0x1", "inf" and a comma.
 * It comes out finite. Where none is, false; the reader may then have moved. */
bool reader_number(struct reader *r, double *number);

#endif
