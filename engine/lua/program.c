/* Loading the script as lua does it: the same skipped first line, the same `arg`, the same names in
 * messages. Only compiled code is refused, which could crash the interpreter. */
#include "lua/program.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "lua/files.h"

/* What Lua's own loader skips at the start of a file: a byte order mark and a first line that
 * begins with # (its newline stays, so that lines are counted right). */
static size_t preamble(const char *text, size_t size)
{
    size_t skip = 0;
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        skip = 3;
    if (skip < size && text[skip] == '#') {
        const char *newline = memchr(text + skip, '\n', size - skip);
        skip = newline != NULL ? (size_t)(newline - text) : size;
    }
    return skip;
}

/* Pushes the chunk. False with an error text. */
static bool compile(lua_State *L, const char *text, size_t size, const char *chunk)
{
    size_t skip = preamble(text, size);
    if (skip < size && text[skip] == LUA_SIGNATURE[0])
        return error_set("%s: compiled Lua; fbrun runs scripts as text only", chunk + 1);
    if (luaL_loadbufferx(L, text + skip, size - skip, chunk, "t") == LUA_OK)
        return true;
    error_set("%s", lua_tostring(L, -1));
    lua_pop(L, 1);
    return false;
}

static bool load_file(lua_State *L, const char *path)
{
    char *text;
    size_t size;
    host_of(L)->unreadable = !file_read(path, HOST_SCRIPT_MAX, &text, &size);
    if (host_of(L)->unreadable)
        return false;
    const char *chunk = lua_pushfstring(L, "@%s", path);
    bool ok = compile(L, text, size, chunk);
    free(text);
    lua_remove(L, ok ? -2 : -1);
    return ok;
}

static bool enter_folder(lua_State *L, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return true;
    size_t length = slash == path ? 1 : (size_t)(slash - path);
    const char *folder = lua_pushlstring(L, path, length);
    bool ok = chdir(folder) == 0 || error_set_errno("cannot enter %s", folder);
    lua_pop(L, 1);
    return ok;
}

/* The script's folder, which is the working directory, comes first for require. */
static void set_module_path(lua_State *L)
{
    lua_getglobal(L, LUA_LOADLIBNAME);
    lua_pushliteral(L, "./?.lua;./?/init.lua;");
    lua_getfield(L, -2, "path");
    lua_concat(L, 2);
    lua_setfield(L, -2, "path");
    lua_pop(L, 1);
}

/* Sets the global `arg` as lua does and pushes the arguments. Returns how many. */
static int set_arguments(lua_State *L, const struct host_options *o)
{
    int count = 0;
    while (o->arguments != NULL && o->arguments[count] != NULL)
        count++;
    lua_createtable(L, count, 2);
    lua_pushstring(L, o->program);
    lua_rawseti(L, -2, -1);
    lua_pushstring(L, o->path != NULL ? o->path : o->chunk + 1);
    lua_rawseti(L, -2, 0);
    for (int i = 0; i < count; i++) {
        lua_pushstring(L, o->arguments[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setglobal(L, "arg");
    luaL_checkstack(L, count + LUA_MINSTACK, "too many arguments to script");
    for (int i = 0; i < count; i++)
        lua_pushstring(L, o->arguments[i]);
    return count;
}

/* The chunk is on top of the stack. */
static void take_chunk(struct host *h)
{
    h->chunk = lua_gettop(h->L);
    set_module_path(h->L);
    h->arguments = set_arguments(h->L, h->options);
}

bool program_load(struct host *h)
{
    const struct host_options *o = h->options;
    lua_State *L = h->L;
    if (o->path != NULL) {
        if (!files_begin(h) || !load_file(L, o->path) || !enter_folder(L, o->path))
            return false;
    } else if (!compile(L, o->code, o->code_size, o->chunk)) {
        return false;
    }
    take_chunk(h);
    return true;
}

void program_load_nothing(struct host *h)
{
    const char *path = h->options->path;
    if (path != NULL && !enter_folder(h->L, path))
        luaL_error(h->L, "%s", error_text());
    if (luaL_loadstring(h->L, "") != LUA_OK)
        lua_error(h->L);
    take_chunk(h);
}
