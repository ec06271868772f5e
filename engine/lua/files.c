/* A file is told before it is read, with its state at that time, so that no change is missed. Its
 * path is the way that the user gave, through symbolic links: these may lead elsewhere later. */
#include "lua/files.h"

#include <limits.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file_watch.h"

/* The registry's set of paths that were told. */
static const char told;

/* False if the path is too long. */
static bool fill(struct link_file *file, const char *folder, const char *path)
{
    if (strncmp(path, "./", 2) == 0)
        path += 2;
    int length = path[0] == '/' ? snprintf(file->path, sizeof file->path, "%s", path)
                                : snprintf(file->path, sizeof file->path, "%s/%s", folder, path);
    if (length < 0 || (size_t)length >= sizeof file->path)
        return false;
    struct file_state state = file_state_of(file->path);
    file->device = state.device;
    file->inode = state.inode;
    file->size = state.size;
    file->modified = state.modified;
    return true;
}

bool files_begin(struct host *h)
{
    const struct host_options *o = h->options;
    if (!o->watched)
        return true;
    if (o->path[0] != '/' && chdir(o->start_dir) != 0)
        return error_set_errno("cannot enter %s", o->start_dir);
    if (!fill(&h->script, o->start_dir, o->path))
        return error_set("the script's path is longer than %d bytes", LINK_PATH_MAX);
    h->folder = strdup(h->script.path);
    if (h->folder == NULL)
        return error_set("no memory for the script's path");
    *strrchr(h->folder, '/') = '\0';
    return true;
}

/* What the program itself writes is no new version of it. */
static bool is_state(const struct host *h, const char *path)
{
    const size_t length = h->state_dir == NULL ? 0 : strlen(h->state_dir);
    return length > 0 && strncmp(path, h->state_dir, length) == 0 && path[length] == '/';
}

static void tell(lua_State *L, const char *path)
{
    struct host *h = host_of(L);
    struct link_message m = {.type = LINK_FILE, .fd = -1};
    if (!fill(&m.file, h->folder, path) || is_state(h, m.file.path))
        return;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &told);
    lua_pushstring(L, m.file.path);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) == LUA_TNIL) {
        lua_pushvalue(L, -2);
        lua_pushboolean(L, 1);
        lua_rawset(L, -5);
        loop_send(&h->loop, &m);
    }
    lua_pop(L, 3);
}

static int call_through(lua_State *L, int status, lua_KContext context)
{
    (void)status, (void)context;
    return lua_gettop(L);
}

/* loadfile and dofile; upvalue 1 is Lua's own. */
static int load(lua_State *L)
{
    if (lua_type(L, 1) == LUA_TSTRING)
        tell(L, lua_tostring(L, 1));
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, call_through);
    return call_through(L, LUA_OK, 0);
}

/* Where require looks for a module's file; one that is missing may come. */
static void tell_module(lua_State *L, const char *name)
{
    lua_getglobal(L, LUA_LOADLIBNAME);
    lua_getfield(L, -1, "searchpath");
    lua_pushstring(L, name);
    lua_getfield(L, -3, "path");
    if (!lua_isfunction(L, -3) || !lua_isstring(L, -1)) {
        lua_pop(L, 4);
        return;
    }
    lua_call(L, 2, 1);
    if (lua_isstring(L, -1)) {
        tell(L, lua_tostring(L, -1));
    } else {
        const char *path = luaL_gsub(L, name, ".", LUA_DIRSEP);
        tell(L, lua_pushfstring(L, "%s.lua", path));
        tell(L, lua_pushfstring(L, "%s/init.lua", path));
        lua_pop(L, 3);
    }
    lua_pop(L, 2);
}

/* The searcher for Lua modules; upvalue 1 is Lua's own. */
static int search(lua_State *L)
{
    tell_module(L, luaL_checkstring(L, 1));
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

void files_tell_script(struct host *h)
{
    if (h->options->watched)
        loop_send(&h->loop, &(struct link_message){.type = LINK_FILE, .file = h->script, .fd = -1});
}

void files_open(struct host *h)
{
    enum { LUA_SEARCHER = 2 }; /* its place in package.searchers, as the manual has it */
    lua_State *L = h->L;
    if (!h->options->watched)
        return;
    files_tell_script(h);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &told);
    static const char *const functions[] = {"loadfile", "dofile"};
    lua_pushglobaltable(L);
    for (int i = 0; i < 2; i++) {
        lua_pushstring(L, functions[i]);
        lua_pushvalue(L, -1);
        lua_rawget(L, -3);
        lua_pushcclosure(L, load, 1);
        lua_rawset(L, -3);
    }
    lua_pop(L, 1);
    lua_getglobal(L, LUA_LOADLIBNAME);
    lua_getfield(L, -1, "searchers");
    lua_rawgeti(L, -1, LUA_SEARCHER);
    lua_pushcclosure(L, search, 1);
    lua_rawseti(L, -2, LUA_SEARCHER);
    lua_pop(L, 2);
}
