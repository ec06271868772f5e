/* For the files that implement a display. To add one: a struct that begins with struct display,
 * static functions, their table at the file's end, its declaration below, and its place in
 * display.c's list. */
#ifndef DISPLAY_DISPLAY_IMPL_H
#define DISPLAY_DISPLAY_IMPL_H

#include <stddef.h>

#include "display/display.h"

struct display_impl;

enum { DISPLAY_DEFAULT_WIDTH = 1280, DISPLAY_DEFAULT_HEIGHT = 720 }; /* where any size will do */

/* Filled by the implementation's open, and before it reports DISPLAY_CHANGED; read-only for
 * everyone else. What each means, display.h says. */
struct display {
    const struct display_impl *impl;
    const char *name;   /* as display_name tells it; display.c fills it in */
    int width, height;  /* pixels */
    int orientation;    /* degrees */
    int alignment;      /* pixels */
    int buffers;        /* at least 1 */
    uint64_t period;    /* nanoseconds, > 0 */
    uint64_t vblank;    /* CLOCK_MONOTONIC nanoseconds */
    uint64_t deadline;  /* CLOCK_MONOTONIC nanoseconds */
    const char *device; /* its node, for messages; NULL if it has none */
    bool has_fd;        /* `fd` is one */
    int fd;
    bool ends_when_still;
    bool has_power; /* dispatch switches the panel as `off` says */
    bool off;
    bool has_memory; /* `memory` is what display_memory tells, */
    bool withheld;   /* unless it is nobody else's business */
    struct display_memory memory;
};

struct display_impl {
    const char *name; /* as --display spells it */
    const char *help; /* syntax and purpose, one line */
    bool uses_seat;   /* a real screen: options->seat is there when it is opened */

    /* Opens. `path` is what stands between ':' and the first ',' (never empty; NULL if there is no
     * ':'), `settings` the key=value pairs behind it, for display_settings_parse (NULL if there are
     * none). NULL with an error text, which display_open puts --display and its value before. */
    struct display *(*open)(const char *path, const char *settings,
                            const struct display_options *options);
    /* As display_close. */
    bool (*close)(struct display *d);
    /* As display_read. NULL: the display cannot be read, which --keep reports. */
    bool (*read)(struct display *d, struct surface *s);
    /* As display_begin. NULL: there is one buffer and it is always free. */
    int (*begin)(struct display *d);
    /* As display_write. */
    bool (*write)(struct display *d, const struct surface *s, struct rect from, int x, int y);
    /* As display_end. NULL: what was written is visible. */
    bool (*end)(struct display *d, const struct rect *damage, int count);
    /* As display_dispatch. NULL: nothing ever happens to it. */
    int (*dispatch)(struct display *d);
    /* As display_set_active. NULL: it has nothing to do with the seat. */
    void (*set_active)(struct display *d, bool active);
};

/* One key=value pair that a display knows. */
struct display_setting {
    const char *key;
    char value[64]; /* as it was given; empty when it was not */
};

/* Takes "key=value,key=value" apart (NULL: nothing) and stores the values in `known`.
 * False with an error text for an unknown key, which lists the known ones, for a key that comes
 * twice, and for a value that is missing or too long. */
bool display_settings_parse(const char *settings, struct display_setting *known, int count);

/* Reads "WIDTHxHEIGHT" and checks it with surface_size; an empty value leaves both alone.
 * False with an error text. */
bool display_setting_size(const struct display_setting *setting, int *width, int *height);

/* Reads a decimal number; an empty value leaves it alone. False with an error text. */
bool display_setting_number(const struct display_setting *setting, size_t *number);

/* Waits for the screens of two displays that were opened with `wait` and `patient`, and is the one
 * that comes first from then on; of two that are there, `first`. Takes both over, and gives either
 * back where waiting for both is not possible. */
struct display *display_await(struct display *first, struct display *second);

extern const struct display_impl display_drm; /* with FBRUN_HAVE_DRM */
extern const struct display_impl display_fbdev;
extern const struct display_impl display_headless;
extern const struct display_impl display_file;
extern const struct display_impl display_awaited; /* display_await's; not one of --display's */

#endif
