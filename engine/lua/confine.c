/* What the kernel is asked for stands in sandbox/; here is what scripts and the engine need. */
#include "lua/confine.h"

#include <limits.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/log.h"
#include "base/module.h"
#include "font/fonts.h"
#include "image/decode.h"
#include "lua/line_editor.h"
#include "lua/state_dir.h"
#include "sandbox/sandbox.h"

enum { PATHS_MAX = 128 };

/* Those beyond the last place, or without memory, are left out. */
struct paths {
    struct arena arena;
    const char *path[PATHS_MAX + 1]; /* NULL at the end */
    int count;
};

/* What the engine and the C library read on their own; fonts are below fonts_directories. */
static const char *const of_system[] = {
    /* fontconfig */
    "/etc/fonts",
    "/usr/share/fontconfig",
    "/var/cache/fontconfig",
    /* dates, locales, the number of processors */
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/usr/lib/locale",
    "/usr/share/locale",
    "/sys/devices/system/cpu",
    /* terminals */
    "/etc/terminfo",
    "/lib/terminfo",
    "/usr/share/terminfo",
    "~/.terminfo",
    "/dev/null",
    "/dev/urandom",
    NULL,
};

/* The first `length` bytes of `base`, and `rest`. */
static void add(struct paths *p, const char *base, size_t length, const char *rest)
{
    const size_t size = strlen(rest) + 1;
    char *path = p->count < PATHS_MAX ? arena_take(&p->arena, length + size) : NULL;
    if (path == NULL)
        return;
    memcpy(path, base, length);
    memcpy(path + length, rest, size);
    p->path[p->count++] = path;
}

/* What the variable holds if that is an absolute path; else NULL. */
static const char *folder_in(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] == '/' ? value : NULL;
}

/* Those that begin with "~/" are in the user's home. */
static void add_all(struct paths *p, const char *const *list)
{
    const char *home = folder_in("HOME");
    for (int i = 0; list[i] != NULL; i++)
        if (list[i][0] != '~')
            add(p, list[i], strlen(list[i]), "");
        else if (home != NULL)
            add(p, home, strlen(home), list[i] + 1);
}

/* A folder of the user's (XDG Base Directory Specification) that fontconfig uses. */
static void add_user(struct paths *p, const char *variable, const char *otherwise, const char *name)
{
    const char *folder = folder_in(variable);
    if (folder != NULL)
        add(p, folder, strlen(folder), name);
    else
        add_all(p, (const char *const[]){otherwise, NULL});
}

/* The folders that the variable names, with ':' between them. */
static void add_variable(struct paths *p, const char *variable)
{
    const char *list = getenv(variable);
    while (list != NULL && *list != '\0') {
        const size_t length = strcspn(list, ":");
        if (list[0] == '/')
            add(p, list, length, "");
        list += length + (list[length] != '\0');
    }
}

/* The folders that package.path leads to: of each template what stands before the part of the path
 * with the first '?'. */
static void add_templates(struct paths *p, const char *list)
{
    while (list != NULL && *list != '\0') {
        const size_t length = strcspn(list, LUA_PATH_SEP), mark = strcspn(list, LUA_PATH_MARK);
        const char *slash = mark < length ? memrchr(list, '/', mark) : NULL;
        if (list[0] == '/' && slash > list)
            add(p, list, (size_t)(slash - list), "");
        list += length + (list[length] != '\0');
    }
}

/* As lua(1) finds package.path. */
static void add_modules(struct paths *p)
{
    const char *list = getenv("LUA_PATH" LUA_VERSUFFIX);
    add_templates(p, LUA_PATH_DEFAULT);
    add_templates(p, list != NULL ? list : getenv("LUA_PATH"));
}

static void add_fonts(struct paths *p)
{
    add_all(p, fonts_directories);
    add_user(p, "XDG_CACHE_HOME", "~/.cache/fontconfig", "/fontconfig");
    add_user(p, "XDG_CONFIG_HOME", "~/.config/fontconfig", "/fontconfig");
    add_user(p, "XDG_DATA_HOME", "~/.local/share/fonts", "/fonts");
    add_variable(p, "FBRUN_FONT_PATH");
    add_variable(p, "FONTCONFIG_FILE");
    add_variable(p, "FONTCONFIG_PATH");
}

/* False with an error text. The folder is the one that the path leads to by its name; a script that
 * is a symbolic link leads to one file elsewhere. What is not there will be said when it is read.
 */
static bool add_script(struct paths *p, const struct host_options *o)
{
    char real[PATH_MAX];
    if (o->path == NULL)
        return true;
    if (o->path[0] != '/' && chdir(o->start_dir) != 0) /* it may have been replaced since */
        return error_set_errno("cannot enter %s", o->start_dir);
    const char *slash = strrchr(o->path, '/');
    add(p, o->path, strlen(o->path), "");
    add(p, slash != NULL ? o->path : ".",
        slash != NULL && slash > o->path ? (size_t)(slash - o->path) : 1, "");
    if (p->count < 2 || realpath(p->path[p->count - 1], real) == NULL || strcmp(real, "/") != 0)
        return true;
    return error_set(
        "the script's folder is /: it would be allowed to read everything; put it into "
        "a folder of its own");
}

bool confine_process(struct host *h, int link)
{
    struct paths readable = {0};
    h->state_dir = state_dir_make(h->options);
    if (h->state_dir == NULL)
        log_warning("%s", error_text());
    bool ok = add_script(&readable, h->options);
    if (ok) {
        add_all(&readable, of_system);
        add_fonts(&readable);
        add_modules(&readable);
        const char *const changeable[] = {h->state_dir, NULL};
        const struct sandbox sandbox = {
            .readable = readable.path,
            .changeable = changeable,
            .fd = link,
            .terminal = h->options->prompt == PROMPT_TERMINAL,
        };
        ok = sandbox_enter(&sandbox);
    }
    arena_finish(&readable.arena);
    return ok || error_prefix("--sandbox");
}

/* lua-cjson parses and writes text and does nothing else, so it is at hand in the sandbox too. */
static struct {
    lua_CFunction open, open_safe;
} cjson;

static void open_cjson(void)
{
    const struct module_function functions[] = {
        {"luaopen_cjson", &cjson.open},
        {"luaopen_cjson_safe", &cjson.open_safe},
    };
    char path[256];
    bool ok = false;
    for (const char *list = LUA_CPATH_DEFAULT; !ok && *list != '\0';) {
        const size_t length = strcspn(list, LUA_PATH_SEP), mark = strcspn(list, LUA_PATH_MARK);
        /* From where the system has its modules only, not from where a script may be. */
        if (list[0] == '/' && mark < length && length < sizeof path - 8) {
            snprintf(path, sizeof path, "%.*scjson%.*s", (int)mark, list, (int)(length - mark - 1),
                     list + mark + 1);
            ok = module_open(path, functions, sizeof functions / sizeof functions[0]);
        }
        list += length + (list[length] != '\0');
    }
}

void confine_prepare(const struct host_options *options)
{
    if (options->prompt == PROMPT_TERMINAL)
        line_editor_open_library();
    fonts_open_libraries();
    image_open_libraries();
    open_cjson();
}

void confine_refuse(lua_State *L, const char *what)
{
    if (host_of(L)->options->sandbox)
        luaL_error(L, "%s is not to be had in the sandbox (--sandbox)", what);
}

/* Stands in for a function that there is none of; upvalue 1 is its name. */
static int refuse(lua_State *L)
{
    confine_refuse(L, lua_tostring(L, lua_upvalueindex(1)));
    return 0;
}

/* Puts it in the place of `field` of the library at `index`. */
static void replace(lua_State *L, int index, const char *library, const char *field)
{
    index = lua_absindex(L, index);
    lua_pushfstring(L, "%s.%s", library, field);
    lua_pushcclosure(L, refuse, 1);
    lua_setfield(L, index, field);
}

/* os.tmpname: a file in state_dir; Lua's would be in /tmp. */
static int temporary_name(lua_State *L)
{
    const char *folder = host_of(L)->state_dir;
    char *path;
    if (folder == NULL || asprintf(&path, "%s/lua_XXXXXX", folder) < 0)
        return luaL_error(L, "os.tmpname needs state_dir, and there is none");
    const int fd = mkstemp(path);
    if (fd >= 0)
        close(fd);
    lua_pushstring(L, path);
    free(path);
    return fd >= 0 ? 1 : luaL_error(L, "unable to generate a unique filename");
}

/* Makes argument `arg`, a mode, one that accepts text only. False if text was not wanted. */
static bool text_only(lua_State *L, int arg)
{
    const bool wanted = strchr(luaL_optstring(L, arg, "t"), 't') != NULL;
    if (lua_gettop(L) < arg)
        lua_settop(L, arg);
    lua_pushliteral(L, "t");
    lua_replace(L, arg);
    return wanted;
}

/* load and loadfile; upvalue 1 is Lua's own, upvalue 2 where the mode stands. */
static int load(lua_State *L)
{
    if (!text_only(L, (int)lua_tointeger(L, lua_upvalueindex(2)))) {
        lua_pushnil(L);
        lua_pushliteral(L, "compiled Lua is not to be had in the sandbox (--sandbox)");
        return 2;
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

static int after_file(lua_State *L, int status, lua_KContext context)
{
    (void)status, (void)context;
    return lua_gettop(L) - 1;
}

static int do_file(lua_State *L)
{
    const char *name = luaL_optstring(L, 1, NULL);
    lua_settop(L, 1);
    if (luaL_loadfilex(L, name, "t") != LUA_OK)
        return lua_error(L);
    lua_callk(L, 0, LUA_MULTRET, 0, after_file);
    return after_file(L, LUA_OK, 0);
}

/* The searcher for Lua modules: as Lua's own, which would take compiled ones as well. Upvalue 1 is
 * package, upvalue 2 package.searchpath. */
static int search(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_pushvalue(L, 1);
    if (lua_getfield(L, lua_upvalueindex(1), "path") != LUA_TSTRING)
        return luaL_error(L, "'package.path' must be a string");
    lua_call(L, 2, 2);
    const char *file = lua_tostring(L, -2);
    if (file == NULL)
        return 1; /* where it has looked */
    if (luaL_loadfilex(L, file, "t") != LUA_OK)
        return luaL_error(L, "error loading module '%s' from file '%s':\n\t%s", name, file,
                          lua_tostring(L, -1));
    lua_pushstring(L, file);
    return 2;
}

static int search_none(lua_State *L)
{
    lua_pushliteral(L, "no C modules but cjson in the sandbox (--sandbox)");
    return 1;
}

static void preload(lua_State *L, const char *name, lua_CFunction open)
{
    if (open == NULL)
        return;
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushcfunction(L, open);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

/* Searchers 1 and 2 are those for preloaded and for Lua modules, as the manual has it. */
static void close_package(lua_State *L)
{
    lua_getglobal(L, LUA_LOADLIBNAME);
    replace(L, -1, LUA_LOADLIBNAME, "loadlib");
    lua_pushliteral(L, "");
    lua_setfield(L, -2, "cpath");
    lua_getfield(L, -1, "searchers");
    lua_pushvalue(L, -2);
    lua_getfield(L, -3, "searchpath");
    lua_pushcclosure(L, search, 2);
    lua_rawseti(L, -2, 2);
    lua_pushcfunction(L, search_none);
    lua_rawseti(L, -2, 3);
    lua_pushnil(L);
    lua_rawseti(L, -2, 4);
    lua_pop(L, 2);
    preload(L, "cjson", cjson.open);
    preload(L, "cjson.safe", cjson.open_safe);
}

/* The table stays, and with it every reference to it. */
static void close_debug(lua_State *L)
{
    lua_getglobal(L, LUA_DBLIBNAME);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
        if (strcmp(lua_tostring(L, -2), "traceback") != 0)
            replace(L, -3, LUA_DBLIBNAME, lua_tostring(L, -2));
    lua_pop(L, 1);
}

static void close_load(lua_State *L)
{
    enum { MODE_OF_LOAD = 3, MODE_OF_LOADFILE = 2 };
    lua_getglobal(L, "load");
    lua_pushinteger(L, MODE_OF_LOAD);
    lua_pushcclosure(L, load, 2);
    lua_setglobal(L, "load");
    lua_getglobal(L, "loadfile");
    lua_pushinteger(L, MODE_OF_LOADFILE);
    lua_pushcclosure(L, load, 2);
    lua_setglobal(L, "loadfile");
    lua_pushcfunction(L, do_file);
    lua_setglobal(L, "dofile");
}

void confine_libraries(lua_State *L)
{
    close_load(L);
    close_package(L);
    close_debug(L);
    lua_getglobal(L, LUA_OSLIBNAME);
    replace(L, -1, LUA_OSLIBNAME, "execute");
    lua_pushcfunction(L, temporary_name);
    lua_setfield(L, -2, "tmpname");
    lua_pop(L, 1);
    lua_getglobal(L, LUA_IOLIBNAME);
    replace(L, -1, LUA_IOLIBNAME, "popen");
    lua_pop(L, 1);
}
