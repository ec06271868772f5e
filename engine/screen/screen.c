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
#include "screen/session.h"
#include "screen/supervisor.h"

enum { SAME_REQUEST = 300 }; /* milliseconds; timeout(1), for one, sends its signal twice at once */

static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOP_SIGNALS = sizeof stop_signals / sizeof stop_signals[0] };

struct screen {
    const struct screen_options *options;
    struct supervisor supervisor; /* unused if the script runs in another thread of this process */
    struct console console;
    struct monitor monitor;
    uv_loop_t loop;
    uv_poll_t link_poll; /* open as long as the session's link is */
    uv_signal_t signals[STOP_SIGNALS];
    struct session session; /* with the script process */
    struct pointer pointer;
    uint32_t serial;        /* of the last SETUP */
    int early_link;         /* of a script process that waits for the first screen; -1: none */
    struct link_frame held; /* a frame that is answered when it is on its way to the screen */
    bool holds;             /* there is one */
    long frames;            /* taken so far */
    uint64_t stop_asked;    /* when a signal first asked for the end, nanoseconds; 0: not yet */
    bool single_process;    /* there is no process to start, signal or kill */
    bool stopping;          /* the script should end */
    bool failed;            /* an error has been logged */
};

static void fail(struct screen *s)
{
    log_error("%s", error_text());
    s->failed = true;
}

/* Ends the loop; screen_finish does the rest. */
static void end(struct screen *s)
{
    uv_stop(&s->loop);
}

/* libuv is done with link_poll at the end of the loop's turn. The next session begins in a timer,
 * so in a later turn, and may use it again. */
static void close_session(struct screen *s)
{
    if (s->session.link < 0 && s->early_link < 0)
        return;
    uv_close((uv_handle_t *)&s->link_poll, NULL);
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

static void answer_held(struct screen *s)
{
    if (!s->holds)
        return;
    s->holds = false;
    answer(s, &s->held);
}

/* Asks the script process to end: by message, and by signal if it is busy and does not read. */
static void stop(struct screen *s, int number)
{
    s->stopping = true;
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

static bool is_last(const struct screen *s, const struct link_frame *frame)
{
    if (s->options->frames > 0 && s->frames >= s->options->frames)
        return true;
    return frame->still && (s->options->exit_when_still || display_ends_when_still(display_of(s)));
}

/* Answers the frame that `shown` holds, and shows it. */
static void show_frame(struct screen *s, const struct link_frame *frame)
{
    enum monitor_state state = monitor_begin(&s->monitor);
    if (state == MONITOR_WAITS && !s->stopping) {
        s->held = *frame;
        s->holds = true;
        return;
    }
    answer(s, frame);
    if (state == MONITOR_FAILED || (state == MONITOR_READY && !monitor_present(&s->monitor)))
        display_failed(s);
}

/* A frame for an earlier SETUP, or one after the last that was wanted, is answered, not shown. */
static void take_frame(struct screen *s, const struct link_frame *frame)
{
    if (session_is_current(&s->session, frame) && !s->stopping) {
        output_take(s->monitor.output, &s->session.buffer, s->session.serial);
        s->frames++;
        s->stopping = is_last(s, frame);
        show_frame(s, frame);
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

/* Handles one message; false when there was none. */
static bool take_message(struct screen *s)
{
    struct link_frame frame;
    if (s->session.link < 0)
        return false;
    switch (session_receive(&s->session, &frame)) {
    case LINK_MESSAGE:
        take_frame(s, &frame);
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

static void listen_to_link(struct screen *s);

/* Trouble with the descriptor itself shows when it is read. One message a turn, so that a flood of
 * frames does not keep signals out. A script process that waits for its SETUP has nothing to say,
 * but it can end. */
static void on_link(uv_poll_t *poll, int status, int events)
{
    struct screen *s = poll->loop->data;
    (void)status;
    if (s->early_link >= 0)
        link_closed(s);
    else
        take_message(s);
    if ((events & UV_WRITABLE) == 0 || s->session.link < 0)
        return;
    session_flush(&s->session);
    listen_to_link(s);
}

/* Waits for what the script process says and, if there is more to tell it, until it has read. */
static void listen_to_link(struct screen *s)
{
    if (s->session.link < 0)
        return;
    int events = UV_READABLE | (session_keeps(&s->session) ? UV_WRITABLE : 0);
    uv_poll_start(&s->link_poll, events, on_link);
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
    if (!session_open(&s->session, link, ++s->serial, output, display_period(display_of(s)),
                      o->tile_width, o->tile_height, o->display.keep)) {
        uv_close((uv_handle_t *)&s->link_poll, NULL);
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
    int error = uv_poll_init(&s->loop, &s->link_poll, link);
    if (error != 0) {
        close(link);
        return error_set("cannot wait for the script process: %s", uv_strerror(error));
    }
    uv_poll_start(&s->link_poll, UV_READABLE, on_link);
    return introduce(s, link);
}

/* Tells the watcher which console it would have to put back. It must know before a card is opened
 * and its mode is set, which takes a while. */
static void on_rescue(void *data)
{
    struct screen *s = data;
    struct seat_rescue rescue;
    int tty = seat_rescue_prepare(s->console.seat, &rescue);
    if (!watcher_rescue(s->supervisor.watcher, &rescue, tty) && tty >= 0)
        log_warning("%s", error_text());
}

static void on_display_shown(void *data)
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
    pointer_set_picture(&s->pointer, output_width(output), output_height(output),
                        output_rotation(output));
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
    .shown = on_display_shown, .changed = on_display_changed, .failed = display_failed};

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
    struct ui_event told = *event;
    if (!pointer_take(&s->pointer, &told))
        return;
    session_input(&s->session, &told);
    listen_to_link(s);
}

static void stop_signal(struct screen *s, int number);

static void on_quit_key(void *data)
{
    stop_signal(data, SIGINT);
}

static const struct console_calls console_calls = {
    .set_active = on_seat_active, .input = on_input, .quit = on_quit_key, .failed = display_failed};

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

static void on_script_over(void *data)
{
    end(data);
}

static void on_watcher_failed(void *data)
{
    fail(data);
    end(data);
}

static const struct supervisor_calls supervisor_calls = {.started = on_script_started,
                                                         .ended = on_script_ended,
                                                         .over = on_script_over,
                                                         .failed = on_watcher_failed};

/* Somebody asks for the end, as a signal `number` does. */
static void stop_signal(struct screen *s, int number)
{
    uint64_t now = clock_monotonic();
    if (s->stop_asked == 0) {
        s->stop_asked = now;
        stop(s, number);
    } else if (!s->single_process && s->supervisor.running &&
               now - s->stop_asked > SAME_REQUEST * (CLOCK_SECOND / 1000)) {
        log_error("the script process was killed by a second signal");
        supervisor_kill(&s->supervisor);
    }
}

static void on_signal(uv_signal_t *handle, int number)
{
    stop_signal(handle->loop->data, number);
}

/* False with an error text. */
static bool screen_init(struct screen *s, const struct screen_options *options, bool single_process)
{
    *s = (struct screen){
        .options = options, .single_process = single_process, .session.link = -1, .early_link = -1};
    int error = uv_loop_init(&s->loop);
    if (error != 0)
        return error_set("no event loop: %s", uv_strerror(error));
    s->loop.data = s;
    if (!console_open(&s->console, &s->loop, &console_calls, s))
        return false;
    if (!single_process)
        seat_on_rescue(s->console.seat, on_rescue, s);
    return true;
}

/* nohup does that for SIGHUP, and means it. Shells do it for SIGINT of every background job, where
 * it says nothing about a SIGINT that somebody sends on purpose. */
static bool ignored_by_starter(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* From here on a signal asks for the end. False with an error text. */
static bool watch_signals(struct screen *s)
{
    int error = 0;
    for (int i = 0; i < STOP_SIGNALS && error == 0; i++) {
        if (stop_signals[i] == SIGHUP && ignored_by_starter(SIGHUP))
            continue;
        error = uv_signal_init(&s->loop, &s->signals[i]);
        if (error == 0)
            error = uv_signal_start(&s->signals[i], on_signal, stop_signals[i]);
    }
    return error == 0 || error_set("cannot wait for signals: %s", uv_strerror(error));
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
    struct display *d = display_of(s);
    log_debug("display %s, %dx%d at %.2f Hz", display_name(d), display_width(d), display_height(d),
              (double)CLOCK_SECOND / (double)display_period(d));
    pointer_set_picture(&s->pointer, output_width(s->monitor.output),
                        output_height(s->monitor.output), output_rotation(s->monitor.output));
    if (display_uses_seat(d))
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
    /* The script process starts, and loads its script, while the display opens. */
    int link = -1;
    if (supervisor_open(&s.supervisor, &s.loop, watcher, options->restarts, &supervisor_calls, &s))
        link = supervisor_spawn(&s.supervisor);
    bool opened = link >= 0 && watch_signals(&s) && open_monitor(&s);
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
