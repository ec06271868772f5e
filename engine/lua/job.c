/* Jobs that wait in present() stand in a queue. Every frame resumes them all, and one that calls
 * present() again goes to its end. */
#include "lua/job.h"

#include <stdlib.h>

#include "base/budget.h"
#include "lua/coroutine.h"
#include "lua/frame.h"
#include "lua/interrupt.h"
#include "lua/prompt.h"
#include "lua/quick_target.h"
#include "lua/report.h"
#include "lua/timer.h"

struct job {
    struct job *next;
    const void *owner;
    lua_State *co;
    int reference;  /* keeps co from being collected */
    uint64_t frame; /* how many were shown when it began to wait */
    struct strand strand;
    struct quick_target target; /* what strand.target is, unless a draw_to is under way */
};

/* A finished job's coroutine serves the next one, so that a frame makes no garbage. */
static void take_coroutine(struct host *h, struct job *job)
{
    if (h->idle != NULL) {
        job->co = h->idle;
        job->reference = h->idle_reference;
        h->idle = NULL;
    } else {
        job->co = lua_newthread(h->L);
        job->reference = luaL_ref(h->L, LUA_REGISTRYINDEX);
    }
}

static void leave_coroutine(struct host *h, struct job *job, bool reusable)
{
    if (reusable && h->idle == NULL) {
        h->idle = job->co;
        h->idle_reference = job->reference;
    } else {
        luaL_unref(h->L, LUA_REGISTRYINDEX, job->reference);
    }
    quick_target_finish(&job->target);
    free(job);
}

static void enqueue(struct host *h, struct job *job)
{
    struct job **end = &h->jobs;
    while (*end != NULL)
        end = &(*end)->next;
    job->next = NULL;
    job->frame = h->frames;
    *end = job;
}

/* Where somebody types the program, an error does not end it. */
static void survive(struct host *h, struct job *job)
{
    budget_limit(0); /* to tell of it takes memory too */
    report_error(h->L, job->co);
    free(h->report);
    h->report = NULL;
    frame_forget(h, job->owner);
    timer_forget(h, job->owner);
    budget_limit(h->options->max_memory);
}

static void report(struct host *h, struct job *job)
{
    budget_limit(0);
    h->status = interrupt_status();
    if (h->status == 0) {
        h->status = 1;
        report_error(h->L, job->co);
    } else {
        report_message(h->L, job->co);
    }
}

/* Runs pending <close> variables. */
static void close_coroutine(struct host *h, struct job *job)
{
    struct strand before = strand_switch(h, job->strand);
    bool inside = h->base != NULL;
    if (!inside)
        interrupt_begin(h->options->max_time, prompt_owns(job->owner));
    lua_resetthread(job->co);
    if (!inside)
        interrupt_end(false);
    strand_switch(h, before);
}

/* The error is on top of the coroutine. It ends the program, if another job's has not, and if there
 * is no prompt. */
static void fail(struct host *h, struct job *job)
{
    if (h->options->prompt != PROMPT_NONE && interrupt_status() == 0 && !h->over) {
        survive(h, job);
    } else {
        if (!h->over)
            report(h, job);
        h->over = true;
    }
    close_coroutine(h, job);
    leave_coroutine(h, job, false);
}

static enum job_result run(struct host *h, struct job *job, int nargs, bool *truth)
{
    struct strand before = strand_switch(h, job->strand);
    lua_State *outer = h->base; /* of a job that runs luv's loop; the time is its time */
    h->base = job->co;
    int count;
    if (outer == NULL)
        interrupt_begin(h->options->max_time, prompt_owns(job->owner));
    int status = lua_resume(job->co, h->L, nargs, &count);
    if (outer == NULL && interrupt_end(status == LUA_YIELD))
        lua_sethook(job->co, NULL, 0, 0);
    h->base = outer;
    job->strand = h->strand;
    strand_switch(h, before);
    if (status == LUA_YIELD) {
        enqueue(h, job);
        return JOB_WAITS;
    }
    if (status != LUA_OK) {
        fail(h, job);
        return JOB_FAILED;
    }
    if (truth != NULL)
        *truth = count > 0 && lua_toboolean(job->co, -count);
    lua_settop(job->co, 0);
    leave_coroutine(h, job, true);
    return JOB_DONE;
}

/* Of the values on top, the lowest one of `count` is the function, or stands below it. */
static enum job_result call(struct host *h, const void *owner, int count, int nargs,
                            bool no_present, bool *truth)
{
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        luaL_error(h->L, "not enough memory");
        return JOB_FAILED;
    }
    take_coroutine(h, job);
    job->owner = owner;
    quick_target_init(&job->target, h->screen);
    job->strand = (struct strand){.L = job->co, .target = &job->target, .no_present = no_present};
    lua_xmove(h->L, job->co, count);
    return run(h, job, nargs, truth);
}

enum job_result job_call(struct host *h, const void *owner, int nargs, bool *truth)
{
    return call(h, owner, nargs + 1, nargs, false, truth);
}

/* What is below the function stays on the coroutine's stack. */
enum job_result job_call_owned(struct host *h, int nargs)
{
    return call(h, lua_touserdata(h->L, -nargs - 2), nargs + 2, nargs, false, NULL);
}

enum job_result job_call_now(struct host *h, const void *owner, int nargs, bool *truth)
{
    return call(h, owner, nargs + 1, nargs, true, truth);
}

bool job_resume_all(struct host *h)
{
    struct job *job = h->jobs, *last = NULL;
    bool ok = true;
    for (struct job *j = job; j != NULL && j->frame < h->frames; j = j->next)
        last = j;
    if (last == NULL)
        return true;
    h->jobs = last->next; /* what has begun to wait in this frame goes on waiting … */
    last->next = NULL;    /* … and those that wait again queue up anew */
    while (job != NULL) {
        struct job *next = job->next;
        if (h->over) { /* one of them has ended the program, for the others too */
            close_coroutine(h, job);
            leave_coroutine(h, job, false);
        } else {
            coroutine_end_present(job->co);
            ok = run(h, job, 0, NULL) != JOB_FAILED && ok;
        }
        job = next;
    }
    return ok;
}

bool job_waits(const struct host *h, const void *owner)
{
    for (const struct job *job = h->jobs; job != NULL; job = job->next) {
        if (job->owner == owner)
            return true;
    }
    return false;
}

bool job_drop(struct host *h, const void *owner)
{
    for (struct job **place = &h->jobs; *place != NULL; place = &(*place)->next) {
        struct job *job = *place;
        if (job->owner != owner)
            continue;
        *place = job->next;
        close_coroutine(h, job);
        leave_coroutine(h, job, false);
        return true;
    }
    return false;
}

bool job_is_base(const struct host *h, lua_State *L)
{
    for (const struct job *job = h->jobs; job != NULL; job = job->next) {
        if (job->co == L)
            return true;
    }
    return L == h->base;
}

void job_finish(struct host *h)
{
    while (h->jobs != NULL) {
        struct job *job = h->jobs;
        h->jobs = job->next;
        quick_target_finish(&job->target);
        free(job);
    }
}
