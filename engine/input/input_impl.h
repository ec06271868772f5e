/* What the files of input/ share. A source reads devices and posts what happens to them; input.c
 * merges that into one keyboard and one mouse, and brings numbers that cannot be into range. */
#ifndef INPUT_INPUT_IMPL_H
#define INPUT_INPUT_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "input/event_queue.h"
#include "input/input.h"
#include "input/key_layout.h"

struct input {
    struct seat *seat;
    int epoll; /* what input_fd gives: sources add their descriptors */
    const struct input_source *source;
    void *state; /* the source's own */
    bool grab;   /* nobody else may get what is typed */
    bool suspended;
    bool refused; /* a device may not be opened, and that has been said */
    struct event_queue queue;
    struct key_layout *layout;
    int repeat;       /* a timerfd, or -1; its address tells it apart in `epoll` */
    uint32_t repeats; /* the key that it repeats */
    /* On how many devices each key and each button is down. */
    uint16_t held[KEY_CODES];
    uint16_t held_buttons[UI_BUTTONS + 1];
    uint32_t touches; /* of the evdev source: bit n - 1 is set while touch n is posted */
    bool calibrated;
    float calibration[6]; /* two rows of a matrix for places, as LIBINPUT_CALIBRATION_MATRIX */
};

/* A way to the devices. */
struct input_source {
    const char *name;

    /* Opens what there is and sets in->state. False with an error text, and nothing is open, when
     * this way leads to no devices; that there is none yet is no failure. */
    bool (*open)(struct input *in);

    void (*close)(struct input *in);

    /* Posts something that was read already. False when there is nothing. NULL: there never is. */
    bool (*take)(struct input *in);

    /* Reads what there is to read where `data` was given to input_watch. */
    void (*dispatch)(struct input *in, void *data);

    /* Closes the devices. */
    void (*suspend)(struct input *in);

    /* Opens what there is now. */
    void (*resume)(struct input *in);
};

/* The kernel's devices as they are. Needs nothing. */
extern const struct input_source input_evdev;

#ifdef FBRUN_HAVE_LIBINPUT
extern const struct input_source input_libinput;
#endif

/* A key was pressed or released on one device; of each device's keys both alternate. */
void input_post_key(struct input *in, uint32_t code, bool pressed);

/* The same of a mouse's button, BTN_* of linux/input-event-codes.h. `time`, here and below, is of
 * CLOCK_MONOTONIC, in nanoseconds. */
void input_post_button(struct input *in, uint32_t code, bool pressed, uint64_t time);

/* A mouse was moved, in pixels. */
void input_post_move(struct input *in, double dx, double dy);

/* A pointer was put somewhere on the display, 0 to 1 each way. */
void input_post_place(struct input *in, double x, double y);

/* A wheel was turned: by so many notches to the right and away from the user. */
void input_post_wheel(struct input *in, double x, double y);

/* A touch began. id: 1 to UI_TOUCHES, and no touch has it; others are ignored. pressure: 0 to 1. */
void input_post_touch(struct input *in, uint32_t id, double x, double y, double pressure,
                      uint64_t time);
void input_post_touch_move(struct input *in, uint32_t id, double x, double y, double pressure);
void input_post_touch_end(struct input *in, uint32_t id);

/* Turns a place as the environment variable LIBINPUT_CALIBRATION_MATRIX says, if it is set. */
void input_calibrate(const struct input *in, double *x, double *y);

/* Opens a device through the seat and, if it is a keyboard and that is asked for, grabs it. Says
 * once that permission is lacking. The descriptor goes back by seat_close_device. -1 with an error
 * text. */
int input_open_device(struct input *in, const char *path);

/* Has input_fd become readable with `fd`, and epoll give `data`. False with an error text. */
bool input_watch(struct input *in, int fd, void *data);

/* Whether an evdev device has keys, and not only a mouse's or a joystick's buttons. */
bool evdev_is_keyboard(int fd);

/* Whether there is any device that may be opened and is of use. */
bool evdev_has_device(struct input *in);

#endif
