/* libinput, with udev to find its devices. It accelerates mice, tells palms from fingers, turns
 * places by LIBINPUT_CALIBRATION_MATRIX, and has quirks for devices that need them. */
#ifdef FBRUN_HAVE_LIBINPUT
#define LOG_MODULE "input"
#include <errno.h>
#include <libinput.h>
#include <libudev.h>
#include <linux/input-event-codes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/module.h"
#include "input/input_impl.h"

/* Both libraries are opened on first use (base/module.h). Of libinput these functions, which begin
 * with "libinput_". */
/* clang-format off */
#define FUNCTIONS(X) \
    X(udev_create_context) X(udev_assign_seat) X(unref) X(log_set_handler) X(log_set_priority) \
    X(get_fd) X(dispatch) X(get_event) X(next_event_type) X(suspend) X(resume) \
    X(event_get_type) X(event_get_device) X(event_get_keyboard_event) X(event_destroy) \
    X(event_keyboard_get_key) X(event_keyboard_get_key_state) \
    X(event_get_pointer_event) X(event_pointer_get_dx) X(event_pointer_get_dy) \
    X(event_pointer_get_absolute_x_transformed) X(event_pointer_get_absolute_y_transformed) \
    X(event_pointer_get_button) X(event_pointer_get_button_state) X(event_pointer_get_time_usec) \
    X(event_pointer_has_axis) X(event_pointer_get_scroll_value) \
    X(event_pointer_get_scroll_value_v120) \
    X(event_get_touch_event) X(event_touch_get_seat_slot) X(event_touch_get_time_usec) \
    X(event_touch_get_x_transformed) X(event_touch_get_y_transformed) \
    X(event_get_tablet_tool_event) X(event_tablet_tool_get_x_transformed) \
    X(event_tablet_tool_get_y_transformed) X(event_tablet_tool_get_tip_state) \
    X(event_tablet_tool_get_button) X(event_tablet_tool_get_button_state) \
    X(event_tablet_tool_get_time_usec) \
    X(device_get_name) X(device_get_sysname) X(device_has_capability) \
    X(device_config_tap_get_finger_count) X(device_config_tap_set_enabled) \
    X(device_config_calibration_has_matrix) X(device_config_calibration_set_matrix) \
    X(device_config_send_events_set_mode)
/* clang-format on */

#define POINTER(name)  __typeof__(libinput_##name) *(name);
#define FUNCTION(name) {"libinput_" #name, &libinput.name},

static struct {
    FUNCTIONS(POINTER)
} libinput;

static struct {
    __typeof__(udev_new) *new;
    __typeof__(udev_unref) *unref;
} udev;

static bool open_libraries(void)
{
    const struct module_function of_libinput[] = {FUNCTIONS(FUNCTION)};
    const struct module_function of_udev[] = {
        {"udev_new", &udev.new},
        {"udev_unref", &udev.unref},
    };
    return module_open("libudev.so.1", of_udev, sizeof of_udev / sizeof of_udev[0]) &&
           module_open("libinput.so.10", of_libinput, sizeof of_libinput / sizeof of_libinput[0]);
}

static int open_restricted(const char *path, int flags, void *data)
{
    (void)flags; /* the seat's are the same */
    int fd = input_open_device(data, path);
    if (fd < 0)
        log_debug("%s", error_text());
    return fd >= 0 ? fd : -(error_code() != 0 ? error_code() : EIO);
}

static void close_restricted(int fd, void *data)
{
    const struct input *in = data;
    seat_close_device(in->seat, fd);
}

static const struct libinput_interface interface = {
    .open_restricted = open_restricted,
    .close_restricted = close_restricted,
};

__attribute__((format(printf, 3, 0))) static void log_libinput(struct libinput *li,
                                                               enum libinput_log_priority priority,
                                                               const char *format,
                                                               va_list arguments)
{
    (void)li;
    (void)priority; /* its errors tell of devices that misbehave, over and over */
    char text[512];
    vsnprintf(text, sizeof text, format, arguments);
    text[strcspn(text, "\n")] = '\0';
    log_debug("libinput: %s", text);
}

static void take_key(struct input *in, struct libinput_event_keyboard *event)
{
    input_post_key(in, libinput.event_keyboard_get_key(event),
                   libinput.event_keyboard_get_key_state(event) == LIBINPUT_KEY_STATE_PRESSED);
}

/* Its times are CLOCK_MONOTONIC's, in microseconds. */
static uint64_t nanoseconds(uint64_t microseconds)
{
    return microseconds * 1000;
}

static double scrolled(struct libinput_event_pointer *event, enum libinput_pointer_axis axis,
                       bool wheel)
{
    enum { NOTCH = 120, FINGER_NOTCH = 15 }; /* a finger's unit is about a pixel */
    if (!libinput.event_pointer_has_axis(event, axis))
        return 0;
    return wheel ? libinput.event_pointer_get_scroll_value_v120(event, axis) / NOTCH
                 : libinput.event_pointer_get_scroll_value(event, axis) / FINGER_NOTCH;
}

/* libinput counts to the right and down. */
static void take_scroll(struct input *in, struct libinput_event_pointer *event, bool wheel)
{
    input_post_wheel(in, scrolled(event, LIBINPUT_POINTER_AXIS_SCROLL_HORIZONTAL, wheel),
                     -scrolled(event, LIBINPUT_POINTER_AXIS_SCROLL_VERTICAL, wheel));
}

static void take_pointer(struct input *in, struct libinput_event_pointer *event,
                         enum libinput_event_type type)
{
    switch (type) {
    case LIBINPUT_EVENT_POINTER_MOTION:
        input_post_move(in, libinput.event_pointer_get_dx(event),
                        libinput.event_pointer_get_dy(event));
        break;
    case LIBINPUT_EVENT_POINTER_MOTION_ABSOLUTE:
        input_post_place(in, libinput.event_pointer_get_absolute_x_transformed(event, 1),
                         libinput.event_pointer_get_absolute_y_transformed(event, 1));
        break;
    case LIBINPUT_EVENT_POINTER_BUTTON:
        input_post_button(in, libinput.event_pointer_get_button(event),
                          libinput.event_pointer_get_button_state(event) ==
                              LIBINPUT_BUTTON_STATE_PRESSED,
                          nanoseconds(libinput.event_pointer_get_time_usec(event)));
        break;
    default:
        take_scroll(in, event, type == LIBINPUT_EVENT_POINTER_SCROLL_WHEEL);
        break;
    }
}

/* A seat's slots are numbered from 0, the lowest that is free first; -1: there are too many. */
static void take_touch(struct input *in, struct libinput_event_touch *event,
                       enum libinput_event_type type)
{
    uint32_t id = (uint32_t)(libinput.event_touch_get_seat_slot(event) + 1);
    if (type == LIBINPUT_EVENT_TOUCH_UP || type == LIBINPUT_EVENT_TOUCH_CANCEL) {
        input_post_touch_end(in, id);
        return;
    }
    double x = libinput.event_touch_get_x_transformed(event, 1);
    double y = libinput.event_touch_get_y_transformed(event, 1);
    if (type == LIBINPUT_EVENT_TOUCH_DOWN)
        input_post_touch(in, id, x, y, 1, nanoseconds(libinput.event_touch_get_time_usec(event)));
    else
        input_post_touch_move(in, id, x, y, 1);
}

/* A pen is a mouse: its tip the left button, the two on its side the right and the middle one. */
static void take_tablet(struct input *in, struct libinput_event_tablet_tool *event,
                        enum libinput_event_type type)
{
    uint64_t time = nanoseconds(libinput.event_tablet_tool_get_time_usec(event));
    if (type == LIBINPUT_EVENT_TABLET_TOOL_BUTTON) {
        uint32_t button = libinput.event_tablet_tool_get_button(event);
        input_post_button(in,
                          button == BTN_STYLUS    ? BTN_RIGHT
                          : button == BTN_STYLUS2 ? BTN_MIDDLE
                                                  : button,
                          libinput.event_tablet_tool_get_button_state(event) ==
                              LIBINPUT_BUTTON_STATE_PRESSED,
                          time);
        return;
    }
    input_post_place(in, libinput.event_tablet_tool_get_x_transformed(event, 1),
                     libinput.event_tablet_tool_get_y_transformed(event, 1));
    if (type == LIBINPUT_EVENT_TABLET_TOOL_TIP)
        input_post_button(
            in, BTN_LEFT,
            libinput.event_tablet_tool_get_tip_state(event) == LIBINPUT_TABLET_TOOL_TIP_DOWN, time);
}

/* What nobody asks for need not wake us: switches, pads. */
static void take_device(const struct input *in, struct libinput_device *device)
{
    static const struct {
        enum libinput_device_capability capability;
        const char *name;
    } kinds[] = {
        {LIBINPUT_DEVICE_CAP_KEYBOARD, "keyboard"},
        {LIBINPUT_DEVICE_CAP_POINTER, "mouse"},
        {LIBINPUT_DEVICE_CAP_TOUCH, "touch screen"},
        {LIBINPUT_DEVICE_CAP_TABLET_TOOL, "tablet"},
    };
    const char *sysname = libinput.device_get_sysname(device);
    bool used = false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!libinput.device_has_capability(device, kinds[i].capability))
            continue;
        used = true;
        log_debug("%s (%s) is a %s", sysname, libinput.device_get_name(device), kinds[i].name);
    }
    if (libinput.device_config_tap_get_finger_count(device) > 0)
        libinput.device_config_tap_set_enabled(device, LIBINPUT_CONFIG_TAP_ENABLED);
    if (in->calibrated && libinput.device_config_calibration_has_matrix(device))
        libinput.device_config_calibration_set_matrix(device, in->calibration);
    if (used)
        return;
    log_debug("%s (%s) is not used", sysname, libinput.device_get_name(device));
    libinput.device_config_send_events_set_mode(device, LIBINPUT_CONFIG_SEND_EVENTS_DISABLED);
}

/* Takes one of the events that libinput has ready; false when there is none. */
static bool take_event(struct input *in)
{
    struct libinput_event *event = libinput.get_event(in->state);
    if (event == NULL)
        return false;
    enum libinput_event_type type = libinput.event_get_type(event);
    switch (type) {
    case LIBINPUT_EVENT_KEYBOARD_KEY:
        take_key(in, libinput.event_get_keyboard_event(event));
        break;
    case LIBINPUT_EVENT_POINTER_MOTION:
    case LIBINPUT_EVENT_POINTER_MOTION_ABSOLUTE:
    case LIBINPUT_EVENT_POINTER_BUTTON:
    case LIBINPUT_EVENT_POINTER_SCROLL_WHEEL:
    case LIBINPUT_EVENT_POINTER_SCROLL_FINGER:
    case LIBINPUT_EVENT_POINTER_SCROLL_CONTINUOUS:
        take_pointer(in, libinput.event_get_pointer_event(event), type);
        break;
    case LIBINPUT_EVENT_TOUCH_DOWN:
    case LIBINPUT_EVENT_TOUCH_UP:
    case LIBINPUT_EVENT_TOUCH_MOTION:
    case LIBINPUT_EVENT_TOUCH_CANCEL:
        take_touch(in, libinput.event_get_touch_event(event), type);
        break;
    case LIBINPUT_EVENT_TABLET_TOOL_AXIS:
    case LIBINPUT_EVENT_TABLET_TOOL_PROXIMITY:
    case LIBINPUT_EVENT_TABLET_TOOL_TIP:
    case LIBINPUT_EVENT_TABLET_TOOL_BUTTON:
        take_tablet(in, libinput.event_get_tablet_tool_event(event), type);
        break;
    case LIBINPUT_EVENT_DEVICE_ADDED:
        take_device(in, libinput.event_get_device(event));
        break;
    default:
        break;
    }
    libinput.event_destroy(event);
    return true;
}

static struct libinput *create(struct input *in)
{
    struct udev *context = udev.new();
    struct libinput *li =
        context != NULL ? libinput.udev_create_context(&interface, in, context) : NULL;
    udev.unref(context); /* NULL is accepted */
    if (li == NULL) {
        error_set("libinput cannot be used");
        return NULL;
    }
    libinput.log_set_handler(li, log_libinput);
    libinput.log_set_priority(li, LIBINPUT_LOG_PRIORITY_INFO);
    const char *seat = getenv("XDG_SEAT");
    if (libinput.udev_assign_seat(li, seat != NULL && *seat != '\0' ? seat : "seat0") != 0) {
        error_set("libinput finds no devices");
        libinput.unref(li);
        return NULL;
    }
    return li;
}

/* libinput takes its devices' kinds from udev's database, which udevd makes; without it libinput
 * has no devices, now or later. The same where the database is out of reach, as in some
 * containers: then it is in vain if it has no device where we find one. */
static bool open_libinput(struct input *in)
{
    if (access("/run/udev/control", F_OK) != 0)
        return error_set("libinput needs udevd, which does not run");
    struct libinput *li = open_libraries() ? create(in) : NULL;
    if (li == NULL)
        return false;
    in->state = li;
    bool any = libinput.next_event_type(li) != LIBINPUT_EVENT_NONE;
    bool ok = (any || !evdev_has_device(in) ||
               error_set("libinput finds no devices, but there are some")) &&
              input_watch(in, libinput.get_fd(li), li);
    if (!ok)
        libinput.unref(li);
    return ok;
}

static void close_libinput(struct input *in)
{
    libinput.unref(in->state);
}

/* A libinput that fails is not asked again: its descriptor would wake us for ever. */
static void dispatch(struct input *in, void *data)
{
    (void)data;
    int error = libinput.dispatch(in->state);
    if (error != 0) {
        log_warning("no more input: libinput fails: %s", strerror(-error));
        epoll_ctl(in->epoll, EPOLL_CTL_DEL, libinput.get_fd(in->state), NULL);
    }
}

static void suspend(struct input *in)
{
    libinput.suspend(in->state);
    while (take_event(in)) /* among them the release of all that was down */
        ;
}

static void resume(struct input *in)
{
    if (libinput.resume(in->state) != 0)
        log_warning("no more input: libinput cannot open its devices again");
}

const struct input_source input_libinput = {
    .name = "libinput",
    .open = open_libinput,
    .close = close_libinput,
    .take = take_event,
    .dispatch = dispatch,
    .suspend = suspend,
    .resume = resume,
};
#endif
