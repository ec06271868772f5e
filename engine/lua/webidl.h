/* Arguments of the HTML standard's members, converted as Web IDL says. A value of a wrong kind
 * raises "TypeError: …"; what a value does that is merely unusual (NaN, an unknown name) is up to
 * the member. */
#ifndef LUA_WEBIDL_H
#define LUA_WEBIDL_H

#include <lua.h>
#include <stdbool.h>
#include <stdint.h>

#include "raster/matrix.h"

/* Raises "EXCEPTION: bad argument #N to 'FUNCTION' (TEXT)". */
int webidl_throw(lua_State *L, const char *exception, int arg, const char *text);

/* Raises the TypeError that says what was expected at `arg`. */
int webidl_type_error(lua_State *L, int arg, const char *expected);

/* After a function that returned false: raises error_text(), which begins with the exception. */
int webidl_fail(lua_State *L);

/* The same if `ok` is false; else returns 0, the results of a method without any. */
static inline int webidl_done(lua_State *L, bool ok)
{
    return ok ? 0 : webidl_fail(L);
}

/* unrestricted double: any number. */
lua_Number webidl_number(lua_State *L, int arg);

/* The numbers from `arg` on. */
void webidl_numbers(lua_State *L, int arg, int count, lua_Number *numbers);

/* double: a finite number. */
lua_Number webidl_finite(lua_State *L, int arg);

/* [EnforceRange] long: cut to a whole number, -2^31 to 2^31 - 1. */
int32_t webidl_long(lua_State *L, int arg);

/* CanvasFillRule: "nonzero" (also if it is left out) is false, "evenodd" true. */
bool webidl_even_odd(lua_State *L, int arg);

/* DOMMatrix2DInit: a table with a, b, c, d, e, f or m11, m12, m21, m22, m41, m42; what it lacks is
 * the identity's, and so is all of it if it is left out. */
struct matrix webidl_matrix(lua_State *L, int arg);

#endif
