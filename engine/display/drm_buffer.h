/* Buffers that a processor draws to and a card shows, in formats that both know. */
#ifndef DISPLAY_DRM_BUFFER_H
#define DISPLAY_DRM_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "display/drm_card.h"
#include "display/drm_output.h"
#include "display/rows.h"

/* A format by DRM's name for it and by ours. */
struct drm_format {
    uint32_t fourcc;
    const char *name; /* for pixel_format_from_name */
};

enum { DRM_FORMATS_MAX = 16 };

struct drm_buffer {
    uint32_t handle; /* of the dumb buffer; 0: none */
    uint32_t fb;     /* framebuffer id; 0: none */
    uint32_t pitch;  /* bytes from row to row */
    size_t size;     /* bytes mapped */
    uint8_t *map;    /* written only */
    struct rows rows;
    struct fault_range fault;
};

/* Fills `formats` with those that every output's plane takes, the best first: without loss, then
 * with less memory. `dither` prefers a card's own depth, where the driver's conversion from 32 bits
 * would be without. Returns their number. */
int drm_formats_choose(const struct drm_card *card, const struct drm_output *outputs, int count,
                       bool dither, struct drm_format *formats);

/* Makes a black buffer. It must stay where it is in memory. Returns 0, or a negative error number
 * with an error text; drm_buffer_finish frees what there is in both cases. */
int drm_buffer_init(struct drm_buffer *b, const struct drm_card *card,
                    const struct drm_format *format, int width, int height, bool dither);

/* Frees. A buffer that is shown then goes dark. A zeroed one is accepted. */
void drm_buffer_finish(struct drm_buffer *b, const struct drm_card *card);

#endif
