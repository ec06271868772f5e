/* Path2D's userdata. */
#ifndef LUA_PATHS_H
#define LUA_PATHS_H

#include <lua.h>
#include <stddef.h>

#include "raster/path.h"

#define PATHS_TYPE "fbrun.path2d"

/* The path of the Path2D at `arg`, or NULL if it is none. */
struct path *paths_test(lua_State *L, int arg);

/* The path of the Path2D that a method is called on; it has the metatable as upvalue 1. */
struct path *paths_self(lua_State *L);

/* To be called after a path may have grown: tells the collector of its memory, of which it has
 * heard of *counted bytes. */
void paths_grown(lua_State *L, const struct path *path, size_t *counted);

/* Where the count of the path that paths_self gives is. */
size_t *paths_counted(struct path *path);

#endif
