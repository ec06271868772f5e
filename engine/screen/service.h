/* What the service manager is told, as sd_notify(3) and sd_watchdog_enabled(3) have it: messages to
 * the socket that NOTIFY_SOCKET names. Without one nobody is told, and nothing wakes up for it. */
#ifndef SCREEN_SERVICE_H
#define SCREEN_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <uv.h>

struct service {
    int socket; /* -1: nobody to tell */
    struct sockaddr_un address;
    socklen_t address_size;
    uv_timer_t timer; /* runs while there is a watchdog to feed */
    void (*ask)(void *data);
    void *data;
    bool ready;  /* has been told */
    long frames; /* at the last answer */
};

/* Finds out whom to tell, and takes that out of the environment. With a watchdog (WATCHDOG_USEC,
 * for this process) `ask` is called three times in its span, and service_alive is its answer. A
 * service that is all zero but for socket = -1 is one that nobody is told of. A socket that cannot
 * be had is logged, not an error. */
void service_open(struct service *s, uv_loop_t *loop, void (*ask)(void *data), void *data);

/* The loop's handles are the caller's to close. Closed already, or never opened with socket -1, is
 * accepted. */
void service_close(struct service *s);

/* READY=1, once: there is a picture. */
void service_ready(struct service *s);

/* WATCHDOG=1. */
void service_alive(struct service *s);

/* The script process has answered; `frames` were taken from it so far. All is well if it has drawn
 * something new since it answered last, or what it drew is on the screen: then service_alive. */
void service_answered(struct service *s, long frames, bool behind);

/* STOPPING=1. */
void service_stopping(struct service *s);

/* STATUS=: a line about how things are. Control characters become spaces. */
void service_status(struct service *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
