/* A photo much larger than it is shown: decoded by eighths, against all of it. The picture is made
 * here: waves, edges and grain, with as many bytes a pixel as a camera's (0.3). */
#include "bench.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "base/error.h"
#include "image/decode.h"

enum { WIDTH = 4000, HEIGHT = 3000, SHOWN_WIDTH = 1280, SHOWN_HEIGHT = 720, QUALITY = 85 };

struct photo {
    unsigned char *bytes;
    unsigned long size;
};

static void make_row(uint8_t *row, int y)
{
    static uint32_t random = 1;
    for (int x = 0; x < WIDTH; x++) {
        random = random * 1664525 + 1013904223;
        const double wave = sin(x * 0.011) * cos(y * 0.013) + sin((x + 2 * y) * 0.07) * 0.3;
        const int edge = (x / 97 + y / 61) % 3 * 20, grain = (int)(random >> 28);
        for (int i = 0; i < 3; i++)
            *row++ = (uint8_t)(90 + 40 * wave + edge + i * 10 + grain);
    }
}

static struct photo make_photo(void)
{
    struct jpeg_compress_struct j;
    struct jpeg_error_mgr errors;
    struct photo photo = {0};
    j.err = jpeg_std_error(&errors);
    jpeg_create_compress(&j);
    jpeg_mem_dest(&j, &photo.bytes, &photo.size);
    j.image_width = WIDTH;
    j.image_height = HEIGHT;
    j.input_components = 3;
    j.in_color_space = JCS_RGB;
    jpeg_set_defaults(&j);
    jpeg_set_quality(&j, QUALITY, TRUE);
    jpeg_start_compress(&j, TRUE);
    static uint8_t samples[WIDTH * 3];
    JSAMPROW row = samples;
    for (int y = 0; y < HEIGHT; y++) {
        make_row(samples, y);
        jpeg_write_scanlines(&j, &row, 1);
    }
    jpeg_finish_compress(&j);
    jpeg_destroy_compress(&j);
    return photo;
}

static void decode(const struct photo *photo, int width, int height)
{
    struct image image;
    const struct image_options options = {.width = width, .height = height};
    if (!image_decode(&image, photo->bytes, photo->size, "photo", &options)) {
        puts(error_text());
        exit(2);
    }
    image_finish(&image);
}

static void decode_shown(void *data)
{
    decode(data, SHOWN_WIDTH, SHOWN_HEIGHT);
}

static void decode_all(void *data)
{
    decode(data, 0, 0);
}

void bench_image(void)
{
    struct photo photo = make_photo();
    bench_ratio("JPEG of 12 megapixels for 1280x720 / all of it",
                bench_race(decode_shown, decode_all, &photo), 0.5);
    free(photo.bytes);
}
