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

/* The path, and the transform that its points go through. */
static struct path *self(lua_State *L, const struct matrix **m)
{
    if (of_context(L)) {
        struct context *c = context_self(L);
        *m = &c->html.state.matrix;
        return &c->html.path;
    }
    *m = &MATRIX_IDENTITY;
    return paths_self(L);
}

/* What a method was given: numbers, and what comes after these. */
struct arguments {
    lua_Number n[7];
    bool counterclockwise;
    size_t radius_count;
    struct point radii[4];
};

typedef bool add_function(struct path *p, const struct matrix *m, const struct arguments *a);

/* Without memory the path is what it was. */
static bool add_or_undo(struct path *p, const struct matrix *m, add_function *add,
                        const struct arguments *a)
{
    const uint32_t verbs = p->verb_count, points = p->point_count;
    if (add(p, m, a))
        return true;
    p->verb_count = verbs;
    p->point_count = points;
    return false;
}

/* Making room may run __gc metamethods, which add to the path too, or close its context. */
static int build(lua_State *L, struct path *p, const struct matrix *m, add_function *add,
                 const struct arguments *a)
{
    bool ok = add_or_undo(p, m, add, a);
    if (!ok && memory_make_room(L)) {
        p = self(L, &m);
        ok = add_or_undo(p, m, add, a);
    }
    if (!ok)
        return webidl_fail(L);
    size_t *counted = of_context(L) ? &context_self(L)->path_counted : paths_counted(p);
    paths_grown(L, p, counted);
    return 0;
}

/* A method that takes so many numbers, and perhaps whether it goes counterclockwise. */
static int build_of_numbers(lua_State *L, int count, add_function *add)
{
    const struct matrix *m;
    struct arguments a;
    struct path *p = self(L, &m);
    webidl_numbers(L, 2, count, a.n);
    a.counterclockwise = lua_toboolean(L, 2 + count);
    return build(L, p, m, add, &a);
}

static bool add_close(struct path *p, const struct matrix *m, const struct arguments *a)
{
    (void)m;
    (void)a;
    return path2d_close_path(p);
}

static int close_path(lua_State *L)
{
    return build_of_numbers(L, 0, add_close);
}

static bool add_move(struct path *p, const struct matrix *m, const struct arguments *a)
{
    return path2d_move_to(p, m, a->n[0], a->n[1]);
}

static int move_to(lua_State *L)
{
    return build_of_numbers(L, 2, add_move);
}

static bool add_line(struct path *p, const struct matrix *m, const struct arguments *a)
{
    return path2d_line_to(p, m, a->n[0], a->n[1]);
}

static int line_to(lua_State *L)
{
    return build_of_numbers(L, 2, add_line);
}

static bool add_quadratic_curve(struct path *p, const struct matrix *m, const struct arguments *a)
{
    return path2d_quadratic_curve_to(p, m, a->n[0], a->n[1], a->n[2], a->n[3]);
}

static int quadratic_curve_to(lua_State *L)
{
    return build_of_numbers(L, 4, add_quadratic_curve);
}

static bool add_bezier_curve(struct path *p, const struct matrix *m, const struct arguments *a)
{
    const lua_Number *n = a->n;
    return path2d_bezier_curve_to(p, m, n[0], n[1], n[2], n[3], n[4], n[5]);
}

static int bezier_curve_to(lua_State *L)
{
    return build_of_numbers(L, 6, add_bezier_curve);
}

static bool add_arc_to(struct path *p, const struct matrix *m, const struct arguments *a)
{
    return path2d_arc_to(p, m, a->n[0], a->n[1], a->n[2], a->n[3], a->n[4]);
}

static int arc_to(lua_State *L)
{
    return build_of_numbers(L, 5, add_arc_to);
}

static bool add_arc(struct path *p, const struct matrix *m, const struct arguments *a)
{
    const lua_Number *n = a->n;
    return path2d_arc(p, m, n[0], n[1], n[2], n[3], n[4], a->counterclockwise);
}

static int arc(lua_State *L)
{
    return build_of_numbers(L, 5, add_arc);
}

static bool add_ellipse(struct path *p, const struct matrix *m, const struct arguments *a)
{
    const lua_Number *n = a->n;
    return path2d_ellipse(p, m, n[0], n[1], n[2], n[3], n[4], n[5], n[6], a->counterclockwise);
}

static int ellipse(lua_State *L)
{
    return build_of_numbers(L, 7, add_ellipse);
}

static bool add_rect(struct path *p, const struct matrix *m, const struct arguments *a)
{
    return path2d_rect(p, m, a->n[0], a->n[1], a->n[2], a->n[3]);
}

static int rect(lua_State *L)
{
    return build_of_numbers(L, 4, add_rect);
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

static bool add_round_rect(struct path *p, const struct matrix *m, const struct arguments *a)
{
    const lua_Number *n = a->n;
    return path2d_round_rect(p, m, n[0], n[1], n[2], n[3], a->radii, a->radius_count);
}

static int round_rect(lua_State *L)
{
    const struct matrix *m;
    struct arguments a = {.radius_count = 1};
    self(L, &m); /* its error comes first */
    webidl_numbers(L, 2, 4, a.n);
    lua_settop(L, 6);
    if (lua_istable(L, 6) && !is_point(L, 6)) {
        a.radius_count = lua_rawlen(L, 6);
        for (size_t i = 0; i < a.radius_count && i < 4; i++) {
            lua_rawgeti(L, 6, (lua_Integer)i + 1);
            a.radii[i] = radius(L, 6);
            lua_pop(L, 1);
        }
    } else if (!lua_isnil(L, 6)) {
        lua_settop(L, 6);
        a.radii[0] = radius(L, 6);
    }
    struct path *p = self(L, &m); /* anew: names of fields are strings, for which a __gc may run */
    return build(L, p, m, add_round_rect, &a);
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
