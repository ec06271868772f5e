/* The life of the script process, in the screen process's event loop: started through the watcher,
 * killed when it should have ended and does not, replaced when it failed. */
#ifndef SCREEN_SUPERVISOR_H
#define SCREEN_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "screen/watcher.h"

/* What the screen process does about it; each gets `data`. */
struct supervisor_calls {
    void (*started)(void *data, int link); /* a replacement runs; our end of its link, to keep */
    /* It has ended, by itself or because it was `killed`; what it sent before is still to be read.
     */
    void (*ended)(void *data, bool killed);
    void (*over)(void *data);        /* after `ended`: no other one will be started */
    void (*other_ended)(void *data); /* the one beside it has; see other_status */
    void (*retired)(void *data);     /* the one that supervisor_adopt replaced has ended */
    void (*failed)(void *data); /* nothing can be started or heard of any more; error text set */
};

struct supervisor {
    struct watcher *watcher;
    const struct supervisor_calls *calls;
    void *data;
    uv_poll_t watcher_poll;
    uv_timer_t end_timer;     /* runs while the script process should be ending */
    int end_ticks;            /* of it, so far */
    uv_timer_t restart_timer; /* runs between two script processes */
    uv_timer_t retire_timer;  /* runs while a replaced one should be ending */
    uint32_t script;          /* names the script process */
    uint32_t last;            /* the last such name that was given */
    uint32_t other;           /* names the last one that was started beside it */
    bool other_ended;         /* that one has … */
    int other_status;         /* … as from waitpid */
    uint32_t retired;         /* names one that was replaced and has not ended; 0: none */
    uint64_t started;         /* when that was, nanoseconds */
    uint64_t restart_delay;   /* before the next restart, milliseconds */
    int restarts;             /* so far */
    int restarts_max;         /* -1: no limit */
    int failures;             /* in a row, none of which ran for long */
    bool fallback;            /* there is a program for when there are too many */
    bool on_fallback;         /* the script process runs that one */
    int asked_by;             /* the signal that asked for the end; 0: none */
    bool running;             /* the script process has not been reported as ended */
    bool stopping;            /* it should end, and is not replaced */
    bool stay;                /* if it fails and is not replaced, that is not the end */
    bool again;               /* when it ends another one is started at once */
    bool killed;              /* we killed it, and have said why */
    int status;               /* the last script process's, as a shell gives it */
};

/* Begins to listen to the watcher. A script process that fails is replaced at most `restarts` times
 * (-1: always), until `stopping` is set; with `fallback` by another program when it fails again and
 * again, and while both fail by each in turn. The caller closes what is left of the loop's handles.
 * False with an error text. */
bool supervisor_open(struct supervisor *s, uv_loop_t *loop, struct watcher *watcher, int restarts,
                     bool fallback, const struct supervisor_calls *calls, void *data);

/* Starts the first script process; it waits for the SETUP with which its session begins. Returns
 * our end of its link, or -1 with an error text. */
int supervisor_spawn(struct supervisor *s);

/* Starts another script process beside it, which `*script` names. As supervisor_spawn. */
int supervisor_spawn_other(struct supervisor *s, uint32_t *script);

/* The other one becomes the script process; what was, if it runs, should end, and is killed if it
 * does not. */
void supervisor_adopt(struct supervisor *s, uint32_t script);

/* Kills the other one, which nobody waits for. */
void supervisor_drop(struct supervisor *s, uint32_t script);

/* Starts a script process in a turn of the loop that follows; none is running. */
void supervisor_start(struct supervisor *s);

/* From now on the script process should end by itself; it is killed if it does not. */
void supervisor_expect_end(struct supervisor *s);

/* Sends it a signal that asks for its end. */
void supervisor_signal(struct supervisor *s, int number);

/* Kills it; the caller has logged why. */
void supervisor_kill(struct supervisor *s);

/* True if it is worth a line of the log that the script process fails now: the first few times in
 * a row, then every time that they have become twice as many. */
bool supervisor_tells(const struct supervisor *s);

#endif
