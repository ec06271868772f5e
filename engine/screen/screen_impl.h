/* What the parts of the screen process share: screen.c, which waits and decides, and screen_link.c,
 * which talks with the script process. */
#ifndef SCREEN_SCREEN_IMPL_H
#define SCREEN_SCREEN_IMPL_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "screen/console.h"
#include "screen/control.h"
#include "screen/monitor.h"
#include "screen/patience.h"
#include "screen/pointer.h"
#include "screen/power.h"
#include "screen/pressed.h"
#include "screen/reload.h"
#include "screen/screen.h"
#include "screen/service.h"
#include "screen/session.h"
#include "screen/signals.h"
#include "screen/supervisor.h"

struct screen {
    const struct screen_options *options;
    struct supervisor supervisor; /* unused if the script runs in another thread of this process */
    struct console console;
    struct monitor monitor;
    uv_loop_t loop;
    uv_poll_t *link_poll; /* of the session's link, or the early one */
    struct signals signals;
    struct session session; /* with the script process */
    struct pointer pointer;
    struct pressed pressed;
    struct power power;
    struct reload reload;   /* and with the one that may take its place */
    uint32_t serial;        /* of the last SETUP */
    int early_link;         /* of a script process that waits for the first screen; -1: none */
    struct link_frame held; /* a frame that is answered when it is on its way to the screen */
    bool holds;             /* there is one */
    struct service service;
    struct control control;
    struct patience patience; /* with the script process */
    long frames;              /* taken so far */
    uint64_t stop_asked;      /* when a signal first asked for the end, nanoseconds; 0: not yet */
    bool single_process;      /* there is no process to start, signal or kill */
    bool stopping;            /* the script should end */
    bool failed;              /* an error has been logged */
};

static inline struct display *screen_display(const struct screen *s)
{
    return output_display(s->monitor.output);
}

/* Of what the script process runs. */
static inline const char *screen_script_name(const struct screen *s)
{
    return s->supervisor.on_fallback ? s->options->fallback : s->options->display.script_name;
}

/* In screen.c */

/* Logs the error text; the exit status will say so. */
void screen_fail(struct screen *s);

/* Ends the loop, and with it the program. `data` is the screen, as in all callbacks. */
void screen_end(void *data);

/* From now on the script should end by itself. */
void screen_expect_end(struct screen *s);

/* The display is lost for good: logs the error text and asks the script process to end. */
void screen_display_failed(void *data);

/* In screen_link.c */

/* Begins a session over `link`, which it takes over. False with an error text. */
bool screen_begin_session(struct screen *s, int link);

/* Introduces the screen over `link`, which the session takes over; while there is no screen, it
 * waits. False with an error text. */
bool screen_introduce(struct screen *s, int link);

/* One that is closed is accepted. */
void screen_close_session(struct screen *s);

/* A uv_poll_cb: the session's link is readable, or has room for what is kept. */
void screen_on_link(uv_poll_t *poll, int status, int events);

/* Handles one message; false when there was none. */
bool screen_take_message(struct screen *s);

/* A frame for an earlier SETUP, or one after the last that was wanted, is answered, not shown. */
void screen_take_frame(struct screen *s, const struct link_frame *frame);

/* Answers the frame that waits for it, if one does and the process that was replaced is gone. */
void screen_answer_held(struct screen *s);

/* Sends the input that there is room for, and waits for room if some is left. */
void screen_tell(struct screen *s);

/* The script process has failed: if somebody looks at the display and it is not replaced, the
 * picture stays until a file of the program is saved. */
void screen_await_save(struct screen *s);

/* Shows what is new in `shown` and nobody waits for. */
void screen_show_now(struct screen *s);

/* A program has failed, and rows of its buffer say why. */
void screen_show_failure(struct screen *s, const struct session *session,
                         const struct link_failed *failed);

#endif
