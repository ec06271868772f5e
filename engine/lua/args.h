/* Checked arguments. All raise an error that says what was expected and what came. */
#ifndef LUA_ARGS_H
#define LUA_ARGS_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* rgba()'s integers are 0x1AARRGGBB, so that rgba(0, 0, 0, 0) is not the black of 0x000000. */
#define ARGS_RGBA_BIT (INT64_C(1) << 32)

/* Raises "usage: N arguments expected, got M" unless there are least to most of them. */
void args_count(lua_State *L, int least, int most, const char *usage);

/* Pushes "EXPECTED expected, got TYPE", with the last failure if the argument is the nil that one
 * returned; returns the text. */
const char *args_push_mismatch(lua_State *L, int arg, const char *expected);

/* The colour at `arg` as straight 0xAARRGGBB: 0xRRGGBB, rgba()'s integer, or a CSS string. */
uint32_t args_color(lua_State *L, int arg);

/* The colour at `arg` for an attribute. False for a text that is none, which the standard has
 * ignored; what is no text must be a colour, else a TypeError is raised. */
bool args_color_attribute(lua_State *L, int arg, const char *attribute, uint32_t *color);

/* The colour on top of the stack, which is a part of the table at `arg`; `what` names it in an
 * error. */
uint32_t args_color_part(lua_State *L, int arg, const char *what);

/* Pushes a straight 0xAARRGGBB as args_color takes it: 0xRRGGBB if opaque, else as rgba() does. */
void args_push_color(lua_State *L, uint32_t color);

/* The option table at `arg`, or none: true if there is one. Raises an error that lists `known`
 * (ended by NULL) when it has any other key. `function` is what the error calls the function. */
bool args_options(lua_State *L, int arg, const char *function, const char *const *known);

/* Pushes the field of the option table at `arg` and returns its type. Options are plain fields: no
 * metamethod runs, so nothing changes while they are read. */
int args_option(lua_State *L, int arg, const char *name);

/* The same as a number; if it is not there `value` is as it was, and
 * the result false. `least` is the smallest that is taken. */
bool args_option_number(lua_State *L, int arg, const char *name, lua_Number least,
                        lua_Number *value);

/* The same as a whole number, from least to most. */
bool args_option_integer(lua_State *L, int arg, const char *name, lua_Integer least,
                         lua_Integer most, lua_Integer *value);

/* The same as a list of `count` numbers. */
bool args_option_list(lua_State *L, int arg, const char *name, int count, lua_Number *values);

/* Raises "'GOT' is none of NAMES"; name_of(i) gives those, 0 to count - 1. */
int args_bad_name(lua_State *L, int arg, const char *got, int count, const char *(*name_of)(int));

/* After a function of the engine that has no results: raises error_text() if it failed. */
int args_done(lua_State *L, bool ok);

/* The whole number at `arg`, from least to most. */
lua_Integer args_integer(lua_State *L, int arg, lua_Integer least, lua_Integer most);

/* The number at `arg`, 0 or more; `what` is what the error calls it. */
lua_Number args_not_negative(lua_State *L, int arg, const char *what);

/* The numbers of the list at `arg`, which must be a table of numbers and nothing else. They are the
 * host's and last until the next call. */
const double *args_numbers(lua_State *L, int arg, size_t *count);

/* The same of what is a table. If it holds anything else the result is false, and what is wrong
 * with it is pushed as a text. */
bool args_find_numbers(lua_State *L, int arg, const double **numbers, size_t *count);

/* The time span in seconds at `arg`, 0 or more, as nanoseconds; at most 100 years. */
uint64_t args_seconds(lua_State *L, int arg);

/* The file name at `arg`; one with a zero byte would be another for the kernel. */
const char *args_path(lua_State *L, int arg);

#endif
