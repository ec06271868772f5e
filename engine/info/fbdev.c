/* --info of framebuffer devices: all that fbset -i shows, and what fbrun makes of it. */
#include "info/fbdev.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "display/fbdev_mode.h"
#include "info/info_impl.h"

/* As <linux/fb.h> numbers them. */
static const char *const types[] = {"PACKED PIXELS", "PLANES",     "INTERLEAVED PLANES",
                                    "TEXT",          "VGA PLANES", "FOURCC"};
static const char *const visuals[] = {
    "MONO01", "MONO10", "TRUECOLOR", "PSEUDOCOLOR", "DIRECTCOLOR", "STATIC PSEUDOCOLOR", "FOURCC"};

static void name_of(struct info_writer *w, const char *key, const char *const *names, size_t count,
                    uint32_t value)
{
    if (value < count)
        info_text(w, key, "%s", names[value]);
    else
        info_text(w, key, "UNKNOWN (%u)", value);
}

static void channel(struct info_writer *w, const char *key, const struct fb_bitfield *field)
{
    info_text(w, key, "%u/%u%s", field->length, field->offset,
              field->msb_right != 0 ? " msb_right" : "");
}

/* Frequencies in Hz; 0 where the driver does not know its timings, as most do not. */
struct rates {
    double pixel, line, frame;
};

static struct rates rates_of(const struct fb_var_screeninfo *var)
{
    struct rates r = {0};
    double width = (double)var->left_margin + var->xres + var->right_margin + var->hsync_len;
    double height = (double)var->upper_margin + var->yres + var->lower_margin + var->vsync_len;
    if (var->pixclock == 0 || width <= 0 || height <= 0)
        return r;
    if (var->vmode & FB_VMODE_DOUBLE)
        height *= 2;
    if (var->vmode & FB_VMODE_INTERLACED)
        height /= 2;
    r.pixel = 1e12 / var->pixclock;
    r.line = r.pixel / width;
    r.frame = r.line / height;
    return r;
}

static void describe_mode(struct info_writer *w, const struct fb_var_screeninfo *var)
{
    struct rates r = rates_of(var);
    if (r.frame > 0)
        info_text(w, "mode", "%ux%u-%.0f", var->xres, var->yres, r.frame);
    else
        info_text(w, "mode", "%ux%u", var->xres, var->yres);
    info_begin(w, "geometry", INFO_ROW);
    info_number(w, "xres", var->xres);
    info_number(w, "yres", var->yres);
    info_number(w, "vxres", var->xres_virtual);
    info_number(w, "vyres", var->yres_virtual);
    info_number(w, "depth", var->bits_per_pixel);
    info_end(w);
    info_begin(w, "offset", INFO_ROW);
    info_number(w, "x", var->xoffset);
    info_number(w, "y", var->yoffset);
    info_end(w);
    info_begin(w, "timings", INFO_ROW);
    info_number(w, "pixclock", var->pixclock);
    info_number(w, "left", var->left_margin);
    info_number(w, "right", var->right_margin);
    info_number(w, "upper", var->upper_margin);
    info_number(w, "lower", var->lower_margin);
    info_number(w, "hslen", var->hsync_len);
    info_number(w, "vslen", var->vsync_len);
    info_end(w);
    info_begin(w, "rates", INFO_ROW);
    info_real(w, "mhz", r.pixel / 1e6);
    info_real(w, "khz", r.line / 1e3);
    info_real(w, "hz", r.frame);
    info_end(w);
}

static void describe_flags(struct info_writer *w, const struct fb_var_screeninfo *var)
{
    uint32_t vmode = var->vmode & FB_VMODE_MASK;
    info_begin(w, "flags", INFO_ROW);
    info_flag(w, "hsync_high", var->sync & FB_SYNC_HOR_HIGH_ACT);
    info_flag(w, "vsync_high", var->sync & FB_SYNC_VERT_HIGH_ACT);
    info_flag(w, "csync_high", var->sync & FB_SYNC_COMP_HIGH_ACT);
    info_flag(w, "gsync", var->sync & FB_SYNC_ON_GREEN);
    info_flag(w, "extsync", var->sync & FB_SYNC_EXT);
    info_flag(w, "bcast", var->sync & FB_SYNC_BROADCAST);
    info_flag(w, "laced", vmode & FB_VMODE_INTERLACED);
    info_flag(w, "double", vmode & FB_VMODE_DOUBLE);
    info_flag(w, "accel", var->accel_flags != 0);
    info_end(w);
}

static void describe_pixels(struct info_writer *w, const struct fb_var_screeninfo *var)
{
    info_begin(w, "rgba", INFO_ROW);
    channel(w, "red", &var->red);
    channel(w, "green", &var->green);
    channel(w, "blue", &var->blue);
    channel(w, "alpha", &var->transp);
    info_end(w);
    info_number(w, "nonstd", var->nonstd);
    if (var->grayscale > 1) /* it is a fourcc then */
        info_text(w, "grayscale", "%c%c%c%c", (int)(var->grayscale & 0x7f),
                  (int)(var->grayscale >> 8 & 0x7f), (int)(var->grayscale >> 16 & 0x7f),
                  (int)(var->grayscale >> 24 & 0x7f));
    else
        info_flag(w, "grayscale", var->grayscale != 0);
    if ((int32_t)var->width > 0 && (int32_t)var->height > 0) { /* -1: unknown */
        info_begin(w, "millimetres", INFO_ROW);
        info_number(w, "width", var->width);
        info_number(w, "height", var->height);
        info_end(w);
    }
}

static void describe_fix(struct info_writer *w, const struct fb_fix_screeninfo *fix)
{
    info_chars(w, "name", fix->id, sizeof fix->id);
    info_text(w, "address", "%#lx", fix->smem_start);
    info_number(w, "size", fix->smem_len);
    if (fix->type == FB_TYPE_INTERLEAVED_PLANES)
        info_text(w, "type", "%s (%u bytes interleave)", types[fix->type], fix->type_aux);
    else
        name_of(w, "type", types, sizeof types / sizeof types[0], fix->type);
    name_of(w, "visual", visuals, sizeof visuals / sizeof visuals[0], fix->visual);
    info_number(w, "xpanstep", fix->xpanstep);
    info_number(w, "ypanstep", fix->ypanstep);
    info_number(w, "ywrapstep", fix->ywrapstep);
    info_number(w, "linelength", fix->line_length);
    if (fix->mmio_len != 0) {
        info_text(w, "mmio_address", "%#lx", fix->mmio_start);
        info_number(w, "mmio_size", fix->mmio_len);
    }
    info_number(w, "accelerator", fix->accel); /* FB_ACCEL_*; 0: none */
}

void info_fbdev_describe(struct info_writer *w, const struct fb_fix_screeninfo *fix,
                         const struct fb_var_screeninfo *var)
{
    describe_mode(w, var);
    describe_flags(w, var);
    describe_pixels(w, var);
    describe_fix(w, fix);
}

/* What sysfs adds: `blank` is a FB_BLANK_* number, which most drivers do not tell. */
static void describe_sysfs(struct info_writer *w, int number)
{
    char path[64], line[32];
    snprintf(path, sizeof path, "/sys/class/graphics/fb%d/blank", number);
    if (file_read_line(path, line, sizeof line))
        info_text(w, "blank", "%s", line);
    snprintf(path, sizeof path, "/sys/class/graphics/fb%d/state", number);
    if (file_read_line(path, line, sizeof line))
        info_flag(w, "suspended", strcmp(line, "0") != 0);
}

static void describe_device(struct info_writer *w, int number)
{
    char path[32];
    struct fb_fix_screeninfo fix = {0};
    struct fb_var_screeninfo var = {0};
    struct fbdev_mode mode;
    const char *reason = NULL;
    snprintf(path, sizeof path, "/dev/fb%d", number);
    info_text(w, "device", "%s", path);
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        reason = strerror(errno);
    } else if (ioctl(fd, FBIOGET_FSCREENINFO, &fix) != 0 ||
               ioctl(fd, FBIOGET_VSCREENINFO, &var) != 0) {
        reason = errno == ENOTTY || errno == EINVAL ? "not a framebuffer" : strerror(errno);
    } else {
        info_fbdev_describe(w, &fix, &var);
        describe_sysfs(w, number);
        if (fbdev_mode_read(&fix, &var, &(struct fbdev_overrides){0}, &mode))
            info_text(w, "format", "%s", pixel_format_name(&mode.format));
        else
            reason = error_text();
    }
    info_flag(w, "usable", reason == NULL);
    if (reason != NULL)
        info_text(w, "reason", "%s", reason);
    if (fd >= 0)
        close(fd);
}

void info_fbdev(struct info_writer *w)
{
    int numbers[INFO_DEVICES_MAX];
    int count = info_devices("/dev", "fb", numbers);
    info_begin(w, "fbdev", INFO_LIST);
    for (int i = 0; i < count; i++) {
        info_begin(w, NULL, INFO_OBJECT);
        describe_device(w, numbers[i]);
        info_end(w);
    }
    info_end(w);
}
