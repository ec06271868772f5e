/* The program's clock: both its times stand still within a frame. With the virtual clock time is
 * the number of frames times their period, and os.time and its like follow. */
#ifndef LUA_CLOCK_H
#define LUA_CLOCK_H

#include "lua/host_impl.h"

/* The program begins now. */
void clock_start(struct host *h);

/* Takes the time for a new frame. */
void clock_tick(struct host *h);

/* A frame was shown: the virtual clock goes on by one period. */
void clock_advance(struct host *h);

/* Nanoseconds from frame to frame: the screen's, or more if fps() asked for fewer. */
uint64_t clock_period(const struct host *h);

/* With the virtual clock: replaces what would make two runs differ, os.time, os.date, os.clock
 * without arguments, and the seed of math.random. */
void clock_open(lua_State *L);

#endif
