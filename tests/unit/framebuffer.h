/* A framebuffer device for tests: a table of its calls, each of which can be made to fail, and
 * memory that can be taken away. It takes the place of ioctl and of the seat. */
#ifndef FRAMEBUFFER_H
#define FRAMEBUFFER_H

#include <errno.h>
#include <linux/fb.h>
#include <linux/major.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/error.h"
#include "scratch.h"
#include "seat/seat.h"

enum { WIDTH = 64, HEIGHT = 16, STRIDE = WIDTH * 4, SIZE = STRIDE * HEIGHT };

/* The device. Its memory is a file of our own. */
static struct {
    struct fb_fix_screeninfo fix;
    struct fb_var_screeninfo var;
    uint16_t colors[3][256];
    int memory;
    bool gone;         /* opening it fails, and what is open answers ENODEV */
    bool dead;         /* only what is open answers ENODEV */
    bool pans_nowhere; /* says yes, and does nothing */
    unsigned long failing;
    int error; /* of the failing call */
    int calls;
} device;

static bool active; /* the seat */

static int answer(unsigned long request, void *argument)
{
    struct fb_var_screeninfo *var = argument;
    struct fb_cmap *map = argument;
    switch (request) {
    case FBIOGET_FSCREENINFO:
        memcpy(argument, &device.fix, sizeof device.fix);
        return 0;
    case FBIOGET_VSCREENINFO:
        *var = device.var;
        return 0;
    case FBIOPUT_VSCREENINFO:
        device.var = *var;
        device.var.activate = 0;
        return 0;
    case FBIOPAN_DISPLAY:
        if (!device.pans_nowhere)
            device.var.yoffset = var->yoffset;
        return 0;
    case FBIOGETCMAP:
        memcpy(map->red, device.colors[0], (size_t)map->len * 2);
        memcpy(map->green, device.colors[1], (size_t)map->len * 2);
        memcpy(map->blue, device.colors[2], (size_t)map->len * 2);
        return 0;
    case FBIOPUTCMAP:
        memcpy(device.colors[0], map->red, (size_t)map->len * 2);
        memcpy(device.colors[1], map->green, (size_t)map->len * 2);
        memcpy(device.colors[2], map->blue, (size_t)map->len * 2);
        return 0;
    default: /* FBIOBLANK, the console: as many drivers do */
        errno = EINVAL;
        return -1;
    }
}

/* Takes the place of the C library's. */
int ioctl(int fd, unsigned long request, ...)
{
    (void)fd;
    va_list args;
    va_start(args, request);
    void *argument = va_arg(args, void *);
    va_end(args);
    device.calls++;
    bool missing = device.gone || device.dead;
    if (missing || request == device.failing) {
        errno = missing ? ENODEV : device.error;
        return -1;
    }
    return answer(request, argument);
}

/* The seat's functions that a display calls. */
int seat_open_device(struct seat *s, const char *path)
{
    (void)s;
    if (device.gone) {
        errno = ENODEV;
        error_set_errno("cannot open %s", path);
        return -1;
    }
    device.dead = false;
    return dup(device.memory);
}

void seat_close_device(struct seat *s, int fd)
{
    (void)s;
    close(fd);
}

bool seat_take(struct seat *s)
{
    (void)s;
    return true;
}

void seat_release(struct seat *s)
{
    (void)s;
}

bool seat_is_active(const struct seat *s)
{
    (void)s;
    return active;
}

/* A screen of 64x16 with no panning. Only the node's number is real. */
static int make_device(void **state)
{
    memset(&device, 0, sizeof device);
    active = true;
    device.fix = (struct fb_fix_screeninfo){
        .smem_len = SIZE, .visual = FB_VISUAL_TRUECOLOR, .line_length = STRIDE};
    device.var = (struct fb_var_screeninfo){
        .xres = WIDTH,
        .yres = HEIGHT,
        .xres_virtual = WIDTH,
        .yres_virtual = HEIGHT,
        .bits_per_pixel = 32,
        .red = {16, 8, 0},
        .green = {8, 8, 0},
        .blue = {0, 8, 0},
    };
    device.memory = memfd_create("memory", MFD_CLOEXEC);
    bool ok = device.memory >= 0 && ftruncate(device.memory, 2 * (off_t)SIZE) == 0;
    return ok && scratch_make(state) == 0 ? 0 : -1;
}

static int remove_device(void **state)
{
    close(device.memory);
    unlink(scratch_path("fb"));
    return scratch_remove(state);
}

/* Without the right to make it, nothing here can be tried. */
static bool make_node(void)
{
    return mknod(scratch_path("fb"), S_IFCHR | 0600, makedev(FB_MAJOR, 0)) == 0;
}

#endif
