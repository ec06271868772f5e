/* Every JPEG below folders against libjpeg itself, asked the plain way for RGB rows: each channel
 * within 2. Those that a camera turned are compared as they lie in the file. Those that are larger
 * than our limit must be errors, as those that libjpeg cannot read. */
#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include "files.h"

enum { TOLERANCE = 2 };

struct plain {
    int width, height;
    uint8_t *rgb, *row;
};

static void drop(struct plain *plain)
{
    free(plain->rgb);
    free(plain->row);
    *plain = (struct plain){0};
}

static jmp_buf failed;

static void on_error(j_common_ptr common)
{
    (void)common;
    longjmp(failed, 1);
}

static void on_message(j_common_ptr common, int level)
{
    (void)common;
    (void)level;
}

/* Ink i of four, and black. */
static uint8_t over_black(const uint8_t *inks, int i, bool inverted)
{
    const double light = inverted ? inks[i] : 255 - inks[i];
    const double black = inverted ? inks[3] : 255 - inks[3];
    return (uint8_t)(light * black / 255 + 0.5);
}

static bool read_plain(const uint8_t *bytes, size_t size, struct plain *plain)
{
    static struct jpeg_decompress_struct j;
    static struct jpeg_error_mgr errors;
    j.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.emit_message = on_message;
    *plain = (struct plain){0};
    if (setjmp(failed) != 0) {
        jpeg_destroy_decompress(&j);
        drop(plain);
        return false;
    }
    jpeg_create_decompress(&j);
    jpeg_mem_src(&j, bytes, (unsigned long)size);
    jpeg_read_header(&j, TRUE);
    if ((int64_t)j.image_width * j.image_height > IMAGE_PIXELS_MAX)
        longjmp(failed, 1); /* libjpeg would go on for minutes */
    const bool inks =
        j.num_components == 4; /* no conversion of libjpeg's leads from there to RGB */
    j.out_color_space = inks ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(&j);
    plain->width = (int)j.output_width;
    plain->height = (int)j.output_height;
    plain->rgb = calloc((size_t)plain->width * 3, (size_t)plain->height);
    plain->row = malloc((size_t)plain->width * 4);
    uint8_t *row = plain->row, *out = plain->rgb;
    while (j.output_scanline < j.output_height) {
        jpeg_read_scanlines(&j, &row, 1);
        for (int x = 0; x < plain->width; x++)
            for (int i = 0; i < 3; i++)
                *out++ =
                    inks ? over_black(row + (size_t)4 * x, i, j.saw_Adobe_marker) : row[3 * x + i];
    }
    jpeg_destroy_decompress(&j);
    return true;
}

static bool near(uint32_t got, const uint8_t *rgb)
{
    for (int i = 0; i < 3; i++)
        if (abs((int)(got >> (16 - 8 * i) & 255) - rgb[i]) > TOLERANCE)
            return false;
    return got >> 24 == 255;
}

/* Whether the picture is the plain one as it lies (0), or in which other of the eight ways. */
static int find_orientation(const struct image *image, const struct plain *plain)
{
    const struct surface *s = &image->frames[0].surface;
    for (int way = 0; way < 8; way++) {
        const bool turned = (way & 4) != 0;
        bool same = image->width == (turned ? plain->height : plain->width) &&
                    image->height == (turned ? plain->width : plain->height);
        for (int y = 0; y < plain->height && same; y++) {
            for (int x = 0; x < plain->width && same; x++) {
                const int a = way & 1 ? plain->width - 1 - x : x;
                const int b = way & 2 ? plain->height - 1 - y : y;
                same = near(turned ? *surface_at(s, b, a) : *surface_at(s, a, b),
                            plain->rgb + ((size_t)y * (size_t)plain->width + (size_t)x) * 3);
            }
        }
        if (same)
            return way;
    }
    return -1;
}

/* Whether there is an EXIF marker at all: only then may the picture be turned. */
static bool has_exif(const uint8_t *bytes, size_t size)
{
    return memmem(bytes, size, "Exif\0", 6) != NULL;
}

static void visit(const char *path)
{
    size_t size;
    uint8_t *bytes = read_or_exit(path, &size);
    struct image image;
    struct plain plain;
    const bool expected = read_plain(bytes, size, &plain);
    const bool decoded = image_decode(&image, bytes, size, path, NULL);
    if (expected != decoded) {
        files_fail("%s: %s", path, decoded ? "libjpeg cannot read it" : error_text());
    } else if (decoded) {
        const int way = find_orientation(&image, &plain);
        if (way < 0 || (way > 0 && !has_exif(bytes, size)))
            files_fail("%s: other pixels than libjpeg's", path);
    }
    drop(&plain);
    image_finish(&image);
    files_compared++;
    free(bytes);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        for_files(argv[i], ".jpg", visit);
        for_files(argv[i], ".jpeg", visit);
    }
    return files_result(15);
}
