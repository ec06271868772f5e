/* A present() inside a script's coroutine yields a mark that no script can make. Our resume, when
 * it sees the mark come out, yields it on from its own coroutine, and so forth down to the job.
 * After the frame the job resumes the outermost one, whose resume continues here and resumes the
 * next one inside, until present() returns. */
#include "lua/coroutine.h"

#include <lualib.h>

#include "lua/interrupt.h"
#include "lua/job.h"
#include "lua/quick_target.h"
#include "lua/report.h"

static const char present_mark;

struct strand strand_switch(struct host *h, struct strand strand)
{
    struct strand before = h->strand;
    h->strand = strand;
    h->running = strand.L != h->L ? strand.L : NULL;
    interrupt_follow(h->running);
    if (strand.target->context != before.target->context)
        host_publish_size(h);
    return before;
}

bool coroutine_can_present(lua_State *L)
{
    return !host_of(L)->strand.no_present && lua_isyieldable(L);
}

int coroutine_present_k(lua_State *L, lua_KContext context, lua_KFunction then)
{
    if (!coroutine_can_present(L))
        return luaL_error(L, "present() cannot wait for the frame here: not in quit(), and not "
                             "inside of a call by a C function such as table.sort");
    lua_pushlightuserdata(L, (void *)&present_mark);
    return lua_yieldk(L, 1, context, then);
}

int coroutine_present(lua_State *L)
{
    return coroutine_present_k(L, 0, NULL);
}

/* True when co is suspended by coroutine_present. */
static bool in_present(lua_State *co)
{
    return lua_status(co) == LUA_YIELD && lua_gettop(co) > 0 &&
           lua_touserdata(co, -1) == &present_mark;
}

void coroutine_end_present(lua_State *co)
{
    lua_pop(co, 1);
}

/* The strand of a coroutine that the running one resumes. */
static struct strand inner_strand(const struct host *h, lua_State *co)
{
    return (struct strand){
        .L = co,
        .target = h->strand.target,
        .no_present = h->strand.no_present || !lua_isyieldable(h->strand.L),
    };
}

static int resume_continue(lua_State *L, int status, lua_KContext wrapped);

/* An error came out of the coroutine of coroutine.wrap: as Lua does, closes it and raises the
 * error in L, with L's position before it. The error is on top of co. */
static int wrap_fail(lua_State *L, lua_State *co)
{
    int status = lua_status(co);
    report_keep_trace(L, co);
    if (status != LUA_OK && status != LUA_YIELD) { /* else it could not even be resumed */
        struct host *h = host_of(L);
        struct strand before = strand_switch(h, inner_strand(h, co));
        lua_resetthread(co); /* runs pending <close> variables; leaves the error on top */
        strand_switch(h, before);
    }
    lua_xmove(co, L, 1);
    if (lua_type(L, -1) == LUA_TSTRING && interrupt_status() == 0) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    report_keep_error(L);
    return lua_error(L);
}

/* Resumes co with the `nargs` values on top of it, as `strand`. Returns what coroutine.resume, or
 * with `wrapped` the function made by coroutine.wrap, returns. */
static int resume(lua_State *L, lua_State *co, int nargs, struct strand strand, bool wrapped)
{
    struct host *h = host_of(L);
    struct strand before = strand_switch(h, strand);
    int count;
    int status = lua_resume(co, L, nargs, &count);
    strand = h->strand;
    strand_switch(h, before);
    if (status == LUA_YIELD && in_present(co)) {
        struct strand *kept = lua_newuserdatauv(L, sizeof *kept, 0);
        *kept = strand;
        lua_pushlightuserdata(L, (void *)&present_mark);
        return lua_yieldk(L, 1, wrapped, resume_continue);
    }
    if (status != LUA_OK && status != LUA_YIELD) {
        if (wrapped)
            return wrap_fail(L, co);
        lua_xmove(co, L, 1); /* co may be L itself, so the order matters */
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    if (!lua_checkstack(L, count + 1)) {
        lua_pop(co, count);
        return luaL_error(L, "too many results to resume");
    }
    if (!wrapped)
        lua_pushboolean(L, 1);
    lua_xmove(co, L, count);
    return count + !wrapped;
}

static lua_State *wrapped_coroutine(lua_State *L)
{
    return lua_tothread(L, lua_upvalueindex(1));
}

static int resume_continue(lua_State *L, int status, lua_KContext wrapped)
{
    (void)status;
    lua_State *co = wrapped ? wrapped_coroutine(L) : lua_tothread(L, 1);
    struct strand strand = *(struct strand *)lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (in_present(co))
        coroutine_end_present(co);
    else /* another coroutine has closed it meanwhile, and with it the draw_to it was in */
        strand = inner_strand(host_of(L), co);
    return resume(L, co, 0, strand, wrapped != 0);
}

/* Begins a resume with the arguments from `first` on. */
static int resume_begin(lua_State *L, lua_State *co, int first, bool wrapped)
{
    int nargs = lua_gettop(L) - first + 1;
    const char *refusal = NULL;
    if (in_present(co))
        refusal = "cannot resume a coroutine that waits in present()";
    else if (!lua_checkstack(co, nargs))
        refusal = "too many arguments to resume";
    if (refusal != NULL && wrapped)
        return luaL_error(L, "%s", refusal);
    if (refusal != NULL) {
        lua_pushboolean(L, 0);
        lua_pushstring(L, refusal);
        return 2;
    }
    lua_xmove(L, co, nargs);
    return resume(L, co, nargs, inner_strand(host_of(L), co), wrapped);
}

static lua_State *check_coroutine(lua_State *L)
{
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co != NULL, 1, "coroutine");
    return co;
}

static int co_resume(lua_State *L)
{
    return resume_begin(L, check_coroutine(L), 2, false);
}

static int co_wrapped(lua_State *L)
{
    return resume_begin(L, wrapped_coroutine(L), 1, true);
}

static int co_wrap(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, co_wrapped, 1);
    return 1;
}

/* Lua's own close, but as co's strand: an endless loop in a <close> variable is then found by the
 * signal handler, and a draw_to that co left open does not change our target. */
static int co_close(lua_State *L)
{
    struct host *h = host_of(L);
    lua_State *co = check_coroutine(L);
    if (lua_status(co) == LUA_YIELD && job_is_base(h, co)) /* the host will resume it */
        return luaL_error(L, "cannot close the coroutine of the chunk or of a callback");
    struct strand before = strand_switch(h, inner_strand(h, co));
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
    strand_switch(h, before);
    return status == LUA_OK ? lua_gettop(L) : lua_error(L);
}

static int co_yield (lua_State *L)
{
    const struct host *h = host_of(L);
    if (job_is_base(h, L))
        return luaL_error(L, "attempt to yield from outside a coroutine");
    if (h->strand.draw_depth > 0)
        return luaL_error(L, "attempt to yield out of draw_to (present() works there)");
    return lua_yield(L, lua_gettop(L));
}

/* To a script its chunk and callbacks run where Lua's main chunk does: in no coroutine. */
static int co_isyieldable(lua_State *L)
{
    lua_State *co = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    lua_pushboolean(L, lua_isyieldable(co) && !job_is_base(host_of(L), co));
    return 1;
}

static int co_running(lua_State *L)
{
    lua_pushthread(L);
    lua_pushboolean(L, job_is_base(host_of(L), L));
    return 2;
}

void coroutine_open(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"resume", co_resume},           {"wrap", co_wrap},       {"yield", co_yield },
        {"isyieldable", co_isyieldable}, {"running", co_running}, {NULL, NULL},
    };
    lua_getglobal(L, LUA_COLIBNAME);
    lua_getfield(L, -1, "close");
    lua_pushcclosure(L, co_close, 1);
    lua_setfield(L, -2, "close");
    luaL_setfuncs(L, functions, 0);
    lua_pop(L, 1);
}
