/* The memory of a program: Lua's own, which comes from the budget with --max-memory, and what
 * objects hold elsewhere, of which Lua's collector knows nothing by itself. */
#ifndef LUA_MEMORY_H
#define LUA_MEMORY_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

struct host_options;

/* A Lua state; with options->max_memory within that budget, which counts from now on. NULL without
 * memory. */
lua_State *memory_new_state(const struct host_options *options);

/* Tells the collector of memory that userdata hold outside of Lua's. With --max-memory all garbage
 * is collected, and caches are emptied, each time that half of what was left is in use, and
 * after something was refused. May run __gc metamethods. */
void memory_count(lua_State *L, size_t bytes);

/* After something has failed: if the budget has refused it, collects all garbage and empties
 * caches. True if that has given enough memory back for another try; the error text stays.
 * May run __gc metamethods. */
bool memory_make_room(lua_State *L);

/* What the expression `attempt` says, true or false; if it is false and room can be made, what it
 * says the second time. Whatever a __gc may change or close has to be looked up in it. */
#define MEMORY_TRY(L, attempt) ((attempt) || (memory_make_room(L) && (attempt)))

#endif
