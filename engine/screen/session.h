/* The connection with one script process: its link, the buffer that both map, and the rules that
 * its frames must keep. */
#ifndef SCREEN_SESSION_H
#define SCREEN_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "input/event_queue.h"
#include "link/buffer.h"
#include "link/link.h"
#include "screen/output.h"

struct session {
    int link; /* -1: closed */
    struct link_buffer buffer;
    uint32_t serial;          /* of its SETUP */
    uint64_t period;          /* nanoseconds from frame to frame */
    uint64_t frame;           /* the number of its last one */
    uint64_t due;             /* when the next one should begin; 0: no frame yet */
    bool pinged;              /* a PONG has yet to come */
    struct event_queue input; /* that the script process has yet to make room for */
};

/* Makes the buffer and introduces the screen over `link`, which it takes over in any case. What the
 * caller has put into `input`, which is all zero else, is told before that.
 * `serial` must differ from all earlier ones. With `keep` the buffer starts from what the output
 * shows, else black. A script process that is gone already is not an error: that shows when it is
 * read from. False with an error text. */
bool session_open(struct session *s, int link, uint32_t serial, const struct output *output,
                  uint64_t period, int tile_width, int tile_height, bool keep);

/* True if the session's screen has this size and period. */
bool session_fits(const struct session *s, const struct output *output, uint64_t period);

/* The screen has another size or period: makes a new buffer, black, and introduces it. As
 * session_open otherwise, but the session stays open when it fails. */
bool session_resize(struct session *s, uint32_t serial, const struct output *output,
                    uint64_t period, int tile_width, int tile_height);

/* The screen has the session's size and period, but is another one perhaps: introduces its own
 * bytes, if it has any. False as session_resize. */
bool session_introduce_memory(const struct session *s, const struct output *output);

/* A session that was never opened, or is closed, must have link -1 and is accepted. */
void session_close(struct session *s);

/* As link_receive. A FRAME has the next number and is for no later SETUP than this session's. The
 * rows of a FAILED are in the buffer; there are none if it is for an earlier one. A PONG answers a
 * PING. The fd of a KEPT is the caller's. */
enum link_result session_receive(struct session *s, struct link_message *message);

/* Calls `ready` with `data` when there is something to receive over `link`. NULL with an error
 * text. */
uv_poll_t *session_listen(uv_loop_t *loop, int link, uv_poll_cb ready, void *data);

/* Ends that, before the link is closed. NULL is accepted. */
void session_unlisten(uv_poll_t *poll);

/* True if the frame is for this session's buffer, and not for an earlier one. */
bool session_is_current(const struct session *s, const struct link_frame *frame);

/* Answers a frame. With a virtual clock the next one is due at once; else at the next vertical
 * blank after `vblank`, an earlier one (CLOCK_MONOTONIC nanoseconds); or, if that is 0, a period
 * after the last one was. False with an error text when the script process does not read its
 * messages; one that is gone is not an error. */
bool session_answer(struct session *s, const struct link_frame *frame, bool last,
                    bool virtual_clock, uint64_t vblank);

/* Passes input on, all but UI_MOVE, as soon as the script process has read most of what was sent
 * before; until then it is kept as in any event_queue. */
void session_input(struct session *s, const struct ui_event *event);

/* Sends what was kept, as far as there is room. */
void session_flush(struct session *s);

/* True while input is kept: session_flush should be called when the link is writable. */
bool session_keeps(const struct session *s);

/* Asks the script process for KEPT. */
void session_ask(struct session *s);

/* Tells it DROPPED. */
void session_dropped(struct session *s);

/* Asks it for PONG, unless it has yet to read an earlier question. */
void session_ping(struct session *s);

/* Asks the script process to end; one that is gone has. */
void session_quit(struct session *s);

#endif
