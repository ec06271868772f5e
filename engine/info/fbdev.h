/* What --info says of one framebuffer device. */
#ifndef INFO_FBDEV_H
#define INFO_FBDEV_H

#include <linux/fb.h>

#include "info/writer.h"

/* Writes what FBIOGET_FSCREENINFO and FBIOGET_VSCREENINFO answered into the open object. No value
 * of theirs is relied on. */
void info_fbdev_describe(struct info_writer *w, const struct fb_fix_screeninfo *fix,
                         const struct fb_var_screeninfo *var);

#endif
