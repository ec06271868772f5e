/* Animations whose frames are pieces: what each of them leaves behind for the next one, so that
 * every frame of an image is the whole picture. The same for APNG, GIF and WebP. */
#ifndef IMAGE_FILM_H
#define IMAGE_FILM_H

#include "base/rect.h"
#include "image/decode_impl.h"

/* What becomes of a piece when its time is over. */
enum film_disposal {
    FILM_KEEP,    /* it stays */
    FILM_CLEAR,   /* its area becomes transparent */
    FILM_RESTORE, /* what was there before it comes back */
};

struct film {
    struct decoding *d;
    struct surface canvas;     /* what the next piece is put on */
    struct image_frame *frame; /* that is being made */
    struct rect area;          /* of its piece, as far as it is in the picture */
    int64_t work;              /* pixels of all pieces, also outside of the picture */
};

/* For pictures of the image's size, which is known. False with an error text without memory. */
bool film_init(struct film *film, struct decoding *d);

/* Adds a frame with a piece at `area`, whose top left corner is not negative, and of which what is
 * outside of the picture is left out. A duration (in seconds) of at most 10 ms becomes 100 ms, as
 * in browsers: files that say so mean "fast". False with an error text without memory or above a
 * limit. */
bool film_begin(struct film *film, struct rect area, double duration);

/* Puts row y of the piece into the frame: premultiplied pixels, as many as the piece is wide.
 * `over`: on top of what is there; else in its place. */
void film_put_row(const struct film *film, int y, const uint32_t *pixels, bool over);

/* Ends the frame. */
void film_end(struct film *film, enum film_disposal disposal);

/* A zeroed one is accepted. The frames stay. */
void film_finish(struct film *film);

#endif
