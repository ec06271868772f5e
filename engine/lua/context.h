/* The context userdata: a canvas or the screen, as scripts hold it, with the state of its 2D
 * context. Its members come from several files: each has a list of methods or attributes, which
 * context.c puts into one table. */
#ifndef LUA_CONTEXT_H
#define LUA_CONTEXT_H

#include <lauxlib.h>

#include "canvas/canvas.h"
#include "canvas/context2d.h"
#include "lua/host_impl.h"

struct pixels;

#define CONTEXT_TYPE "fbrun.context"

struct context {
    struct canvas *canvas;    /* NULL once closed */
    struct context2d html;    /* what the standard's members act on */
    struct pixels *map;       /* what map() returned, while it is open */
    size_t path_counted;      /* bytes of the current path that the collector has heard of */
    bool screen;              /* the canvas belongs to the host */
    uint32_t canvases_before; /* how many canvases it has had before this one */
};

/* Pushes a context without a canvas. */
struct context *context_push(lua_State *L);

/* The context at `arg`, which must be one and not be closed. */
struct context *context_check(lua_State *L, int arg);

/* What a method is called on: context_check(L, 1), but faster. Only for methods, which have the
 * metatable as upvalue 1. */
struct context *context_self(lua_State *L);

/* Its canvas, for drawing from or on it: raises an error when it is closed or mapped. To be asked
 * for last: whatever allocates in Lua may run a script's __gc, which may close or resize it. */
struct canvas *context_canvas(lua_State *L, struct context *context);

/* context_self of a method that draws. */
struct context2d *context_drawing(lua_State *L);

/* "canvas" or "screen". */
const char *context_kind(const struct context *context);

/* Puts another canvas in the place of the present one, which is destroyed; a map of it is closed,
 * and the state begins anew. NULL closes the context. */
void context_replace(struct context *context, struct canvas *canvas);

/* Closes the map without a trace, because its pixels go away (in lib_pixels.c). */
void pixels_abandon(struct pixels *pixels);

/* ctx:map() (in lib_pixels.c). */
int pixels_map(lua_State *L);

struct context_attribute {
    const char *name;
    /* Pushes the value. */
    void (*get)(lua_State *L, struct context *context);
    /* Takes the value at 3, or raises an error. NULL: it cannot be assigned. */
    void (*set)(lua_State *L, struct context *context, const char *name);
};

/* Lists end with a NULL name. */
extern const luaL_Reg context_canvas_methods[]; /* lib_canvas.c: close, flush, map, save_png */
extern const luaL_Reg context_state_methods[];
extern const luaL_Reg context_draw_methods[];
extern const luaL_Reg context_data_methods[];  /* lib_image_data.c */
extern const luaL_Reg context_style_methods[]; /* lib_styles.c: create_…_gradient, _pattern */
extern const luaL_Reg context_path_methods[];  /* Path2D has them too */
extern const struct context_attribute context_canvas_attributes[]; /* width, height */
extern const struct context_attribute context_attributes[];
extern const luaL_Reg context_text_methods[]; /* context_text.c */
extern const struct context_attribute context_text_attributes[];

/* The text that is assigned to the attribute, at 3. */
const char *context_attribute_text(lua_State *L, const char *name, size_t *length);

#endif
