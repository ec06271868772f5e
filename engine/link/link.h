/* The link: what the screen process and the script process say to each other over one
 * SOCK_SEQPACKET socketpair. Messages have a fixed size for each type, so one that is cut, too
 * long, unknown, or sent by the wrong side is recognised and refused; the other process is
 * hostile until checked.
 *
 *   screen -> script  SETUP   the screen's size, and the shared buffer (link/buffer.h) as a memfd;
 *                             the first message, and again when the size changes
 *                     MEMORY  before SETUP, if the display has bytes that can be mapped: those, as
 *                             a descriptor
 *                     TAKEN   the frame was copied, the buffer may be drawn on again
 *                     QUIT    please end
 *                     KEY     a key was pressed, repeated or released
 *                     POINTER the mouse was moved, one of its buttons pressed, its wheel turned
 *                     TOUCH   a finger was put on the screen, moved or lifted
 *                     KEEP    what an earlier script process wanted kept, before SETUP
 *                     ASK     please send KEPT
 *                     PING    please send PONG
 *                     DROPPED a new version is gone again; it may have written to the terminal
 *   script -> screen  FRAME   the buffer holds a frame; it is not touched until TAKEN
 *                     FILE    the program is made of this file
 *                     KEPT    what the next script process is to get
 *                     FAILED  the program has failed; rows of the buffer say why
 *                     PONG    the program's loop turns
 *                     POWER   the panel is to be switched off, or on again
 */
#ifndef LINK_LINK_H
#define LINK_LINK_H

#include <stdbool.h>
#include <stdint.h>

enum link_type {
    LINK_SETUP = 1,
    LINK_TAKEN,
    LINK_QUIT,
    LINK_FRAME,
    LINK_KEY,
    LINK_POINTER,
    LINK_TOUCH,
    LINK_KEEP,
    LINK_ASK,
    LINK_FILE,
    LINK_KEPT,
    LINK_FAILED,
    LINK_MEMORY,
    LINK_PING,
    LINK_PONG,
    LINK_POWER,
    LINK_DROPPED,
};

struct link_setup {
    uint32_t serial;       /* counts SETUPs; a FRAME for an older one is answered, not shown */
    int32_t width, height; /* pixels, after rotation */
    int32_t tile_width;    /* pixels */
    int32_t tile_height;   /* pixels */
    uint16_t kept;         /* 1: the buffer holds a picture to start from; 0: nothing yet */
    uint16_t power;        /* 1: POWER has an effect; 0: there is no panel */
    uint64_t period;       /* nanoseconds from frame to frame, > 0 */
};

struct link_taken {
    uint32_t serial;
    uint32_t last;  /* 1: no further frame is wanted, please end */
    uint64_t frame; /* the number that FRAME gave */
    uint64_t due;   /* when to begin the next frame, CLOCK_MONOTONIC nanoseconds; 0: at once */
};

/* What the program will do by itself. */
enum link_still {
    LINK_MOVES, /* it goes on: timers, or a frame after this one */
    LINK_STILL, /* it has nothing further to show */
    LINK_WAITS, /* it has, but waits for input or for files until then */
};

struct link_frame {
    uint32_t serial;
    uint32_t still; /* enum link_still */
    uint64_t frame; /* 1, 2, 3 … in each script process */
};

/* What happens to a key, a button or a touch. LINK_HELD is what a new program finds pressed, and of
 * a POINTER without a button where that is. */
enum link_action { LINK_RELEASED, LINK_PRESSED, LINK_REPEATED, LINK_MOVED, LINK_WHEEL, LINK_HELD };

enum {
    LINK_TEXT_SIZE = 52,      /* bytes */
    LINK_PLACE_MAX = 1 << 20, /* pixels; places and wheels are finite and at most this far from 0 */
    LINK_BUTTONS = 8,
    LINK_TOUCHES = 32,
    LINK_FORMAT_SIZE = 20, /* bytes */
};

struct link_key {
    uint32_t code;             /* KEY_* of linux/input-event-codes.h */
    uint32_t action;           /* LINK_RELEASED, LINK_PRESSED, LINK_REPEATED or LINK_HELD */
    uint32_t symbol;           /* the character that names the key; 0: none but that of its code */
    char text[LINK_TEXT_SIZE]; /* what it types: UTF-8, ended and filled up by zeros */
};

struct link_pointer {
    uint32_t action;  /* all but LINK_REPEATED */
    uint32_t button;  /* 1 to LINK_BUTTONS when one was pressed or released, or is held; else 0 */
    uint32_t presses; /* how often it was pressed in a row, from 1; 0 when it was not */
    float x, y;       /* pixels of the picture; of LINK_WHEEL notches to the right and up */
};

struct link_touch {
    uint32_t action;  /* LINK_RELEASED, LINK_PRESSED, LINK_MOVED or LINK_HELD */
    uint32_t id;      /* 1 to LINK_TOUCHES, from its press to its release */
    uint32_t presses; /* as a button's */
    float x, y;       /* pixels of the picture */
    float pressure;   /* 0 to 1 */
};

enum { LINK_PATH_MAX = 1024 }; /* bytes; a file whose path is longer is not told */

struct link_file {
    uint64_t device, inode, size, modified; /* struct file_state, from before it was read */
    char path[LINK_PATH_MAX];               /* absolute, ended by NUL */
};

struct link_failed {
    uint32_t serial;
    int32_t top, height; /* the rows of the buffer, opaque, to be shown over the picture */
    uint32_t in_use;     /* 1: for what it needs is in use, by the old version perhaps */
};

/* The display's own bytes, for scripts that write these. */
struct link_memory {
    uint64_t offset;               /* of the first pixel in what the descriptor maps, bytes */
    uint64_t stride;               /* from a row to the next, bytes */
    uint32_t width, height;        /* pixels, as the device counts them */
    uint32_t buffers;              /* 1, or more that take turns, of which this is one */
    char format[LINK_FORMAT_SIZE]; /* its name (pixel/format.h), filled up by zeros */
};

struct link_power {
    uint32_t on; /* 0 or 1 */
};

struct link_message {
    uint32_t type; /* enum link_type */
    union {
        struct link_setup setup;
        struct link_taken taken;
        struct link_frame frame;
        struct link_key key;
        struct link_pointer pointer;
        struct link_touch touch;
        struct link_file file;
        struct link_failed failed;
        struct link_memory memory;
        struct link_power power;
    };
    int fd; /* the receiver's: with SETUP the buffer's memfd, with MEMORY the display's, with KEEP
               and KEPT that of the data (link/parcel.h); else -1 */
};

/* Which end of the link one is; decides which messages may arrive. */
enum link_side { LINK_SCREEN, LINK_SCRIPT };

enum link_result {
    LINK_MESSAGE, /* *message is filled */
    LINK_NOTHING, /* nothing to read now */
    LINK_CLOSED,  /* the other side is gone */
    LINK_BROKEN,  /* the other side broke the rules; error text set; nothing is left open */
};

/* A connected pair, close-on-exec and non-blocking: ends[0] for the screen, ends[1] for the
 * script. False with an error text. */
bool link_pair(int ends[2]);

/* Sends a message; `message->fd` goes along if it is not -1, and stays the caller's. A full
 * socket counts as failure: with one frame in flight it means that the other side does not read.
 * False with an error text; error_code() is EPIPE or ECONNRESET when the other side is gone. */
bool link_send(int fd, const struct link_message *message);

/* Receives one message for `side`, without blocking. Descriptors that come along unasked are
 * closed. */
enum link_result link_receive(int fd, enum link_side side, struct link_message *message);

#endif
