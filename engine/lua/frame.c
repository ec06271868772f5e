/* The order of things in a frame, and the reasons to begin one. present() may leave any callback in
 * the middle; a frame goes on with what waits there before it begins anything new. */
#include "lua/frame.h"

#include <lauxlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "lua/clock.h"
#include "lua/context.h"
#include "lua/events.h"
#include "lua/images.h"
#include "lua/interrupt.h"
#include "lua/job.h"
#include "lua/keep.h"
#include "lua/lib_mmap.h"
#include "lua/luv.h"
#include "lua/memory.h"
#include "lua/names.h"
#include "lua/prompt.h"
#include "lua/stats_screen.h"
#include "lua/timer.h"
#include "lua/watch.h"

/* quit() gets longer than a signal's usual patience, but less than the two seconds after which
 * the screen process kills us. */
enum { QUIT_PATIENCE = 1000 }; /* milliseconds */

/* Owners of jobs. */
static const char main_job, started_job, update_job, draw_job, resize_job, quit_job;

/* In the functions below, false means that no further callback runs in this frame: one failed, or
 * called exit(). */

static bool goes_on(const struct host *h)
{
    return !h->over && !h->exiting;
}

static bool is_defined(struct host *h, const char *name)
{
    bool defined = names_push_callback(h, name);
    if (defined)
        lua_pop(h->L, 1);
    return defined;
}

/* True if update or draw is to be called in the next frame, without anything else happening. */
static bool is_animated(struct host *h)
{
    return h->stage == STAGE_FRAMES && (h->fps != 0 || h->redraw) &&
           (is_defined(h, "update") || is_defined(h, "draw"));
}

/* True if started() is to be called now that the first frame is there. */
static bool starts(struct host *h)
{
    return !h->started && h->stage == STAGE_FRAMES && is_defined(h, "started");
}

/* What happens next, if nothing comes from outside. */
static enum link_still stillness(struct host *h)
{
    if (starts(h) || h->jobs != NULL || h->timers.count > 0 || is_animated(h))
        return LINK_MOVES;
    bool waits = prompt_open(h) || h->watches != NULL || names_input_defined(h) ||
                 images_loading(h) || luv_is_alive(h);
    return waits ? LINK_WAITS : LINK_STILL;
}

/* A program that has drawn its picture, and has nothing that would draw it on another screen. */
static bool is_finished_picture(struct host *h)
{
    return h->stage == STAGE_FRAMES && stillness(h) == LINK_STILL && !is_defined(h, "draw") &&
           !is_defined(h, "update") && !is_defined(h, "resize");
}

static bool run_resize(struct host *h)
{
    lib_mmap_framebuffer_replaced(h);
    if (!h->loop.setup_waits)
        return true;
    if (!host_take_setup(h))
        return false;
    h->redraw = true;
    h->next_turn = 0; /* the new screen is empty */
    if (is_finished_picture(h))
        h->stage = STAGE_NEW; /* a screen that stayed black would be worse than a chunk run twice */
    if (h->stage == STAGE_NEW || !names_push_callback(h, "resize"))
        return true;
    lua_pushinteger(h->L, canvas_width(h->screen->canvas));
    lua_pushinteger(h->L, canvas_height(h->screen->canvas));
    job_call(h, &resize_job, 2, NULL);
    return goes_on(h);
}

static bool run_started(struct host *h)
{
    if (h->frames == 0 || !starts(h))
        return true;
    h->started = h->redraw = true;
    if (names_push_callback(h, "started"))
        job_call(h, &started_job, 0, NULL);
    return goes_on(h);
}

/* Pushes the chunk and its arguments; it may be called again. */
static void push_chunk(struct host *h)
{
    luaL_checkstack(h->L, 1 + h->arguments, "too many arguments to script");
    for (int i = 0; i <= h->arguments; i++)
        lua_pushvalue(h->L, h->chunk + i);
}

/* Leads the program from the chunk to setup to its frames, as far as present() lets it. */
static bool run_stages(struct host *h)
{
    if (h->stage == STAGE_NEW) {
        h->stage = STAGE_CHUNK;
        push_chunk(h);
        job_call(h, &main_job, h->arguments, NULL);
    }
    if (h->stage == STAGE_CHUNK && goes_on(h) && !job_waits(h, &main_job)) {
        h->stage = STAGE_SETUP;
        names_check_load(h->L);
        if (names_push_callback(h, "setup"))
            job_call(h, &main_job, 0, NULL);
    }
    if (h->stage == STAGE_SETUP && goes_on(h) && !job_waits(h, &main_job)) {
        h->stage = STAGE_FRAMES;
        h->update_time = h->time;
        h->redraw = true;
    }
    return goes_on(h);
}

static bool run_update(struct host *h)
{
    if (job_waits(h, &update_job) || !names_push_callback(h, "update"))
        return true;
    lua_pushnumber(h->L, (lua_Number)(h->time - h->update_time) / (lua_Number)CLOCK_SECOND);
    h->update_time = h->time;
    job_call(h, &update_job, 1, NULL);
    return goes_on(h);
}

static bool run_draw(struct host *h)
{
    if (!job_waits(h, &draw_job) && names_push_callback(h, "draw"))
        job_call(h, &draw_job, 0, NULL);
    return goes_on(h);
}

/* True if the program's turn has come, as fps() has it; a timer may begin a frame between two. */
static bool take_turn(struct host *h)
{
    uint64_t now = clock_monotonic(), period = clock_period(h);
    if (h->options->virtual_clock || period == h->period)
        return true;
    if (now < h->next_turn)
        return false;
    /* It keeps its rhythm unless it cannot keep up with it. */
    h->next_turn = (now - h->next_turn < period ? h->next_turn : now) + period;
    return true;
}

static bool run_callbacks(struct host *h)
{
    if (!run_resize(h) || !run_started(h) || !events_run(h) || !timer_run(h) || !watch_run(h) ||
        !luv_run(h) || !prompt_run(h))
        return false;
    if (!take_turn(h))
        return true;
    if (!job_resume_all(h) || !goes_on(h) || !run_stages(h))
        return false;
    if (h->stage != STAGE_FRAMES || (h->fps == 0 && !h->redraw))
        return true;
    h->redraw = false;
    return run_update(h) && run_draw(h);
}

/* What --stats shows is on the picture only while the screen takes it. */
static bool send_frame(struct host *h, enum link_still still)
{
    stats_screen_draw(h);
    if (!loop_send_frame(&h->loop, h->serial, h->frames + 1, still))
        return false;
    h->frames++;
    return true;
}

static void show(struct host *h)
{
    if (h->screen->map != NULL)
        luaL_error(h->L, "the screen's map() is still open at the end of the frame");
    const uint64_t scripted = clock_monotonic();
    target_flush(canvas_target(h->screen->canvas));
    stats_take_frame(h, scripted, clock_monotonic());
    if (send_frame(h, stillness(h)))
        clock_advance(h);
    else
        host_fail(h);
}

/* Asks the program's quit(). True if it refuses. */
static bool quit_refused(struct host *h)
{
    bool refused = false;
    if (names_push_callback(h, "quit"))
        job_call_now(h, &quit_job, 0, &refused);
    h->exiting = false;
    return refused && !h->over;
}

/* One turn of the loop. False when the program is over. */
static bool turn(struct host *h, uint64_t until)
{
    if (!loop_turn(&h->loop, until))
        return host_fail(h);
    if (interrupt_asked() || interrupt_broken())
        interrupt_turned();
    watch_take(h);
    if (h->loop.asked)
        keep_send(h);
    h->loop.asked = false;
    if (h->loop.dropped)
        prompt_show_again(h);
    h->loop.dropped = false;
    if (h->loop.broken)
        return host_fail(h);
    if (h->loop.closed) /* nobody is left who would show anything */
        h->over = true;
    return !h->over;
}

/* The screen has to take the last frame before it may be told of our end by a closed socket. */
static bool wait_taken(struct host *h)
{
    while (h->loop.in_flight) {
        if (!turn(h, UINT64_MAX))
            return false;
    }
    stats_screen_erase(h);
    return true;
}

/* Sends a frame and waits for its TAKEN. No callback runs meanwhile. */
static bool show_and_wait(struct host *h)
{
    if (h->loop.in_flight || h->loop.closed || interrupt_asked())
        return error_set("the program is about to end");
    target_flush(canvas_target(h->screen->canvas));
    if (!send_frame(h, LINK_MOVES))
        return false;
    while (h->loop.in_flight) {
        if (h->loop.closed || interrupt_asked())
            return error_set("the program is about to end");
        if (!loop_turn(&h->loop, UINT64_MAX))
            return false;
    }
    stats_screen_erase(h);
    return true;
}

/* A frame is answered when it was copied, which may be before it is written to the display. The
 * next one is not even looked at before that, and as nothing changes in it, it writes nothing. */
bool frame_settle(struct host *h)
{
    for (int i = 0; i < 2; i++)
        if (!show_and_wait(h))
            return false;
    return true;
}

void frame_forget(struct host *h, const void *owner)
{
    const char *name = owner == &draw_job ? "draw" : owner == &update_job ? "update" : NULL;
    if (name == NULL)
        return;
    lua_pushnil(h->L);
    lua_setglobal(h->L, name);
    log_error("%s is not called any more, until it is defined anew", name);
}

/* Outside of any job too, --max-time is for what __gc metamethods do. */
static void count_memory(struct host *h)
{
    interrupt_begin(h->options->max_time, false);
    memory_count(h->L, 0);
    interrupt_end(false);
}

void frame_run(struct host *h)
{
    clock_tick(h);
    images_begin_frame(h);
    count_memory(h);
    if ((!run_callbacks(h) || !luv_settle(h)) && h->over)
        return; /* a frame whose callback failed is never shown */
    prompt_step_back(h);
    show(h);
    if (!h->exiting || !wait_taken(h))
        return;
    if (quit_refused(h))
        h->status = 0;
    else
        h->over = true;
}

/* When the next frame begins, CLOCK_MONOTONIC; UINT64_MAX: nothing wants one. */
static uint64_t next_begin(struct host *h)
{
    bool wanted = h->jobs != NULL || is_animated(h) || starts(h);
    bool event = events_wait(h) || images_want_frame(h) || watch_waits(h) || prompt_waits(h) ||
                 h->loop.script;
    if (h->loop.setup_waits)
        return 0;
    if (h->options->virtual_clock)
        return wanted || event || h->timers.count > 0 ? 0 : luv_next(h);
    uint64_t begin = UINT64_MAX;
    if (wanted)
        begin = clock_period(h) > h->period ? h->next_turn : 0;
    if (event) /* even between two turns of fps() */
        begin = 0;
    if (h->timers.count > 0 && h->start + timer_next(h) < begin)
        begin = h->start + timer_next(h);
    if (luv_next(h) < begin)
        begin = luv_next(h);
    return begin < h->loop.due ? h->loop.due : begin;
}

/* The end that a signal or the screen asks for; quit() is told, but cannot refuse. */
static void end(struct host *h)
{
    interrupt_grant(QUIT_PATIENCE); /* the request may be a message, and a signal follow it */
    quit_refused(h);
    interrupt_turned();
    h->over = true;
}

void frame_wait(struct host *h)
{
    if (!wait_taken(h))
        return;
    uint64_t awaited = 0; /* a time that was waited for; what comes by itself is not late */
    while (!h->loop.quit && !interrupt_asked()) {
        uint64_t begin = next_begin(h), now = clock_monotonic();
        if (begin <= now) {
            h->due = begin != 0 && (awaited == 0 || begin == awaited) ? begin : now;
            return;
        }
        awaited = begin;
        if (!turn(h, begin))
            return;
    }
    end(h);
}
