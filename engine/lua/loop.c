/* libuv with the link, a timerfd and an async handle: three reasons to wake up, all of which only
 * set fields. The frame loop looks at these when a turn is over. */
#include "lua/loop.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

static struct ui_event key_event(const struct link_key *key)
{
    struct ui_event e = {
        .type = UI_KEY,
        .code = key->code,
        .symbol = key->symbol,
        .pressed = key->action != LINK_RELEASED,
        .repeated = key->action == LINK_REPEATED,
        .held = key->action == LINK_HELD,
    };
    memcpy(e.text, key->text, sizeof e.text);
    return e;
}

static struct ui_event pointer_event(const struct link_pointer *p)
{
    bool held = p->action == LINK_HELD;
    return (struct ui_event){
        .type = p->action == LINK_MOVED || (held && p->button == 0) ? UI_PLACE
                : p->action == LINK_WHEEL                           ? UI_WHEEL
                                                                    : UI_BUTTON,
        .code = p->button,
        .presses = p->presses,
        .pressed = p->action == LINK_PRESSED || (held && p->button > 0),
        .held = held,
        .x = p->x,
        .y = p->y,
    };
}

static struct ui_event touch_event(const struct link_touch *t)
{
    return (struct ui_event){
        .type = t->action == LINK_MOVED ? UI_TOUCH_MOVE : UI_TOUCH,
        .code = t->id,
        .presses = t->presses,
        .pressed = t->action == LINK_PRESSED || t->action == LINK_HELD,
        .held = t->action == LINK_HELD,
        .x = t->x,
        .y = t->y,
        .pressure = t->pressure,
    };
}

_Static_assert((int)LINK_TEXT_SIZE == UI_TEXT_SIZE && (int)LINK_BUTTONS == UI_BUTTONS &&
                   (int)LINK_TOUCHES == UI_TOUCHES,
               "what is said over the link");

static void take_input(struct loop *l, const struct link_message *message)
{
    struct ui_event e = message->type == LINK_KEY       ? key_event(&message->key)
                        : message->type == LINK_POINTER ? pointer_event(&message->pointer)
                                                        : touch_event(&message->touch);
    event_queue_put(&l->events, &e);
}

static void take(struct loop *l, const struct link_message *message)
{
    switch ((enum link_type)message->type) {
    case LINK_SETUP:
        if (l->setup_waits)
            close(l->setup.fd);
        l->setup = *message;
        l->setup_waits = true;
        l->power = message->setup.power != 0;
        break;
    case LINK_MEMORY:
        if (l->memory.type != 0) {
            close(l->memory.fd);
            l->memory_replaced = true;
        }
        l->memory = *message;
        break;
    case LINK_TAKEN:
        l->in_flight = false;
        l->due = message->taken.due;
        l->quit |= message->taken.last != 0;
        break;
    case LINK_QUIT:
        l->quit = true;
        break;
    case LINK_KEY:
    case LINK_POINTER:
    case LINK_TOUCH:
        take_input(l, message);
        break;
    case LINK_KEEP:
        if (l->keep >= 0)
            close(l->keep);
        l->keep = message->fd;
        break;
    case LINK_ASK:
        l->asked = true;
        break;
    case LINK_DROPPED:
        l->dropped = true;
        break;
    case LINK_PING:
        loop_send(l, &(struct link_message){.type = LINK_PONG, .fd = -1});
        break;
    case LINK_FRAME: /* these never come this way: link_receive refuses them */
    case LINK_FILE:
    case LINK_KEPT:
    case LINK_FAILED:
    case LINK_PONG:
    case LINK_POWER:
        break;
    }
}

static void link_ready(uv_poll_t *poll, int status, int events)
{
    (void)status, (void)events; /* link_receive finds out by itself */
    struct loop *l = poll->data;
    for (;;) {
        struct link_message message;
        enum link_result result = link_receive(l->link, LINK_SCRIPT, &message);
        if (result == LINK_NOTHING)
            return;
        if (result == LINK_MESSAGE) {
            take(l, &message);
            continue;
        }
        l->closed = true;
        l->broken = result == LINK_BROKEN;
        uv_poll_stop(poll);
        return;
    }
}

static void timer_ready(uv_poll_t *poll, int status, int events)
{
    (void)status, (void)events;
    struct loop *l = poll->data;
    uint64_t expirations;
    ssize_t size = read(l->timer, &expirations, sizeof expirations);
    (void)size; /* it only has to become unreadable again */
}

static void files_ready(uv_poll_t *poll, int status, int events)
{
    (void)status, (void)events;
    struct loop *l = poll->data;
    l->files = true;
}

static void woken(uv_async_t *async)
{
    (void)async; /* whoever woke us left a flag of its own */
}

/* libuv returns negative errno values. */
static bool uv_check(int result, const char *what)
{
    if (result >= 0)
        return true;
    errno = -result;
    return error_set_errno("%s", what);
}

bool loop_init(struct loop *l, int link)
{
    memset(l, 0, sizeof *l);
    l->link = link;
    l->keep = -1;
    l->timer = -1;
    if (!uv_check(uv_loop_init(&l->uv), "event loop"))
        return false;
    l->uv.data = l;
    l->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (l->timer < 0)
        return error_set_errno("timer");
    l->link_poll.data = l->timer_poll.data = l;
    return uv_check(uv_async_init(&l->uv, &l->wake, woken), "event loop") &&
           uv_check(uv_poll_init(&l->uv, &l->timer_poll, l->timer), "event loop") &&
           uv_check(uv_poll_start(&l->timer_poll, UV_READABLE, timer_ready), "event loop") &&
           uv_check(uv_poll_init(&l->uv, &l->link_poll, l->link), "event loop") &&
           uv_check(uv_poll_start(&l->link_poll, UV_READABLE, link_ready), "event loop");
}

bool loop_watch(struct loop *l, int fd)
{
    l->files_poll.data = l;
    return uv_check(uv_poll_init(&l->uv, &l->files_poll, fd), "watching files") &&
           uv_check(uv_poll_start(&l->files_poll, UV_READABLE, files_ready), "watching files");
}

/* Whoever runs the other loop does so when a frame may begin; until then it is not asked again. */
static void script_ready(uv_poll_t *poll, int status, int events)
{
    (void)status, (void)events;
    struct loop *l = poll->data;
    l->script = true;
    uv_poll_stop(poll);
}

bool loop_open_script(struct loop *l, int fd)
{
    l->script_poll.data = l;
    return uv_check(uv_poll_init(&l->uv, &l->script_poll, fd), "the script's event loop");
}

void loop_close_script(struct loop *l)
{
    uv_close((uv_handle_t *)&l->script_poll, NULL);
    uv_run(&l->uv, UV_RUN_NOWAIT);
}

void loop_await_script(struct loop *l)
{
    l->script = false;
    uv_poll_start(&l->script_poll, UV_READABLE, script_ready);
}

static void close_handle(uv_handle_t *handle, void *data)
{
    (void)data;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

void loop_finish(struct loop *l)
{
    if (l->uv.data != NULL) {
        uv_walk(&l->uv, close_handle, NULL);
        uv_run(&l->uv, UV_RUN_DEFAULT);
        uv_loop_close(&l->uv);
    }
    if (l->setup_waits)
        close(l->setup.fd);
    if (l->keep >= 0)
        close(l->keep);
    if (l->memory.type != 0)
        close(l->memory.fd);
    if (l->timer >= 0)
        close(l->timer);
    close(l->link);
}

bool loop_turn(struct loop *l, uint64_t until)
{
    if (until <= clock_monotonic()) {
        uv_run(&l->uv, UV_RUN_NOWAIT);
        return true;
    }
    /* All zero disarms the timer. */
    struct itimerspec when = {0};
    if (until != UINT64_MAX) {
        when.it_value.tv_sec = (time_t)(until / CLOCK_SECOND);
        when.it_value.tv_nsec = (long)(until % CLOCK_SECOND);
    }
    if (timerfd_settime(l->timer, TFD_TIMER_ABSTIME, &when, NULL) < 0)
        return error_set_errno("timer");
    uv_run(&l->uv, UV_RUN_ONCE);
    return true;
}

/* Waits for room. The screen process, which has to make it, waits for nothing of ours. */
static bool send_patiently(const struct loop *l, const struct link_message *message)
{
    struct pollfd room = {.fd = l->link, .events = POLLOUT};
    while (!link_send(l->link, message)) {
        if (error_code() != EAGAIN)
            return false;
        poll(&room, 1, -1);
    }
    return true;
}

bool loop_send_frame(struct loop *l, uint32_t serial, uint64_t frame, enum link_still still)
{
    struct link_message message = {
        .type = LINK_FRAME,
        .frame = {.serial = serial, .still = still, .frame = frame},
        .fd = -1,
    };
    if (l->closed)
        return true;
    if (send_patiently(l, &message)) {
        l->in_flight = true;
        return true;
    }
    l->closed = error_code() == EPIPE || error_code() == ECONNRESET;
    return l->closed;
}

void loop_send(struct loop *l, const struct link_message *message)
{
    if (!l->closed)
        send_patiently(l, message);
}

void loop_end(struct loop *l)
{
    shutdown(l->link, SHUT_WR);
}

void loop_wake(struct loop *l)
{
    uv_async_send(&l->wake);
}
