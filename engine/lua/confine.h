/* --sandbox: the script process enters it before there is a Lua state or a thread, and Lua gets
 * what of its libraries is left. */
#ifndef LUA_CONFINE_H
#define LUA_CONFINE_H

#include "lua/host_impl.h"

/* In the process that script processes are forked from: opens every library that they may come to
 * need, since in the sandbox no code can be mapped. What is missing is missing there too. */
void confine_prepare(const struct host_options *options);

/* Enters the sandbox: the script's folder is readable, and what text, pictures, modules and dates
 * need; h->state_dir, which is made, changeable. Code that is no file has no folder. `link` is the
 * one descriptor that stays open. False with an error text. */
bool confine_process(struct host *h, int link);

/* Takes away from Lua's libraries what the sandbox refuses, to say so instead; and what could get
 * around the language: compiled code, C modules, the debug library but for traceback. */
void confine_libraries(lua_State *L);

/* Raises an error in the sandbox: `what` is not to be had there. */
void confine_refuse(lua_State *L, const char *what);

#endif
