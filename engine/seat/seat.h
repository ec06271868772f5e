/* The seat: the right to use the machine's screen and input devices, and the virtual terminal (VT)
 * that they belong to at the moment. libseat gives it (seatd, logind, or its built-in server as
 * root); where there is no libseat session our own ioctls take the VT; where there is no VT either
 * (a container, a service without a terminal) devices are opened all the same.
 *
 * One seat a process. It is made closed, which costs nothing, and taken by the first display that
 * finds a device for it. */
#ifndef SEAT_SEAT_H
#define SEAT_SEAT_H

#include <stdbool.h>
#include <stdint.h>

struct seat;

/* NULL with an error text when there is no memory. */
struct seat *seat_create(void);

/* Gives back the VT with its text, keyboard and switching as they were, closes what is still open,
 * frees. NULL is accepted. */
void seat_destroy(struct seat *s);

/* Takes the VT: its text is no longer drawn, its keyboard no longer read by the shell, and a switch
 * to another VT asks us first. That there is no VT is no failure: seat_name tells. Taking it twice
 * is once. It may wait for some seconds: for another fbrun that is starting, a VT that is to be
 * shown, libseat's answer. False with an error text only when somebody else's session forbids to
 * use the devices (another compositor on the VT). */
bool seat_take(struct seat *s);

/* Gives the VT back before the seat's end, for when no display came to use it. */
void seat_release(struct seat *s);

/* Who gave it: "seatd", "logind", "builtin", "vt", "none"; "none" too before it is taken. */
const char *seat_name(const struct seat *s);

/* True while devices may be used: it is taken and its VT is the one that is shown. */
bool seat_is_active(const struct seat *s);

enum seat_event {
    SEAT_NOTHING, /* no more news */
    SEAT_DISABLE, /* stop using the devices, then call seat_confirm_disable */
    SEAT_ENABLE,  /* the devices may be used again */
    SEAT_LOST,    /* the session is gone for good (seatd died); error text set */
};

/* A descriptor that is readable when seat_dispatch has news; -1 if none will ever come. */
int seat_fd(const struct seat *s);

/* Takes one piece of news, without blocking. */
enum seat_event seat_dispatch(struct seat *s);

/* Answers SEAT_DISABLE: no device is in use any more, the switch goes on. */
void seat_confirm_disable(struct seat *s);

/* Opens a device node for reading and writing, non-blocking and close-on-exec; on a card, with the
 * mastership that goes with an active session. Kinds of device that libseat refuses (fbdev), and
 * all where there is no session, are opened directly. The descriptor is the caller's until
 * seat_close_device. -1 with an error text; error_code() tells permission from absence. */
int seat_open_device(struct seat *s, const char *path);

/* fd of -1 is accepted. */
void seat_close_device(struct seat *s, int fd);

/* Asks for VT number `vt` (1 to 63) to be shown; SEAT_DISABLE follows if that is granted.
 * False with an error text. */
bool seat_switch_vt(struct seat *s, int vt);

/* What a survivor has to put back on the console if this process is killed. */
struct seat_rescue {
    int32_t vt;            /* its number */
    int32_t signal;        /* VT_GETMODE's relsig as long as the VT is ours: one that somebody else
                              has taken since is left alone. 0: only its cursor was hidden */
    int32_t keyboard_mode; /* for KDSKBMODE */
    int32_t blank_minutes; /* after which the console blanked itself, if its cursor was hidden */
    int32_t wait;          /* milliseconds that libseat's server should have for it first */
};

/* Fills `r` and returns a descriptor of the VT, which stays the seat's; -1 when there is nothing to
 * put back. It is the same from seat_take to the seat's release. */
int seat_rescue_prepare(const struct seat *s, struct seat_rescue *r);

/* `changed` gets `data` whenever seat_rescue_prepare would say something else: in seat_take as soon
 * as the VT is ours, and when it has been put back. */
void seat_on_rescue(struct seat *s, void (*changed)(void *data), void *data);

/* In the survivor: puts the console back unless that has happened already. `tty` is the descriptor
 * that came with `r`. */
void seat_rescue_run(const struct seat_rescue *r, int tty);

#endif
