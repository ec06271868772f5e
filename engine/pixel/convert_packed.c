/* The general conversion of packed formats: channel by channel, byte by byte, for any layout. */
#include "pixel/convert_impl.h"

/* An 8-bit value as a channel of `length` bits. Up to 8 bits it is quantised; a longer channel
 * repeats the high bits, so that 255 becomes all ones. */
static uint32_t encode(uint32_t value, struct pixel_channel channel, uint32_t threshold)
{
    uint32_t code = channel.length <= 8
                        ? quantise(value, (UINT32_C(1) << channel.length) - 1, threshold)
                        : value * 0x0101 >> (16 - channel.length);
    return code << channel.offset;
}

/* The 8-bit value nearest to a channel's; encode(decode(n)) == n for channels of up to 8 bits,
 * because two neighbours there are at least one 8-bit step apart. An absent channel is 0. */
static uint32_t decode(uint32_t word, struct pixel_channel channel)
{
    if (channel.length == 0)
        return 0;
    uint32_t max = (UINT32_C(1) << channel.length) - 1;
    return ((word >> channel.offset & max) * 255 + max / 2) / max;
}

/* The shift of byte i of a word of `bytes` bytes. */
static int byte_shift(const struct pixel_format *format, int i, int bytes)
{
    return 8 * (format->big_endian ? bytes - 1 - i : i);
}

void packed_write(const struct converter *c, uint8_t *row, int x, int y, const uint32_t *source,
                  int width)
{
    const struct pixel_format *format = &c->format;
    const int bytes = format->bits_per_pixel / 8;
    uint8_t *out = row + (size_t)x * (size_t)bytes;
    for (int i = 0; i < width; i++) {
        uint32_t color = source[i];
        uint32_t threshold = c->threshold[y % DITHER_SIDE][(x + i) % DITHER_SIDE];
        uint32_t word = encode(color >> 16 & 255, format->red, threshold) |
                        encode(color >> 8 & 255, format->green, threshold) |
                        encode(color & 255, format->blue, threshold) |
                        encode(color >> 24, format->alpha, threshold);
        for (int b = 0; b < bytes; b++)
            *out++ = (uint8_t)(word >> byte_shift(format, b, bytes));
    }
}

void packed_read(const struct converter *c, const uint8_t *row, int x, uint32_t *target, int width)
{
    const struct pixel_format *format = &c->format;
    const int bytes = format->bits_per_pixel / 8;
    const uint8_t *in = row + (size_t)x * (size_t)bytes;
    for (int i = 0; i < width; i++) {
        uint32_t word = 0;
        for (int b = 0; b < bytes; b++)
            word |= (uint32_t)*in++ << byte_shift(format, b, bytes);
        target[i] = 0xff000000 | decode(word, format->red) << 16 |
                    decode(word, format->green) << 8 | decode(word, format->blue);
    }
}
