/* Keys: keypressed, keyreleased and key_down(). */
#ifndef LUA_KEYBOARD_H
#define LUA_KEYBOARD_H

#include "lua/host_impl.h"

/* Calls the callbacks for the keys that have arrived, in their order. A key that arrives before the
 * chunk has run for the first time waits for that; one that no callback is defined for only counts
 * for key_down(). False when the frame's callbacks end here, because one failed or called exit();
 * the remaining keys wait. */
bool keyboard_run(struct host *h);

/* Takes in the keys that no callback is defined for. True if one then waits for its callback. */
bool keyboard_waits(struct host *h);

#endif
