/* after() and every(): functions to call at a later frame. */
#ifndef LUA_TIMER_H
#define LUA_TIMER_H

#include "lua/host_impl.h"

/* Calls, in the order of their times, what is due at h->time. False when the frame's callbacks
 * end here, because one ended the program or called exit(). */
bool timer_run(struct host *h);

/* Closes the timer that owns a job that has failed, if one does: where the program goes on after an
 * error, it should not bring that again and again. */
void timer_forget(struct host *h, const void *owner);

/* When the next timer is due, in nanoseconds as h->time counts; UINT64_MAX without timers. */
uint64_t timer_next(const struct host *h);

#endif
