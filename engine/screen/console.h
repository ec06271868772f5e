/* The seat and its input devices in the screen process's event loop. */
#ifndef SCREEN_CONSOLE_H
#define SCREEN_CONSOLE_H

#include <stdbool.h>
#include <uv.h>

#include "input/input.h"
#include "screen/hotkeys.h"
#include "screen/watcher.h"
#include "seat/seat.h"

/* What the screen process does about it; each gets `data`. */
struct console_calls {
    void (*set_active)(void *data, bool active); /* leave the devices alone; use them again */
    void (*input)(void *data, const struct ui_event *event); /* that is not ours */
    void (*quit)(void *data);                                /* Ctrl-C */
    void (*failed)(void *data); /* the seat is lost for good; error text set */
};

struct console {
    struct seat *seat;
    struct input *input; /* NULL until the seat is active for the first time */
    struct hotkeys hotkeys;
    const char *keyboard; /* as input_open takes it */
    const struct console_calls *calls;
    void *data;
    uv_loop_t *loop;
    struct watcher *watcher;
    uv_poll_t seat_poll;
    uv_poll_t input_poll;
    bool listening; /* to the seat */
};

/* Makes a seat that is not taken yet. False with an error text. */
bool console_open(struct console *c, uv_loop_t *loop, const char *keyboard,
                  const struct console_calls *calls, void *data);

/* From now on the watcher knows which console it would have to put back: from before a card is
 * opened and its mode is set, which takes a while. */
void console_rescue(struct console *c, struct watcher *watcher);

/* Listens to what there is to listen to by now: call it when a display may have taken the seat.
 * Trouble with the keyboard is logged; a screen without one is better than none. */
void console_update(struct console *c);

/* Gives everything back, after the display. The caller closes what is left of the loop's handles
 * before. One that is all zero is accepted. */
void console_finish(struct console *c);

#endif
