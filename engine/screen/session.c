/* Checks what link_receive cannot know, the numbers and the order of frames, and decides when the
 * next one is due. */
#include "screen/session.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

/* Bytes of messages with their overhead; a socket holds six times as much. */
enum { UNREAD_MAX = 32768 };

/* A script process that is gone is no error: that shows when it is read from, after what it still
 * sent. */
static bool send_message(const struct session *s, const struct link_message *message)
{
    return link_send(s->link, message) || error_code() == EPIPE || error_code() == ECONNRESET;
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
                  .period = period},
        .fd = s->buffer.fd,
    };
    return send_message(s, &setup);
}

bool session_open(struct session *s, int link, uint32_t serial, const struct output *output,
                  uint64_t period, int tile_width, int tile_height, bool keep)
{
    *s = (struct session){.link = link, .buffer.fd = -1};
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

void session_close(struct session *s)
{
    if (s->link < 0)
        return;
    close(s->link);
    s->link = -1;
    link_buffer_finish(&s->buffer);
}

enum link_result session_receive(struct session *s, struct link_frame *frame)
{
    struct link_message message;
    enum link_result result = link_receive(s->link, LINK_SCREEN, &message);
    if (result != LINK_MESSAGE)
        return result;
    assert(message.type == LINK_FRAME); /* nothing else is for this side */
    *frame = message.frame;
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

/* A full socket means to send_message that the other side broke the rules. Keys must not fill it:
 * somebody may lean on the keyboard of a script that is busy. The releases of keys whose presses
 * went through have room of their own, or these would be down for ever. */
void session_key(struct session *s, uint32_t code, bool pressed)
{
    const struct link_message key = {
        .type = LINK_KEY, .key = {.code = code, .pressed = pressed}, .fd = -1};
    int unread = 0, limit = pressed ? UNREAD_MAX : 2 * UNREAD_MAX;
    if (s->link >= 0 && ioctl(s->link, SIOCOUTQ, &unread) == 0 && unread < limit)
        send_message(s, &key);
}

void session_quit(struct session *s)
{
    const struct link_message quit = {.type = LINK_QUIT, .fd = -1};
    if (s->link >= 0)
        send_message(s, &quit);
}
