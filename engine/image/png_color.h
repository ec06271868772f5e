/* From a PNG file's colours to sRGB, as browsers go. Chrome and Firefox both do this:
 *
 * - iCCP: as its profile says. If this cannot be followed, as sRGB.
 * - sRGB: the samples are sRGB, whatever gAMA and cHRM say.
 * - gAMA alone: each sample is raised to 1 / (2.2 gamma), and left as it is when that exponent is
 *   within 5 % of 1.
 * - gAMA and cHRM: a linear light of these primaries, which becomes sRGB.
 * - cHRM alone: as sRGB. (Firefox; Chrome takes sRGB's curve with these primaries.)
 *
 * Alpha is never touched. */
#ifndef IMAGE_PNG_COLOR_H
#define IMAGE_PNG_COLOR_H

#include "image/icc.h"
#include "image/png_chunks.h"

struct png_color {
    struct icc icc;        /* of RGBA; if it is needed, nothing below is */
    int depth;             /* of the samples that come in: 8 or 16 */
    uint8_t *table;        /* from sample to sample, 1 << depth of them; or NULL */
    float *linear;         /* from sample to light, as many; or NULL */
    float matrix[9];       /* from light to the light of sRGB's primaries */
    float thresholds[255]; /* the least light of which sRGB's sample is i + 1 */
};

/* What this file needs, but for its profile: zeroed if nothing. False with an error text without
 * memory. */
bool png_color_init(struct png_color *color, const struct png_header *header);

static inline bool png_color_is_plain(const struct png_color *color)
{
    return color->table == NULL && color->linear == NULL;
}

/* Red, green and blue samples of color->depth bits to samples of 8 bits, without the profile. Not
 * for a plain one. */
void png_color_convert(const struct png_color *color, const uint32_t in[3], uint8_t out[3]);

/* A zeroed one is accepted. */
void png_color_finish(struct png_color *color);

#endif
