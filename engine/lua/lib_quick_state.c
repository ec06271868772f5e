/* The quick functions' state: transform, clip, alpha and blend. */
#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "lua/args.h"
#include "lua/lib.h"
#include "lua/quick_target.h"

static int push(lua_State *L)
{
    args_count(L, 0, 0, "push()");
    return args_done(L, quick_push(quick_target_use(L)));
}

static int pop(lua_State *L)
{
    args_count(L, 0, 0, "pop()");
    if (!quick_pop(quick_target_use(L)))
        return luaL_error(L, "pop() without a push(): this callback or draw_to() has made none "
                             "that is still open");
    return 0;
}

static int translate(lua_State *L)
{
    args_count(L, 2, 2, "translate(x, y)");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    quick_translate(quick_target_use(L), x, y);
    return 0;
}

static int rotate(lua_State *L)
{
    args_count(L, 1, 3, "rotate(angle, cx, cy)");
    lua_Number angle = luaL_checknumber(L, 1), x = 0, y = 0;
    if (lua_gettop(L) > 1) {
        x = luaL_checknumber(L, 2);
        y = luaL_checknumber(L, 3);
    }
    quick_rotate(quick_target_use(L), angle, x, y);
    return 0;
}

static int scale(lua_State *L)
{
    args_count(L, 1, 2, "scale(sx, sy)");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_optnumber(L, 2, x);
    quick_scale(quick_target_use(L), x, y);
    return 0;
}

static int shear(lua_State *L)
{
    args_count(L, 2, 2, "shear(kx, ky)");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    quick_shear(quick_target_use(L), x, y);
    return 0;
}

static int alpha(lua_State *L)
{
    args_count(L, 1, 1, "alpha(a)");
    lua_Number value = luaL_checknumber(L, 1);
    if (isnan(value))
        return luaL_argerror(L, 1, "0 to 1 expected, got NaN");
    quick_alpha(quick_target_use(L), value);
    return 0;
}

static const char *operator_name(int i)
{
    return composite_name((enum composite_operator)i);
}

static int blend(lua_State *L)
{
    args_count(L, 1, 1, "blend(name)");
    size_t length;
    const char *name = luaL_checklstring(L, 1, &length);
    enum composite_operator op;
    if (strlen(name) != length || !composite_find(name, &op))
        return args_bad_name(L, 1, name, COMPOSITE_OPERATORS, operator_name);
    quick_blend(quick_target_use(L), op);
    return 0;
}

static int clip(lua_State *L)
{
    if (lua_gettop(L) == 0) {
        quick_clip_reset(quick_target_use(L));
        return 0;
    }
    args_count(L, 4, 4, "clip(x, y, w, h), or clip() for none");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    lua_Number w = luaL_checknumber(L, 3), h = luaL_checknumber(L, 4);
    return args_done(L, quick_clip(quick_target_use(L), x, y, w, h));
}

void lib_quick_state(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"alpha", alpha},         {"blend", blend},   {"clip", clip},   {"pop", pop},
        {"push", push},           {"rotate", rotate}, {"scale", scale}, {"shear", shear},
        {"translate", translate}, {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
}
