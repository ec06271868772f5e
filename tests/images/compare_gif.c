/* The GIF test suite: a .conf beside each file says its size, loops, delays, and where the frames'
 * pixels are (straight RGBA). What is expected otherwise than the suite has it: no picture at all
 * is an error, frames of a size above our limit are, and frames without a delay get browsers' one.
 */
#include "files.h"

/* Files that are not expected to be as the suite has them. */
static const struct exception {
    const char *name;
    bool is_picture;
    int more; /* columns and rows that the first frame needs, as in browsers */
} exceptions[] = {
    {"max-codes.gif", false, 0},        /* codes of more than 8 bits: giflib has none */
    {"image-zero-width.gif", false, 0}, /* these four end before the first image's data */
    {"image-zero-height.gif", false, 0},
    {"image-zero-size.gif", false, 0},
    {"no-data.gif", false, 0},
    {"invalid-colors.gif", true, 0}, /* a colour that is not in the map is transparent */
    {"plain-text.gif", true, 0},     /* the text is not shown, the image behind it is */
    {"image-outside-bg.gif", true, 2},
    {"image-overlap-bg.gif", true, 1},
};

/* NULL for one that is as the suite has it. */
static const struct exception *find_exception(const char *name)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++)
        if (strcmp(name, exceptions[i].name) == 0)
            return &exceptions[i];
    return NULL;
}

/* The value of `key` in the section of that name; "" if there is none. */
static void value_of(const char *text, const char *section, const char *key, char *value,
                     size_t size)
{
    char head[64];
    snprintf(head, sizeof head, "[%s]", section);
    const char *line = strstr(text, head);
    const size_t length = strlen(key);
    value[0] = '\0';
    while (line != NULL && (line = strchr(line, '\n')) != NULL && *++line != '[') {
        if (strncmp(line, key, length) == 0 && strncmp(line + length, " = ", 3) == 0) {
            const char *start = line + length + 3;
            snprintf(value, size, "%.*s", (int)strcspn(start, "\n"), start);
            return;
        }
    }
}

static void compare_pixels(const char *path, int index, const struct surface *s,
                           const uint8_t *rgba)
{
    for (int y = 0; y < s->height; y++) {
        for (int x = 0; x < s->width; x++, rgba += 4) {
            uint32_t expected = (uint32_t)rgba[3] << 24;
            for (int i = 0; i < 3; i++)
                expected |= ((uint32_t)rgba[i] * rgba[3] + 127) / 255 << (16 - 8 * i);
            if (*surface_at(s, x, y) != expected) {
                files_fail("%s: frame %d: pixel %d, %d is %08x, not %08x", path, index, x, y,
                           *surface_at(s, x, y), expected);
                return;
            }
        }
    }
}

static void compare_frame(const char *path, const char *folder, const char *conf,
                          const char *section, const struct image *image, int index)
{
    char input[256], pixels[256], delay[256], file[4096];
    size_t size;
    value_of(conf, "config", "input", input, sizeof input);
    value_of(conf, section, "pixels", pixels, sizeof pixels);
    value_of(conf, section, "delay", delay, sizeof delay);
    snprintf(file, sizeof file, "%s/%s", folder, pixels);
    uint8_t *rgba = read_or_exit(file, &size);
    const struct image_frame *frame = &image->frames[index];
    const struct exception *exception = find_exception(input);
    struct surface shown = frame->surface;
    if (exception != NULL) {
        shown.width -= exception->more;
        shown.height -= exception->more;
    }
    const double duration = delay[0] == '\0' ? 0.1 : atof(delay) / 100;
    if (size != (size_t)shown.width * (size_t)shown.height * 4)
        files_fail("%s: frame %d has %dx%d pixels, not %zu", path, index, shown.width, shown.height,
                   size / 4);
    else
        compare_pixels(path, index, &shown, rgba);
    if (image->frame_count > 1 && frame->duration != duration)
        files_fail("%s: frame %d takes %g s, not %g", path, index, frame->duration, duration);
    free(rgba);
}

/* Whether a frame is passed over: see above. */
static bool is_part(const struct image *image, int index, int expected)
{
    return image->frame_count > expected && index < image->frame_count - 1 &&
           image->frames[index].duration == 0.1;
}

static void compare_frames(const char *path, const char *folder, const char *conf, char *names,
                           const struct image *image)
{
    int expected = 1, index = 0;
    for (const char *p = names; *p != '\0'; p++)
        expected += *p == ',';
    char *rest = NULL;
    for (char *name = strtok_r(names, ",", &rest); name != NULL;
         name = strtok_r(NULL, ",", &rest), index++) {
        while (is_part(image, index, expected))
            index++;
        if (index >= image->frame_count) {
            files_fail("%s: %s is missing", path, name);
            return;
        }
        compare_frame(path, folder, conf, name, image, index);
    }
    if (index != image->frame_count)
        files_fail("%s: it has %d frames too many", path, image->frame_count - index);
}

static void compare_loops(const char *path, const char *conf, const struct image *image)
{
    char loops[64];
    size_t size;
    value_of(conf, "config", "loop-count", loops, sizeof loops);
    int expected = strcmp(loops, "infinite") == 0 ? 0 : atoi(loops) + 1;
    char *bytes = read_or_exit(path, &size);
    if (memmem(bytes, size, "NETSCAPE2.0", 11) == NULL &&
        memmem(bytes, size, "ANIMEXTS1.0", 11) == NULL)
        expected = 1;
    if (image->loops != expected)
        files_fail("%s: it runs %d times, not %d", path, image->loops, expected);
    free(bytes);
}

static bool expect_picture(const char *name, const char *conf, const char *frames)
{
    char width[64], height[64];
    const struct exception *exception = find_exception(name);
    if (exception != NULL)
        return exception->is_picture;
    value_of(conf, "config", "width", width, sizeof width);
    value_of(conf, "config", "height", height, sizeof height);
    return frames[0] != '\0' && atoi(width) <= SURFACE_MAX_SIDE && atoi(height) <= SURFACE_MAX_SIDE;
}

static void visit(const char *path)
{
    size_t size;
    char *conf = read_or_exit(path, &size);
    char input[256], frames[4096], folder[2048], file[4096];
    struct image image;
    value_of(conf, "config", "input", input, sizeof input);
    value_of(conf, "config", "frames", frames, sizeof frames);
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    snprintf(file, sizeof file, "%s/%s", folder, input);
    const bool decoded = image_decode_file(&image, file, NULL);
    if (decoded != expect_picture(input, conf, frames))
        files_fail("%s: %s", file, decoded ? "a picture, where there is none" : error_text());
    if (decoded)
        compare_loops(file, conf, &image);
    if (decoded && frames[0] != '\0')
        compare_frames(file, folder, conf, frames, &image);
    image_finish(&image);
    files_compared++;
    free(conf);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        for_files(argv[i], ".conf", visit);
    return files_result(80);
}
