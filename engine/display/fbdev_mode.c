/* Sizes are 32-bit numbers of a driver's, and there is no combination of them that cannot be there.
 * All arithmetic is in 64 bits, where products of two of them fit. */
#include "display/fbdev_mode.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/size.h"
#include "pixel/surface.h"

enum {
    REFRESH_DEFAULT = 60, /* Hz, where it is not known … */
    REFRESH_LEAST = 10,   /* … and what is beyond these is not */
    REFRESH_MOST = 480,
};

/* Drivers of what the firmware has set up do not know the timings, and invent these to "make fbset
 * happy" (vesafb.c, efifb.c). */
static bool timings_are_invented(const struct fb_var_screeninfo *var)
{
    return var->pixclock == 10000000 / var->xres * 1000 / var->yres;
}

/* Called with a size that has been checked. */
static uint64_t read_period(const struct fb_var_screeninfo *var)
{
    double across = (double)var->xres + var->left_margin + var->right_margin + var->hsync_len;
    double down = (double)var->yres + var->upper_margin + var->lower_margin + var->vsync_len;
    double period = across * down * var->pixclock / 1000; /* pixclock is in picoseconds */
    if (var->vmode & FB_VMODE_INTERLACED)
        period /= 2;
    if (var->vmode & FB_VMODE_DOUBLE)
        period *= 2;
    double second = (double)CLOCK_SECOND;
    if (timings_are_invented(var) || period < second / REFRESH_MOST ||
        period > second / REFRESH_LEAST)
        period = second / REFRESH_DEFAULT;
    return (uint64_t)period;
}

/* Rows are in memory one after the other, `stride` apart; whether they, from row `y` on, are all
 * inside. */
static bool fits(const struct fbdev_mode *m, uint64_t memory, uint64_t x_bytes, uint64_t y)
{
    uint64_t last = y + (uint64_t)m->height - 1, before, end;
    return !__builtin_mul_overflow(last, (uint64_t)m->stride, &before) &&
           !__builtin_add_overflow(before, x_bytes + pixel_format_row_bytes(&m->format, m->width),
                                   &end) &&
           end <= memory;
}

static bool read_format(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var,
                        const struct fbdev_overrides *overrides, struct fbdev_mode *m)
{
    if (overrides->format == NULL) {
        if (!fbdev_format_read(fix, var, &m->format))
            return false;
    } else {
        unsigned bits = fbdev_format_bits(fix, var);
        m->format = *overrides->format;
        if (bits != 0 && bits != m->format.bits_per_pixel)
            return error_set("format=%s has %u bits a pixel, and the device %u",
                             pixel_format_name(&m->format), m->format.bits_per_pixel,
                             var->bits_per_pixel);
    }
    m->palette = fbdev_format_palette(fix, &m->format);
    return true;
}

/* Sets the stride, and *x_bytes to where in a row the first visible pixel is. */
static bool read_stride(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var,
                        const struct fbdev_overrides *overrides, struct fbdev_mode *m,
                        uint64_t *x_bytes)
{
    uint64_t x_bits = (uint64_t)var->xoffset * m->format.bits_per_pixel;
    uint64_t row_bytes = pixel_format_row_bytes(&m->format, m->width);
    if (x_bits % 8 != 0)
        return error_set("its screen begins at pixel %u, which is inside a byte", var->xoffset);
    *x_bytes = x_bits / 8;
    m->stride = overrides->stride != 0 ? overrides->stride : fix->line_length;
    if (m->stride == 0) /* as the kernel's own console takes it */
        m->stride = (size_t)(((uint64_t)var->xres_virtual * m->format.bits_per_pixel + 7) / 8);
    if (m->stride < *x_bytes + row_bytes)
        return error_set("its rows are %zu bytes apart, but %d pixels of %s from pixel %u on need "
                         "%" PRIu64 "; stride= may help where the driver is wrong",
                         m->stride, m->width, pixel_format_name(&m->format), var->xoffset,
                         *x_bytes + row_bytes);
    return true;
}

/* How many rows the screen is moved to show what follows it. */
static uint64_t second_offset(const struct fb_fix_screeninfo *fix,
                              const struct fb_var_screeninfo *var)
{
    uint64_t step = fix->ypanstep;
    return ((uint64_t)var->yres + step - 1) / step * step;
}

static void choose_buffers(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var,
                           const struct fbdev_overrides *overrides, struct fbdev_mode *m,
                           uint64_t x_bytes)
{
    m->buffers = 1;
    m->y_offsets[0] = var->yoffset;
    if (overrides->one_buffer || fix->ypanstep == 0)
        return;
    uint64_t second = second_offset(fix, var);
    if (second + var->yres > var->yres_virtual || !fits(m, fix->smem_len, x_bytes, second))
        return;
    m->buffers = 2;
    m->y_offsets[0] = 0;
    m->y_offsets[1] = (uint32_t)second;
}

bool fbdev_mode_read(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var,
                     const struct fbdev_overrides *overrides, struct fbdev_mode *mode)
{
    *mode = (struct fbdev_mode){0};
    size_t ignored, page = (size_t)sysconf(_SC_PAGESIZE);
    uint64_t x_bytes = 0;
    if (!surface_size(var->xres, var->yres, &ignored))
        return false;
    mode->width = (int)var->xres;
    mode->height = (int)var->yres;
    mode->period = read_period(var);
    if (!read_format(fix, var, overrides, mode) ||
        !read_stride(fix, var, overrides, mode, &x_bytes))
        return false;
    if (!fits(mode, fix->smem_len, x_bytes, var->yoffset))
        return error_set("its %u bytes of memory are too few for %dx%d pixels of %s from row %u on "
                         "with rows %zu bytes apart",
                         fix->smem_len, mode->width, mode->height, pixel_format_name(&mode->format),
                         var->yoffset, mode->stride);
    choose_buffers(fix, var, overrides, mode, x_bytes);
    /* The kernel maps whole pages, so the memory begins inside the first one. */
    size_t inside = (size_t)(fix->smem_start & (page - 1));
    if (!size_add(fix->smem_len, inside, &mode->map_length))
        return error_set("its %u bytes of memory are too many to map", fix->smem_len);
    size_t first = inside + (size_t)x_bytes;
    mode->visible = first + var->yoffset * mode->stride;
    for (int i = 0; i < mode->buffers; i++)
        mode->starts[i] = first + mode->y_offsets[i] * mode->stride;
    return true;
}

bool fbdev_mode_may_grow(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var)
{
    if (fix->ypanstep == 0 || fix->line_length == 0)
        return false;
    uint64_t rows = second_offset(fix, var) + var->yres;
    return rows > var->yres_virtual && rows <= fix->smem_len / fix->line_length;
}
