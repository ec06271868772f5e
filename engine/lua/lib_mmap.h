/* require "mmap": mapped files, memory and devices. Unlike the rest of the API it is a module, not
 * a set of globals. */
#ifndef LUA_LIB_MMAP_H
#define LUA_LIB_MMAP_H

#include <lua.h>

struct host;

/* Puts the module's loader into package.preload. */
void lib_mmap(lua_State *L);

/* The module's framebuffer(). */
int lib_mmap_framebuffer(lua_State *L);

/* If the display's bytes are others than before, maps of the old ones are lost. */
void lib_mmap_framebuffer_replaced(struct host *h);

#endif
