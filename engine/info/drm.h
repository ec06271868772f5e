/* What --info says of DRM modes and formats. */
#ifndef INFO_DRM_H
#define INFO_DRM_H

#include <xf86drmMode.h>

#include "info/writer.h"

/* Writes a mode into the open list, as a row. No value of it is relied on. */
void info_drm_mode(struct info_writer *w, const drmModeModeInfo *mode);

/* A fourcc code as its letters, with "_BE" for big-endian, or as a number if they are none. */
void info_drm_fourcc(struct info_writer *w, uint32_t code);

#endif
