/* ctx:map(): the pixels of a canvas by index, as words of premultiplied 0xAARRGGBB. Reading and
 * writing one is what scripts do a million times a frame, so the metamethods compare the metatable
 * with their upvalue instead of looking it up by name, as luaL_checkudata does. */
#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "lua/args.h"
#include "lua/context.h"
#include "lua/lib.h"
#include "pixel/color.h"

#define PIXELS "fbrun.pixels"

struct pixels {
    struct context *context; /* NULL once closed; kept alive by the user value */
    struct surface surface;
    struct rect touched; /* around all pixels that were given another value */
};

int pixels_map(lua_State *L)
{
    struct pixels *p = lua_newuserdatauv(L, sizeof *p, 1);
    *p = (struct pixels){0};
    luaL_setmetatable(L, PIXELS);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    struct context *context = context_check(L, 1);
    if (context->map != NULL)
        return luaL_error(L, "this map() is open already");
    p->surface = *canvas_map(context->canvas);
    p->context = context;
    context->map = p;
    return 1;
}

void pixels_abandon(struct pixels *p)
{
    p->context->map = NULL;
    p->context = NULL;
}

/* The open pixels at 1, for functions that have the metatable as upvalue 1. */
static struct pixels *check(lua_State *L)
{
    struct pixels *p = lua_touserdata(L, 1);
    if (p == NULL || !lua_getmetatable(L, 1) || !lua_rawequal(L, -1, lua_upvalueindex(1)))
        return luaL_checkudata(L, 1, PIXELS); /* which raises the error */
    lua_pop(L, 1);
    if (p->context == NULL)
        luaL_error(L, "attempt to use a closed map");
    return p;
}

static lua_Integer count(const struct pixels *p)
{
    return (lua_Integer)p->surface.stride * p->surface.height;
}

static lua_Integer check_index(lua_State *L, const struct pixels *p)
{
    int whole;
    lua_Integer i = lua_tointegerx(L, 2, &whole);
    if (!whole)
        luaL_error(L, "pixel index expected, got %s", luaL_tolstring(L, 2, NULL));
    if (i < 0 || i >= count(p))
        luaL_error(L, "pixel index %I is outside of 0 to %I", (LUAI_UACINT)i,
                   (LUAI_UACINT)(count(p) - 1));
    return i;
}

/* The pixel at the coordinates 2 and 3, floored. */
static void check_position(lua_State *L, const struct pixels *p, int *x, int *y)
{
    lua_Number fx = floor(luaL_checknumber(L, 2)), fy = floor(luaL_checknumber(L, 3));
    if (!(fx >= 0 && fx < p->surface.width && fy >= 0 && fy < p->surface.height)) {
        lua_pushfstring(L, "pixel (%f, %f) is outside of %dx%d", fx, fy, p->surface.width,
                        p->surface.height);
        luaL_error(L, "%s", lua_tostring(L, -1));
    }
    *x = (int)fx;
    *y = (int)fy;
}

static void put(struct pixels *p, int x, int y, uint32_t word)
{
    uint32_t *at = surface_at(&p->surface, x, y);
    if (*at == word)
        return;
    *at = word;
    p->touched = rect_union(p->touched, (struct rect){x, y, x + 1, y + 1});
}

static int get(lua_State *L)
{
    const struct pixels *p = check(L);
    int x, y;
    check_position(L, p, &x, &y);
    args_push_color(L, color_unpremultiply(*surface_at(&p->surface, x, y)));
    return 1;
}

static int set(lua_State *L)
{
    struct pixels *p = check(L);
    int x, y;
    check_position(L, p, &x, &y);
    put(p, x, y, color_premultiply(args_color(L, 4)));
    return 0;
}

static int close_map(lua_State *L)
{
    struct pixels *p = luaL_checkudata(L, 1, PIXELS);
    if (p->context == NULL)
        return 0;
    struct rect all = surface_bounds(&p->surface);
    canvas_unmap(p->context->canvas, rect_intersect(p->touched, all));
    pixels_abandon(p);
    return 0;
}

/* Upvalue 2 is the table of methods. */
static int pixels_index(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TNUMBER) {
        const struct pixels *p = check(L);
        lua_pushinteger(L, p->surface.pixels[check_index(L, p)]);
        return 1;
    }
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) /* close() works on a closed one */
        return 1;
    const struct pixels *p = check(L);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    if (strcmp(key, "stride") == 0)
        lua_pushinteger(L, p->surface.stride);
    else if (strcmp(key, "width") == 0)
        lua_pushinteger(L, p->surface.width);
    else if (strcmp(key, "height") == 0)
        lua_pushinteger(L, p->surface.height);
    else
        return luaL_error(L, "a map has no '%s'", luaL_tolstring(L, 2, NULL));
    return 1;
}

static int pixels_newindex(lua_State *L)
{
    struct pixels *p = check(L);
    lua_Integer i = check_index(L, p);
    int whole;
    lua_Integer word = lua_tointegerx(L, 3, &whole);
    if (!whole || word < 0 || word > 0xffffffff)
        return luaL_error(L, "pixel word 0xAARRGGBB expected, got %s", luaL_tolstring(L, 3, NULL));
    unsigned stride = (unsigned)p->surface.stride;
    put(p, (int)((unsigned)i % stride), (int)((unsigned)i / stride), (uint32_t)word);
    return 0;
}

static int pixels_len(lua_State *L)
{
    lua_pushinteger(L, count(check(L)));
    return 1;
}

static int pixels_tostring(lua_State *L)
{
    const struct pixels *p = luaL_checkudata(L, 1, PIXELS);
    if (p->context == NULL)
        lua_pushliteral(L, "map (closed)");
    else
        lua_pushfstring(L, "map (%dx%d)", p->surface.width, p->surface.height);
    return 1;
}

void lib_pixels(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"close", close_map},
        {"get", get},
        {"set", set},
        {NULL, NULL},
    };
    static const luaL_Reg metamethods[] = {
        {"__close", close_map},          {"__gc", close_map},
        {"__len", pixels_len},           {"__newindex", pixels_newindex},
        {"__tostring", pixels_tostring}, {NULL, NULL},
    };
    luaL_newmetatable(L, PIXELS);
    lua_pushvalue(L, -1);
    luaL_setfuncs(L, metamethods, 1);
    lua_pushvalue(L, -1);
    luaL_newlibtable(L, methods);
    lua_pushvalue(L, -3);
    luaL_setfuncs(L, methods, 1);
    lua_pushcclosure(L, pixels_index, 2);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
