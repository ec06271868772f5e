/* What the user sees of an error. Anything may be an error's value, so every step is prepared for
 * an object that does not want to be shown. */
#include "lua/report.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "lua/coroutine.h"
#include "lua/hint.h"
#include "lua/host_impl.h"
#include "lua/interrupt.h"
#include "lua/prompt.h"

/* Registry keys of what report_keep_trace and report_keep_error keep. */
static const char kept_trace, kept_error;

void report_keep_trace(lua_State *L, lua_State *co)
{
    luaL_checkstack(L, 4, NULL);
    luaL_checkstack(co, 1, NULL);
    lua_pushvalue(co, -1);
    lua_xmove(co, L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &kept_error);
    if (!lua_isnil(L, -1) &&
        lua_rawequal(L, -1, -2)) { /* it came out of a coroutine inside of co */
        lua_rawgetp(L, LUA_REGISTRYINDEX, &kept_trace);
        lua_pushliteral(L, "\nresumed by:");
    } else {
        lua_pushliteral(L, "");
        lua_pushliteral(L, "stack traceback:");
    }
    luaL_traceback(L, co, NULL, 0);
    lua_pushstring(L, lua_tostring(L, -1) + strlen("stack traceback:"));
    lua_remove(L, -2);
    lua_concat(L, 3);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &kept_trace);
    lua_pop(L, 2);
}

void report_keep_error(lua_State *L)
{
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &kept_error);
}

static int tostring(lua_State *L)
{
    luaL_tolstring(L, 1, NULL);
    return 1;
}

/* Calls the function below its argument, as a program's own code: in a coroutine that can be
 * interrupted, and for so long as it may. Returns as lua_pcall. */
static int call_limited(lua_State *L)
{
    struct host *h = host_of(L);
    lua_State *co = lua_newthread(L);
    lua_rotate(L, -3, 1);
    lua_xmove(L, co, 2);
    struct strand strand = h->strand;
    strand.L = co;
    const struct strand before = strand_switch(h, strand);
    const bool inside = h->base != NULL; /* in somebody's time */
    if (!inside)
        interrupt_begin(h->options->max_time, h->options->prompt != PROMPT_NONE);
    const int status = lua_pcall(co, 1, 1, 0);
    if (!inside)
        interrupt_end(false);
    strand_switch(h, before);
    lua_xmove(co, L, 1);
    lua_remove(L, -2);
    return status;
}

/* Pops an error object and pushes what to show of it. */
static void push_message(lua_State *L)
{
    if (lua_type(L, -1) == LUA_TSTRING || lua_type(L, -1) == LUA_TNUMBER) {
        lua_tostring(L, -1);
        return;
    }
    if (luaL_getmetafield(L, -1, "__tostring") == LUA_TNIL) {
        lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, -1));
    } else {
        lua_pushcfunction(L, tostring);
        lua_pushvalue(L, -3);
        if (call_limited(L) != LUA_OK) {
            lua_pop(L, 1);
            lua_pushliteral(L, "(error object whose __tostring fails)");
        }
        lua_remove(L, -2);
    }
    lua_remove(L, -2);
}

/* Pops the error from co (which may be L) and pushes its first line's text. */
static void push_error(lua_State *L, lua_State *co)
{
    lua_xmove(co, L, 1);
    push_message(L);
    lua_pushliteral(L, "fbrun: ");
    lua_insert(L, -2);
    lua_concat(L, 2);
}

/* Writes in one go, so that lines of several processes do not mix. What one process after the other
 * fails of would fill the log: it is only counted there. Who types at a prompt wants to see each
 * error, but once only where it comes again in each frame. */
static void write_report(const struct host *h, const char *text, size_t size)
{
    const bool at_prompt = h->options->prompt != PROMPT_NONE;
    struct repeat *reported = at_prompt ? prompt_reported(h) : h->options->reported;
    const uint32_t times = reported != NULL ? repeat_count(reported, text, size) : 1;
    if (times > 1 && (at_prompt || !repeat_is_told(times)))
        return;
    prompt_step_aside(h);
    fflush(stdout);
    if (times == 1)
        fwrite(text, 1, size, stderr);
    else
        fprintf(stderr, "fbrun: the same error again, %u times so far\n", (unsigned)times);
}

/* Pops a string and writes it. */
static void write_out(lua_State *L)
{
    size_t size;
    const char *text = lua_tolstring(L, -1, &size);
    struct host *h = host_of(L);
    write_report(h, text, size);
    if (h->options->watched && h->report == NULL)
        h->report = strdup(text);
    lua_pop(L, 1);
}

void report_error(lua_State *L, lua_State *co)
{
    report_keep_trace(L, co);
    luaL_checkstack(L, 8, NULL);
    push_error(L, co);
    hint_push(L, lua_tostring(L, -1));
    lua_pushliteral(L, "\n");
    lua_rawgetp(L, LUA_REGISTRYINDEX, &kept_trace);
    lua_pushliteral(L, "\n");
    lua_concat(L, 5);
    write_out(L);
}

void report_message(lua_State *L, lua_State *co)
{
    luaL_checkstack(L, 5, NULL);
    push_error(L, co);
    lua_pushliteral(L, "\n");
    lua_concat(L, 2);
    write_out(L);
}
