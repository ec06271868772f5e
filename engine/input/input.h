/* Input devices → events. libinput where it is built in and its udev properties are there, else the
 * kernel's evdev devices themselves. Devices come and go while it is open. */
#ifndef INPUT_INPUT_H
#define INPUT_INPUT_H

#include <stdbool.h>

#include "input/event.h"
#include "seat/seat.h"

struct input;

/* Opens every keyboard, mouse, touch screen and tablet that the seat lets us have; none is not an
 * error, one may come. Where the console's own keyboard is not turned off (no VT), keyboards are
 * grabbed, so that nothing typed here reaches a shell as well. `keyboard` names the layout, as
 * key_layout_create takes it. The seat must outlive it. NULL with an error text. */
struct input *input_open(struct seat *seat, const char *keyboard);

/* NULL is accepted. */
void input_close(struct input *in);

/* Readable when input_next may have an event. Stays the same. */
int input_fd(const struct input *in);

/* Takes one event, without blocking; false when there is none. Places are parts of the display (0
 * to 1). What was down on a device that goes, or when input is suspended, is reported as released.
 */
bool input_next(struct input *in, struct ui_event *event);

/* The seat is disabled: devices are not read, and what is held is released. */
void input_suspend(struct input *in);

/* The seat is enabled again. */
void input_resume(struct input *in);

#endif
