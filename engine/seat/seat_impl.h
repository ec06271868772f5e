/* For the files of this folder: what a VT is like (terminal.c), and the two kinds of session that
 * stand behind a seat: libseat's (libseat.c) and our own on a VT (vt.c). */
#ifndef SEAT_SEAT_IMPL_H
#define SEAT_SEAT_IMPL_H

#include <stdbool.h>
#include <stddef.h>

#include "seat/seat.h"

/* A VT as it was found. */
struct terminal {
    int tty;       /* a descriptor of it; -1: there is none, or no permission to open it */
    int vt;        /* its number, 1 to 63; 0: there is none */
    int keyboard;  /* the keyboard mode to put back; see terminal.c */
    bool graphics; /* it was in graphics mode */
};

/* The VT that is shown. */
void terminal_find_shown(struct terminal *c);

/* The VT that is our controlling terminal; c->vt is 0 if that is no VT. */
void terminal_find_own(struct terminal *c);

/* Asks for a VT to be shown, and waits for that, at most a second. */
void terminal_show(const struct terminal *c);

void terminal_close(struct terminal *c);

/* Opens VT number `vt` without making it our controlling terminal. -1 with errno set. */
int terminal_open(int vt);

/* The number of the VT that is shown; 0: there is none. */
int terminal_shown(void);

/* Waits while another fbrun is between taking a VT and opening a screen, where terminal_holder does
 * not see it, but at most two seconds. Then others wait until the descriptor that is returned is
 * closed. -1: we may not even open what is locked. */
int terminal_lock(void);

/* Looks for a process that has a screen open, and writes who it is to `who`. For a VT that is in
 * graphics mode: without such a process that mode was left by one that died. */
bool terminal_holder(char *who, size_t size);

/* What is to be put back on `c`, on which the modes of a session are set by now; `wait` as in
 * struct seat_rescue. False if there is nothing to put back. */
bool rescue_describe(struct seat_rescue *r, const struct terminal *c, int wait);

/* For a VT whose modes we may not set: hides its cursor and stops its blanking, which a terminal's
 * own language can do. False if it is not even writable. */
bool rescue_hide_cursor(struct seat_rescue *r, const struct terminal *c);

/* Puts back what `r` describes, unless the VT is not as we left it: then somebody else has it.
 * False with errno set when the terminal does not allow it. */
bool rescue_put_back(const struct seat_rescue *r, int tty);

struct session_impl;

struct session {
    const struct session_impl *impl;
    const char *name; /* as from seat_name */
    bool active;      /* as from seat_is_active: what the caller has been told */
    int fd;           /* as from seat_fd */
};

struct session_impl {
    enum seat_event (*dispatch)(struct session *s);
    void (*confirm_disable)(struct session *s);
    bool (*switch_vt)(struct session *s, int vt);
    /* Returns an id for close_device, with the descriptor in *fd, which becomes the caller's, or -1
     * with errno set, ENOENT if it does not know such devices. Both NULL: devices are opened
     * directly. */
    int (*open_device)(struct session *s, const char *path, int *fd);
    void (*close_device)(struct session *s, int id);
    /* Ends the session. Modes of its VT may be left to be put back. */
    void (*close)(struct session *s);
};

/* A session of libseat's; `builtin` says whether its own server may take the VT. NULL with an error
 * text. */
struct session *session_open_libseat(bool builtin);

/* Our own session on this VT, whose descriptor stays the caller's and outlives the session. NULL
 * with an error text, and nothing changed. */
struct session *session_open_vt(const struct terminal *c);

#endif
