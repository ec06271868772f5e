/* The display of machines without a screen, and of tests: memory, and pictures of it in files.
 * Without a picture to write, nobody could ever see the memory, and there is none. */
#include "display/display_impl.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "image/write.h"

struct headless {
    struct display base;
    struct surface surface; /* only if there is a pattern */
    char *pattern;          /* the picture's name, see picture_name; NULL: no picture */
    bool sequence;          /* a picture a frame */
    uint64_t frames;
};

static struct headless *headless_of(struct display *d)
{
    assert(d->impl == &display_headless);
    return (struct headless *)d;
}

/* Puts the frame's number where the pattern has %d or, with leading zeros, %01d to %09d, and '%'
 * where it has %%. The pattern is a user's, so printf must not see it. *sequence says whether it
 * had a number. Returns malloc'ed text, or NULL with an error text. */
static char *picture_name(const char *pattern, uint64_t frame, bool *sequence)
{
    enum { NUMBER_MAX = 20 }; /* digits of UINT64_MAX */
    char *name = malloc(strlen(pattern) + NUMBER_MAX + 1);
    if (name == NULL) {
        error_set("no memory for the picture's name");
        return NULL;
    }
    char *out = name;
    *sequence = false;
    for (const char *p = pattern; *p; p++) {
        int digits = 1;
        if (*p != '%' || *++p == '%') {
            *out++ = *p;
            continue;
        }
        if (p[0] == '0' && p[1] >= '1' && p[1] <= '9') {
            digits = p[1] - '0';
            p += 2;
        }
        if (*p != 'd' || *sequence) {
            error_set("expected at most one frame number in the picture's name, as %%d or as %%04d "
                      "(%%01d to %%09d), and %%%% for a percent sign, got \"%s\"",
                      pattern);
            free(name);
            return NULL;
        }
        *sequence = true;
        out += sprintf(out, "%0*" PRIu64, digits, frame);
    }
    *out = '\0';
    return name;
}

static bool write_picture(struct headless *h)
{
    char *name = picture_name(h->pattern, h->frames, &h->sequence);
    bool ok = name != NULL && image_write(name, &h->surface, true);
    free(name);
    return ok;
}

static bool headless_write(struct display *d, const struct surface *s, struct rect from, int x,
                           int y)
{
    struct headless *h = headless_of(d);
    if (h->pattern == NULL)
        return true;
    size_t bytes = (size_t)(from.x1 - from.x0) * sizeof(uint32_t);
    for (int row = from.y0; row < from.y1; row++, y++)
        memcpy(surface_at(&h->surface, x, y), surface_at(s, from.x0, row), bytes);
    return true;
}

static bool headless_end(struct display *d, const struct rect *damage, int count)
{
    (void)damage;
    (void)count;
    struct headless *h = headless_of(d);
    h->frames++;
    return !h->sequence || write_picture(h);
}

static bool headless_close(struct display *d)
{
    struct headless *h = headless_of(d);
    bool ok = h->pattern == NULL || h->sequence || h->frames == 0 || write_picture(h);
    surface_finish(&h->surface);
    free(h->pattern);
    free(h);
    return ok;
}

/* Checks the picture's name, says so when it will be another, and makes the memory for it. */
static bool take_pattern(struct headless *h, const char *pattern)
{
    char *name = picture_name(pattern, 1, &h->sequence);
    char *written = name != NULL ? image_written_path(name) : NULL;
    if (written != NULL && strcmp(name, written) != 0)
        log_warning("this build writes no PNG, so the picture goes to %s", written);
    bool ok = written != NULL;
    free(name);
    free(written);
    if (!ok)
        return false;
    h->pattern = strdup(pattern);
    return (h->pattern != NULL || error_set("no memory for the picture's name")) &&
           surface_init(&h->surface, h->base.width, h->base.height);
}

static struct display *headless_open(const char *path, const char *settings,
                                     const struct display_options *options)
{
    (void)options;
    struct display_setting size = {.key = "size"};
    int width = DISPLAY_DEFAULT_WIDTH, height = DISPLAY_DEFAULT_HEIGHT;
    if (!display_settings_parse(settings, &size, 1) ||
        !display_setting_size(&size, &width, &height))
        return NULL;
    struct headless *h = calloc(1, sizeof *h);
    if (h == NULL) {
        error_set("no memory for the display");
        return NULL;
    }
    h->base = (struct display){
        .impl = &display_headless,
        .width = width,
        .height = height,
        .alignment = 1,
        .buffers = 1,
        .period = CLOCK_SECOND / 60,
        .ends_when_still = true,
    };
    if (path == NULL || take_pattern(h, path))
        return &h->base;
    headless_close(&h->base);
    return NULL;
}

const struct display_impl display_headless = {
    .name = "headless",
    .help = "headless[:FILE.png][,size=WxH]  memory; FILE gets the last frame, or with a number\n"
            "                                such as %04d in its name each frame its own",
    .open = headless_open,
    .close = headless_close,
    .write = headless_write,
    .end = headless_end,
};
