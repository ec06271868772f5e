/* The userdata of gradients and patterns holds a struct style. A weak table leads from the address
 * of a gradient or pattern, which lives on while a context's state refers to it, to its userdata;
 * Lua takes an entry out of it before the userdata's __gc gives the reference back. */
#include "lua/styles.h"

#include "canvas/color_text.h"
#include "lua/args.h"
#include "lua/weak_table.h"

/* Registry key of the weak table. */
static const char objects;

static void *object(const struct style *s)
{
    return s->kind == STYLE_GRADIENT ? (void *)s->gradient : (void *)s->pattern;
}

static void push_objects(lua_State *L)
{
    weak_table_push(L, &objects, "v");
}

struct style *styles_new(lua_State *L, const char *type)
{
    struct style *s = lua_newuserdatauv(L, sizeof *s, 0);
    *s = (struct style){0};
    luaL_setmetatable(L, type);
    return s;
}

int styles_ready(lua_State *L)
{
    push_objects(L);
    lua_pushvalue(L, -2);
    lua_rawsetp(L, -2, object(lua_touserdata(L, -3)));
    lua_pop(L, 1);
    return 1;
}

/* The userdata at `arg` if it is one of ours, else NULL. */
static const struct style *test(lua_State *L, int arg)
{
    if (lua_type(L, arg) != LUA_TUSERDATA)
        return NULL;
    const struct style *s = luaL_testudata(L, arg, STYLES_GRADIENT);
    return s != NULL ? s : luaL_testudata(L, arg, STYLES_PATTERN);
}

struct style styles_check(lua_State *L, int arg)
{
    const struct style *s = test(L, arg);
    if (s != NULL)
        return *s;
    return (struct style){.kind = STYLE_COLOR, .color = args_color(L, arg)};
}

void styles_assign(lua_State *L, int arg, const char *name, struct style *style)
{
    uint32_t color;
    const struct style *s = test(L, arg);
    if (s != NULL && s->kind == STYLE_GRADIENT)
        style_set_gradient(style, s->gradient);
    else if (s != NULL && s->kind == STYLE_PATTERN)
        style_set_pattern(style, s->pattern);
    else if (args_color_attribute(L, arg, name, &color))
        style_set_color(style, color);
}

void styles_push(lua_State *L, const struct style *style)
{
    if (style->kind == STYLE_COLOR) {
        char text[COLOR_TEXT_SIZE];
        color_serialize(style->color, text);
        lua_pushstring(L, text);
        return;
    }
    push_objects(L);
    if (lua_rawgetp(L, -1, object(style)) == LUA_TNIL) { /* the script had forgotten it */
        lua_pop(L, 2);
        const enum style_kind kind = style->kind;
        struct style *s = styles_new(L, kind == STYLE_GRADIENT ? STYLES_GRADIENT : STYLES_PATTERN);
        if (style->kind != kind)
            luaL_error(L, "a __gc has changed the attribute that is being read");
        *s = *style;
        style_ref(s);
        styles_ready(L);
        return;
    }
    lua_remove(L, -2);
}

static int gc(lua_State *L)
{
    if (test(L, 1) == NULL)
        return 0;
    style_finish(lua_touserdata(L, 1));
    lua_pushnil(L); /* whatever still holds it finds no style */
    lua_setmetatable(L, 1);
    return 0;
}

/* Upvalue 1 is the type's name for scripts. */
static int no_member(lua_State *L)
{
    const char *name = luaL_tolstring(L, 2, NULL);
    return luaL_error(L, "a %s has no '%s'", lua_tostring(L, lua_upvalueindex(1)), name);
}

void styles_open(lua_State *L, const char *type, const char *name, const luaL_Reg *methods)
{
    luaL_newmetatable(L, type);
    lua_pushcfunction(L, gc);
    lua_setfield(L, -2, "__gc");
    lua_pushstring(L, name);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "__name");
    lua_pushcclosure(L, no_member, 1);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "__newindex");
    lua_createtable(L, 0, 1); /* the methods' own metatable */
    lua_insert(L, -2);
    lua_setfield(L, -2, "__index");
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_insert(L, -2);
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
