/* Values as a prompt shows them. */
#ifndef LUA_SHOW_VALUE_H
#define LUA_SHOW_VALUE_H

#include <lua.h>

/* Prints all values on the stack in one line, as print does, but tables without a __tostring with
 * what is in them, one level deep. Raises what a __tostring raises. */
void show_values(lua_State *L);

#endif
