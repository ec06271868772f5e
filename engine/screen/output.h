/* From the last frame to the device: `shown` is a copy in RAM of the last frame that the script
 * presented, in the script's orientation. Each of the display's buffers is a consumer with keys of
 * its own, and gets the tiles that differ, turned by --rotate. */
#ifndef SCREEN_OUTPUT_H
#define SCREEN_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "display/display.h"
#include "link/buffer.h"

struct output;

enum { OUTPUT_AS_MOUNTED = -1 }; /* turn the picture as the panel is mounted */

/* Opens the display and allocates `shown`, black or (with options->keep) what the display holds.
 * rotate is 0, 90, 180 or 270 degrees clockwise: the picture's top is at the display's top, right,
 * bottom or left; or OUTPUT_AS_MOUNTED. The tile sizes are those of the link buffers that will come
 * (0: the default). While the display has no screen, neither has the output: its size is 0 x 0, and
 * it can only be resized.
 * NULL with an error text. */
struct output *output_create(const struct display_options *options, int rotate, int tile_width,
                             int tile_height);

/* Closes the display; false with an error text as display_close. NULL is accepted. */
bool output_destroy(struct output *o);

struct display *output_display(const struct output *o);
int output_width(const struct output *o);  /* pixels, as the script sees it */
int output_height(const struct output *o); /* pixels */

/* By how many degrees clockwise the picture is turned on the display: 0, 90, 180 or 270. */
int output_rotation(const struct output *o);

/* After DISPLAY_CHANGED: takes over what the display is now. If the picture has another size than
 * before, `shown` is black; else, and while the display has no screen, it stays. False with an
 * error text. */
bool output_change(struct output *o);

/* After DISPLAY_LOST: everything is written again. */
void output_forget(struct output *o);

/* The last frame that was taken; valid as long as the output. */
const struct surface *output_shown(const struct output *o);

/* Copies the frame's changed tiles to `shown`. The buffer may be drawn on again afterwards.
 * `serial` tells the buffers of a run apart (link_setup.serial, over all script processes): keys
 * of different buffers say nothing about each other, so all of a new buffer is taken, once. */
void output_take(struct output *o, const struct link_buffer *frame, uint32_t serial);

/* Fills a fresh link buffer with `shown`, so that a new script process starts from it (--keep). */
void output_fill(const struct output *o, struct link_buffer *buffer);

/* Shows rows of the buffer, which are opaque and inside of it, over whatever is taken, in place of
 * earlier ones. They are copied. False with an error text without memory; nothing is covered then.
 */
bool output_cover(struct output *o, const struct link_buffer *rows, int top, int height);

/* Shows again what was covered, if anything was. */
void output_uncover(struct output *o);

/* From the next output_present on the mouse's pointer is shown at (x, y), pixels of the picture, or
 * not at all. True if that is another place than before. */
bool output_set_cursor(struct output *o, bool visible, int x, int y);

enum output_state {
    OUTPUT_READY,  /* output_present may follow */
    OUTPUT_BUSY,   /* the display takes nothing now; it will say when */
    OUTPUT_FAILED, /* it is lost for good; error text set */
};

/* Asks the display for the buffer that the next frame goes to. */
enum output_state output_begin(struct output *o);

/* After OUTPUT_READY: writes to the display what that buffer lacks of `shown`, and shows it.
 * False with an error text when the display is lost for good. */
bool output_present(struct output *o);

#endif
