/* files(): the names that a pattern matches, as the shell's. */
#include <errno.h>
#include <glob.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "lua/args.h"
#include "lua/host_impl.h"
#include "lua/lib.h"

#define NAMES "fbrun.names"

/* glob(3) has no argument for its caller's data. One script a process, and no call inside of it. */
static struct {
    bool anywhere; /* the pattern names folders by patterns too: one that has gone is none */
    bool failed;   /* error text set */
} search;

static int unreadable(const char *folder, int error)
{
    if (error == ENOENT && search.anywhere)
        return 0;
    errno = error;
    error_set_errno("cannot read the folder %s", folder);
    search.failed = true;
    return 1;
}

static bool has_magic_folder(const char *pattern)
{
    const char *slash = strrchr(pattern, '/');
    return slash != NULL && strcspn(pattern, "*?[{\\") < (size_t)(slash - pattern);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int files(lua_State *L)
{
    args_count(L, 1, 1, "files(pattern)");
    const char *pattern = args_path(L, 1);
    glob_t *found = lua_newuserdatauv(L, sizeof *found, 0);
    *found = (glob_t){0};
    luaL_setmetatable(L, NAMES); /* frees it, whatever is raised below */
    search.anywhere = has_magic_folder(pattern);
    search.failed = false;
    if (glob(pattern, GLOB_BRACE | GLOB_NOSORT, unreadable, found) == GLOB_NOSPACE)
        return luaL_error(L, "not enough memory");
    if (search.failed)
        return host_failure(L);
    if (found->gl_pathc > 0)
        qsort(found->gl_pathv, found->gl_pathc, sizeof *found->gl_pathv, compare);
    lua_newtable(L);
    lua_Integer n = 0;
    for (size_t i = 0; i < found->gl_pathc; i++)
        if (i == 0 || strcmp(found->gl_pathv[i], found->gl_pathv[i - 1]) != 0) {
            lua_pushstring(L, found->gl_pathv[i]);
            lua_rawseti(L, -2, ++n);
        }
    return 1;
}

static int names_gc(lua_State *L)
{
    globfree(luaL_checkudata(L, 1, NAMES));
    return 0;
}

void lib_files(lua_State *L)
{
    static const luaL_Reg functions[] = {{"files", files}, {NULL, NULL}};
    luaL_newmetatable(L, NAMES);
    lua_pushcfunction(L, names_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
    luaL_setfuncs(L, functions, 0);
}
