/* Errors of the script, written to standard error: message, hint, traceback. */
#ifndef LUA_REPORT_H
#define LUA_REPORT_H

#include <lua.h>

/* Writes the error that is on top of `co`, whose frames are still there, with hint and traceback.
 * Pops it. L is the state to work in. */
void report_error(lua_State *L, lua_State *co);

/* Writes the error's message alone. Pops it. */
void report_message(lua_State *L, lua_State *co);

/* coroutine.wrap destroys a failed coroutine before it passes the error on, and its frames with
 * it. These two keep its traceback with the error, until the next such failure: report_keep_trace
 * before (the error is on top of co), report_keep_error with the error that goes on (on top of L).
 * Neither pops anything. */
void report_keep_trace(lua_State *L, lua_State *co);
void report_keep_error(lua_State *L);

#endif
