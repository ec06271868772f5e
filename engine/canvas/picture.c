/* Time is in whole nanoseconds: sums of tenths of seconds as floating point come out a little late,
 * and the frame of t = 0.3 would be the one before. */
#include "canvas/picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"

struct picture *picture_create(void)
{
    struct picture *p = calloc(1, sizeof *p);
    if (p == NULL)
        error_set("no memory for a picture");
    else
        p->references = 1;
    return p;
}

struct picture *picture_ref(struct picture *p)
{
    p->references++;
    return p;
}

static void destroy_frames(struct picture_frame *frames, int count)
{
    for (int i = 0; i < count; i++)
        canvas_destroy(frames[i].canvas);
    free(frames);
}

void picture_unref(struct picture *p)
{
    if (p == NULL || --p->references > 0)
        return;
    destroy_frames(p->frames, p->frame_count);
    free(p);
}

static uint64_t nanoseconds(double seconds)
{
    const double longest = 0x1p62; /* 146 years */
    const double n = floor(seconds * (double)CLOCK_SECOND + 0.5);
    return n > 0 ? (uint64_t)fmin(n, longest) : 0;
}

bool picture_finish_loading(struct picture *p, struct scene *scene, struct image *image)
{
    struct picture_frame *frames = calloc((size_t)image->frame_count, sizeof *frames);
    if (frames == NULL)
        return error_set("no memory for a picture of %d frames", image->frame_count);
    uint64_t end = 0;
    for (int i = 0; i < image->frame_count; i++) {
        struct image_frame *frame = &image->frames[i];
        end += nanoseconds(fmin(frame->duration, 86400)); /* no sum of days overflows */
        frames[i].end = end;
        frames[i].canvas = canvas_create_picture(scene, &frame->surface, image->opaque);
        if (frames[i].canvas == NULL) {
            destroy_frames(frames, i);
            return false;
        }
    }
    p->state = PICTURE_READY;
    p->width = image->width;
    p->height = image->height;
    p->natural_width = image->natural_width;
    p->natural_height = image->natural_height;
    p->frame_count = image->frame_count;
    p->frames = frames;
    p->loops = image->loops;
    p->bytes = (size_t)image->frame_count * (size_t)surface_stride(image->width) *
               (size_t)image->height * sizeof(uint32_t);
    snprintf(p->warning, sizeof p->warning, "%s", image->warning);
    return true;
}

void picture_fail(struct picture *p)
{
    p->state = PICTURE_FAILED;
    snprintf(p->error, sizeof p->error, "%s", error_text());
    p->code = error_code();
}

/* How long it is, once through. */
static uint64_t length(const struct picture *p)
{
    return p->frame_count > 1 ? p->frames[p->frame_count - 1].end : 0;
}

double picture_duration(const struct picture *p)
{
    return (double)length(p) / (double)CLOCK_SECOND;
}

int picture_frame_at(const struct picture *p, double seconds)
{
    const uint64_t whole = length(p);
    uint64_t t = nanoseconds(seconds);
    if (whole == 0)
        return 0;
    if (p->loops > 0 && t / whole >= (uint64_t)p->loops)
        return p->frame_count - 1;
    t %= whole;
    int low = 0, high = p->frame_count - 1; /* the first frame that ends after t */
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (p->frames[middle].end > t)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
