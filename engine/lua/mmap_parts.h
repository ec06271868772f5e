/* The parts of require "mmap" beside the map itself: device registers, and what processes share. */
#ifndef LUA_MMAP_PARTS_H
#define LUA_MMAP_PARTS_H

#include <lauxlib.h>
#include <lua.h>

#include "map/futex.h"
#include "map/registers.h"

#define REGISTERS_TYPE "fbrun.mmap.registers"

/* m:load32 and the like: methods of a map. */
extern const luaL_Reg mmap_atomic_methods[];

/* Add the module's functions to the table on top of the stack, and make the metatables of what
 * those return. */
void mmap_add_shared(lua_State *L);
void mmap_add_registers(lua_State *L);

/* The timeout in seconds at `arg`, on the real clock also where the program's is virtual; none: for
 * ever. A request to end the program ends every wait. */
struct patience mmap_patience(lua_State *L, int arg);

/* Pushes a wait's results: true, or nil and "timeout" or "interrupted". Raises an error if it
 * failed. */
int mmap_push_result(lua_State *L, enum wait_result result);

/* The open registers at `arg`. Raises an error if they are none or closed. */
struct registers *mmap_check_registers(lua_State *L, int arg);

/* Makes the metatable of described registers. */
void mmap_described_open(lua_State *L);

/* Makes the described registers of the table at `arg` for the registers on top of the stack, and
 * pushes them as a table by name and, as its list, by offset. `methods` is a table of names that no
 * register can have. */
void mmap_describe(lua_State *L, int arg, int methods);

/* Pushes the described registers' names, values and fields as lines of text. The registers are at
 * 1, the table of mmap_describe at `names`. */
void mmap_dump_described(lua_State *L, int names);

/* Writes the number at `arg` to the whole of the described register on top of the stack. */
void mmap_set_described(lua_State *L, int arg);

#endif
