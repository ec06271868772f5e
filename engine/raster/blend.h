/* The blend modes of Compositing and Blending Level 1 that need a division, a root or all three
 * channels at once. They are plain C at every level. */
#ifndef RASTER_BLEND_H
#define RASTER_BLEND_H

#include <stddef.h>
#include <stdint.h>

/* d = s op d for n premultiplied pixels, within 1/255 of the formula and rounded once a channel. A
 * channel above its alpha counts as its alpha. */
void blend_color_dodge(uint32_t *d, const uint32_t *s, size_t n);
void blend_color_burn(uint32_t *d, const uint32_t *s, size_t n);
void blend_soft_light(uint32_t *d, const uint32_t *s, size_t n);
void blend_hue(uint32_t *d, const uint32_t *s, size_t n);
void blend_saturation(uint32_t *d, const uint32_t *s, size_t n);
void blend_color(uint32_t *d, const uint32_t *s, size_t n);
void blend_luminosity(uint32_t *d, const uint32_t *s, size_t n);

#endif
