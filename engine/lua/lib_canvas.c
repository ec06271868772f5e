/* canvas() and the members of a context that go beyond the HTML standard's. */
#include <lauxlib.h>
#include <string.h>

#include "base/error.h"
#include "image/write.h"
#include "lua/args.h"
#include "lua/context.h"
#include "lua/lib.h"

#define CONTEXT "fbrun.context"

struct context *context_push(lua_State *L)
{
    struct context *c = lua_newuserdatauv(L, sizeof *c, 0);
    *c = (struct context){0};
    luaL_setmetatable(L, CONTEXT);
    return c;
}

struct context *context_check(lua_State *L, int arg)
{
    struct context *c = luaL_testudata(L, arg, CONTEXT);
    if (c == NULL) {
        const char *failure = host_of(L)->failure;
        if (lua_isnil(L, arg) && failure[0] != '\0')
            lua_pushfstring(L, "canvas expected, got nil (last failure: %s)", failure);
        else
            lua_pushfstring(L, "canvas expected, got %s", luaL_typename(L, arg));
        luaL_argerror(L, arg, lua_tostring(L, -1));
    } else if (c->canvas == NULL) {
        luaL_error(L, "attempt to use a closed canvas");
    }
    return c;
}

static const char *kind(const struct context *c)
{
    return c->screen ? "screen" : "canvas";
}

struct canvas *context_canvas(lua_State *L, struct context *c)
{
    if (c->canvas == NULL) /* the target of a draw_to, closed inside of it */
        luaL_error(L, "attempt to use a closed canvas");
    if (c->map != NULL)
        luaL_error(L, "attempt to draw on or from a %s while its map() is open", kind(c));
    return c->canvas;
}

void context_replace(struct context *c, struct canvas *canvas)
{
    if (c->map != NULL)
        pixels_abandon(c->map);
    canvas_destroy(c->canvas);
    c->canvas = canvas;
}

/* Creates a canvas for the sizes at `arg` and `arg` + 1. NULL with an error text when memory is
 * missing; a size that can never be had is the script's mistake. */
static struct canvas *create(lua_State *L, lua_Integer width, lua_Integer height)
{
    size_t bytes;
    if (!surface_size(width, height, &bytes))
        luaL_error(L, "%s", error_text());
    struct canvas *canvas = canvas_create(host_of(L)->scene, (int)width, (int)height);
    return canvas;
}

/* Lua's collector sees a few bytes of userdata; tell it about the pixels. */
static void count_pixels(lua_State *L, const struct canvas *canvas)
{
    int64_t bytes = (int64_t)canvas_width(canvas) * canvas_height(canvas) * 4;
    /* Never 0: that asks for a whole step, due or not, so that many small canvases would take the
     * square of their number. */
    lua_gc(L, LUA_GCSTEP, (int)(bytes / 1024) + 1);
}

static int new_canvas(lua_State *L)
{
    args_count(L, 2, 2, "canvas(w, h)");
    lua_Integer width = luaL_checkinteger(L, 1), height = luaL_checkinteger(L, 2);
    struct context *c = context_push(L);
    c->canvas = create(L, width, height);
    if (c->canvas == NULL)
        return host_failure(L);
    count_pixels(L, c->canvas);
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

static int context_close(lua_State *L)
{
    struct context *c = luaL_checkudata(L, 1, CONTEXT);
    if (c->canvas == NULL)
        return 0;
    check_free(L, c, "close");
    context_replace(c, NULL);
    return 0;
}

static int context_gc(lua_State *L)
{
    context_replace(luaL_checkudata(L, 1, CONTEXT), NULL);
    return 0;
}

static int context_tostring(lua_State *L)
{
    const struct context *c = luaL_checkudata(L, 1, CONTEXT);
    if (c->canvas == NULL)
        lua_pushfstring(L, "%s (closed)", kind(c));
    else
        lua_pushfstring(L, "%s (%dx%d)", kind(c), canvas_width(c->canvas),
                        canvas_height(c->canvas));
    return 1;
}

static int flush(lua_State *L)
{
    target_flush(canvas_target(context_canvas(L, context_check(L, 1))));
    return 0;
}

static int save_png(lua_State *L)
{
    struct canvas *c = context_canvas(L, context_check(L, 1));
    const char *path = args_path(L, 2);
    if (!image_write(path, target_read(canvas_target(c)), canvas_is_screen(c)))
        return host_failure(L);
    lua_pushboolean(L, 1);
    return 1;
}

static int context_index(lua_State *L)
{
    struct context *c = luaL_checkudata(L, 1, CONTEXT);
    const char *key = luaL_checkstring(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) /* close() works on a closed one */
        return 1;
    context_check(L, 1);
    if (strcmp(key, "width") == 0)
        lua_pushinteger(L, canvas_width(c->canvas));
    else if (strcmp(key, "height") == 0)
        lua_pushinteger(L, canvas_height(c->canvas));
    else
        return luaL_error(L, "a %s has no '%s'", kind(c), key);
    return 1;
}

/* As with the HTML canvas, a size that is assigned, even the same, makes it new and empty. */
static int context_newindex(lua_State *L)
{
    struct context *c = context_check(L, 1);
    const char *key = luaL_checkstring(L, 2);
    lua_Integer width = canvas_width(c->canvas), height = canvas_height(c->canvas);
    if (strcmp(key, "width") == 0)
        width = luaL_checkinteger(L, 3);
    else if (strcmp(key, "height") == 0)
        height = luaL_checkinteger(L, 3);
    else
        return luaL_error(L, "a %s has no '%s' to assign to", kind(c), key);
    check_free(L, c, "resize");
    struct canvas *canvas = create(L, width, height);
    if (canvas == NULL)
        return luaL_error(L, "%s", error_text());
    context_replace(c, canvas);
    count_pixels(L, canvas);
    if (host_of(L)->strand.target == c)
        host_publish_size(host_of(L));
    return 0;
}

void lib_canvas(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"canvas", new_canvas},
        {NULL, NULL},
    };
    static const luaL_Reg metamethods[] = {
        {"__close", context_close},       {"__gc", context_gc}, {"__newindex", context_newindex},
        {"__tostring", context_tostring}, {NULL, NULL},
    };
    static const luaL_Reg methods[] = {
        {"close", context_close}, {"flush", flush}, {"map", pixels_map},
        {"save_png", save_png},   {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
    luaL_newmetatable(L, CONTEXT);
    luaL_setfuncs(L, metamethods, 0);
    luaL_newlib(L, methods);
    lua_pushcclosure(L, context_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
