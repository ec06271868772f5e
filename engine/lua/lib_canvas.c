/* canvas() and the members of a context that go beyond the HTML standard's. */
#include <lauxlib.h>
#include <string.h>

#include "base/error.h"
#include "image/write.h"
#include "lua/args.h"
#include "lua/context.h"
#include "lua/lib.h"
#include "lua/memory.h"
#include "lua/quick_target.h"

/* Creates a canvas for the sizes at `arg` and `arg` + 1. NULL with an error text when memory is
 * missing; a size that can never be had is the script's mistake. */
static struct canvas *create(lua_State *L, lua_Integer width, lua_Integer height)
{
    size_t bytes;
    struct host *h = host_of(L);
    int64_t most = h->options->max_pixels;
    if (!surface_size(width, height, &bytes))
        luaL_error(L, "%s", error_text());
    if (most > 0 && width * height > most)
        luaL_error(L, "a canvas of %dx%d pixels, above the limit of %I (--max-pixels)", (int)width,
                   (int)height, (LUAI_UACINT)most);
    struct canvas *canvas;
    return MEMORY_TRY(L, (canvas = canvas_create(h->scene, (int)width, (int)height)) != NULL)
               ? canvas
               : NULL;
}

static void count_memory(lua_State *L, const struct canvas *canvas)
{
    enum { LIST = 8192 }; /* about what the shortest list of commands takes */
    memory_count(L, LIST + (size_t)canvas_width(canvas) * (size_t)canvas_height(canvas) * 4);
}

static int new_canvas(lua_State *L)
{
    args_count(L, 2, 2, "canvas(w, h)");
    lua_Integer width = luaL_checkinteger(L, 1), height = luaL_checkinteger(L, 2);
    struct context *c = context_push(L);
    struct canvas *canvas = create(L, width, height);
    if (canvas == NULL)
        return host_failure(L);
    context_replace(c, canvas);
    count_memory(L, canvas);
    return 1;
}

/* The screen and a mapped canvas stay as they are. */
static void check_free(lua_State *L, const struct context *c, const char *what)
{
    if (c->screen)
        luaL_error(L, "attempt to %s the screen", what);
    if (c->map != NULL)
        luaL_error(L, "attempt to %s a canvas while its map() is open", what);
}

static int close_canvas(lua_State *L)
{
    struct context *c = luaL_checkudata(L, 1, CONTEXT_TYPE);
    if (c->canvas == NULL)
        return 0;
    check_free(L, c, "close");
    context_replace(c, NULL);
    return 0;
}

static int flush(lua_State *L)
{
    target_flush(canvas_target(context_canvas(L, context_check(L, 1))));
    return 0;
}

static int save_png(lua_State *L)
{
    struct context *context = context_check(L, 1);
    const char *path = args_path(L, 2);
    struct canvas *c = context_canvas(L, context);
    if (!image_write(path, target_read(canvas_target(c)), canvas_is_screen(c)))
        return host_failure(L);
    lua_pushboolean(L, 1);
    return 1;
}

/* As with the HTML canvas, a size that is assigned, even the same, makes it new and empty. */
static void resize(lua_State *L, struct context *c, lua_Integer width, lua_Integer height)
{
    check_free(L, c, "resize");
    struct canvas *canvas = create(L, width, height);
    if (canvas == NULL)
        luaL_error(L, "%s", error_text());
    context_replace(c, canvas);
    count_memory(L, canvas);
    if (host_of(L)->strand.target->context == c)
        host_publish_size(host_of(L));
}

static lua_Integer check_side(lua_State *L, const char *name)
{
    int whole;
    const lua_Integer side = lua_tointegerx(L, 3, &whole);
    if (!whole)
        luaL_error(L, "whole number expected for %s, got %s", name, luaL_tolstring(L, 3, NULL));
    return side;
}

static void get_width(lua_State *L, struct context *c)
{
    lua_pushinteger(L, canvas_width(c->canvas));
}

static void set_width(lua_State *L, struct context *c, const char *name)
{
    resize(L, c, check_side(L, name), canvas_height(c->canvas));
}

static void get_height(lua_State *L, struct context *c)
{
    lua_pushinteger(L, canvas_height(c->canvas));
}

static void set_height(lua_State *L, struct context *c, const char *name)
{
    resize(L, c, canvas_width(c->canvas), check_side(L, name));
}

/* The canvas element that the standard's context belongs to is the context itself. */
static void get_canvas(lua_State *L, struct context *c)
{
    (void)c;
    lua_pushvalue(L, 1);
}

const luaL_Reg context_canvas_methods[] = {
    {"close", close_canvas}, {"flush", flush}, {"map", pixels_map},
    {"save_png", save_png},  {NULL, NULL},
};

const struct context_attribute context_canvas_attributes[] = {
    {"canvas", get_canvas, NULL},
    {"height", get_height, set_height},
    {"width", get_width, set_width},
    {NULL, NULL, NULL},
};

void lib_canvas(lua_State *L)
{
    lua_pushcfunction(L, new_canvas);
    lua_setfield(L, -2, "canvas");
}
