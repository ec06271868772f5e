/* How long a program's last frames took, for stats() and --stats: a ring of fixed size, so that a
 * frame costs a few stores, whoever asks. What times mean is the caller's: with the virtual clock,
 * which stands still within a frame, all of them are 0. */
#ifndef LUA_FRAME_TIMES_H
#define LUA_FRAME_TIMES_H

#include <stdint.h>

enum { FRAME_TIMES = 240 }; /* frames that are kept: four seconds at 60 a second */

/* Nanoseconds. */
struct frame_time {
    uint64_t due;    /* when it should have begun … */
    uint64_t begin;  /* … and did */
    uint64_t script; /* what callbacks took, with the drawing that they waited for */
    uint64_t raster; /* what drawing took after them */
};

/* Zeroed at first. */
struct frame_times {
    struct frame_time ring[FRAME_TIMES];
    uint64_t count;   /* frames that were added */
    uint64_t dropped; /* how often a frame was due and none was ready */
};

/* Adds a frame; from one to the next it is `period` > 0. The program's first one, which loads and
 * sets up, drops nothing. */
void frame_times_add(struct frame_times *f, const struct frame_time *t, uint64_t period);

/* How many are kept; and the one that was added so many before the last one. */
int frame_times_kept(const struct frame_times *f);
const struct frame_time *frame_times_back(const struct frame_times *f, int before);

/* Frames a second: of those that have begun in the second up to `now`, 0 if that is one or none. */
double frame_times_rate(const struct frame_times *f, uint64_t now);

/* Of so many of 100 frames, as many took no longer (the nearest rank); `max` is all of them. */
struct frame_percentiles {
    uint64_t p50, p90, p95, p99, max; /* nanoseconds */
};

struct frame_summary {
    struct frame_percentiles whole, script, raster;
};

/* Of the frames that are kept; all 0 if there are none. */
struct frame_summary frame_times_summary(const struct frame_times *f);

#endif
