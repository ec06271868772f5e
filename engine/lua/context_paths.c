/* CanvasPath: the methods that build a path. They are made twice, for the context's current path
 * and for Path2D: upvalue 1 is the metatable of what they are for, upvalue 2 is true for the
 * context's. */
#include "canvas/path2d.h"
#include "lua/context.h"
#include "lua/memory.h"
#include "lua/paths.h"
#include "lua/webidl.h"

/* What is built: the path, the transform that its points go through, and how much of it the
 * collector has heard of. */
struct building {
    struct path *path;
    const struct matrix *matrix;
    size_t *counted;
};

static struct building self(lua_State *L)
{
    if (lua_toboolean(L, lua_upvalueindex(2))) {
        struct context *c = context_self(L);
        return (struct building){&c->html.path, &c->html.state.matrix, &c->path_counted};
    }
    struct path *path = paths_self(L);
    return (struct building){path, &MATRIX_IDENTITY, paths_counted(path)};
}

enum method {
    ARC,
    ARC_TO,
    BEZIER_CURVE_TO,
    CLOSE_PATH,
    ELLIPSE,
    LINE_TO,
    MOVE_TO,
    QUADRATIC_CURVE_TO,
    RECT,
    ROUND_RECT,
};

struct radii {
    size_t count;
    struct point values[4];
};

/* Adds to the path what the numbers say, and whether it goes counterclockwise. */
static bool add(const struct building *b, enum method method, const lua_Number *n,
                bool counterclockwise, const struct radii *radii)
{
    struct path *p = b->path;
    const struct matrix *m = b->matrix;
    switch (method) {
    case ARC:
        return path2d_arc(p, m, n[0], n[1], n[2], n[3], n[4], counterclockwise);
    case ARC_TO:
        return path2d_arc_to(p, m, n[0], n[1], n[2], n[3], n[4]);
    case BEZIER_CURVE_TO:
        return path2d_bezier_curve_to(p, m, n[0], n[1], n[2], n[3], n[4], n[5]);
    case CLOSE_PATH:
        return path2d_close_path(p);
    case ELLIPSE:
        return path2d_ellipse(p, m, n[0], n[1], n[2], n[3], n[4], n[5], n[6], counterclockwise);
    case LINE_TO:
        return path2d_line_to(p, m, n[0], n[1]);
    case MOVE_TO:
        return path2d_move_to(p, m, n[0], n[1]);
    case QUADRATIC_CURVE_TO:
        return path2d_quadratic_curve_to(p, m, n[0], n[1], n[2], n[3]);
    case RECT:
        return path2d_rect(p, m, n[0], n[1], n[2], n[3]);
    case ROUND_RECT:
        return path2d_round_rect(p, m, n[0], n[1], n[2], n[3], radii->values, radii->count);
    }
    return false;
}

/* Without memory the path is what it was. */
static bool add_or_undo(lua_State *L, struct building *b, enum method method, int count,
                        const struct radii *radii)
{
    lua_Number n[7];
    *b = self(L);
    webidl_numbers(L, 2, count, n);
    const uint32_t verbs = b->path->verb_count, points = b->path->point_count;
    if (add(b, method, n, lua_toboolean(L, 2 + count), radii))
        return true;
    b->path->verb_count = verbs;
    b->path->point_count = points;
    return false;
}

/* A method that takes so many numbers, and perhaps something behind them. */
static int build(lua_State *L, enum method method, int count, const struct radii *radii)
{
    struct building b;
    if (!MEMORY_TRY(L, add_or_undo(L, &b, method, count, radii)))
        return webidl_fail(L);
    paths_grown(L, b.path, b.counted);
    return 0;
}

static int close_path(lua_State *L)
{
    return build(L, CLOSE_PATH, 0, NULL);
}

static int move_to(lua_State *L)
{
    return build(L, MOVE_TO, 2, NULL);
}

static int line_to(lua_State *L)
{
    return build(L, LINE_TO, 2, NULL);
}

static int quadratic_curve_to(lua_State *L)
{
    return build(L, QUADRATIC_CURVE_TO, 4, NULL);
}

static int bezier_curve_to(lua_State *L)
{
    return build(L, BEZIER_CURVE_TO, 6, NULL);
}

static int arc_to(lua_State *L)
{
    return build(L, ARC_TO, 5, NULL);
}

static int arc(lua_State *L)
{
    return build(L, ARC, 5, NULL);
}

static int ellipse(lua_State *L)
{
    return build(L, ELLIPSE, 7, NULL);
}

static int rect(lua_State *L)
{
    return build(L, RECT, 4, NULL);
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
    lua_Number n[4];
    struct radii radii = {.count = 1};
    self(L); /* its error comes first, then those of the numbers */
    webidl_numbers(L, 2, 4, n);
    lua_settop(L, 6);
    if (lua_istable(L, 6) && !is_point(L, 6)) {
        radii.count = lua_rawlen(L, 6);
        for (size_t i = 0; i < radii.count && i < 4; i++) {
            lua_rawgeti(L, 6, (lua_Integer)i + 1);
            radii.values[i] = radius(L, 6);
            lua_pop(L, 1);
        }
    } else if (!lua_isnil(L, 6)) {
        lua_settop(L, 6);
        radii.values[0] = radius(L, 6);
    }
    return build(L, ROUND_RECT, 4, &radii);
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
