/* Whether the script process still answers. It is asked (PING) when something has come that it has
 * to see to: a screen, input, or time, if its last frame said that it goes on by itself. One that
 * has nothing to do is left in peace, and nobody wakes up for it. */
#ifndef SCREEN_PATIENCE_H
#define SCREEN_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/* What the screen process does about it; each gets `data`. */
struct patience_calls {
    void (*ask)(void *data);  /* please ask; patience_answered when the answer is there */
    void (*late)(void *data); /* none came in time: what waits to be read is to be read now, and if
                                 patience_is_out even then, the script process hangs */
};

struct patience {
    const struct patience_calls *calls;
    void *data;
    uv_timer_t timer;
    uint64_t limit;  /* milliseconds; 0: it is never asked */
    uint64_t waited; /* how long for the answer that was late, milliseconds */
    bool asked;      /* an answer has yet to come */
    bool moves;      /* the program goes on by itself */
    bool loads;      /* it has yet to show its first frame */
};

/* The loop's handles are the caller's to close. A patience that is all zero has no limit. */
void patience_open(struct patience *p, uv_loop_t *loop, uint64_t limit,
                   const struct patience_calls *calls, void *data);

/* A script process was told of its screen. It has to load its script first, for which there are 20
 * s more, and answers before it does that: so its first frame is what is waited for. */
void patience_begin(struct patience *p);

/* How long a script process may load until its first frame, milliseconds; 0: for any time. */
uint64_t patience_to_load(const struct patience *p);

/* The script process was told something. */
void patience_told(struct patience *p);

/* It has sent a frame, and `moves` if it goes on by itself. */
void patience_frame(struct patience *p, bool moves);

/* It has answered. */
void patience_answered(struct patience *p);

/* There is no script process to wait for. */
void patience_rest(struct patience *p);

/* In `late`: true if no answer has come. */
bool patience_is_out(const struct patience *p);

#endif
