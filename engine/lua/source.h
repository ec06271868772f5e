/* What can be drawn as an image: a canvas, the screen, an image that was loaded. */
#ifndef LUA_SOURCE_H
#define LUA_SOURCE_H

#include <lua.h>

#include "lua/context.h"
#include "lua/images.h"

/* One of the two. */
struct source {
    struct context *context;
    uint32_t canvases_before; /* the context's when it was looked at */
    const struct image_object *image;
};

/* The source at `arg`, which must be one and not be closed. */
struct source source_check(lua_State *L, int arg);

/* The same for the standard's methods, which raise a TypeError or an InvalidStateError: this also
 * for an image that has failed. */
struct source source_check_html(lua_State *L, int arg);

/* False for an image that is loading or has failed. */
bool source_is_ready(const struct source *s);

/* How many frames it has: 1 unless it is an animation. It must be ready. */
int source_frames(const struct source *s);

/* The canvas of a frame, from 0 on, for drawing from it; raises an error when it cannot be drawn
 * from. To be asked for last: whatever allocates in Lua may run a script's __gc, which may close or
 * resize it. It must have been ready when it was checked. */
struct canvas *source_canvas(lua_State *L, const struct source *s, int frame);

#endif
