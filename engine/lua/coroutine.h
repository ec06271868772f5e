/* Coroutines: which one runs (a signal handler has to hook that one), what each has for itself,
 * and our own coroutine.resume and wrap, which hand a present() on to the host however deep inside
 * of a script's coroutines it was called. */
#ifndef LUA_COROUTINE_H
#define LUA_COROUTINE_H

#include "lua/host_impl.h"

/* Makes `strand` the running one. Returns the one before, to switch back to. */
struct strand strand_switch(struct host *h, struct strand strand);

/* Suspends L, with everything that resumed it, until the next frame; raises an error where that
 * is not possible. To be returned by a C function that has no results. */
int coroutine_present(lua_State *L);

/* The same for a C function that goes on in `then` after the frame, with `context` (lua_yieldk). */
int coroutine_present_k(lua_State *L, lua_KContext context, lua_KFunction then);

/* False where these raise an error. */
bool coroutine_can_present(lua_State *L);

/* Pops what coroutine_present left on co, which is then ready for lua_resume without arguments. */
void coroutine_end_present(lua_State *co);

/* Replaces the functions of the global table `coroutine` that have to know about jobs. */
void coroutine_open(lua_State *L);

#endif
