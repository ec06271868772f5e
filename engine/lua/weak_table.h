/* Tables in the registry that keep nothing alive. */
#ifndef LUA_WEAK_TABLE_H
#define LUA_WEAK_TABLE_H

#include <lua.h>

/* Pushes the table under `key`, an address of static storage; made at the first call. Its `mode`
 * says what is weak: "k" the keys, "v" the values. */
void weak_table_push(lua_State *L, const void *key, const char *mode);

#endif
