/* What the decoders have in common, one file a format. A decoder says the size, asks for frames,
 * which are checked against the limits there, and fills them. */
#ifndef IMAGE_DECODE_IMPL_H
#define IMAGE_DECODE_IMPL_H

#include "base/module.h"
#include "image/decode.h"
#include "image/icc.h"

struct decoding {
    const uint8_t *bytes;
    size_t size;
    struct image_options options; /* the limits are filled in */
    struct image *image;
    size_t pixel_bytes; /* of the frames so far */
    int capacity;       /* of image->frames */
    bool left_profile;  /* and that is image->warning */
};

/* Both return false with an error text that need not name the file. What the image has got until
 * then is finished by the caller. */
struct image_decoder {
    const char *name; /* as people write it */
    /* Opens its libraries; cheap when they are. NULL: it is linked with them, or has none. False
     * with an error text. */
    bool (*open_libraries)(void);
    /* Sets the sizes, orientation applied. */
    bool (*probe)(struct decoding *d);
    /* Sets the sizes and fills at least one frame. May set image->opaque where it knows without
     * looking; else the pixels are looked at. */
    bool (*decode)(struct decoding *d);
};

extern const struct image_decoder png_decoder, jpeg_decoder, gif_decoder, webp_decoder, svg_decoder;

/* Sets the size of the frames, and the natural one if that is still 0. False with an error text if
 * it is none, too large for a surface, or above the limit. */
bool decoding_size(struct decoding *d, int64_t width, int64_t height);

/* The checks of decoding_size alone, for what is decoded to get there. */
bool decoding_check_pixels(const struct decoding *d, int64_t width, int64_t height);

/* Adds a frame of transparent black. NULL with an error text without memory, or above a limit. The
 * frame stays where it is until the next one is added. */
struct image_frame *decoding_add_frame(struct decoding *d);

/* False with an error text when the caller wants no more of this. To be asked between rows. */
bool decoding_goes_on(const struct decoding *d);

/* Keeps what is wrong with the file, for the first call only (printf format). */
void decoding_warn(struct decoding *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Says why the picture is shown as if it had no profile; any other warning counts for more. */
void decoding_leave_profile(struct decoding *d, const char *why);

/* icc_init() with a warning where it fails: the picture is then shown as if it had no profile. */
void decoding_follow_profile(struct decoding *d, struct icc *icc, const void *profile, size_t size,
                             enum icc_pixels pixels, bool grey);

/* module_open() once for all threads; *opened begins as false. */
bool decoding_open_library(atomic_bool *opened, const char *name,
                           const struct module_function *functions, size_t count);

#endif
