/* One loop waits for the link (frames), the script process's end (supervisor.c), the display
 * (monitor.c), seat and keyboard (console.c), signals, and timers. Nothing waits for the script
 * process itself. */
#define LOG_MODULE "screen"
#include "screen/screen.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/terminal.h"
#include "screen/screen_impl.h"

enum {
    SAME_REQUEST = 300, /* milliseconds; timeout(1), for one, sends its signal twice at once */
    QUEUE_MOST = 1024,  /* messages: more than a link holds, so what comes in between is left */
};

void screen_fail(struct screen *s)
{
    log_error("%s", error_text());
    s->failed = true;
}

void screen_end(void *data)
{
    struct screen *s = data;
    uv_stop(&s->loop);
}

/* In one process with the script there is no one to kill, and the user holds a debugger. */
void screen_expect_end(struct screen *s)
{
    s->stopping = true;
    if (s->single_process)
        return;
    s->supervisor.stopping = true;
    supervisor_expect_end(&s->supervisor);
}

/* Asks the script process to end: by message, and by signal if it is busy and does not read. */
static void stop(struct screen *s, int number)
{
    s->stopping = true;
    service_stopping(&s->service);
    reload_drop(&s->reload);
    if (!s->single_process && !s->supervisor.running) {
        screen_end(s);
        return;
    }
    screen_answer_held(s);
    session_quit(&s->session);
    if (!s->single_process)
        supervisor_signal(&s->supervisor, number);
    screen_expect_end(s);
}

void screen_display_failed(void *data)
{
    screen_fail(data);
    stop(data, SIGTERM);
}

/* The service manager wants to hear of us. While there is no script process to ask, because one is
 * to be started or has no screen to draw for, that we can say so is enough. */
static void on_watchdog(void *data)
{
    struct screen *s = data;
    if (s->session.link < 0)
        service_alive(&s->service);
    session_ping(&s->session);
}

static void ask_script(void *data)
{
    struct screen *s = data;
    session_ping(&s->session);
}

/* The script process does not answer. If it was us who got nowhere for so long, its answer is
 * waiting on the link. */
static void on_late(void *data)
{
    struct screen *s = data;
    for (int i = 0; i < QUEUE_MOST && patience_is_out(&s->patience); i++)
        if (!screen_take_message(s))
            break;
    if (!patience_is_out(&s->patience) || s->stopping || !s->supervisor.running)
        return;
    if (supervisor_tells(&s->supervisor))
        log_error("the script did not answer for %.3g s and was killed",
                  (double)s->patience.waited / 1000);
    service_status(&s->service, "%s did not answer", screen_script_name(s));
    supervisor_kill(&s->supervisor);
}

static const struct patience_calls patience_calls = {.ask = ask_script, .late = on_late};

/* A new version is wanted: beside the old one, or in the place of one that has failed. */
static void reload(void *data)
{
    struct screen *s = data;
    if (s->stopping)
        return;
    if (!s->supervisor.running || s->session.link < 0)
        reload_drop(&s->reload); /* it is not the newest any more */
    if (!s->supervisor.running) {
        supervisor_start(&s->supervisor);
    } else if (s->session.link < 0) { /* it waits for a screen, or is about to end */
        s->supervisor.again = true;
        supervisor_kill(&s->supervisor);
    } else if (!reload_begin(&s->reload, &s->session)) {
        log_error("%s", error_text()); /* the old one goes on */
    }
}

static void introduce_new(void *data)
{
    struct screen *s = data;
    const struct screen_options *o = s->options;
    pressed_tell(&s->pressed, &s->reload.session.input);
    if (!reload_introduce(&s->reload, ++s->serial, s->monitor.output,
                          display_period(screen_display(s)), o->tile_width, o->tile_height,
                          o->display.keep))
        log_error("%s", error_text());
}

static bool fits(const struct screen *s, const struct session *session)
{
    return session_fits(session, s->monitor.output, display_period(screen_display(s)));
}

/* The script process gets a buffer for the screen that there is now, if it has one for another.
 * False with an error text. */
static bool fit_session(struct screen *s)
{
    const struct screen_options *o = s->options;
    if (s->session.link < 0 || fits(s, &s->session))
        return true;
    patience_told(&s->patience);
    return session_resize(&s->session, ++s->serial, s->monitor.output,
                          display_period(screen_display(s)), o->tile_width, o->tile_height);
}

/* The new version has drawn. One for another size of the screen begins once more. */
static void change_over(void *data, const struct link_frame *frame)
{
    struct screen *s = data;
    if (!fits(s, &s->reload.session)) {
        reload(s);
        return;
    }
    screen_close_session(s);
    reload_adopt(&s->reload, &s->session, &s->link_poll, screen_on_link, s);
    pressed_tell(&s->pressed, &s->session.input); /* what has changed since it began */
    screen_tell(s);
    if (!fit_session(s)) /* power that came back with the old one's end may be another screen */
        screen_display_failed(s);
    if (s->reload.dark)
        power_request(&s->power, false);
    screen_take_frame(s, frame);
}

/* The new version may have failed only because the old one has what it needs: it gets a second try,
 * after the old one's end. The picture stays meanwhile. */
static void replace_old(struct screen *s)
{
    log_info("the old version of %s is stopped first", s->options->display.script_name);
    s->supervisor.again = true;
    screen_close_session(s);
    supervisor_expect_end(&s->supervisor);
}

static void new_failed(void *data, const struct link_failed *failed)
{
    struct screen *s = data;
    service_status(&s->service, "the new version of %s has failed",
                   s->options->display.script_name);
    if (failed->in_use == 1 && s->session.link >= 0)
        replace_old(s);
    else if (fits(s, &s->reload.session))
        screen_show_failure(s, &s->reload.session, failed);
}

static const struct reload_calls reload_calls = {
    .changed = reload, .introduce = introduce_new, .first = change_over, .failed = new_failed};

/* A frame that had to wait is on its way, or the script process that was replaced is gone. */
static void go_on(void *data)
{
    screen_answer_held(data);
}

/* The display may be another one of the same size. A process that does not read goes without:
 * others look after it. */
static void introduce_memory(struct screen *s)
{
    const struct session *sessions[] = {&s->session, &s->reload.session};
    for (int i = 0; i < 2; i++) {
        if (sessions[i]->link >= 0 && fits(s, sessions[i]) &&
            !session_introduce_memory(sessions[i], s->monitor.output))
            log_warning("%s", error_text());
    }
}

static void on_display_changed(void *data)
{
    struct screen *s = data;
    console_update(&s->console);
    bool ok;
    if (s->early_link >= 0) {
        ok = screen_introduce(s, s->early_link);
    } else {
        introduce_memory(s);
        ok = fit_session(s);
    }
    screen_answer_held(s); /* it was for a screen that is gone */
    if (!ok)
        screen_display_failed(s);
}

static const struct monitor_calls monitor_calls = {
    .shown = go_on, .changed = on_display_changed, .failed = screen_display_failed};

static void on_seat_active(void *data, bool active)
{
    struct screen *s = data;
    monitor_set_active(&s->monitor, active);
    if (active)
        power_wake(&s->power);
    else
        screen_answer_held(s);
}

static bool set_power(void *data, bool on)
{
    struct screen *s = data;
    log_debug("the screen is switched %s", on ? "on" : "off");
    const bool lit = monitor_set_power(&s->monitor, on);
    if (!lit)
        screen_answer_held(s); /* a frame that waited for its turn on the screen */
    return lit;
}

static void on_input(void *data, const struct ui_event *event)
{
    struct screen *s = data;
    struct output *o = s->monitor.output;
    struct ui_event told = *event;
    pointer_set_picture(&s->pointer, output_width(o), output_height(o), output_rotation(o));
    if (!pointer_take(&s->pointer, &told) || !power_input(&s->power, &told))
        return;
    pressed_take(&s->pressed, &told);
    session_input(&s->session, &told);
    screen_tell(s);
    if (s->session.link >= 0)
        patience_told(&s->patience);
    bool mouse = told.type != UI_TOUCH && told.type != UI_TOUCH_MOVE;
    if (s->options->cursor && told.type != UI_KEY &&
        output_set_cursor(o, mouse, (int)s->pointer.x, (int)s->pointer.y))
        screen_show_now(s);
}

static void on_script_started(void *data, int link)
{
    struct screen *s = data;
    if (!screen_begin_session(s, link)) {
        screen_fail(s);
        screen_end(s);
    }
}

/* What it sent before it ended counts. One that could not say why it ends has failed as well. */
static void on_script_ended(void *data, bool killed)
{
    struct screen *s = data;
    for (int i = 0; i < QUEUE_MOST && screen_take_message(s); i++)
        ;
    screen_close_session(s);
    if (!killed)
        return;
    service_status(&s->service, "%s was killed", screen_script_name(s));
    if (!s->options->prompt) /* which is gone, and Ctrl-C with it */
        screen_await_save(s);
}

static void on_watcher_failed(void *data)
{
    screen_fail(data);
    screen_end(data);
}

static void on_new_ended(void *data)
{
    struct screen *s = data;
    reload_ended(&s->reload);
}

static const struct supervisor_calls supervisor_calls = {.started = on_script_started,
                                                         .ended = on_script_ended,
                                                         .other_ended = on_new_ended,
                                                         .over = screen_end,
                                                         .retired = go_on,
                                                         .failed = on_watcher_failed};

/* Somebody asks for the end, as a signal `number` does. */
static void stop_signal(struct screen *s, int number)
{
    uint64_t now = clock_monotonic();
    if (s->stop_asked == 0) {
        s->stop_asked = now;
        stop(s, number);
    } else if (!s->single_process && s->supervisor.running && !s->supervisor.killed &&
               now - s->stop_asked > SAME_REQUEST * (CLOCK_SECOND / 1000)) {
        log_error("the script process was killed by a second signal");
        supervisor_kill(&s->supervisor);
    }
}

static void on_signal(void *data, int number)
{
    struct screen *s = data;
    if (number == SIGHUP && s->options->reload && !signals_hung_up(&s->signals))
        reload(s);
    else
        stop_signal(s, number);
}

static void on_quit_key(void *data)
{
    stop_signal(data, SIGINT);
}

static const struct console_calls console_calls = {.set_active = on_seat_active,
                                                   .input = on_input,
                                                   .quit = on_quit_key,
                                                   .failed = screen_display_failed};

/* False with an error text. */
static bool screen_init(struct screen *s, const struct screen_options *options, bool single_process)
{
    *s = (struct screen){.options = options,
                         .single_process = single_process,
                         .session.link = -1,
                         .early_link = -1,
                         .service.socket = -1,
                         .control.listener = -1};
    int error = uv_loop_init(&s->loop);
    if (error != 0)
        return error_set("no event loop: %s", uv_strerror(error));
    s->loop.data = s;
    return console_open(&s->console, &s->loop, options->keyboard, &console_calls, s);
}

static void close_handle(uv_handle_t *handle, void *data)
{
    (void)data;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* Gives everything back and returns the exit status. */
static int screen_finish(struct screen *s)
{
    screen_close_session(s);
    service_close(&s->service);
    control_close(&s->control);
    reload_finish(&s->reload);
    uv_walk(&s->loop, close_handle, NULL);
    uv_run(&s->loop, UV_RUN_DEFAULT); /* calls the close callbacks */
    uv_loop_close(&s->loop);
    if (!monitor_finish(&s->monitor))
        screen_fail(s);
    console_finish(&s->console);
    return s->failed ? EXIT_FAILURE : s->supervisor.status;
}

static bool open_monitor(struct screen *s)
{
    const struct screen_options *o = s->options;
    struct display_options display = o->display;
    display.seat = s->console.seat;
    display.stay = o->exit_when_still;
    if (!monitor_open(&s->monitor, &s->loop, &monitor_calls, s, &display, o->rotate, o->tile_width,
                      o->tile_height))
        return false;
    if (display_uses_seat(screen_display(s)))
        console_update(&s->console);
    if (display_has_power(screen_display(s)))
        power_open(&s->power, &s->loop, o->blank_after, set_power, s);
    else if (o->blank_after > 0)
        log_warning("--blank-after: a %s display has no panel to switch off",
                    display_name(screen_display(s)));
    return !o->prompt || !display_uses_seat(screen_display(s)) || !terminal_is_console() ||
           error_set("-i cannot read this console's keyboard, which is the program's: use another "
                     "terminal, such as one of ssh, or another --display");
}

static bool open_control(struct screen *s)
{
    return control_open(&s->control, &s->loop, s->options->control, &s->monitor);
}

int screen_run(const struct screen_options *options, struct watcher *watcher)
{
    /* A standard error that nobody reads any more must not end a kiosk. */
    signal(SIGPIPE, SIG_IGN);
    struct screen s;
    if (!screen_init(&s, options, false)) {
        screen_fail(&s);
        return EXIT_FAILURE;
    }
    console_rescue(&s.console, watcher);
    service_open(&s.service, &s.loop, on_watchdog, &s);
    patience_open(&s.patience, &s.loop, (uint64_t)(options->patience * 1000), &patience_calls, &s);
    /* The script process starts, and loads its script, while the display opens. */
    int link = -1;
    if (supervisor_open(&s.supervisor, &s.loop, watcher, options->restarts,
                        options->fallback != NULL, &supervisor_calls, &s))
        link = supervisor_spawn(&s.supervisor);
    bool opened =
        link >= 0 && signals_watch(&s.signals, &s.loop, options->prompt, on_signal, &s) &&
        open_control(&s) && open_monitor(&s) &&
        (!options->reload || reload_open(&s.reload, &s.loop, &s.supervisor,
                                         patience_to_load(&s.patience), &reload_calls, &s));
    if (link >= 0 && !opened)
        close(link);
    if (opened && screen_begin_session(&s, link))
        uv_run(&s.loop, UV_RUN_DEFAULT);
    else
        screen_fail(&s);
    return screen_finish(&s);
}

int screen_serve(const struct screen_options *options, int link)
{
    struct screen s;
    if (!screen_init(&s, options, true)) {
        screen_fail(&s);
        close(link);
        return EXIT_FAILURE;
    }
    bool opened = open_control(&s) && open_monitor(&s);
    if (!opened)
        close(link);
    if (opened && screen_begin_session(&s, link))
        uv_run(&s.loop, UV_RUN_DEFAULT);
    else
        screen_fail(&s);
    return screen_finish(&s);
}
