/* watch(): a list of what is watched, which the frame loop asks for what has changed. */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file_watch.h"
#include "lua/args.h"
#include "lua/job.h"
#include "lua/lib.h"
#include "lua/live_files.h"
#include "lua/watch.h"

#define WATCH "fbrun.watch"

enum { OWNER = 1 };

/* The function and the path as it was given are the userdata's user values. An open one is in the
 * host's list and, so that it is not collected, in the registry under its address. */
struct watch {
    struct watch *next;
    char *path; /* absolute; NULL: closed */
    bool changed;
};

/* Opens h->files with the first watch. False with an error text. */
static bool open_files(struct host *h)
{
    if (h->files != NULL)
        return true;
    struct file_watch *files = file_watch_create();
    if (files == NULL || !loop_watch(&h->loop, file_watch_fd(files))) {
        file_watch_destroy(files);
        return false;
    }
    h->files = files;
    return true;
}

char *watch_path(const char *path)
{
    char *folder = path[0] == '/' ? strdup("") : getcwd(NULL, 0), *joined = NULL;
    if (folder != NULL && asprintf(&joined, "%s%s%s", folder, path[0] == '/' ? "" : "/", path) < 0)
        joined = NULL;
    if (joined == NULL)
        error_set_errno("cannot watch %s", path);
    free(folder);
    return joined;
}

static bool is_watched(const struct host *h, const char *path)
{
    for (const struct watch *w = h->watches; w != NULL; w = w->next)
        if (strcmp(w->path, path) == 0)
            return true;
    return live_files_have(h, path);
}

/* Once for all: what is known of the file must not become newer before all have heard of it. */
bool watch_begin(struct host *h, const char *path)
{
    if (is_watched(h, path))
        return true;
    const struct file_state seen = file_state_of(path);
    return open_files(h) && file_watch_add(h->files, path, &seen, OWNER);
}

void watch_end(struct host *h, const char *path)
{
    if (!is_watched(h, path))
        file_watch_remove(h->files, path, OWNER);
}

static int watch(lua_State *L)
{
    struct host *h = host_of(L);
    args_count(L, 2, 2, "watch(path, function)");
    const char *path = args_path(L, 1);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    struct watch *w = lua_newuserdatauv(L, sizeof *w, 2);
    *w = (struct watch){0};
    luaL_setmetatable(L, WATCH);
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, -2, 1);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, w);
    w->path = watch_path(path);
    if (w->path == NULL || !watch_begin(h, w->path)) {
        free(w->path);
        w->path = NULL;
        lua_pushnil(L);
        lua_rawsetp(L, LUA_REGISTRYINDEX, w);
        return host_failure(L);
    }
    w->next = h->watches;
    h->watches = w;
    return 1;
}

static int watch_close(lua_State *L)
{
    struct host *h = host_of(L);
    struct watch *w = luaL_checkudata(L, 1, WATCH);
    if (w->path == NULL)
        return 0;
    struct watch **place = &h->watches;
    while (*place != NULL && *place != w)
        place = &(*place)->next;
    if (*place == w)
        *place = w->next;
    watch_end(h, w->path);
    free(w->path);
    w->path = NULL;
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, w);
    return 0;
}

static int watch_tostring(lua_State *L)
{
    const struct watch *w = luaL_checkudata(L, 1, WATCH);
    lua_pushfstring(L, w->path != NULL ? "watch (%s)" : "watch (closed)", w->path);
    return 1;
}

void watch_take(struct host *h)
{
    if (!h->loop.files)
        return;
    h->loop.files = false;
    for (const char *path; (path = file_watch_take(h->files)) != NULL;) {
        for (struct watch *w = h->watches; w != NULL; w = w->next)
            if (strcmp(w->path, path) == 0)
                w->changed = true;
        live_files_changed(h, path);
    }
}

static struct watch *find_changed(const struct host *h)
{
    struct watch *w = h->watches;
    while (w != NULL && !w->changed)
        w = w->next;
    return w;
}

bool watch_waits(const struct host *h)
{
    return find_changed(h) != NULL;
}

bool watch_run(struct host *h)
{
    lua_State *L = h->L;
    /* A function may close any watch, so the search begins anew after each. */
    for (struct watch *w; (w = find_changed(h)) != NULL;) {
        w->changed = false;
        lua_rawgetp(L, LUA_REGISTRYINDEX, w);
        lua_getiuservalue(L, -1, 1);
        lua_getiuservalue(L, -2, 2);
        lua_remove(L, -3);
        h->redraw = true;
        if (job_call(h, lua_topointer(L, -2), 1, NULL) == JOB_FAILED || h->exiting)
            return false;
    }
    return true;
}

void watch_finish(struct host *h)
{
    file_watch_destroy(h->files);
    h->files = NULL;
}

void lib_watch(lua_State *L)
{
    static const luaL_Reg metamethods[] = {
        {"__close", watch_close}, {"__gc", watch_close}, {"__tostring", watch_tostring},
        {"__index", NULL},        {NULL, NULL},
    };
    static const luaL_Reg methods[] = {{"close", watch_close}, {NULL, NULL}};
    lua_pushcfunction(L, watch);
    lua_setfield(L, -2, "watch");
    luaL_newmetatable(L, WATCH);
    luaL_setfuncs(L, metamethods, 0);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
