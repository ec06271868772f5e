/* Files that are cut and corrupt: of each picture below folders every tenth length up to a hundred
 * bytes and some of the longer ones, and copies with a few bytes changed at random, under a fixed
 * seed. Whatever comes of it, a picture or an error with a text, comes soon and fits the limits. */
#include "../unit/svg_libraries.h"
#include "files.h"

enum { CUTS = 8, CHANGES = 12, SHORT = 100, FILE_MAX = 20000 };

static uint32_t random_state = 12345;
static int pictures, errors;

static uint32_t random_number(void)
{
    random_state = random_state * 1664525 + 1013904223;
    return random_state >> 8;
}

static void try(const char *path, const char *what, const uint8_t *bytes, size_t size)
{
    static const struct image_options options = {
        .limits = {.pixels = 1 << 20, .bytes = 1 << 24, .frames = 100}};
    struct image image;
    /* Of its exact size, so that sanitizers see what reads beyond its end. */
    uint8_t *copy = malloc(size + (size == 0));
    memcpy(copy, bytes, size);
    error_set("nothing");
    if (image_decode(&image, copy, size, path, &options)) {
        pictures++;
        if (image.frame_count < 1 || (int64_t)image.width * image.height > options.limits.pixels)
            files_fail("%s, %s: %d frames of %dx%d", path, what, image.frame_count, image.width,
                       image.height);
    } else {
        errors++;
        if (strncmp(error_text(), path, strlen(path)) != 0 || image.frames != NULL)
            files_fail("%s, %s: %s", path, what, error_text());
    }
    image_finish(&image);
    free(copy);
}

static void visit(const char *path)
{
    size_t size;
    uint8_t *bytes = read_or_exit(path, &size);
    if (size == 0 || size > FILE_MAX) {
        free(bytes);
        return;
    }
    for (size_t length = 0; length < size && length < SHORT; length += 10)
        try(path, "cut", bytes, length);
    for (int i = 0; i < CUTS && size > SHORT; i++)
        try(path, "cut", bytes, SHORT + (size - SHORT) * (size_t)i / CUTS);
    for (int i = 0; i < CHANGES; i++) {
        uint8_t before[4];
        size_t at[4];
        for (int k = 0; k < 4; k++) {
            at[k] = random_number() % (k < 2 && size > SHORT ? SHORT : size);
            before[k] = bytes[at[k]];
            if (k <= i % 4)
                bytes[at[k]] = (uint8_t)random_number();
        }
        try(path, "changed", bytes, size);
        for (int k = 3; k >= 0; k--)
            bytes[at[k]] = before[k];
    }
    files_compared++;
    free(bytes);
}

int main(int argc, char **argv)
{
    static const char *const ends[] = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"};
    for (int i = 1; i < argc; i++)
        for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++)
            for_files(argv[i], ends[k], visit);
    printf("%d pictures, %d errors\n", pictures, errors);
    return files_result(1) || errors == 0;
}
