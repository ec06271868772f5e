/* CanvasPath: the methods that build a path. They are made twice, for the context's current path
 * and for Path2D: upvalue 1 is the metatable of what they are for, upvalue 2 is true for the
 * context's. */
#include "canvas/path2d.h"
#include "lua/context.h"
#include "lua/memory.h"
#include "lua/paths.h"
#include "lua/webidl.h"

static bool of_context(lua_State *L)
{
    return lua_toboolean(L, lua_upvalueindex(2));
}

/* What the path was when the running method began. */
static uint32_t verbs_before, points_before;

/* The path, and the transform that its points go through. */
static struct path *self(lua_State *L, const struct matrix **m)
{
    struct path *p;
    if (of_context(L)) {
        struct context *c = context_self(L);
        *m = &c->html.state.matrix;
        p = &c->html.path;
    } else {
        *m = &MATRIX_IDENTITY;
        p = paths_self(L);
    }
    verbs_before = p->verb_count;
    points_before = p->point_count;
    return p;
}

/* Without memory the path is what it was, and the method begins anew if there may be some now. */
static int failed(lua_State *L, struct path *p)
{
    lua_Debug ar;
    p->verb_count = verbs_before;
    p->point_count = points_before;
    if (!memory_make_room(L))
        return webidl_fail(L);
    lua_getstack(L, 0, &ar);
    lua_getinfo(L, "f", &ar);
    const lua_CFunction method = lua_tocfunction(L, -1);
    lua_pop(L, 1);
    return method(L);
}

static int done(lua_State *L, struct path *p, bool ok)
{
    if (!ok)
        return failed(L, p);
    size_t *counted = of_context(L) ? &context_self(L)->path_counted : paths_counted(p);
    paths_grown(L, p, counted);
    return 0;
}

static int close_path(lua_State *L)
{
    const struct matrix *m;
    struct path *p = self(L, &m);
    return done(L, p, path2d_close_path(p));
}

static int move_to(lua_State *L)
{
    const struct matrix *m;
    struct path *p = self(L, &m);
    lua_Number x = webidl_number(L, 2), y = webidl_number(L, 3);
    return done(L, p, path2d_move_to(p, m, x, y));
}

static int line_to(lua_State *L)
{
    const struct matrix *m;
    struct path *p = self(L, &m);
    lua_Number x = webidl_number(L, 2), y = webidl_number(L, 3);
    return done(L, p, path2d_line_to(p, m, x, y));
}

static int quadratic_curve_to(lua_State *L)
{
    const struct matrix *m;
    lua_Number n[4];
    struct path *p = self(L, &m);
    webidl_numbers(L, 2, 4, n);
    return done(L, p, path2d_quadratic_curve_to(p, m, n[0], n[1], n[2], n[3]));
}

static int bezier_curve_to(lua_State *L)
{
    const struct matrix *m;
    lua_Number n[6];
    struct path *p = self(L, &m);
    webidl_numbers(L, 2, 6, n);
    return done(L, p, path2d_bezier_curve_to(p, m, n[0], n[1], n[2], n[3], n[4], n[5]));
}

static int arc_to(lua_State *L)
{
    const struct matrix *m;
    lua_Number n[5];
    struct path *p = self(L, &m);
    webidl_numbers(L, 2, 5, n);
    return done(L, p, path2d_arc_to(p, m, n[0], n[1], n[2], n[3], n[4]));
}

static int arc(lua_State *L)
{
    const struct matrix *m;
    lua_Number n[5];
    struct path *p = self(L, &m);
    webidl_numbers(L, 2, 5, n);
    return done(L, p, path2d_arc(p, m, n[0], n[1], n[2], n[3], n[4], lua_toboolean(L, 7)));
}

static int ellipse(lua_State *L)
{
    const struct matrix *m;
    lua_Number n[7];
    struct path *p = self(L, &m);
    webidl_numbers(L, 2, 7, n);
    return done(
        L, p, path2d_ellipse(p, m, n[0], n[1], n[2], n[3], n[4], n[5], n[6], lua_toboolean(L, 9)));
}

static int rect(lua_State *L)
{
    const struct matrix *m;
    lua_Number n[4];
    struct path *p = self(L, &m);
    webidl_numbers(L, 2, 4, n);
    return done(L, p, path2d_rect(p, m, n[0], n[1], n[2], n[3]));
}

/* A coordinate of the DOMPointInit on top of the stack. */
static double coordinate(lua_State *L, int arg, const char *name)
{
    int is_number = 1;
    double value = 0;
    lua_pushstring(L, name);
    if (lua_rawget(L, -2) != LUA_TNIL)
        value = lua_tonumberx(L, -1, &is_number);
    if (!is_number)
        webidl_throw(L, "TypeError", arg, "numbers expected as x and y of a radius");
    lua_pop(L, 1);
    return value;
}

/* The radius on top of the stack: a number or {x=, y=}. */
static struct point radius(lua_State *L, int arg)
{
    int is_number;
    const double r = lua_tonumberx(L, -1, &is_number);
    if (is_number)
        return (struct point){r, r};
    if (!lua_istable(L, -1))
        webidl_throw(L, "TypeError", arg, "a radius, or a list of 1 to 4, expected");
    return (struct point){coordinate(L, arg, "x"), coordinate(L, arg, "y")};
}

/* Leaves two values on the stack. */
static bool is_point(lua_State *L, int arg)
{
    lua_pushliteral(L, "x");
    lua_pushliteral(L, "y");
    const bool found = lua_rawget(L, arg) != LUA_TNIL;
    lua_insert(L, -2);
    return lua_rawget(L, arg) != LUA_TNIL || found;
}

static int round_rect(lua_State *L)
{
    const struct matrix *m;
    lua_Number n[4];
    struct point radii[4] = {{0, 0}};
    size_t count = 1;
    struct path *p = self(L, &m);
    webidl_numbers(L, 2, 4, n);
    lua_settop(L, 6);
    if (lua_istable(L, 6) && !is_point(L, 6)) {
        count = lua_rawlen(L, 6);
        for (size_t i = 0; i < count && i < 4; i++) {
            lua_rawgeti(L, 6, (lua_Integer)i + 1);
            radii[i] = radius(L, 6);
            lua_pop(L, 1);
        }
    } else if (!lua_isnil(L, 6)) {
        lua_settop(L, 6);
        radii[0] = radius(L, 6);
    }
    return done(L, p, path2d_round_rect(p, m, n[0], n[1], n[2], n[3], radii, count));
}

const luaL_Reg context_path_methods[] = {
    {"arc", arc},
    {"arc_to", arc_to},
    {"bezier_curve_to", bezier_curve_to},
    {"close_path", close_path},
    {"ellipse", ellipse},
    {"line_to", line_to},
    {"move_to", move_to},
    {"quadratic_curve_to", quadratic_curve_to},
    {"rect", rect},
    {"round_rect", round_rect},
    {NULL, NULL},
};
