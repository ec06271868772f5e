/* The quick functions that draw lines and shapes. */
#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "canvas/state.h"
#include "lua/args.h"
#include "lua/lib.h"
#include "lua/quick_target.h"
#include "lua/styles.h"

enum { DASHES_MAX = 64 };

/* What the option table says about lines. */
struct pen {
    struct quick_pen quick;
    bool nothing; /* a line of width 0, or of one that is no number of pixels */
    double dashes[DASHES_MAX];
};

static const char *cap_name(int i)
{
    return line_cap_name((enum line_cap)i);
}

static const char *join_name(int i)
{
    return line_join_name((enum line_join)i);
}

/* The name that the option is; NULL if it is not there. */
static const char *read_name(lua_State *L, int arg, const char *option, size_t *length)
{
    if (args_option(L, arg, option) == LUA_TNIL)
        return NULL;
    const char *name = lua_tolstring(L, -1, length);
    if (name == NULL)
        luaL_argerror(
            L, arg,
            lua_pushfstring(L, "%s= a name expected, got %s", option, luaL_typename(L, -1)));
    return name;
}

static void read_cap_and_join(lua_State *L, int arg, struct quick_pen *q)
{
    size_t length;
    const char *name = read_name(L, arg, "cap", &length);
    if (name != NULL && !line_cap_find(name, length, &q->cap))
        args_bad_name(L, arg, name, CAP_SQUARE + 1, cap_name);
    name = read_name(L, arg, "join", &length);
    if (name != NULL && !line_join_find(name, length, &q->join))
        args_bad_name(L, arg, name, JOIN_BEVEL + 1, join_name);
}

static void read_dashes(lua_State *L, int arg, struct pen *pen)
{
    if (args_option(L, arg, "dash") == LUA_TNIL)
        return;
    const lua_Unsigned count = lua_istable(L, -1) ? lua_rawlen(L, -1) : DASHES_MAX + 1;
    int is_number = count <= DASHES_MAX;
    for (lua_Unsigned i = 0; is_number && i < count; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        pen->dashes[i] = lua_tonumberx(L, -1, &is_number);
        is_number = is_number && pen->dashes[i] >= 0 && isfinite(pen->dashes[i]);
        lua_pop(L, 1);
    }
    if (!is_number) {
        lua_pushfstring(L, "dash={dash, gap, …} expected, up to %d numbers, 0 or more", DASHES_MAX);
        luaL_argerror(L, arg, lua_tostring(L, -1));
    }
    pen->quick.dashes = pen->dashes;
    pen->quick.dash_count = (size_t)count;
}

/* Reads the options at `arg`, if there are any; `width` is the name of the one for the width. The
 * pen is valid as long as it stays where it is. */
static void read_pen(lua_State *L, int arg, const char *function, const char *const *known,
                     const char *width, struct pen *pen)
{
    pen->nothing = false;
    if (!args_options(L, arg, function, known))
        return;
    if (args_option_number(L, arg, width, 0, &pen->quick.width))
        pen->nothing = pen->quick.width == 0 || isinf(pen->quick.width);
    read_cap_and_join(L, arg, &pen->quick);
    read_dashes(L, arg, pen);
}

static const char *const line_options[] = {"width", "cap", "join", "dash", NULL};
static const char *const shape_options[] = {"stroke", "cap", "join", "dash", NULL};

static int line(lua_State *L)
{
    args_count(L, 5, 6, "line(x1, y1, x2, y2, colour, {width=, cap=, dash=})");
    lua_Number x1 = luaL_checknumber(L, 1), y1 = luaL_checknumber(L, 2);
    lua_Number x2 = luaL_checknumber(L, 3), y2 = luaL_checknumber(L, 4);
    struct style color = styles_check(L, 5);
    struct pen pen = {.quick = {.width = 1}};
    read_pen(L, 6, "line", line_options, "width", &pen);
    struct quick *q = quick_target_use(L);
    return pen.nothing ? 0 : args_done(L, quick_line(q, x1, y1, x2, y2, &color, &pen.quick));
}

/* The points at 1: x, y, x, y, … */
static const double *check_points(lua_State *L, size_t *count)
{
    const double *points = args_numbers(L, 1, count);
    if (*count % 2 != 0)
        luaL_argerror(L, 1, "points {x, y, x, y, …} expected, got an odd number of them");
    return points;
}

static int polyline(lua_State *L)
{
    args_count(L, 2, 3, "polyline({x, y, …}, colour, {width=, cap=, join=, dash=})");
    struct style color = styles_check(L, 2);
    struct pen pen = {.quick = {.width = 1}};
    read_pen(L, 3, "polyline", line_options, "width", &pen);
    struct quick *q = quick_target_use(L);
    size_t count;
    const double *points = check_points(L, &count);
    return pen.nothing ? 0 : args_done(L, quick_polyline(q, points, count, &color, &pen.quick));
}

static int polygon(lua_State *L)
{
    args_count(L, 2, 3, "polygon({x, y, …}, colour, {stroke=, join=, dash=})");
    struct style color = styles_check(L, 2);
    struct pen pen = {0};
    read_pen(L, 3, "polygon", shape_options, "stroke", &pen);
    struct quick *q = quick_target_use(L);
    size_t count;
    const double *points = check_points(L, &count);
    return pen.nothing ? 0 : args_done(L, quick_polygon(q, points, count, &color, &pen.quick));
}

static int rect(lua_State *L)
{
    static const char *const known[] = {"stroke", "radius", "cap", "join", "dash", NULL};
    args_count(L, 5, 6, "rect(x, y, w, h, colour, {stroke=, radius=, join=, dash=})");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    lua_Number w = luaL_checknumber(L, 3), h = luaL_checknumber(L, 4), radius = 0;
    struct style color = styles_check(L, 5);
    struct pen pen = {0};
    read_pen(L, 6, "rect", known, "stroke", &pen);
    if (lua_istable(L, 6))
        args_option_number(L, 6, "radius", 0, &radius);
    struct quick *q = quick_target_use(L);
    return pen.nothing ? 0 : args_done(L, quick_rect(q, x, y, w, h, radius, &color, &pen.quick));
}

static int circle(lua_State *L)
{
    args_count(L, 4, 5, "circle(x, y, r, colour, {stroke=, dash=})");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    lua_Number r = luaL_checknumber(L, 3);
    struct style color = styles_check(L, 4);
    struct pen pen = {0};
    read_pen(L, 5, "circle", shape_options, "stroke", &pen);
    struct quick *q = quick_target_use(L);
    return pen.nothing ? 0 : args_done(L, quick_ellipse(q, x, y, r, r, &color, &pen.quick));
}

static int ellipse(lua_State *L)
{
    args_count(L, 5, 6, "ellipse(x, y, rx, ry, colour, {stroke=, dash=})");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    lua_Number rx = luaL_checknumber(L, 3), ry = luaL_checknumber(L, 4);
    struct style color = styles_check(L, 5);
    struct pen pen = {0};
    read_pen(L, 6, "ellipse", shape_options, "stroke", &pen);
    struct quick *q = quick_target_use(L);
    return pen.nothing ? 0 : args_done(L, quick_ellipse(q, x, y, rx, ry, &color, &pen.quick));
}

static int arc(lua_State *L)
{
    args_count(L, 6, 7, "arc(x, y, r, a0, a1, colour, {stroke=, cap=, dash=})");
    lua_Number x = luaL_checknumber(L, 1), y = luaL_checknumber(L, 2);
    lua_Number r = luaL_checknumber(L, 3);
    lua_Number a0 = luaL_checknumber(L, 4), a1 = luaL_checknumber(L, 5);
    struct style color = styles_check(L, 6);
    struct pen pen = {0};
    read_pen(L, 7, "arc", shape_options, "stroke", &pen);
    struct quick *q = quick_target_use(L);
    return pen.nothing ? 0 : args_done(L, quick_arc(q, x, y, r, a0, a1, &color, &pen.quick));
}

void lib_quick_shapes(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"arc", arc},   {"circle", circle},   {"ellipse", ellipse},   {"line", line},
        {"rect", rect}, {"polygon", polygon}, {"polyline", polyline}, {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
}
