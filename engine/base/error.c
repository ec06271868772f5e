/* One fixed buffer a thread: setting an error can itself never fail. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ERROR_MAX = 1024 };

static _Thread_local char text[ERROR_MAX];
static _Thread_local int code;

/* The arguments may point into text (an error wrapped in another), so print beside it first. */
__attribute__((format(printf, 1, 0))) static void print(const char *format, va_list args,
                                                        const char *tail)
{
    char fresh[ERROR_MAX];
    int used = vsnprintf(fresh, sizeof fresh, format, args);
    if (used >= 0 && used < ERROR_MAX && tail[0] != '\0')
        snprintf(fresh + used, sizeof fresh - (size_t)used, ": %s", tail);
    memcpy(text, fresh, sizeof text);
}

bool error_set(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    print(format, args, "");
    va_end(args);
    code = 0;
    return false;
}

bool error_set_errno(const char *format, ...)
{
    int saved = errno;
    va_list args;
    va_start(args, format);
    print(format, args, strerror(saved));
    va_end(args);
    code = saved;
    return false;
}

bool error_prefix(const char *format, ...)
{
    char old[ERROR_MAX];
    memcpy(old, text, sizeof old);
    va_list args;
    va_start(args, format);
    print(format, args, old);
    va_end(args);
    return false;
}

bool error_restore(const char *kept_text, int kept_code)
{
    error_set("%s", kept_text);
    code = kept_code;
    return false;
}

const char *error_text(void)
{
    return text;
}

int error_code(void)
{
    return code;
}
