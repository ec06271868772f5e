/* Every wait for the script process has a limit. The picture stays whatever happens to it: display
 * and `shown` belong to the screen process. */
#define LOG_MODULE "screen"
#include "screen/supervisor.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/repeat.h"
#include "link/link.h"

enum {
    END_TICK = 100,       /* milliseconds; for the script process to end when it should … */
    END_TICKS = 20,       /* … there are so many */
    RETIRE_TIME = 500,    /* milliseconds; the same for one that was replaced */
    FALLBACK_AFTER = 5,   /* failures in a row */
    RESTART_FIRST = 100,  /* milliseconds; before the second restart, then doubling … */
    RESTART_MOST = 10000, /* … up to this; who lived longer than this starts afresh */
};

void supervisor_kill(struct supervisor *s)
{
    s->killed = true;
    if (!watcher_signal(s->watcher, s->script, SIGKILL))
        s->calls->failed(s->data);
}

void supervisor_signal(struct supervisor *s, int number)
{
    s->asked_by = number;
    watcher_signal(s->watcher, s->script, number);
}

static void take_events(struct supervisor *s);

/* A machine that stands still for long is one tick late, not all of them. */
static void on_end_timer(uv_timer_t *timer)
{
    struct supervisor *s = timer->data;
    if (++s->end_ticks < END_TICKS)
        return;
    uv_timer_stop(timer);
    /* libuv runs timers before it looks at descriptors: the news of the end may be waiting there.
     */
    take_events(s);
    if (!s->running)
        return;
    log_error("the script did not end within %d s; killed", END_TICKS * END_TICK / 1000);
    supervisor_kill(s);
}

void supervisor_expect_end(struct supervisor *s)
{
    if (!s->running || uv_is_active((uv_handle_t *)&s->end_timer))
        return;
    uv_update_time(s->end_timer.loop); /* a frame may have taken long since the turn began */
    s->end_ticks = 0;
    uv_timer_start(&s->end_timer, on_end_timer, END_TICK, END_TICK);
}

static int spawn(struct supervisor *s, uint32_t *script, bool fallback)
{
    int ends[2];
    if (!link_pair(ends))
        return -1;
    *script = ++s->last;
    bool ok = watcher_spawn(s->watcher, *script, ends[1], fallback);
    close(ends[1]);
    if (ok)
        return ends[0];
    close(ends[0]);
    return -1;
}

int supervisor_spawn_other(struct supervisor *s, uint32_t *script)
{
    const int link = spawn(s, script, false);
    s->other = *script;
    s->other_ended = false;
    return link;
}

/* When both fail they take turns: what kept the first from working may be over. */
static bool fallback_is_due(const struct supervisor *s)
{
    return s->fallback && s->failures >= FALLBACK_AFTER && (s->failures - FALLBACK_AFTER) % 2 == 0;
}

int supervisor_spawn(struct supervisor *s)
{
    s->on_fallback = fallback_is_due(s);
    int link = spawn(s, &s->script, s->on_fallback);
    s->running = link >= 0;
    s->killed = s->again = false;
    s->started = clock_monotonic();
    return link;
}

void supervisor_drop(struct supervisor *s, uint32_t script)
{
    watcher_signal(s->watcher, script, SIGKILL);
}

static void on_retire_timer(uv_timer_t *timer)
{
    struct supervisor *s = timer->data;
    take_events(s);
    if (s->retired != 0)
        supervisor_drop(s, s->retired);
}

static void take_end(struct supervisor *s, int status);

/* It has ended before it took the other one's place. */
static void on_ended_before(uv_timer_t *timer)
{
    struct supervisor *s = timer->data;
    take_end(s, s->other_status);
}

void supervisor_adopt(struct supervisor *s, uint32_t script)
{
    uv_timer_stop(&s->end_timer);
    uv_timer_stop(&s->restart_timer);
    if (s->retired != 0)
        supervisor_drop(s, s->retired);
    s->retired = s->running ? s->script : 0;
    if (s->retired != 0) {
        uv_update_time(s->retire_timer.loop);
        uv_timer_start(&s->retire_timer, on_retire_timer, RETIRE_TIME, 0);
    }
    s->script = script;
    s->running = true;
    s->killed = s->stay = s->again = s->on_fallback = false;
    s->started = clock_monotonic();
    s->restart_delay = 0;
    s->failures = 0;
    if (script == s->other && s->other_ended)
        uv_timer_start(&s->end_timer, on_ended_before, 0, 0);
}

static void on_restart_timer(uv_timer_t *timer)
{
    struct supervisor *s = timer->data;
    int link = supervisor_spawn(s);
    if (link >= 0)
        s->calls->started(s->data, link);
    else
        s->calls->failed(s->data);
}

void supervisor_start(struct supervisor *s)
{
    s->failures = 0;
    s->restart_delay = 0;
    uv_timer_start(&s->restart_timer, on_restart_timer, 0, 0);
}

static bool lived_long(const struct supervisor *s)
{
    return clock_monotonic() - s->started > (uint64_t)RESTART_MOST * (CLOCK_SECOND / 1000);
}

bool supervisor_tells(const struct supervisor *s)
{
    return lived_long(s) || s->failures < FALLBACK_AFTER ||
           repeat_is_told((uint32_t)s->failures + 1);
}

static void restart(struct supervisor *s)
{
    const bool tells = supervisor_tells(s);
    if (lived_long(s)) {
        s->restart_delay = 0;
        s->failures = 0;
    }
    s->restarts++;
    if (++s->failures == FALLBACK_AFTER && s->fallback)
        log_warning("it failed %d times in a row: the fallback script takes its place",
                    s->failures);
    if (tells)
        log_warning("starting the script again in %.1f s, time %d", (double)s->restart_delay / 1000,
                    s->restarts);
    uv_timer_start(&s->restart_timer, on_restart_timer, s->restart_delay, 0);
    s->restart_delay = s->restart_delay == 0 ? RESTART_FIRST : 2 * s->restart_delay;
    if (s->restart_delay > RESTART_MOST)
        s->restart_delay = RESTART_MOST;
}

/* One that --max-time has no other way to stop says so and ends as if SIGKILL had come. */
static bool was_killed(int status)
{
    return WIFSIGNALED(status) || WEXITSTATUS(status) == 128 + SIGKILL;
}

/* `status` is as from waitpid. */
static void take_end(struct supervisor *s, int status)
{
    s->running = false;
    uv_timer_stop(&s->end_timer);
    s->calls->ended(s->data, s->killed || was_killed(status));
    if (WIFSIGNALED(status)) {
        int number = WTERMSIG(status);
        s->status = 128 + number;
        /* No news: we did that, or the signal that we passed on came before the script began. */
        if (!s->killed && number != s->asked_by && supervisor_tells(s))
            log_error("the script process was killed by signal %d (%s)", number, strsignal(number));
    } else {
        s->status = WEXITSTATUS(status);
    }
    log_debug("script process %u ended with status %d", (unsigned)s->script, s->status);
    if (s->again && !s->stopping) {
        supervisor_start(s);
        return;
    }
    bool again = s->restarts_max < 0 || s->restarts < s->restarts_max;
    if (s->status != 0 && !s->stopping && again)
        restart(s);
    else if (s->status == 0 || s->stopping || !s->stay)
        s->calls->over(s->data);
}

static void take_events(struct supervisor *s)
{
    struct watcher_event event;
    int result;
    while ((result = watcher_receive(s->watcher, &event)) > 0) {
        if (s->running && event.id == s->script) {
            take_end(s, event.status);
        } else if (event.id == s->retired) {
            s->retired = 0;
            uv_timer_stop(&s->retire_timer);
            s->calls->retired(s->data);
        } else if (event.id == s->other) {
            s->other_ended = true;
            s->other_status = event.status;
            s->calls->other_ended(s->data);
        }
    }
    if (result < 0)
        s->calls->failed(s->data);
}

static void on_watcher(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    take_events(poll->data);
}

bool supervisor_open(struct supervisor *s, uv_loop_t *loop, struct watcher *watcher, int restarts,
                     bool fallback, const struct supervisor_calls *calls, void *data)
{
    *s = (struct supervisor){.watcher = watcher,
                             .restarts_max = restarts,
                             .fallback = fallback,
                             .calls = calls,
                             .data = data};
    uv_timer_init(loop, &s->end_timer);
    uv_timer_init(loop, &s->restart_timer);
    uv_timer_init(loop, &s->retire_timer);
    s->retire_timer.data = s->end_timer.data = s->restart_timer.data = s->watcher_poll.data = s;
    int error = uv_poll_init(loop, &s->watcher_poll, watcher_fd(watcher));
    if (error == 0)
        error = uv_poll_start(&s->watcher_poll, UV_READABLE, on_watcher);
    return error == 0 || error_set("cannot wait for the watcher: %s", uv_strerror(error));
}
