/* The module's own functions are kept in a table in the registry, since scripts may replace them.
 */
#define LOG_MODULE "lua"
#include "lua/luv.h"

#include <lauxlib.h>
#include <lualib.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/module.h"
#include "lua/coroutine.h"
#include "lua/job.h"

/* What may become ready while callbacks run is seen to in the same frame, but not for ever. */
enum { TURNS = 64 };

static const char functions_key;

/* Pushes luv's function of that name. */
static void push_function(lua_State *L, const char *name)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &functions_key);
    lua_getfield(L, -1, name);
    lua_remove(L, -2);
}

/* luv's calls of script functions (luv_CFpcall): the function and its arguments are on top of the
 * main state. Returns how many results are left there. */
static int call_back(lua_State *L, int nargs, int nresults, int flags)
{
    (void)nresults, (void)flags;
    struct host *h = host_of(L);
    if (h->luv.closing) {
        if (lua_pcall(L, nargs, 0, 0) != LUA_OK)
            lua_pop(L, 1);
        return 0;
    }
    if (h->over || h->exiting) {
        lua_pop(L, nargs + 1);
        return 0;
    }
    h->redraw = true;
    h->luv.calls++;
    if (L != h->L)
        lua_xmove(L, h->L, nargs + 1);
    const void *owner = lua_topointer(h->L, -nargs - 1);
    if (job_call(h, owner, nargs, NULL) == JOB_FAILED || h->exiting) {
        push_function(h->L, "stop"); /* a uv.run() of the script's is to come back */
        lua_call(h->L, 0, 0);
    }
    return 0;
}

static bool is_alive(lua_State *L)
{
    push_function(L, "loop_alive");
    lua_call(L, 0, 1);
    bool alive = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return alive;
}

/* uv.run() waits until nothing is left to wait for, uv.run("once") for the next callbacks, of which
 * there have been `calls` before. Frames go on meanwhile, and with them the loop. */
static int wait_all(lua_State *L, int status, lua_KContext calls)
{
    (void)status;
    if (is_alive(L))
        return coroutine_present_k(L, calls, wait_all);
    lua_pushboolean(L, 0);
    return 1;
}

static int wait_once(lua_State *L, int status, lua_KContext calls)
{
    (void)status;
    const bool alive = is_alive(L);
    if (alive && host_of(L)->luv.calls == calls)
        return coroutine_present_k(L, calls, wait_once);
    lua_pushboolean(L, alive);
    return 1;
}

static int run_now(lua_State *L, const char *mode)
{
    push_function(L, "run");
    lua_pushstring(L, mode);
    lua_call(L, 1, 1);
    return host_of(L)->over ? luaL_error(L, "a callback has failed") : 1; /* which was told */
}

/* uv.run. Where it cannot wait for frames it holds them up, as luv's own. */
static int run(lua_State *L)
{
    const char *mode = luaL_optstring(L, 1, "default");
    const lua_KContext calls = host_of(L)->luv.calls;
    if (coroutine_can_present(L) && strcmp(mode, "default") == 0)
        return wait_all(L, LUA_OK, calls);
    if (!coroutine_can_present(L) || strcmp(mode, "once") != 0)
        return run_now(L, mode);
    run_now(L, "nowait");
    return wait_once(L, LUA_OK, calls);
}

/* Keeps the functions of the module on top of the stack that we need. */
static void keep_functions(lua_State *L)
{
    static const char *const names[] = {"backend_fd", "backend_timeout", "loop_alive", "run",
                                        "stop",       "update_time",     "walk"};
    lua_newtable(L);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        lua_getfield(L, -2, names[i]);
        lua_setfield(L, -2, names[i]);
    }
    lua_rawsetp(L, LUA_REGISTRYINDEX, &functions_key);
}

static lua_Integer call_number(lua_State *L, const char *name)
{
    push_function(L, name);
    lua_call(L, 0, 1);
    lua_Integer n = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return n;
}

/* The module is on top of the stack. */
static void take_in(lua_State *L, const char *path)
{
    struct host *h = host_of(L);
    void (*set_callback)(lua_State * L, int (*call)(lua_State *, int, int, int)) = NULL;
    const struct module_function function = {"luv_set_callback", &set_callback};
    keep_functions(L);
    /* Its own way to call ends the process at the first error. */
    if (module_open(path, &function, 1))
        set_callback(L, call_back);
    else
        log_warning("luv: errors in its callbacks end the process: %s", error_text());
    h->luv.fd = (int)call_number(L, "backend_fd");
    h->luv.due = UINT64_MAX;
    if (!loop_open_script(&h->loop, h->luv.fd)) {
        luaL_error(L, "%s", error_text());
        return;
    }
    h->luv.open = true;
    lua_pushcfunction(L, run);
    lua_setfield(L, -2, "run");
}

/* The loader of the module; upvalue 1 is its own. Called with the name and the library's path. */
static int load(lua_State *L)
{
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_call(L, 2, 1);
    if (lua_istable(L, -1) && lua_isstring(L, 2) && !host_of(L)->luv.open)
        take_in(L, lua_tostring(L, 2));
    return 1;
}

/* The searcher for modules in C; upvalue 1 is Lua's own. */
static int search(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_call(L, 1, 2);
    if (strcmp(name, "luv") == 0 && lua_isfunction(L, -2)) {
        lua_pushvalue(L, -2);
        lua_pushcclosure(L, load, 1);
        lua_replace(L, -3);
    }
    return 2;
}

void luv_open(struct host *h)
{
    enum { C_SEARCHER = 3 }; /* its place in package.searchers, as the manual has it */
    lua_State *L = h->L;
    lua_getglobal(L, LUA_LOADLIBNAME);
    lua_getfield(L, -1, "searchers");
    if (lua_rawgeti(L, -1, C_SEARCHER) == LUA_TFUNCTION) {
        lua_pushcclosure(L, search, 1);
        lua_rawseti(L, -2, C_SEARCHER);
    } else {
        lua_pop(L, 1);
    }
    lua_pop(L, 2);
}

/* One turn of its loop, without waiting. */
static void turn(struct host *h)
{
    push_function(h->L, "run");
    lua_pushliteral(h->L, "nowait");
    lua_call(h->L, 1, 0);
}

static bool is_ready(const struct host *h)
{
    struct pollfd events = {.fd = h->luv.fd, .events = POLLIN};
    return poll(&events, 1, 0) == 1;
}

bool luv_run(struct host *h)
{
    if (!h->luv.open)
        return true;
    int turns = 0;
    do
        turn(h);
    while (++turns < TURNS && !h->over && !h->exiting && is_ready(h));
    return !h->over && !h->exiting;
}

bool luv_settle(struct host *h)
{
    if (!h->luv.open)
        return true;
    turn(h);
    if (h->over || h->exiting)
        return false;
    h->luv.alive = is_alive(h->L);
    push_function(h->L, "update_time");
    lua_call(h->L, 0, 0);
    lua_Integer timeout = h->luv.alive ? call_number(h->L, "backend_timeout") : -1;
    h->luv.due =
        timeout < 0 ? UINT64_MAX : clock_monotonic() + (uint64_t)timeout * (CLOCK_SECOND / 1000);
    loop_await_script(&h->loop);
    return true;
}

bool luv_is_alive(const struct host *h)
{
    return h->luv.open && h->luv.alive;
}

uint64_t luv_next(const struct host *h)
{
    return h->luv.open ? h->luv.due : UINT64_MAX;
}

static int close_handle(lua_State *L)
{
    lua_getfield(L, 1, "is_closing");
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    if (lua_toboolean(L, -1))
        return 0;
    lua_getfield(L, 1, "close");
    lua_pushvalue(L, 1);
    lua_call(L, 1, 0);
    return 0;
}

static int close_all(lua_State *L)
{
    struct host *h = host_of(L);
    h->luv.closing = true;
    push_function(L, "walk");
    lua_pushcfunction(L, close_handle);
    lua_call(L, 1, 0);
    h->luv.closing = false;
    push_function(L, "run");
    lua_call(L, 0, 0);
    return 0;
}

/* Handles that are being closed while the state is crash luv 1.44. So all of them are closed before
 * it; what callbacks there still are, call_back drops. */
void luv_close(struct host *h)
{
    if (!h->luv.open)
        return;
    h->luv.open = false;
    h->over = true;
    loop_close_script(&h->loop);
    lua_pushcfunction(h->L, close_all);
    if (lua_pcall(h->L, 0, 0, 0) != LUA_OK)
        lua_pop(h->L, 1);
}
