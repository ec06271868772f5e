/* One keyboard and one mouse out of many: a key or button that is down on two devices is pressed
 * once, and released when the last one lets it go. Which source reads the devices is decided once,
 * at the start. */
#define LOG_MODULE "input"
#include "input/input.h"

#include <errno.h>
#include <linux/input.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "input/input_impl.h"

enum {
    CHANGE_MAX = 10000,   /* pixels or notches at a time */
    REPEAT_DELAY = 500,   /* milliseconds until a key that is held repeats, as in X and SDL … */
    REPEAT_INTERVAL = 33, /* … and from then on */
};

static void count(uint16_t *devices, bool pressed)
{
    if (pressed)
        ++*devices;
    else if (*devices > 0)
        --*devices;
}

/* Begins to repeat the key, or ends to repeat any. */
static void set_repeat(struct input *in, uint32_t code, bool on)
{
    struct itimerspec when = {0};
    if (on) {
        when.it_value.tv_nsec = REPEAT_DELAY * 1000000L;
        when.it_interval.tv_nsec = REPEAT_INTERVAL * 1000000L;
    }
    in->repeats = code;
    timerfd_settime(in->repeat, 0, &when, NULL);
}

static void put_key(struct input *in, uint32_t code, bool repeated, const struct key_effect *key)
{
    struct ui_event e = {.type = UI_KEY,
                         .code = code,
                         .symbol = key->symbol,
                         .pressed = repeated || in->held[code] > 0,
                         .repeated = repeated};
    if (e.pressed)
        memcpy(e.text, key->text, sizeof e.text);
    event_queue_put(&in->queue, &e);
}

void input_post_key(struct input *in, uint32_t code, bool pressed)
{
    if (code >= KEY_CODES)
        return;
    count(&in->held[code], pressed);
    bool held = in->held[code] > 0;
    if (in->queue.keys[code] == held)
        return;
    struct key_effect key;
    key_layout_take(in->layout, code, held, &key);
    put_key(in, code, false, &key);
    if (held && key.repeats)
        set_repeat(in, code, true);
    else if (!held && in->repeats == code)
        set_repeat(in, 0, false);
}

static void repeat(struct input *in)
{
    uint64_t expirations;
    struct key_effect key;
    if (read(in->repeat, &expirations, sizeof expirations) != (ssize_t)sizeof expirations)
        return;
    key_layout_repeat(in->layout, in->repeats, &key);
    put_key(in, in->repeats, true, &key);
}

/* LÖVE's number of a button; 0 for those that it does not know. */
static uint32_t button_number(uint32_t code)
{
    switch (code) {
    case BTN_LEFT:
        return 1;
    case BTN_RIGHT:
        return 2;
    case BTN_MIDDLE:
        return 3;
    default: /* BTN_SIDE, BTN_EXTRA, BTN_FORWARD, BTN_BACK, BTN_TASK */
        return code >= BTN_SIDE && code <= BTN_TASK ? code - BTN_SIDE + 4 : 0;
    }
}

void input_post_button(struct input *in, uint32_t code, bool pressed, uint64_t time)
{
    uint32_t button = button_number(code);
    if (button == 0)
        return;
    count(&in->held_buttons[button], pressed);
    const struct ui_event e = {
        .type = UI_BUTTON, .code = button, .pressed = in->held_buttons[button] > 0, .time = time};
    event_queue_put(&in->queue, &e);
}

/* Devices and libraries may say anything; NaN becomes `least`. */
static float within(double value, double least, double most)
{
    return (float)(value > least ? value < most ? value : most : least);
}

static void post_change(struct input *in, enum ui_type type, double x, double y)
{
    if (!isfinite(x) || !isfinite(y) || (x == 0 && y == 0))
        return;
    const struct ui_event e = {.type = type,
                               .x = within(x, -CHANGE_MAX, CHANGE_MAX),
                               .y = within(y, -CHANGE_MAX, CHANGE_MAX)};
    event_queue_put(&in->queue, &e);
}

void input_post_move(struct input *in, double dx, double dy)
{
    post_change(in, UI_MOVE, dx, dy);
}

void input_post_wheel(struct input *in, double x, double y)
{
    post_change(in, UI_WHEEL, x, y);
}

void input_post_place(struct input *in, double x, double y)
{
    const struct ui_event e = {.type = UI_PLACE, .x = within(x, 0, 1), .y = within(y, 0, 1)};
    event_queue_put(&in->queue, &e);
}

void input_post_touch(struct input *in, uint32_t id, double x, double y, double pressure,
                      uint64_t time)
{
    const struct ui_event e = {.type = UI_TOUCH,
                               .code = id,
                               .pressed = true,
                               .x = within(x, 0, 1),
                               .y = within(y, 0, 1),
                               .pressure = within(pressure, 0, 1),
                               .time = time};
    event_queue_put(&in->queue, &e);
}

void input_post_touch_move(struct input *in, uint32_t id, double x, double y, double pressure)
{
    const struct ui_event e = {.type = UI_TOUCH_MOVE,
                               .code = id,
                               .x = within(x, 0, 1),
                               .y = within(y, 0, 1),
                               .pressure = within(pressure, 0, 1)};
    event_queue_put(&in->queue, &e);
}

void input_post_touch_end(struct input *in, uint32_t id)
{
    const struct ui_event e = {.type = UI_TOUCH, .code = id};
    event_queue_put(&in->queue, &e);
}

int input_open_device(struct input *in, const char *path)
{
    int fd = seat_open_device(in->seat, path);
    if (fd < 0) {
        bool forbidden = error_code() == EACCES || error_code() == EPERM;
        if (forbidden && !in->refused)
            log_warning("no input from some devices: %s", error_text());
        in->refused |= forbidden;
        return -1;
    }
    if (in->grab && evdev_is_keyboard(fd) && ioctl(fd, EVIOCGRAB, 1) < 0)
        log_warning("others may read what is typed on %s: %s", path, strerror(errno));
    return fd;
}

bool input_watch(struct input *in, int fd, void *data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};
    return epoll_ctl(in->epoll, EPOLL_CTL_ADD, fd, &event) == 0 ||
           error_set_errno("cannot wait for input");
}

/* libinput has a udev property of this name and form, which it heeds by itself; the variable is for
 * systems without udev's rules, and comes first. */
static void read_calibration(struct input *in)
{
    const char *text = getenv("LIBINPUT_CALIBRATION_MATRIX");
    if (text == NULL || *text == '\0')
        return;
    const char *p = text;
    for (int i = 0; i < 6; i++) {
        char *end;
        in->calibration[i] = strtof(p, &end);
        if (end == p || !isfinite(in->calibration[i])) {
            log_warning("LIBINPUT_CALIBRATION_MATRIX: expected six numbers, got \"%s\"", text);
            return;
        }
        p = end;
    }
    in->calibrated = true;
}

void input_calibrate(const struct input *in, double *x, double *y)
{
    const float *m = in->calibration;
    if (!in->calibrated)
        return;
    double from_x = *x, from_y = *y;
    *x = m[0] * from_x + m[1] * from_y + m[2];
    *y = m[3] * from_x + m[4] * from_y + m[5];
}

static bool open_source(struct input *in)
{
    read_calibration(in);
#ifdef FBRUN_HAVE_LIBINPUT
    in->source = &input_libinput;
    if (in->source->open(in))
        return true;
    log_debug("%s", error_text());
#endif
    in->source = &input_evdev;
    return in->source->open(in);
}

/* False with an error text. */
static bool open_all(struct input *in, const char *keyboard)
{
    in->epoll = epoll_create1(EPOLL_CLOEXEC);
    in->repeat = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (in->epoll < 0 || in->repeat < 0)
        return error_set_errno("cannot wait for input");
    in->layout = key_layout_create(keyboard);
    if (in->layout == NULL || !input_watch(in, in->repeat, &in->repeat) || !open_source(in))
        return false;
    log_debug("input from %s%s", in->source->name, in->grab ? ", grabbed" : "");
    return true;
}

static void free_all(struct input *in)
{
    key_layout_destroy(in->layout);
    if (in->repeat >= 0)
        close(in->repeat);
    if (in->epoll >= 0)
        close(in->epoll);
    free(in);
}

struct input *input_open(struct seat *seat, const char *keyboard)
{
    struct input *in = calloc(1, sizeof *in);
    if (in == NULL) {
        error_set("no memory for input");
        return NULL;
    }
    in->seat = seat;
    in->grab = strcmp(seat_name(seat), "none") == 0;
    if (!open_all(in, keyboard)) {
        free_all(in);
        return NULL;
    }
    return in;
}

void input_close(struct input *in)
{
    if (in == NULL)
        return;
    in->source->close(in);
    free_all(in);
}

int input_fd(const struct input *in)
{
    return in->epoll;
}

bool input_next(struct input *in, struct ui_event *event)
{
    while (!event_queue_take(&in->queue, event)) {
        struct epoll_event ready;
        if (in->source->take != NULL && in->source->take(in))
            continue;
        if (epoll_wait(in->epoll, &ready, 1, 0) != 1)
            return false;
        if (ready.data.ptr == &in->repeat)
            repeat(in);
        else
            in->source->dispatch(in, ready.data.ptr);
    }
    return true;
}

static void release_all(struct input *in)
{
    struct ui_event e = {.type = UI_KEY};
    for (e.code = 0; e.code < KEY_CODES; e.code++)
        event_queue_put(&in->queue, &e);
    e.type = UI_BUTTON;
    for (e.code = 1; e.code <= UI_BUTTONS; e.code++)
        event_queue_put(&in->queue, &e);
    for (uint32_t id = 1; id <= UI_TOUCHES; id++)
        input_post_touch_end(in, id);
}

void input_suspend(struct input *in)
{
    if (in->suspended)
        return;
    in->suspended = true;
    in->source->suspend(in);
    /* Whatever the source has said of it. */
    set_repeat(in, 0, false);
    key_layout_reset(in->layout);
    memset(in->held, 0, sizeof in->held);
    memset(in->held_buttons, 0, sizeof in->held_buttons);
    release_all(in);
}

void input_resume(struct input *in)
{
    if (!in->suspended)
        return;
    in->suspended = false;
    in->source->resume(in);
}
