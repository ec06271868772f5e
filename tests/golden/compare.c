/* compare ACTUAL.png EXPECTED.png DIFFERENCE.png: succeeds if the two pictures are alike. Else it
 * prints how many pixels differ and the first of them, and paints those that do white in the
 * third file. Channels may differ by 1, because libm does from processor to processor. */
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct picture {
    int width, height;
    unsigned char *rgba;
};

static bool load(const char *path, struct picture *p)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path)) {
        fprintf(stderr, "%s: %s\n", path, image.message);
        return false;
    }
    image.format = PNG_FORMAT_RGBA;
    *p = (struct picture){(int)image.width, (int)image.height, malloc(PNG_IMAGE_SIZE(image))};
    if (p->rgba == NULL || !png_image_finish_read(&image, NULL, p->rgba, 0, NULL)) {
        fprintf(stderr, "%s: cannot be read: %s\n", path, image.message);
        png_image_free(&image);
        return false;
    }
    return true;
}

static bool pixel_equal(const unsigned char *a, const unsigned char *b)
{
    for (int i = 0; i < 4; i++)
        if (abs(a[i] - b[i]) > 1)
            return false;
    return true;
}

static void save_difference(const char *path, int width, int height, const unsigned char *grey)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION,
        .width = (unsigned)width,
        .height = (unsigned)height,
        .format = PNG_FORMAT_GRAY,
    };
    if (!png_image_write_to_file(&image, path, 0, grey, 0, NULL))
        fprintf(stderr, "%s: %s\n", path, image.message);
}

int main(int argc, char **argv)
{
    struct picture actual = {0}, expected = {0};
    if (argc != 4) {
        fprintf(stderr, "usage: compare ACTUAL.png EXPECTED.png DIFFERENCE.png\n");
        return 2;
    }
    bool alike = load(argv[1], &actual) && load(argv[2], &expected);
    if (alike && (actual.width != expected.width || actual.height != expected.height)) {
        fprintf(stderr, "%s is %dx%d pixels, expected %dx%d\n", argv[1], actual.width,
                actual.height, expected.width, expected.height);
        alike = false;
    } else if (alike) {
        const size_t count = (size_t)actual.width * (size_t)actual.height;
        unsigned char *grey = calloc(count, 1);
        size_t wrong = 0;
        for (size_t i = 0; i < count && grey != NULL; i++) {
            const unsigned char *a = actual.rgba + 4 * i, *e = expected.rgba + 4 * i;
            if (pixel_equal(a, e))
                continue;
            if (wrong++ == 0)
                fprintf(stderr,
                        "%s: pixel (%zu, %zu) is %02x%02x%02x%02x, expected %02x%02x%02x%02x\n",
                        argv[1], i % (size_t)actual.width, i / (size_t)actual.width, a[0], a[1],
                        a[2], a[3], e[0], e[1], e[2], e[3]);
            grey[i] = 255;
        }
        alike = grey != NULL && wrong == 0;
        if (wrong > 0) {
            fprintf(stderr, "%zu of %zu pixels differ; they are white in %s\n", wrong, count,
                    argv[3]);
            save_difference(argv[3], actual.width, actual.height, grey);
        }
        free(grey);
    }
    free(actual.rgba);
    free(expected.rgba);
    return alike ? 0 : 1;
}
