/* The quick functions: they draw on the current target, the screen or what draw_to was given. */
#include <lauxlib.h>
#include <math.h>

#include "lua/args.h"
#include "lua/context.h"
#include "lua/coroutine.h"
#include "lua/lib.h"

static struct canvas *target(lua_State *L)
{
    return context_canvas(L, host_of(L)->strand.target);
}

static int clear(lua_State *L)
{
    args_count(L, 0, 1, "clear(colour)");
    struct canvas *c = target(L);
    uint32_t color = canvas_is_screen(c) ? 0xff000000u : 0;
    canvas_clear(c, lua_isnoneornil(L, 1) ? color : args_color(L, 1));
    return 0;
}

static int fill(lua_State *L)
{
    static const char usage[] = "fill(x, y, w, h, colour)";
    if (lua_gettop(L) == 1)
        return luaL_error(L, "%s draws a rectangle; to colour everything use clear(colour)", usage);
    args_count(L, 5, 5, usage);
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    lua_Number w = luaL_checknumber(L, 3), h = luaL_checknumber(L, 4);
    uint32_t color = args_color(L, 5);
    canvas_fill(target(L), x, y, w, h, color);
    return 0;
}

static int point(lua_State *L)
{
    args_count(L, 3, 3, "point(x, y, colour)");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    uint32_t color = args_color(L, 3);
    canvas_point(target(L), x, y, color);
    return 0;
}

static int pixel(lua_State *L)
{
    args_count(L, 2, 2, "pixel(x, y)");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    uint32_t color;
    if (!canvas_pixel(target(L), x, y, &color)) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, color & 0xffffff);
    lua_pushnumber(L, (color >> 24) / 255.0);
    return 2;
}

static int line(lua_State *L)
{
    static const char *const known[] = {"width", NULL};
    args_count(L, 5, 6, "line(x1, y1, x2, y2, colour, {width=})");
    lua_Number x1 = luaL_checknumber(L, 1), y1 = luaL_checknumber(L, 2);
    lua_Number x2 = luaL_checknumber(L, 3), y2 = luaL_checknumber(L, 4);
    uint32_t color = args_color(L, 5);
    if (args_options(L, 6, "line", known)) {
        if (lua_getfield(L, 6, "width") != LUA_TNIL && luaL_checknumber(L, -1) != 1)
            return luaL_argerror(L, 6, "lines of a width other than 1 are not there yet");
    }
    canvas_line(target(L), x1, y1, x2, y2, color);
    return 0;
}

/* The option src={x, y, w, h}: a part of the source in whole pixels. */
static struct rect source_rect(lua_State *L, int options, const struct canvas *source)
{
    int width = canvas_width(source), height = canvas_height(source);
    struct rect all = {0, 0, width, height};
    if (lua_getfield(L, options, "src") == LUA_TNIL)
        return all;
    lua_Integer part[4] = {0};
    int whole = lua_istable(L, -1);
    for (int i = 0; whole && i < 4; i++) {
        lua_geti(L, -1, i + 1);
        part[i] = lua_tointegerx(L, -1, &whole);
        lua_pop(L, 1);
    }
    if (!whole)
        luaL_argerror(L, options, "src={x, y, w, h} expected, in whole pixels");
    if (part[0] < 0 || part[1] < 0 || part[2] < 0 || part[3] < 0 || part[0] > width ||
        part[1] > height || part[2] > width - part[0] || part[3] > height - part[1]) {
        lua_pushfstring(L, "src={%I, %I, %I, %I} is not inside of the image, which is %dx%d",
                        (LUAI_UACINT)part[0], (LUAI_UACINT)part[1], (LUAI_UACINT)part[2],
                        (LUAI_UACINT)part[3], width, height);
        luaL_argerror(L, options, lua_tostring(L, -1));
    }
    return (struct rect){(int)part[0], (int)part[1], (int)(part[0] + part[2]),
                         (int)(part[1] + part[3])};
}

static int image(lua_State *L)
{
    static const char *const known[] = {"src", NULL};
    args_count(L, 3, 6, "image(img, x, y, w, h, {src=})");
    struct canvas *source = context_canvas(L, context_check(L, 1));
    lua_Number x = luaL_checknumber(L, 2), y = luaL_checknumber(L, 3);
    int options = lua_gettop(L) <= 4 && lua_istable(L, 4) ? 4 : 6;
    struct rect from = {0, 0, canvas_width(source), canvas_height(source)};
    if (args_options(L, options, "image", known))
        from = source_rect(L, options, source);
    if (options == 6 && !(lua_isnoneornil(L, 4) && lua_isnoneornil(L, 5)) &&
        (luaL_checknumber(L, 4) != from.x1 - from.x0 ||
         luaL_checknumber(L, 5) != from.y1 - from.y0))
        return luaL_error(L,
                          "image: scaling is not there yet; w, h can only be those of the "
                          "source, %d and %d",
                          from.x1 - from.x0, from.y1 - from.y0);
    if (!canvas_image(target(L), source, from, x, y))
        return host_failure(L);
    return 0;
}

static int rgba(lua_State *L)
{
    args_count(L, 4, 4, "rgba(r, g, b, a)");
    uint32_t channels[4];
    for (int i = 0; i < 4; i++) {
        lua_Number limit = i == 3 ? 1 : 255;
        lua_Number value = luaL_checknumber(L, i + 1);
        if (isnan(value))
            return luaL_argerror(L, i + 1, "a number expected, got NaN");
        channels[i] = (uint32_t)lround(fmin(fmax(value, 0), limit) * 255 / limit);
    }
    uint32_t color = channels[3] << 24 | channels[0] << 16 | channels[1] << 8 | channels[2];
    lua_pushinteger(L, ARGS_RGBA_BIT | color);
    return 1;
}

/* draw_to keeps the target that was there before in a to-be-closed value, so that it comes back
 * when the function returns, fails, or its coroutine is closed. */
struct draw_to {
    struct context *before;
    int depth;
};
#define DRAW_TO "fbrun.draw_to"

static int draw_to_close(lua_State *L)
{
    struct draw_to *d = luaL_checkudata(L, 1, DRAW_TO);
    struct host *h = host_of(L);
    struct strand strand = h->strand;
    strand.target = d->before;
    strand.draw_depth = d->depth;
    strand_switch(h, strand);
    return 0;
}

static int draw_to_end(lua_State *L, int status, lua_KContext context)
{
    (void)L, (void)status, (void)context;
    return 0;
}

static int draw_to(lua_State *L)
{
    args_count(L, 2, 2, "draw_to(ctx, function)");
    struct host *h = host_of(L);
    struct context *context = context_check(L, 1);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    struct draw_to *d = lua_newuserdatauv(L, sizeof *d, 0);
    *d = (struct draw_to){h->strand.target, h->strand.draw_depth};
    luaL_setmetatable(L, DRAW_TO);
    lua_toclose(L, 3);
    struct strand strand = h->strand;
    strand.target = context;
    strand.draw_depth++;
    strand_switch(h, strand);
    lua_pushvalue(L, 2);
    lua_callk(L, 0, 0, 0, draw_to_end);
    return draw_to_end(L, LUA_OK, 0);
}

void lib_draw(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"clear", clear}, {"draw_to", draw_to}, {"fill", fill}, {"image", image}, {"line", line},
        {"pixel", pixel}, {"point", point},     {"rgba", rgba}, {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
    luaL_newmetatable(L, DRAW_TO);
    lua_pushcfunction(L, draw_to_close);
    lua_setfield(L, -2, "__close");
    lua_pop(L, 1);
}
