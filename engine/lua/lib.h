/* The parts of the API, one file each. Every function here adds its names to the table on top of
 * the stack. */
#ifndef LUA_LIB_H
#define LUA_LIB_H

#include <lua.h>

void lib_canvas(lua_State *L);
void lib_clock(lua_State *L);
void lib_context(lua_State *L);
void lib_draw(lua_State *L);
void lib_files(lua_State *L);
void lib_font(lua_State *L);
void lib_image_data(lua_State *L);
void lib_images(lua_State *L);
void lib_input(lua_State *L);
void lib_path2d(lua_State *L);
void lib_pixels(lua_State *L);
void lib_power(lua_State *L);
void lib_program(lua_State *L);
void lib_quick_image(lua_State *L);
void lib_quick_shapes(lua_State *L);
void lib_quick_state(lua_State *L);
void lib_stats(lua_State *L);
void lib_styles(lua_State *L);
void lib_text(lua_State *L);
void lib_timer(lua_State *L);
void lib_watch(lua_State *L);

#endif
