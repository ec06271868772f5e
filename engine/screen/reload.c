/* The old version goes on as if nothing were, until the new one has shown that it can draw. Both
 * know nothing of each other; what the old one wants kept goes through here unread. */
#define LOG_MODULE "screen"
#include "screen/reload.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "link/parcel.h"

enum { RUNNING = 1, NEW = 2 }; /* owners of watched files */

/* Milliseconds for the old version to answer, which it does between two frames: some take longer
 * than others. A new version waits so long for an old one that is busy, and not at all for one at
 * rest. */
enum { PATIENCE = 1000 };

/* Milliseconds for a new version that has closed its link to end. Nobody waits for it. */
enum { END_PATIENCE = 5000 };

static void on_watch(uv_poll_t *poll, int status, int events)
{
    struct reload *r = poll->data;
    (void)status;
    (void)events;
    bool changed = false;
    for (const char *path; (path = file_watch_take(r->watch)) != NULL; changed = true)
        log_debug("%s has changed", path);
    if (changed)
        r->calls->changed(r->data);
}

bool reload_open(struct reload *r, uv_loop_t *loop, struct supervisor *supervisor, uint64_t limit,
                 const struct reload_calls *calls, void *data)
{
    *r = (struct reload){.calls = calls,
                         .data = data,
                         .loop = loop,
                         .supervisor = supervisor,
                         .limit = limit,
                         .link = -1,
                         .session = {.link = -1, .buffer.fd = -1},
                         .kept = -1,
                         .open = true};
    uv_timer_init(loop, &r->patience);
    r->patience.data = r->watch_poll.data = r;
    r->watch = file_watch_create();
    if (r->watch == NULL)
        return false;
    int error = uv_poll_init(loop, &r->watch_poll, file_watch_fd(r->watch));
    if (error == 0)
        error = uv_poll_start(&r->watch_poll, UV_READABLE, on_watch);
    return error == 0 || error_set("cannot watch files: %s", uv_strerror(error));
}

static void forget_kept(struct reload *r)
{
    if (r->kept >= 0)
        close(r->kept);
    r->kept = -1;
}

static void close_link(struct reload *r)
{
    uv_timer_stop(&r->patience);
    r->asks = false;
    session_unlisten(r->poll);
    r->poll = NULL;
    session_close(&r->session);
    if (r->link >= 0)
        close(r->link);
    r->link = -1;
}

void reload_finish(struct reload *r)
{
    if (!r->open)
        return;
    close_link(r);
    forget_kept(r);
    if (r->watch_poll.loop != NULL)
        uv_close((uv_handle_t *)&r->watch_poll, NULL);
    file_watch_destroy(r->watch);
    r->open = false;
}

/* The old version goes on alone. */
static void close_new(struct reload *r)
{
    close_link(r);
    session_dropped(r->old);
}

void reload_drop(struct reload *r)
{
    r->silent = false;
    if (!r->open || (!r->ends && r->link < 0 && r->session.link < 0))
        return;
    if (!r->ends)
        close_new(r);
    r->ends = false;
    uv_timer_stop(&r->patience);
    supervisor_drop(r->supervisor, r->script);
}

static void on_stays(uv_timer_t *timer)
{
    struct reload *r = timer->data;
    supervisor_drop(r->supervisor, r->script); /* of which reload_ended tells */
}

/* The new version has closed its link, which it does by ending. */
static void expect_end(struct reload *r)
{
    close_new(r);
    r->ends = true;
    uv_timer_start(&r->patience, on_stays, END_PATIENCE, 0);
    reload_ended(r);
}

/* What it sent before, which may be why, is read first. */
void reload_ended(struct reload *r)
{
    if (!r->ends || !r->supervisor->other_ended)
        return;
    r->ends = false;
    uv_timer_stop(&r->patience);
    if (!r->silent)
        return;
    r->silent = false;
    const int status = r->supervisor->other_status;
    if (WIFEXITED(status))
        log_error("the new version ended with status %d before it drew anything",
                  WEXITSTATUS(status));
    else
        log_error("the new version was killed by signal %d (%s)", WTERMSIG(status),
                  strsignal(WTERMSIG(status)));
}

static void on_patience(uv_timer_t *timer)
{
    struct reload *r = timer->data;
    log_warning("the running program is busy: what it wants kept is lost");
    r->asks = false;
    r->calls->introduce(r->data);
}

static void on_hung(uv_timer_t *timer)
{
    struct reload *r = timer->data;
    log_error("the new version has not drawn anything for %.3g s and was killed",
              (double)r->limit / 1000);
    reload_drop(r);
}

bool reload_begin(struct reload *r, struct session *old)
{
    reload_drop(r);
    file_watch_drop(r->watch, NEW);
    forget_kept(r);
    r->dark = false;
    r->link = supervisor_spawn_other(r->supervisor, &r->script);
    if (r->link < 0)
        return false;
    r->asks = r->silent = true;
    r->old = old;
    session_ask(old);
    uv_update_time(r->loop);
    uv_timer_start(&r->patience, on_patience, PATIENCE, 0);
    return true;
}

static void take_failed(struct reload *r, const struct link_failed *failed)
{
    r->silent = false;
    r->calls->failed(r->data, failed);
}

/* Takes a message of the new version's; false when there was none. */
static bool take_message(struct reload *r)
{
    struct link_message m;
    if (r->session.link < 0)
        return false;
    switch (session_receive(&r->session, &m)) {
    case LINK_MESSAGE:
        if (m.type == LINK_FILE)
            reload_file(r, &m.file, true);
        else if (m.type == LINK_FRAME)
            r->calls->first(r->data, &m.frame);
        else if (m.type == LINK_FAILED)
            take_failed(r, &m.failed);
        else if (m.type == LINK_POWER)
            r->dark = m.power.on == 0;
        if (m.fd >= 0)
            close(m.fd);
        return true;
    case LINK_BROKEN:
        log_error("the new version broke the rules of the link and was killed: %s", error_text());
        reload_drop(r);
        break;
    case LINK_CLOSED:
        expect_end(r);
        break;
    case LINK_NOTHING:
        break;
    }
    return false;
}

/* As screen_on_link. */
static void on_link(uv_poll_t *poll, int status, int events)
{
    struct reload *r = poll->data;
    (void)events;
    while (take_message(r) && status != 0)
        ;
}

static void send_kept(const struct reload *r, int link)
{
    if (r->kept >= 0)
        link_send(link, &(struct link_message){.type = LINK_KEEP, .fd = r->kept});
}

void reload_send_kept(struct reload *r, int link)
{
    if (!r->open)
        return;
    send_kept(r, link);
    forget_kept(r);
}

bool reload_introduce(struct reload *r, uint32_t serial, const struct output *output,
                      uint64_t period, int tile_width, int tile_height, bool keep)
{
    int link = r->link;
    r->link = -1;
    send_kept(r, link); /* and once more, if the old version has to go first */
    if (!session_open(&r->session, link, serial, output, period, tile_width, tile_height, keep)) {
        if (error_code() != EPIPE && error_code() != ECONNRESET)
            return false;
        expect_end(r);
        return true;
    }
    r->poll = session_listen(r->loop, link, on_link, r);
    if (r->poll == NULL) {
        session_close(&r->session);
        return false;
    }
    if (r->limit > 0)
        uv_timer_start(&r->patience, on_hung, r->limit, 0);
    surface_warm_up(&r->session.buffer.surface); /* it is loading its script meanwhile */
    return true;
}

void reload_adopt(struct reload *r, struct session *session, uv_poll_t **poll, uv_poll_cb ready,
                  void *data)
{
    uv_timer_stop(&r->patience);
    *session = r->session;
    *poll = r->poll;
    (*poll)->data = data;
    uv_poll_start(*poll, UV_READABLE, ready);
    r->session = (struct session){.link = -1, .buffer.fd = -1};
    r->poll = NULL;
    r->silent = false;
    file_watch_hand_over(r->watch, NEW, RUNNING);
    forget_kept(r);
    supervisor_adopt(r->supervisor, r->script);
}

void reload_file(struct reload *r, const struct link_file *file, bool new_version)
{
    const struct file_state seen = {file->device, file->inode, file->size, file->modified};
    if (!r->open || file_watch_add(r->watch, file->path, &seen, new_version ? NEW : RUNNING) ||
        r->complained)
        return;
    log_warning("%s", error_text());
    r->complained = true;
}

void reload_kept(struct reload *r, int fd)
{
    if (!r->open) {
        close(fd);
        return;
    }
    forget_kept(r);
    if (parcel_is_whole(fd))
        r->kept = fd;
    else /* which might be memory without end */
        close(fd);
    if (!r->asks)
        return;
    r->asks = false;
    uv_timer_stop(&r->patience);
    r->calls->introduce(r->data);
}
