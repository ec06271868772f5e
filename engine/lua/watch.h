/* watch(): the program hears of files that change; and what else hears of them in this process. */
#ifndef LUA_WATCH_H
#define LUA_WATCH_H

#include "lua/host_impl.h"

/* Has the file at this absolute path watched in h->files, unless watch() or a live file does so
 * already. False with an error text. */
bool watch_begin(struct host *h, const char *path);

/* It is not any more, unless one of those that are left does. */
void watch_end(struct host *h, const char *path);

/* The absolute path, malloc'ed. NULL with an error text. */
char *watch_path(const char *path);

/* Takes in which files have changed. */
void watch_take(struct host *h);

/* True if one has, and its function waits to be called. */
bool watch_waits(const struct host *h);

/* Calls these functions. False when one failed or called exit(). */
bool watch_run(struct host *h);

/* After the loop and the Lua state are finished. */
void watch_finish(struct host *h);

#endif
