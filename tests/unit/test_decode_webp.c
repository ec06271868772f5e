/* WebP: pictures that libwebp makes here, put together to animations by hand. Whole files are
 * compared in tests/images/. */
#include "image/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>
#ifdef FBRUN_HAVE_WEBP
#include <webp/encode.h>
#endif

#include "base/error.h"
#include "image/icc.h"
#include "made_profile.h"

static void assert_fails(const struct bytes *file, const struct image_options *options,
                         const char *text)
{
    struct image image;
    assert_false(image_decode(&image, file->data, file->size, "a.webp", options));
    assert_string_equal(error_text(), text);
}

#ifdef FBRUN_HAVE_WEBP

#define RED     "\xff\0\0\xff"
#define GREEN   "\0\xff\0\xff"
#define BLUE    "\0\0\xff\xff"
#define NOTHING "\xff\xff\xff\0"
#define HALF    "\xff\xff\xff\x80"

static void put_file_size(struct bytes *file)
{
    for (int i = 0; i < 4; i++)
        file->data[4 + i] = (uint8_t)((file->size - 8) >> 8 * i);
}

/* A file of one picture, whose lossless chunks begin at byte 12. */
static struct bytes still(const char *rgba, int width, int height)
{
    uint8_t *out;
    struct bytes file = {0};
    const size_t size =
        WebPEncodeLosslessRGBA((const uint8_t *)rgba, width, height, width * 4, &out);
    assert_true(size > 12);
    put(&file, out, size);
    WebPFree(out);
    return file;
}

struct piece {
    int x, width; /* even x; of a picture with one row */
    bool clear, over;
    int ms;
    const char *pixels;
};

static void put_piece(struct bytes *file, const struct piece *piece)
{
    struct bytes picture = still(piece->pixels, piece->width, 1);
    put(file, "ANMF", 4);
    put_le(file, (uint32_t)(picture.size - 12 + 16), 4);
    put_le(file, (uint32_t)piece->x / 2, 3);
    put_le(file, 0, 3);
    put_le(file, (uint32_t)piece->width - 1, 3);
    put_le(file, 0, 3);
    put_le(file, (uint32_t)piece->ms, 3);
    put_u8(file, (unsigned)(piece->clear | (piece->over ? 0 : 2)));
    put(file, picture.data + 12, picture.size - 12);
    drop_bytes(&picture);
}

static struct bytes animation(int width, uint32_t loops, const struct piece *pieces, int count)
{
    struct bytes file = {0};
    put(&file, "RIFF....WEBPVP8X\x0a\0\0\0\x12\0\0\0", 24); /* alpha, animation */
    put_le(&file, (uint32_t)width - 1, 3);
    put_le(&file, 0, 3);
    put(&file, "ANIM\x06\0\0\0\xff\xff\xff\xff", 12); /* a white background */
    put_le(&file, loops, 2);
    for (int i = 0; i < count; i++)
        put_piece(&file, &pieces[i]);
    put_file_size(&file);
    return file;
}

static struct image decoded(const struct bytes *file)
{
    struct image image;
    if (!image_decode(&image, file->data, file->size, "a.webp", NULL))
        fail_msg("%s", error_text());
    assert_int_equal(image.kind, IMAGE_WEBP);
    return image;
}

static void check_row(const struct image *image, int frame, const uint32_t *expected, size_t count)
{
    assert_true(frame < image->frame_count);
    assert_int_equal(image->width, count);
    for (size_t x = 0; x < count; x++)
        assert_int_equal(*surface_at(&image->frames[frame].surface, (int)x, 0), expected[x]);
}

/* The pixels of a frame's only row. */
#define assert_row(image, frame, ...)                                                              \
    check_row(image, frame, __VA_ARGS__, sizeof(__VA_ARGS__) / sizeof(uint32_t))

static void lossless_pixels_are_exact(void **state)
{
    (void)state;
    struct bytes file = still(RED HALF NOTHING BLUE, 4, 1);
    struct image image = decoded(&file);
    assert_int_equal(image.width, 4);
    assert_int_equal(image.height, 1);
    assert_int_equal(image.natural_width, 4);
    assert_int_equal(image.frame_count, 1);
    assert_false(image.opaque);
    assert_row(&image, 0, (uint32_t[]){0xffff0000, 0x80808080, 0, 0xff0000ff});
    image_finish(&image);
    drop_bytes(&file);
    file = still(RED GREEN, 2, 1);
    image = decoded(&file);
    assert_true(image.opaque);
    image_finish(&image);
    drop_bytes(&file);
}

static void pieces_leave_what_they_are_told_to(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {0, 3, false, false, 500, RED RED RED},
        {0, 2, true, true, 10, HALF NOTHING}, /* lies on top, then leaves a hole */
        {2, 1, false, false, 11, HALF},       /* replaces */
    };
    struct bytes file = animation(3, 7, pieces, 3);
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 3);
    assert_int_equal(image.loops, 7);
    assert_string_equal(image.warning, "");
    assert_row(&image, 0, (uint32_t[]){0xffff0000, 0xffff0000, 0xffff0000});
    assert_row(&image, 1, (uint32_t[]){0xffff8080, 0xffff0000, 0xffff0000});
    assert_row(&image, 2, (uint32_t[]){0, 0, 0x80808080});
    assert_true(image.frames[0].duration == 0.5);
    assert_true(image.frames[1].duration == 0.1); /* at most 10 ms */
    assert_true(image.frames[2].duration == 0.011);
    image_finish(&image);
    drop_bytes(&file);
}

static void cut_files_show_what_there_is(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {0, 1, false, false, 100, RED},
        {0, 1, false, false, 100, GREEN},
    };
    struct bytes file = animation(1, 0, pieces, 2);
    file.size -= 8;
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 1);
    assert_string_equal(image.warning, "it is cut short: the rest of the animation is missing");
    image_finish(&image);
    drop_bytes(&file);

    /* Noise, so that its middle is the middle of the file. */
    static char noise[64 * 64 * 4];
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof noise; i++) {
        random = random * 1664525 + 1013904223;
        noise[i] = i % 4 == 3 ? (char)255 : (char)(random >> 24);
    }
    file = still(noise, 64, 64);
    const size_t whole = file.size;
    file.size = whole / 2;
    image = decoded(&file);
    assert_string_equal(image.warning, "it is cut short: part of the picture is missing");
    assert_int_equal(*surface_at(&image.frames[0].surface, 0, 0),
                     0xff000000 | (uint32_t)(uint8_t)noise[0] << 16 |
                         (uint32_t)(uint8_t)noise[1] << 8 | (uint8_t)noise[2]);
    assert_int_equal(*surface_at(&image.frames[0].surface, 0, 63), 0);
    image_finish(&image);

    file.size = 40;
    assert_fails(&file, NULL, "a.webp: WebP: it is cut short");
    file.size = 16;
    assert_fails(&file, NULL, "a.webp: WebP: its header is cut short or corrupt");
    drop_bytes(&file);
}

static void limits_hold(void **state)
{
    (void)state;
    struct bytes file = still(RED RED RED, 3, 1);
    assert_fails(&file, &(struct image_options){.limits = {.pixels = 2}},
                 "a.webp: WebP: it has 3x1 pixels, above the limit of 2 (option max_pixels)");
    atomic_bool cancel = true;
    assert_fails(&file, &(struct image_options){.cancel = &cancel},
                 "a.webp: WebP: decoding was cancelled");
    struct image image;
    assert_true(image_probe(&image, file.data, file.size, "a.webp"));
    assert_int_equal(image.width, 3);
    assert_int_equal(image.height, 1);
    image_finish(&image);
    drop_bytes(&file);

    const struct piece piece = {0, 1, false, false, 100, RED};
    file = animation(1, 0, &piece, 1);
    for (int i = 0; i < 4; i++)
        put_piece(&file, &piece);
    put_file_size(&file);
    assert_fails(&file, &(struct image_options){.limits = {.frames = 4}},
                 "a.webp: WebP: it has more frames than the limit of 4 (option max_frames)");
    drop_bytes(&file);
}

/* The file with a profile: `extended` has a VP8X chunk already. */
static void add_profile(struct bytes *file, int width, struct bytes *profile, bool extended)
{
    const size_t head = extended ? 30 : 12;
    struct bytes whole = {0};
    if (extended)
        file->data[20] |= 0x20; /* a profile */
    put(&whole, file->data, head);
    if (!extended) {
        put(&whole, "VP8X\x0a\0\0\0\x30\0\0\0", 12); /* and alpha */
        put_le(&whole, (uint32_t)width - 1, 3);
        put_le(&whole, 0, 3);
    }
    put(&whole, "ICCP", 4);
    put_le(&whole, (uint32_t)profile->size, 4);
    put(&whole, profile->data, profile->size);
    if (profile->size % 2 == 1)
        put_u8(&whole, 0);
    put(&whole, file->data + head, file->size - head);
    put_file_size(&whole);
    drop_bytes(file);
    drop_bytes(profile);
    *file = whole;
}

static void colours_of_a_profile(void **state)
{
    (void)state;
    static const struct rgb_space *const spaces[] = {&DISPLAY_P3, &ADOBE_RGB, &TURNED_ROUND};
    for (int i = 0; i < 3; i++) {
        struct bytes file = still("\xc8\x64\x32\xff" GREEN HALF, 3, 1);
        struct bytes profile = rgb_profile(spaces[i]);
        add_profile(&file, 3, &profile, false);
        struct image image = decoded(&file);
        const uint32_t *row = surface_at(&image.frames[0].surface, 0, 0);
        assert_string_equal(image.warning, "");
        assert_true(is_converted(row[0], spaces[i], 0xffc86432, 1));
        assert_true(is_converted(row[1], spaces[i], 0xff00ff00, 1));
        assert_int_equal(row[2], 0x80808080); /* white is white, and alpha stays */
        image_finish(&image);
        drop_bytes(&file);
    }
}

static void the_profile_is_of_all_frames(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {0, 3, false, false, 500, RED RED RED},
        {2, 1, false, false, 500, GREEN},
    };
    struct bytes file = animation(3, 0, pieces, 2), profile = rgb_profile(&TURNED_ROUND);
    add_profile(&file, 3, &profile, true);
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 2);
    for (int i = 0; i < 2; i++) {
        const uint32_t *row = surface_at(&image.frames[i].surface, 0, 0);
        assert_true(is_converted(row[0], &TURNED_ROUND, 0xffff0000, 1));
        assert_true(is_converted(row[2], &TURNED_ROUND, i == 0 ? 0xffff0000 : 0xff00ff00, 1));
    }
    image_finish(&image);
    drop_bytes(&file);
}

/* Of sRGB, of grey, and none at all. */
static void profiles_that_change_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct bytes file = still("\xc8\x64\x32\xff" HALF, 2, 1);
        struct bytes profile = i == 0 ? rgb_profile(&SRGB) : grey_profile(1);
        if (i == 2)
            profile.size = 5;
        add_profile(&file, 2, &profile, false);
        struct image image = decoded(&file);
        assert_row(&image, 0, (uint32_t[]){0xffc86432, 0x80808080});
        assert_string_equal(image.warning,
                            i == 0 || !icc_is_built_in() ? ""
                            : i == 1
                                ? "its colour profile is left out: it is for other colours than RGB"
                                : "its colour profile is left out: it is cut short or corrupt");
        image_finish(&image);
        drop_bytes(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lossless_pixels_are_exact),
        cmocka_unit_test(pieces_leave_what_they_are_told_to),
        cmocka_unit_test(cut_files_show_what_there_is),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(colours_of_a_profile),
        cmocka_unit_test(the_profile_is_of_all_frames),
        cmocka_unit_test(profiles_that_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void the_missing_library_is_named(void **state)
{
    (void)state;
    struct bytes file = {0};
    put(&file, "RIFF....WEBP", 12);
    assert_fails(&file, NULL, "a.webp: WebP: this fbrun was built without libwebp");
    drop_bytes(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_missing_library_is_named)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
