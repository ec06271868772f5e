/* The order of questions matters: a FOURCC replaces everything else, then memory that has not whole
 * pixels one after the other is refused, then depth, grey and visual decide. */
#include "display/fbdev_format.h"

#include <linux/videodev2.h>

#include "base/error.h"

#define HOST_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

/* V4L2's names, which are of bytes in memory, and ours, of little-endian words. */
static const struct {
    uint32_t fourcc;
    const char *name;
} fourccs[] = {
    {V4L2_PIX_FMT_RGB332, "RGB332"},
    {V4L2_PIX_FMT_RGB444, "XRGB4444"},
    {V4L2_PIX_FMT_ARGB444, "ARGB4444"},
    {V4L2_PIX_FMT_XRGB444, "XRGB4444"},
    {V4L2_PIX_FMT_RGB555, "XRGB1555"},
    {V4L2_PIX_FMT_ARGB555, "ARGB1555"},
    {V4L2_PIX_FMT_XRGB555, "XRGB1555"},
    {V4L2_PIX_FMT_RGB565, "RGB565"},
    {V4L2_PIX_FMT_RGB555X, "XRGB1555_BE"},
    {V4L2_PIX_FMT_RGB565X, "RGB565_BE"},
    {V4L2_PIX_FMT_BGR24, "RGB888"},
    {V4L2_PIX_FMT_RGB24, "BGR888"},
    {V4L2_PIX_FMT_BGR32, "XRGB8888"},
    {V4L2_PIX_FMT_RGB32, "BGRX8888"},
    {V4L2_PIX_FMT_XBGR32, "XRGB8888"},
    {V4L2_PIX_FMT_ABGR32, "ARGB8888"},
    {V4L2_PIX_FMT_XRGB32, "BGRX8888"},
    {V4L2_PIX_FMT_ARGB32, "BGRA8888"},
    {V4L2_PIX_FMT_RGBX32, "XBGR8888"},
    {V4L2_PIX_FMT_RGBA32, "ABGR8888"},
    {V4L2_PIX_FMT_BGRX32, "RGBX8888"},
    {V4L2_PIX_FMT_BGRA32, "RGBA8888"},
    {V4L2_PIX_FMT_GREY, "R8"},
};

/* What is meant by a depth whose channels have no lengths. */
static const struct {
    unsigned bits;
    const char *name;
} guesses[] = {
    {8, "RGB332"},  {12, "XRGB4444"}, {15, "XRGB1555"},
    {16, "RGB565"}, {24, "RGB888"},   {32, "XRGB8888"},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool read_fourcc(uint32_t fourcc, struct pixel_format *format)
{
    for (size_t i = 0; i < COUNT(fourccs); i++)
        if (fourccs[i].fourcc == fourcc)
            return pixel_format_from_name(fourccs[i].name, format);
    char letters[5] = {0};
    for (int i = 0; i < 4; i++) {
        uint32_t letter = fourcc >> 8 * i & 255;
        letters[i] = letter > ' ' && letter < 127 ? (char)letter : '?';
    }
    return error_set("the driver's pixel format %s (0x%x) is unknown", letters, fourcc);
}

unsigned fbdev_format_bits(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var)
{
    unsigned bits = var->bits_per_pixel;
    if (bits == 1 || bits == 8)
        return bits;
    if (bits <= 8 || bits > 32)
        return 0;
    if (bits <= 16)
        return 16;
    if (bits == 24)
        return 24;
    /* 18 bits have 3 bytes with some drivers and 4 with others; the rows' length tells. */
    return bits < 24 && fix->line_length / 4 < var->xres_virtual ? 24 : 32;
}

static bool same_field(const struct fb_bitfield *a, const struct fb_bitfield *b)
{
    return a->offset == b->offset && a->length == b->length;
}

static struct pixel_channel channel(const struct fb_bitfield *field)
{
    if (field->length == 0)
        return (struct pixel_channel){0};
    /* Whatever does not fit is out of every word and found by pixel_format_check. */
    return (struct pixel_channel){(uint8_t)(field->offset < 255 ? field->offset : 255),
                                  (uint8_t)(field->length < 255 ? field->length : 255)};
}

static bool read_packed(const struct fb_var_screeninfo *var, unsigned bits,
                        struct pixel_format *format)
{
    if (var->red.msb_right != 0 || var->green.msb_right != 0 || var->blue.msb_right != 0)
        return error_set("its pixels have their highest bits on the right, which no format here "
                         "has");
    if (var->red.length == 0 && var->green.length == 0 && var->blue.length == 0)
        for (size_t i = 0; i < COUNT(guesses); i++)
            if (guesses[i].bits == var->bits_per_pixel) {
                bool ok = pixel_format_from_name(guesses[i].name, format);
                format->big_endian = HOST_BIG_ENDIAN && bits > 8;
                return ok;
            }
    *format = (struct pixel_format){
        .kind = PIXEL_PACKED,
        .bits_per_pixel = (uint8_t)bits,
        .big_endian = HOST_BIG_ENDIAN && bits > 8,
        .red = channel(&var->red),
        .green = channel(&var->green),
        .blue = channel(&var->blue),
        .alpha = channel(&var->transp),
    };
    if (pixel_format_check(format))
        return true;
    /* What some drivers say of transparency lies on top of a colour. */
    format->alpha = (struct pixel_channel){0};
    return pixel_format_check(format);
}

static bool read_mono(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var,
                      struct pixel_format *format)
{
    *format = (struct pixel_format){
        .kind = PIXEL_MONO,
        .bits_per_pixel = 1,
        .white_is_zero = fix->visual == FB_VISUAL_MONO01,
        .low_bit_first = var->nonstd == FB_NONSTD_REV_PIX_IN_B,
    };
    return true;
}

/* One byte a pixel: indices, grey, or few bits of each colour. */
static bool read_byte(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var,
                      struct pixel_format *format)
{
    bool colored = fix->visual == FB_VISUAL_TRUECOLOR || fix->visual == FB_VISUAL_DIRECTCOLOR;
    bool grey = var->grayscale == 1 ||
                (colored && var->red.length != 0 && same_field(&var->red, &var->green) &&
                 same_field(&var->red, &var->blue));
    if (colored && !grey)
        return read_packed(var, 8, format);
    *format = (struct pixel_format){.kind = grey ? PIXEL_GREY : PIXEL_PALETTE, .bits_per_pixel = 8};
    return true;
}

static bool check_layout(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var)
{
    static const char *const types[] = {
        [FB_TYPE_PLANES] = "in planes",
        [FB_TYPE_INTERLEAVED_PLANES] = "in interleaved planes",
        [FB_TYPE_TEXT] = "text",
        [FB_TYPE_VGA_PLANES] = "in VGA's planes",
    };
    if (fix->type != FB_TYPE_PACKED_PIXELS)
        return error_set("its memory is %s (type %u), and only whole pixels one after the other "
                         "can be written",
                         fix->type < COUNT(types) && types[fix->type] ? types[fix->type]
                                                                      : "of an unknown kind",
                         fix->type);
    if (fix->visual > FB_VISUAL_FOURCC)
        return error_set("its pixels are of an unknown kind (visual %u)", fix->visual);
    if (fix->visual != FB_VISUAL_MONO01 && fix->visual != FB_VISUAL_MONO10 && var->nonstd > 0xffff)
        return error_set("its pixels are not standard (nonstd 0x%x)", var->nonstd);
    return true;
}

bool fbdev_format_read(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var,
                       struct pixel_format *format)
{
    if (var->grayscale > 1)
        return read_fourcc(var->grayscale, format);
    if (!check_layout(fix, var))
        return false;
    unsigned bits = fbdev_format_bits(fix, var);
    bool mono = fix->visual == FB_VISUAL_MONO01 || fix->visual == FB_VISUAL_MONO10;
    if (bits == 0 || (mono && bits != 1))
        return error_set("%u bits a%s pixel cannot be written", var->bits_per_pixel,
                         mono ? " mono" : "");
    if (bits == 1)
        return read_mono(fix, var, format);
    if (bits == 8)
        return read_byte(fix, var, format);
    if (var->grayscale == 1)
        return error_set("grey of %u bits a pixel cannot be written", var->bits_per_pixel);
    return read_packed(var, bits, format);
}

enum fbdev_palette fbdev_format_palette(const struct fb_fix_screeninfo *fix,
                                        const struct pixel_format *format)
{
    switch (format->kind) {
    case PIXEL_PALETTE:
        return fix->visual == FB_VISUAL_STATIC_PSEUDOCOLOR ? FBDEV_PALETTE_FIXED
                                                           : FBDEV_PALETTE_COLOR;
    case PIXEL_GREY:
    case PIXEL_MONO:
        return fix->visual == FB_VISUAL_PSEUDOCOLOR || fix->visual == FB_VISUAL_DIRECTCOLOR
                   ? FBDEV_PALETTE_RAMP
                   : FBDEV_PALETTE_NONE;
    case PIXEL_PACKED:
        return fix->visual == FB_VISUAL_DIRECTCOLOR ? FBDEV_PALETTE_RAMP : FBDEV_PALETTE_NONE;
    }
    return FBDEV_PALETTE_NONE;
}
