/* What both writers have in common: texts are cleaned, and what is open is counted. */
#include "info/writer.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "info/writer_impl.h"

enum { TEXT_MAX = 1024 }; /* bytes of one value; longer ones are cut */

struct info_writer *info_writer_create(FILE *out, bool json)
{
    if (!json)
        return info_writer_create_text(out);
#ifdef FBRUN_HAVE_JSONC
    return info_writer_create_json(out);
#else
    error_set("--json: this fbrun was built without json-c");
    return NULL;
#endif
}

bool info_writer_finish(struct info_writer *w)
{
    if (w == NULL)
        return true;
    while (w->depth > 0)
        info_end(w);
    FILE *out = w->out;
    return w->impl->finish(w) &&
           ((fflush(out) == 0 && !ferror(out)) || error_set_errno("cannot write"));
}

void info_begin(struct info_writer *w, const char *key, enum info_kind kind)
{
    assert(w->depth < INFO_DEPTH_MAX);
    w->impl->begin(w, key, kind);
    w->depth++;
}

void info_end(struct info_writer *w)
{
    assert(w->depth > 0);
    w->depth--;
    w->impl->end(w);
}

void info_chars(struct info_writer *w, const char *key, const char *chars, size_t size)
{
    char text[TEXT_MAX];
    size_t length = strnlen(chars, size < sizeof text ? size : sizeof text - 1);
    for (size_t i = 0; i < length; i++)
        text[i] = chars[i] >= ' ' && chars[i] <= '~' ? chars[i] : '?';
    text[length] = '\0';
    w->impl->text(w, key, text);
}

void info_text(struct info_writer *w, const char *key, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    info_chars(w, key, text, sizeof text);
}

void info_number(struct info_writer *w, const char *key, int64_t number)
{
    w->impl->number(w, key, number);
}

void info_real(struct info_writer *w, const char *key, double number)
{
    char digits[400]; /* DBL_MAX has 309 digits */
    snprintf(digits, sizeof digits, "%.2f", number);
    w->impl->real(w, key, digits);
}

void info_flag(struct info_writer *w, const char *key, bool flag)
{
    w->impl->flag(w, key, flag);
}
