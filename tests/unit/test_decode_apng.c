/* APNG: what frames leave to each other, timing, and files that are wrong in their middle. */
#include "image/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/error.h"
#include "made_profile.h"

enum { KEEP, CLEAR, RESTORE, SOURCE = 0, OVER };

struct piece {
    uint32_t x, width; /* of a picture with one row */
    int disposal, blend;
    uint32_t numerator, denominator;
    const char *pixels; /* RGBA of each */
    uint32_t gap;       /* numbers that are left out before it */
};

static void put_control(struct bytes *file, uint32_t *sequence, const struct piece *piece)
{
    struct bytes data = {0};
    *sequence += piece->gap;
    put_be(&data, (*sequence)++, 4);
    put_be(&data, piece->width, 4);
    put_be(&data, 1, 4);
    put_be(&data, piece->x, 4);
    put_be(&data, 0, 4);
    put_be(&data, piece->numerator, 2);
    put_be(&data, piece->denominator, 2);
    put_u8(&data, (unsigned)piece->disposal);
    put_u8(&data, (unsigned)piece->blend);
    png_put(file, "fcTL", data.data, data.size);
    drop_bytes(&data);
}

/* As IDAT without a sequence, else in two fdAT. */
static void put_pixels(struct bytes *file, uint32_t *sequence, const struct piece *piece)
{
    struct bytes row = {0};
    put_u8(&row, 0);
    put(&row, piece->pixels, (size_t)4 * piece->width);
    struct bytes packed = png_store(row.data, row.size);
    if (sequence == NULL) {
        png_put(file, "IDAT", packed.data, packed.size);
    } else {
        for (int half = 0; half < 2; half++) {
            struct bytes data = {0};
            put_be(&data, (*sequence)++, 4);
            put(&data, packed.data + (half == 0 ? 0 : 5), half == 0 ? 5 : packed.size - 5);
            png_put(file, "fdAT", data.data, data.size);
            drop_bytes(&data);
        }
    }
    drop_bytes(&packed);
    drop_bytes(&row);
}

/* `still` is a default image that is not in the animation, or NULL: the first piece is. */
static struct bytes animation(uint32_t width, uint32_t plays, const struct piece *still,
                              const struct piece *pieces, int count)
{
    struct bytes file = {0}, control = {0};
    uint32_t sequence = 0;
    png_begin(&file);
    png_put_ihdr(&file, width, 1, 8, 6);
    put_be(&control, (uint32_t)count, 4);
    put_be(&control, plays, 4);
    png_put(&file, "acTL", control.data, control.size);
    drop_bytes(&control);
    if (still != NULL)
        put_pixels(&file, NULL, still);
    for (int i = 0; i < count; i++) {
        put_control(&file, &sequence, &pieces[i]);
        put_pixels(&file, i == 0 && still == NULL ? NULL : &sequence, &pieces[i]);
    }
    png_end(&file);
    return file;
}

#define RED     "\xff\0\0\xff"
#define GREEN   "\0\xff\0\xff"
#define BLUE    "\0\0\xff\xff"
#define NOTHING "\xff\xff\xff\0"
#define HALF    "\xff\xff\xff\x80"

static void assert_fails(const struct bytes *file, const struct image_options *options,
                         const char *text)
{
    struct image image;
    assert_false(image_decode(&image, file->data, file->size, "a.png", options));
    assert_string_equal(error_text(), text);
}

#ifdef FBRUN_HAVE_PNG

static struct image decoded(const struct bytes *file)
{
    struct image image;
    if (!image_decode(&image, file->data, file->size, "a.png", NULL))
        fail_msg("%s", error_text());
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

static void pieces_leave_what_they_are_told_to(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {0, 3, KEEP, SOURCE, 1, 2, RED RED RED, 0},
        {1, 2, RESTORE, SOURCE, 3, 1000, GREEN NOTHING, 0}, /* replaces, then is undone */
        {0, 2, CLEAR, OVER, 11, 1000, HALF NOTHING, 0},     /* lies on top, then leaves a hole */
        {2, 1, KEEP, OVER, 5, 0, BLUE, 0},
    };
    struct bytes file = animation(3, 7, NULL, pieces, 4);
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 4);
    assert_int_equal(image.loops, 7);
    assert_string_equal(image.warning, "");
    assert_false(image.opaque);
    assert_row(&image, 0, (uint32_t[]){0xffff0000, 0xffff0000, 0xffff0000});
    assert_row(&image, 1, (uint32_t[]){0xffff0000, 0xff00ff00, 0x00000000});
    assert_row(&image, 2, (uint32_t[]){0xffff8080, 0xffff0000, 0xffff0000});
    assert_row(&image, 3, (uint32_t[]){0x00000000, 0x00000000, 0xff0000ff});
    assert_true(image.frames[0].duration == 0.5);
    assert_true(image.frames[1].duration == 0.1); /* at most 10 ms */
    assert_true(image.frames[2].duration == 0.011);
    assert_true(image.frames[3].duration == 0.05); /* of a hundredth */
    image_finish(&image);
    drop_bytes(&file);
}

/* The first frame has nothing to go back to. */
static void the_first_one_restores_nothing(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {0, 2, RESTORE, SOURCE, 1, 1, RED RED, 0},
        {1, 1, KEEP, OVER, 1, 1, GREEN, 0},
    };
    struct bytes file = animation(2, 0, NULL, pieces, 2);
    struct image image = decoded(&file);
    assert_row(&image, 1, (uint32_t[]){0, 0xff00ff00});
    assert_int_equal(image.loops, 0);
    image_finish(&image);
    drop_bytes(&file);
}

static void the_default_image_may_be_another(void **state)
{
    (void)state;
    const struct piece still = {0, 2, 0, 0, 0, 0, BLUE BLUE, 0};
    const struct piece pieces[] = {
        {1, 1, KEEP, SOURCE, 1, 1, RED, 0},
        {0, 2, KEEP, SOURCE, 1, 1, GREEN GREEN, 0},
    };
    struct bytes file = animation(2, 1, &still, pieces, 2);
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 2);
    assert_row(&image, 0, (uint32_t[]){0, 0xffff0000});
    assert_row(&image, 1, (uint32_t[]){0xff00ff00, 0xff00ff00});
    image_finish(&image);
    drop_bytes(&file);
}

static void one_frame_is_a_still_picture(void **state)
{
    (void)state;
    const struct piece piece = {0, 1, KEEP, SOURCE, 1, 1, RED, 0};
    struct bytes file = animation(1, 1, NULL, &piece, 1);
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 1);
    assert_true(image.frames[0].duration == 0);
    assert_true(image.opaque);
    image_finish(&image);
    drop_bytes(&file);
}

/* Whatever is wrong behind the first frame, those before it are shown. */
static void what_is_wrong_later_is_a_warning(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {0, 2, KEEP, SOURCE, 1, 1, RED RED, 0},
        {0, 2, KEEP, SOURCE, 1, 1, GREEN GREEN, 0},
    };
    struct bytes file = animation(2, 1, NULL, pieces, 2);
    const size_t whole = file.size;
    file.size -= 40;
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 1);
    assert_string_equal(image.warning,
                        "the rest of the animation is missing: Not enough image data");
    image_finish(&image);

    file.size = whole;
    file.data[whole - 40] ^= 1;
    image = decoded(&file);
    assert_int_equal(image.frame_count, 1);
    assert_string_equal(image.warning,
                        "the rest of the animation is missing: a chunk of the animation is "
                        "corrupt");
    image_finish(&image);
    drop_bytes(&file);
}

static void chunks_that_are_missing_end_it(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {0, 1, KEEP, SOURCE, 1, 1, RED, 0},
        {0, 1, KEEP, SOURCE, 1, 1, GREEN, 1},
    };
    struct bytes file = animation(1, 1, NULL, pieces, 2);
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 1);
    assert_string_equal(image.warning, "the rest of the animation is missing: chunks of the "
                                       "animation are missing or out of order");
    image_finish(&image);
    drop_bytes(&file);
}

/* What is wrong with the first one leaves the default image. */
static void what_is_wrong_at_first_is_not_animated(void **state)
{
    (void)state;
    const struct piece still = {0, 2, 0, 0, 0, 0, BLUE BLUE, 0};
    const struct piece outside[] = {{1, 2, KEEP, SOURCE, 1, 1, RED RED, 0}};
    const struct piece unknown[] = {{0, 2, 3, SOURCE, 1, 1, RED RED, 0}};
    const struct piece empty[] = {{0, 0, KEEP, SOURCE, 1, 1, "", 0}};
    const struct {
        const struct piece *pieces;
        const char *warning;
    } cases[] = {
        {outside, "not animated: a frame is not within the picture"},
        {unknown, "not animated: a frame's header is corrupt"},
        {empty, "not animated: a frame is not within the picture"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes file = animation(2, 1, &still, cases[i].pieces, 1);
        struct image image = decoded(&file);
        assert_int_equal(image.frame_count, 1);
        assert_row(&image, 0, (uint32_t[]){0xff0000ff, 0xff0000ff});
        assert_string_equal(image.warning, cases[i].warning);
        image_finish(&image);
        drop_bytes(&file);
    }
}

static void limits_hold(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {0, 1, KEEP, SOURCE, 1, 1, RED, 0},
        {0, 1, KEEP, SOURCE, 1, 1, GREEN, 0},
        {0, 1, KEEP, SOURCE, 1, 1, BLUE, 0},
    };
    struct bytes file = animation(1, 1, NULL, pieces, 3);
    assert_fails(&file, &(struct image_options){.limits = {.frames = 2}},
                 "a.png: PNG: it has more frames than the limit of 2 (option max_frames)");
    assert_fails(&file, &(struct image_options){.limits = {.bytes = 191}},
                 "a.png: PNG: 3 frames of 1x1 pixels take more than the limit of 191 bytes (option "
                 "max_bytes)");
    struct image image;
    assert_true(image_decode(&image, file.data, file.size, "a.png",
                             &(struct image_options){.limits = {.bytes = 192, .frames = 3}}));
    image_finish(&image);
    drop_bytes(&file);
}

/* Every frame's, also what is left of one below the next. */
static void the_profile_is_of_all_frames(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {0, 2, KEEP, SOURCE, 1, 2, RED GREEN, 0},
        {1, 1, KEEP, SOURCE, 1, 2, RED, 0},
    };
    struct bytes plain = animation(2, 0, NULL, pieces, 2), file = {0}, chunk = {0};
    struct bytes profile = rgb_profile(&TURNED_ROUND);
    struct bytes packed = png_store(profile.data, profile.size);
    put(&chunk, "a\0", 3);
    put(&chunk, packed.data, packed.size);
    put(&file, plain.data, 8 + 25);
    png_put(&file, "iCCP", chunk.data, chunk.size);
    put(&file, plain.data + 8 + 25, plain.size - 8 - 25);
    struct image image = decoded(&file);
    assert_string_equal(image.warning, "");
    assert_int_equal(image.frame_count, 2);
    for (int i = 0; i < 2; i++) {
        const uint32_t *row = surface_at(&image.frames[i].surface, 0, 0);
        assert_true(is_converted(row[0], &TURNED_ROUND, 0xffff0000, 1));
        assert_true(is_converted(row[1], &TURNED_ROUND, i == 0 ? 0xff00ff00 : 0xffff0000, 1));
    }
    image_finish(&image);
    drop_bytes(&plain);
    drop_bytes(&file);
    drop_bytes(&chunk);
    drop_bytes(&profile);
    drop_bytes(&packed);
}

/* eXIf says that it is turned clockwise by a quarter: a row from the top down. */
static void all_frames_are_turned(void **state)
{
    (void)state;
    static const char exif[] = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0";
    const struct piece pieces[] = {
        {0, 3, KEEP, SOURCE, 1, 2, RED GREEN BLUE, 0},
        {1, 1, KEEP, SOURCE, 1, 2, RED, 0},
    };
    struct bytes plain = animation(3, 0, NULL, pieces, 2), file = {0};
    put(&file, plain.data, 8 + 25);
    png_put(&file, "eXIf", exif, sizeof exif);
    put(&file, plain.data + 8 + 25, plain.size - 8 - 25);
    struct image image = decoded(&file);
    assert_int_equal(image.frame_count, 2);
    assert_int_equal(image.width, 1);
    assert_int_equal(image.height, 3);
    for (int i = 0; i < 2; i++) {
        const struct surface *s = &image.frames[i].surface;
        assert_int_equal(s->width, 1);
        assert_int_equal(*surface_at(s, 0, 0), 0xffff0000);
        assert_int_equal(*surface_at(s, 0, 1), i == 0 ? 0xff00ff00 : 0xffff0000);
        assert_int_equal(*surface_at(s, 0, 2), 0xff0000ff);
    }
    image_finish(&image);
    drop_bytes(&plain);
    drop_bytes(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_leave_what_they_are_told_to),
        cmocka_unit_test(the_first_one_restores_nothing),
        cmocka_unit_test(the_default_image_may_be_another),
        cmocka_unit_test(one_frame_is_a_still_picture),
        cmocka_unit_test(what_is_wrong_later_is_a_warning),
        cmocka_unit_test(chunks_that_are_missing_end_it),
        cmocka_unit_test(what_is_wrong_at_first_is_not_animated),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(the_profile_is_of_all_frames),
        cmocka_unit_test(all_frames_are_turned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void the_missing_library_is_named(void **state)
{
    (void)state;
    const struct piece piece = {0, 1, KEEP, SOURCE, 1, 1, RED GREEN BLUE NOTHING HALF, 0};
    struct bytes file = animation(1, 1, NULL, &piece, 1);
    assert_fails(&file, NULL, "a.png: PNG: this fbrun was built without libpng");
    drop_bytes(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_missing_library_is_named)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
