/* Frames: what runs in one, and when the next one begins. */
#ifndef LUA_FRAME_H
#define LUA_FRAME_H

#include "lua/host_impl.h"

/* Runs one frame and shows it: resize, keys, timers, what waits in present(), then the chunk (which
 * program_load left on the main state's stack), setup, update and draw. */
void frame_run(struct host *h);

/* Waits until the next frame is to begin, or the program ends. */
void frame_wait(struct host *h);

/* Sets draw or update to nil, and says so, if that is the owner of the job that has failed. Where
 * the program goes on after an error, what fails in each frame would leave no time to mend it. */
void frame_forget(struct host *h, const void *owner);

/* Shows what is drawn so far and waits until it is on the display, and nothing of it is still to be
 * written. False when the program ends meanwhile; the error text says so. */
bool frame_settle(struct host *h);

#endif
