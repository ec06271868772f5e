/* A loop of its own, since strtoll depends on the locale and takes more than digits. */
#include "base/digits.h"

#include <stddef.h>

const char *digits_parse(const char *text, int64_t *number)
{
    const char *p = text;
    *number = 0;
    for (; *p >= '0' && *p <= '9'; p++)
        if (__builtin_mul_overflow(*number, 10, number) ||
            __builtin_add_overflow(*number, *p - '0', number))
            *number = INT64_MAX;
    return p > text ? p : NULL;
}
