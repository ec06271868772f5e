/* Displays: where pixels become visible. A display has a size and one or more buffers, and is
 * handed rectangles of pixels in its own orientation; what to hand over is decided above
 * (screen/output.h), how the device holds it is decided below (display_impl.h, one file a
 * backend). */
#ifndef DISPLAY_DISPLAY_H
#define DISPLAY_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rect.h"
#include "pixel/surface.h"

struct display;

struct display_options {
    const char *spec;        /* --display: "auto" or NAME[:PATH][,key=value…]; NULL: auto */
    const char *script_name; /* for the picture that "auto" writes: no folder, no extension */
    bool keep;               /* --keep: start from what the display holds */
    bool dither;             /* --dither: formats of 16 bits a pixel and fewer */
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

int display_width(const struct display *d);       /* pixels, as the device is mounted */
int display_height(const struct display *d);      /* pixels */
uint64_t display_period(const struct display *d); /* nanoseconds from frame to frame */

/* Rectangles handed to display_write begin and end at multiples of this many pixels horizontally,
 * or at the right edge. */
int display_alignment(const struct display *d);

/* True if a still picture ends the program (headless and file: nobody is watching). */
bool display_ends_when_still(const struct display *d);

/* Number of buffers that display_begin chooses from; each is a consumer of its own. */
int display_buffers(const struct display *d);

/* Fills `s` (of the display's size) with what the display holds, as opaque colours: for --keep.
 * At most once, before anything is written.
 * From then on a pixel that is written with the colour it was read with gets back the bytes that
 * it had, with whatever the format's conversion would lose of them.
 * False with an error text when it cannot be read. */
bool display_read(struct display *d, struct surface *s);

/* Begins a frame. Returns the buffer that the frame goes to, 0 to display_buffers() - 1, or -1
 * with an error text when the display is lost. */
int display_begin(struct display *d);

/* Puts the pixels `from` of `s` at (x, y) of the buffer that display_begin named. Rectangles of
 * one frame come in ascending order of rows. False with an error text when the display is lost. */
bool display_write(struct display *d, const struct surface *s, struct rect from, int x, int y);

/* Ends the frame and shows it; `damage` are the rectangles that differ from the last frame, in the
 * display's orientation. It is called for every frame, also when nothing changed.
 * False with an error text when the display is lost. */
bool display_end(struct display *d, const struct rect *damage, int count);

/* The displays with their paths and settings, a line or two each, for --help. */
const char *display_help(void);

#endif
