/* Checked arguments. All raise an error that says what was expected and what came. */
#ifndef LUA_ARGS_H
#define LUA_ARGS_H

#include <lua.h>
#include <stdbool.h>
#include <stdint.h>

/* rgba()'s integers are 0x1AARRGGBB, so that rgba(0, 0, 0, 0) is not the black of 0x000000. */
#define ARGS_RGBA_BIT (INT64_C(1) << 32)

/* Raises "usage: N arguments expected, got M" unless there are least to most of them. */
void args_count(lua_State *L, int least, int most, const char *usage);

/* The colour at `arg` as straight 0xAARRGGBB: 0xRRGGBB, rgba()'s integer, or a CSS string. */
uint32_t args_color(lua_State *L, int arg);

/* Pushes a straight 0xAARRGGBB as args_color takes it: 0xRRGGBB if opaque, else as rgba() does. */
void args_push_color(lua_State *L, uint32_t color);

/* The option table at `arg`, or none: true if there is one. Raises an error that lists `known`
 * (ended by NULL) when it has any other key. `function` is what the error calls the function. */
bool args_options(lua_State *L, int arg, const char *function, const char *const *known);

/* The whole number at `arg`, from least to most. */
lua_Integer args_integer(lua_State *L, int arg, lua_Integer least, lua_Integer most);

/* The number at `arg`, 0 or more; `what` is what the error calls it. */
lua_Number args_not_negative(lua_State *L, int arg, const char *what);

/* The time span in seconds at `arg`, 0 or more, as nanoseconds; at most 100 years. */
uint64_t args_seconds(lua_State *L, int arg);

/* The file name at `arg`; one with a zero byte would be another for the kernel. */
const char *args_path(lua_State *L, int arg);

#endif
