/* Names and numbers in CSS and SVG text. */
#include "canvas/reader.h"

#include <stddef.h>
#include <stdint.h>

bool reader_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool reader_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

char reader_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool reader_is_name(char c)
{
    return reader_is_digit(c) || (reader_lower(c) >= 'a' && reader_lower(c) <= 'z') || c == '_' ||
           c == '-' || (unsigned char)c >= 0x80;
}

void reader_skip_space(struct reader *r)
{
    while (reader_is_space(reader_peek(r)))
        r->at++;
}

bool reader_accept(struct reader *r, char c)
{
    reader_skip_space(r);
    if (reader_peek(r) != c)
        return false;
    r->at++;
    return true;
}

void reader_name(struct reader *r, char name[READER_NAME_SIZE])
{
    size_t length = 0;
    for (; r->at < r->end && reader_is_name(*r->at); r->at++)
        if (length < READER_NAME_SIZE)
            name[length++] = reader_lower(*r->at);
    name[length < READER_NAME_SIZE ? length : 0] = '\0';
}

/* Takes digits into *mantissa while they fit it, counting in *exponent those that do not and
 * those behind the point. */
static bool read_digits(struct reader *r, uint64_t *mantissa, int64_t *exponent, bool behind_point)
{
    if (!reader_is_digit(reader_peek(r)))
        return false;
    for (; reader_is_digit(reader_peek(r)); r->at++) {
        bool fits = *mantissa < UINT64_MAX / 10 - 1;
        if (fits)
            *mantissa = *mantissa * 10 + (uint64_t)(*r->at - '0');
        *exponent += (fits ? 0 : 1) - (behind_point ? 1 : 0);
    }
    return true;
}

static int read_sign(struct reader *r)
{
    char c = reader_peek(r);
    if (c == '+' || c == '-')
        r->at++;
    return c == '-' ? -1 : 1;
}

/* An exponent is one only if a digit follows: "1em" is the number 1 with a unit. */
static int read_exponent(struct reader *r)
{
    enum { EXPONENT_MAX = 10000 }; /* beyond what a double can tell apart */
    struct reader ahead = *r;
    if (reader_lower(reader_peek(&ahead)) != 'e')
        return 0;
    ahead.at++;
    int sign = read_sign(&ahead), exponent = 0;
    if (!reader_is_digit(reader_peek(&ahead)))
        return 0;
    for (; reader_is_digit(reader_peek(&ahead)); ahead.at++)
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (*ahead.at - '0');
    *r = ahead;
    return sign * exponent;
}

bool reader_number(struct reader *r, double *number)
{
    int sign = read_sign(r);
    int64_t exponent = 0;
    uint64_t mantissa = 0;
    bool whole = read_digits(r, &mantissa, &exponent, false);
    if (reader_peek(r) == '.') {
        r->at++;
        if (!read_digits(r, &mantissa, &exponent, true))
            return false;
    } else if (!whole) {
        return false;
    }
    exponent += read_exponent(r);
    /* Dividing by an exact power of ten rounds once, multiplying by 0.1 would round twice. */
    double n = (double)mantissa;
    for (; exponent > 0 && n != 0 && n < 1e290; exponent--)
        n *= 10;
    double divisor = 1;
    for (; exponent < 0 && divisor < 1e290; exponent++)
        divisor *= 10;
    *number = sign * n / divisor;
    return true;
}
