/* The calls of linux/fb.h. What drivers do not support they answer with an error, which is not
 * taken for more than that; only the mode that is read back afterwards counts. */
#define LOG_MODULE "fbdev"
#include "display/fbdev_device.h"

#include <errno.h>
#include <linux/major.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/size.h"

/* As an error of the device at `path`, and closes it. */
static bool open_failed(struct fbdev_device *d, const char *path)
{
    fbdev_device_close(d);
    return error_prefix("%s", path);
}

static bool read_mode(struct fbdev_device *d)
{
    return (ioctl(d->fd, FBIOGET_FSCREENINFO, &d->fix) == 0 &&
            ioctl(d->fd, FBIOGET_VSCREENINFO, &d->var) == 0) ||
           error_set_errno("it does not tell its mode as a framebuffer does");
}

/* Writes what there is to choose from, as in "there are /dev/fb0, /dev/fb1". */
static const char *list_devices(char *text, size_t size)
{
    size_t used = 0;
    snprintf(text, size, "there are none");
    for (int i = 0; i < FBDEV_NUMBERS && used < size; i++) {
        char path[32];
        snprintf(path, sizeof path, "/dev/fb%d", i);
        if (access(path, F_OK) == 0)
            used += (size_t)snprintf(text + used, size - used, "%s%s",
                                     used == 0 ? "there are " : ", ", path);
    }
    return text;
}

/* What is no framebuffer is not even opened: to open a watchdog or a tape has an effect. */
static bool check_node(const char *path)
{
    struct stat st;
    char list[400];
    if (stat(path, &st) != 0) {
        int code = errno;
        list_devices(list, sizeof list);
        errno = code;
        return error_set_errno("cannot open %s (%s)", path, list);
    }
    if (S_ISCHR(st.st_mode) && major(st.st_rdev) == FB_MAJOR)
        return true;
    return error_set("%s is not a framebuffer device, but %s; %s", path,
                     S_ISDIR(st.st_mode)   ? "a directory"
                     : S_ISREG(st.st_mode) ? "a plain file (file:PATH is for those)"
                                           : "something else",
                     list_devices(list, sizeof list));
}

bool fbdev_device_open(struct fbdev_device *d, struct seat *seat, const char *path,
                       const struct fbdev_overrides *overrides)
{
    *d = (struct fbdev_device){.seat = seat, .fd = -1};
    if (!check_node(path) || (d->fd = seat_open_device(seat, path)) < 0)
        return false;
    struct stat st;
    if (fstat(d->fd, &st) != 0) {
        error_set_errno("cannot examine it");
        return open_failed(d, path);
    }
    d->number = minor(st.st_rdev);
    if (!read_mode(d) || !fbdev_mode_read(&d->fix, &d->var, overrides, &d->mode))
        return open_failed(d, path);
    d->found = d->var;
    return true;
}

/* Asks for another mode. What came of it, only the device can tell. */
static bool put_mode(struct fbdev_device *d, const struct fb_var_screeninfo *var, uint32_t activate)
{
    struct fb_var_screeninfo wanted = *var;
    wanted.activate = activate;
    ioctl(d->fd, FBIOPUT_VSCREENINFO, &wanted);
    return read_mode(d);
}

/* A framebuffer that no console uses may not have been set up yet. */
static bool wake_secondary(struct fbdev_device *d)
{
    return fbdev_device_console(d) == (int)d->number ||
           put_mode(d, &d->var, FB_ACTIVATE_NOW | FB_ACTIVATE_FORCE);
}

static bool grow(struct fbdev_device *d, const struct fbdev_overrides *overrides)
{
    if (overrides->one_buffer || !fbdev_mode_may_grow(&d->fix, &d->var))
        return true;
    struct fb_var_screeninfo wanted = d->var;
    wanted.yres_virtual = 2 * wanted.yres + d->fix.ypanstep;
    if (wanted.yres_virtual > d->fix.smem_len / d->fix.line_length)
        wanted.yres_virtual = d->fix.smem_len / d->fix.line_length;
    if (!put_mode(d, &wanted, FB_ACTIVATE_NOW))
        return false;
    bool same = d->var.xres == d->found.xres && d->var.yres == d->found.yres &&
                d->var.bits_per_pixel == d->found.bits_per_pixel;
    return same || put_mode(d, &d->found, FB_ACTIVATE_NOW);
}

/* Pans to where the screen already is: nothing moves, but drivers without panning refuse, and so
 * does a graphics card whose picture is another program's. */
static bool try_panning(struct fbdev_device *d, const struct fbdev_overrides *overrides)
{
    struct fb_var_screeninfo here = d->var;
    if (ioctl(d->fd, FBIOPAN_DISPLAY, &here) == 0)
        return true;
    d->hidden = errno == EBUSY;
    struct fbdev_overrides still = *overrides;
    still.one_buffer = true;
    return fbdev_mode_read(&d->fix, &d->var, &still, &d->mode);
}

static bool map(struct fbdev_device *d)
{
    void *start = mmap(NULL, d->mode.map_length, PROT_READ | PROT_WRITE, MAP_SHARED, d->fd, 0);
    if (start == MAP_FAILED)
        return error_set_errno("cannot map its %zu bytes", d->mode.map_length);
    d->map = start;
    return fault_watch(&d->fault, start,
                       size_round_up(d->mode.map_length, (size_t)sysconf(_SC_PAGESIZE)));
}

/* Colours that cannot be set are used as they are. */
static bool take_colors(struct fbdev_device *d)
{
    enum fbdev_palette kind = d->mode.palette;
    if (kind == FBDEV_PALETTE_NONE)
        return true;
    if (!fbdev_colors_make(&d->set, kind, &d->mode.format) ||
        !fbdev_colors_make(&d->saved, kind, &d->mode.format))
        return false;
    bool known = fbdev_colors_read(&d->saved, d->fd);
    bool set = kind != FBDEV_PALETTE_FIXED && fbdev_colors_write(&d->set, d->fd);
    if (!set && kind == FBDEV_PALETTE_RAMP)
        log_debug("%s", error_text()); /* then it is straight, or else a little off */
    else if (!set && !known)
        return false;
    if (!set && kind != FBDEV_PALETTE_RAMP)
        fbdev_colors_palette(&d->saved, d->palette);
    if (!set)
        fbdev_colors_finish(&d->set);
    if (!set || !known)
        fbdev_colors_finish(&d->saved);
    return true;
}

bool fbdev_device_start(struct fbdev_device *d, const struct fbdev_overrides *overrides)
{
    if (!wake_secondary(d) || !grow(d, overrides) ||
        !fbdev_mode_read(&d->fix, &d->var, overrides, &d->mode) || !try_panning(d, overrides) ||
        !map(d) || !take_colors(d))
        return error_prefix("/dev/fb%u", d->number);
    fbdev_device_wake(d);
    return true;
}

void fbdev_device_wake(struct fbdev_device *d)
{
    ioctl(d->fd, FBIOBLANK, FB_BLANK_UNBLANK); /* which many cannot, and need not */
    if (d->set.values != NULL)
        fbdev_colors_write(&d->set, d->fd);
}

bool fbdev_device_sleep(struct fbdev_device *d)
{
    return ioctl(d->fd, FBIOBLANK, FB_BLANK_POWERDOWN) == 0 ||
           error_set_errno("/dev/fb%u: the screen cannot be switched off", d->number);
}

void fbdev_device_close(struct fbdev_device *d)
{
    if (d->fd < 0)
        return;
    fault_unwatch(&d->fault);
    if (d->map != NULL)
        munmap(d->map, d->mode.map_length);
    fbdev_colors_finish(&d->set);
    fbdev_colors_finish(&d->saved);
    seat_close_device(d->seat, d->fd);
    d->map = NULL;
    d->fd = -1;
}

/* True if nothing but offsets and timings differs. Size, depth and channels are the struct's first
 * members, up to `activate`. */
static bool same_mode(const struct fb_var_screeninfo *a, const struct fb_var_screeninfo *b)
{
    struct fb_var_screeninfo moved = *a;
    moved.xoffset = b->xoffset;
    moved.yoffset = b->yoffset;
    return memcmp(&moved, b, offsetof(struct fb_var_screeninfo, activate)) == 0;
}

void fbdev_device_restore(struct fbdev_device *d)
{
    if (d->saved.values != NULL)
        fbdev_colors_write(&d->saved, d->fd);
    struct fb_var_screeninfo now, there = d->found;
    if (ioctl(d->fd, FBIOGET_VSCREENINFO, &now) != 0 || !same_mode(&now, &d->var))
        return;
    /* The offset first: drivers make the virtual screen as high as the offset needs. */
    if (now.yoffset != d->found.yoffset)
        ioctl(d->fd, FBIOPAN_DISPLAY, &there);
    if (now.yres_virtual != d->found.yres_virtual)
        put_mode(d, &d->found, FB_ACTIVATE_NOW);
}

enum fbdev_state fbdev_device_check(struct fbdev_device *d, const struct fbdev_overrides *overrides)
{
    struct fb_var_screeninfo now;
    if (ioctl(d->fd, FBIOGET_VSCREENINFO, &now) != 0)
        return FBDEV_GONE;
    bool unwanted = overrides->one_buffer && d->mode.buffers > 1;
    if (atomic_load(&d->fault.faulted) || unwanted || !same_mode(&now, &d->var))
        return FBDEV_CHANGED;
    if (now.xoffset == d->var.xoffset && now.yoffset == d->var.yoffset)
        return FBDEV_SAME;
    d->var = now;
    struct fbdev_overrides same = *overrides;
    same.one_buffer = d->mode.buffers == 1;
    struct fbdev_mode moved;
    if (!fbdev_mode_read(&d->fix, &d->var, &same, &moved) || moved.buffers != d->mode.buffers)
        return FBDEV_CHANGED;
    d->mode = moved;
    return FBDEV_MOVED;
}

bool fbdev_device_pan(struct fbdev_device *d, int buffer)
{
    struct fb_var_screeninfo wanted = d->var, now;
    wanted.yoffset = d->mode.y_offsets[buffer];
    wanted.vmode &= ~(uint32_t)FB_VMODE_YWRAP;
    if (ioctl(d->fd, FBIOPAN_DISPLAY, &wanted) != 0 || ioctl(d->fd, FBIOGET_VSCREENINFO, &now) != 0)
        return error_set_errno("/dev/fb%u: cannot pan to row %u", d->number, wanted.yoffset);
    d->var.yoffset = wanted.yoffset;
    return now.yoffset == wanted.yoffset || error_set("/dev/fb%u: panned to row %u instead of %u",
                                                      d->number, now.yoffset, wanted.yoffset);
}

/* The number at the end of a file's line, such as "tty1"; -1 if there is none. */
static int number_in(const char *path)
{
    char line[64];
    int number;
    const char *digits =
        file_read_line(path, line, sizeof line) ? strpbrk(line, "0123456789") : NULL;
    return digits != NULL && sscanf(digits, "%2d", &number) == 1 ? number : -1;
}

int fbdev_device_console(const struct fbdev_device *d)
{
    int vt = number_in("/sys/class/tty/tty0/active");
    struct fb_con2fbmap map = {.console = vt > 0 ? (uint32_t)vt : 1};
    if (ioctl(d->fd, FBIOGET_CON2FBMAP, &map) != 0 || map.framebuffer >= FBDEV_NUMBERS)
        return -1;
    return (int)map.framebuffer;
}

/* The text console is turned as the panel is mounted, or as fbcon=rotate: says: by quarters,
 * clockwise (FB_ROTATE_CW is 1; drm_fb_helper.c gives it to a panel whose right side is up). */
int fbdev_device_orientation(const struct fbdev_device *d)
{
    if (fbdev_device_console(d) != (int)d->number)
        return 0;
    int quarters = number_in("/sys/class/graphics/fbcon/rotate");
    return quarters >= 0 && quarters <= 3 ? 90 * quarters : 0;
}
