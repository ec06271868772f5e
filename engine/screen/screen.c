/* One loop waits for the link (frames), the watcher (ends of script processes), the display
 * (monitor.c), seat and keyboard (console.c), signals, and timers. Nothing in it waits for the
 * script process, and every wait for its end has a limit.
 *
 * A frame is copied and answered first and goes to the display after that, so that the script
 * process draws the next one meanwhile. Only when the frame before it still waits for its vertical
 * blank, the answer waits as well: so the script makes as many frames as are shown, and no more. */
#define LOG_MODULE "screen"
#include "screen/screen.h"

#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "screen/console.h"
#include "screen/monitor.h"
#include "screen/session.h"

enum {
    END_SECONDS = 2,      /* for the script process to end when it should */
    SAME_REQUEST = 300,   /* milliseconds; timeout(1), for one, sends its signal twice at once */
    RESTART_FIRST = 100,  /* milliseconds; before the second restart, then doubling … */
    RESTART_MOST = 10000, /* … up to this; who lived longer than this starts afresh */
};

static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOP_SIGNALS = sizeof stop_signals / sizeof stop_signals[0] };

struct screen {
    const struct screen_options *options;
    struct watcher *watcher; /* NULL: the script runs in another thread of this process */
    struct console console;
    struct monitor monitor;
    uv_loop_t loop;
    uv_poll_t link_poll; /* open as long as the session's link is */
    uv_poll_t watcher_poll;
    uv_signal_t signals[STOP_SIGNALS];
    uv_timer_t end_timer;     /* runs while the script process should be ending */
    uv_timer_t restart_timer; /* runs between two script processes */
    struct session session;   /* with the script process */
    uint32_t serial;          /* of the last SETUP */
    uint32_t script;          /* names the script process */
    uint64_t started;         /* when that was, nanoseconds */
    int early_link;           /* of a script process that waits for the first screen; -1: none */
    struct link_frame held;   /* a frame that is answered when it is on its way to the screen */
    bool holds;               /* there is one */
    int rescue_tty;           /* the console that the watcher would put back; -1: none */
    uint64_t restart_delay;   /* before the next restart, milliseconds */
    int restarts;             /* so far */
    long frames;              /* shown so far */
    int stop_signal;          /* the signal that asked for the end; 0: none */
    uint64_t stop_asked;      /* when that came, nanoseconds */
    bool running;             /* the script process has not been reported as ended */
    bool stopping;            /* it has been asked to end */
    bool killed;              /* we killed it, and have said why */
    bool failed;              /* an error has been logged */
    int status;               /* the last script process's, as a shell gives it */
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
    if (s->session.link < 0)
        return;
    uv_close((uv_handle_t *)&s->link_poll, NULL);
    session_close(&s->session);
    s->holds = false;
}

static void close_early_link(struct screen *s)
{
    if (s->early_link >= 0)
        close(s->early_link);
    s->early_link = -1;
}

static void kill_script(struct screen *s)
{
    s->killed = true;
    if (!watcher_signal(s->watcher, s->script, SIGKILL)) {
        fail(s);
        end(s);
    }
}

static void take_watcher_events(struct screen *s);

static void on_end_timer(uv_timer_t *timer)
{
    struct screen *s = timer->loop->data;
    /* libuv runs timers before it looks at descriptors. If it was us who got nowhere for so long,
     * the news of the end are waiting there. */
    take_watcher_events(s);
    if (!s->running)
        return;
    log_error("the script did not end within %d s; killed", END_SECONDS);
    kill_script(s);
}

/* From now on the script process should end by itself. In one process with it there is no one to
 * kill, and the user holds a debugger. */
static void expect_end(struct screen *s)
{
    if (s->watcher == NULL || !s->running || uv_is_active((uv_handle_t *)&s->end_timer))
        return;
    uv_update_time(&s->loop); /* a frame may have taken long since the turn began */
    uv_timer_start(&s->end_timer, on_end_timer, END_SECONDS * (uint64_t)1000, 0);
}

/* The script process cannot be trusted any more; the error text says why. */
static void script_broken(struct screen *s)
{
    close_session(s);
    if (s->watcher != NULL && !s->running)
        return; /* it has ended already, and that is reported */
    log_error("the script broke the rules of the link%s: %s",
              s->watcher != NULL ? " and was killed" : "", error_text());
    if (s->watcher != NULL) {
        kill_script(s);
    } else {
        s->failed = true;
        end(s);
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
    if (!s->running) {
        end(s);
        return;
    }
    answer_held(s);
    session_quit(&s->session);
    if (s->watcher != NULL)
        watcher_signal(s->watcher, s->script, number);
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
        output_take(s->monitor.output, &s->session.buffer, s->serial);
        s->frames++;
        s->stopping = is_last(s, frame);
        show_frame(s, frame);
    } else {
        answer(s, frame);
    }
    if (s->stopping) /* only now: a large frame takes its time, which is not the script's */
        expect_end(s);
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
        close_session(s);
        if (s->watcher == NULL)
            end(s);
        expect_end(s);
        break;
    case LINK_BROKEN:
        script_broken(s);
        break;
    case LINK_NOTHING:
        break;
    }
    return false;
}

/* Trouble with the descriptor itself shows when it is read. One message a turn, so that a flood of
 * frames does not keep signals out. */
static void on_link(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    take_message(poll->loop->data);
}

/* Begins a session over `link`, which it takes over; while there is no screen, that waits.
 * False with an error text. */
static bool begin_session(struct screen *s, int link)
{
    const struct screen_options *o = s->options;
    struct output *output = s->monitor.output;
    if (output_width(output) == 0) {
        s->early_link = link;
        return true;
    }
    if (!session_open(&s->session, link, ++s->serial, output, display_period(display_of(s)),
                      o->tile_width, o->tile_height, o->display.keep))
        return false;
    int error = uv_poll_init(&s->loop, &s->link_poll, link);
    if (error != 0) {
        session_close(&s->session);
        return error_set("cannot wait for the script process: %s", uv_strerror(error));
    }
    uv_poll_start(&s->link_poll, UV_READABLE, on_link);
    /* The script process is loading its script. What the first frame is copied between can be made
     * ready meanwhile. */
    surface_warm_up(output_shown(output));
    surface_warm_up(&s->session.buffer.surface);
    return true;
}

/* Tells the watcher which console to put back, once it is ours. */
static void prepare_rescue(struct screen *s)
{
    struct seat_rescue rescue;
    int tty = seat_rescue_prepare(s->console.seat, &rescue);
    if (s->watcher == NULL || tty == s->rescue_tty)
        return;
    s->rescue_tty = tty;
    if (!watcher_rescue(s->watcher, &rescue, tty))
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
    int early = s->early_link;
    bool ok = true;
    console_update(&s->console);
    prepare_rescue(s);
    if (early >= 0 && output_width(output) > 0) {
        s->early_link = -1;
        ok = begin_session(s, early);
    } else if (s->session.link >= 0 && (s->monitor.resized || s->session.period != period)) {
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

static void on_key(void *data, const struct input_event *event)
{
    struct screen *s = data;
    session_key(&s->session, event->code, event->pressed);
}

static void stop_signal(struct screen *s, int number);

static void on_quit_key(void *data)
{
    stop_signal(data, SIGINT);
}

static const struct console_calls console_calls = {
    .set_active = on_seat_active, .key = on_key, .quit = on_quit_key, .failed = display_failed};

/* Starts a script process; it waits for the SETUP with which its session begins. Returns our end of
 * its link, or -1 with an error text. */
static int spawn_script(struct screen *s)
{
    int ends[2];
    if (!link_pair(ends))
        return -1;
    s->running = watcher_spawn(s->watcher, ++s->script, ends[1]);
    s->killed = false;
    s->started = clock_monotonic();
    close(ends[1]);
    if (s->running)
        return ends[0];
    close(ends[0]);
    return -1;
}

static void on_restart_timer(uv_timer_t *timer)
{
    struct screen *s = timer->loop->data;
    int link = spawn_script(s);
    if (link < 0 || !begin_session(s, link)) {
        fail(s);
        end(s);
    }
}

/* The picture stays meanwhile: the display and `shown` are ours. */
static void restart(struct screen *s)
{
    if (clock_monotonic() - s->started > (uint64_t)RESTART_MOST * (CLOCK_SECOND / 1000))
        s->restart_delay = 0;
    s->restarts++;
    log_warning("starting the script again in %.1f s, time %d", (double)s->restart_delay / 1000,
                s->restarts);
    uv_timer_start(&s->restart_timer, on_restart_timer, s->restart_delay, 0);
    s->restart_delay = s->restart_delay == 0 ? RESTART_FIRST : 2 * s->restart_delay;
    if (s->restart_delay > RESTART_MOST)
        s->restart_delay = RESTART_MOST;
}

/* `status` is as from waitpid. */
static void on_script_end(struct screen *s, int status)
{
    s->running = false;
    /* What it sent before it ended counts. */
    while (take_message(s))
        ;
    close_session(s);
    close_early_link(s);
    uv_timer_stop(&s->end_timer);

    if (WIFSIGNALED(status)) {
        int number = WTERMSIG(status);
        s->status = 128 + number;
        /* No news: we did that, or the signal that we passed on came before the script began. */
        if (!s->killed && number != s->stop_signal)
            log_error("the script process was killed by signal %d (%s)", number, strsignal(number));
    } else {
        s->status = WEXITSTATUS(status);
    }
    log_debug("script process %" PRIu32 " ended with status %d; frames so far: %ld", s->script,
              s->status, s->frames);
    bool again = s->options->restarts < 0 || s->restarts < s->options->restarts;
    if (s->status != 0 && !s->stopping && again)
        restart(s);
    else
        end(s);
}

static void take_watcher_events(struct screen *s)
{
    struct watcher_event event;
    int result;
    while ((result = watcher_receive(s->watcher, &event)) > 0)
        if (s->running && event.id == s->script)
            on_script_end(s, event.status);
    if (result < 0) {
        fail(s);
        end(s);
    }
}

static void on_watcher(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    take_watcher_events(poll->loop->data);
}

/* Somebody asks for the end, as a signal `number` does. */
static void stop_signal(struct screen *s, int number)
{
    uint64_t now = clock_monotonic();
    if (s->stop_signal == 0) {
        s->stop_signal = number;
        s->stop_asked = now;
        stop(s, number);
    } else if (s->running && s->watcher != NULL &&
               now - s->stop_asked > SAME_REQUEST * (CLOCK_SECOND / 1000)) {
        log_error("the script process was killed by a second signal");
        kill_script(s);
    }
}

static void on_signal(uv_signal_t *handle, int number)
{
    stop_signal(handle->loop->data, number);
}

/* False with an error text. */
static bool screen_init(struct screen *s, const struct screen_options *options,
                        struct watcher *watcher)
{
    *s = (struct screen){.options = options,
                         .watcher = watcher,
                         .session.link = -1,
                         .early_link = -1,
                         .rescue_tty = -1};
    int error = uv_loop_init(&s->loop);
    if (error != 0)
        return error_set("no event loop: %s", uv_strerror(error));
    s->loop.data = s;
    uv_timer_init(&s->loop, &s->end_timer);
    uv_timer_init(&s->loop, &s->restart_timer);
    return console_open(&s->console, &s->loop, &console_calls, s);
}

/* nohup does that for SIGHUP, and means it. Shells do it for SIGINT of every background job, where
 * it says nothing about a SIGINT that somebody sends on purpose. */
static bool ignored_by_starter(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* From here on a signal asks for the end. False with an error text. */
static bool watch_signals_and_watcher(struct screen *s)
{
    int error = 0;
    for (int i = 0; i < STOP_SIGNALS && error == 0; i++) {
        if (stop_signals[i] == SIGHUP && ignored_by_starter(SIGHUP))
            continue;
        error = uv_signal_init(&s->loop, &s->signals[i]);
        if (error == 0)
            error = uv_signal_start(&s->signals[i], on_signal, stop_signals[i]);
    }
    if (error == 0)
        error = uv_poll_init(&s->loop, &s->watcher_poll, watcher_fd(s->watcher));
    if (error == 0)
        error = uv_poll_start(&s->watcher_poll, UV_READABLE, on_watcher);
    return error == 0 || error_set("cannot wait for the watcher: %s", uv_strerror(error));
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
    close_early_link(s);
    uv_walk(&s->loop, close_handle, NULL);
    uv_run(&s->loop, UV_RUN_DEFAULT); /* calls the close callbacks */
    uv_loop_close(&s->loop);
    if (!monitor_finish(&s->monitor))
        fail(s);
    console_finish(&s->console);
    return s->failed ? EXIT_FAILURE : s->status;
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
    if (display_uses_seat(d)) {
        console_update(&s->console);
        prepare_rescue(s);
    }
    return true;
}

int screen_run(const struct screen_options *options, struct watcher *watcher)
{
    /* A standard error that nobody reads any more must not end a kiosk. */
    signal(SIGPIPE, SIG_IGN);
    struct screen s;
    if (!screen_init(&s, options, watcher)) {
        fail(&s);
        return EXIT_FAILURE;
    }
    /* The script process starts, and loads its script, while the display opens. */
    int link = spawn_script(&s);
    bool opened = link >= 0 && watch_signals_and_watcher(&s) && open_monitor(&s);
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
    if (!screen_init(&s, options, NULL)) {
        fail(&s);
        close(link);
        return EXIT_FAILURE;
    }
    bool opened = open_monitor(&s);
    if (!opened)
        close(link);
    if (opened && begin_session(&s, link)) {
        s.running = true;
        uv_run(&s.loop, UV_RUN_DEFAULT);
    } else {
        fail(&s);
    }
    return screen_finish(&s);
}
