/* What drivers say of their pixels, as they say it: each of these was a real device's, or is what a
 * driver's source sets up. */
#include "display/fbdev_format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/videodev2.h>

#include <cmocka.h>

#include "base/error.h"

#define BIG_ENDIAN_HOST (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

struct device {
    const char *driver;
    uint32_t visual, bits;
    struct fb_bitfield red, green, blue, transp;
    uint32_t grayscale, line_length, xres_virtual, nonstd, type;
    const char *format; /* or the beginning of the error text */
    enum fbdev_palette palette;
};

#define TRUECOLOR   FB_VISUAL_TRUECOLOR
#define PSEUDOCOLOR FB_VISUAL_PSEUDOCOLOR

static const struct device devices[] = {
    {"bochs-drmdrmfb", TRUECOLOR, 32, {16, 8, 0}, {8, 8, 0}, {0, 8, 0}, .format = "XRGB8888"},
    {"EFI VGA", TRUECOLOR, 32, {16, 8, 0}, {8, 8, 0}, {0, 8, 0}, {24, 8, 0}, .format = "ARGB8888"},
    {"BCM2708 FB",
     TRUECOLOR,
     32,
     {0, 8, 0},
     {8, 8, 0},
     {16, 8, 0},
     {24, 8, 0},
     .format = "ABGR8888"},
    {"BCM2708 FB", TRUECOLOR, 24, {0, 8, 0}, {8, 8, 0}, {16, 8, 0}, .format = "BGR888"},
    {"VESA VGA", TRUECOLOR, 24, {16, 8, 0}, {8, 8, 0}, {0, 8, 0}, .format = "RGB888"},
    {"VESA VGA", TRUECOLOR, 16, {10, 5, 0}, {5, 5, 0}, {0, 5, 0}, {15, 1, 0}, .format = "ARGB1555"},
    {"fb_ili9341", TRUECOLOR, 16, {11, 5, 0}, {5, 6, 0}, {0, 5, 0}, .format = "RGB565"},
    {"vfb", TRUECOLOR, 16, {0, 5, 0}, {5, 6, 0}, {11, 5, 0}, .format = "BGR565"},
    {"old 555", TRUECOLOR, 15, {10, 5, 0}, {5, 5, 0}, {0, 5, 0}, .format = "XRGB1555"},
    {"sa1100", TRUECOLOR, 12, {8, 4, 0}, {4, 4, 0}, {0, 4, 0}, .format = "XRGB4444"},
    {"DIRECTCOLOR",
     FB_VISUAL_DIRECTCOLOR,
     16,
     {11, 5, 0},
     {5, 6, 0},
     {0, 5, 0},
     .format = "RGB565",
     .palette = FBDEV_PALETTE_RAMP},
    {"matrox",
     FB_VISUAL_DIRECTCOLOR,
     32,
     {16, 8, 0},
     {8, 8, 0},
     {0, 8, 0},
     {24, 8, 0},
     .format = "ARGB8888",
     .palette = FBDEV_PALETTE_RAMP},
    {"exynos deep", TRUECOLOR, 32, {20, 10, 0}, {10, 10, 0}, {0, 10, 0}, .format = "XRGB2101010"},
    /* One depth, two sizes: only the length of a row tells. */
    {"mx3fb 18",
     TRUECOLOR,
     18,
     {12, 6, 0},
     {6, 6, 0},
     {0, 6, 0},
     .line_length = 720,
     .xres_virtual = 240,
     .format = "unnamed"},
    {"s3c-fb 18",
     TRUECOLOR,
     18,
     {12, 6, 0},
     {6, 6, 0},
     {0, 6, 0},
     .line_length = 960,
     .xres_virtual = 240,
     .format = "unnamed"},
    /* Nothing said but the depth. */
    {"no lengths", TRUECOLOR, 16, .format = "RGB565"},
    {"no lengths", TRUECOLOR, 15, .format = "XRGB1555"},
    {"no lengths", TRUECOLOR, 24, .format = "RGB888"},
    {"no lengths", TRUECOLOR, 32, .format = "XRGB8888"},
    {"no lengths", TRUECOLOR, 12, .format = "XRGB4444"},
    /* Transparency said to lie on top of a colour. */
    {"overlap", TRUECOLOR, 32, {16, 8, 0}, {8, 8, 0}, {0, 8, 0}, {16, 8, 0}, .format = "XRGB8888"},
    /* A byte a pixel. */
    {"VESA VGA",
     PSEUDOCOLOR,
     8,
     {0, 6, 0},
     {0, 6, 0},
     {0, 6, 0},
     .format = "C8",
     .palette = FBDEV_PALETTE_COLOR},
    {"vesafb, no DAC",
     FB_VISUAL_STATIC_PSEUDOCOLOR,
     8,
     {0, 6, 0},
     {0, 6, 0},
     {0, 6, 0},
     .format = "C8",
     .palette = FBDEV_PALETTE_FIXED},
    {"mxc_epdc_fb",
     FB_VISUAL_STATIC_PSEUDOCOLOR,
     8,
     {0, 8, 0},
     {0, 8, 0},
     {0, 8, 0},
     .grayscale = 1,
     .format = "R8"},
    {"grey monitor",
     PSEUDOCOLOR,
     8,
     {0, 8, 0},
     {0, 8, 0},
     {0, 8, 0},
     .grayscale = 1,
     .format = "R8",
     .palette = FBDEV_PALETTE_RAMP},
    {"grey by fields", TRUECOLOR, 8, {0, 8, 0}, {0, 8, 0}, {0, 8, 0}, .format = "R8"},
    {"332", TRUECOLOR, 8, {5, 3, 0}, {2, 3, 0}, {0, 2, 0}, .format = "RGB332"},
    {"no lengths", TRUECOLOR, 8, .format = "RGB332"},
    /* A bit a pixel. */
    {"Solomon SSD1307", FB_VISUAL_MONO10, 1, {0, 1, 0}, {0, 1, 0}, {0, 1, 0}, .format = "MONO10"},
    {"hecubafb", FB_VISUAL_MONO01, 1, .nonstd = 1, .format = "MONO01"},
    {"reversed", FB_VISUAL_MONO01, 1, .nonstd = 2, .format = "MONO01_LSB"},
    {"two colours", PSEUDOCOLOR, 1, .format = "MONO10", .palette = FBDEV_PALETTE_RAMP},
    /* Names of V4L2's, which count bytes, for ours, which count bits. */
    {"sh_mobile", FB_VISUAL_FOURCC, 16, .grayscale = V4L2_PIX_FMT_RGB565, .type = FB_TYPE_FOURCC,
     .format = "RGB565"},
    {"sh_mobile", FB_VISUAL_FOURCC, 0, .grayscale = V4L2_PIX_FMT_BGR24, .type = FB_TYPE_FOURCC,
     .format = "RGB888"},
    {"big-endian", FB_VISUAL_FOURCC, 16, .grayscale = V4L2_PIX_FMT_RGB565X, .type = FB_TYPE_FOURCC,
     .format = "RGB565_BE"},
    {"YUV", FB_VISUAL_FOURCC, 12, .grayscale = V4L2_PIX_FMT_NV12, .type = FB_TYPE_FOURCC,
     .format = "the driver's pixel format NV12 (0x3231564e) is unknown"},
    {"no letters", FB_VISUAL_FOURCC, 12, .grayscale = 2, .type = FB_TYPE_FOURCC,
     .format = "the driver's pixel format ???? (0x2) is unknown"},
    /* What would be garbage. */
    {"vga16fb", PSEUDOCOLOR, 4, .type = FB_TYPE_VGA_PLANES, .format = "its memory is in VGA's"},
    {"amifb", PSEUDOCOLOR, 8, .type = FB_TYPE_INTERLEAVED_PLANES,
     .format = "its memory is in interleaved planes (type 2)"},
    {"mdafb", FB_VISUAL_MONO10, 8, .type = FB_TYPE_TEXT, .format = "its memory is text"},
    {"new", TRUECOLOR, 32, .type = 77, .format = "its memory is of an unknown kind (type 77)"},
    {"new", 77, 32, .format = "its pixels are of an unknown kind (visual 77)"},
    {"reversed",
     TRUECOLOR,
     32,
     {16, 8, 1},
     {8, 8, 1},
     {0, 8, 1},
     .format = "its pixels have their highest bits on the right"},
    {"omapfb YUV", TRUECOLOR, 16, .nonstd = 0x59565955, .format = "its pixels are not standard"},
    {"4 bits", PSEUDOCOLOR, 4, .format = "4 bits a pixel cannot be written"},
    {"mono of 8", FB_VISUAL_MONO10, 8, .format = "8 bits a mono pixel cannot be written"},
    {"no bits", TRUECOLOR, 0, .format = "0 bits a pixel cannot be written"},
    {"64 bits", TRUECOLOR, 64, .format = "64 bits a pixel cannot be written"},
    {"grey of 16", TRUECOLOR, 16, .grayscale = 1, .format = "grey of 16 bits"},
    {"overlapping", TRUECOLOR, 16, {0, 5, 0}, {0, 5, 0}, {0, 5, 0}, .format = "green (5 bits"},
    {"outside", TRUECOLOR, 16, {4000000000u, 5, 0}, {5, 6, 0}, {0, 5, 0}, .format = "red must"},
    {"too long", TRUECOLOR, 32, {0, 4000000000u, 0}, {5, 6, 0}, {0, 5, 0}, .format = "red must"},
};

static void describe(const struct device *d, struct fb_fix_screeninfo *fix,
                     struct fb_var_screeninfo *var)
{
    *fix = (struct fb_fix_screeninfo){
        .type = d->type, .visual = d->visual, .line_length = d->line_length};
    *var = (struct fb_var_screeninfo){
        .bits_per_pixel = d->bits,
        .red = d->red,
        .green = d->green,
        .blue = d->blue,
        .transp = d->transp,
        .grayscale = d->grayscale,
        .xres_virtual = d->xres_virtual,
        .nonstd = d->nonstd,
    };
}

/* The name that words of this machine's byte order have. FOURCCs are of bytes. */
static const char *host_name(const struct device *d, const struct pixel_format *format)
{
    static char name[32];
    if (!BIG_ENDIAN_HOST || format->kind != PIXEL_PACKED || format->bits_per_pixel == 8 ||
        d->grayscale > 1)
        return d->format;
    snprintf(name, sizeof name, "%s%s", d->format, strcmp(d->format, "unnamed") == 0 ? "" : "_BE");
    return name;
}

static void real_devices(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        const struct device *d = &devices[i];
        struct fb_fix_screeninfo fix;
        struct fb_var_screeninfo var;
        struct pixel_format format;
        describe(d, &fix, &var);
        print_message("%s, %u bits\n", d->driver, d->bits);
        error_set("nothing");
        if (!fbdev_format_read(&fix, &var, &format)) {
            if (strncmp(error_text(), d->format, strlen(d->format)) != 0)
                fail_msg("%s instead of %s", error_text(), d->format);
            continue;
        }
        assert_string_equal(pixel_format_name(&format), host_name(d, &format));
        assert_true(pixel_format_check(&format));
        assert_int_equal(fbdev_format_palette(&fix, &format), d->palette);
    }
}

static void sizes_of_18_bits(void **state)
{
    (void)state;
    struct fb_fix_screeninfo fix = {.line_length = 720, .visual = TRUECOLOR};
    struct fb_var_screeninfo var = {.bits_per_pixel = 18, .xres_virtual = 240};
    assert_int_equal(fbdev_format_bits(&fix, &var), 24);
    fix.line_length = 960;
    assert_int_equal(fbdev_format_bits(&fix, &var), 32);
    var.xres_virtual = 0xffffffff;
    assert_int_equal(fbdev_format_bits(&fix, &var), 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_devices),
        cmocka_unit_test(sizes_of_18_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
