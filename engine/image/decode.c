/* What is common to all formats: telling them apart, limits, and reading the file. */
#include "image/decode.h"

#include <ctype.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/budget.h"
#include "base/error.h"
#include "base/file.h"
#include "base/size.h"
#include "image/decode_impl.h"
#include "pixel/halve.h"

enum {
    FILE_BYTES_MAX = 1 << 30, /* no picture within the default limits needs as many */
    SVG_START = 4096,         /* bytes in which an SVG's root element has to begin */
};

static const struct image_decoder *const decoders[] = {
    [IMAGE_PNG] = &png_decoder,   [IMAGE_JPEG] = &jpeg_decoder, [IMAGE_GIF] = &gif_decoder,
    [IMAGE_WEBP] = &webp_decoder, [IMAGE_SVG] = &svg_decoder,
};

static bool begins(const uint8_t *bytes, size_t size, const char *with, size_t length)
{
    return size >= length && memcmp(bytes, with, length) == 0;
}

/* XML whose root is named svg: what stands before it are declarations and comments. */
static bool has_svg_root(const uint8_t *text, size_t size)
{
    while (size > 0 && isspace(*text)) {
        text++;
        size--;
    }
    if (size == 0 || *text != '<')
        return false;
    size_t start = size < SVG_START ? size : SVG_START;
    return memmem(text, start, "<svg", 4) != NULL || memmem(text, start, ":svg", 4) != NULL;
}

/* In UTF-8, or in UTF-16 with its mark, of which what is not ASCII does not matter here. */
static bool is_svg(const uint8_t *bytes, size_t size)
{
    uint8_t narrow[SVG_START];
    size_t count = 0;
    const bool little = begins(bytes, size, "\xff\xfe", 2);
    if (begins(bytes, size, "\xef\xbb\xbf", 3))
        return has_svg_root(bytes + 3, size - 3);
    if (!little && !begins(bytes, size, "\xfe\xff", 2))
        return has_svg_root(bytes, size);
    for (const uint8_t *p = bytes + 2; count < SVG_START && bytes + size - p >= 2; p += 2) {
        const uint8_t low = p[little ? 0 : 1], high = p[little ? 1 : 0];
        narrow[count++] = high == 0 ? low : '?';
    }
    return has_svg_root(narrow, count);
}

enum image_kind image_kind_of(const void *bytes, size_t size)
{
    const uint8_t *b = bytes;
    if (begins(b, size, "\x89PNG\r\n\x1a\n", 8))
        return IMAGE_PNG;
    if (begins(b, size, "\xff\xd8\xff", 3))
        return IMAGE_JPEG;
    if (begins(b, size, "GIF87a", 6) || begins(b, size, "GIF89a", 6))
        return IMAGE_GIF;
    if (begins(b, size, "RIFF", 4) && size >= 12 && memcmp(b + 8, "WEBP", 4) == 0)
        return IMAGE_WEBP;
    return is_svg(b, size) ? IMAGE_SVG : IMAGE_UNKNOWN;
}

const char *image_kind_name(enum image_kind kind)
{
    return kind == IMAGE_UNKNOWN ? "unknown" : decoders[kind]->name;
}

static bool fail_unknown(const uint8_t *bytes, size_t size)
{
    char start[64] = "";
    if (size == 0)
        return error_set("expected a picture, but it is empty");
    for (size_t i = 0; i < size && i < 8; i++) {
        size_t end = strlen(start);
        snprintf(start + end, sizeof start - end, isprint(bytes[i]) ? "%c" : "\\x%02x", bytes[i]);
    }
    return error_set("expected a PNG, JPEG, GIF, WebP or SVG, but it begins with \"%s\"", start);
}

bool decoding_goes_on(const struct decoding *d)
{
    const atomic_bool *cancel = d->options.cancel;
    if (cancel == NULL || !atomic_load_explicit(cancel, memory_order_relaxed))
        return true;
    return error_set("decoding was cancelled");
}

bool decoding_check_pixels(const struct decoding *d, int64_t width, int64_t height)
{
    const int64_t limit = d->options.limits.pixels;
    size_t bytes;
    if (width < 1 || height < 1)
        return error_set("its size is %" PRId64 "x%" PRId64, width, height);
    if (width > limit / height)
        return error_set("it has %" PRId64 "x%" PRId64 " pixels, above the limit of %" PRId64
                         " (option max_pixels)",
                         width, height, limit);
    return surface_size(width, height, &bytes);
}

bool decoding_size(struct decoding *d, int64_t width, int64_t height)
{
    struct image *image = d->image;
    if (!decoding_check_pixels(d, width, height))
        return false;
    image->width = (int)width;
    image->height = (int)height;
    if (image->natural_width == 0) {
        image->natural_width = image->width;
        image->natural_height = image->height;
    }
    return true;
}

/* Room for one more in image->frames. */
static bool grow(struct decoding *d)
{
    struct image *image = d->image;
    if (image->frame_count < d->capacity)
        return true;
    const int capacity = d->capacity == 0 ? 1 : 2 * d->capacity;
    size_t bytes;
    struct image_frame *frames = NULL;
    if (size_multiply((size_t)capacity, sizeof *frames, &bytes))
        frames = realloc(image->frames, bytes);
    if (frames == NULL)
        return error_set("no memory for %d frames", capacity);
    image->frames = frames;
    d->capacity = capacity;
    return true;
}

struct image_frame *decoding_add_frame(struct decoding *d)
{
    struct image *image = d->image;
    const struct image_limits *limits = &d->options.limits;
    size_t bytes;
    if (image->frame_count >= limits->frames) {
        error_set("it has more frames than the limit of %d (option max_frames)", limits->frames);
        return NULL;
    }
    if (!surface_size(image->width, image->height, &bytes) ||
        !size_add(bytes, d->pixel_bytes, &bytes) || (int64_t)bytes > limits->bytes) {
        error_set("%d frame%s of %dx%d pixels take more than the limit of %" PRId64
                  " bytes (option max_bytes)",
                  image->frame_count + 1, image->frame_count == 0 ? "" : "s", image->width,
                  image->height, limits->bytes);
        return NULL;
    }
    struct surface surface;
    if (!grow(d) || !surface_init(&surface, image->width, image->height))
        return NULL;
    d->pixel_bytes = bytes;
    struct image_frame *frame = &image->frames[image->frame_count++];
    *frame = (struct image_frame){.surface = surface};
    return frame;
}

void decoding_warn(struct decoding *d, const char *format, ...)
{
    char *text = d->image->warning;
    va_list args;
    if (text[0] != '\0' && !d->left_profile)
        return;
    d->left_profile = false;
    va_start(args, format);
    vsnprintf(text, sizeof d->image->warning, format, args);
    va_end(args);
}

void decoding_leave_profile(struct decoding *d, const char *why)
{
    if (d->image->warning[0] != '\0')
        return;
    decoding_warn(d, "its colour profile is left out: %s", why);
    d->left_profile = true;
}

void decoding_follow_profile(struct decoding *d, struct icc *icc, const void *profile, size_t size,
                             enum icc_pixels pixels, bool grey)
{
    if (!icc_init(icc, profile, size, pixels, grey))
        decoding_leave_profile(d, error_text());
}

bool decoding_open_library(atomic_bool *opened, const char *name,
                           const struct module_function *functions, size_t count)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    if (atomic_load(opened))
        return true;
    pthread_mutex_lock(&lock);
    const bool ok = atomic_load(opened) || module_open(name, functions, count);
    if (ok)
        atomic_store(opened, true);
    pthread_mutex_unlock(&lock);
    return ok;
}

void image_open_libraries(void)
{
    for (size_t i = 0; i < sizeof decoders / sizeof decoders[0]; i++)
        if (decoders[i] != NULL && decoders[i]->open_libraries != NULL)
            (void)decoders[i]->open_libraries(); /* what is missing is told with the picture */
    (void)icc_open_library();
}

static struct image_limits with_defaults(struct image_limits limits)
{
    if (limits.pixels <= 0)
        limits.pixels = IMAGE_PIXELS_MAX;
    if (limits.bytes <= 0)
        limits.bytes = IMAGE_BYTES_MAX;
    if (limits.frames <= 0)
        limits.frames = IMAGE_FRAMES_MAX;
    return limits;
}

static bool is_opaque(const struct surface *s)
{
    for (int y = 0; y < s->height; y++) {
        const uint32_t *row = surface_at(s, 0, y);
        uint32_t all = UINT32_MAX;
        for (int x = 0; x < s->width; x++)
            all &= row[x];
        if (all < 0xff000000)
            return false;
    }
    return true;
}

static void look_whether_opaque(struct image *image)
{
    for (int i = 0; !image->opaque && i < image->frame_count; i++)
        if (!is_opaque(&image->frames[i].surface))
            return;
    image->opaque = true;
}

/* True if half of it is not below the size that it will be shown at. */
static bool is_twice_as_large(const struct image *image, const struct image_options *o)
{
    return (o->width > 0 || o->height > 0) && (image->width + 1) / 2 >= o->width &&
           (image->height + 1) / 2 >= o->height && image->width + image->height > 2;
}

/* Halves a still picture as often as that size allows; without memory it stays larger. */
static void shrink(struct image *image, const struct image_options *o)
{
    struct surface half;
    while (image->frame_count == 1 && is_twice_as_large(image, o) &&
           surface_halve(&image->frames[0].surface, &half)) {
        surface_finish(&image->frames[0].surface);
        image->frames[0].surface = half;
        image->width = half.width;
        image->height = half.height;
    }
}

/* Zeroes *image and begins it. NULL with an error text for what is no picture. */
static const struct image_decoder *begin(struct decoding *d, struct image *image, const void *bytes,
                                         size_t size, const struct image_options *options)
{
    *image = (struct image){.kind = image_kind_of(bytes, size)};
    *d = (struct decoding){.bytes = bytes, .size = size, .image = image};
    if (options != NULL)
        d->options = *options;
    d->options.limits = with_defaults(d->options.limits);
    if (image->kind == IMAGE_UNKNOWN) {
        fail_unknown(bytes, size);
        return NULL;
    }
    return decoders[image->kind];
}

/* The error text is there; the image is none. */
static bool fail(struct image *image, const char *name)
{
    const enum image_kind kind = image->kind;
    image_finish(image);
    return kind == IMAGE_UNKNOWN ? error_prefix("%s", name)
                                 : error_prefix("%s: %s", name, image_kind_name(kind));
}

bool image_decode(struct image *image, const void *bytes, size_t size, const char *name,
                  const struct image_options *options)
{
    struct decoding d;
    const struct image_decoder *decoder = begin(&d, image, bytes, size, options);
    if (decoder == NULL || !decoding_goes_on(&d) || !decoder->decode(&d))
        return fail(image, name);
    look_whether_opaque(image);
    shrink(image, &d.options);
    if (image->frame_count == 1)
        image->frames[0].duration = 0;
    return true;
}

/* The file's bytes are counted while it is decoded, as the size that it has now. */
static bool take_file(const char *path, size_t *size)
{
    struct stat s;
    *size = stat(path, &s) == 0 && S_ISREG(s.st_mode) && s.st_size <= FILE_BYTES_MAX
                ? (size_t)s.st_size
                : 0;
    return budget_take(*size) || error_prefix("%s", path);
}

bool image_decode_file(struct image *image, const char *path, const struct image_options *options)
{
    char *bytes;
    size_t size, taken;
    *image = (struct image){0};
    if (!take_file(path, &taken))
        return false;
    bool ok = file_read_regular(path, FILE_BYTES_MAX, &bytes, &size);
    if (ok) {
        ok = image_decode(image, bytes, size, path, options);
        free(bytes);
    }
    budget_give(taken);
    return ok;
}

bool image_probe(struct image *image, const void *bytes, size_t size, const char *name)
{
    struct decoding d;
    const struct image_decoder *decoder = begin(&d, image, bytes, size, NULL);
    return (decoder != NULL && decoder->probe(&d)) || fail(image, name);
}

void image_finish(struct image *image)
{
    for (int i = 0; i < image->frame_count; i++)
        surface_finish(&image->frames[i].surface);
    free(image->frames);
    *image = (struct image){0};
}
