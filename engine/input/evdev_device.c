/* Documentation/input/event-codes.rst and multi-touch-protocol.rst. Events come in reports, and
 * only the end of one makes sense of it: a button counts where the pointer is then. Keys do not
 * wait for it. A number that the device has no range for is brought into it by whoever gets it. */
#define LOG_MODULE "input"
#include "input/evdev_device.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "input/input_impl.h"

enum { NOTCH = 120 }; /* of REL_WHEEL_HI_RES */

enum {
    PAD_WIDTH = 70, /* millimetres, of a touchpad that does not say its size */
    PAD_HEIGHT = 50,
    PAD_JUMP = 20,  /* millimetres between two reports; a finger is not so fast */
    PAD_SPEED = 12, /* pixels a millimetre */
};

static bool has(const unsigned long *set, unsigned code)
{
    return (set[code / EVDEV_WORD_BITS] >> code % EVDEV_WORD_BITS & 1) != 0;
}

static void set_bit(unsigned long *set, unsigned code, bool on)
{
    unsigned long bit = 1UL << code % EVDEV_WORD_BITS;
    unsigned long *word = &set[code / EVDEV_WORD_BITS];
    *word = on ? *word | bit : *word & ~bit;
}

/* Codes for keys and for buttons share one range, in turns. */
static bool is_key(unsigned code)
{
    return (code > KEY_RESERVED && code < BTN_MISC) || (code >= KEY_OK && code < BTN_DPAD_UP) ||
           (code >= KEY_ALS_TOGGLE && code < BTN_TRIGGER_HAPPY);
}

static bool any_key(const unsigned long *keys)
{
    for (unsigned code = 0; code < KEY_CODES; code++)
        if (is_key(code) && has(keys, code))
            return true;
    return false;
}

bool evdev_is_keyboard(int fd)
{
    unsigned long keys[EVDEV_WORDS(KEY_CODES)] = {0};
    return ioctl(fd, EVIOCGBIT(EV_KEY, sizeof keys), keys) >= 0 && any_key(keys);
}

/* What a device has. */
struct abilities {
    unsigned long keys[EVDEV_WORDS(KEY_CODES)];
    unsigned long changes[EVDEV_WORDS(REL_CNT)];
    unsigned long axes[EVDEV_WORDS(ABS_CNT)];
    unsigned long properties[EVDEV_WORDS(INPUT_PROP_CNT)];
};

/* What the kernel does not answer is not there. */
static struct abilities ask(int fd)
{
    struct abilities a = {0};
    ioctl(fd, EVIOCGBIT(EV_KEY, sizeof a.keys), a.keys);
    ioctl(fd, EVIOCGBIT(EV_REL, sizeof a.changes), a.changes);
    ioctl(fd, EVIOCGBIT(EV_ABS, sizeof a.axes), a.axes);
    ioctl(fd, EVIOCGPROP(sizeof a.properties), a.properties);
    return a;
}

static bool is_joystick(const struct abilities *a)
{
    for (unsigned code = BTN_JOYSTICK; code < BTN_DIGI; code++)
        if (has(a->keys, code))
            return true;
    return has(a->properties, INPUT_PROP_ACCELEROMETER);
}

static unsigned kind_of_absolute(const struct abilities *a)
{
    bool pen = has(a->keys, BTN_TOOL_PEN) || has(a->keys, BTN_STYLUS);
    bool pad = has(a->properties, INPUT_PROP_POINTER) ||
               (has(a->keys, BTN_TOOL_FINGER) && !has(a->properties, INPUT_PROP_DIRECT));
    if (pad && !pen)
        return has(a->axes, ABS_X) && has(a->axes, ABS_Y) && has(a->keys, BTN_TOUCH)
                   ? EVDEV_TOUCHPAD
                   : 0;
    if (has(a->axes, ABS_MT_SLOT) && has(a->axes, ABS_MT_POSITION_X) &&
        has(a->axes, ABS_MT_POSITION_Y))
        return EVDEV_MULTI_TOUCH;
    if (!has(a->axes, ABS_X) || !has(a->axes, ABS_Y))
        return 0;
    if (has(a->keys, BTN_TOUCH) && !pen)
        return EVDEV_SINGLE_TOUCH;
    return pen || has(a->keys, BTN_LEFT) ? EVDEV_TABLET : 0;
}

static unsigned kinds_of(const struct abilities *a)
{
    unsigned kinds = any_key(a->keys) ? EVDEV_KEYBOARD : 0;
    if (is_joystick(a))
        return kinds;
    if (has(a->changes, REL_X) && has(a->changes, REL_Y))
        kinds |= EVDEV_MOUSE;
    return kinds | kind_of_absolute(a);
}

/* The range of an axis; *value is where it is, if that is asked for. */
static struct evdev_range query_axis(int fd, unsigned axis, int *value)
{
    struct input_absinfo info = {0};
    if (ioctl(fd, EVIOCGABS(axis), &info) == 0 && value != NULL)
        *value = info.value;
    return (struct evdev_range){info.minimum, info.maximum, info.resolution};
}

/* One value of each slot, as EVIOCGMTSLOTS has them. */
struct slot_values {
    uint32_t code;
    int32_t values[UI_TOUCHES];
};

static bool query_slots(int fd, uint32_t code, struct slot_values *v)
{
    *v = (struct slot_values){.code = code};
    return ioctl(fd, EVIOCGMTSLOTS(sizeof *v), v) >= 0;
}

static void set_active(struct evdev_contact *c, bool active)
{
    c->renewed |= active && !c->active;
    c->active = active;
    c->changed = true;
}

static void query_contacts(struct evdev_device *d)
{
    struct slot_values ids, x, y, pressure;
    query_axis(d->fd, ABS_MT_SLOT, &d->slot);
    bool known = query_slots(d->fd, ABS_MT_TRACKING_ID, &ids) &&
                 query_slots(d->fd, ABS_MT_POSITION_X, &x) &&
                 query_slots(d->fd, ABS_MT_POSITION_Y, &y);
    query_slots(d->fd, ABS_MT_PRESSURE, &pressure);
    const struct input_absinfo none = {.maximum = -1};
    struct input_absinfo slots = none;
    ioctl(d->fd, EVIOCGABS(ABS_MT_SLOT), &slots);
    for (int i = 0; i < UI_TOUCHES; i++) {
        struct evdev_contact *c = &d->contacts[i];
        bool active = known && i <= slots.maximum && ids.values[i] >= 0;
        if (active || c->active)
            set_active(c, active);
        if (active) {
            c->x = x.values[i];
            c->y = y.values[i];
            c->pressure = pressure.values[i];
        }
    }
}

/* Brings what we know of pointer and touches to what the device says. */
static void query_places(struct evdev_device *d)
{
    if ((d->kinds & (EVDEV_TABLET | EVDEV_SINGLE_TOUCH | EVDEV_TOUCHPAD)) != 0) {
        query_axis(d->fd, ABS_X, &d->x);
        query_axis(d->fd, ABS_Y, &d->y);
        query_axis(d->fd, ABS_PRESSURE, &d->contacts[0].pressure);
        d->contacts[0].x = d->x;
        d->contacts[0].y = d->y;
    }
    if ((d->kinds & EVDEV_MULTI_TOUCH) != 0)
        query_contacts(d);
}

/* Other events than those of keys need not wake us; kernels before 4.4 send them all the same. */
static void ask_for_keys_only(int fd)
{
    unsigned long types[EVDEV_WORDS(EV_CNT)] = {0};
    set_bit(types, EV_SYN, true);
    set_bit(types, EV_KEY, true);
    const struct input_mask mask = {
        .type = EV_SYN, .codes_size = sizeof types, .codes_ptr = (uintptr_t)types};
    ioctl(fd, EVIOCSMASK, &mask);
}

bool evdev_device_init(struct evdev_device *d, int fd)
{
    struct abilities a = ask(fd);
    *d = (struct evdev_device){.fd = fd, .kinds = kinds_of(&a)};
    if (d->kinds == 0)
        return false;
    int clock = CLOCK_MONOTONIC;
    ioctl(fd, EVIOCSCLOCKID, &clock);
    if (d->kinds == EVDEV_KEYBOARD)
        ask_for_keys_only(fd);
    d->fine_wheel = has(a.changes, REL_WHEEL_HI_RES);
    d->fine_hwheel = has(a.changes, REL_HWHEEL_HI_RES);
    d->counts_fingers = has(a.keys, BTN_TOOL_FINGER);
    bool multi = (d->kinds & EVDEV_MULTI_TOUCH) != 0;
    d->x_range = query_axis(fd, multi ? ABS_MT_POSITION_X : ABS_X, NULL);
    d->y_range = query_axis(fd, multi ? ABS_MT_POSITION_Y : ABS_Y, NULL);
    d->pressure_range = query_axis(fd, multi ? ABS_MT_PRESSURE : ABS_PRESSURE, NULL);
    query_places(d);
    return true;
}

const char *evdev_device_kind(const struct evdev_device *d)
{
    return (d->kinds & EVDEV_KEYBOARD) != 0   ? "keyboard"
           : (d->kinds & EVDEV_MOUSE) != 0    ? "mouse"
           : (d->kinds & EVDEV_TABLET) != 0   ? "tablet"
           : (d->kinds & EVDEV_TOUCHPAD) != 0 ? "touchpad"
                                              : "touch screen";
}

static void set_key(struct input *in, struct evdev_device *d, unsigned code, bool pressed)
{
    if (code >= KEY_CODES || !is_key(code) || has(d->down, code) == pressed)
        return;
    set_bit(d->down, code, pressed);
    input_post_key(in, code, pressed);
}

/* The axis's whole range is 0 to 1. Of a place, the last value is a pixel of its own, as libinput
 * has it: `last` is 1 then. */
static double part(int value, struct evdev_range r, int last)
{
    double size = (double)r.most - r.least;
    return size > 0 ? ((double)value - r.least) / (size + last) : 0;
}

static void post_contact(struct input *in, struct evdev_device *d, struct evdev_contact *c,
                         uint64_t time)
{
    if (c->id != 0 && (!c->active || c->renewed)) {
        input_post_touch_end(in, c->id);
        in->touches &= ~(UINT32_C(1) << (c->id - 1));
        c->id = 0;
    }
    bool pressure_known = d->pressure_range.most > d->pressure_range.least;
    double x = part(c->x, d->x_range, 1), y = part(c->y, d->y_range, 1);
    double pressure = pressure_known ? part(c->pressure, d->pressure_range, 0) : 1;
    input_calibrate(in, &x, &y);
    if (c->active && c->id == 0) {
        while (c->id < UI_TOUCHES && (in->touches >> c->id & 1) != 0)
            c->id++;
        if (c->id < UI_TOUCHES) { /* else there are too many */
            in->touches |= UINT32_C(1) << c->id;
            input_post_touch(in, ++c->id, x, y, pressure, time);
        } else {
            c->id = 0;
        }
    } else if (c->active) {
        input_post_touch_move(in, c->id, x, y, pressure);
    }
    c->renewed = c->changed = false;
}

/* The button of a mouse that a pen's is. */
static unsigned button_of(const struct evdev_device *d, unsigned code)
{
    if ((d->kinds & EVDEV_TABLET) == 0)
        return code;
    return code == BTN_TOUCH     ? BTN_LEFT
           : code == BTN_STYLUS  ? BTN_RIGHT
           : code == BTN_STYLUS2 ? BTN_MIDDLE
                                 : code;
}

static void post_buttons(struct input *in, struct evdev_device *d, uint64_t time)
{
    for (unsigned code = BTN_LEFT; code <= BTN_TASK; code++) {
        bool pressed = has(d->said, code);
        if (has(d->down, code) == pressed)
            continue;
        set_bit(d->down, code, pressed);
        input_post_button(in, code, pressed, time);
    }
}

/* From one place of a touchpad to another. `size` is the axis's, if it does not say. */
static double millimetres(int from, int to, struct evdev_range r, double size)
{
    double per_mm = r.per_mm > 0 ? r.per_mm : ((double)r.most - r.least) / size;
    return per_mm > 0 ? ((double)to - from) / per_mm : 0;
}

/* Where a finger is put does not count, only where it goes from there. Another one's place that
 * comes in between is recognised by its distance. */
static void slide(struct evdev_device *d)
{
    bool one = has(d->said, BTN_TOUCH) && (!d->counts_fingers || has(d->said, BTN_TOOL_FINGER));
    double x = millimetres(d->last_x, d->x, d->x_range, PAD_WIDTH);
    double y = millimetres(d->last_y, d->y, d->y_range, PAD_HEIGHT);
    if (one && d->sliding && fabs(x) <= PAD_JUMP && fabs(y) <= PAD_JUMP) {
        d->dx += x * PAD_SPEED;
        d->dy += y * PAD_SPEED;
    }
    d->sliding = one;
    d->last_x = d->x;
    d->last_y = d->y;
}

static void post_report(struct input *in, struct evdev_device *d, uint64_t time)
{
    if ((d->kinds & EVDEV_TOUCHPAD) != 0)
        slide(d);
    if ((d->kinds & (EVDEV_MOUSE | EVDEV_TOUCHPAD)) != 0)
        input_post_move(in, d->dx, d->dy);
    if ((d->kinds & EVDEV_TABLET) != 0 && d->placed) {
        double x = part(d->x, d->x_range, 1), y = part(d->y, d->y_range, 1);
        input_calibrate(in, &x, &y);
        input_post_place(in, x, y);
    }
    if ((d->kinds & (EVDEV_MOUSE | EVDEV_TABLET | EVDEV_TOUCHPAD)) != 0) {
        post_buttons(in, d, time);
        input_post_wheel(in, d->wheel_x, d->wheel_y);
    }
    if ((d->kinds & (EVDEV_SINGLE_TOUCH | EVDEV_MULTI_TOUCH)) != 0)
        for (int i = 0; i < UI_TOUCHES; i++)
            if (d->contacts[i].changed)
                post_contact(in, d, &d->contacts[i], time);
    d->dx = d->dy = d->wheel_x = d->wheel_y = 0;
    d->placed = false;
}

/* Without an answer nothing is down. */
void evdev_device_recover(struct input *in, struct evdev_device *d)
{
    unsigned long keys[EVDEV_WORDS(KEY_CODES)] = {0};
    if (ioctl(d->fd, EVIOCGKEY(sizeof keys), keys) < 0)
        memset(keys, 0, sizeof keys);
    for (unsigned code = 0; code < KEY_CODES; code++)
        set_key(in, d, code, has(keys, code));
    memset(d->said, 0, sizeof d->said);
    for (unsigned code = BTN_MISC; code < KEY_OK; code++)
        if (has(keys, code))
            set_bit(d->said, button_of(d, code), true);
    query_places(d);
    d->placed = true;
    d->sliding = false;
    if ((d->kinds & EVDEV_SINGLE_TOUCH) != 0)
        set_active(&d->contacts[0], has(keys, BTN_TOUCH));
    d->dropped = false;
    post_report(in, d, clock_monotonic());
}

static void take_key(struct input *in, struct evdev_device *d, unsigned code, bool pressed)
{
    if (code >= KEY_CODES)
        return;
    if (is_key(code))
        set_key(in, d, code, pressed);
    else if ((d->kinds & EVDEV_SINGLE_TOUCH) != 0 && code == BTN_TOUCH)
        set_active(&d->contacts[0], pressed);
    else
        set_bit(d->said, button_of(d, code), pressed);
}

static void take_change(struct evdev_device *d, unsigned code, int value)
{
    switch (code) {
    case REL_X:
        d->dx += value;
        break;
    case REL_Y:
        d->dy += value;
        break;
    case REL_WHEEL:
        d->wheel_y += d->fine_wheel ? 0 : value;
        break;
    case REL_HWHEEL:
        d->wheel_x += d->fine_hwheel ? 0 : value;
        break;
    case REL_WHEEL_HI_RES:
        d->wheel_y += (double)value / NOTCH;
        break;
    case REL_HWHEEL_HI_RES:
        d->wheel_x += (double)value / NOTCH;
        break;
    default:
        break;
    }
}

static void take_contact(struct evdev_device *d, unsigned code, int value)
{
    if (code == ABS_MT_SLOT)
        d->slot = value;
    if (d->slot < 0 || d->slot >= UI_TOUCHES || code == ABS_MT_SLOT)
        return;
    struct evdev_contact *c = &d->contacts[d->slot];
    switch (code) {
    case ABS_MT_TRACKING_ID: /* without a -1 in between, one finger follows upon another */
        c->renewed |= value >= 0;
        set_active(c, value >= 0);
        break;
    case ABS_MT_POSITION_X:
        c->x = value;
        break;
    case ABS_MT_POSITION_Y:
        c->y = value;
        break;
    case ABS_MT_PRESSURE:
        c->pressure = value;
        break;
    default:
        return;
    }
    c->changed = true;
}

static void take_axis(struct evdev_device *d, unsigned code, int value)
{
    if ((d->kinds & EVDEV_MULTI_TOUCH) != 0) {
        take_contact(d, code, value);
        return;
    }
    struct evdev_contact *c = &d->contacts[0];
    switch (code) {
    case ABS_X:
        d->x = c->x = value;
        break;
    case ABS_Y:
        d->y = c->y = value;
        break;
    case ABS_PRESSURE:
        c->pressure = value;
        break;
    default:
        return;
    }
    d->placed = c->changed = true;
}

void evdev_device_take(struct input *in, struct evdev_device *d, const struct input_event *e)
{
    uint64_t time = (uint64_t)e->input_event_sec * CLOCK_SECOND +
                    (uint64_t)e->input_event_usec * (CLOCK_SECOND / 1000000);
    if (e->type == EV_SYN && e->code == SYN_DROPPED) {
        d->dropped = true;
        log_debug("a %s lost events", evdev_device_kind(d));
    } else if (d->dropped) {
        return;
    } else if (e->type == EV_SYN && e->code == SYN_REPORT) {
        post_report(in, d, time);
    } else if (e->type == EV_KEY && (e->value == 0 || e->value == 1)) { /* 2: it repeats */
        take_key(in, d, e->code, e->value == 1);
    } else if (e->type == EV_REL) {
        take_change(d, e->code, e->value);
    } else if (e->type == EV_ABS) {
        take_axis(d, e->code, e->value);
    }
}

void evdev_device_release(struct input *in, struct evdev_device *d)
{
    for (unsigned code = 0; code < KEY_CODES; code++)
        set_key(in, d, code, false);
    memset(d->said, 0, sizeof d->said);
    post_buttons(in, d, 0);
    for (int i = 0; i < UI_TOUCHES; i++) {
        d->contacts[i].active = false;
        post_contact(in, d, &d->contacts[i], 0);
    }
}
