/* The same text over and over: a log should have it once, and then only now and then how often it
 * has come. */
#ifndef BASE_REPEAT_H
#define BASE_REPEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

/* What came last; all zero: nothing yet. It may be in memory that processes share, and then hold
 * anything. */
struct repeat {
    struct key key;
    uint32_t count;
};

/* Takes a text of `size` bytes; returns how often it has come in a row, this time included. */
uint32_t repeat_count(struct repeat *r, const char *text, size_t size);

/* True if that number is worth a line: 1, 2, 4, 8 … */
bool repeat_is_told(uint32_t count);

#endif
