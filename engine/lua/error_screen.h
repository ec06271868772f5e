/* What a screen shows of a program that has failed: message and traceback, with the lines of the
 * source, over the picture. */
#ifndef LUA_ERROR_SCREEN_H
#define LUA_ERROR_SCREEN_H

#include "lua/host_impl.h"

/* Draws h->report into the screen's buffer and tells the screen process where. What the program
 * wanted kept goes before it. No frame may be in flight, and none may follow. */
void error_screen_show(struct host *h);

#endif
