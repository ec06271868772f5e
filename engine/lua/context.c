/* A context's userdata and its members. One table holds them all: methods as functions, attributes
 * as pointers to their struct context_attribute, so that each access is one look-up. */
#include "lua/context.h"

#include "lua/args.h"
#include "lua/hint.h"
#include "lua/lib.h"

struct context *context_push(lua_State *L)
{
    struct context *c = lua_newuserdatauv(L, sizeof *c, 0);
    *c = (struct context){0};
    luaL_setmetatable(L, CONTEXT_TYPE);
    return c;
}

const char *context_kind(const struct context *c)
{
    return c->screen ? "screen" : "canvas";
}

static struct context *check_open(lua_State *L, struct context *c)
{
    if (c != NULL && c->canvas == NULL) /* the NULL has raised an error already */
        luaL_error(L, "attempt to use a closed canvas");
    return c;
}

struct context *context_check(lua_State *L, int arg)
{
    struct context *c = luaL_testudata(L, arg, CONTEXT_TYPE);
    if (c == NULL)
        luaL_argerror(L, arg, args_push_mismatch(L, arg, "canvas"));
    return check_open(L, c);
}

/* The context at 1, open or not, for functions that have the metatable as upvalue 1. */
static struct context *self(lua_State *L)
{
    struct context *c = lua_touserdata(L, 1);
    if (c == NULL || !lua_getmetatable(L, 1))
        return context_check(L, 1); /* which raises the error */
    /* Comparing costs 13 ns less than looking the metatable up by its name. */
    const bool is_context = lua_rawequal(L, -1, lua_upvalueindex(1));
    lua_pop(L, 1);
    return is_context ? c : context_check(L, 1);
}

struct context *context_self(lua_State *L)
{
    return check_open(L, self(L));
}

struct canvas *context_canvas(lua_State *L, struct context *c)
{
    if (c->canvas == NULL) /* the target of a draw_to, closed inside of it */
        luaL_error(L, "attempt to use a closed canvas");
    if (c->map != NULL)
        luaL_error(L, "attempt to draw on or from a %s while its map() is open", context_kind(c));
    return c->canvas;
}

struct context2d *context_drawing(lua_State *L)
{
    struct context *c = context_self(L);
    context_canvas(L, c);
    return &c->html;
}

void context_replace(struct context *c, struct canvas *canvas)
{
    if (c->map != NULL)
        pixels_abandon(c->map);
    if (canvas == NULL)
        context2d_finish(&c->html);
    else if (c->canvas == NULL)
        context2d_init(&c->html, canvas);
    else
        context2d_attach(&c->html, canvas);
    canvas_destroy(c->canvas);
    c->canvas = canvas;
    c->canvases_before++;
}

static int context_gc(lua_State *L)
{
    context_replace(luaL_checkudata(L, 1, CONTEXT_TYPE), NULL);
    return 0;
}

static int context_tostring(lua_State *L)
{
    const struct context *c = luaL_checkudata(L, 1, CONTEXT_TYPE);
    if (c->canvas == NULL)
        lua_pushfstring(L, "%s (closed)", context_kind(c));
    else
        lua_pushfstring(L, "%s (%dx%d)", context_kind(c), canvas_width(c->canvas),
                        canvas_height(c->canvas));
    return 1;
}

/* Raises "a canvas has no 'NAME' WHAT; did you mean 'OTHER'?". The members are upvalue 2. */
static int no_member(lua_State *L, const struct context *c, const char *what)
{
    const char *name = luaL_tolstring(L, 2, NULL);
    const char *hint = hint_push_nearest(L, name, lua_upvalueindex(2));
    return luaL_error(L, "a %s has no '%s'%s%s", context_kind(c), name, what, hint);
}

static int context_index(lua_State *L)
{
    struct context *c = self(L);
    lua_pushvalue(L, 2);
    const int type = lua_rawget(L, lua_upvalueindex(2));
    if (type == LUA_TFUNCTION) /* also of a closed one: close() works on it */
        return 1;
    check_open(L, c);
    if (type == LUA_TNIL)
        return no_member(L, c, "");
    const struct context_attribute *attribute = lua_touserdata(L, -1);
    attribute->get(L, c);
    return 1;
}

static int context_newindex(lua_State *L)
{
    struct context *c = context_self(L);
    lua_pushvalue(L, 2);
    lua_rawget(L, lua_upvalueindex(2));
    const struct context_attribute *attribute = lua_touserdata(L, -1);
    if (attribute == NULL || attribute->set == NULL)
        return no_member(L, c, " to assign to");
    lua_pop(L, 1);
    attribute->set(L, c, attribute->name);
    return 0;
}

/* Adds to the members on top of the stack, above the metatable. Upvalue 2 is for the methods of
 * paths. */
static void add_methods(lua_State *L, const luaL_Reg *methods)
{
    lua_pushvalue(L, -2);
    lua_pushboolean(L, 1);
    luaL_setfuncs(L, methods, 2);
}

static void add_attributes(lua_State *L, const struct context_attribute *attribute)
{
    for (; attribute->name != NULL; attribute++) {
        lua_pushlightuserdata(L, (void *)attribute);
        lua_setfield(L, -2, attribute->name);
    }
}

void lib_context(lua_State *L)
{
    static const luaL_Reg metamethods[] = {
        {"__gc", context_gc},
        {"__tostring", context_tostring},
        {NULL, NULL},
    };
    luaL_newmetatable(L, CONTEXT_TYPE);
    luaL_setfuncs(L, metamethods, 0);
    lua_pushliteral(L, CONTEXT_TYPE);
    lua_setfield(L, -2, "__metatable"); /* a script could call __gc on the screen */
    lua_newtable(L);
    add_methods(L, context_canvas_methods);
    lua_getfield(L, -1, "close");
    lua_setfield(L, -3, "__close");
    add_methods(L, context_state_methods);
    add_methods(L, context_path_methods);
    add_methods(L, context_draw_methods);
    add_methods(L, context_data_methods);
    add_methods(L, context_style_methods);
    add_methods(L, context_text_methods);
    add_attributes(L, context_canvas_attributes);
    add_attributes(L, context_attributes);
    add_attributes(L, context_text_attributes);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, context_index, 2);
    lua_setfield(L, -3, "__index");
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_pushcclosure(L, context_newindex, 2);
    lua_setfield(L, -2, "__newindex");
    lua_pop(L, 1);
}
