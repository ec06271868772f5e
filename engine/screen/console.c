/* The order at a switch of VTs: the display first lets go of its device, then input, and only then
 * the seat is told, because from that moment both belong to somebody else. */
#define LOG_MODULE "console"
#include "screen/console.h"

#include "base/error.h"
#include "base/log.h"

bool console_open(struct console *c, uv_loop_t *loop, const char *keyboard,
                  const struct console_calls *calls, void *data)
{
    *c = (struct console){.calls = calls, .data = data, .loop = loop, .keyboard = keyboard};
    c->seat = seat_create();
    return c->seat != NULL;
}

static void on_rescue(void *data)
{
    struct console *c = data;
    struct seat_rescue rescue;
    int tty = seat_rescue_prepare(c->seat, &rescue);
    if (!watcher_rescue(c->watcher, &rescue, tty) && tty >= 0)
        log_warning("%s", error_text());
}

void console_rescue(struct console *c, struct watcher *watcher)
{
    c->watcher = watcher;
    seat_on_rescue(c->seat, on_rescue, c);
}

static void take_event(struct console *c, const struct ui_event *event)
{
    int vt;
    switch (hotkeys_take(&c->hotkeys, event, &vt)) {
    case HOTKEY_NONE:
        c->calls->input(c->data, event);
        break;
    case HOTKEY_QUIT:
        c->calls->quit(c->data);
        break;
    case HOTKEY_VT:
        if (!seat_switch_vt(c->seat, vt))
            log_warning("%s", error_text());
        break;
    case HOTKEY_SWALLOWED:
        break;
    }
}

static void take_events(struct console *c)
{
    struct ui_event event;
    while (input_next(c->input, &event))
        take_event(c, &event);
}

/* Has `call` called when there is something to read from `fd`. Returns libuv's error, or 0. */
static int listen_to(struct console *c, uv_poll_t *poll, int fd, uv_poll_cb call)
{
    poll->data = c;
    int error = uv_poll_init(c->loop, poll, fd);
    return error == 0 ? uv_poll_start(poll, UV_READABLE, call) : error;
}

static void on_input(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    take_events(poll->data);
}

static void open_input(struct console *c)
{
    c->input = input_open(c->seat, c->keyboard);
    if (c->input == NULL) {
        log_warning("no input: %s", error_text());
        return;
    }
    int error = listen_to(c, &c->input_poll, input_fd(c->input), on_input);
    if (error != 0)
        log_warning("no input: %s", uv_strerror(error));
}

static void disable(struct console *c)
{
    c->calls->set_active(c->data, false);
    if (c->input != NULL) {
        input_suspend(c->input);
        take_events(c); /* the releases of what is held */
    }
    seat_confirm_disable(c->seat);
}

static void enable(struct console *c)
{
    if (c->input != NULL)
        input_resume(c->input);
    c->calls->set_active(c->data, true);
    console_update(c);
}

static void on_seat(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct console *c = poll->data;
    for (;;) {
        switch (seat_dispatch(c->seat)) {
        case SEAT_NOTHING:
            return;
        case SEAT_DISABLE:
            log_debug("the seat is disabled");
            disable(c);
            break;
        case SEAT_ENABLE:
            log_debug("the seat is enabled");
            enable(c);
            break;
        case SEAT_LOST:
            uv_poll_stop(poll);
            c->calls->failed(c->data);
            return;
        }
    }
}

static void listen_to_seat(struct console *c)
{
    int error = listen_to(c, &c->seat_poll, seat_fd(c->seat), on_seat);
    if (error != 0)
        log_warning("cannot wait for the seat: %s", uv_strerror(error));
    log_debug("seat: %s", seat_name(c->seat));
    c->listening = true;
}

void console_update(struct console *c)
{
    if (!c->listening && seat_fd(c->seat) >= 0)
        listen_to_seat(c);
    if (c->input == NULL && seat_is_active(c->seat))
        open_input(c);
}

void console_finish(struct console *c)
{
    input_close(c->input);
    seat_destroy(c->seat);
    *c = (struct console){0};
}
