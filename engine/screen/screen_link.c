/* What comes over the link from the script process, and what it is told: frames go to the display
 * from here.
 *
 * A frame is copied and answered first and goes to the display after that, so that the script
 * process draws the next one meanwhile. Only when the frame before it still waits for its vertical
 * blank, the answer waits as well: so the script makes as many frames as are shown, and no more. */
#define LOG_MODULE "screen"
#include <signal.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "screen/screen_impl.h"

void screen_close_session(struct screen *s)
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
    power_forget(&s->power);
    patience_rest(&s->patience);
}

/* The script process cannot be trusted any more; the error text says why. */
static void script_broken(struct screen *s)
{
    screen_close_session(s);
    if (!s->single_process && !s->supervisor.running)
        return; /* it has ended already, and that is reported */
    if (s->single_process || supervisor_tells(&s->supervisor))
        log_error("the script broke the rules of the link%s: %s",
                  s->single_process ? "" : " and was killed", error_text());
    if (s->single_process) {
        s->failed = true;
        screen_end(s);
    } else {
        supervisor_kill(&s->supervisor);
    }
}

/* Lets the script process go on. */
static void answer(struct screen *s, const struct link_frame *frame)
{
    if (!session_answer(&s->session, frame, s->stopping, s->options->virtual_clock,
                        display_vblank(screen_display(s))))
        script_broken(s);
}

/* A new version's first frame also waits for the old one's end: what that has open (ports, locks)
 * is free when started() is called. */
void screen_answer_held(struct screen *s)
{
    if (!s->holds || s->supervisor.retired != 0)
        return;
    s->holds = false;
    answer(s, &s->held);
}

/* True if nobody looks at the display, and nothing but an end is waited for. */
static bool ends_by_itself(const struct screen *s)
{
    return display_ends_when_still(screen_display(s)) && !(s->options->reload && s->options->stay);
}

static bool is_last(const struct screen *s, const struct link_frame *frame)
{
    if (s->options->frames > 0 && s->frames >= s->options->frames)
        return true;
    return frame->still == LINK_STILL && (s->options->exit_when_still || ends_by_itself(s));
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
        screen_display_failed(s);
}

void screen_take_frame(struct screen *s, const struct link_frame *frame)
{
    if (session_is_current(&s->session, frame) && !s->stopping) {
        if (frame->frame == 1) { /* it works */
            output_uncover(s->monitor.output);
            s->supervisor.stay = false;
            service_status(&s->service, "showing %s on %s", screen_script_name(s),
                           display_name(screen_display(s)));
        }
        output_take(s->monitor.output, &s->session.buffer, s->session.serial);
        s->frames++;
        patience_frame(&s->patience, frame->still == LINK_MOVES);
        s->stopping = is_last(s, frame);
        show_frame(s, frame);
        service_ready(&s->service);
    } else {
        answer(s, frame);
    }
    if (s->stopping) /* only now: a large frame takes its time, which is not the script's */
        screen_expect_end(s);
}

static void link_closed(struct screen *s)
{
    screen_close_session(s);
    if (s->single_process)
        screen_end(s);
    else
        supervisor_expect_end(&s->supervisor);
}

void screen_show_now(struct screen *s)
{
    enum monitor_state state = monitor_begin(&s->monitor);
    if (state == MONITOR_FAILED || (state == MONITOR_READY && !monitor_present(&s->monitor)))
        screen_display_failed(s);
}

void screen_show_failure(struct screen *s, const struct session *session,
                         const struct link_failed *failed)
{
    if (!s->options->reload || s->options->kiosk || s->stopping)
        return; /* what it says is on standard error */
    if (!output_cover(s->monitor.output, &session->buffer, failed->top, failed->height))
        log_warning("%s", error_text());
    screen_show_now(s);
}

void screen_await_save(struct screen *s)
{
    s->supervisor.stay = s->options->reload && !ends_by_itself(s);
}

/* The script process has failed and is about to end. A screen that somebody looks at shows why, and
 * waits for a better version. */
static void take_failed(struct screen *s, const struct link_failed *failed)
{
    service_status(&s->service, "%s has failed", screen_script_name(s));
    screen_show_failure(s, &s->session, failed);
    screen_await_save(s);
}

static void take_answer(struct screen *s)
{
    patience_answered(&s->patience);
    service_answered(&s->service, s->frames, monitor_is_behind(&s->monitor));
}

/* A script process that waits for its SETUP can end, and says before that which file it could not
 * read. */
static bool take_early_message(struct screen *s)
{
    struct link_message m;
    switch (link_receive(s->early_link, LINK_SCREEN, &m)) {
    case LINK_MESSAGE:
        if (m.fd >= 0)
            close(m.fd);
        if (m.type == LINK_FILE) {
            reload_file(&s->reload, &m.file, false);
            return true;
        }
        error_set("a message before SETUP");
        script_broken(s);
        break;
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

bool screen_take_message(struct screen *s)
{
    struct link_message m;
    if (s->early_link >= 0)
        return take_early_message(s);
    if (s->session.link < 0)
        return false;
    switch (session_receive(&s->session, &m)) {
    case LINK_MESSAGE:
        if (m.type == LINK_FRAME)
            screen_take_frame(s, &m.frame);
        else if (m.type == LINK_FILE)
            reload_file(&s->reload, &m.file, false);
        else if (m.type == LINK_FAILED)
            take_failed(s, &m.failed);
        else if (m.type == LINK_KEPT)
            reload_kept(&s->reload, m.fd);
        else if (m.type == LINK_PONG)
            take_answer(s);
        else if (m.type == LINK_POWER)
            power_request(&s->power, m.power.on != 0);
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

void screen_tell(struct screen *s)
{
    session_flush(&s->session);
    int events = UV_READABLE | (session_keeps(&s->session) ? UV_WRITABLE : 0);
    if (s->session.link >= 0)
        uv_poll_start(s->link_poll, events, screen_on_link);
}

/* One message a turn, so that a flood of frames does not keep signals out; but all that are left if
 * the other end was closed with something unread, of which libuv tells only once. */
void screen_on_link(uv_poll_t *poll, int status, int events)
{
    struct screen *s = poll->data;
    while (screen_take_message(s) && status != 0)
        ;
    if ((events & UV_WRITABLE) != 0)
        screen_tell(s);
}

bool screen_introduce(struct screen *s, int link)
{
    const struct screen_options *o = s->options;
    struct output *output = s->monitor.output;
    if (output_width(output) == 0) {
        s->early_link = link;
        return true;
    }
    s->early_link = -1;
    reload_send_kept(&s->reload, link);
    pressed_tell(&s->pressed, &s->session.input);
    if (!session_open(&s->session, link, ++s->serial, output, display_period(screen_display(s)),
                      o->tile_width, o->tile_height, o->display.keep)) {
        session_unlisten(s->link_poll);
        s->link_poll = NULL;
        return false;
    }
    patience_begin(&s->patience);
    /* The script process is loading its script. What the first frame is copied between can be made
     * ready meanwhile. */
    surface_warm_up(output_shown(output));
    surface_warm_up(&s->session.buffer.surface);
    return true;
}

bool screen_begin_session(struct screen *s, int link)
{
    s->link_poll = session_listen(&s->loop, link, screen_on_link, s);
    if (s->link_poll == NULL) {
        close(link);
        return false;
    }
    return screen_introduce(s, link);
}
