/* The output in the screen process's event loop: waits for what happens to the display, and keeps
 * back what cannot be shown yet. */
#ifndef SCREEN_MONITOR_H
#define SCREEN_MONITOR_H

#include <stdbool.h>
#include <uv.h>

#include "screen/output.h"

struct monitor;

/* What the screen process does about it; each gets `data`. */
struct monitor_calls {
    void (*shown)(void *data);   /* a frame that had to wait is on its way to the screen now */
    void (*changed)(void *data); /* there is a screen, or another one; its size may be new */
    void (*failed)(void *data);  /* the display is lost for good; error text set */
};

struct monitor {
    struct output *output;
    const struct monitor_calls *calls;
    void *data;
    uv_poll_t poll;
    uv_timer_t timer; /* runs towards display_deadline */
    bool waiting;     /* `shown` holds what the display did not take yet */
    bool paused;      /* the seat is disabled */
};

/* Opens the output (output_create) and begins to listen. The caller closes what is left of the
 * loop's handles, then calls monitor_finish. False with an error text. */
bool monitor_open(struct monitor *m, uv_loop_t *loop, const struct monitor_calls *calls, void *data,
                  const struct display_options *options, int rotate, int tile_width,
                  int tile_height);

/* Closes the output; false with an error text as display_close. One that is all zero is accepted.
 */
bool monitor_finish(struct monitor *m);

enum monitor_state {
    MONITOR_READY,  /* monitor_present may follow, in the same turn of the loop */
    MONITOR_WAITS,  /* the frame goes out when the one before it is on the screen: calls->shown */
    MONITOR_DARK,   /* there is nothing to show it on for now; it goes out when there is */
    MONITOR_FAILED, /* the display is lost for good; error text set */
};

/* There is something new in `shown`. */
enum monitor_state monitor_begin(struct monitor *m);

/* After MONITOR_READY. False with an error text when the display is lost for good. */
bool monitor_present(struct monitor *m);

/* True if what is in `shown` should be on the screen, and is not there yet. */
bool monitor_is_behind(const struct monitor *m);

/* The seat is disabled (the display is not touched any more when this returns) or enabled again. */
void monitor_set_active(struct monitor *m, bool active);

/* Switches the panel off or on again; returns whether it is on, which it stays where it has no
 * switch. */
bool monitor_set_power(struct monitor *m, bool on);

#endif
