/* Pictures from bytes: PNG and APNG, JPEG, GIF, WebP, and SVG by way of librsvg. What the bytes are
 * is seen from how they begin, never from a name. Everything is hostile: sizes are checked against
 * the limits before memory is asked for, a file that is cut or corrupt gives an error, or a warning
 * where it says so. Thread-safe: several decoders may run at once, on bytes that nobody changes. */
#ifndef IMAGE_DECODE_H
#define IMAGE_DECODE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pixel/surface.h"

enum image_kind { IMAGE_UNKNOWN, IMAGE_PNG, IMAGE_JPEG, IMAGE_GIF, IMAGE_WEBP, IMAGE_SVG };

struct image_limits {
    int64_t pixels; /* of one frame, 0: IMAGE_PIXELS_MAX */
    int64_t bytes;  /* of all frames' pixels together, 0: IMAGE_BYTES_MAX */
    int frames;     /* 0: IMAGE_FRAMES_MAX */
};
#define IMAGE_PIXELS_MAX INT64_C(100000000)
#define IMAGE_BYTES_MAX  (INT64_C(1) << 30)
enum { IMAGE_FRAMES_MAX = 10000 };

struct image_options {
    struct image_limits limits;
    /* The size that it will be shown at, 0: its own. An SVG is drawn at exactly this one (one of
     * the two 0: by the other and its proportions). A JPEG is decoded at the smallest of eighths of
     * its size that is not below it, and any still picture is halved (pixel/halve.h) while half of
     * it is not below it. */
    int width, height;
    const atomic_bool
        *cancel; /* set by another thread: decoding ends with an error soon; or NULL */
};

struct image_frame {
    struct surface surface; /* premultiplied, the whole picture as it is to be shown */
    double duration;        /* seconds; 0 of a still picture */
};

struct image {
    enum image_kind kind;
    int width, height;                 /* pixels of the frames, orientation (EXIF) applied */
    int natural_width, natural_height; /* its own size, where it was decoded smaller */
    bool opaque;                       /* every pixel of every frame is */
    int frame_count;                   /* at least 1 */
    struct image_frame *frames;
    int loops;         /* how often an animation runs; 0: for ever */
    char warning[128]; /* "" or what was wrong with the file that gave a picture all the same */
};

/* Opens what is else opened with the first picture of a kind, where no library can be opened any
 * more by then. */
void image_open_libraries(void);

/* What the bytes look like. */
enum image_kind image_kind_of(const void *bytes, size_t size);
const char *image_kind_name(enum image_kind kind); /* "PNG", …; "unknown" */

/* Decodes `size` bytes; `name` (a path, or what else stands for them) begins the error text. NULL
 * options: the defaults. False with an error text that says what was expected and what came, or
 * names the limit and the option that raises it ("max_pixels", "max_bytes", "max_frames"). The
 * caller finishes *image. */
bool image_decode(struct image *image, const void *bytes, size_t size, const char *name,
                  const struct image_options *options);

/* Reads the file and decodes it. */
bool image_decode_file(struct image *image, const char *path, const struct image_options *options);

/* Only the header: kind, width, height (orientation applied). Cheap. False with an error text. */
bool image_probe(struct image *image, const void *bytes, size_t size, const char *name);

/* A zeroed one is accepted. */
void image_finish(struct image *image);

#endif
