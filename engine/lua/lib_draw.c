/* The quick functions that colour whole pixels, and draw_to: where all of them draw. */
#include <lauxlib.h>
#include <math.h>

#include "lua/args.h"
#include "lua/context.h"
#include "lua/coroutine.h"
#include "lua/lib.h"
#include "lua/quick_target.h"
#include "lua/styles.h"

/* The canvas of the current target, for reading. */
static struct canvas *canvas(lua_State *L)
{
    return context_canvas(L, host_of(L)->strand.target->context);
}

static int clear(lua_State *L)
{
    args_count(L, 0, 1, "clear(colour)");
    const bool given = !lua_isnoneornil(L, 1);
    struct style color = {0};
    if (given)
        color = styles_check(L, 1);
    struct quick *q = quick_target_use(L);
    if (!given && canvas_is_screen(q->canvas))
        color.color = 0xff000000;
    return args_done(L, quick_clear(q, &color));
}

static int fill(lua_State *L)
{
    static const char usage[] = "fill(x, y, w, h, colour)";
    if (lua_gettop(L) == 1)
        return luaL_error(L, "%s draws a rectangle; to colour everything use clear(colour)", usage);
    args_count(L, 5, 5, usage);
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    lua_Number w = luaL_checknumber(L, 3), h = luaL_checknumber(L, 4);
    struct style color = styles_check(L, 5);
    return args_done(L, quick_fill(quick_target_use(L), x, y, w, h, &color));
}

static int point(lua_State *L)
{
    args_count(L, 3, 3, "point(x, y, colour)");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    struct style color = styles_check(L, 3);
    return args_done(L, quick_point(quick_target_use(L), x, y, &color));
}

static int pixel(lua_State *L)
{
    args_count(L, 2, 2, "pixel(x, y)");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    uint32_t color;
    if (!canvas_pixel(canvas(L), x, y, &color)) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, color & 0xffffff);
    lua_pushnumber(L, (color >> 24) / 255.0);
    return 2;
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

/* draw_to keeps its state, and the target that was there before, in a to-be-closed value, so that
 * the latter comes back when the function returns, fails, or its coroutine is closed. */
struct draw_to {
    struct quick_target target;
    struct quick_target *before;
    int depth;
};
#define DRAW_TO "fbrun.draw_to"

static int draw_to_close(lua_State *L)
{
    struct draw_to *d = luaL_checkudata(L, 1, DRAW_TO);
    struct host *h = host_of(L);
    /* Else the coroutine of this draw_to failed, and somebody else closes it now: what is drawn on
     * is theirs, and `before` may be gone. */
    if (h->strand.target == &d->target) {
        struct strand strand = h->strand;
        strand.target = d->before;
        strand.draw_depth = d->depth;
        strand_switch(h, strand);
    }
    quick_target_finish(&d->target);
    return 0;
}

static int draw_to_gc(lua_State *L)
{
    struct draw_to *d = luaL_checkudata(L, 1, DRAW_TO);
    quick_target_finish(&d->target);
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
    *d = (struct draw_to){.before = h->strand.target, .depth = h->strand.draw_depth};
    quick_target_init(&d->target, context);
    luaL_setmetatable(L, DRAW_TO);
    lua_toclose(L, 3);
    struct strand strand = h->strand;
    strand.target = &d->target;
    strand.draw_depth++;
    strand_switch(h, strand);
    lua_pushvalue(L, 2);
    lua_callk(L, 0, 0, 0, draw_to_end);
    return draw_to_end(L, LUA_OK, 0);
}

void lib_draw(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"clear", clear}, {"draw_to", draw_to}, {"fill", fill}, {"pixel", pixel},
        {"point", point}, {"rgba", rgba},       {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
    luaL_newmetatable(L, DRAW_TO);
    lua_pushcfunction(L, draw_to_close);
    lua_setfield(L, -2, "__close");
    lua_pushcfunction(L, draw_to_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}
