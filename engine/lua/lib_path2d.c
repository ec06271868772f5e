/* path2d(): HTML's Path2D. What builds a path is in context_paths.c. */
#include <stddef.h>

#include "canvas/path2d.h"
#include "canvas/svg_path.h"
#include "lua/args.h"
#include "lua/context.h"
#include "lua/lib.h"
#include "lua/memory.h"
#include "lua/paths.h"
#include "lua/webidl.h"

struct path_object {
    struct path path; /* first, so that it can be found from the path */
    size_t counted;   /* bytes that the collector has heard of */
};

struct path *paths_test(lua_State *L, int arg)
{
    struct path_object *o = luaL_testudata(L, arg, PATHS_TYPE);
    return o != NULL ? &o->path : NULL;
}

static struct path *check(lua_State *L, int arg)
{
    struct path *path = paths_test(L, arg);
    if (path == NULL)
        webidl_type_error(L, arg, "path2d");
    return path;
}

struct path *paths_self(lua_State *L)
{
    struct path_object *o = lua_touserdata(L, 1);
    if (o == NULL || !lua_getmetatable(L, 1))
        return check(L, 1); /* which raises the error */
    const bool is_path = lua_rawequal(L, -1, lua_upvalueindex(1));
    lua_pop(L, 1);
    return is_path ? &o->path : check(L, 1);
}

void paths_grown(lua_State *L, const struct path *path, size_t *counted)
{
    const size_t before = *counted;
    *counted =
        path->verb_capacity * sizeof *path->verbs + path->point_capacity * sizeof *path->points;
    if (*counted > before)
        memory_count(L, *counted - before);
}

size_t *paths_counted(struct path *path)
{
    return &((struct path_object *)path)->counted;
}

/* From another path, from SVG path data, or from nothing. */
static bool fill_new(struct path *path, const struct path *other, const char *text, size_t length)
{
    const bool ok = other != NULL ? path_add(path, other, &MATRIX_IDENTITY)
                                  : text == NULL || svg_path_parse(text, length, path);
    if (!ok)
        path_finish(path); /* what there is of it would be in the way of a second try */
    return ok;
}

static int path2d(lua_State *L)
{
    args_count(L, 0, 1, "path2d(path or SVG path data)");
    lua_settop(L, 1);
    const struct path *other = paths_test(L, 1);
    if (other == NULL && lua_type(L, 1) != LUA_TSTRING && !lua_isnoneornil(L, 1))
        return webidl_type_error(L, 1, "path2d or string");
    struct path_object *o = lua_newuserdatauv(L, sizeof *o, 0);
    *o = (struct path_object){0};
    luaL_setmetatable(L, PATHS_TYPE);
    size_t length = 0;
    const char *text = other == NULL ? lua_tolstring(L, 1, &length) : NULL;
    if (!MEMORY_TRY(L, fill_new(&o->path, other, text, length)))
        return webidl_fail(L);
    paths_grown(L, &o->path, &o->counted);
    return 1;
}

static int add_path(lua_State *L)
{
    struct path *path = paths_self(L);
    const struct path *other = check(L, 2);
    const struct matrix m = webidl_matrix(L, 3);
    webidl_done(L, MEMORY_TRY(L, path2d_add_path(path, other, &m)));
    paths_grown(L, path, paths_counted(path));
    return 0;
}

static int gc(lua_State *L)
{
    struct path *path = paths_test(L, 1);
    if (path == NULL)
        return 0;
    path_finish(path);
    lua_pushnil(L); /* whatever still holds it finds no path2d, so nothing is allocated anew */
    lua_setmetatable(L, 1);
    return 0;
}

static int no_member(lua_State *L)
{
    return luaL_error(L, "a path2d has no '%s'", luaL_tolstring(L, 2, NULL));
}

void lib_path2d(lua_State *L)
{
    lua_pushcfunction(L, path2d);
    lua_setfield(L, -2, "path2d");

    luaL_newmetatable(L, PATHS_TYPE);
    lua_pushcfunction(L, gc);
    lua_setfield(L, -2, "__gc");
    lua_pushliteral(L, "path2d");
    lua_setfield(L, -2, "__name");
    lua_pushcfunction(L, no_member);
    lua_setfield(L, -2, "__newindex");
    lua_newtable(L);
    lua_pushvalue(L, -2);
    lua_pushboolean(L, 0);
    luaL_setfuncs(L, context_path_methods, 2);
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, add_path, 1);
    lua_setfield(L, -2, "add_path");
    lua_createtable(L, 0, 1); /* the methods' own metatable: those are found without a call */
    lua_pushcfunction(L, no_member);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
