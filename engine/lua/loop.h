/* The script process's event loop: messages of the link, wake-ups from signal handlers, and
 * waiting for a point in time. It keeps what arrived until the frame loop asks; no callback of the
 * program runs in here. */
#ifndef LUA_LOOP_H
#define LUA_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "input/event_queue.h"
#include "link/link.h"

struct loop {
    uv_loop_t uv;
    uv_poll_t link_poll;
    uv_poll_t timer_poll;
    uv_poll_t files_poll;
    uv_poll_t script_poll;
    uv_async_t wake;
    int link;
    int timer;                  /* a timerfd: libuv's own timers count milliseconds only */
    bool in_flight;             /* a FRAME was sent and its TAKEN has not come */
    bool closed;                /* the screen process is gone, or broke the rules */
    bool broken;                /* it broke the rules: error text set */
    bool quit;                  /* it asked for the end, or wants no further frame */
    bool power;                 /* the screen's panel can be switched off */
    bool setup_waits;           /* `setup` has not been taken over yet */
    struct link_message memory; /* the newest MEMORY with its fd, or type 0 */
    bool memory_replaced;       /* it has taken an earlier one's place */
    struct link_message setup;  /* the newest SETUP; its fd is ours while it waits */
    struct event_queue events;  /* input that has not been taken over yet */
    int keep;                   /* what KEEP brought; -1: nothing */
    bool files;                 /* what loop_watch waits for is there */
    bool script;                /* what loop_await_script waits for is there */
    bool asked;                 /* KEPT is wanted */
    bool dropped;               /* a new version is gone again */
    uint64_t due;               /* when TAKEN said that the next frame may begin; 0: at once */
};

/* Prepares the loop on a link, which it takes over in any case. False with an error text; the
 * struct may then be finished all the same. */
bool loop_init(struct loop *l, int link);

/* Closes everything. */
void loop_finish(struct loop *l);

/* Waits until something arrived or, at the latest, until the time `until` (CLOCK_MONOTONIC
 * nanoseconds; 0: does not wait; UINT64_MAX: without limit), and takes in what arrived.
 * False with an error text when the kernel refuses to wait. */
bool loop_turn(struct loop *l, uint64_t until);

/* Sends FRAME. When the screen process is gone this sets `closed` and returns true.
 * False with an error text. */
bool loop_send_frame(struct loop *l, uint32_t serial, uint64_t frame, enum link_still still);

/* From now on `files` is set whenever fd, the caller's, is readable. False with an error text. */
bool loop_watch(struct loop *l, int fd);

/* Takes in the loop that the script has of its own: fd is that of its events. The caller ends it
 * before fd is closed. False with an error text. */
bool loop_open_script(struct loop *l, int fd);
void loop_close_script(struct loop *l);

/* Sets `script` once when there are events. */
void loop_await_script(struct loop *l);

/* Sends a message of another kind, and waits for room. One that cannot be sent, because the screen
 * process is gone, is lost. */
void loop_send(struct loop *l, const struct link_message *message);

/* Tells the screen process that nothing more will come: it does not wait for ever for the end. */
void loop_end(struct loop *l);

/* Ends a loop_turn that waits. Safe in signal handlers. */
void loop_wake(struct loop *l);

#endif
