/* Whether the panel is lit. Two can switch it off: the program (display_power), and time, when
 * nobody has touched anything (--blank-after). Input undoes the second of these, and that input is
 * not the program's: who touches a dark screen cannot know what is there. */
#ifndef SCREEN_POWER_H
#define SCREEN_POWER_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "input/event.h"

struct power {
    /* Switches the panel; returns whether it is lit now. */
    bool (*set)(void *data, bool on);
    void *data;
    uv_timer_t timer; /* runs towards the time to go dark */
    uint64_t after;   /* milliseconds without input; 0: never */
    uint64_t touched; /* when there was input, in the loop's time, milliseconds */
    bool asleep;      /* by time */
    bool unwanted;    /* by the program */
    bool lit;
    struct ui_event waker; /* a press that woke it and is held; type 0: none */
};

/* The panel is lit. `after` is in seconds. The loop's handles are the caller's to close. One that
 * is all zero never switches anything. */
void power_open(struct power *p, uv_loop_t *loop, double after, bool (*set)(void *data, bool on),
                void *data);

/* True if the program should hear of that event: it did not wake the panel, nor is it the rest of a
 * press that did. A release of what was pressed before is always told. */
bool power_input(struct power *p, const struct ui_event *event);

/* As input that nobody sees: the screen is shown again. */
void power_wake(struct power *p);

/* The program's wish. That it be on is as input, too. */
void power_request(struct power *p, bool on);

/* The program is gone, and its wish with it. */
void power_forget(struct power *p);

#endif
