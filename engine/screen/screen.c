/* One loop waits for the link (frames), the script process's end (supervisor.c), the display
 * (monitor.c), seat and keyboard (console.c), signals, and timers. Nothing waits for the script
 * process itself.
 *
 * A frame is copied and answered first and goes to the display after that, so that the script
 * process draws the next one meanwhile. Only when the frame before it still waits for its vertical
 * blank, the answer waits as well: so the script makes as many frames as are shown, and no more. */
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
#include "screen/console.h"
#include "screen/monitor.h"
#include "screen/pointer.h"
#include "screen/reload.h"
#include "screen/service.h"
#include "screen/session.h"
#include "screen/signals.h"
#include "screen/supervisor.h"

enum { SAME_REQUEST = 300 }; /* milliseconds; timeout(1), for one, sends its signal twice at once */

struct screen {
    const struct screen_options *options;
    struct supervisor supervisor; /* unused if the script runs in another thread of this process */
    struct console console;
    struct monitor monitor;
    uv_loop_t loop;
    uv_poll_t *link_poll; /* of the session's link, or the early one */
    struct signals signals;
    struct session session; /* with the script process */
    struct pointer pointer;
    struct reload reload;   /* and with the one that may take its place */
    uint32_t serial;        /* of the last SETUP */
    int early_link;         /* of a script process that waits for the first screen; -1: none */
    struct link_frame held; /* a frame that is answered when it is on its way to the screen */
    bool holds;             /* there is one */
    struct service service;
    long frames;         /* taken so far */
    uint64_t stop_asked; /* when a signal first asked for the end, nanoseconds; 0: not yet */
    bool single_process; /* there is no process to start, signal or kill */
    bool stopping;       /* the script should end */
    bool failed;         /* an error has been logged */
};

static void fail(struct screen *s)
{
    log_error("%s", error_text());
    s->failed = true;
}

/* Ends the loop; screen_finish does the rest. */
static void end(void *data)
{
    struct screen *s = data;
    uv_stop(&s->loop);
}

static void close_session(struct screen *s)
{
    if (s->session.link < 0 && s->early_link < 0)
        return;
    session_unlisten(s->link_poll);
    s->link_poll = NULL;
    session_close(&s->session);
    if (s->early_link >= 0)
        close(s->early_link);
    s->early_link = -1;
    s->holds = false;
}

/* From now on the script should end by itself. In one process with it there is no one to kill, and
 * the user holds a debugger. */
static void expect_end(struct screen *s)
{
    s->stopping = true;
    if (s->single_process)
        return;
    s->supervisor.stopping = true;
    supervisor_expect_end(&s->supervisor);
}

/* The script process cannot be trusted any more; the error text says why. */
static void script_broken(struct screen *s)
{
    close_session(s);
    if (!s->single_process && !s->supervisor.running)
        return; /* it has ended already, and that is reported */
    log_error("the script broke the rules of the link%s: %s",
              s->single_process ? "" : " and was killed", error_text());
    if (s->single_process) {
        s->failed = true;
        end(s);
    } else {
        supervisor_kill(&s->supervisor);
    }
}

static struct display *display_of(const struct screen *s)
{
    return output_display(s->monitor.output);
}

/* Lets the script process go on. */
static void answer(struct screen *s, const struct link_frame *frame)
{
    if (!session_answer(&s->session, frame, s->stopping, s->options->virtual_clock,
                        display_vblank(display_of(s))))
        script_broken(s);
}

/* A new version's first frame also waits for the old one's end: what that has open (ports, locks)
 * is free when started() is called. */
static void answer_held(struct screen *s)
{
    if (!s->holds || s->supervisor.retired != 0)
        return;
    s->holds = false;
    answer(s, &s->held);
}

/* Asks the script process to end: by message, and by signal if it is busy and does not read. */
static void stop(struct screen *s, int number)
{
    s->stopping = true;
    service_stopping(&s->service);
    reload_drop(&s->reload);
    if (!s->single_process && !s->supervisor.running) {
        end(s);
        return;
    }
    answer_held(s);
    session_quit(&s->session);
    if (!s->single_process)
        supervisor_signal(&s->supervisor, number);
    expect_end(s);
}

static void display_failed(void *data)
{
    fail(data);
    stop(data, SIGTERM);
}

/* True if nobody looks at the display, and nothing but an end is waited for. */
static bool ends_by_itself(const struct screen *s)
{
    return display_ends_when_still(display_of(s)) && !(s->options->reload && s->options->stay);
}

static bool is_last(const struct screen *s, const struct link_frame *frame)
{
    if (s->options->frames > 0 && s->frames >= s->options->frames)
        return true;
    return frame->still && (s->options->exit_when_still || ends_by_itself(s));
}

/* Answers the frame that `shown` holds, and shows it. */
static void show_frame(struct screen *s, const struct link_frame *frame)
{
    enum monitor_state state = monitor_begin(&s->monitor);
    if ((state == MONITOR_WAITS && !s->stopping) || s->supervisor.retired != 0) {
        s->held = *frame;
        s->holds = true;
    } else {
        answer(s, frame);
    }
    if (state == MONITOR_FAILED || (state == MONITOR_READY && !monitor_present(&s->monitor)))
        display_failed(s);
}

/* A frame for an earlier SETUP, or one after the last that was wanted, is answered, not shown. */
static void take_frame(struct screen *s, const struct link_frame *frame)
{
    if (session_is_current(&s->session, frame) && !s->stopping) {
        if (frame->frame == 1) { /* it works */
            output_uncover(s->monitor.output);
            s->supervisor.stay = false;
            service_status(&s->service, "showing %s on %s", s->options->display.script_name,
                           display_name(display_of(s)));
        }
        output_take(s->monitor.output, &s->session.buffer, s->session.serial);
        s->frames++;
        s->stopping = is_last(s, frame);
        show_frame(s, frame);
        service_ready(&s->service);
    } else {
        answer(s, frame);
    }
    if (s->stopping) /* only now: a large frame takes its time, which is not the script's */
        expect_end(s);
}

static void link_closed(struct screen *s)
{
    close_session(s);
    if (s->single_process)
        end(s);
    else
        supervisor_expect_end(&s->supervisor);
}

/* Shows what is new in `shown` and nobody waits for. */
static void show_now(struct screen *s)
{
    enum monitor_state state = monitor_begin(&s->monitor);
    if (state == MONITOR_FAILED || (state == MONITOR_READY && !monitor_present(&s->monitor)))
        display_failed(s);
}

/* A program has failed, and rows of its buffer say why. */
static void show_failure(struct screen *s, const struct session *session,
                         const struct link_failed *failed)
{
    if (!s->options->reload || s->options->kiosk || s->stopping)
        return; /* what it says is on standard error */
    if (!output_cover(s->monitor.output, &session->buffer, failed->top, failed->height))
        log_warning("%s", error_text());
    show_now(s);
}

/* The script process has failed and is about to end. A screen that somebody looks at shows why, and
 * waits for a better version. */
static void take_failed(struct screen *s, const struct link_failed *failed)
{
    service_status(&s->service, "%s has failed", s->options->display.script_name);
    show_failure(s, &s->session, failed);
    s->supervisor.stay = s->options->reload && !ends_by_itself(s);
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

/* Handles one message; false when there was none. */
static bool take_message(struct screen *s)
{
    struct link_message m;
    if (s->session.link < 0)
        return false;
    switch (session_receive(&s->session, &m)) {
    case LINK_MESSAGE:
        if (m.type == LINK_FRAME)
            take_frame(s, &m.frame);
        else if (m.type == LINK_FILE)
            reload_file(&s->reload, &m.file, false);
        else if (m.type == LINK_FAILED)
            take_failed(s, &m.failed);
        else if (m.type == LINK_KEPT)
            reload_kept(&s->reload, m.fd);
        else if (m.type == LINK_PONG)
            service_answered(&s->service, s->frames, monitor_is_behind(&s->monitor));
        return true;
    case LINK_CLOSED:
        link_closed(s);
        break;
    case LINK_BROKEN:
        script_broken(s);
        break;
    case LINK_NOTHING:
        break;
    }
    return false;
}

static void tell(struct screen *s);

/* Trouble with the descriptor itself shows when it is read. One message a turn, so that a flood of
 * frames does not keep signals out. A script process that waits for its SETUP has nothing to say,
 * but it can end. */
static void on_link(uv_poll_t *poll, int status, int events)
{
    struct screen *s = poll->data;
    (void)status;
    if (s->early_link >= 0)
        link_closed(s);
    else
        take_message(s);
    if ((events & UV_WRITABLE) != 0)
        tell(s);
}

/* Sends the input that there is room for, and waits for room if some is left. */
static void tell(struct screen *s)
{
    session_flush(&s->session);
    int events = UV_READABLE | (session_keeps(&s->session) ? UV_WRITABLE : 0);
    if (s->session.link >= 0)
        uv_poll_start(s->link_poll, events, on_link);
}

/* Introduces the screen over `link`, which the session takes over; while there is none, it waits.
 * False with an error text. */
static bool introduce(struct screen *s, int link)
{
    const struct screen_options *o = s->options;
    struct output *output = s->monitor.output;
    if (output_width(output) == 0) {
        s->early_link = link;
        return true;
    }
    s->early_link = -1;
    reload_send_kept(&s->reload, link);
    if (!session_open(&s->session, link, ++s->serial, output, display_period(display_of(s)),
                      o->tile_width, o->tile_height, o->display.keep)) {
        session_unlisten(s->link_poll);
        s->link_poll = NULL;
        return false;
    }
    /* The script process is loading its script. What the first frame is copied between can be made
     * ready meanwhile. */
    surface_warm_up(output_shown(output));
    surface_warm_up(&s->session.buffer.surface);
    return true;
}

/* Begins a session over `link`, which it takes over. False with an error text. */
static bool begin_session(struct screen *s, int link)
{
    s->link_poll = session_listen(&s->loop, link, on_link, s);
    if (s->link_poll == NULL) {
        close(link);
        return false;
    }
    return introduce(s, link);
}

/* A new version is wanted: beside the old one, or in the place of one that has failed. */
static void reload(void *data)
{
    struct screen *s = data;
    if (s->stopping)
        return;
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
    if (!reload_introduce(&s->reload, ++s->serial, s->monitor.output, display_period(display_of(s)),
                          o->tile_width, o->tile_height, o->display.keep))
        log_error("%s", error_text());
}

/* The new version has drawn. One for another size of the screen begins once more. */
static void change_over(void *data, const struct link_frame *frame)
{
    struct screen *s = data;
    if (!session_fits(&s->reload.session, s->monitor.output, display_period(display_of(s)))) {
        reload(s);
        return;
    }
    close_session(s);
    reload_adopt(&s->reload, &s->session, &s->link_poll, on_link, s);
    take_frame(s, frame);
}

static void new_failed(void *data, const struct link_failed *failed)
{
    struct screen *s = data;
    service_status(&s->service, "the new version of %s has failed",
                   s->options->display.script_name);
    show_failure(s, &s->reload.session, failed);
}

static const struct reload_calls reload_calls = {
    .changed = reload, .introduce = introduce_new, .first = change_over, .failed = new_failed};

/* A frame that had to wait is on its way, or the script process that was replaced is gone. */
static void go_on(void *data)
{
    answer_held(data);
}

static void on_display_changed(void *data)
{
    struct screen *s = data;
    const struct screen_options *o = s->options;
    struct output *output = s->monitor.output;
    uint64_t period = display_period(display_of(s));
    bool ok = true;
    console_update(&s->console);
    if (s->early_link >= 0) {
        ok = introduce(s, s->early_link);
    } else if (s->session.link >= 0 && !session_fits(&s->session, output, period)) {
        ok =
            session_resize(&s->session, ++s->serial, output, period, o->tile_width, o->tile_height);
    }
    answer_held(s); /* it was for a screen that is gone */
    if (!ok)
        display_failed(s);
}

static const struct monitor_calls monitor_calls = {
    .shown = go_on, .changed = on_display_changed, .failed = display_failed};

static void on_seat_active(void *data, bool active)
{
    struct screen *s = data;
    monitor_set_active(&s->monitor, active);
    if (!active)
        answer_held(s);
}

static void on_input(void *data, const struct ui_event *event)
{
    struct screen *s = data;
    struct output *o = s->monitor.output;
    struct ui_event told = *event;
    pointer_set_picture(&s->pointer, output_width(o), output_height(o), output_rotation(o));
    if (!pointer_take(&s->pointer, &told))
        return;
    session_input(&s->session, &told);
    tell(s);
    bool mouse = told.type != UI_TOUCH && told.type != UI_TOUCH_MOVE;
    if (s->options->cursor && told.type != UI_KEY &&
        output_set_cursor(o, mouse, (int)s->pointer.x, (int)s->pointer.y))
        show_now(s);
}

static void on_script_started(void *data, int link)
{
    struct screen *s = data;
    if (!begin_session(s, link)) {
        fail(s);
        end(s);
    }
}

/* What it sent before it ended counts. */
static void on_script_ended(void *data)
{
    while (take_message(data))
        ;
    close_session(data);
}

static void on_watcher_failed(void *data)
{
    fail(data);
    end(data);
}

static const struct supervisor_calls supervisor_calls = {.started = on_script_started,
                                                         .ended = on_script_ended,
                                                         .over = end,
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

static const struct console_calls console_calls = {
    .set_active = on_seat_active, .input = on_input, .quit = on_quit_key, .failed = display_failed};

/* False with an error text. */
static bool screen_init(struct screen *s, const struct screen_options *options, bool single_process)
{
    *s = (struct screen){.options = options,
                         .single_process = single_process,
                         .session.link = -1,
                         .early_link = -1,
                         .service.socket = -1};
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
    close_session(s);
    service_close(&s->service);
    reload_finish(&s->reload);
    uv_walk(&s->loop, close_handle, NULL);
    uv_run(&s->loop, UV_RUN_DEFAULT); /* calls the close callbacks */
    uv_loop_close(&s->loop);
    if (!monitor_finish(&s->monitor))
        fail(s);
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
    if (display_uses_seat(display_of(s)))
        console_update(&s->console);
    return true;
}

int screen_run(const struct screen_options *options, struct watcher *watcher)
{
    /* A standard error that nobody reads any more must not end a kiosk. */
    signal(SIGPIPE, SIG_IGN);
    struct screen s;
    if (!screen_init(&s, options, false)) {
        fail(&s);
        return EXIT_FAILURE;
    }
    console_rescue(&s.console, watcher);
    service_open(&s.service, &s.loop, on_watchdog, &s);
    /* The script process starts, and loads its script, while the display opens. */
    int link = -1;
    if (supervisor_open(&s.supervisor, &s.loop, watcher, options->restarts, options->fallback,
                        &supervisor_calls, &s))
        link = supervisor_spawn(&s.supervisor);
    bool opened =
        link >= 0 && signals_watch(&s.signals, &s.loop, on_signal, &s) && open_monitor(&s) &&
        (!options->reload || reload_open(&s.reload, &s.loop, &s.supervisor, &reload_calls, &s));
    if (link >= 0 && !opened)
        close(link);
    if (opened && begin_session(&s, link))
        uv_run(&s.loop, UV_RUN_DEFAULT);
    else
        fail(&s);
    return screen_finish(&s);
}

int screen_serve(const struct screen_options *options, int link)
{
    struct screen s;
    if (!screen_init(&s, options, true)) {
        fail(&s);
        close(link);
        return EXIT_FAILURE;
    }
    bool opened = open_monitor(&s);
    if (!opened)
        close(link);
    if (opened && begin_session(&s, link))
        uv_run(&s.loop, UV_RUN_DEFAULT);
    else
        fail(&s);
    return screen_finish(&s);
}
