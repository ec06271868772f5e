/* The script itself: its text, its arguments, its folder. */
#ifndef LUA_PROGRAM_H
#define LUA_PROGRAM_H

#include "lua/host_impl.h"

/* Reads the script, makes its folder the working directory and the first place for require, sets
 * `arg`, pushes the chunk and its arguments, and counts these in h->arguments.
 * False with an error text. */
bool program_load(struct host *h);

/* The same with a chunk that does nothing, in place of one that is no Lua. Raises errors. */
void program_load_nothing(struct host *h);

#endif
