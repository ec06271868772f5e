/* keep: the table of plain data that goes from a version of a program to the next one. */
#ifndef LUA_KEEP_H
#define LUA_KEEP_H

#include "lua/host_impl.h"

/* Sends the screen process what `keep` holds. What is no plain data is left out with a warning. */
void keep_send(struct host *h);

/* Fills `keep` with what an earlier version sent, if loop.keep brought that. */
void keep_receive(struct host *h);

#endif
