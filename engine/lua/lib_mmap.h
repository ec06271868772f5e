/* require "mmap": mapped files, memory and devices. Unlike the rest of the API it is a module, not
 * a set of globals. */
#ifndef LUA_LIB_MMAP_H
#define LUA_LIB_MMAP_H

#include <lua.h>

/* Puts the module's loader into package.preload. */
void lib_mmap(lua_State *L);

/* The module's framebuffer(). */
int lib_mmap_framebuffer(lua_State *L);

#endif
