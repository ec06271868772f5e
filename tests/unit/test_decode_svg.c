/* SVG: sizes, colours, and what it may not do. */
#include "image/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "picture_bytes.h"
#include "scratch.h"
#include "svg_libraries.h"

#ifdef FBRUN_HAVE_RSVG

#define SVG "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "

static struct image decoded(const char *text, int width, int height)
{
    struct image image;
    if (!image_decode(&image, text, strlen(text), "a.svg",
                      &(struct image_options){.width = width, .height = height}))
        fail_msg("%s", error_text());
    assert_int_equal(image.kind, IMAGE_SVG);
    assert_int_equal(image.frame_count, 1);
    return image;
}

static void check_size(const char *text, int width, int height, int got_width, int got_height,
                       int natural_width, int natural_height)
{
    struct image image = decoded(text, width, height);
    assert_int_equal(image.width, got_width);
    assert_int_equal(image.height, got_height);
    assert_int_equal(image.frames[0].surface.width, got_width);
    assert_int_equal(image.frames[0].surface.height, got_height);
    assert_int_equal(image.natural_width, natural_width);
    assert_int_equal(image.natural_height, natural_height);
    image_finish(&image);
}

static void it_has_the_size_that_is_asked_for(void **state)
{
    (void)state;
    check_size(SVG "width='20' height='10'/>", 0, 0, 20, 10, 20, 10);
    check_size(SVG "width='20' height='10'/>", 50, 60, 50, 60, 20, 10);
    check_size(SVG "width='20' height='10'/>", 50, 0, 50, 25, 20, 10);
    check_size(SVG "width='20' height='10'/>", 0, 3, 6, 3, 20, 10);
    check_size(SVG "viewBox='0 0 30 40'/>", 0, 0, 30, 40, 30, 40);
    check_size(SVG "width='0.2' height='0.1'/>", 0, 0, 1, 1, 1, 1);
    check_size(SVG "/>", 0, 0, 300, 150, 300, 150);
}

/* As in browsers: 96 pixels an inch. */
static void physical_units_are_those_of_css(void **state)
{
    (void)state;
    check_size(SVG "width='20mm' height='10mm'/>", 0, 0, 76, 38, 76, 38);
    check_size(SVG "width='1in' height='2.54cm'/>", 0, 0, 96, 96, 96, 96);
    check_size(SVG "width='72pt' height='6pc'/>", 0, 0, 96, 96, 96, 96);
    struct image image = decoded(
        SVG "width='96' height='1'><rect width='.5in' height='1' fill='#123456'/></svg>", 0, 0);
    assert_int_equal(*surface_at(&image.frames[0].surface, 47, 0), 0xff123456);
    assert_int_equal(*surface_at(&image.frames[0].surface, 48, 0), 0);
    image_finish(&image);
}

static void a_missing_side_follows_from_the_view_box(void **state)
{
    (void)state;
    check_size(SVG "width='90' viewBox='0 0 60 40'/>", 0, 0, 90, 60, 90, 60);
    check_size(SVG "height='80' viewBox='0 0 60 40'/>", 0, 0, 120, 80, 120, 80);
    check_size(SVG "width='50%' height='80' viewBox='0 0 60 40'/>", 0, 0, 120, 80, 120, 80);
    check_size(SVG "width='1in' viewBox='0 0 60 40'/>", 0, 0, 96, 64, 96, 64);
    check_size(SVG "width='10mm' viewBox='0 0 60 40'/>", 0, 0, 38, 25, 38, 25);
    check_size(SVG "width='90' viewBox='0 0 60 40'/>", 0, 20, 30, 20, 90, 60);
    check_size(SVG "width='90'/>", 0, 0, 90, 150, 90, 150);
    check_size(SVG "height='80'/>", 0, 0, 300, 80, 300, 80);
    struct image image = decoded(SVG "width='90' viewBox='0 0 60 40'>"
                                     "<rect width='60' height='40' fill='#123456'/></svg>",
                                 0, 0);
    assert_true(image.opaque);
    image_finish(&image);
}

/* With its mark at the begin, and the larger or the smaller byte first. */
static void it_may_be_utf_16(void **state)
{
    (void)state;
    static const char text[] = SVG "width='20' height='10'><rect width='20' height='10' "
                                   "fill='#123456'/></svg>";
    for (int little = 0; little < 2; little++) {
        struct bytes file = {0};
        put(&file, little ? "\xff\xfe" : "\xfe\xff", 2);
        for (const char *p = text; *p != '\0'; p++)
            little ? put_le(&file, (uint8_t)*p, 2) : put_be(&file, (uint8_t)*p, 2);
        struct image image;
        if (!image_decode(&image, file.data, file.size, "a.svg", NULL))
            fail_msg("%s", error_text());
        assert_int_equal(image.width, 20);
        assert_int_equal(image.height, 10);
        assert_int_equal(*surface_at(&image.frames[0].surface, 19, 9), 0xff123456);
        image_finish(&image);
        drop_bytes(&file);
    }
}

static void pixels_are_premultiplied(void **state)
{
    (void)state;
    struct image image = decoded(SVG "width='2' height='1'>"
                                     "<rect width='1' height='1' fill='#ff8000' "
                                     "fill-opacity='0.5'/></svg>",
                                 0, 0);
    const uint32_t p = *surface_at(&image.frames[0].surface, 0, 0);
    assert_in_range(p >> 24, 127, 128);
    assert_in_range(p >> 16 & 255, 127, 128);
    assert_in_range(p >> 8 & 255, 63, 65);
    assert_int_equal(p & 255, 0);
    assert_int_equal(*surface_at(&image.frames[0].surface, 1, 0), 0);
    assert_false(image.opaque);
    image_finish(&image);
    image =
        decoded(SVG "width='1' height='1'><rect width='1' height='1' fill='#123456'/></svg>", 9, 9);
    assert_int_equal(*surface_at(&image.frames[0].surface, 8, 8), 0xff123456);
    assert_true(image.opaque);
    image_finish(&image);
}

/* A red PNG as base64 has it. */
static void put_base64(char *text, const struct bytes *file)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < file->size; i += 3) {
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (i + k < file->size ? file->data[i + k] : 0);
        for (int k = 0; k < 4; k++)
            *text++ = i + (size_t)k > file->size ? '=' : digits[bits >> (18 - 6 * k) & 63];
    }
    *text = '\0';
}

static uint32_t pixel_of_picture(const char *before, const char *address)
{
    char text[8192];
    snprintf(text, sizeof text, "%s<image width='4' height='4' xlink:href='%s%s'/></svg>",
             SVG "width='4' height='4'>", before, address);
    struct image image = decoded(text, 0, 0);
    const uint32_t pixel = *surface_at(&image.frames[0].surface, 2, 2);
    image_finish(&image);
    return pixel;
}

/* A picture is drawn when it is within the file, and not when it is another file. */
static void other_files_are_not_read(void **state)
{
    (void)state;
    struct bytes png = {0};
    char base64[1024];
    png_begin(&png);
    png_put_ihdr(&png, 1, 1, 8, 2);
    png_put_idat(&png, "\0\xff\0\0", 4);
    png_end(&png);
    put_base64(base64, &png);
    FILE *file = fopen(scratch_path("red.png"), "w");
    assert_int_equal(fwrite(png.data, 1, png.size, file), png.size);
    fclose(file);
    drop_bytes(&png);
    assert_int_equal(pixel_of_picture("data:image/png;base64,", base64), 0xffff0000);
    assert_int_equal(pixel_of_picture("file://", scratch_path("red.png")), 0);
    assert_int_equal(pixel_of_picture("", scratch_path("red.png")), 0);
}

static void assert_fails(const char *text, const struct image_options *options, const char *with)
{
    struct image image;
    assert_false(image_decode(&image, text, strlen(text), "a.svg", options));
    if (strncmp(error_text(), with, strlen(with)) != 0)
        fail_msg("%s", error_text());
}

static void what_is_wrong_is_an_error(void **state)
{
    (void)state;
    assert_fails("<svg", NULL, "a.svg: SVG: XML parse error");
    assert_fails(SVG "width='10'><rect>", NULL, "a.svg: SVG: XML parse error");
    assert_fails(SVG "width='0' height='10'/>", NULL, "a.svg: SVG: its size is 0x10");
    assert_fails(SVG "width='0' viewBox='0 0 60 40'/>", NULL, "a.svg: SVG: its size is 0x0");
    assert_fails(SVG "width='100000' height='1'/>", NULL,
                 "a.svg: SVG: size must be 1 to 32767 pixels a side");
    assert_fails(SVG "width='1e30' height='1e30'/>", NULL,
                 "a.svg: SVG: it has 1000000000x1000000000 pixels, above the limit of 100000000 "
                 "(option max_pixels)");
    assert_fails(SVG "width='10' height='10'/>", &(struct image_options){.limits = {.pixels = 99}},
                 "a.svg: SVG: it has 10x10 pixels, above the limit of 99 (option max_pixels)");
}

/* Ten entities that are ten of the next one each. */
static void entities_that_explode(void **state)
{
    (void)state;
    char text[4096] = "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a0 'xxxxxxxxxx'>";
    for (int i = 1; i <= 9; i++) {
        const size_t end = strlen(text);
        snprintf(text + end, sizeof text - end,
                 "<!ENTITY a%d '&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;'>", i, i - 1,
                 i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    }
    strcat(text, "]>" SVG "width='9' height='9'><text>&a9;</text></svg>");
    struct image image;
    image_decode(&image, text, strlen(text), "a.svg", NULL); /* either way, but soon */
    image_finish(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_the_size_that_is_asked_for),
        cmocka_unit_test(physical_units_are_those_of_css),
        cmocka_unit_test(a_missing_side_follows_from_the_view_box),
        cmocka_unit_test(it_may_be_utf_16),
        cmocka_unit_test(pixels_are_premultiplied),
        cmocka_unit_test(other_files_are_not_read),
        cmocka_unit_test(what_is_wrong_is_an_error),
        cmocka_unit_test(entities_that_explode),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

#else

static void the_missing_library_is_named(void **state)
{
    (void)state;
    struct image image;
    assert_false(image_decode(&image, "<svg/>", 6, scratch_path("a.svg"), NULL));
    assert_non_null(strstr(error_text(), "SVG: this fbrun was built without librsvg"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_missing_library_is_named)};
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

#endif
