/* Messages to standard error. A line goes out in one call and whole, since several processes share
 * the stream. */
#include "base/log.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2048 };

static enum log_level shown = LOG_INFO;

void log_set_level(enum log_level level)
{
    shown = level;
}

/* Names of processes and texts of scripts come from outside; an escape code among them would be the
 * terminal's to obey. */
static void clean(char *line)
{
    for (char *p = line; *p; p++)
        if (((unsigned char)*p < ' ' && *p != '\n' && *p != '\t') || *p == '\x7f')
            *p = '?';
}

void log_write(enum log_level level, const char *module, const char *format, ...)
{
    if (level > shown)
        return;
    char line[LINE_MAX_BYTES];
    int used = level >= LOG_DEBUG ? snprintf(line, sizeof line, "fbrun[%s]: ", module)
                                  : snprintf(line, sizeof line, "fbrun: ");
    va_list args;
    va_start(args, format);
    vsnprintf(line + used, sizeof line - (size_t)used - 1, format, args);
    va_end(args);
    size_t length = strlen(line);
    clean(line);
    line[length++] = '\n';
    /* Nowhere is left to report a failure to, and a stderr that is closed, or a full pipe that its
     * reader has forgotten, must not stop a kiosk: a line that would wait is dropped. A pipe that
     * is writable has room for more than a line. */
    struct pollfd stream = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&stream, 1, 0) > 0) {
        ssize_t written = write(STDERR_FILENO, line, length);
        (void)written;
    }
}
