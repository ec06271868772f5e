/* What the files of input/ share. A source reads devices and posts what happens to their keys;
 * input.c merges that into one keyboard. */
#ifndef INPUT_INPUT_IMPL_H
#define INPUT_INPUT_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "input/input.h"
#include "input/key_queue.h"

struct input {
    struct seat *seat;
    int epoll; /* what input_fd gives: sources add their descriptors */
    const struct input_source *source;
    void *state; /* the source's own */
    bool grab;   /* nobody else may get what is typed */
    bool suspended;
    bool refused; /* a device may not be opened, and that has been said */
    struct key_queue queue;
    uint16_t held[KEY_CODES]; /* on how many devices each key is down */
};

/* A way to the devices. */
struct input_source {
    const char *name;

    /* Opens what there is and sets in->state. False with an error text, and nothing is open, when
     * this way leads to no devices; that there is none yet is no failure. */
    bool (*open)(struct input *in);

    void (*close)(struct input *in);

    /* Reads what one device has, without blocking. False when there is nothing to read. */
    bool (*dispatch)(struct input *in);

    /* Closes the devices. */
    void (*suspend)(struct input *in);

    /* Opens what there is now. */
    void (*resume)(struct input *in);
};

/* The kernel's devices as they are. Needs nothing, knows only keys. */
extern const struct input_source input_evdev;

#ifdef FBRUN_HAVE_LIBINPUT
extern const struct input_source input_libinput;
#endif

/* A key was pressed or released on one device; of each device's keys both alternate. */
void input_post(struct input *in, uint32_t code, bool pressed);

/* Opens a device through the seat and, if it is a keyboard and that is asked for, grabs it. Says
 * once that permission is lacking. The descriptor goes back by seat_close_device. -1 with an error
 * text. */
int input_open_device(struct input *in, const char *path);

/* Has input_fd become readable with `fd`, and epoll give `data`. False with an error text. */
bool input_watch(struct input *in, int fd, void *data);

/* Whether an evdev device has keys, and not only a mouse's or a joystick's buttons. */
bool evdev_is_keyboard(int fd);

/* Whether there is any keyboard that may be opened. */
bool evdev_has_keyboard(struct input *in);

#endif
