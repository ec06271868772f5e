/* The context's methods that change its state: CanvasState, CanvasTransform, and the dashes. */
#include "lua/args.h"
#include "lua/context.h"
#include "lua/memory.h"
#include "lua/webidl.h"

static int save(lua_State *L)
{
    return webidl_done(L, MEMORY_TRY(L, context2d_save(&context_self(L)->html)));
}

static int restore(lua_State *L)
{
    context2d_restore(&context_self(L)->html);
    return 0;
}

static int reset(lua_State *L)
{
    context2d_reset(context_drawing(L));
    return 0;
}

static int is_context_lost(lua_State *L)
{
    context_self(L);
    lua_pushboolean(L, 0);
    return 1;
}

/* CanvasRenderingContext2DSettings. */
static int get_context_attributes(lua_State *L)
{
    const struct context *c = context_self(L);
    lua_createtable(L, 0, 5);
    lua_pushboolean(L, !c->screen);
    lua_setfield(L, -2, "alpha");
    lua_pushliteral(L, "srgb");
    lua_setfield(L, -2, "color_space");
    lua_pushliteral(L, "unorm8");
    lua_setfield(L, -2, "color_type");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "desynchronized");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "will_read_frequently");
    return 1;
}

static int scale(lua_State *L)
{
    struct context *c = context_self(L);
    lua_Number x = webidl_number(L, 2), y = webidl_number(L, 3);
    context2d_scale(&c->html, x, y);
    return 0;
}

static int rotate(lua_State *L)
{
    struct context *c = context_self(L);
    context2d_rotate(&c->html, webidl_number(L, 2));
    return 0;
}

static int translate(lua_State *L)
{
    struct context *c = context_self(L);
    lua_Number x = webidl_number(L, 2), y = webidl_number(L, 3);
    context2d_translate(&c->html, x, y);
    return 0;
}

static struct matrix six_numbers(lua_State *L)
{
    lua_Number n[6];
    webidl_numbers(L, 2, 6, n);
    return (struct matrix){n[0], n[1], n[2], n[3], n[4], n[5]};
}

static int transform(lua_State *L)
{
    struct context *c = context_self(L);
    struct matrix m = six_numbers(L);
    context2d_transform(&c->html, &m);
    return 0;
}

static int set_transform(lua_State *L)
{
    struct context *c = context_self(L);
    struct matrix m = lua_gettop(L) > 2 ? six_numbers(L) : webidl_matrix(L, 2);
    context2d_set_transform(&c->html, &m);
    return 0;
}

/* A table, so that what becomes of it does not change the context: the standard's is a copy too. */
static int get_transform(lua_State *L)
{
    const struct matrix m = context_self(L)->html.state.matrix;
    const lua_Number numbers[] = {m.a, m.b, m.c, m.d, m.e, m.f};
    lua_createtable(L, 0, 6);
    for (int i = 0; i < 6; i++) {
        const char name[] = {(char)("abcdef"[i]), '\0'};
        lua_pushnumber(L, numbers[i]);
        lua_setfield(L, -2, name);
    }
    return 1;
}

static int reset_transform(lua_State *L)
{
    context2d_reset_transform(&context_self(L)->html);
    return 0;
}

static int set_line_dash(lua_State *L)
{
    size_t count;
    struct context *c = context_self(L);
    if (!lua_istable(L, 2))
        return webidl_type_error(L, 2, "list of numbers");
    const double *numbers;
    if (!args_find_numbers(L, 2, &numbers, &count))
        return webidl_throw(L, "TypeError", 2, lua_tostring(L, -1));
    return webidl_done(L, state_set_line_dash(&c->html.state, numbers, count));
}

static int get_line_dash(lua_State *L)
{
    const struct state *s = &context_self(L)->html.state;
    lua_newtable(L);
    /* Looked at anew each time: memory for the table may cost a __gc, which may set other dashes.
     */
    for (uint32_t i = 0; s->line_dash != NULL && i < s->line_dash->count; i++) {
        lua_pushnumber(L, s->line_dash->values[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

const luaL_Reg context_state_methods[] = {
    {"get_context_attributes", get_context_attributes},
    {"get_line_dash", get_line_dash},
    {"get_transform", get_transform},
    {"is_context_lost", is_context_lost},
    {"reset", reset},
    {"reset_transform", reset_transform},
    {"restore", restore},
    {"rotate", rotate},
    {"save", save},
    {"scale", scale},
    {"set_line_dash", set_line_dash},
    {"set_transform", set_transform},
    {"transform", transform},
    {"translate", translate},
    {NULL, NULL},
};
