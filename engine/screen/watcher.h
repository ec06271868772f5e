/* The watcher: a tiny process that forked before anything was opened. It starts the script
 * processes (a fork from here has no device, thread or lock to inherit), tells the screen process
 * how they end, and outlives a screen process that is killed: it then stops the script and puts
 * back what the screen process can no longer put back itself. It listens to no signal, and ends
 * when the screen process closes its side. */
#ifndef SCREEN_WATCHER_H
#define SCREEN_WATCHER_H

#include <stdbool.h>
#include <stdint.h>

#include "seat/seat.h"

struct watcher;

/* What a script process does: `link` is its end of the link, the return value its exit status;
 * `fallback`: it runs the program that takes the place of one that keeps failing. It starts with
 * the signal settings that fbrun was started with, and dies with the watcher. */
typedef int watcher_child(int link, bool fallback, void *data);

/* What the watcher does before it starts any, so that each of them has it done. */
typedef void watcher_prepare(void *data);

/* Forks the watcher. Call it before threads and before anything is opened. `prepare` (or NULL) and
 * each script process get `data` as it is now. NULL with an error text. */
struct watcher *watcher_start(watcher_child *run, watcher_prepare *prepare, void *data);

/* Tells the watcher that all is well, waits until it is gone (script processes that still run are
 * killed), frees. NULL is accepted. */
void watcher_finish(struct watcher *w);

/* Has it start a script process with this end of a link, which stays the caller's to close.
 * `id` names the process in the calls below. False with an error text. */
bool watcher_spawn(struct watcher *w, uint32_t id, int link, bool fallback);

/* Has it send a signal to script process `id`; one that has ended is left alone. */
bool watcher_signal(struct watcher *w, uint32_t id, int signal);

/* Tells it what to put back on the console `tty`, which stays the caller's, if the screen process
 * dies; tty -1: nothing. The last word counts. False with an error text. */
bool watcher_rescue(struct watcher *w, const struct seat_rescue *rescue, int tty);

/* A descriptor that is readable when watcher_receive has something. */
int watcher_fd(const struct watcher *w);

struct watcher_event {
    uint32_t id;
    int status; /* as from waitpid */
};

/* Takes one event (a script process ended), without blocking. Returns 1, 0 when there is none, or
 * -1 with an error text when the watcher itself is gone. */
int watcher_receive(struct watcher *w, struct watcher_event *event);

#endif
