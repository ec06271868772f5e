/* Styles (what shapes are painted with) as Lua values: colours, and gradients and patterns as
 * userdata. A gradient or pattern has the same userdata as long as that is in use, so that an
 * attribute reads back the very object that was assigned, however often it was saved in between. */
#ifndef LUA_STYLES_H
#define LUA_STYLES_H

#include <lauxlib.h>

#include "canvas/gradient.h"
#include "canvas/pattern.h"
#include "canvas/style.h"

#define STYLES_GRADIENT "fbrun.gradient"
#define STYLES_PATTERN  "fbrun.pattern"

/* Pushes a userdata of that type, which is to be given its gradient or pattern, with the only
 * reference, and then to be passed to styles_ready. Transparent black until then. */
struct style *styles_new(lua_State *L, const char *type);

/* Lets attributes find the userdata on top of the stack. Returns 1. */
int styles_ready(lua_State *L);

/* The colour, gradient or pattern at `arg`. It is valid as long as that value is, and nothing has
 * to be released. */
struct style styles_check(lua_State *L, int arg);

/* fill_style and stroke_style take the value at `arg`. */
void styles_assign(lua_State *L, int arg, const char *name, struct style *style);

/* Pushes what fill_style and stroke_style read: the colour's text, or the object. */
void styles_push(lua_State *L, const struct style *style);

/* Makes the metatable of gradients or patterns; `name` is what scripts see it called. */
void styles_open(lua_State *L, const char *type, const char *name, const luaL_Reg *methods);

#endif
