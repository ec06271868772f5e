/* Checks what link_receive cannot know, the numbers and the order of frames, and decides when the
 * next one is due. */
#include "screen/session.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

/* A script process that is gone is no error: that shows when it is read from, after what it still
 * sent. */
static bool send_message(const struct session *s, const struct link_message *message)
{
    return link_send(s->link, message) || error_code() == EPIPE || error_code() == ECONNRESET;
}

/* Sends MEMORY if the display has any. */
static bool send_memory(const struct session *s, const struct display *display)
{
    struct display_memory memory;
    if (!display_memory(display, &memory))
        return true;
    struct link_message message = {
        .type = LINK_MEMORY,
        .memory = {.offset = memory.offset,
                   .stride = memory.stride,
                   .width = (uint32_t)display_width(display),
                   .height = (uint32_t)display_height(display),
                   .buffers = (uint32_t)display_buffers(display)},
        .fd = memory.fd,
    };
    snprintf(message.memory.format, sizeof message.memory.format, "%s",
             pixel_format_name(&memory.format));
    return send_message(s, &message);
}

/* Makes the buffer and sends the SETUP that introduces it. */
static bool introduce(struct session *s, uint32_t serial, const struct output *output,
                      uint64_t period, int tile_width, int tile_height, bool keep)
{
    struct link_buffer buffer;
    if (!link_buffer_create(&buffer, output_width(output), output_height(output), tile_width,
                            tile_height))
        return false;
    link_buffer_finish(&s->buffer);
    s->buffer = buffer;
    s->serial = serial;
    s->period = period;
    if (keep)
        output_fill(output, &s->buffer);
    const struct link_message setup = {
        .type = LINK_SETUP,
        .setup = {.serial = serial,
                  .width = s->buffer.surface.width,
                  .height = s->buffer.surface.height,
                  .tile_width = s->buffer.grid.tile_width,
                  .tile_height = s->buffer.grid.tile_height,
                  .kept = keep,
                  .power = display_has_power(output_display(output)),
                  .period = period},
        .fd = s->buffer.fd,
    };
    return send_memory(s, output_display(output)) && send_message(s, &setup);
}

bool session_open(struct session *s, int link, uint32_t serial, const struct output *output,
                  uint64_t period, int tile_width, int tile_height, bool keep)
{
    s->link = link;
    s->buffer = (struct link_buffer){.fd = -1};
    s->frame = s->due = 0;
    s->pinged = false;
    session_flush(s);
    if (introduce(s, serial, output, period, tile_width, tile_height, keep))
        return true;
    session_close(s);
    return false;
}

bool session_fits(const struct session *s, const struct output *output, uint64_t period)
{
    return s->buffer.surface.width == output_width(output) &&
           s->buffer.surface.height == output_height(output) && s->period == period;
}

bool session_resize(struct session *s, uint32_t serial, const struct output *output,
                    uint64_t period, int tile_width, int tile_height)
{
    return introduce(s, serial, output, period, tile_width, tile_height, false);
}

bool session_introduce_memory(const struct session *s, const struct output *output)
{
    return send_memory(s, output_display(output));
}

void session_close(struct session *s)
{
    if (s->link < 0)
        return;
    close(s->link);
    s->link = -1;
    s->input = (struct event_queue){0};
    link_buffer_finish(&s->buffer);
}

static enum link_result check_frame(struct session *s, const struct link_frame *frame)
{
    if (frame->frame != s->frame + 1) {
        error_set("frame %" PRIu64 " came where frame %" PRIu64 " was due", frame->frame,
                  s->frame + 1);
        return LINK_BROKEN;
    }
    if (frame->serial > s->serial) {
        error_set("a frame for SETUP %" PRIu32 " came, but the last one was %" PRIu32,
                  frame->serial, s->serial);
        return LINK_BROKEN;
    }
    s->frame = frame->frame;
    return LINK_MESSAGE;
}

static enum link_result check_failed(const struct session *s, struct link_failed *failed)
{
    if (failed->serial != s->serial) {
        failed->top = failed->height = 0;
    } else if (failed->top < 0 || failed->height < 0 ||
               failed->top > s->buffer.surface.height - failed->height) {
        error_set("FAILED with the rows %d to %" PRId64 " of %d", (int)failed->top,
                  (int64_t)failed->top + failed->height, s->buffer.surface.height);
        return LINK_BROKEN;
    }
    return LINK_MESSAGE;
}

enum link_result session_receive(struct session *s, struct link_message *message)
{
    enum link_result result = link_receive(s->link, LINK_SCREEN, message);
    if (result == LINK_MESSAGE && message->type == LINK_FRAME)
        return check_frame(s, &message->frame);
    if (result == LINK_MESSAGE && message->type == LINK_FAILED)
        return check_failed(s, &message->failed);
    if (result == LINK_MESSAGE && message->type == LINK_PONG) {
        if (!s->pinged) {
            error_set("PONG without a PING");
            return LINK_BROKEN;
        }
        s->pinged = false;
    }
    return result;
}

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

/* libuv is done with a handle only at the end of the loop's turn, so it has memory of its own. */
uv_poll_t *session_listen(uv_loop_t *loop, int link, uv_poll_cb ready, void *data)
{
    uv_poll_t *poll = malloc(sizeof *poll);
    int error = poll == NULL ? UV_ENOMEM : uv_poll_init(loop, poll, link);
    if (error != 0) {
        free(poll);
        error_set("cannot wait for the script process: %s", uv_strerror(error));
        return NULL;
    }
    poll->data = data;
    uv_poll_start(poll, UV_READABLE, ready);
    return poll;
}

void session_unlisten(uv_poll_t *poll)
{
    if (poll != NULL)
        uv_close((uv_handle_t *)poll, free_handle);
}

bool session_is_current(const struct session *s, const struct link_frame *frame)
{
    return frame->serial == s->serial;
}

/* By the timer: a period after the last one was due, so that small delays do not add up, but not in
 * the past, so that large ones are not made up for. By the screen: at its next vertical blank, so
 * that the frame has a whole period until the one that shows it. */
static uint64_t next_due(struct session *s, uint64_t vblank)
{
    uint64_t now = clock_monotonic();
    if (vblank != 0 && vblank <= now) {
        s->due = vblank + ((now - vblank) / s->period + 1) * s->period;
        return s->due;
    }
    s->due = (s->due == 0 ? now : s->due) + s->period;
    if (s->due < now)
        s->due = now;
    return s->due;
}

bool session_answer(struct session *s, const struct link_frame *frame, bool last,
                    bool virtual_clock, uint64_t vblank)
{
    const struct link_message taken = {
        .type = LINK_TAKEN,
        .taken = {.serial = frame->serial,
                  .last = last,
                  .frame = frame->frame,
                  .due = virtual_clock ? 0 : next_due(s, vblank)},
        .fd = -1,
    };
    return send_message(s, &taken);
}

/* A full socket means to send_message that the other side broke the rules. Input must not fill it:
 * somebody may lean on the keyboard of a script that is busy. The kernel calls a socket writable
 * as long as three quarters of it are free. */
static bool is_writable(const struct session *s)
{
    struct pollfd p = {.fd = s->link, .events = POLLOUT};
    return s->link >= 0 && poll(&p, 1, 0) == 1 && (p.revents & POLLOUT) != 0;
}

static struct link_message key_message(const struct ui_event *e)
{
    struct link_message m = {
        .type = LINK_KEY,
        .key = {.code = e->code,
                .action = e->held       ? LINK_HELD
                          : e->repeated ? LINK_REPEATED
                          : e->pressed  ? LINK_PRESSED
                                        : LINK_RELEASED,
                .symbol = e->symbol},
        .fd = -1,
    };
    memcpy(m.key.text, e->text, sizeof m.key.text);
    return m;
}

static struct link_message pointer_message(const struct ui_event *e)
{
    return (struct link_message){
        .type = LINK_POINTER,
        .pointer = {.action = e->held               ? LINK_HELD
                              : e->type == UI_PLACE ? LINK_MOVED
                              : e->type == UI_WHEEL ? LINK_WHEEL
                              : e->pressed          ? LINK_PRESSED
                                                    : LINK_RELEASED,
                    .button = e->code,
                    .presses = e->presses,
                    .x = e->x,
                    .y = e->y},
        .fd = -1,
    };
}

static struct link_message touch_message(const struct ui_event *e)
{
    return (struct link_message){
        .type = LINK_TOUCH,
        .touch = {.action = e->held                    ? LINK_HELD
                            : e->type == UI_TOUCH_MOVE ? LINK_MOVED
                            : e->pressed               ? LINK_PRESSED
                                                       : LINK_RELEASED,
                  .id = e->code,
                  .presses = e->presses,
                  .x = e->x,
                  .y = e->y,
                  .pressure = e->pressure},
        .fd = -1,
    };
}

static struct link_message input_message(const struct ui_event *e)
{
    switch (e->type) {
    case UI_KEY:
        return key_message(e);
    case UI_TOUCH:
    case UI_TOUCH_MOVE:
        return touch_message(e);
    default:
        return pointer_message(e);
    }
}

void session_flush(struct session *s)
{
    struct ui_event event;
    while (is_writable(s) && event_queue_take(&s->input, &event)) {
        const struct link_message message = input_message(&event);
        send_message(s, &message);
    }
}

void session_input(struct session *s, const struct ui_event *event)
{
    if (s->link < 0)
        return;
    event_queue_put(&s->input, event);
    session_flush(s);
}

bool session_keeps(const struct session *s)
{
    return s->link >= 0 && event_queue_first(&s->input) != NULL;
}

void session_ask(struct session *s)
{
    const struct link_message ask = {.type = LINK_ASK, .fd = -1};
    if (s->link >= 0)
        send_message(s, &ask);
}

void session_dropped(struct session *s)
{
    const struct link_message dropped = {.type = LINK_DROPPED, .fd = -1};
    if (s->link >= 0)
        send_message(s, &dropped);
}

void session_ping(struct session *s)
{
    const struct link_message ping = {.type = LINK_PING, .fd = -1};
    if (s->link >= 0 && !s->pinged)
        s->pinged = send_message(s, &ping);
}

void session_quit(struct session *s)
{
    const struct link_message quit = {.type = LINK_QUIT, .fd = -1};
    if (s->link >= 0)
        send_message(s, &quit);
}
