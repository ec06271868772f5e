/* The choice of a display, and the calls that every display answers in the same way. */
#include "display/display.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "display/display_impl.h"
#include "image/write.h"

static const struct display_impl *const displays[] = {
#ifdef FBRUN_HAVE_DRM
    &display_drm,
#endif
    &display_fbdev, &display_headless, &display_file};

enum { DISPLAY_COUNT = sizeof displays / sizeof displays[0] };

/* The name is not terminated: it ends after `length` bytes. NULL with an error text. */
static const struct display_impl *find(const char *name, size_t length)
{
    char known[256] = "auto";
    for (int i = 0; i < DISPLAY_COUNT; i++) {
        if (strlen(displays[i]->name) == length && memcmp(displays[i]->name, name, length) == 0)
            return displays[i];
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, ", %s", displays[i]->name);
    }
    error_set("unknown display \"%.*s\"; expected one of %s", (int)length, name, known);
    return NULL;
}

static struct display *open_impl(const struct display_impl *impl, const char *path,
                                 const char *settings, const struct display_options *options)
{
    if (impl->uses_seat && options->seat == NULL) {
        error_set("there is no seat to use a device of");
        return NULL;
    }
    struct display *d = impl->open(path, settings, options);
    if (d != NULL) {
        d->name = impl->name;
        d->withheld = options->withheld;
    }
    return d;
}

/* True if the path looks like a setting that should stand behind a comma, as in "size=64x64". */
static bool is_setting(const char *path)
{
    size_t letters = strspn(path, "abcdefghijklmnopqrstuvwxyz");
    return letters > 0 && path[letters] == '=';
}

/* Opens NAME[:PATH][,key=value…]. */
static struct display *open_named(const char *spec, const struct display_options *options)
{
    size_t length = strcspn(spec, ":,");
    const struct display_impl *impl = find(spec, length);
    char *rest = impl != NULL ? strdup(spec + length) : NULL;
    if (rest == NULL)
        return NULL;
    char *settings = strchr(rest, ',');
    if (settings != NULL)
        *settings++ = '\0';
    char *path = rest[0] == ':' ? rest + 1 : NULL;
    struct display *d = NULL;
    if (path != NULL && path[0] == '\0')
        error_set("a path is missing after \"%s:\"", impl->name);
    else if (path != NULL && is_setting(path))
        error_set("settings come after a comma: %s,%s (or %s:./%s for a file of that name)",
                  impl->name, path, impl->name, path);
    else
        d = open_impl(impl, path, settings, options);
    free(rest);
    return d;
}

/* "./NAME.png" (or .ppm) as a file's name, and as headless takes it, where '%' is special. */
static bool picture_paths(const char *script_name, char **path, char **pattern)
{
    *path = *pattern = NULL;
    char *png;
    if (asprintf(&png, "./%s.png", script_name) < 0)
        return error_set("no memory for the picture's name");
    *path = image_written_path(png);
    free(png);
    char *out = *pattern = *path != NULL ? malloc(2 * strlen(*path) + 1) : NULL;
    if (out == NULL)
        return error_set("no memory for the picture's name");
    for (const char *p = *path; *p; p++) {
        if (*p == '%')
            *out++ = '%';
        *out++ = *p;
    }
    *out = '\0';
    return true;
}

/* The picture beside the script, when there is no screen. `passed` says why. */
static struct display *open_picture(const struct display_options *options, const char *passed)
{
    char *path, *pattern;
    struct display *d = NULL;
    if (picture_paths(options->script_name != NULL ? options->script_name : "fbrun", &path,
                      &pattern))
        d = open_impl(&display_headless, pattern, NULL, options);
    if (d != NULL)
        log_info("display %s, %dx%d, to %s (%s)", display_headless.name, d->width, d->height, path,
                 passed);
    free(path);
    free(pattern);
    return d;
}

static const struct display_impl *const screens[] = {
#ifdef FBRUN_HAVE_DRM
    &display_drm,
#endif
    &display_fbdev};

enum { SCREEN_COUNT = sizeof screens / sizeof screens[0] };

/* Waits for a screen of any kind; the one that is preferred has to be such that it can be waited
 * for. `passed` says why there is none. */
static struct display *await_screen(const struct display_options *options, const char *passed)
{
    struct display_options waiting = *options;
    waiting.wait = true;
    struct display *d = open_impl(screens[0], NULL, NULL, &waiting);
    if (d == NULL)
        error_set("no screen can be used: %s", passed);
    for (size_t i = 1; d != NULL && i < SCREEN_COUNT; i++) {
        struct display *other = open_impl(screens[i], NULL, NULL, &waiting);
        if (other != NULL)
            d = display_await(d, other);
    }
    return d;
}

/* Real screens in order of preference, then a picture. */
static struct display *open_auto(const struct display_options *options)
{
    char passed[1200] = "";
#ifndef FBRUN_HAVE_DRM
    snprintf(passed, sizeof passed, "drm: not built in; ");
#endif
    for (size_t i = 0; i < SCREEN_COUNT; i++) {
        struct display *d = open_impl(screens[i], NULL, NULL, options);
        size_t used = strlen(passed);
        if (d == NULL) {
            snprintf(passed + used, sizeof passed - used, "%s: %.500s; ", screens[i]->name,
                     error_text());
            continue;
        }
        if (used > 0) /* without the last "; " */
            passed[used - 2] = '\0';
        char size[32] = "waiting for a screen";
        if (d->width > 0)
            snprintf(size, sizeof size, "%dx%d", d->width, d->height);
        log_info("display %s, %s, %s%s%s%s", screens[i]->name, d->device, size,
                 used > 0 ? " (" : "", passed, used > 0 ? ")" : "");
        return d;
    }
    passed[strlen(passed) - 2] = '\0';
    if (options->patient && options->seat != NULL)
        return await_screen(options, passed);
    if (options->seat != NULL)
        seat_release(options->seat);
    return open_picture(options, passed);
}

struct display *display_open(const struct display_options *options)
{
    if (options->spec == NULL || strcmp(options->spec, "auto") == 0)
        return open_auto(options);
    struct display *d = NULL;
    struct display_options named = *options;
    named.wait = true;
    if (strncmp(options->spec, "auto", 4) == 0 && strchr(":,", options->spec[4]) != NULL)
        error_set("auto takes neither a path nor settings");
    else
        d = open_named(options->spec, &named);
    if (d == NULL)
        error_prefix("--display=%s", options->spec);
    return d;
}

bool display_close(struct display *d)
{
    return d == NULL || d->impl->close(d);
}

const char *display_name(const struct display *d)
{
    return d->name;
}

int display_width(const struct display *d)
{
    return d->width;
}

int display_height(const struct display *d)
{
    return d->height;
}

uint64_t display_period(const struct display *d)
{
    return d->period;
}

int display_orientation(const struct display *d)
{
    return d->orientation;
}

uint64_t display_vblank(const struct display *d)
{
    return d->vblank;
}

bool display_uses_seat(const struct display *d)
{
    return d->impl->uses_seat;
}

bool display_has_power(const struct display *d)
{
    return d->has_power;
}

void display_set_power(struct display *d, bool on)
{
    d->off = d->has_power && !on;
}

bool display_is_off(const struct display *d)
{
    return d->off;
}

int display_fd(const struct display *d)
{
    return d->has_fd ? d->fd : -1;
}

uint64_t display_deadline(const struct display *d)
{
    return d->deadline;
}

int display_dispatch(struct display *d)
{
    return d->impl->dispatch != NULL ? d->impl->dispatch(d) : 0;
}

void display_set_active(struct display *d, bool active)
{
    if (d->impl->set_active != NULL)
        d->impl->set_active(d, active);
}

int display_alignment(const struct display *d)
{
    return d->alignment;
}

bool display_ends_when_still(const struct display *d)
{
    return d->ends_when_still;
}

bool display_memory(const struct display *d, struct display_memory *memory)
{
    *memory = d->memory;
    return d->has_memory && !d->withheld;
}

int display_buffers(const struct display *d)
{
    return d->buffers;
}

bool display_read(struct display *d, struct surface *s)
{
    assert(s->width == d->width && s->height == d->height);
    if (d->impl->read == NULL)
        return error_set("--keep: a %s display holds nothing to start from", d->name);
    return d->impl->read(d, s);
}

int display_begin(struct display *d)
{
    return d->impl->begin != NULL ? d->impl->begin(d) : 0;
}

bool display_write(struct display *d, const struct surface *s, struct rect from, int x, int y)
{
    int right = x + from.x1 - from.x0, bottom = y + from.y1 - from.y0;
    assert(!rect_empty(from) && rect_contains(surface_bounds(s), from));
    assert(x >= 0 && y >= 0 && right <= d->width && bottom <= d->height);
    assert(x % d->alignment == 0 && (right % d->alignment == 0 || right == d->width));
    (void)right;
    (void)bottom;
    return d->impl->write(d, s, from, x, y);
}

bool display_end(struct display *d, const struct rect *damage, int count)
{
    return d->impl->end == NULL || d->impl->end(d, damage, count);
}

const char *display_help(void)
{
    static char text[1024];
    size_t used = 0;
    for (int i = 0; i < DISPLAY_COUNT; i++) {
        snprintf(text + used, sizeof text - used, "%s\n", displays[i]->help);
        used = strlen(text);
    }
    return text;
}
