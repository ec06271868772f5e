/* SIGINT, SIGTERM and SIGHUP in the screen process's event loop. */
#ifndef SCREEN_SIGNALS_H
#define SCREEN_SIGNALS_H

#include <stdbool.h>
#include <uv.h>

struct signals {
    uv_signal_t handles[3];
    void (*call)(void *data, int number);
    void *data;
    bool terminal; /* there was one to begin with */
};

/* From here on each of them calls `call`; with `prompt` SIGINT is ignored, which is for what was
 * typed there. The caller closes what is left of the loop's handles.
 * False with an error text. */
bool signals_watch(struct signals *s, uv_loop_t *loop, bool prompt,
                   void (*call)(void *data, int number), void *data);

/* After SIGHUP: true if it tells that the terminal is gone; else somebody has sent it on purpose.
 */
bool signals_hung_up(const struct signals *s);

#endif
