/* One of the kernel's input devices: what kind it is, and what its events say. The descriptor is
 * whoever opened it's. */
#ifndef INPUT_EVDEV_DEVICE_H
#define INPUT_EVDEV_DEVICE_H

#include <limits.h>
#include <linux/input.h>
#include <stdbool.h>
#include <stdint.h>

#include "input/event.h"
#include "input/keys.h"

struct input;

enum { EVDEV_WORD_BITS = sizeof(unsigned long) * CHAR_BIT };

/* Words of a set of codes as the kernel has it: which byte a bit is in depends on the machine. */
#define EVDEV_WORDS(codes) (((codes) + EVDEV_WORD_BITS - 1) / EVDEV_WORD_BITS)

/* A device may be several. */
enum evdev_kind {
    EVDEV_KEYBOARD = 1,
    EVDEV_MOUSE = 2,
    EVDEV_TABLET = 4, /* a pointer that is put somewhere: a pen, a virtual machine's mouse */
    EVDEV_SINGLE_TOUCH = 8,
    EVDEV_MULTI_TOUCH = 16, /* protocol B of Documentation/input/multi-touch-protocol.rst */
    EVDEV_TOUCHPAD = 32,    /* a mouse that one finger moves; its other gestures are unknown here */
};

struct evdev_range {
    int least, most;
    int per_mm; /* how many of these are a millimetre; 0: it does not say */
};

/* A finger, as the device tells of it. */
struct evdev_contact {
    bool active;
    bool renewed; /* another finger than the one that was told last */
    bool changed; /* since it was told last */
    int x, y, pressure;
    uint32_t id; /* of the touch that was posted; 0: none */
};

struct evdev_device {
    int fd;
    unsigned kinds;                             /* enum evdev_kind, or-ed */
    bool dropped;                               /* events were lost: see evdev_device_recover */
    unsigned long down[EVDEV_WORDS(KEY_CODES)]; /* keys and buttons that were posted as pressed */
    unsigned long said[EVDEV_WORDS(KEY_CODES)]; /* buttons that the device says are pressed */
    bool fine_wheel, fine_hwheel;               /* it has the axes of high resolution */
    double dx, dy, wheel_x, wheel_y;            /* since the last report */
    bool placed;                                /* x or y came since then */
    int x, y;
    struct evdev_range x_range, y_range, pressure_range;
    bool counts_fingers; /* a touchpad that says when there is just one, */
    bool sliding;        /* which there was at the last report, */
    int last_x, last_y;  /* here */
    int slot;            /* that events are about; any number */
    struct evdev_contact contacts[UI_TOUCHES];
};

/* Finds out what the device is and what is pressed on it. False if it is of no use to us. */
bool evdev_device_init(struct evdev_device *d, int fd);

/* What it is, for the log: "keyboard", "mouse", … */
const char *evdev_device_kind(const struct evdev_device *d);

/* Posts what an event says, unless `dropped`, which it may set. */
void evdev_device_take(struct input *in, struct evdev_device *d, const struct input_event *event);

/* After events were lost: asks the device what is pressed and where, and posts what is new. What
 * the kernel kept of later events must have been read before; its slots would be misread. */
void evdev_device_recover(struct input *in, struct evdev_device *d);

/* Releases all that is pressed on it. */
void evdev_device_release(struct input *in, struct evdev_device *d);

#endif
