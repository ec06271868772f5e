/* A graphics card: its node, what it can do, and its objects. Objects are known by their place in
 * these lists; the kernel's bit masks count CRTCs in the same way. */
#ifndef DISPLAY_DRM_CARD_H
#define DISPLAY_DRM_CARD_H

#include <stdbool.h>
#include <stdint.h>
#include <xf86drmMode.h>

#include "display/drm_props.h"
#include "seat/seat.h"

enum { DRM_CRTCS_MAX = 32 }; /* as many as the kernel's bit masks hold */

/* What a driver does that nothing else tells. */
enum drm_quirk {
    DRM_QUIRK_LEGACY = 1,     /* atomic commits succeed and show nothing */
    DRM_QUIRK_ONE_BUFFER = 2, /* it uploads: a flip sends everything, one buffer only damage */
};

enum drm_connector_prop {
    DRM_CONNECTOR_CRTC_ID,
    DRM_CONNECTOR_LINK_STATUS,
    DRM_CONNECTOR_NON_DESKTOP,
    DRM_CONNECTOR_ORIENTATION,
    DRM_CONNECTOR_DPMS,
    DRM_CONNECTOR_PROPS,
};

enum drm_crtc_prop {
    DRM_CRTC_ACTIVE,
    DRM_CRTC_MODE_ID,
    DRM_CRTC_GAMMA_LUT,
    DRM_CRTC_DEGAMMA_LUT,
    DRM_CRTC_CTM,
    DRM_CRTC_VRR_ENABLED,
    DRM_CRTC_PROPS,
};

enum drm_plane_prop {
    DRM_PLANE_TYPE,
    DRM_PLANE_FB_ID,
    DRM_PLANE_CRTC_ID,
    DRM_PLANE_SRC_X,
    DRM_PLANE_SRC_Y,
    DRM_PLANE_SRC_W,
    DRM_PLANE_SRC_H,
    DRM_PLANE_CRTC_X,
    DRM_PLANE_CRTC_Y,
    DRM_PLANE_CRTC_W,
    DRM_PLANE_CRTC_H,
    DRM_PLANE_ROTATION,
    DRM_PLANE_DAMAGE,
    DRM_PLANE_PROPS,
};

struct drm_connector {
    uint32_t id;
    char name[32];                /* as the kernel's own messages have it, such as "HDMI-A-1" */
    drmModeConnection connection; /* whether something is plugged in */
    uint32_t possible_crtcs;      /* bits are places in `crtcs` */
    int lit_crtc;                 /* the CRTC that drives it now; -1: none */
    int orientation;              /* as display_orientation */
    drmModeModeInfo *modes;       /* owned */
    int mode_count;
    struct drm_prop props[DRM_CONNECTOR_PROPS];
};

struct drm_crtc {
    uint32_t id;
    struct drm_prop props[DRM_CRTC_PROPS];
};

struct drm_plane {
    uint32_t id;
    uint32_t possible_crtcs;
    uint32_t *formats; /* fourccs, owned */
    int format_count;
    struct drm_prop props[DRM_PLANE_PROPS];
};

struct drm_card {
    int fd; /* -1: closed */
    char path[128];
    char driver[32];
    unsigned quirks; /* enum drm_quirk */
    bool atomic;
    bool monotonic;           /* times of events are CLOCK_MONOTONIC */
    uint64_t preferred_depth; /* 0: unknown */
    uint32_t max_width, max_height;
    struct drm_crtc *crtcs;
    int crtc_count;
    struct drm_plane *planes; /* empty if the driver has no universal planes */
    int plane_count;
    struct drm_connector *connectors;
    int connector_count;
};

/* Whether a card can be had, and why not. */
enum drm_card_result {
    DRM_CARD_OK,
    DRM_CARD_UNFIT,  /* it will never show a picture */
    DRM_CARD_ABSENT, /* it may still come */
    DRM_CARD_DENIED, /* no permission; udev may still give it */
    DRM_CARD_FAILED, /* for another reason; waiting will not help */
};

/* Lists the cards' nodes (never render nodes), the one that the firmware used first. Returns their
 * number, at most `max`, or -1 with an error text when it cannot look. */
int drm_card_list(char (*paths)[128], int max);

/* Opens a card for showing pictures: takes the seat, becomes DRM master if the seat is active, and
 * reads its objects and connectors. `card` is then closed by drm_card_close, also after a failure.
 * Failures set the error text. */
enum drm_card_result drm_card_open(struct drm_card *card, struct seat *seat, const char *path);

/* Reads the connectors again. Returns 0 or a negative error number. */
int drm_card_probe(struct drm_card *card);

/* Closes and frees; a closed or zeroed card with fd -1 is accepted. */
void drm_card_close(struct drm_card *card, struct seat *seat);

#endif
