/* Conversion between surfaces and device formats. Surfaces are treated as opaque: colour channels
 * are taken as they are (premultiplied, so transparent shows black), and alpha is written where
 * the format has an alpha channel. Padding bits are written as 0. An 8-bit value becomes the
 * nearest level of a shorter channel, or is dithered between the two around it with an ordered 8x8
 * Bayer matrix by device position, so that the result does not depend on what is redrawn; longer
 * channels repeat the high bits. Grey is BT.709 luma of the sRGB values; mono is white from half
 * luma up. */
#ifndef PIXEL_CONVERT_H
#define PIXEL_CONVERT_H

#include <stdbool.h>
#include <stdint.h>

#include "pixel/format.h"
#include "pixel/surface.h"

struct converter;

/* Prepares conversion to and from `format`, which must pass pixel_format_check.
 * `palette` is 256 straight 0xRRGGBB words for PIXEL_PALETTE, or NULL for the built-in one
 * (palette_default). A colour becomes the entry with the least sum of squared differences, the
 * lowest index among equals.
 * `dither` has an effect on packed formats of 16 bits a pixel and fewer, on mono and on the
 * built-in palette, but not on another one, whose steps are not known. `general` leaves out the
 * fast paths, so that tests can compare them. Returns NULL with an error text on a bad format or
 * without memory; converter_destroy frees it. */
struct converter *converter_create(const struct pixel_format *format, bool dither,
                                   const uint32_t *palette, bool general);

/* NULL is accepted. */
void converter_destroy(struct converter *c);

/* Device rectangles handed to converter_write must start and end at multiples of this many pixels
 * horizontally (or end at the row's end): 8 for PIXEL_MONO, else 1. */
int converter_alignment(const struct converter *c);

/* Writes `width` pixels from `source` to the device row that begins at `row`, from pixel x on.
 * (x, y), both >= 0, is the device position, for dithering. Every byte is written once, in
 * ascending order, and none is read. Where mono ends inside a byte the rest of it becomes 0. */
void converter_write(const struct converter *c, uint8_t *row, int x, int y, const uint32_t *source,
                     int width);

/* Reads `width` pixels of a device row, from pixel x on, as opaque colours into `target`, each
 * channel rounded to nearest. Written back, channels of up to 8 bits come out as they were. */
void converter_read(const struct converter *c, const uint8_t *row, int x, uint32_t *target,
                    int width);

/* The built-in palette, straight 0xRRGGBB: what fbrun sets on devices that have a settable one.
 * First a cube of 6x6x6 colours at steps of 0x33, red slowest and blue fastest; then 40 greys that
 * with the cube's own make 46 even ones. */
const uint32_t *palette_default(void);

#endif
