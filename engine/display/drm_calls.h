/* The system calls of DRM that decide over a picture, in a table, so that tests can have them fail
 * as real devices do: lost flips, busy devices, revoked sessions, devices that are gone. */
#ifndef DISPLAY_DRM_CALLS_H
#define DISPLAY_DRM_CALLS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

/* Each is libdrm's function of that name (see xf86drmMode.h for arguments), and returns what it
 * returns: `ioctl` and `set_master` -1 with errno, the others a negative error number. */
struct drm_calls {
    int (*ioctl)(int fd, unsigned long request, void *argument); /* dumb buffers */
    int (*set_master)(int fd);
    drmModeConnector *(*get_connector)(int fd, uint32_t id);
    drmModeObjectProperties *(*get_properties)(int fd, uint32_t id, uint32_t type);
    int (*add_fb2)(int fd, uint32_t width, uint32_t height, uint32_t format,
                   const uint32_t handles[4], const uint32_t pitches[4], const uint32_t offsets[4],
                   uint32_t *id, uint32_t flags);
    int (*set_crtc)(int fd, uint32_t crtc, uint32_t fb, uint32_t x, uint32_t y,
                    uint32_t *connectors, int count, drmModeModeInfo *mode);
    int (*atomic_commit)(int fd, drmModeAtomicReq *request, uint32_t flags, void *user_data);
    int (*page_flip)(int fd, uint32_t crtc, uint32_t fb, uint32_t flags, void *user_data);
    int (*dirty_fb)(int fd, uint32_t fb, drmModeClip *clips, uint32_t count);
    ssize_t (*read)(int fd, void *buffer, size_t size); /* events */
};

/* The real ones, unless a test changes them. */
extern struct drm_calls drm_calls;

#endif
