/* Displays: where pixels become visible. A display has a size and one or more buffers, and is
 * handed rectangles of pixels in its own orientation; what to hand over is decided above
 * (screen/output.h), how the device holds it is decided below (display_impl.h, one file a
 * backend).
 *
 * A real screen has a life of its own: it comes and goes, changes its size, is busy while a frame
 * waits for the vertical blank, and belongs to somebody else while another VT is shown. All that
 * arrives through display_dispatch; nothing here waits for it. */
#ifndef DISPLAY_DISPLAY_H
#define DISPLAY_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/format.h"
#include "pixel/surface.h"
#include "seat/seat.h"

struct display;

struct display_options {
    const char *spec;        /* --display: "auto" or NAME[:PATH][,key=value…]; NULL: auto */
    const char *script_name; /* for the picture that "auto" writes: no folder, no extension */
    bool keep;               /* --keep: start from what the display holds */
    bool dither;             /* --dither: formats of 16 bits a pixel and fewer */
    bool wait;               /* a screen that is not there yet is waited for; display_open sets it
                                when the display was named */
    bool patient;            /* it is waited for without limit, with "auto" too, which then never
                                writes a picture instead */
    bool stay;               /* --exit: the pixels stay, so a console is not taken */
    bool withheld;           /* display_memory gives nothing */
    struct seat *seat;       /* where real screens get their devices; outlives the display. NULL:
                                there are none */
};

/* Opens the display that `options->spec` asks for. "auto" tries them in order and logs one line:
 * what it chose, and why each one before it was passed over.
 * NULL with an error text that says what was expected and what came. */
struct display *display_open(const struct display_options *options);

/* Finishes what the display still has to do (headless writes its picture), gives everything back,
 * frees it. False with an error text when something could not be written; it is freed all the
 * same. NULL is accepted. */
bool display_close(struct display *d);

/* For messages, such as "headless" or "file". */
const char *display_name(const struct display *d);

int display_width(const struct display *d);       /* pixels, as the device counts them; */
int display_height(const struct display *d);      /* both 0 while there is no screen yet */
uint64_t display_period(const struct display *d); /* nanoseconds from frame to frame */

/* How the panel is mounted: a picture that is turned clockwise by this (0, 90, 180, 270 degrees) is
 * upright on it. */
int display_orientation(const struct display *d);

/* When the last vertical blank that can be trusted was, CLOCK_MONOTONIC nanoseconds; 0: frames are
 * paced by a timer. */
uint64_t display_vblank(const struct display *d);

/* Rectangles handed to display_write begin and end at multiples of this many pixels horizontally,
 * or at the right edge. */
int display_alignment(const struct display *d);

/* True if a still picture ends the program (headless and file: nobody is watching). */
bool display_ends_when_still(const struct display *d);

/* True for a real screen, with a keyboard beside it: it uses the seat. */
bool display_uses_seat(const struct display *d);

/* True if it has a panel that can be switched off. */
bool display_has_power(const struct display *d);

/* Switches the panel off, or on again, in the next display_dispatch, and from then on until it is
 * said otherwise: also after it was replaced, had another mode, or was somebody else's. While it is
 * off no frame may begin; when it is on, DISPLAY_LOST says that everything is to be written again.
 * Without display_has_power it stays on. */
void display_set_power(struct display *d, bool on);

/* True if the panel is off, or about to be. */
bool display_is_off(const struct display *d);

/* A descriptor that is readable when display_dispatch has something to do; -1: never. It stays the
 * same. */
int display_fd(const struct display *d);

/* When display_dispatch is to be called even so, CLOCK_MONOTONIC nanoseconds; 0: never. May change
 * with every call below. */
uint64_t display_deadline(const struct display *d);

/* What display_dispatch found, several of them together. */
enum display_event {
    DISPLAY_READY = 1,   /* what display_begin refused may be tried again */
    DISPLAY_LOST = 2,    /* the buffers hold nothing any more, everything is to be written again */
    DISPLAY_CHANGED = 4, /* size, period, alignment, orientation, buffers or memory, and so all of
                            it is lost; may be 0 x 0: the screen is gone, but may come back */
};

/* Handles what happened to the device, without blocking. Returns events, or -1 with an error text
 * when the display is lost for good. */
int display_dispatch(struct display *d);

/* The seat was disabled (false: the device is not touched any more when this returns) or enabled
 * (true: everything is to be written again). */
void display_set_active(struct display *d, bool active);

/* Number of buffers that display_begin chooses from; each is a consumer of its own. */
int display_buffers(const struct display *d);

/* Fills `s` (of the display's size) with what the display holds, as opaque colours: for --keep.
 * At most once, before anything is written.
 * From then on a pixel that is written with the colour it was read with gets back the bytes that
 * it had, with whatever the format's conversion would lose of them.
 * False with an error text when it cannot be read. */
bool display_read(struct display *d, struct surface *s);

enum { DISPLAY_BUSY = -2 };

/* Begins a frame. Returns the buffer that the frame goes to, 0 to display_buffers() - 1, or
 * DISPLAY_BUSY when nothing can be shown now (DISPLAY_READY follows when that changes), or -1 with
 * an error text when the display is lost for good. */
int display_begin(struct display *d);

/* Puts the pixels `from` of `s` at (x, y) of the buffer that display_begin named. Rectangles of
 * one frame come in ascending order of rows. False with an error text when the display is lost. */
bool display_write(struct display *d, const struct surface *s, struct rect from, int x, int y);

/* Ends the frame and shows it, or begins to; `damage` are the rectangles that differ from the last
 * frame, in the display's orientation. It is called for every frame, also when nothing changed. A
 * frame that could not be shown for a reason that passes is DISPLAY_LOST at the next dispatch.
 * False with an error text when the display is lost for good. */
bool display_end(struct display *d, const struct rect *damage, int count);

/* The display's own bytes, as others may map them. */
struct display_memory {
    int fd;          /* the display's */
    uint64_t offset; /* of the first pixel in it, bytes */
    size_t stride;   /* from a row to the next, bytes */
    struct pixel_format format;
};

/* Where the display has its bytes; as display_width, it changes with DISPLAY_CHANGED. False: it has
 * none that can be mapped. */
bool display_memory(const struct display *d, struct display_memory *memory);

/* The displays with their paths and settings, a line or two each, for --help. */
const char *display_help(void);

#endif
