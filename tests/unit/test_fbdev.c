/* What a framebuffer device of a real driver does only when something is wrong. What drivers do
 * when nothing is wrong, tests/device tries on real ones. */
#include "display/display_impl.h"
#include "framebuffer.h"
#include "pixel/convert.h"
#include "show.h"
#include "sigbus.h"

static bool dither;

static struct display *try_open_device(bool wait, bool stay)
{
    static char spec[PATH_MAX + 16];
    snprintf(spec, sizeof spec, "%s", scratch_path("fb"));
    struct display_options options = {
        .wait = wait, .stay = stay, .seat = (struct seat *)&device, .dither = dither};
    return display_fbdev.open(spec, NULL, &options);
}

static struct display *open_device(void)
{
    if (!make_node())
        skip();
    struct display *d = try_open_device(false, false);
    if (d == NULL)
        fail_msg("%s", error_text());
    assert_int_equal(display_width(d), WIDTH);
    assert_int_equal(display_height(d), HEIGHT);
    return d;
}

static void panning_works(void)
{
    device.fix.ypanstep = 1;
    device.fix.smem_len = 2 * SIZE;
    device.var.yres_virtual = 2 * HEIGHT;
}

static const struct rect everything = {0, 0, WIDTH, HEIGHT};

/* The pixels that are shown must all have the colour. */
static void assert_shown(uint32_t color)
{
    uint32_t row[WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
        off_t at = ((off_t)device.var.yoffset + y) * STRIDE;
        assert_int_equal(pread(device.memory, row, sizeof row, at), sizeof row);
        for (int x = 0; x < WIDTH; x++)
            assert_int_equal(row[x], color);
    }
}

static void assert_busy(struct display *d)
{
    assert_int_equal(display_begin(d), DISPLAY_BUSY);
    assert_int_not_equal(display_deadline(d), 0); /* it will be dispatched */
}

static void two_buffers_take_turns(void **state)
{
    (void)state;
    panning_works();
    struct display *d = open_device();
    assert_int_equal(display_buffers(d), 2);
    for (uint32_t i = 1; i <= 4; i++) {
        uint32_t before = device.var.yoffset;
        assert_true(show(d, everything, i));
        assert_int_not_equal(device.var.yoffset, before);
        assert_shown(i);
    }
    /* A frame in which nothing changes moves nothing. */
    uint32_t before = device.var.yoffset;
    assert_true(show(d, (struct rect){0, 0, 0, 0}, 0));
    assert_int_equal(device.var.yoffset, before);
    assert_true(show(d, everything, 5));
    assert_int_equal(device.var.yoffset, HEIGHT - before);
    assert_true(show(d, everything, 6));
    assert_true(display_close(d));
    assert_int_equal(device.var.yoffset, 0); /* as it was */
}

/* After a pan that went wrong the display has one buffer, and all is well. */
static void assert_one_buffer(struct display *d)
{
    assert_true(show(d, everything, 0x111111));
    assert_int_not_equal(display_deadline(d), 0);
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED | DISPLAY_LOST | DISPLAY_READY);
    assert_int_equal(display_buffers(d), 1);
    assert_true(show(d, everything, 0x222222));
    assert_shown(0x222222);
    assert_int_equal(display_dispatch(d), 0);
    assert_true(display_close(d));
}

static void panning_that_fails_later(void **state)
{
    (void)state;
    panning_works();
    struct display *d = open_device();
    assert_true(show(d, everything, 1));
    device.failing = FBIOPAN_DISPLAY;
    device.error = EINVAL;
    assert_one_buffer(d);
}

static void panning_that_is_only_said(void **state)
{
    (void)state;
    panning_works();
    device.pans_nowhere = true;
    assert_one_buffer(open_device());
}

static void panning_that_fails_at_once(void **state)
{
    (void)state;
    panning_works();
    device.failing = FBIOPAN_DISPLAY;
    device.error = EBUSY; /* another program's picture is shown */
    struct display *d = open_device();
    assert_int_equal(display_buffers(d), 1);
    assert_true(show(d, everything, 3));
    assert_shown(3);
    assert_true(display_close(d));
}

/* With --exit the picture must be where the console is, and stays as it is. */
static void what_stays_is_not_panned(void **state)
{
    (void)state;
    panning_works();
    if (!make_node())
        skip();
    struct display *d = try_open_device(false, true);
    assert_non_null(d);
    assert_int_equal(display_buffers(d), 1);
    assert_true(show(d, everything, 4));
    assert_true(display_close(d));
    assert_int_equal(device.var.yoffset, 0);
    assert_shown(4);
}

static void a_larger_screen_is_asked_for_and_given_back(void **state)
{
    (void)state;
    panning_works();
    device.var.yres_virtual = HEIGHT;
    struct display *d = open_device();
    assert_int_equal(display_buffers(d), 2);
    assert_true(device.var.yres_virtual >= 2 * HEIGHT);
    assert_true(show(d, everything, 1));
    assert_true(display_close(d));
    assert_int_equal(device.var.yres_virtual, HEIGHT);
    assert_int_equal(device.var.yoffset, 0);
}

static void a_larger_screen_that_is_refused(void **state)
{
    (void)state;
    panning_works();
    device.var.yres_virtual = HEIGHT;
    device.failing = FBIOPUT_VSCREENINFO;
    device.error = EINVAL;
    struct display *d = open_device();
    assert_int_equal(display_buffers(d), 1);
    assert_true(show(d, everything, 1));
    assert_shown(1);
    assert_true(display_close(d));
}

/* A driver that is handed over: the old descriptor is dead, the new device is there already. */
static void a_successor(void **state)
{
    (void)state;
    struct display *d = open_device();
    assert_true(show(d, everything, 1));
    device.dead = true;
    assert_busy(d);
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED | DISPLAY_LOST | DISPLAY_READY);
    assert_true(show(d, everything, 2));
    assert_shown(2);
    assert_true(display_close(d));
}

static void one_call_that_fails(void **state)
{
    (void)state;
    struct display *d = open_device();
    device.failing = FBIOGET_VSCREENINFO;
    device.error = ENOMEM;
    assert_busy(d);
    device.failing = 0;
    assert_int_equal(display_dispatch(d), DISPLAY_READY);
    assert_true(show(d, everything, 1));
    assert_shown(1);
    assert_true(display_close(d));
}

static void gone_and_back(void **state)
{
    (void)state;
    struct display *d = open_device();
    assert_true(show(d, everything, 1));
    device.gone = true;
    assert_busy(d);
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED);
    assert_int_equal(display_width(d), 0);
    assert_int_equal(display_height(d), 0);
    for (int i = 0; i < 3; i++) {
        assert_busy(d);
        assert_int_equal(display_dispatch(d), 0);
    }
    device.gone = false;
    device.var.yres = HEIGHT / 2; /* another driver, another mode */
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED | DISPLAY_LOST | DISPLAY_READY);
    assert_int_equal(display_height(d), HEIGHT / 2);
    assert_int_equal(display_deadline(d), 0);
    assert_true(show(d, (struct rect){0, 0, WIDTH, HEIGHT / 2}, 2));
    assert_true(display_close(d));
}

static void memory_that_is_taken_away(void **state)
{
    (void)state;
    if (!sigbus_tells_address())
        skip();
    struct display *d = open_device();
    show_faults();
    assert_true(ftruncate(device.memory, 0) == 0);
    assert_true(show(d, everything, 1));
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED);
    assert_int_equal(display_width(d), 0);
    assert_int_not_equal(display_deadline(d), 0);
    assert_true(ftruncate(device.memory, SIZE) == 0);
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED | DISPLAY_LOST | DISPLAY_READY);
    assert_true(show(d, everything, 2));
    assert_shown(2);
    assert_true(display_close(d));
}

static void a_mode_of_others(void **state)
{
    (void)state;
    struct display *d = open_device();
    device.var.xres = WIDTH / 2;
    assert_busy(d);
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED | DISPLAY_LOST | DISPLAY_READY);
    assert_int_equal(display_width(d), WIDTH / 2);
    assert_true(display_close(d));
    assert_int_equal(device.var.xres, WIDTH / 2); /* which is theirs to change back */
}

static void panned_by_others(void **state)
{
    (void)state;
    panning_works();
    device.failing = FBIOPAN_DISPLAY;
    device.error = EINVAL;
    struct display *d = open_device();
    device.var.yoffset = 3;
    assert_busy(d);
    assert_int_equal(display_dispatch(d), DISPLAY_LOST | DISPLAY_READY);
    assert_true(show(d, everything, 7));
    assert_shown(7);
    assert_true(display_close(d));
}

static void another_vt_is_shown(void **state)
{
    (void)state;
    struct display *d = open_device();
    display_set_active(d, false);
    device.calls = 0;
    assert_int_equal(display_begin(d), DISPLAY_BUSY);
    assert_int_equal(display_dispatch(d), 0);
    assert_int_equal(display_deadline(d), 0);
    assert_int_equal(device.calls, 0);
    display_set_active(d, true);
    assert_int_not_equal(display_deadline(d), 0);
    assert_int_equal(display_dispatch(d), DISPLAY_READY | DISPLAY_LOST);
    assert_true(show(d, everything, 1));
    display_set_active(d, false);
    device.calls = 0;
    assert_true(display_close(d));
    assert_int_equal(device.calls, 0);
}

/* Something was found a moment before; it has to wait as well. */
static void a_device_to_be_replaced_while_another_vt_is_shown(void **state)
{
    (void)state;
    struct display *d = open_device();
    device.dead = true;
    assert_busy(d);
    display_set_active(d, false);
    device.calls = 0;
    assert_int_equal(display_dispatch(d), 0);
    assert_int_equal(device.calls, 0);
    assert_true(device.dead);
    display_set_active(d, true);
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED | DISPLAY_LOST | DISPLAY_READY);
    assert_true(show(d, everything, 1));
    assert_shown(1);
    assert_true(display_close(d));
}

/* Gone behind our back, and not back yet. */
static void gone_while_another_vt_was_shown(void **state)
{
    (void)state;
    struct display *d = open_device();
    display_set_active(d, false);
    device.gone = true;
    assert_int_equal(display_dispatch(d), 0);
    display_set_active(d, true);
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED);
    assert_int_equal(display_width(d), 0);
    device.gone = false;
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED | DISPLAY_LOST | DISPLAY_READY);
    assert_true(display_close(d));
}

static void started_while_another_vt_is_shown(void **state)
{
    (void)state;
    if (!make_node())
        skip();
    active = false;
    struct display *d = try_open_device(true, false);
    assert_non_null(d);
    assert_int_equal(display_width(d), 0);
    assert_int_equal(display_dispatch(d), 0);
    active = true;
    display_set_active(d, true);
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED | DISPLAY_LOST | DISPLAY_READY);
    assert_int_equal(display_width(d), WIDTH);
    assert_true(display_close(d));
}

static void indices(void)
{
    device.fix.visual = FB_VISUAL_PSEUDOCOLOR;
    device.var.bits_per_pixel = 8;
    for (int i = 0; i < 256; i++)
        device.colors[0][i] = device.colors[1][i] = device.colors[2][i] = (uint16_t)(i * 250);
}

static void assert_palette_set(void)
{
    for (int i = 0; i < 256; i++) {
        uint32_t color = palette_default()[i];
        assert_int_equal(device.colors[0][i], (color >> 16) * 257);
        assert_int_equal(device.colors[1][i], (color >> 8 & 255) * 257);
        assert_int_equal(device.colors[2][i], (color & 255) * 257);
    }
}

static uint8_t first_index(void)
{
    uint8_t index;
    assert_int_equal(pread(device.memory, &index, 1, 0), 1);
    return index;
}

static void a_palette_is_set_and_given_back(void **state)
{
    (void)state;
    indices();
    struct display *d = open_device();
    assert_palette_set();
    assert_true(show(d, everything, 0xffff0000));
    assert_int_equal(palette_default()[first_index()], 0xff0000);
    display_set_active(d, false);
    memset(device.colors, 0x55, sizeof device.colors); /* the console's */
    display_set_active(d, true);
    assert_int_equal(display_dispatch(d), DISPLAY_READY | DISPLAY_LOST);
    assert_palette_set();
    assert_true(display_close(d));
    assert_int_equal(device.colors[1][200], 200 * 250);
}

static void our_palette_is_dithered(void **state)
{
    (void)state;
    indices();
    dither = true;
    struct display *d = open_device();
    dither = false;
    assert_true(show(d, everything, 0xff1a1a1a)); /* between black and the cube's first grey */
    uint8_t row[WIDTH];
    assert_int_equal(pread(device.memory, row, WIDTH, 0), WIDTH);
    bool mixed = false;
    for (int x = 1; x < WIDTH; x++)
        mixed = mixed || row[x] != row[0];
    assert_true(mixed);
    assert_true(display_close(d));
}

static void a_palette_that_cannot_be_set_is_used(void **state)
{
    (void)state;
    indices();
    device.failing = FBIOPUTCMAP;
    device.error = EINVAL;
    struct display *d = open_device();
    assert_true(show(d, everything, 0xff808080));
    int value = device.colors[0][first_index()] >> 8;
    assert_in_range(value, 0x7f, 0x81);
    assert_true(display_close(d));
    assert_int_equal(device.colors[1][200], 200 * 250);
}

static void ramps(void **state)
{
    (void)state;
    device.fix.visual = FB_VISUAL_DIRECTCOLOR;
    device.var.bits_per_pixel = 16;
    device.var.red = (struct fb_bitfield){11, 5, 0};
    device.var.green = (struct fb_bitfield){5, 6, 0};
    device.var.blue = (struct fb_bitfield){0, 5, 0};
    struct display *d = open_device();
    assert_int_equal(device.colors[0][0], 0);
    assert_int_equal(device.colors[0][31], 65535);
    assert_int_equal(device.colors[1][31], 65535 * 31 / 63);
    assert_int_equal(device.colors[1][63], 65535);
    assert_true(display_close(d));
    assert_int_equal(device.colors[1][63], 0);
}

static void what_is_not_there(void **state)
{
    (void)state;
    if (!make_node())
        skip();
    device.gone = true;
    assert_null(try_open_device(false, false));
    assert_non_null(strstr(error_text(), "No such device"));
    struct display *d = try_open_device(true, false);
    assert_non_null(d);
    assert_int_equal(display_width(d), 0);
    assert_int_equal(display_dispatch(d), 0);
    device.gone = false;
    assert_int_equal(display_dispatch(d), DISPLAY_CHANGED | DISPLAY_LOST | DISPLAY_READY);
    assert_int_equal(display_width(d), WIDTH);
    assert_true(display_close(d));
}

/* What is there and cannot be used is not waited for. */
static void what_cannot_be_used(void **state)
{
    (void)state;
    if (!make_node())
        skip();
    device.failing = FBIOGET_FSCREENINFO;
    device.error = ENOTTY;
    assert_null(try_open_device(true, false));
    assert_non_null(strstr(error_text(), "does not tell its mode as a framebuffer does"));
    device.failing = 0;
    device.fix.type = FB_TYPE_PLANES;
    assert_null(try_open_device(true, false));
    assert_non_null(strstr(error_text(), "/fb: its memory is in planes"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_device, remove_device)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_buffers_take_turns),
        TEST(panning_that_fails_later),
        TEST(panning_that_is_only_said),
        TEST(panning_that_fails_at_once),
        TEST(what_stays_is_not_panned),
        TEST(a_larger_screen_is_asked_for_and_given_back),
        TEST(a_larger_screen_that_is_refused),
        TEST(a_successor),
        TEST(one_call_that_fails),
        TEST(gone_and_back),
        TEST(memory_that_is_taken_away),
        TEST(a_mode_of_others),
        TEST(panned_by_others),
        TEST(another_vt_is_shown),
        TEST(a_device_to_be_replaced_while_another_vt_is_shown),
        TEST(gone_while_another_vt_was_shown),
        TEST(started_while_another_vt_is_shown),
        TEST(a_palette_is_set_and_given_back),
        TEST(our_palette_is_dithered),
        TEST(a_palette_that_cannot_be_set_is_used),
        TEST(ramps),
        TEST(what_is_not_there),
        TEST(what_cannot_be_used),
    };
    show_keep_fault_handler();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
