/* Whatever makes a frame wait (a flip under way, another VT, no cable), it is the newest one that
 * is shown in the end: `shown` always holds that, and here is only a flag. */
#define LOG_MODULE "screen"
#include "screen/monitor.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

static void on_timer(uv_timer_t *timer);

/* The deadline may have moved with any call of the display. */
static void arm_timer(struct monitor *m)
{
    uint64_t deadline = display_deadline(output_display(m->output));
    if (deadline == 0) {
        uv_timer_stop(&m->timer);
        return;
    }
    uint64_t now = clock_monotonic(), millisecond = CLOCK_SECOND / 1000;
    uint64_t left = deadline > now ? deadline - now : 0;
    uv_update_time(m->timer.loop);
    /* Rounded up: a wake-up before the deadline would be for nothing, and be repeated. */
    uv_timer_start(&m->timer, on_timer, (left + millisecond - 1) / millisecond, 0);
}

/* True while there is a screen, and it is ours. */
static bool is_lit(const struct monitor *m)
{
    return !m->paused && !display_is_off(output_display(m->output)) &&
           display_width(output_display(m->output)) > 0;
}

enum monitor_state monitor_begin(struct monitor *m)
{
    m->waiting = true;
    if (!is_lit(m))
        return MONITOR_DARK;
    enum output_state state = output_begin(m->output);
    arm_timer(m);
    switch (state) {
    case OUTPUT_READY:
        return MONITOR_READY;
    case OUTPUT_BUSY:
        return MONITOR_WAITS;
    default:
        return MONITOR_FAILED;
    }
}

bool monitor_is_behind(const struct monitor *m)
{
    return m->waiting && is_lit(m);
}

bool monitor_present(struct monitor *m)
{
    m->waiting = false;
    bool ok = output_present(m->output);
    arm_timer(m);
    return ok;
}

/* Shows what had to wait. */
static void catch_up(struct monitor *m)
{
    enum monitor_state state = monitor_begin(m);
    if (state == MONITOR_READY)
        state = monitor_present(m) ? MONITOR_READY : MONITOR_FAILED;
    if (state == MONITOR_READY)
        m->calls->shown(m->data);
    else if (state == MONITOR_FAILED)
        m->calls->failed(m->data);
}

/* A display of another size has a black picture until the script has drawn for it. */
static bool change(struct monitor *m)
{
    if (!output_change(m->output))
        return false;
    m->calls->changed(m->data);
    return true;
}

static void dispatch(struct monitor *m)
{
    int events = display_dispatch(output_display(m->output));
    arm_timer(m);
    if (events < 0 || ((events & DISPLAY_CHANGED) != 0 && !change(m))) {
        /* What is lost for good would go on having news, while the script takes its time to end. */
        uv_timer_stop(&m->timer);
        if (display_fd(output_display(m->output)) >= 0)
            uv_poll_stop(&m->poll);
        m->calls->failed(m->data);
        return;
    }
    if ((events & DISPLAY_LOST) != 0)
        output_forget(m->output);
    if ((events & (DISPLAY_CHANGED | DISPLAY_LOST)) != 0)
        m->waiting = true;
    if (events != 0 && m->waiting && output_width(m->output) > 0)
        catch_up(m);
}

static void on_timer(uv_timer_t *timer)
{
    dispatch(timer->data);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    dispatch(poll->data);
}

bool monitor_open(struct monitor *m, uv_loop_t *loop, const struct monitor_calls *calls, void *data,
                  const struct display_options *options, int rotate, int tile_width,
                  int tile_height)
{
    *m = (struct monitor){.calls = calls, .data = data};
    m->output = output_create(options, rotate, tile_width, tile_height);
    if (m->output == NULL)
        return false;
    m->poll.data = m->timer.data = m;
    uv_timer_init(loop, &m->timer);
    int fd = display_fd(output_display(m->output)), error = 0;
    if (fd >= 0)
        error = uv_poll_init(loop, &m->poll, fd);
    if (fd >= 0 && error == 0)
        error = uv_poll_start(&m->poll, UV_READABLE, on_readable);
    if (error != 0)
        return error_set("cannot wait for the display: %s", uv_strerror(error));
    arm_timer(m);
    const struct display *d = output_display(m->output);
    log_debug("display %s, %dx%d at %.2f Hz", display_name(d), display_width(d), display_height(d),
              (double)CLOCK_SECOND / (double)display_period(d));
    return true;
}

bool monitor_finish(struct monitor *m)
{
    bool ok = output_destroy(m->output);
    m->output = NULL;
    return ok;
}

void monitor_set_active(struct monitor *m, bool active)
{
    m->paused = !active;
    display_set_active(output_display(m->output), active);
    if (active)
        dispatch(m);
    else
        arm_timer(m);
}

bool monitor_set_power(struct monitor *m, bool on)
{
    display_set_power(output_display(m->output), on);
    dispatch(m);
    return !display_is_off(output_display(m->output));
}
