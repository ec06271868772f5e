/* watch(): the program hears of files that change. */
#ifndef LUA_WATCH_H
#define LUA_WATCH_H

#include "lua/host_impl.h"

/* Takes in which files have changed. */
void watch_take(struct host *h);

/* True if one has, and its function waits to be called. */
bool watch_waits(const struct host *h);

/* Calls these functions. False when one failed or called exit(). */
bool watch_run(struct host *h);

/* After the loop and the Lua state are finished. */
void watch_finish(struct host *h);

#endif
