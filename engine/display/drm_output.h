/* The choice of what a card shows where: connectors, a CRTC and a plane for each, and modes. All
 * of it is computed from what drm_card_probe has read; the device is not touched. */
#ifndef DISPLAY_DRM_OUTPUT_H
#define DISPLAY_DRM_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "display/drm_card.h"

enum { DRM_OUTPUTS_MAX = 8 };

/* What the user asks for. */
struct drm_wish {
    char connector[64]; /* empty: any */
    int width, height;  /* 0: the connector's preferred mode */
    int rate;           /* Hz; 0: any */
};

/* A connector that is to show the picture. */
struct drm_output {
    uint32_t connector; /* its id */
    int crtc, plane;    /* places in the card's lists; plane is -1 without universal planes */
    drmModeModeInfo mode;
};

/* Reads "WxH" or "WxH@HZ"; empty text asks for nothing. False with an error text. */
bool drm_wish_mode(struct drm_wish *wish, const char *text);

/* The connector to draw to: the one that was asked for, else the first that something is plugged
 * into, else the first that may have something; never one that is no screen (a VR headset). NULL
 * when there is none to show anything on now. */
const struct drm_connector *drm_connector_choose(const struct drm_card *card,
                                                 const struct drm_wish *wish);

/* The connector with this id; NULL if it is gone. */
const struct drm_connector *drm_connector_find(const struct drm_card *card, uint32_t id);

/* True if something is plugged into it for sure. */
bool drm_connector_is_connected(const struct drm_connector *c);

/* Fills `outputs` (room for DRM_OUTPUTS_MAX): the connector to draw to first, then those that can
 * mirror it, in a mode of the same size. Returns their number; 0 when no connector can show
 * anything now; -1 with an error text when the connector or mode that was asked for does not
 * exist. */
int drm_outputs_choose(const struct drm_card *card, const struct drm_wish *wish,
                       struct drm_output *outputs);

/* Appends the names of the card's connectors to `text`, a string of `size` bytes at most. */
void drm_connector_names(const struct drm_card *card, char *text, size_t size);

/* Frames a second as the mode's timings say, whatever that is; 0 where they say nothing. */
double drm_mode_hz(const drmModeModeInfo *mode);

/* Nanoseconds from frame to frame. Panels behind slow buses have modes without a sensible rate;
 * they get 1/60 s. */
uint64_t drm_mode_period(const drmModeModeInfo *mode);

/* Frames a second by that, rounded to nearest. */
int drm_mode_rate(const drmModeModeInfo *mode);

#endif
