/* Where the pixels are follows from a dozen numbers that a driver may say anything about. */
#include "display/fbdev_mode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"

static struct fb_fix_screeninfo fix;
static struct fb_var_screeninfo var;
static struct fbdev_overrides overrides;
static struct fbdev_mode mode;

/* A screen of 640x480, 32 bits, with nothing special about it. */
static int reset(void **state)
{
    (void)state;
    fix = (struct fb_fix_screeninfo){
        .smem_len = 2560 * 480, .visual = FB_VISUAL_TRUECOLOR, .line_length = 2560};
    var = (struct fb_var_screeninfo){
        .xres = 640,
        .yres = 480,
        .xres_virtual = 640,
        .yres_virtual = 480,
        .bits_per_pixel = 32,
        .red = {16, 8, 0},
        .green = {8, 8, 0},
        .blue = {0, 8, 0},
    };
    overrides = (struct fbdev_overrides){0};
    return 0;
}

static void read_mode(void)
{
    if (!fbdev_mode_read(&fix, &var, &overrides, &mode))
        fail_msg("%s", error_text());
}

static void refused(const char *text)
{
    assert_false(fbdev_mode_read(&fix, &var, &overrides, &mode));
    if (strstr(error_text(), text) == NULL)
        fail_msg("expected \"%s\" in \"%s\"", text, error_text());
}

static void a_plain_screen(void **state)
{
    (void)state;
    read_mode();
    assert_int_equal(mode.width, 640);
    assert_int_equal(mode.height, 480);
    assert_int_equal(mode.stride, 2560);
    assert_int_equal(mode.buffers, 1);
    assert_int_equal(mode.starts[0], 0);
    assert_int_equal(mode.visible, 0);
    assert_int_equal(mode.map_length, 2560 * 480);
}

static void memory_that_begins_inside_a_page(void **state)
{
    (void)state;
    unsigned long page = (unsigned long)sysconf(_SC_PAGESIZE);
    fix.smem_start = 0xe0000000ul + page + 0x140;
    read_mode();
    assert_int_equal(mode.starts[0], 0x140);
    assert_int_equal(mode.map_length, 2560 * 480 + 0x140);
}

static void a_screen_that_is_part_of_a_larger_one(void **state)
{
    (void)state;
    fix.line_length = 5120;
    fix.smem_len = 5120 * 600;
    var.xres_virtual = 1280;
    var.yres_virtual = 600;
    var.xoffset = 100;
    var.yoffset = 20;
    read_mode();
    assert_int_equal(mode.stride, 5120);
    assert_int_equal(mode.starts[0], 20 * 5120 + 100 * 4);
    assert_int_equal(mode.visible, mode.starts[0]);
    /* To the last byte, and not one more. */
    var.xoffset = 640;
    var.yoffset = 120;
    read_mode();
    fix.smem_len--;
    refused("bytes of memory are too few for 640x480 pixels of XRGB8888");
    fix.smem_len++;
    var.xoffset++;
    refused("its rows are 5120 bytes apart, but 640 pixels of XRGB8888");
}

static void the_last_row_needs_no_padding(void **state)
{
    (void)state;
    fix.line_length = 4096;
    fix.smem_len = 479 * 4096 + 2560;
    read_mode();
    fix.smem_len--;
    refused("too few");
}

static void two_buffers_where_there_is_room(void **state)
{
    (void)state;
    fix.ypanstep = 1;
    fix.smem_len *= 2;
    read_mode();
    assert_int_equal(mode.buffers, 1); /* the virtual screen is too small, but could be larger */
    assert_true(fbdev_mode_may_grow(&fix, &var));
    var.yres_virtual = 960;
    assert_false(fbdev_mode_may_grow(&fix, &var));
    var.yoffset = 7;
    read_mode();
    assert_int_equal(mode.buffers, 2);
    assert_int_equal(mode.starts[0], 0);
    assert_int_equal(mode.starts[1], 480 * 2560);
    assert_int_equal(mode.y_offsets[1], 480);
    assert_int_equal(mode.visible, 7 * 2560);
    overrides.one_buffer = true;
    read_mode();
    assert_int_equal(mode.buffers, 1);
    assert_int_equal(mode.y_offsets[0], 7);
    assert_int_equal(mode.starts[0], 7 * 2560);
}

static void panning_that_is_not_real(void **state)
{
    (void)state;
    fix.ypanstep = 1;
    var.yres_virtual = 960; /* without the memory for it */
    read_mode();
    assert_int_equal(mode.buffers, 1);
    assert_false(fbdev_mode_may_grow(&fix, &var));
    fix.smem_len *= 2;
    fix.ypanstep = 0;
    read_mode();
    assert_int_equal(mode.buffers, 1);
    var.yres_virtual = 480;
    assert_false(fbdev_mode_may_grow(&fix, &var));
}

static void panning_in_steps(void **state)
{
    (void)state;
    fix.ypanstep = 64; /* 480 is no multiple of it */
    fix.smem_len = 2560 * 1000;
    var.yres_virtual = 1000;
    read_mode();
    assert_int_equal(mode.buffers, 2);
    assert_int_equal(mode.y_offsets[1], 512);
    var.yres_virtual = 991;
    read_mode();
    assert_int_equal(mode.buffers, 1);
}

static void what_the_user_says_goes(void **state)
{
    (void)state;
    struct pixel_format format;
    assert_true(pixel_format_from_name("XBGR8888_BE", &format));
    overrides.format = &format;
    overrides.stride = 2624;
    fix.smem_len = 2624 * 480;
    read_mode();
    assert_string_equal(pixel_format_name(&mode.format), "XBGR8888_BE");
    assert_int_equal(mode.stride, 2624);
    fix.type = FB_TYPE_PLANES; /* which the driver is wrong about, then */
    read_mode();
    assert_true(pixel_format_from_name("RGB565", &format));
    refused("format=RGB565 has 16 bits a pixel, and the device 32");
    overrides.format = NULL;
    refused("in planes");
}

static void mono(void **state)
{
    (void)state;
    fix.visual = FB_VISUAL_MONO10;
    var.bits_per_pixel = 1;
    fix.line_length = 0; /* which means: no padding */
    var.xres_virtual = 660;
    fix.smem_len = 83 * 480;
    read_mode();
    assert_int_equal(mode.stride, 83);
    var.xoffset = 16;
    fix.smem_len += 83;
    read_mode();
    assert_int_equal(mode.starts[0], 2);
    var.xoffset = 17;
    refused("begins at pixel 17, which is inside a byte");
}

static void sizes_that_are_none(void **state)
{
    (void)state;
    var.xres = 0;
    refused("0x480");
    var.xres = 0xffffffff;
    refused("4294967295x480");
    reset(NULL);
    var.yres = 0;
    refused("640x0");
    reset(NULL);
    fix.line_length = 0xffffffff;
    refused("too few");
    fix.line_length = 2560;
    var.yoffset = 0xffffffff;
    refused("too few");
    reset(NULL);
    var.xoffset = 0xffffffff;
    refused("rows are 2560 bytes apart");
    reset(NULL);
    overrides.stride = SIZE_MAX;
    refused("too few");
    reset(NULL);
    fix.smem_len = 0;
    refused("its 0 bytes of memory are too few");
}

static void assert_refresh(double hertz)
{
    read_mode();
    double got = 1e9 / (double)mode.period;
    if (got < hertz - 0.01 || got > hertz + 0.01)
        fail_msg("%f Hz instead of %f", got, hertz);
}

static void refresh_from_timings(void **state)
{
    (void)state;
    assert_refresh(60);   /* none */
    var.pixclock = 39722; /* VGA's */
    var.left_margin = 48;
    var.right_margin = 16;
    var.hsync_len = 96;
    var.upper_margin = 33;
    var.lower_margin = 10;
    var.vsync_len = 2;
    assert_refresh(59.94);
    var.vmode = FB_VMODE_INTERLACED;
    assert_refresh(119.88);
    var.vmode = FB_VMODE_DOUBLE;
    assert_refresh(29.97);
    var.vmode = 0;
    var.pixclock = 0xffffffff; /* a picture in half an hour */
    assert_refresh(60);
    var.left_margin = var.upper_margin = 0xffffffff;
    assert_refresh(60);
    var.pixclock = 1;
    var.left_margin = var.upper_margin = 0;
    assert_refresh(60);
}

static void refresh_that_vesafb_invents(void **state)
{
    (void)state;
    var.pixclock = 10000000 / 640 * 1000 / 480;
    var.left_margin = var.hsync_len = 80;
    var.right_margin = 32;
    var.upper_margin = 16;
    var.lower_margin = var.vsync_len = 4;
    assert_refresh(60);
    var.pixclock--;
    read_mode();
    assert_true(mode.period < 1000000000 / 70 && mode.period > 1000000000 / 75);
}

#define TEST(name) cmocka_unit_test_setup(name, reset)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_plain_screen),
        TEST(memory_that_begins_inside_a_page),
        TEST(a_screen_that_is_part_of_a_larger_one),
        TEST(the_last_row_needs_no_padding),
        TEST(two_buffers_where_there_is_room),
        TEST(panning_that_is_not_real),
        TEST(panning_in_steps),
        TEST(what_the_user_says_goes),
        TEST(mono),
        TEST(sizes_that_are_none),
        TEST(refresh_from_timings),
        TEST(refresh_that_vesafb_invents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
