/* --stats: what stats() tells, and a graph of the last frames' times, over the upper left corner of
 * the picture. It is in the screen's buffer only while the screen process takes a frame, so that
 * the program never meets it, and it changes with frames alone: a still picture stays still. */
#ifndef LUA_STATS_SCREEN_H
#define LUA_STATS_SCREEN_H

#include "lua/host_impl.h"

/* With --stats: draws it. To be called right before a frame is sent. */
void stats_screen_draw(struct host *h);

/* The frame was taken: puts back what was there. Nothing if there is nothing to put back. */
void stats_screen_erase(struct host *h);

/* The buffer is another one now. */
void stats_screen_forget(struct host *h);

/* NULL is accepted. */
void stats_screen_destroy(struct stats_screen *s);

#endif
