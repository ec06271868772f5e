/* The userdata of require "mmap": what its files share. Every method has the metatable as upvalue
 * 1; a list of methods is hung into the object by a line in lib_mmap.c. */
#ifndef LUA_MMAP_OBJECT_H
#define LUA_MMAP_OBJECT_H

#include <lauxlib.h>
#include <lua.h>
#include <stddef.h>
#include <stdint.h>

#include "map/map.h"

#define MMAP_TYPE "fbrun.mmap"

/* Its user value is nil, or a table of further fields that scripts may read. */
struct mmap_object {
    struct map map;
    uint64_t position; /* of read and write; may be behind the end after resize */
};

/* Creates the metatable; lib_mmap.c fills it. */
void mmap_object_open(lua_State *L, const luaL_Reg *const *methods);

/* Pushes a closed object, which a map is then opened into. */
struct mmap_object *mmap_push(lua_State *L);

/* The open map that a method is called on, at 1. Raises an error if it is none or closed. */
struct mmap_object *mmap_self(lua_State *L);

/* The same at any argument and without an upvalue: for constructors that get a map. */
struct mmap_object *mmap_check(lua_State *L, int arg);

/* As mmap_self, and raises an error if the map may not be written. */
struct mmap_object *mmap_self_writable(lua_State *L);

/* Raises the error of an access that hit what is no longer there. */
int mmap_raise_fault(lua_State *L, struct mmap_object *o);

/* To be called after the bytes of a map were touched, before anything is made of them. */
static inline void mmap_touched(lua_State *L, struct mmap_object *o)
{
    if (map_faulted(&o->map))
        mmap_raise_fault(L, o);
}

/* The offset at `arg` of `size` bytes that must be in the map. Negative offsets are refused. */
size_t mmap_offset(lua_State *L, int arg, const struct mmap_object *o, size_t size);

/* Adds m:u8 and so on to the table of methods on top of the stack, which the metatable is below. */
void mmap_add_numbers(lua_State *L);

/* The lists of methods, each in the file of its name. */
extern const luaL_Reg mmap_byte_methods[];
extern const luaL_Reg mmap_file_methods[];
extern const luaL_Reg mmap_pack_methods[];
extern const luaL_Reg mmap_stream_methods[];
extern const luaL_Reg mmap_typed_methods[];

#endif
