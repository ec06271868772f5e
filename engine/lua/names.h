/* The names that scripts see: the table that require "fbrun" returns, the globals that it shines
 * through as, and the callbacks. */
#ifndef LUA_NAMES_H
#define LUA_NAMES_H

#include <stdbool.h>

#include "lua/host_impl.h"

/* All callback names, ended by NULL. */
extern const char *const names_callbacks[];

/* Makes the API table with the functions of every lib_*.c, sets h->fb, and hangs the table behind
 * the globals. */
void names_open(struct host *h);

/* Pushes the global function of that name and returns true, or pushes nothing. A callback that is
 * anything but a function is a variable that happens to have its name. */
bool names_push_callback(struct host *h, const char *name);

/* True if a callback is defined that input could call. */
bool names_input_defined(struct host *h);

/* After the chunk: raises an error if it replaced Lua's load by a function, which LÖVE's programs
 * do. To be called in protected mode. */
void names_check_load(lua_State *L);

#endif
