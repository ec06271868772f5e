/* libinput, with udev to find its devices. Only keyboards are used so far. */
#ifdef FBRUN_HAVE_LIBINPUT
#define LOG_MODULE "input"
#include <errno.h>
#include <libinput.h>
#include <libudev.h>
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
    X(device_get_name) X(device_get_sysname) X(device_has_capability) \
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
    input_post(in, libinput.event_keyboard_get_key(event),
               libinput.event_keyboard_get_key_state(event) == LIBINPUT_KEY_STATE_PRESSED);
}

/* A mouse that nobody asks for need not wake us. */
static void take_device(struct libinput_device *device)
{
    bool keyboard = libinput.device_has_capability(device, LIBINPUT_DEVICE_CAP_KEYBOARD);
    log_debug("%s (%s)%s", libinput.device_get_sysname(device), libinput.device_get_name(device),
              keyboard ? " is a keyboard" : " is not used");
    if (!keyboard)
        libinput.device_config_send_events_set_mode(device, LIBINPUT_CONFIG_SEND_EVENTS_DISABLED);
}

/* Takes one of the events that libinput has ready; false when there is none. */
static bool take_event(struct input *in)
{
    struct libinput_event *event = libinput.get_event(in->state);
    if (event == NULL)
        return false;
    switch (libinput.event_get_type(event)) {
    case LIBINPUT_EVENT_KEYBOARD_KEY:
        take_key(in, libinput.event_get_keyboard_event(event));
        break;
    case LIBINPUT_EVENT_DEVICE_ADDED:
        take_device(libinput.event_get_device(event));
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
    bool ok = (any || !evdev_has_keyboard(in) ||
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
static bool dispatch(struct input *in)
{
    struct epoll_event event;
    if (take_event(in))
        return true;
    if (epoll_wait(in->epoll, &event, 1, 0) != 1)
        return false;
    int error = libinput.dispatch(in->state);
    if (error != 0) {
        log_warning("no more input: libinput fails: %s", strerror(-error));
        epoll_ctl(in->epoll, EPOLL_CTL_DEL, libinput.get_fd(in->state), NULL);
    }
    return error == 0;
}

static void suspend(struct input *in)
{
    libinput.suspend(in->state);
    while (take_event(in)) /* among them all keys that were down */
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
    .dispatch = dispatch,
    .suspend = suspend,
    .resume = resume,
};
#endif
