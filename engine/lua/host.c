/* The life of the script process: what is made at the start, in which order it ends, and the one
 * protected call in between that everything else happens in. */
#include "lua/host.h"

#include <lualib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/log.h"
#include "canvas/pictures.h"
#include "lua/clock.h"
#include "lua/confine.h"
#include "lua/context.h"
#include "lua/coroutine.h"
#include "lua/error_screen.h"
#include "lua/files.h"
#include "lua/frame.h"
#include "lua/host_impl.h"
#include "lua/interrupt.h"
#include "lua/job.h"
#include "lua/keep.h"
#include "lua/luv.h"
#include "lua/memory.h"
#include "lua/names.h"
#include "lua/program.h"
#include "lua/prompt.h"
#include "lua/quick_target.h"
#include "lua/report.h"
#include "lua/stats_screen.h"
#include "lua/watch.h"

void host_publish_size(struct host *h)
{
    lua_State *L = h->L;
    const struct canvas *c = h->strand.target->context->canvas;
    if (c == NULL)
        return; /* closed: nothing can be drawn on it any more */
    host_push_fb(h, L);
    lua_pushinteger(L, canvas_width(c));
    lua_setfield(L, -2, "w");
    lua_pushinteger(L, canvas_height(c));
    lua_setfield(L, -2, "h");
    lua_pop(L, 1);
}

int host_failure(lua_State *L)
{
    struct host *h = host_of(L);
    snprintf(h->failure, sizeof h->failure, "%s", error_text());
    lua_pushnil(L);
    lua_pushstring(L, error_text());
    lua_pushinteger(L, error_code());
    return 3;
}

bool host_fail(struct host *h)
{
    log_error("%s", error_text());
    h->over = true;
    h->status = 1;
    return false;
}

bool host_take_setup(struct host *h)
{
    const struct link_message *message = &h->loop.setup;
    struct link_buffer buffer;
    h->loop.setup_waits = false;
    if (!link_buffer_open(&buffer, message))
        return host_fail(h);
    surface_warm_up(&buffer.surface);
    struct target_memory memory = {
        .surface = buffer.surface,
        .keys = buffer.keys,
        .grid = buffer.grid,
    };
    struct canvas *canvas = canvas_create_screen(h->scene, &memory);
    if (canvas == NULL) {
        link_buffer_finish(&buffer);
        return host_fail(h);
    }
    if (!message->setup.kept) { /* fresh memory is transparent, a screen is opaque */
        canvas_clear(canvas, 0xff000000);
        target_flush(canvas_target(canvas));
    }
    if (!target_track(canvas_target(canvas)))
        log_warning("stats() knows of no damage: %s", error_text());
    context_replace(h->screen, canvas);
    stats_screen_forget(h);
    h->stats.before = scene_stats(h->scene); /* the black was not the program's */
    link_buffer_finish(&h->buffer);
    h->buffer = buffer;
    h->serial = message->setup.serial;
    h->period = message->setup.period;
    host_publish_size(h);
    return true;
}

/* Adds what is no function: screen, screens, start_dir, keep. w and h come with the first SETUP. */
static void open_fields(struct host *h)
{
    lua_State *L = h->L;
    host_push_fb(h, L);
    h->screen = context_push(L);
    h->screen->screen = true;
    quick_target_init(h->no_job, h->screen);
    h->strand = (struct strand){.L = L, .target = h->no_job, .no_present = true};
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, h->screen); /* it stays, whatever becomes of fb.screen */
    lua_createtable(L, 1, 0);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, 1);
    lua_setfield(L, -3, "screens");
    lua_setfield(L, -2, "screen");
    lua_pushstring(L, h->options->start_dir);
    lua_setfield(L, -2, "start_dir");
    lua_newtable(L);
    lua_setfield(L, -2, "keep");
    lua_pop(L, 1);
}

/* The program's whole life, in protected mode: what it raises is an error outside of any job. */
static int life(lua_State *L)
{
    struct host *h = host_of(L);
    luaL_openlibs(L);
    coroutine_open(L);
    clock_open(L);
    luv_open(h);
    names_open(h);
    open_fields(h);
    if (h->options->sandbox)
        confine_libraries(L);
    const bool loaded = program_load(h), prompt = h->options->prompt != PROMPT_NONE;
    if (!loaded)
        lua_pushstring(L, error_text());
    if (!loaded && h->unreadable)
        files_tell_script(h);
    if (!loaded && ((!h->options->watched && !prompt) || h->unreadable))
        return lua_error(L);
    while (!h->loop.setup_waits) {
        if (interrupt_asked() || h->loop.quit || h->loop.closed)
            return 0;
        if (!loop_turn(&h->loop, UINT64_MAX))
            return luaL_error(L, "%s", error_text());
    }
    if (!host_take_setup(h))
        return 0;
    files_open(h);
    h->replaces = h->loop.keep >= 0;
    keep_receive(h);
    if (!loaded && (!prompt || h->replaces)) /* only now there is a screen that can show why */
        return lua_error(L);
    if (!loaded) { /* there is a prompt to go on with */
        report_message(L, L);
        program_load_nothing(h);
    }
    clock_start(h);
    while (!h->over) {
        frame_run(h);
        if (!h->over)
            frame_wait(h);
    }
    return 0;
}

static void run(struct host *h)
{
    lua_pushcfunction(h->L, life);
    int status = lua_pcall(h->L, 0, 0, 0);
    budget_limit(0); /* what is left to do is ours */
    if (status != LUA_OK) {
        /* A hook that stopped a job has reported that, and fires once more on the way out. */
        int interrupted = interrupt_status();
        if (interrupted == 0 || h->status != interrupted)
            report_message(h->L, h->L);
        h->status = interrupted != 0 ? interrupted : 1;
    }
}

void host_prepare(const struct host_options *options)
{
    if (options->sandbox)
        confine_prepare(options);
}

/* For threads that have decoded a picture. */
static void wake(void *loop)
{
    loop_wake(loop);
}

int host_run(const struct host_options *options, int link)
{
    struct quick_target no_job = {0};
    struct host h = {
        .options = options, .fps = HUGE_VAL, .buffer.fd = -1, .fb = LUA_NOREF, .no_job = &no_job};
    bool ready = (!options->sandbox || confine_process(&h, link)) && loop_init(&h.loop, link) &&
                 interrupt_start(&h);
    if (ready) {
        h.scene = scene_create(&options->scene);
        h.pictures =
            h.scene == NULL ? NULL : pictures_create(h.scene, PICTURES_KEPT, wake, &h.loop);
        h.L = memory_new_state(options);
        if (h.L == NULL)
            error_set("no memory for a Lua state");
        ready = h.pictures != NULL && h.L != NULL;
    }
    if (ready) {
        *(struct host **)lua_getextraspace(h.L) = &h;
        run(&h);
    } else {
        host_fail(&h);
    }
    prompt_finish(&h);
    if (h.report != NULL && interrupt_status() == 0)
        error_screen_show(&h);
    loop_end(&h.loop); /* a finalizer may not come back */
    luv_close(&h);
    if (h.L != NULL)
        lua_close(h.L); /* canvases, the screen's too, go before their scene */
    job_finish(&h);
    quick_target_finish(&no_job);
    free(h.timers.heap);
    free(h.numbers.values);
    free(h.report);
    free(h.folder);
    free(h.state_dir);
    interrupt_stop();
    stats_screen_destroy(h.stats_screen);
    pictures_destroy(h.pictures);
    scene_destroy(h.scene);
    link_buffer_finish(&h.buffer);
    loop_finish(&h.loop);
    watch_finish(&h);
    return h.status;
}
