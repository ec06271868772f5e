/* What all formats have in common: telling them apart, and files that are no pictures. */
#include "image/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/error.h"
#include "scratch.h"

#define KIND_OF(text) image_kind_of(text, sizeof(text) - 1)

static void kinds_are_seen_from_the_first_bytes(void **state)
{
    (void)state;
    assert_int_equal(KIND_OF("\x89PNG\r\n\x1a\nmore"), IMAGE_PNG);
    assert_int_equal(KIND_OF("\x89PNG\n\x1a\n"), IMAGE_UNKNOWN);
    assert_int_equal(KIND_OF("\xff\xd8\xff\xe0"), IMAGE_JPEG);
    assert_int_equal(KIND_OF("GIF87a"), IMAGE_GIF);
    assert_int_equal(KIND_OF("GIF89a..."), IMAGE_GIF);
    assert_int_equal(KIND_OF("GIF88a"), IMAGE_UNKNOWN);
    assert_int_equal(KIND_OF("RIFF\1\2\3\4WEBPVP8 "), IMAGE_WEBP);
    assert_int_equal(KIND_OF("RIFF\1\2\3\4WAVE"), IMAGE_UNKNOWN);
    assert_int_equal(KIND_OF("<svg xmlns='...'/>"), IMAGE_SVG);
    assert_int_equal(KIND_OF("\xef\xbb\xbf \n<?xml version='1.0'?><!-- x --><svg/>"), IMAGE_SVG);
    assert_int_equal(KIND_OF("<a:svg xmlns:a='...'/>"), IMAGE_SVG);
    assert_int_equal(KIND_OF("\xff\xfe<\0s\0v\0g\0/\0>\0"), IMAGE_SVG);
    assert_int_equal(KIND_OF("\xfe\xff\0 \0<\0!\x20\x20\0>\0<\0s\0v\0g\0>"), IMAGE_SVG);
    assert_int_equal(KIND_OF("\xff\xfe\0<\0s\0v\0g\0>"), IMAGE_UNKNOWN);
    assert_int_equal(KIND_OF("\xff\xfe<\0p\0/\0>\0"), IMAGE_UNKNOWN);
    assert_int_equal(KIND_OF("\xff\xfe<"), IMAGE_UNKNOWN);
    assert_int_equal(KIND_OF("<html/>"), IMAGE_UNKNOWN);
    assert_int_equal(KIND_OF("svg"), IMAGE_UNKNOWN);
    assert_int_equal(image_kind_of(NULL, 0), IMAGE_UNKNOWN);
    assert_string_equal(image_kind_name(IMAGE_WEBP), "WebP");
    assert_string_equal(image_kind_name(IMAGE_UNKNOWN), "unknown");
}

static void assert_no_picture(const void *bytes, size_t size, const char *text)
{
    struct image image;
    assert_false(image_decode(&image, bytes, size, "a", NULL));
    assert_string_equal(error_text(), text);
    assert_false(image_probe(&image, bytes, size, "a"));
    assert_string_equal(error_text(), text);
    image_finish(&image);
}

static void other_bytes_are_shown(void **state)
{
    (void)state;
    assert_no_picture(NULL, 0, "a: expected a picture, but it is empty");
    assert_no_picture("x\x01y", 3,
                      "a: expected a PNG, JPEG, GIF, WebP or SVG, but it begins with \"x\\x01y\"");
    assert_no_picture("\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9,
                      "a: expected a PNG, JPEG, GIF, WebP or SVG, but it begins with "
                      "\"\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\"");
}

static void assert_no_file(const char *before, const char *path, const char *after)
{
    struct image image;
    char text[8192];
    snprintf(text, sizeof text, "%s%s%s", before, path, after);
    assert_false(image_decode_file(&image, path, NULL));
    assert_string_equal(error_text(), text);
    image_finish(&image);
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    const char *pipe = scratch_path("pipe"), *empty = scratch_path("empty");
    assert_int_equal(mkfifo(pipe, 0600), 0);
    fclose(fopen(empty, "w"));
    assert_no_file("cannot read ", pipe, ": it is a device, pipe or socket, not a regular file");
    assert_no_file("cannot read ", scratch_folder, ": it is a directory, not a regular file");
    assert_no_file("cannot read ", "/dev/zero",
                   ": it is a device, pipe or socket, not a regular file");
    assert_no_file("cannot read ", scratch_path("none"), ": No such file or directory");
    assert_no_file("", empty, ": expected a picture, but it is empty");
    assert_no_file("cannot read ", "-", ": No such file or directory");
}

static void nothing_is_finished(void **state)
{
    (void)state;
    image_finish(&(struct image){0});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_seen_from_the_first_bytes),
        cmocka_unit_test(other_bytes_are_shown),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(nothing_is_finished),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
