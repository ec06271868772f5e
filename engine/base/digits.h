/* Decimal numbers on the command line and in settings: digits, and neither sign nor white space,
 * which strtol would let pass. */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <stdint.h>

/* Reads the digits that `text` begins with; a number that does not fit becomes INT64_MAX. Returns
 * what follows them, or NULL, with 0 in *number, when there are none. */
const char *digits_parse(const char *text, int64_t *number);

#endif
