/* A program is replaced by its new version while it runs: the files that it is made of are watched,
 * and a second script process is started beside the first. Only when that one's first frame is
 * there the screen changes over to it. */
#ifndef SCREEN_RELOAD_H
#define SCREEN_RELOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/file_watch.h"
#include "screen/session.h"
#include "screen/supervisor.h"

/* What the screen process does about it; each gets `data`. */
struct reload_calls {
    void (*changed)(void *data);   /* a file of the program has */
    void (*introduce)(void *data); /* the new version waits for reload_introduce */
    void (*first)(void *data, const struct link_frame *frame); /* its first frame; reload_adopt */
    void (*failed)(void *data, const struct link_failed *failed); /* instead; in `session` */
};

struct reload {
    const struct reload_calls *calls;
    void *data;
    uv_loop_t *loop;
    struct supervisor *supervisor;
    struct file_watch *watch; /* NULL: nothing is */
    uv_poll_t watch_poll;
    uv_timer_t patience;    /* runs while the old version is asked, then while the new one loads */
    uint64_t limit;         /* for that, milliseconds; 0: none */
    bool asks;              /* the old version for what it wants kept */
    struct session *old;    /* with the version that runs */
    uint32_t script;        /* names the new version's process */
    int link;               /* to it, until it is introduced; -1: none */
    struct session session; /* with it, from then on */
    uv_poll_t *poll;        /* of session.link */
    int kept;               /* what a program wanted kept (link/parcel.h); -1: nothing */
    bool dark;              /* the new version wants the panel to be off */
    bool ends;              /* it has closed its link */
    bool silent;            /* nobody has said yet what has become of it */
    bool open;
    bool complained; /* a file cannot be watched */
};

/* Begins to listen. A new version that has not drawn for `limit` milliseconds (0: any time) is
 * killed. The caller closes what is left of the loop's handles. False with an error text. */
bool reload_open(struct reload *r, uv_loop_t *loop, struct supervisor *supervisor, uint64_t limit,
                 const struct reload_calls *calls, void *data);

/* One that is all zero is accepted. */
void reload_finish(struct reload *r);

/* Starts a new version beside the old one, whose session is asked for what it wants kept; calls
 * introduce when it has answered, or takes too long. False with an error text. */
bool reload_begin(struct reload *r, struct session *old);

/* Introduces the screen to the new version. As session_open. */
bool reload_introduce(struct reload *r, uint32_t serial, const struct output *output,
                      uint64_t period, int tile_width, int tile_height, bool keep);

/* The new version takes the old one's place: fills *session and *poll, which then calls `ready`
 * with `data`. */
void reload_adopt(struct reload *r, struct session *session, uv_poll_t **poll, uv_poll_cb ready,
                  void *data);

/* The new version's process has ended: says how, if it has not said why. */
void reload_ended(struct reload *r);

/* Ends the new version, if there is one. */
void reload_drop(struct reload *r);

/* The script process, or with `new_version` the new version's, is made of this file. */
void reload_file(struct reload *r, const struct link_file *file, bool new_version);

/* The old version's answer, whose fd is taken over. */
void reload_kept(struct reload *r, int fd);

/* Sends a script process that starts in place of one that failed, or that had to go first, what
 * that wanted kept. */
void reload_send_kept(struct reload *r, int link);

#endif
