/* ICU's mapping, or the regular part of Unicode's. As in breaks.c, the names of ICU's functions
 * carry its version. */
#include "font/letter_case.h"

#include <string.h>

#ifdef FBRUN_HAVE_ICU

#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/uvernum.h>

#define LOG_MODULE "font"
#include "base/error.h"
#include "base/log.h"
#include "base/module.h"

#define TEXT(name)    #name
#define RENAMED(name) TEXT(name)

static struct {
    __typeof__(u_strToUpper) *to_upper;
    __typeof__(u_tolower) *to_lower;
} icu;

static bool have_icu(void)
{
    static enum { UNKNOWN, HERE, MISSING } state;
    if (state == UNKNOWN) {
        const struct module_function functions[] = {
            {RENAMED(u_strToUpper), &icu.to_upper},
            {RENAMED(u_tolower), &icu.to_lower},
        };
        const size_t count = sizeof functions / sizeof functions[0];
        state = module_open("libicuuc.so." U_ICU_VERSION_SHORT, functions, count) ? HERE : MISSING;
        if (state == MISSING)
            log_debug("letters become capitals by simple rules: %s", error_text());
    }
    return state == HERE;
}

/* 0 if ICU is missing or has none. */
static size_t icu_upper(uint32_t c, const char *language, uint32_t upper[UPPER_MOST])
{
    enum { UNITS = 8 };
    UChar from[2], to[UNITS];
    if (!have_icu())
        return 0;
    int32_t length = 0;
    U16_APPEND_UNSAFE(from, length, c);
    UErrorCode error = U_ZERO_ERROR;
    const int32_t units = icu.to_upper(to, UNITS, from, length, language, &error);
    if (U_FAILURE(error) || units > UNITS)
        return 0;
    size_t count = 0;
    for (int32_t i = 0; i < units && count < UPPER_MOST;) {
        UChar32 one;
        U16_NEXT(to, i, units, one);
        upper[count++] = (uint32_t)one;
    }
    return count;
}

static bool icu_is_upper(uint32_t c, bool *is)
{
    if (!have_icu())
        return false;
    *is = (uint32_t)icu.to_lower((UChar32)c) != c;
    return true;
}

#else

static size_t icu_upper(uint32_t c, const char *language, uint32_t upper[UPPER_MOST])
{
    (void)c, (void)language, (void)upper;
    return 0;
}

static bool icu_is_upper(uint32_t c, bool *is)
{
    (void)c, (void)is;
    return false;
}

#endif

/* Lower-case letters `first` to `last`, each or each second one, and how far below them their
 * capitals are. */
static const struct letters {
    uint16_t first, last;
    uint8_t step;
    int16_t distance;
} letters[] = {
    {'a', 'z', 1, 32},     {0xB5, 0xB5, 1, -743},  {0xE0, 0xF6, 1, 32},    {0xF8, 0xFE, 1, 32},
    {0xFF, 0xFF, 1, -121}, {0x101, 0x12F, 2, 1},   {0x133, 0x137, 2, 1},   {0x13A, 0x148, 2, 1},
    {0x14B, 0x177, 2, 1},  {0x17A, 0x17E, 2, 1},   {0x17F, 0x17F, 1, 300}, {0x3AC, 0x3AC, 1, 38},
    {0x3AD, 0x3AF, 1, 37}, {0x3B1, 0x3C1, 1, 32},  {0x3C2, 0x3C2, 1, 31},  {0x3C3, 0x3CB, 1, 32},
    {0x3CC, 0x3CC, 1, 64}, {0x3CD, 0x3CE, 1, 63},  {0x430, 0x44F, 1, 32},  {0x450, 0x45F, 1, 80},
    {0x461, 0x481, 2, 1},  {0x48B, 0x4BF, 2, 1},   {0x4C2, 0x4CE, 2, 1},   {0x4CF, 0x4CF, 1, 15},
    {0x4D1, 0x52F, 2, 1},  {0x1E01, 0x1E95, 2, 1}, {0x1EA1, 0x1EFF, 2, 1},
};

static bool is_in(const struct letters *l, uint32_t c)
{
    return c >= l->first && c <= l->last && (c - l->first) % l->step == 0;
}

static size_t simple_upper(uint32_t c, uint32_t upper[UPPER_MOST])
{
    upper[0] = c;
    if (c == 0xDF) {
        upper[0] = upper[1] = 'S';
        return 2;
    }
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (is_in(&letters[i], c))
            upper[0] = (uint32_t)((int32_t)c - letters[i].distance);
    return 1;
}

/* "µ", "ſ" and "ς" have capitals that are other letters' too. */
static bool simple_is_upper(uint32_t c)
{
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (is_in(&letters[i], (uint32_t)((int32_t)c + letters[i].distance)))
            return true;
    return false;
}

size_t letter_upper(uint32_t c, const char *language, uint32_t upper[UPPER_MOST])
{
    const size_t count = icu_upper(c, language, upper);
    return count > 0 ? count : simple_upper(c, upper);
}

bool letter_is_upper(uint32_t c)
{
    bool is;
    return icu_is_upper(c, &is) ? is : simple_is_upper(c);
}

bool letter_is_lower(uint32_t c, const char *language)
{
    uint32_t upper[UPPER_MOST];
    return letter_upper(c, language, upper) != 1 || upper[0] != c;
}
