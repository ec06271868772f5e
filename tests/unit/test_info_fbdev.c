/* What --info makes of a framebuffer's description, also of one that a driver got wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "info/fbdev.h"

static char *text;

static void describe(const struct fb_fix_screeninfo *fix, const struct fb_var_screeninfo *var)
{
    size_t size;
    free(text);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    struct info_writer *w = info_writer_create(out, false);
    assert_non_null(w);
    info_fbdev_describe(w, fix, var);
    assert_true(info_writer_finish(w));
    fclose(out);
}

static void assert_line(const char *line)
{
    const char *found = strstr(text, line);
    if (found == NULL || (found > text && found[-1] != '\n') || found[strlen(line)] != '\n')
        fail_msg("no line \"%s\" in\n%s", line, text);
}

/* fbset's own example of a mode, 640x480 at 60 Hz. */
static void timings(void **state)
{
    (void)state;
    const struct fb_fix_screeninfo fix = {.id = "VESA VGA",
                                          .smem_start = 0xfd000000,
                                          .smem_len = 1 << 20,
                                          .visual = FB_VISUAL_TRUECOLOR,
                                          .line_length = 1280,
                                          .ypanstep = 1};
    struct fb_var_screeninfo var = {.xres = 640,
                                    .yres = 480,
                                    .xres_virtual = 640,
                                    .yres_virtual = 819,
                                    .yoffset = 2,
                                    .bits_per_pixel = 16,
                                    .red = {11, 5, 0},
                                    .green = {5, 6, 0},
                                    .blue = {0, 5, 0},
                                    .pixclock = 39722,
                                    .left_margin = 48,
                                    .right_margin = 16,
                                    .upper_margin = 33,
                                    .lower_margin = 10,
                                    .hsync_len = 96,
                                    .vsync_len = 2,
                                    .sync = FB_SYNC_VERT_HIGH_ACT};
    describe(&fix, &var);
    assert_line("mode: 640x480-60");
    assert_line("geometry: xres 640, yres 480, vxres 640, vyres 819, depth 16");
    assert_line("offset: x 0, y 2");
    assert_line(
        "timings: pixclock 39722, left 48, right 16, upper 33, lower 10, hslen 96, vslen 2");
    assert_line("rates: mhz 25.17, khz 31.47, hz 59.94");
    assert_line("flags: vsync_high");
    assert_line("rgba: red 5/11, green 6/5, blue 5/0, alpha 0/0");
    assert_line("name: VESA VGA");
    assert_line("address: 0xfd000000");
    assert_line("size: 1048576");
    assert_line("type: PACKED PIXELS");
    assert_line("visual: TRUECOLOR");
    assert_line("ypanstep: 1");
    assert_line("linelength: 1280");
    var.vmode = FB_VMODE_INTERLACED;
    describe(&fix, &var);
    assert_line("mode: 640x480-120");
    var.vmode = FB_VMODE_DOUBLE;
    describe(&fix, &var);
    assert_line("mode: 640x480-30");
}

/* All ones, and all zeros. */
static void nonsense(void **state)
{
    (void)state;
    struct fb_fix_screeninfo fix = {0};
    struct fb_var_screeninfo var = {0};
    describe(&fix, &var);
    assert_line("mode: 0x0");
    assert_line("rates: mhz 0.00, khz 0.00, hz 0.00");
    assert_line("flags: none");
    var.pixclock = 1; /* of nothing */
    describe(&fix, &var);
    assert_line("mode: 0x0");
    memset(&fix, 0xff, sizeof fix);
    memset(&var, 0xff, sizeof var);
    describe(&fix, &var);
    assert_line("name: ????????????????");
    assert_line("type: UNKNOWN (4294967295)");
    assert_line("visual: UNKNOWN (4294967295)");
    assert_line("rgba: red 4294967295/4294967295 msb_right, green 4294967295/4294967295 msb_right, "
                "blue 4294967295/4294967295 msb_right, alpha 4294967295/4294967295 msb_right");
    assert_line("grayscale: ????");
}

static int free_text(void **state)
{
    (void)state;
    free(text);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(timings), cmocka_unit_test(nonsense)};
    return cmocka_run_group_tests(tests, NULL, free_text);
}
