/* Dumb buffers. The kernel decides on pitch and size, and what it says is checked, since rows are
 * written by it. */
#include "display/drm_buffer.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"
#include "base/size.h"
#include "display/drm_calls.h"

/* In order of preference. DRM's formats are little-endian words, as ours are without a suffix. */
static const struct drm_format known_formats[] = {
    {DRM_FORMAT_XRGB8888, "XRGB8888"},       {DRM_FORMAT_XBGR8888, "XBGR8888"},
    {DRM_FORMAT_BGRX8888, "BGRX8888"},       {DRM_FORMAT_RGBX8888, "RGBX8888"},
    {DRM_FORMAT_ARGB8888, "ARGB8888"},       {DRM_FORMAT_ABGR8888, "ABGR8888"},
    {DRM_FORMAT_XRGB2101010, "XRGB2101010"}, {DRM_FORMAT_XBGR2101010, "XBGR2101010"},
    {DRM_FORMAT_RGB888, "RGB888"},           {DRM_FORMAT_BGR888, "BGR888"},
    {DRM_FORMAT_RGB565, "RGB565"},           {DRM_FORMAT_BGR565, "BGR565"},
    {DRM_FORMAT_XRGB1555, "XRGB1555"},
};

enum { KNOWN_FORMATS = sizeof known_formats / sizeof known_formats[0] };

_Static_assert((int)KNOWN_FORMATS <= (int)DRM_FORMATS_MAX, "drm_formats_choose fills all");

static bool plane_takes(const struct drm_plane *plane, uint32_t fourcc)
{
    for (int i = 0; i < plane->format_count; i++)
        if (plane->formats[i] == fourcc)
            return true;
    return plane->format_count == 0; /* it does not say */
}

int drm_formats_choose(const struct drm_card *card, const struct drm_output *outputs, int count,
                       bool dither, struct drm_format *formats)
{
    int found = 0;
    for (int i = 0; i < KNOWN_FORMATS; i++) {
        bool taken = true;
        for (int n = 0; n < count && taken; n++)
            taken = outputs[n].plane < 0 ||
                    plane_takes(&card->planes[outputs[n].plane], known_formats[i].fourcc);
        if (taken)
            formats[found++] = known_formats[i];
    }
    for (int i = 1; dither && card->preferred_depth == 16 && i < found; i++)
        if (formats[i].fourcc == DRM_FORMAT_RGB565) {
            struct drm_format own = formats[i];
            memmove(formats + 1, formats, (size_t)i * sizeof *formats);
            formats[0] = own;
        }
    return found;
}

/* Takes the memory, and checks that rows of `row_bytes` fit. */
static int create(struct drm_buffer *b, const struct drm_card *card, int width, int height,
                  int bits, size_t row_bytes)
{
    struct drm_mode_create_dumb dumb = {
        .width = (uint32_t)width, .height = (uint32_t)height, .bpp = (uint32_t)bits};
    size_t needed;
    if (drm_calls.ioctl(card->fd, DRM_IOCTL_MODE_CREATE_DUMB, &dumb) != 0) {
        error_set_errno("%s has no buffer of %dx%d pixels of %d bits", card->path, width, height,
                        bits);
        return -error_code();
    }
    b->handle = dumb.handle;
    b->pitch = dumb.pitch;
    b->size = (size_t)dumb.size;
    if (b->pitch >= row_bytes && size_multiply(b->pitch, (size_t)height, &needed) &&
        needed <= dumb.size && dumb.size <= SIZE_MAX)
        return 0;
    error_set("%s gave a buffer of %llu bytes with rows of %u for %d rows of %zu", card->path,
              (unsigned long long)dumb.size, dumb.pitch, height, row_bytes);
    return -EINVAL;
}

static int map(struct drm_buffer *b, const struct drm_card *card)
{
    struct drm_mode_map_dumb request = {.handle = b->handle};
    void *memory = MAP_FAILED;
    if (drm_calls.ioctl(card->fd, DRM_IOCTL_MODE_MAP_DUMB, &request) == 0)
        memory = mmap(NULL, b->size, PROT_READ | PROT_WRITE, MAP_SHARED, card->fd,
                      (off_t)request.offset);
    if (memory == MAP_FAILED) {
        error_set_errno("cannot map a buffer of %s", card->path);
        return -error_code();
    }
    b->map = memory;
    return fault_watch(&b->fault, memory, b->size) ? 0 : -ENOSPC;
}

int drm_buffer_init(struct drm_buffer *b, const struct drm_card *card,
                    const struct drm_format *format, int width, int height, bool dither)
{
    struct pixel_format pixels;
    *b = (struct drm_buffer){.handle = 0};
    if (!pixel_format_from_name(format->name, &pixels))
        return -EINVAL;
    int error = create(b, card, width, height, pixels.bits_per_pixel,
                       pixel_format_row_bytes(&pixels, width));
    if (error != 0)
        return error;
    const uint32_t handles[4] = {b->handle}, pitches[4] = {b->pitch}, offsets[4] = {0};
    error = drm_calls.add_fb2(card->fd, (uint32_t)width, (uint32_t)height, format->fourcc, handles,
                              pitches, offsets, &b->fb, 0);
    if (error == 0 && !rows_init(&b->rows, &pixels, width, height, b->pitch, dither, NULL))
        return -ENOMEM;
    if (error == 0)
        return map(b, card);
    b->fb = 0;
    errno = -error;
    error_set_errno("%s does not show %s in %dx%d", card->path, format->name, width, height);
    return error;
}

void drm_buffer_finish(struct drm_buffer *b, const struct drm_card *card)
{
    fault_unwatch(&b->fault);
    rows_finish(&b->rows);
    if (b->map != NULL)
        munmap(b->map, b->size);
    if (b->fb != 0 && card->fd >= 0)
        drmModeRmFB(card->fd, b->fb);
    struct drm_mode_destroy_dumb destroy = {.handle = b->handle};
    if (b->handle != 0 && card->fd >= 0)
        drmIoctl(card->fd, DRM_IOCTL_MODE_DESTROY_DUMB, &destroy);
    *b = (struct drm_buffer){.handle = 0};
}
