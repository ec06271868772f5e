/* A datagram a message. The protocol is small and will not change; libsystemd is a megabyte. */
#define LOG_MODULE "screen"
#include "screen/service.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"

/* The address that `name` stands for: a path, or, after an "@", an abstract name. */
static bool find_address(struct service *s, const char *name)
{
    const size_t length = strlen(name);
    s->address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if ((name[0] != '/' && name[0] != '@') || length < 2 || length >= sizeof s->address.sun_path)
        return error_set("NOTIFY_SOCKET: a path or an abstract name of at most %zu bytes expected, "
                         "got '%.60s'",
                         sizeof s->address.sun_path - 1, name);
    memcpy(s->address.sun_path, name, length);
    if (name[0] == '@')
        s->address.sun_path[0] = '\0';
    s->address_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    return true;
}

static bool open_socket(struct service *s, const char *name)
{
    if (!find_address(s, name))
        return false;
    s->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return s->socket >= 0 || error_set_errno("NOTIFY_SOCKET");
}

/* The watchdog's span in milliseconds; 0: none, or not for this process. */
static uint64_t watchdog_span(void)
{
    const char *span = getenv("WATCHDOG_USEC"), *process = getenv("WATCHDOG_PID");
    char *end;
    if (span == NULL || (process != NULL && strtol(process, NULL, 10) != (long)getpid()))
        return 0;
    errno = 0;
    const unsigned long long microseconds = strtoull(span, &end, 10);
    if (errno != 0 || *end != '\0' || microseconds < 1000 || microseconds > INT64_MAX) {
        log_warning("WATCHDOG_USEC: microseconds expected, got '%.60s'", span);
        return 0;
    }
    return microseconds / 1000;
}

static void on_timer(uv_timer_t *timer)
{
    struct service *s = timer->data;
    s->ask(s->data);
}

void service_open(struct service *s, uv_loop_t *loop, void (*ask)(void *data), void *data)
{
    *s = (struct service){.socket = -1, .ask = ask, .data = data};
    const char *name = getenv("NOTIFY_SOCKET");
    if (name == NULL)
        return;
    if (!open_socket(s, name)) {
        log_warning("%s", error_text());
        return;
    }
    const uint64_t span = watchdog_span();
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    if (span == 0)
        return;
    uv_timer_init(loop, &s->timer);
    s->timer.data = s;
    const uint64_t third = span / 3 > 0 ? span / 3 : 1;
    uv_timer_start(&s->timer, on_timer, third, third);
}

void service_close(struct service *s)
{
    if (s->socket >= 0)
        close(s->socket);
    s->socket = -1;
}

/* A manager that is busy or gone must not hold up the picture, so a message may be lost. */
static void tell(struct service *s, const char *message)
{
    if (s->socket >= 0)
        sendto(s->socket, message, strlen(message), MSG_NOSIGNAL,
               (const struct sockaddr *)&s->address, s->address_size);
}

void service_ready(struct service *s)
{
    if (!s->ready)
        tell(s, "READY=1");
    s->ready = true;
}

void service_alive(struct service *s)
{
    tell(s, "WATCHDOG=1");
}

void service_answered(struct service *s, long frames, bool behind)
{
    if (!behind || frames != s->frames)
        service_alive(s);
    s->frames = frames;
}

void service_stopping(struct service *s)
{
    tell(s, "STOPPING=1");
}

void service_status(struct service *s, const char *format, ...)
{
    char message[512];
    const int start = snprintf(message, sizeof message, "STATUS=");
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message + start, sizeof message - (size_t)start, format, arguments);
    va_end(arguments);
    for (char *c = message; *c != '\0'; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    tell(s, message);
}
