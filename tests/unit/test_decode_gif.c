/* GIF: pieces, times and loops as browsers have them, and files that are wrong in their middle.
 * The suite of tests/images/ has the rest. */
#include "image/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/error.h"
#include "picture_bytes.h"

/* A palette of black, red, green and white. */
static struct bytes gif(uint32_t width, uint32_t height)
{
    struct bytes file = {0};
    put(&file, "GIF89a", 6);
    put_le(&file, width, 2);
    put_le(&file, height, 2);
    put(&file, "\x81\x03\0", 3); /* a map of four, white as the background */
    put(&file, "\0\0\0\xff\0\0\0\xff\0\xff\xff\xff", 12);
    return file;
}

static void put_control(struct bytes *file, int disposal, uint32_t delay, int transparent)
{
    put(file, "\x21\xf9\x04", 3);
    put_u8(file, (unsigned)(disposal << 2 | (transparent >= 0)));
    put_le(file, delay, 2);
    put_u8(file, (unsigned)(transparent >= 0 ? transparent : 0));
    put_u8(file, 0);
}

/* Colours as characters; at most 80 of them. Each code has 3 bits; a "clear" after every two keeps
 * it so. */
static void put_image(struct bytes *file, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                      bool interlaced, const char *colors)
{
    uint8_t codes[256] = {0};
    unsigned bit = 0;
    const size_t count = strlen(colors);
    for (size_t i = 0; i <= count; i++) {
        const unsigned list[] = {4, i < count ? (unsigned)(colors[i] - '0') : 5};
        for (int k = i % 2 == 0 || i == count ? 0 : 1; k < 2; k++, bit += 3)
            for (unsigned b = 0; b < 3; b++)
                codes[(bit + b) / 8] |= (uint8_t)((list[k] >> b & 1) << (bit + b) % 8);
    }
    put_u8(file, ',');
    put_le(file, x, 2);
    put_le(file, y, 2);
    put_le(file, width, 2);
    put_le(file, height, 2);
    put_u8(file, interlaced ? 0x40 : 0);
    put_u8(file, 2);
    put_u8(file, (bit + 7) / 8);
    put(file, codes, (bit + 7) / 8);
    put_u8(file, 0);
}

static void assert_fails(const struct bytes *file, const struct image_options *options,
                         const char *text)
{
    struct image image;
    assert_false(image_decode(&image, file->data, file->size, "a.gif", options));
    assert_string_equal(error_text(), text);
}

#ifdef FBRUN_HAVE_GIF

static struct image decoded(const struct bytes *file)
{
    struct image image;
    if (!image_decode(&image, file->data, file->size, "a.gif", NULL))
        fail_msg("%s", error_text());
    assert_int_equal(image.kind, IMAGE_GIF);
    return image;
}

/* 'r', 'g', 'w', 'k' (black) and '.' (transparent), row after row. */
static void assert_frame(const struct image *image, int frame, const char *expected)
{
    assert_true(frame < image->frame_count);
    for (int y = 0; y < image->height; y++) {
        for (int x = 0; x < image->width; x++) {
            const uint32_t p = *surface_at(&image->frames[frame].surface, x, y);
            const char c = p == 0xffff0000   ? 'r'
                           : p == 0xff00ff00 ? 'g'
                           : p == 0xffffffff ? 'w'
                           : p == 0xff000000 ? 'k'
                           : p == 0          ? '.'
                                             : '?';
            if (c != expected[y * image->width + x])
                fail_msg("frame %d, pixel %d, %d: %08x", frame, x, y, p);
        }
    }
}

static void pieces_leave_what_they_are_told_to(void **state)
{
    (void)state;
    struct bytes file = gif(3, 2);
    put_control(&file, 1, 50, -1);
    put_image(&file, 0, 0, 3, 2, false, "111111");
    put_control(&file, 3, 1, 0); /* black is transparent; undone */
    put_image(&file, 1, 0, 2, 2, false, "2020");
    put_control(&file, 2, 2, -1); /* leaves a hole */
    put_image(&file, 0, 1, 2, 1, false, "33");
    put_image(&file, 2, 0, 1, 1, false, "0"); /* says nothing */
    put_u8(&file, ';');
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 4);
    assert_frame(&image, 0, "rrrrrr");
    assert_frame(&image, 1, "rgrrgr");
    assert_frame(&image, 2, "rrrwwr");
    assert_frame(&image, 3, "rrk..r");
    assert_true(image.frames[0].duration == 0.5);
    assert_true(image.frames[1].duration == 0.1); /* at most 10 ms */
    assert_true(image.frames[2].duration == 0.02);
    assert_true(image.frames[3].duration == 0.1);
    assert_false(image.opaque);
    assert_int_equal(image.loops, 1);
    image_finish(&image);
    drop_bytes(&file);
}

/* 4 stands in old files for 3; what is above says nothing. */
static void a_piece_with_the_disposal_4_is_undone(void **state)
{
    (void)state;
    struct bytes file = gif(2, 1);
    put_control(&file, 1, 50, -1);
    put_image(&file, 0, 0, 2, 1, false, "11");
    put_control(&file, 4, 50, -1);
    put_image(&file, 0, 0, 1, 1, false, "2");
    put_control(&file, 5, 50, -1);
    put_image(&file, 1, 0, 1, 1, false, "3");
    put_image(&file, 0, 0, 0, 0, false, "");
    put_u8(&file, ';');
    struct image image = decoded(&file);
    assert_frame(&image, 1, "gr");
    assert_frame(&image, 2, "rw");
    assert_frame(&image, 3, "rw");
    image_finish(&image);
    drop_bytes(&file);
}

static void loops_are_those_of_the_extension(void **state)
{
    (void)state;
    const struct {
        const char *name;
        uint32_t repeats;
        int loops;
    } cases[] = {
        {"NETSCAPE2.0", 0, 0},
        {"NETSCAPE2.0", 2, 3},
        {"ANIMEXTS1.0", 65535, 65536},
        {"NETSCAPE3.0", 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes file = gif(1, 1);
        put(&file, "\x21\xff\x0b", 3);
        put(&file, cases[i].name, 11);
        put(&file, "\x03\x01", 2);
        put_le(&file, cases[i].repeats, 2);
        put_u8(&file, 0);
        put_image(&file, 0, 0, 1, 1, false, "1");
        put_u8(&file, ';');
        struct image image = decoded(&file);
        assert_int_equal(image.loops, cases[i].loops);
        assert_true(image.opaque);
        assert_true(image.frames[0].duration == 0);
        image_finish(&image);
        drop_bytes(&file);
    }
}

static void interlaced_rows_come_in_four_passes(void **state)
{
    (void)state;
    struct bytes file = gif(1, 9);
    /* Rows 0, 8; 4; 2, 6; 1, 3, 5, 7. */
    put_image(&file, 0, 0, 1, 9, true, "112330000");
    put_u8(&file, ';');
    struct image image = decoded(&file);
    assert_frame(&image, 0, "rkwkgkwkr");
    image_finish(&image);
    drop_bytes(&file);
}

static void what_is_outside_is_left_out(void **state)
{
    (void)state;
    struct bytes file = gif(2, 2);
    put_control(&file, 2, 10, -1);
    put_image(&file, 0, 0, 1, 1, false, "3");
    put_image(&file, 1, 1, 2, 2, false, "1230");
    put_image(&file, 7, 7, 1, 1, false, "1");
    put_u8(&file, ';');
    struct image image = decoded(&file);
    assert_frame(&image, 0, "w...");
    assert_frame(&image, 1, "...r");
    assert_frame(&image, 2, "...r");
    image_finish(&image);
    drop_bytes(&file);
}

/* One frame of 2x2 red pixels, and one that is larger. */
static void check_screen(uint32_t width, uint32_t height, uint32_t x, uint32_t y, int got_width,
                         int got_height, const char *expected)
{
    struct bytes file = gif(width, height);
    put_control(&file, 1, 10, -1);
    put(&file, "\x21\xfe\x02hi\x01!\0", 8); /* a remark */
    put_image(&file, x, y, 2, 2, false, "1111");
    put_image(&file, 0, 0, 9, 1, false, "222222222");
    put_u8(&file, ';');
    struct image image = decoded(&file);
    assert_int_equal(image.width, got_width);
    assert_int_equal(image.height, got_height);
    assert_frame(&image, 0, expected);
    image_finish(&image);
    assert_true(image_probe(&image, file.data, file.size, "a.gif"));
    assert_int_equal(image.natural_width, got_width);
    assert_int_equal(image.natural_height, got_height);
    drop_bytes(&file);
}

/* As in Chromium. */
static void a_screen_that_is_too_small_grows_to_the_first_frame(void **state)
{
    (void)state;
    check_screen(0, 0, 0, 0, 2, 2, "rrrr");
    check_screen(3, 0, 0, 0, 3, 2, "rr.rr.");
    check_screen(1, 3, 0, 0, 2, 3, "rrrr..");
    check_screen(2, 2, 1, 1, 3, 3, "....rr.rr");
    check_screen(4, 3, 1, 1, 4, 3, ".....rr..rr.");
}

static void cut_files_show_what_there_is(void **state)
{
    (void)state;
    struct bytes file = gif(2, 2);
    put_image(&file, 0, 0, 2, 2, false, "1111");
    const size_t first = file.size;
    put_image(&file, 0, 0, 2, 2, false, "22");
    put_u8(&file, ';');
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 2);
    assert_frame(&image, 0, "rrrr");
    assert_frame(&image, 1, "ggrr");
    assert_string_equal(image.warning,
                        "frame 2 is cut short or corrupt: Image EOF detected before image "
                        "complete");
    image_finish(&image);

    file.size = first;
    image = decoded(&file);
    assert_int_equal(image.frame_count, 1);
    assert_frame(&image, 0, "rrrr");
    assert_string_equal(image.warning,
                        "the file is cut short or corrupt after frame 1: Failed to read from given "
                        "file");
    image_finish(&image);

    file.size = 30;
    assert_fails(&file, NULL, "a.gif: GIF: it has no picture: Failed to read from given file");
    file.size = 9;
    assert_fails(&file, NULL, "a.gif: GIF: No screen descriptor detected");
    drop_bytes(&file);

    file = gif(1, 1);
    put_u8(&file, ';');
    assert_fails(&file, NULL, "a.gif: GIF: it has no picture: it ends");
    drop_bytes(&file);
}

static void limits_hold(void **state)
{
    (void)state;
    struct bytes file = gif(65535, 1);
    put_image(&file, 0, 0, 1, 1, false, "1");
    assert_fails(
        &file, NULL,
        "a.gif: GIF: size must be 1 to 32767 pixels a side and at most 268435456 pixels in "
        "all, got 65535x1");
    drop_bytes(&file);
    /* Many frames, and frames that are far larger than the picture. */
    file = gif(1, 1);
    for (int i = 0; i < 200; i++)
        put_image(&file, 0, 0, 1, 1, false, "1");
    assert_fails(&file, &(struct image_options){.limits = {.frames = 199}},
                 "a.gif: GIF: it has more frames than the limit of 199 (option max_frames)");
    drop_bytes(&file);
    file = gif(1, 1);
    put_image(&file, 0, 0, 1, 1, false, "1");
    put_image(&file, 0, 0, 65535, 65535, false, "1");
    assert_fails(&file, NULL,
                 "a.gif: GIF: its frames together take more than the limit of 1073741824 bytes "
                 "(option max_bytes)");
    drop_bytes(&file);
    file = gif(0, 0);
    put_image(&file, 65535, 65535, 65535, 65535, false, "1");
    assert_fails(&file, NULL,
                 "a.gif: GIF: it has 131070x131070 pixels, above the limit of 100000000 (option "
                 "max_pixels)");
    drop_bytes(&file);
    file = gif(0, 0);
    put_image(&file, 9, 9, 0, 0, false, "");
    file.size -= 3; /* without codes */
    assert_fails(&file, &(struct image_options){.limits = {.pixels = 80}},
                 "a.gif: GIF: it has 9x9 pixels, above the limit of 80 (option max_pixels)");
    drop_bytes(&file);
}

static void the_header_is_enough_for_a_probe(void **state)
{
    (void)state;
    struct bytes file = gif(7, 5);
    struct image image;
    assert_true(image_probe(&image, file.data, 10, "a.gif"));
    assert_int_equal(image.width, 7);
    assert_int_equal(image.height, 5);
    put_image(&file, 0, 0, 8, 8, false, "");
    for (size_t size = 10; size <= file.size; size++) {
        assert_true(image_probe(&image, file.data, size, "a.gif"));
        assert_int_equal(image.width, size < 13 + 12 + 9 ? 7 : 8);
    }
    assert_false(image_probe(&image, file.data, 9, "a.gif"));
    assert_string_equal(error_text(), "a.gif: GIF: its header is cut short");
    drop_bytes(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_leave_what_they_are_told_to),
        cmocka_unit_test(a_piece_with_the_disposal_4_is_undone),
        cmocka_unit_test(loops_are_those_of_the_extension),
        cmocka_unit_test(interlaced_rows_come_in_four_passes),
        cmocka_unit_test(what_is_outside_is_left_out),
        cmocka_unit_test(a_screen_that_is_too_small_grows_to_the_first_frame),
        cmocka_unit_test(cut_files_show_what_there_is),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(the_header_is_enough_for_a_probe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void the_missing_library_is_named(void **state)
{
    (void)state;
    struct bytes file = gif(1, 1);
    put_control(&file, 0, 0, 0);
    put_image(&file, 0, 0, 1, 1, false, "1");
    assert_fails(&file, NULL, "a.gif: GIF: this fbrun was built without giflib");
    drop_bytes(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_missing_library_is_named)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
