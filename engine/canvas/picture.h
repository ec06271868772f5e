/* A picture that was decoded, or is being decoded: its frames, each a canvas that nobody draws on,
 * and when each is to be shown. Reference counted, since scripts' images, the cache of files and
 * what is being decoded share it. */
#ifndef CANVAS_PICTURE_H
#define CANVAS_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/canvas.h"
#include "image/decode.h"

enum picture_state { PICTURE_LOADING, PICTURE_READY, PICTURE_FAILED };

struct picture_frame {
    struct canvas *canvas;
    uint64_t end; /* nanoseconds from the first frame's begin to this one's end */
};

/* Private but for reading. All is 0 until it is ready, but `error` and `code` if it failed. */
struct picture {
    unsigned references;
    enum picture_state state;
    int width, height;                 /* pixels, of every frame */
    int natural_width, natural_height; /* the file's own, where it was decoded smaller */
    int frame_count;
    struct picture_frame *frames;
    int loops;    /* how often an animation runs; 0: for ever */
    size_t bytes; /* of all frames */
    char warning[sizeof((struct image *)NULL)->warning];
    char error[512]; /* "" unless it failed */
    int code;        /* as error_code() */
};

/* A picture that is PICTURE_LOADING, with one reference. NULL with an error text without memory. */
struct picture *picture_create(void);

struct picture *picture_ref(struct picture *p);
void picture_unref(struct picture *p); /* NULL is accepted */

/* Makes it ready with the frames of *image, which are then its own; *image is to be finished in any
 * case. False with an error text without memory; it then is as it was. */
bool picture_finish_loading(struct picture *p, struct scene *scene, struct image *image);

/* Makes it failed for the reason in error_text(). */
void picture_fail(struct picture *p);

/* Which frame is shown `seconds` after the animation began, from 0 on: the first one before that,
 * and for a NaN; when the loops are over, the last one. 0 unless it is ready. */
int picture_frame_at(const struct picture *p, double seconds);

/* How long the animation is, once through, in seconds; 0 for a still picture. */
double picture_duration(const struct picture *p);

#endif
