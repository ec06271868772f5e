/* The context userdata: a canvas or the screen, as scripts hold it. */
#ifndef LUA_CONTEXT_H
#define LUA_CONTEXT_H

#include "canvas/canvas.h"
#include "lua/host_impl.h"

struct pixels;

struct context {
    struct canvas *canvas; /* NULL once closed */
    struct pixels *map;    /* what map() returned, while it is open */
    bool screen;           /* the canvas belongs to the host */
};

/* Pushes a context without a canvas. */
struct context *context_push(lua_State *L);

/* The context at `arg`, which must be one and not be closed. */
struct context *context_check(lua_State *L, int arg);

/* Its canvas, for drawing from or on it: raises an error when it is closed or mapped. */
struct canvas *context_canvas(lua_State *L, struct context *context);

/* Puts another canvas in the place of the present one, which is destroyed; a map of it is closed.
 */
void context_replace(struct context *context, struct canvas *canvas);

/* Closes the map without a trace, because its pixels go away (in lib_pixels.c). */
void pixels_abandon(struct pixels *pixels);

/* ctx:map() (in lib_pixels.c). */
int pixels_map(lua_State *L);

#endif
